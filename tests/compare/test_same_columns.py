"""Columns whose bytes are the same in two files: found where they are, and nothing is missed by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.data import study, survey
from forebear.compare.data.columnar import open_parquet
from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import DataChange
from forebear.compare.data.same_columns import same_columns
from forebear.compare.data.study import DataStudent
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest

Rows = Mapping[str, Sequence[Any]]
SLOW = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
COUNT = 90
ROWS: Rows = {
    "id": range(COUNT),
    "price": [n / 7 for n in range(COUNT)],
    "kind": ["abcd"[n % 4] for n in range(COUNT)],
    "n": [n % 13 for n in range(COUNT)],
}
SCHEMA = pa.schema([("id", pa.int64()), ("price", pa.float64()), ("kind", pa.string()), ("n", pa.int32())])
OTHER = {"id": 1_000, "price": -1.5, "kind": "z", "n": 77}


def write(path: Path, rows: Rows, schema: Any = SCHEMA, *, size: int = 20, codec: str = "snappy") -> Path:
    columns = [pa.array(list(rows[field.name]), field.type) for field in schema]
    pq.write_table(pa.table(columns, schema=schema), path, row_group_size=size, compression=codec)
    return path


def changed(rows: Rows, *edits: tuple[str, int]) -> Rows:
    """Another value in these columns of these rows."""
    found = {name: list(values) for name, values in rows.items()}
    for name, place in edits:
        found[name][place] = OTHER[name]
    return found


def found_in(folder: Path, *paths: Path) -> set[str]:
    work = folder / "work"
    work.mkdir()
    engine = Engine(work, Silent(), paths)
    try:
        one, other = (open_parquet(engine, [path], f"t{n}") for n, path in enumerate(paths))
        return {one.columns[place].name for place in same_columns(engine, one, other)}
    finally:
        engine.close()


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("name", [*ROWS, ""])
def test_a_column_of_which_one_value_differs_is_not_among_them(tmp_path: Path, codec: str, name: str) -> None:
    edits = [(name, COUNT - 1)] if name else []
    one = write(tmp_path / "a", ROWS, codec=codec)
    other = write(tmp_path / "b", changed(ROWS, *edits), codec=codec)
    assert found_in(tmp_path, one, other) == set(ROWS) - {name}


def _required() -> Any:
    return pa.schema([field.with_nullable(False) for field in SCHEMA])


def _wider() -> Any:
    return SCHEMA.set(3, pa.field("n", pa.int64()))


@pytest.mark.parametrize(
    "how",
    [
        {"size": 30}, {"codec": "gzip"}, {"schema": _required()}, {"schema": _wider()},
        {"schema": pa.schema(list(SCHEMA)[::-1])},
    ],
    ids=["other row groups", "another codec", "no NULL", "another type", "another order"],
)  # fmt: skip
def test_nothing_is_said_of_files_that_are_laid_out_otherwise(tmp_path: Path, how: dict[str, Any]) -> None:
    assert not found_in(tmp_path, write(tmp_path / "a", ROWS), write(tmp_path / "b", ROWS, **how))


def test_nothing_is_said_of_nested_columns(tmp_path: Path) -> None:
    schema = pa.schema([*SCHEMA, ("more", pa.list_(pa.int32()))])
    rows = {**ROWS, "more": [[n] for n in range(COUNT)]}
    assert not found_in(
        tmp_path, write(tmp_path / "a", rows, schema), write(tmp_path / "b", rows, schema, size=20)
    )


# through the study


class Files:
    """Contents by the path that is their digest."""

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return Path(digest.value)

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


def compared(folder: Path, *versions: Rows, size: int = 20) -> tuple[DataChange, ...]:
    held = [
        (label, Digest("md5", str(write(folder / f"{label}{size}", rows, size=size))))
        for label, rows in zip("ABCD", versions, strict=False)
    ]
    told = DataStudent(Files(), Silent(), {"": ("id",)}).study("t.parquet", held)
    assert not told.unreadable
    assert not any(change.note for change in told.changes)
    return told.changes


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is long, and read in pieces of 25 rows."""
    monkeypatch.setattr(study, "LONG", 0)
    monkeypatch.setattr(survey, "_AT_ONCE", 25)


def plain(change: DataChange) -> DataChange:
    """What a comparison of every value says as well."""
    assert change.rows is not None
    drift = tuple(
        replace(
            each,
            sampled=None,
            before=replace(each.before, mean=round(each.before.mean, 9) if each.before.mean else None),
            after=replace(each.after, mean=round(each.after.mean, 9) if each.after.mean else None),
        )
        for each in change.drift or ()
    )
    return replace(change, rows=replace(change.rows, by_hash=False), drift=drift)


@SLOW
@given(
    edits=st.lists(st.tuples(st.sampled_from(["price", "kind", "n"]), st.integers(0, COUNT - 1)), max_size=4),
    again=st.lists(st.tuples(st.sampled_from(["price", "kind", "n"]), st.integers(0, COUNT - 1)), max_size=4),
    renamed=st.booleans(),
    size=st.sampled_from([7, 40]),
)
def test_three_versions_read_once_differ_as_value_by_value(
    tmp_path: Path,
    edits: list[tuple[str, int]],
    again: list[tuple[str, int]],
    *,
    renamed: bool,
    size: int,
) -> None:
    later = [("id", 30)] if renamed else []
    versions = ROWS, changed(ROWS, *edits, *later), changed(ROWS, *again)
    with pytest.MonkeyPatch.context() as patch:
        exact = compared(tmp_path, *versions, size=size)
        patch.setattr(study, "LONG", 0)
        patch.setattr(survey, "_AT_ONCE", 25)
        found = compared(tmp_path, *versions, size=size)
    assert [plain(change) for change in found] == [plain(change) for change in exact]


def test_what_is_the_same_is_read_once(short: None, tmp_path: Path) -> None:
    (change,) = compared(tmp_path, ROWS, changed(ROWS, ("price", 3), ("price", 88)))
    assert change.rows is not None
    assert (change.rows.changed, change.rows.same) == (2, COUNT - 2)
    assert change.rows.columns == {"price": 2}
    assert [each.after["price"] for each in change.rows.examples if each.after] == ["-1.5", "-1.5"]
    kind = next(each for each in change.drift or () if each.column == "kind")
    assert kind.before == kind.after
