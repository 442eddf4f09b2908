"""Rows whose keys stand in the same places: compared there they differ as value by value, however few do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from forebear.compare.data import aligned_rows, distances, drift, study, survey
from forebear.compare.data.findings import DataChange
from forebear.compare.data.opened import OpenTable, Survey
from forebear.compare.data.study import DataStudent
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest

SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = ("id", "one", "two", "three", "word")
TYPES = (pa.int64(), pa.float64(), pa.int32(), pa.float64(), pa.string())
Row = tuple[int | None, float | None, int, float, str | None]


class Files:
    """Contents by the path that is their digest."""

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return Path(digest.value)

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


@pytest.fixture
def in_place(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything is long, and few rows are in memory at a time; returns the tables compared in place."""
    monkeypatch.setattr(study, "LONG", 0)
    monkeypatch.setattr(survey, "_AT_ONCE", 11)
    monkeypatch.setattr(aligned_rows, "_AT_ONCE", 7)
    found: list[str] = []
    compare = study.compared_in_place

    def told(engine: Any, before: OpenTable, after: OpenTable) -> Survey:
        found.append(f"{before.name} {after.name}")
        return compare(engine, before, after)

    monkeypatch.setattr(study, "compared_in_place", told)
    return found


def compared(folder: Path, *versions: Sequence[Row], group: int = 10) -> tuple[DataChange, ...]:
    held = []
    for number, rows in enumerate(versions):
        path = folder / f"{number}.parquet"
        arrays = [pa.array([row[n] for row in rows], type_) for n, type_ in enumerate(TYPES)]
        pq.write_table(pa.table(arrays, names=list(NAMES)), path, row_group_size=group)
        held.append((str(number), Digest("md5", str(path))))
    told = DataStudent(Files(), Silent(), {"": ["id"]}).study("t.parquet", held)
    assert not told.unreadable
    return told.changes


def counts(change: DataChange) -> tuple[int, int, int | None]:
    assert change.rows is not None
    assert (change.rows.key, change.note) == (("id",), "")
    return change.rows.added, change.rows.removed, change.rows.changed


def by_hand(before: Sequence[Row], after: Sequence[Row]) -> tuple[int, int, int]:
    one, other = ({row[0]: tuple(map(repr, row)) for row in rows} for rows in (before, after))
    changed = sum(one[key] != other[key] for key in one.keys() & other.keys())
    return len(other.keys() - one.keys()), len(one.keys() - other.keys()), changed


def rows_of(keys: Sequence[int]) -> list[Row]:
    return [
        (key, key * 0.5, key % 9, math.nan if key % 4 else 1.5, None if key % 5 else f"w{key}")
        for key in keys
    ]


def changed(row: Row, places: set[int]) -> Row:
    other = (row[0], -1.25 if row[1] is None else row[1] + 0.25, row[2] + 1, 7.0, f"{row[4]}!")
    made: Any = tuple(other[n] if n in places else value for n, value in enumerate(row))
    return made


@SLOW
@given(
    keys=st.sets(st.integers(-(2**40), 2**40), min_size=2, max_size=60).map(sorted),
    every=st.sets(st.integers(1, 4)),
    some=st.dictionaries(st.integers(0, 59), st.sets(st.integers(1, 4))),
    spared=st.sets(st.integers(0, 59)),
    group=st.integers(1, 30),
)
def test_rows_differ_in_place_as_value_by_value(  # noqa: PLR0917
    in_place: list[str],
    tmp_path: Path,
    keys: list[int],
    every: set[int],
    some: dict[int, set[int]],
    spared: set[int],
    group: int,
) -> None:
    """`every` row changes in these columns but the `spared` ones; `some` change in others."""
    before = rows_of(keys)
    after = [
        changed(row, (set() if number in spared else every) ^ some.get(number, set()))
        for number, row in enumerate(before)
    ]
    in_place.clear()
    (change,) = compared(tmp_path, before, after, group=group)
    assert in_place == ["t0 t1"]
    assert counts(change) == by_hand(before, after)


@pytest.mark.parametrize("place", range(1, 5))
@pytest.mark.parametrize("number", [0, 6, 7, 29])
@pytest.mark.parametrize("sampled", [1, 100_000], ids=["hardly sampled", "all sampled"])
def test_one_cell_is_found_and_shown(  # noqa: PLR0917
    in_place: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    place: int,
    number: int,
    sampled: int,
) -> None:
    monkeypatch.setattr(survey, "SAMPLED", sampled)
    before = rows_of(range(100, 130))
    after = [changed(row, {place} if n == number else set()) for n, row in enumerate(before)]
    (change,) = compared(tmp_path, before, after)
    assert in_place
    assert counts(change) == (0, 0, 1)
    assert change.rows is not None
    assert change.rows.columns == {NAMES[place]: 1}
    (example,) = change.rows.examples
    assert example.key == (str(100 + number),)


BASE = rows_of(range(0, 90, 3))
OTHERWISE = {
    "two rows changed places": [*BASE[:9], BASE[10], BASE[9], *BASE[11:]],
    "a row is gone and another came": [*BASE[:20], *BASE[21:], *rows_of([500])],
    "one more row": [*BASE, *rows_of([91])],
    "another key": [*BASE[:15], (46, *BASE[15][1:]), *BASE[16:]],
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_where_keys_stand_elsewhere_rows_are_joined(in_place: list[str], tmp_path: Path, name: str) -> None:
    (change,) = compared(tmp_path, BASE, OTHERWISE[name])
    assert in_place == []
    assert counts(change) == by_hand(BASE, OTHERWISE[name])


@pytest.mark.parametrize("key", [None, 6])
def test_a_key_that_is_missing_or_comes_again_is_none(
    in_place: list[str], tmp_path: Path, key: int | None
) -> None:
    rows = [*BASE[:25], (key, *BASE[25][1:]), *BASE[26:]]
    (change,) = compared(tmp_path, rows, [*rows[:3], changed(rows[3], {1}), *rows[4:]])
    assert in_place == []
    assert change.rows is not None
    assert change.rows.key != ("id",)
    assert change.note


@pytest.mark.parametrize("order", ["in place first", "elsewhere first"])
def test_of_several_versions_each_is_compared_its_way(
    in_place: list[str], tmp_path: Path, order: str
) -> None:
    there = [changed(row, {1, 2} if n % 3 else set()) for n, row in enumerate(BASE)]
    elsewhere = [changed(row, {4} if n % 2 else set()) for n, row in enumerate(OTHERWISE["one more row"])]
    again = [changed(row, {3} if n == 17 else set()) for n, row in enumerate(BASE)]
    later = [there, elsewhere, again] if order == "in place first" else [elsewhere, again, there]
    changes = compared(tmp_path, BASE, *later)
    assert len(in_place) == 2
    assert [counts(change) for change in changes] == [by_hand(BASE, each) for each in later]


VALUES = st.lists(st.integers(-40, 40), min_size=1, max_size=40).map(
    lambda found: np.sort(np.array(found, float))
)


@given(VALUES, VALUES, VALUES)
def test_a_few_values_show_no_more_than_the_whole_distance(before: Any, after: Any, values: Any) -> None:
    assert distances.at_least_apart(before, after, values) <= distances.farthest_apart(before, after)


@given(
    factor=st.sampled_from([*drift._FACTORS, *(1 / factor for factor in drift._FACTORS), 0.5, 7.0]),
    share=st.floats(0.05, 1),
    spread=st.floats(0.1, 30),
    seed=st.integers(0, 99),
)
def test_the_factor_is_that_of_all_tests(factor: float, share: float, spread: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    before = rng.gamma(4, spread, 300) + 5
    after = rng.gamma(4, spread, 300) + 5
    after[: int(share * 300)] *= factor
    beyond = after[(after < before.min()) | (after > before.max())]
    factors = (*drift._FACTORS, *(1 / factor for factor in drift._FACTORS))
    apart = (
        [float(stats.ks_2samp(before, beyond / each, method="asymp").statistic) for each in factors]
        if len(beyond)
        else [1.0]
    )
    found = drift.rescaled(before, after)
    if len(beyond) < 20 or min(apart) >= drift._LIKE:
        assert found is None
    else:
        assert found is not None
        assert (found.factor, found.distance) == (factors[apart.index(min(apart))], min(apart))
