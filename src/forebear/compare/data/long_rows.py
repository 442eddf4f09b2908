"""Rows of two long tables by the hashes of their surveys; what changed in them is told of some."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from forebear.compare.data.engine import Engine
from forebear.compare.data.keyed_rows import KeyedRows, Matched
from forebear.compare.data.numbered_rows import LaterRows
from forebear.compare.data.opened import STATUSES, Counts, OpenTable, Survey

_WANTED = "wanted"  # table of what rows that are looked for are known by


@dataclass(frozen=True, slots=True)
class Differing:
    """How many rows differ, and tables of either side that hold some of them.

    The table `differing` in the engine has the keys (k0, …) and the status of the rows that are in them, of
    which `looked_at` changed.
    """

    counts: Counts
    before: OpenTable
    after: OpenTable
    looked_at: int


class _Side(NamedTuple):
    """A table, what is known of it, and SQL for the hash of its key."""

    table: OpenTable
    survey: Survey
    key: str


def differing_rows(engine: Engine, before: OpenTable, after: OpenTable) -> Differing | None:
    """Compare two surveyed tables of the same columns; None where their key does not name each row."""
    one, other = before.survey, after.survey
    if one is None or other is None or not one.key or one.key != other.key or not before.is_like(after):
        return None
    if any(side.summaries[place].missing for side in (one, other) for place in side.key):
        return None
    found: Matched | None = None
    if other.against == before.name:
        counts = other.counts
    else:
        found = _matched(engine, one, other)
        counts = found.counts if found is not None else None
    if counts is None:
        return None
    key = f"hash({', '.join(f'c{place}' for place in one.key)})"
    sides = _Side(before, one, key), _Side(after, other, key)
    left = f"{key} & {max(one.share, other.share) - 1} = 0"  # of two samples, what both may hold
    held = _compared(engine, [(side.survey.sample.name, left) for side in sides], one.key, other)
    if all(held[status] for status, count in zip(STATUSES, counts, strict=True) if count):
        return Differing(counts, one.sample, other.sample, held["changed"])
    if found is not None and one.kept is not None:
        engine.rows(f"DROP TABLE IF EXISTS {_WANTED}")
        engine.insert(_WANTED, {"h": np.concatenate(list(found.some.values()))})
        chosen = [f"{one.kept.identity} IN (SELECT h FROM {_WANTED})"] * 2
    else:
        numbers = ", ".join(map(str, other.first))
        chosen = [f"{side.table.place} IN ({numbers})" for side in sides]
    picked = [_picked(engine, side, where) for side, where in zip(sides, chosen, strict=True)]
    held = _compared(engine, [(table.name, "true") for table in picked], one.key, other)
    return Differing(counts, picked[0], picked[1], held["changed"])


def _matched(engine: Engine, before: Survey, after: Survey) -> Matched | None:
    one, other = before.kept, after.kept
    if isinstance(other, LaterRows):
        return other.matched(engine) if other.earlier is one else None
    if isinstance(one, KeyedRows) and isinstance(other, KeyedRows):
        return one.match(engine, other)
    return None


def _picked(engine: Engine, side: _Side, where: str) -> OpenTable:
    """Take some rows of a table."""
    table = side.table
    name, columns = f"{table.name}_picked", ", ".join(f"c{place}" for place in range(len(table.columns)))
    engine.rows(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM {table.name} WHERE {where}")
    return replace(table, name=name, place="rowid", survey=None)


def _compared(
    engine: Engine, sides: Sequence[tuple[str, str]], key: Sequence[int], survey: Survey
) -> dict[str, int]:
    """Make the table `differing` of the rows of two small tables that fulfil a condition each; returns how
    many there are by status."""
    keys = ", ".join(f"k{number}" for number in range(len(key)))
    named = ", ".join(f"c{place} AS k{number}" for number, place in enumerate(key))
    columns = range(len(survey.summaries))
    values = ", ".join(f"c{place}" for place in columns if place not in key and place not in survey.same)
    one, other = (
        f"(SELECT {named}, true AS here, hash({values or '0'}) AS v FROM {table} WHERE {where})"
        for table, where in sides
    )
    engine.rows(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT {keys}, CASE WHEN b.here IS NULL THEN 'removed' "
        f"WHEN a.here IS NULL THEN 'added' ELSE 'changed' END AS status "
        f"FROM {one} a FULL JOIN {other} b USING ({keys}) "
        "WHERE a.here IS NULL OR b.here IS NULL OR a.v <> b.v"
    )
    counted = dict(engine.rows("SELECT status, count(*) FROM differing GROUP BY status"))
    return {status: int(counted.get(status, 0)) for status in STATUSES}
