"""Rows of a comparison: what counts as a difference, and that the order of versions only turns it round."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.comparison import DataRole, DataRow, NodeKind, Version, any_change, spread
from forebear.compare.document import json_value
from forebear.compare.environment import compare_environments
from forebear.compare.metrics import compare_metrics
from forebear.compare.parameters import compare_parameters
from forebear.compare.paths import FileKind, file_kind, is_code
from forebear.compare.sameness import sameness
from forebear.compare.tables import read_table
from forebear.compare.version import Contents, label
from forebear.lineage.words import Digest, Environment, Image

NAMES = st.text(min_size=1, max_size=6)
NUMBERS = st.floats() | st.integers(-(2**40), 2**40).map(float)
METRICS = st.dictionaries(
    NAMES, st.none() | st.dictionaries(NAMES, NUMBERS | st.text(max_size=4), min_size=1), max_size=3
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
PARAMETERS = st.dictionaries(NAMES, st.none() | st.dictionaries(NAMES, SCALARS, min_size=1), max_size=3)


def holding(position: int = 0, **parts: object) -> Contents:
    version = Version(label(position), "x", "x", NodeKind.COMMIT)
    empty: dict[str, object] = {"metrics": {}, "parameters": {}, "data": {}, "environments": {}}
    return Contents(version=version, code=frozenset(), records=frozenset(), **{**empty, **parts})  # type: ignore[arg-type]


@given(METRICS, METRICS)
def test_metrics_mirror(one: dict, other: dict) -> None:
    forth, lost = compare_metrics([holding(0, metrics=one), holding(1, metrics=other)])
    back, lost_back = compare_metrics([holding(0, metrics=other), holding(1, metrics=one)])
    assert [(row.source, row.name) for row in forth] == [(row.source, row.name) for row in back]
    assert {(file.path, file.label) for file in lost} == {
        (file.path, {"A": "B", "B": "A"}[file.label]) for file in lost_back
    }
    for row, mirror in zip(forth, back, strict=True):
        assert row.differs == mirror.differs
        assert [sameness(value) for value in row.values] == [sameness(value) for value in mirror.values[::-1]]
        delta, turned = row.delta(1), mirror.delta(1)
        assert (delta is None) == (turned is None)
        if delta is not None and turned is not None:
            assert sameness(delta) == sameness(-turned) or delta == turned == 0


@given(METRICS)
def test_the_same_metrics_never_differ(files: dict) -> None:
    rows, _ = compare_metrics(
        [holding(0, metrics=files), holding(1, metrics=files), holding(2, metrics=files)]
    )
    assert {row.differs for row in rows} <= {False}
    assert len(rows) == sum(len(values) for values in files.values() if values)


@given(PARAMETERS, PARAMETERS)
def test_parameters_mirror_and_every_difference_is_seen(one: dict, other: dict) -> None:
    forth, _ = compare_parameters([holding(0, parameters=one), holding(1, parameters=other)])
    back, _ = compare_parameters([holding(0, parameters=other), holding(1, parameters=one)])
    assert [row.differs for row in forth] == [row.differs for row in back]
    for row in forth:
        left, right = (files.get(row.source, {}) for files in (one, other))
        if left is None or right is None:
            assert row.differs is None
        else:
            assert row.differs == (sameness(left.get(row.name)) != sameness(right.get(row.name)))
            assert row.present == (row.name in left, row.name in right)


@given(METRICS, PARAMETERS)
def test_every_value_can_be_written_as_json(metrics: dict, parameters: dict) -> None:
    rows = [
        *compare_metrics([holding(metrics=metrics)])[0],
        *compare_parameters([holding(parameters=parameters)])[0],
    ]
    json.dumps([[json_value(value) for value in row.values] for row in rows], allow_nan=False)


def test_types_are_told_apart_and_numbers_are_not() -> None:
    assert sameness(1) == sameness(1.0)
    assert sameness(1) != sameness(True)
    assert sameness("1") != sameness(1)
    assert sameness(math.nan) == sameness(math.nan)
    assert json_value(-math.inf) == "-Infinity"


def test_what_is_not_here_is_neither_the_same_nor_different() -> None:
    assert spread([1, None], [True, False]) is None
    assert spread([1, 2, None], [True, True, False]) is True
    assert spread([1, 1], [True, True]) is False
    assert any_change([]) is None
    assert any_change([False, None]) is None
    assert any_change([False, None, True]) is True
    rows, lost = compare_metrics(
        [holding(0, metrics={"m.json": {"auc": 1.0}}), holding(1, metrics={"m.json": None})]
    )
    assert rows[0].available == (True, False)
    assert rows[0].differs is None
    assert [(file.label, file.path) for file in lost] == [("B", "m.json")]
    absent, none_lost = compare_metrics([holding(0, metrics={"m.json": {"auc": 1.0}}), holding(1)])
    assert absent[0].differs is True
    assert none_lost == ()


def test_images_are_compared_by_identity_and_not_by_tag() -> None:
    moved = [
        holding(0, environments={"train": Environment(Image("app:1", id="sha256:a"))}),
        holding(1, environments={"train": Environment(Image("app:1", id="sha256:b"))}),
    ]
    rows, changed = compare_environments(moved)
    assert (rows[0].name, rows[0].differs, changed) == ("image", True, True)
    renamed = [
        holding(0, environments={"train": Environment(Image("app:1", id="sha256:a"))}),
        holding(1, environments={"fit": Environment(Image("app:2", id="sha256:a"))}),
    ]
    rows, changed = compare_environments(renamed)
    assert (rows[0].differs, changed) == (False, False)


def test_an_environment_that_nobody_recorded_is_not_the_same() -> None:
    known = holding(0, environments={"train": Environment(Image("app:1", id="sha256:a"))})
    rows, changed = compare_environments([known, holding(1, environments={"train": None})])
    assert rows[0].differs is None
    assert rows[0].recorded == (True, False)
    assert changed is None
    assert compare_environments([holding(0), holding(1)]) == ((), None)


def test_environments_that_differ_between_runs_are_compared_run_by_run() -> None:
    one, two = Environment(packages={"numpy": "1"}), Environment(packages={"numpy": "2"})
    first = holding(0, environments={"a": one, "b": two})
    second = holding(1, environments={"a": two, "b": two})
    rows, changed = compare_environments([first, second])
    assert [(row.run, row.values, row.differs) for row in rows] == [
        ("a", ("1", "2"), True),
        ("b", ("2", "2"), False),
    ]
    assert changed is True


def test_labels_go_on_after_z() -> None:
    assert [label(position) for position in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/train.py", FileKind.CODE),
        ("dvc.yaml", FileKind.CODE),
        ("Dockerfile", FileKind.ENVIRONMENT),
        ("requirements-dev.txt", FileKind.ENVIRONMENT),
        ("sub/dvc.lock", FileKind.RECORD),
        ("data.csv.dvc", FileKind.RECORD),
        (".dvc/config", FileKind.RECORD),
        ("params.yaml", FileKind.RECORD),
        ("data/in/a", FileKind.DATA),
        ("table.csv", FileKind.DATA),
        ("docs/a.md", FileKind.DOCUMENT),
        ("LICENSE", FileKind.DOCUMENT),
        ("settings.ini", FileKind.CODE),
    ],
)
def test_kinds_of_files(path: str, kind: FileKind) -> None:
    assert file_kind(path, {"params.yaml"}, {"data/in"}) is kind
    assert not is_code("data/in")
    assert DataRole.SOURCE != DataRole.RESULT


def test_tables_are_counted_and_their_columns_typed() -> None:
    table = read_table(b'a,b,c,d\r\n1,x,,2.5\r\n2,"line\nbreak",,3\r\n', "t.csv")
    assert table is not None
    assert (table.rows, dict(table.columns)) == (
        2,
        {"a": "integer", "b": "text", "c": "empty", "d": "number"},
    )
    lines = read_table(b'{"a": 1}\n\n{"a": "x", "b": [1]}\n', "t.jsonl")
    assert lines is not None
    assert (lines.rows, dict(lines.columns)) == (2, {"a": "text", "b": "nested"})
    assert read_table(b"\xff\xfe\x00", "t.csv") is None
    assert read_table(b"[" * 100_000, "t.jsonl") is None
    assert read_table(b"", "t.csv") is None


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.jsonl"]))
def test_no_bytes_break_the_reading_of_a_table(content: bytes, path: str) -> None:
    table = read_table(content, path)
    assert table is None or table.rows >= 0


@pytest.mark.parametrize(
    ("digests", "sizes", "differs"),
    [
        (("md5-dos2unix:a", "md5:a"), (3, 3), False),
        (("md5-dos2unix:a", "md5:a"), (4, 3), True),  # it had a CRLF
        (("md5-dos2unix:a", "md5:a"), (None, 3), None),
        (("md5-dos2unix:a", "md5:b"), (3, 3), None),
        (("sha256:a", "md5:a"), (3, 3), None),
        (("sha256:a", "md5:b"), (3, 4), True),
        (("sha256:a", None), (3, None), True),
    ],
)
def test_digests_of_two_algorithms(
    digests: tuple[str | None, ...], sizes: tuple[int | None, ...], differs: bool | None
) -> None:
    known = tuple(Digest(*text.split(":")) if text else None for text in digests)
    row = DataRow("a", DataRole.SOURCE, known, sizes, (None, None), (None, None), comparable=False)
    assert row.differs is differs
