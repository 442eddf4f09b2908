"""Rows of two long tables by the fingerprints of their surveys: one merge or join, the rest from samples."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

from dataclasses import dataclass, replace

from forebear.compare.data.engine import Engine
from forebear.compare.data.opened import OpenTable, Survey
from forebear.compare.data.sorted_rows import SortedRows, differences

_STATUSES = ("changed", "added", "removed")
_LOOKED_AT = 1_000  # rows of a status that are looked for where the samples hold none of them


@dataclass(frozen=True, slots=True)
class Differing:
    """How many rows differ, and tables of either side that hold some of them.

    The table `differing` in the engine has the keys (k0, …) and the status of the rows that are in them.
    """

    changed: int
    added: int
    removed: int
    before: OpenTable
    after: OpenTable
    looked_at: int


def differing_rows(engine: Engine, before: OpenTable, after: OpenTable) -> Differing | None:
    """Compare two surveyed tables of the same columns; None where their key does not name each row."""
    one, other = before.survey, after.survey
    if one is None or other is None or not one.key or one.key != other.key or not before.is_like(after):
        return None
    if any(side.summaries[place].missing for side in (one, other) for place in side.key):
        return None
    keys = ", ".join(f"k{n}" for n in range(len(one.key)))
    counts: tuple[int, int, int] | None
    if one.in_order is not None and other.in_order is not None:
        counts = _merged(engine, one.in_order, other.in_order, max(one.share, other.share))
    else:
        for side in (one, other):
            if side.in_order is not None:
                side.in_order.pour(engine, side.fingerprints)
        counts = _joined(engine, one, other, keys)
    if counts is None:
        return None
    found = Differing(*counts, one.sample, other.sample, 0)
    return _with_examples(engine, found, before, after, keys)


def _merged(engine: Engine, one: SortedRows, other: SortedRows, share: int) -> tuple[int, int, int]:
    """Count the rows that differ; `every_differing` gets of them those of samples, and the first."""
    engine.rows(f"CREATE OR REPLACE TEMP TABLE every_differing (k0 {one.sql}, status VARCHAR)")
    counts = dict.fromkeys(_STATUSES, 0)
    for found in differences(one, other):
        engine.look()
        for status, keys in zip(_STATUSES, found, strict=True):
            if not len(keys):
                continue
            first = max(0, min(_LOOKED_AT - counts[status], len(keys)))
            counts[status] += len(keys)
            wanted = f"hash(k0) % {share} = 0" + (f" OR k0 <= {keys[first - 1]}" if first else "")
            engine.insert("every_differing", {"k0": keys}, f"k0, '{status}' FROM given WHERE {wanted}")
    return counts["changed"], counts["added"], counts["removed"]


def _joined(engine: Engine, one: Survey, other: Survey, keys: str) -> tuple[int, int, int] | None:
    """Count the rows that differ, which `every_differing` gets; None where the key does not name each row."""
    packed = ", ".join(f"k{n} := k{n}" for n in range(len(one.key)))
    where = {
        "changed": "a.here AND b.here AND a.v <> b.v",
        "added": "a.here IS NULL",
        "removed": "b.here IS NULL",
    }
    lists = ", ".join(
        f"list(struct_pack({packed})) FILTER (WHERE {where[status]}) AS {status}" for status in _STATUSES
    )
    engine.rows(
        "CREATE OR REPLACE TEMP TABLE joined AS SELECT "
        f"count(*) FILTER (WHERE a.here AND b.here) AS matched, "
        f"{lists} FROM (SELECT {keys}, v, true AS here FROM {one.fingerprints}) a "
        f"FULL JOIN (SELECT {keys}, v, true AS here FROM {other.fingerprints}) b USING ({keys})"
    )
    counted = engine.row(
        f"SELECT matched, {', '.join(f'coalesce(len({status}), 0)' for status in _STATUSES)} FROM joined"
    )
    both, changed, added, removed = map(int, counted)
    if both + removed != one.rows or both + added != other.rows:
        return None  # a key that stands in several rows is joined more than once
    every = " UNION ALL ".join(
        f"SELECT unnest({status}, recursive := true), '{status}' AS status FROM joined"
        for status in _STATUSES
    )
    engine.rows(f"CREATE OR REPLACE TEMP TABLE every_differing AS {every}")
    for status, count in (("added", added), ("removed", removed)):
        distinct = f"SELECT count(DISTINCT ({keys})) FROM every_differing WHERE status = '{status}'"
        if count and int(engine.row(distinct)[0]) != count:
            return None
    return changed, added, removed


def _with_examples(
    engine: Engine, found: Differing, before: OpenTable, after: OpenTable, keys: str
) -> Differing:
    """Take the rows that the samples hold; where they hold none of a status, look for some."""
    share = max(side.survey.share for side in (before, after) if side.survey)
    engine.rows(
        "CREATE OR REPLACE TEMP TABLE differing AS "
        f"SELECT * FROM every_differing WHERE hash({keys}) % {share} = 0"
    )
    held = dict(engine.rows("SELECT status, count(*) FROM differing GROUP BY status"))
    counts = {"changed": found.changed, "added": found.added, "removed": found.removed}
    if all(held.get(status) for status, count in counts.items() if count):
        return replace(found, looked_at=int(held.get("changed", 0)))
    some = " UNION ALL ".join(
        f"(SELECT * FROM every_differing WHERE status = '{status}' ORDER BY ALL LIMIT {_LOOKED_AT})"
        for status in _STATUSES
    )
    engine.rows(f"CREATE OR REPLACE TEMP TABLE differing AS {some}")
    sides = []
    for table in (before, after):
        survey: Survey | None = table.survey
        places = survey.key if survey else ()
        on = " AND ".join(f"t.c{place} = d.k{number}" for number, place in enumerate(places))
        columns = ", ".join(f"t.c{place}" for place in range(len(table.columns)))
        name = f"{table.name}_picked"
        engine.rows(
            f"CREATE OR REPLACE TEMP TABLE {name} AS "
            f"SELECT {columns} FROM {table.name} t JOIN differing d ON {on}"
        )
        sides.append(replace(table, name=name, place="rowid", survey=None))
    return replace(found, before=sides[0], after=sides[1], looked_at=min(found.changed, _LOOKED_AT))
