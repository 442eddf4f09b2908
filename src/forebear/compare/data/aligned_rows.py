"""Rows of two long tables whose keys stand in the same places: only what tells them apart is read of them.

Versions of a dataset mostly have the same rows in the same order. Then no fingerprints have to be kept and
merged, and where all rows of a part changed, two columns of it show that.
"""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forebear.compare.data.engine import Engine
from forebear.compare.data.keyed_rows import LOOKED_AT, Array
from forebear.compare.data.opened import Counts, OpenTable, Survey, is_integer

_AT_ONCE = 1 << 21  # rows that are in memory at a time
_FIRST = 10_000  # rows that are looked at before all others
_TELLING = 2  # columns that are compared first
_TRIED = 4_000  # rows of the samples that say which
_HUGE = ("HUGEINT", "UHUGEINT")  # NumPy has no such numbers


def keys_agree(
    engine: Engine, before: OpenTable, after: OpenTable, key: Sequence[int], same: frozenset[int]
) -> bool:
    """Whether two tables of the same columns have the same keys in the same places, each above the last.

    The key must be one of whole numbers. `same` are columns that are known to be the same in both.
    """
    sides = (before,) if same.issuperset(key) else (before, after)
    if before.rows != after.rows or not all(_may_grow(side, key) and _is_numbered(side) for side in sides):
        return False
    # Where they do not, that mostly shows at the beginning.
    if _growing(engine, sides, key[0], f"WHERE {before.place} < {_FIRST}") is None:
        return False
    last = None
    for _, where in before.parts(_AT_ONCE):
        keys = _growing(engine, sides, key[0], where)
        if keys is None or (last is not None and keys[0] <= last):
            return False
        last = keys[-1]
    return True


def _growing(engine: Engine, sides: Sequence[OpenTable], place: int, where: str) -> Array | None:
    """Return some rows' keys if they are the same on all sides, each above the last."""
    read = (engine.arrays(f"SELECT c{place} AS k FROM {side.name} {where}")["k"] for side in sides)
    keys = next(read)
    if not len(keys) or np.ma.is_masked(keys) or not (keys[1:] > keys[:-1]).all():
        return None
    if not all(not np.ma.is_masked(other) and np.array_equal(keys, other) for other in read):
        return None
    return np.asarray(keys)


def _may_grow(table: OpenTable, key: Sequence[int]) -> bool:
    """Whether the key is one column of whole numbers that NumPy has, in a table whose rows are numbered."""
    types = [table.sql[place].upper() for place in key]
    return bool(table.place) and len(types) == 1 and is_integer(types[0]) and types[0] not in _HUGE


def _is_numbered(table: OpenTable) -> bool:
    """Whether rows have numbers that count from 0; those of several files do so in each."""
    return table.place == "rowid" or table.file is not None


def compared_in_place(engine: Engine, before: OpenTable, after: OpenTable) -> Survey:
    """Return the later table's survey with how many rows changed, and the first of them; both must be
    surveyed, and their keys agree.

    Rows are told apart by a hash of 64 bits.
    """
    one, other = before.survey, after.survey
    assert one is not None  # noqa: S101
    assert other is not None  # noqa: S101
    (key,) = other.key
    compared = [place for place in range(len(after.columns)) if place != key and place not in other.same]
    telling = _telling(engine, one, other, compared)
    changed, first = 0, list[int]()
    for start, where in before.parts(_AT_ONCE) if compared else ():
        differs = _differ(engine, before, after, telling, where)
        if len(telling) < len(compared) and not differs.all():
            differs = _differ(engine, before, after, compared, where)
        changed += int(np.count_nonzero(differs))
        first += (
            np.flatnonzero(differs[: None if len(first) < LOOKED_AT else 0])[:LOOKED_AT] + start
        ).tolist()
    return replace(other, against=before.name, counts=Counts(changed, 0, 0), first=tuple(first[:LOOKED_AT]))


def _telling(engine: Engine, one: Survey, other: Survey, compared: Sequence[int]) -> Sequence[int]:
    """Return the columns in which most rows of samples differ, if nearly all do; else all columns."""
    if len(compared) <= _TELLING:
        return compared
    differ = ", ".join(f"count(*) FILTER (a.c{place} IS DISTINCT FROM b.c{place})" for place in compared)
    counts = engine.row(
        f"SELECT {differ}, count(*) "
        f"FROM (SELECT * FROM {one.sample.name} LIMIT {_TRIED}) a "
        f"JOIN {other.sample.name} b ON a.c{other.key[0]} = b.c{other.key[0]}"
    )
    most = sorted(zip(counts, compared, strict=False), reverse=True)[:_TELLING]
    return [place for _, place in most] if most[0][0] > 0.99 * counts[-1] else compared


def _differ(engine: Engine, before: OpenTable, after: OpenTable, places: Sequence[int], where: str) -> Array:
    """Say of each row whether it is another in these columns."""
    named = ", ".join(f"c{place}" for place in places)
    one, other = (
        engine.arrays(f"SELECT hash({named}) AS v FROM {side.name} {where}")["v"] for side in (before, after)
    )
    found: Array = np.asarray(one) != np.asarray(other)
    return found
