"""Rows known by whole numbers: they differ as dictionaries of them do, and no footer is believed too far."""

# ruff: noqa: S608 -- the SQL is ours

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.compare.data import numbered_rows, study, survey
from forebear.compare.data.columnar import open_parquet
from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import RowChanges
from forebear.compare.data.footers import Extremes, extremes
from forebear.compare.data.keyed_rows import KeyedRows
from forebear.compare.data.numbered_rows import LaterRows, NumberedRows, Numbering, numbering
from forebear.compare.data.opened import OpenTable
from forebear.compare.data.study import DataStudent
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest

FEWER = settings(max_examples=40)
PLACES = st.dictionaries(st.integers(0, 99), st.integers(0, 2), max_size=60)


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = Engine(tmp_path_factory.mktemp("engine"), Silent(), ())
    yield made
    made.close()


def told(
    engine: Engine, kept: NumberedRows | LaterRows, rows: Sequence[tuple[int, int]]
) -> Mapping[str, Any]:
    """Return what is kept of rows of a key and a value, as a survey asks for it."""
    engine.rows("CREATE OR REPLACE TEMP TABLE given(c0 BIGINT, c1 INTEGER)")
    if rows:
        engine.insert_rows("given", rows, 2)
    asked = ", ".join(f"{what} AS {name}" for name, what in kept.told_by("hash(c1)").items())
    return engine.arrays(f"SELECT {asked} FROM given")


@FEWER
@given(before=PLACES, after=PLACES, least=st.integers(-(2**52), 2**52), size=st.integers(1, 30))
def test_rows_differ_as_dictionaries_say(
    duck: Engine, before: dict[int, int], after: dict[int, int], least: int, size: int
) -> None:
    earlier = NumberedRows(Numbering((0,), (least,), (100,)))
    sides = earlier, LaterRows(earlier)
    for side, rows in zip(sides, (before, after), strict=True):
        given = [(least + place, value) for place, value in rows.items()]
        for first in range(0, len(given), size):
            side.add(told(duck, side, given[first : first + size]))
    found = sides[1].matched(duck)
    both = before.keys() & after.keys()
    expected = {
        "changed": sorted(place for place in both if before[place] != after[place]),
        "added": sorted(after.keys() - both),
        "removed": sorted(before.keys() - both),
    }
    assert found is not None
    assert found.counts._asdict() == {status: len(places) for status, places in expected.items()}
    assert {status: places.tolist() for status, places in found.some.items()} == expected


@FEWER
@given(rows=PLACES.filter(bool), data=st.data(), later=st.booleans())
def test_a_key_twice_on_a_side_is_found(
    duck: Engine, rows: dict[int, int], data: st.DataObject, later: bool
) -> None:
    earlier = NumberedRows(Numbering((0,), (0,), (100,)))
    sides = earlier, LaterRows(earlier)
    twice = [*rows.items(), (data.draw(st.sampled_from(sorted(rows))), data.draw(st.integers(0, 2)))]
    both = (list(rows.items()), twice)[:: 1 if later else -1]
    for side, held in zip(sides, both, strict=True):
        side.add(told(duck, side, held))
    assert sides[1].matched(duck) is None


def test_only_some_of_very_many_are_told(duck: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbered_rows, "LOOKED_AT", 7)
    monkeypatch.setattr(numbered_rows, "_CHUNK", 5)
    earlier = NumberedRows(Numbering((0,), (0,), (100,)))
    sides = earlier, LaterRows(earlier)
    sides[0].add(told(duck, sides[0], [(key, 0) for key in range(100)]))
    sides[1].add(told(duck, sides[1], [(key, 1) for key in range(1, 100)]))
    found = sides[1].matched(duck)
    assert found is not None
    assert found.counts == (99, 0, 1)
    assert [places.tolist() for places in found.some.values()] == [[*range(1, 8)], [], [0]]


@FEWER
@given(
    keys=st.sets(st.tuples(st.integers(-3, 5), st.integers(7, 9), st.integers(-2, 0)), min_size=1),
    least=st.tuples(*[st.integers(-(2**52), 2**52)] * 3),
)
def test_columns_are_numbered_together(
    duck: Engine, keys: set[tuple[int, ...]], least: tuple[int, int, int]
) -> None:
    numbers = Numbering((0, 1, 2), (least[0] - 3, least[1] + 7, least[2] - 2), (9, 3, 3))
    given = sorted(tuple(low + part for low, part in zip(least, key, strict=True)) for key in keys)
    duck.rows("CREATE OR REPLACE TEMP TABLE given(c0 BIGINT, c1 BIGINT, c2 BIGINT)")
    duck.insert_rows("given", given, 3)
    found = [number for (number,) in duck.rows(f"SELECT {numbers.sql} FROM given ORDER BY ALL")]
    assert found == sorted(set(found))
    assert 0 <= found[0] <= found[-1] < numbers.size == 81


# which keys are numbered


def opened(folder: Path, *columns: Any) -> OpenTable:
    path = folder / "t.parquet"
    pq.write_table(pa.table(list(columns), names=list("abcdef")[: len(columns)]), path)
    engine = Engine(_made(folder / "engine"), Silent(), [path])
    try:
        return open_parquet(engine, [path], "t")
    finally:
        engine.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("low", "high", "numbered"),
    [
        (0, 99, True),
        (-50, 49, True),
        (0, 799, True),
        (0, 800, False),  # too far apart
        (2**53 - 10, 2**53 - 1, True),
        (2**53, 2**53 + 1, False),  # its extremes may be others
    ],
)
def test_keys_that_are_near_each_other_are_numbered(
    tmp_path: Path, low: int, high: int, numbered: bool
) -> None:
    table = opened(tmp_path, pa.array([0] * 100, pa.int64()), pa.array([""] * 100))
    known = {0: Extremes(float(low), float(high))}
    found = numbering((0,), [(table, known), (table, known)])
    assert (found is not None) == numbered
    if found is not None:
        assert (found.least, found.size) == ((low,), high - low + 1)
        assert numbering((0,), [(table, known), (table, {})]) is None
    assert numbering((1,), [(table, {1: known[0]})]) is None  # text
    assert numbering((), [(table, known)]) is None


# through files


class Files:
    """Contents by the path that is their digest."""

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return Path(digest.value)

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is long, few rows are in memory at a time, and nothing is matched but by number."""
    monkeypatch.setattr(study, "LONG", 0)
    monkeypatch.setattr(survey, "_AT_ONCE", 25)
    monkeypatch.setattr(KeyedRows, "add", None)


def compared(folder: Path, key: Sequence[str], *tables: Mapping[str, Any]) -> tuple[RowChanges, ...]:
    """Compare later tables with the first."""
    held = []
    for label, columns in zip("ABCD", tables, strict=False):
        path = folder / f"{label}.parquet"
        pq.write_table(pa.table(columns), path, row_group_size=30)
        held.append((label, Digest("md5", str(path))))
    found = DataStudent(Files(), Silent(), {"": key}).study("t.parquet", held).changes
    assert [change.note for change in found] == [""] * (len(tables) - 1)
    return tuple(change.rows for change in found if change.rows is not None)


def counts(rows: RowChanges) -> Sequence[int | None]:
    return rows.added, rows.removed, rows.changed, rows.same


@pytest.mark.usefixtures("few")
def test_each_of_several_versions_is_matched_with_the_first(tmp_path: Path) -> None:
    ids = [*range(-20, 80)]
    random.Random(5).shuffle(ids)
    first = {"id": ids, "n": [number % 7 for number in ids]}
    fewer = {"id": ids[7:], "n": [-1, *first["n"][8:]]}
    more = {"id": [*range(120)], "n": [number % 7 for number in range(120)]}
    found = compared(tmp_path, ["id"], first, fewer, more)
    assert [counts(rows) for rows in found] == [(0, 7, 1, 92), (40, 20, 0, 80)]
    (changed,) = [example for example in found[0].examples if example.before and example.after]
    assert changed.key == (str(ids[7]),)
    assert {example.key for example in found[0].examples if not example.after} <= {(str(n),) for n in ids[:7]}


@pytest.mark.usefixtures("few")
def test_two_columns_of_numbers_name_rows_together(tmp_path: Path) -> None:
    pairs = [(day, number) for day in range(-3, 4) for number in range(1000, 1012)]
    shuffled = random.Random(3).sample(pairs, len(pairs))
    tables = [
        {"day": [day for day, _ in each], "id": [number for _, number in each], "n": [d * i for d, i in each]}
        for each in (pairs, shuffled[:-2])
    ]
    tables[1]["n"][4] = 10**6
    (found,) = compared(tmp_path, ["day", "id"], *tables)
    assert counts(found) == (0, 2, 1, len(pairs) - 3)
    assert {example.key for example in found.examples} == {
        tuple(map(str, shuffled[place])) for place in (4, -1, -2)
    }


def test_a_footer_that_lies_of_keys_is_found_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(study, "LONG", 0)
    said = extremes
    monkeypatch.setattr(
        study, "extremes", lambda engine, table: {**said(engine, table), 0: Extremes(0.0, 63.0)}
    )
    before = {"id": [*range(0, 190, 2), 2**62], "n": [1] * 96}
    after = {"id": [2**62, *range(190, 0, -2)], "n": [1] * 96}
    (found,) = compared(tmp_path, ["id"], before, after)
    assert counts(found) == (1, 1, 0, 95)


def test_a_hash_is_never_nothing(duck: Engine) -> None:
    rows = NumberedRows(Numbering((0,), (0,), (4,)))
    asked = rows.told_by("0::UBIGINT")["x"]
    (found,) = duck.row(f"SELECT {asked} FROM (SELECT 0 AS c0)")
    assert found == np.uint64(1)
