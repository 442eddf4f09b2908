"""Points of plots: one that differs is never overlooked, and bad files are told in their place."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.contents_study import plot_in
from forebear.compare.data.findings import Obtainable
from forebear.compare.files.findings import Content, FileRole, FileRow
from forebear.compare.plots.definitions import kind_of, recognised, taken_apart
from forebear.compare.plots.document import MOST_POINTS, plot_document, thinned
from forebear.compare.plots.findings import PlotDefinition, PlotKind, PlotRow, PlotStudy, Series
from forebear.compare.plots.points import read_points
from forebear.compare.plots.series import area
from forebear.compare.plots.study import PlotStudent
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry
from forebear.sources.dvc.yaml_text import UnreadableError


class Folder:
    """Contents by digest, as a cache has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        path = self.folder / digest.value
        return path if path.exists() else None

    def listing(self, _digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[Obtainable, ...]:
        return ()


def row_of(folder: Path, path: str, *contents: bytes | None, **said: Any) -> PlotRow:
    digests = []
    for place, content in enumerate(contents):
        if content is not None:
            (folder / f"{place}").write_bytes(content)
        digests.append({path: Digest("md5", str(place)) if content is not None else None})
    definition = PlotDefinition(path, "dvc.yaml", path, **said)
    return PlotRow(path, "dvc.yaml", kind_of(definition), (definition,) * len(contents), tuple(digests))


def studied(folder: Path, path: str, *contents: bytes | None, **said: Any) -> PlotStudy:
    row = row_of(folder, path, *contents, **said)
    return PlotStudent(Folder(folder)).study(row, "ABC"[: len(contents)])


def table(rows: list[tuple[float, float]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([("x", "y"), *rows])
    return text.getvalue().encode()


numbers = st.floats(-1e6, 1e6, allow_nan=False)
points = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points, st.sampled_from([".csv", ".json"]), st.data())
def test_one_point_is_never_overlooked(
    tmp_path: Path, rows: list[tuple[float, float]], end: str, data: st.DataObject
) -> None:
    def content(values: list[tuple[float, float]]) -> bytes:
        if end == ".csv":
            return table(values)
        return json.dumps({"inner": [{"x": x, "y": y} for x, y in values]}).encode()

    said = {"x": ((f"p{end}", "x"),), "y": ((f"p{end}", "y"),)}
    assert studied(tmp_path, f"p{end}", content(rows), content(rows), **said).differs is False
    place = data.draw(st.integers(0, len(rows) - 1))
    axis = data.draw(st.integers(0, 1))
    point = list(rows[place])
    point[axis] += 1.0
    other = [*rows[:place], (point[0], point[1]), *rows[place + 1 :]]
    assert studied(tmp_path, f"p{end}", content(rows), content(other), **said).differs is True
    assert studied(tmp_path, f"p{end}", content(rows), content(rows[:-1]), **said).differs is True


def test_not_a_number_equals_itself(tmp_path: Path) -> None:
    content = b'[{"y": NaN}, {"y": 1.0}, {"y": Infinity}]'
    study = studied(tmp_path, "p.json", content, content)
    assert study.differs is False
    assert [len(each.y) for each in study.series] == [3, 3]
    row = row_of(tmp_path, "p.json", content, content)
    told = plot_document(PlotRow(row.name, row.source, row.kind, row.definitions, row.digests, study))
    series = json.loads(json.dumps(told, allow_nan=False))["series"]
    assert series[0]["y"] == ["NaN", 1.0, "Infinity"]


def test_a_broken_line_is_told_and_left_out(tmp_path: Path) -> None:
    study = studied(tmp_path, "p.csv", b"x,y\n1,2\n3\n4,5\n", b"x,y\n1,2\n4,5\n")
    assert [(each.label, each.why) for each in study.problems] == [
        ("A", "1 of its lines are no points (first: line 3).")
    ]
    assert study.differs is None
    assert [each.y for each in study.series] == [("2", "5"), ("2", "5")]


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("p.csv", "x,y\n1,grüße\n".encode("latin-1"), "It is not UTF-8 text (byte 8)."),
        ("p.json", b"{", "It is no JSON "),
        ("p.json", b"[" * 100_000, "It is "),
        ("p.yaml", b"a: [", "Line 2: it is no YAML"),
        ("p.txt", b"1", "A .txt holds no points that can be read."),
        ("p.csv", None, "It is not there."),
    ],
    ids=["encoding", "json", "deep", "yaml", "ending", "gone"],
)
def test_a_bad_file_is_told_in_its_place(tmp_path: Path, path: str, content: bytes | None, why: str) -> None:
    good = {"p.csv": b"x,y\n1,2\n", "p.json": b'[{"y": 1}]', "p.yaml": b"- y: 1\n"}.get(path, b"1")
    study = studied(tmp_path, path, good, content)
    assert study.problems[-1].label == "B"
    assert study.problems[-1].why.startswith(why)
    assert study.differs is not False


def test_a_field_that_is_not_there(tmp_path: Path) -> None:
    study = studied(tmp_path, "p.csv", b"x,y\n1,2\n", b"x,z\n1,2\n", y=(("p.csv", "y"),))
    assert study.problems[0].why == "p.csv has no field y; it has x, z."
    assert [each.label for each in study.series] == ["A"]


def test_what_is_not_here_is_absent(tmp_path: Path) -> None:
    row = row_of(tmp_path, "p.csv", b"x,y\n1,2\n", b"x,y\n1,2\n")
    (tmp_path / "1").unlink()
    study = PlotStudent(Folder(tmp_path)).study(row, "AB")
    assert [each.label for each in study.absent] == ["B"]
    assert study.differs is True


def test_many_classes_are_no_matrix(tmp_path: Path) -> None:
    lines = "".join(f"{n},{n}\n" for n in range(100))
    said = {"x": (("p.csv", "actual"),), "y": (("p.csv", "predicted"),), "template": "confusion"}
    study = studied(tmp_path, "p.csv", f"actual,predicted\n{lines}".encode(), **said)
    assert not study.matrices
    assert study.notes == ("It has more than 60 classes, too many for a matrix.",)


def test_json_lists_are_joined_by_their_place() -> None:
    content = (
        b'{"a": {"b": [{"x": 1}, {"x": 2}]}, "c": [{"y": 3}, {"y": 4}], "d": [1, 2], "e": [{"p": 1}, {}]}'
    )
    assert read_points("p.json", content).rows == [{"x": 1, "y": 3}, {"x": 2, "y": 4}]
    assert read_points("p.yaml", content).rows == [{"x": 1, "y": 3}, {"x": 2, "y": 4}]
    assert read_points("p.tsv", b"0\t1\n", header=False).rows == [{"0": "0", "1": "1"}]
    with pytest.raises(UnreadableError, match="nested too deep"):
        read_points("p.json", b'{"a":' * 60 + b"[]" + b"}" * 60)


def test_what_tables_are_recognised(tmp_path: Path) -> None:
    assert recognised("p.csv", ["threshold", "FPR", "TPR"]) is not None
    found = recognised("p.csv", ["Actual", "Predicted"])
    assert found is not None
    assert kind_of(found) is PlotKind.MATRIX
    assert recognised("p.csv", ["x", "y"]) is None
    (tmp_path / "roc").write_bytes(b"fpr,tpr\n0,0\n1,1\n")
    digest = Digest("md5", "roc")
    file = FileRow("roc.csv", FileRole.RESULT, Content.TEXT, (digest, None), (9, None), (digest, None))
    student = PlotStudent(Folder(tmp_path))
    plot = plot_in(file, student)
    assert plot is not None
    study = student.study(plot, "AB")
    assert (study.kind, study.series[0].auc) == (PlotKind.ROC, 0.5)


def test_a_directory_stands_for_its_files() -> None:
    files = {"plots": ["plots/a.csv", "plots/b/c.png", "plots/b/d.csv", "plots/notes.txt"]}
    files["plots/b"] = ["plots/b/c.png", "plots/b/d.csv"]
    declared = [
        PlotDefinition("plots", "dvc.yaml", "plots", template="scatter"),
        PlotDefinition("plots/b", "dvc.yaml", "plots/b", template="simple"),
    ]
    found = taken_apart(declared, lambda path: files.get(path, []))
    assert {each.name: (kind_of(each), each.template) for each in found} == {
        "plots/a.csv": (PlotKind.SCATTER, "scatter"),
        "plots/b/c.png": (PlotKind.IMAGE, "simple"),
        "plots/b/d.csv": (PlotKind.LINE, "simple"),
    }


@given(st.lists(st.floats(), max_size=60), st.integers(10, 30))
def test_thinning_keeps_the_ends_and_the_extremes(values: list[float], most: int) -> None:
    series = Series("A", "f", "y", tuple(range(len(values))), tuple(values))
    places = thinned(series, most)
    assert places == sorted(set(places))
    assert len(places) <= max(most, 0)
    shown = [values[place] for place in places]
    known = [value for value in values if value == value]  # noqa: PLR0124  not NaN
    if known:
        assert min(known) in shown
        assert max(known) in shown
    if values:
        assert places[0] == 0
        assert places[-1] == len(values) - 1


def test_a_long_curve_is_thinned_and_says_so(tmp_path: Path) -> None:
    content = b"y\n" + b"".join(b"%d\n" % (n % 7) for n in range(10_000))
    row = row_of(tmp_path, "p.csv", content)
    study = PlotStudent(Folder(tmp_path)).study(row, "A")
    told = plot_document(PlotRow(row.name, row.source, row.kind, row.definitions, row.digests, study))
    (series,) = json.loads(json.dumps(told))["series"]
    assert series["points"] == 10_000
    assert series["shown"] == len(series["x"]) <= MOST_POINTS


def test_the_area_is_that_of_trapezoids() -> None:
    series = Series("A", "f", "tpr", (0, "0.1", 0.4, 1), (0, 0.5, "0.8", 1))
    assert area(series) == pytest.approx(0.025 + 0.195 + 0.54)
    assert area(Series("A", "f", "tpr", (0,), (0,))) is None
