"""Rows in the order of their key: merged, they differ as dictionaries of them do, however they lie."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.data import sorted_rows, study, survey
from forebear.compare.data.engine import EngineError
from forebear.compare.data.findings import RowChanges
from forebear.compare.data.sorted_rows import SortedRows, differences
from forebear.compare.data.study import DataStudent
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest

ROWS = st.dictionaries(st.integers(-40, 40), st.integers(0, 2), max_size=30)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is long, and few rows are in memory at a time."""
    monkeypatch.setattr(study, "LONG", 0)
    monkeypatch.setattr(survey, "_AT_ONCE", 25)
    monkeypatch.setattr(sorted_rows, "_AT_ONCE", 7)


def stored(path: Path, rows: dict[int, int]) -> SortedRows:
    for left in path.parent.glob(f"{path.name}.*"):
        left.unlink()
    found = SortedRows(path, "BIGINT")
    ordered = sorted(rows)
    for first in range(0, len(ordered), 10):  # each piece in another order than that of its keys
        keys = ordered[first : first + 10][::-1]
        assert found.add(np.array(keys, np.int64), np.array([rows[key] for key in keys], np.uint64))
    return found


def merged(one: SortedRows, other: SortedRows) -> tuple[list[int], list[int], list[int]]:
    steps = list(differences(one, other))
    changed, added, removed = ([int(key) for step in steps for key in step[n]] for n in range(3))
    return changed, added, removed


@SLOW
@given(before=ROWS, after=ROWS)
def test_a_merge_finds_what_dictionaries_say(
    few: None, tmp_path: Path, before: dict[int, int], after: dict[int, int]
) -> None:
    found = merged(stored(tmp_path / "a", before), stored(tmp_path / "b", after))
    both = before.keys() & after.keys()
    assert found == (
        sorted(key for key in both if before[key] != after[key]),
        sorted(after.keys() - both),
        sorted(before.keys() - both),
    )


@pytest.mark.parametrize("keys", [[1, 1], [4, 2, 4], [3, 9], [2]])
def test_keys_that_come_again_or_fall_back_are_refused(tmp_path: Path, keys: list[int]) -> None:
    rows = SortedRows(tmp_path / "a", "BIGINT")
    assert rows.add(np.array([0, 3], np.int64), np.zeros(2, np.uint64))
    assert not rows.add(np.array(keys, np.int64), np.zeros(len(keys), np.uint64))
    assert [piece.keys.tolist() for piece in rows.pieces()] == [[0, 3]]


def test_no_room_is_told(tmp_path: Path) -> None:
    rows = SortedRows(tmp_path / "gone" / "a", "BIGINT")
    with pytest.raises(EngineError, match="No such file"):
        rows.add(np.array([1], np.int64), np.zeros(1, np.uint64))


# through files


def compared(folder: Path, type_: pa.DataType, *tables: Iterable[tuple[int | None, int]]) -> RowChanges:
    held = []
    for label, rows in zip("AB", tables, strict=True):
        listed = list(rows)
        path = folder / f"{label}.parquet"
        columns = [pa.array([key for key, _ in listed], type_), pa.array([v for _, v in listed], pa.int32())]
        pq.write_table(pa.table(columns, names=["id", "n"]), path, row_group_size=30)
        held.append((label, Digest("md5", str(path))))
    (change,) = DataStudent(Files(), Silent(), {"": ("id",)}).study("t.parquet", held).changes
    assert change.rows is not None, change.note
    return change.rows


class Files:
    """Contents by the path that is their digest."""

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return Path(digest.value)

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


def counts(rows: RowChanges) -> Sequence[int | None]:
    return rows.added, rows.removed, rows.changed, rows.same


@pytest.mark.parametrize("type_", [pa.int8(), pa.int32(), pa.int64(), pa.uint16(), pa.uint64()], ids=str)
@pytest.mark.parametrize("shuffled", [0, 1, 2], ids=["in order", "later shuffled", "both shuffled"])
def test_rows_are_found_wherever_they_lie(
    few: None, tmp_path: Path, type_: pa.DataType, shuffled: int
) -> None:
    before = [(key, key % 5) for key in range(20, 110)]
    after = [(key, key % 5) for key in range(100) if key != 50]
    after[60] = (after[60][0], 9)
    for table in (after, before)[:shuffled]:
        random.Random(7).shuffle(table)
    found = compared(tmp_path, type_, before, after)
    assert counts(found) == (20, 11, 1, 78)
    assert found.columns == {"n": 1}
    assert {len(example.key) for example in found.examples} == {1}


def test_the_largest_numbers_are_keys(few: None, tmp_path: Path) -> None:
    top = 2**64
    before = [(top - key, key) for key in range(60, 0, -1)]
    after = [*before[:-1], (top - 1, 7)]
    assert counts(compared(tmp_path, pa.uint64(), before, after)) == (0, 0, 1, 59)


def test_the_same_rows_are_the_same(few: None, tmp_path: Path) -> None:
    rows = [(key * 3, key) for key in range(80)]
    found = compared(tmp_path, pa.int64(), rows, rows)
    assert found.equal
    assert counts(found) == (0, 0, 0, 80)
