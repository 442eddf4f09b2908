"""Rows that were added, removed and changed, matched by a key where there is one."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import Kind, RowChanges, RowExample
from forebear.compare.data.long_rows import Differing, differing_rows
from forebear.compare.data.opened import OpenTable, is_integer
from forebear.compare.data.survey import sounds_like_key
from forebear.compare.data.wide_rows import WIDEST_BY_CELL, wide_rows

_EXACT_ROWS = 1_000_000  # of both; more rows are told apart by hashes of their values
_EXAMPLES = 3
_COUNTED = 100_000  # changed rows in which changed cells are counted
_CLIPPED = 200  # letters of a value in an example
_PAIRS_FROM = 6  # columns that keys of two are looked for in


class UnusableKeyError(Exception):
    """The columns that a person gave do not name the rows of these tables; says why, without a full stop."""


@dataclass(frozen=True, slots=True)
class _Two:
    """The two tables in the engine, and the columns that only one of them has."""

    engine: Engine
    before: OpenTable
    after: OpenTable
    ignored: tuple[str, ...] = ()

    @property
    def by_hash(self) -> bool:
        """Whether they are too long to compare every value."""
        return self.before.rows + self.after.rows > _EXACT_ROWS

    @property
    def sides(self) -> tuple[tuple[OpenTable, str], tuple[OpenTable, str]]:
        """Each table and the name of its side."""
        return (self.before, "before"), (self.after, "after")


@dataclass(frozen=True, slots=True)
class _Common:
    """A column of both tables: `before` and `after` are SQL that gives comparable values."""

    name: str
    before: str
    after: str
    can_be_key: bool


def row_changes(engine: Engine, before: OpenTable, after: OpenTable, key: Sequence[str] = ()) -> RowChanges:
    """Compare the rows of two tables by the columns they have in common.

    Without `key` one is looked for: a column, or two, whose values name each row of both. Raises
    UnusableKeyError where a given key does not.
    """
    if lacking := [name for name in key if not all(_has(table, name) for table in (before, after))]:
        raise UnusableKeyError(f"Not both versions have the column {lacking[0]!r} of the key that was given")
    if before.digested or after.digested:
        return _whole_rows(_Two(engine, before, after))
    if max(len(before.columns), len(after.columns)) > WIDEST_BY_CELL:
        return wide_rows(engine, before, after)
    common = list(_common(before, after))
    names = {column.name for column in common}
    ignored = tuple(
        column.name for table in (before, after) for column in table.columns if column.name not in names
    )
    two = _Two(engine, before, after, ignored)
    if (found := differing_rows(engine, before, after)) is not None:
        return _by_surveys(two, found, common)
    two = replace(two, before=_kept(engine, before), after=_kept(engine, after))
    if key:
        named = tuple(column for name in key for column in common if column.name == name)
        if not _unique(two, named):
            raise UnusableKeyError(f"The key that was given ({', '.join(key)}) does not name each row")
    else:
        named = _find_key(two, common)
    if not common:
        return RowChanges((), after.rows, before.rows, 0, ignored=ignored, why="no column is in both")
    rest = [column for column in common if column not in named]
    if not named:
        return _without_key(two, common)
    return _keyed(two, named, rest)


def _has(table: OpenTable, name: str) -> bool:
    return any(column.name == name for column in table.columns)


def _kept(engine: Engine, table: OpenTable) -> OpenTable:
    """Keep a table that is read from its file each time."""
    if table.place:
        return table
    name = f"{table.name}_kept"
    engine.rows(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {table.name}")
    return replace(table, name=name, place="rowid", survey=None)


def _by_surveys(two: _Two, found: Differing, common: Sequence[_Common]) -> RowChanges:
    """Tell what differs between surveyed tables of the same columns; cells and examples are of some rows."""
    places = two.before.survey.key if two.before.survey else ()
    key = [common[place] for place in places]
    rest = [column for place, column in enumerate(common) if place not in places]
    some = replace(two, before=found.before, after=found.after)
    cells, counted = _changed_cells(some, key, rest, found.looked_at)
    return RowChanges(
        tuple(column.name for column in key),
        found.counts.added,
        found.counts.removed,
        two.before.rows - found.counts.removed - found.counts.changed,
        found.counts.changed,
        cells,
        counted,
        examples=tuple(_examples(some, key, rest)),
        by_hash=True,
    )


def _common(before: OpenTable, after: OpenTable) -> Iterator[_Common]:
    places = {column.name: place for place, column in enumerate(after.columns)}
    for place, column in enumerate(before.columns):
        other = places.get(column.name)
        if other is None:
            continue
        one, two = before.sql[place], after.sql[other]
        cast = "" if one == two else _common_type(one, two)
        sides = [f"c{at}::{cast}" if cast else f"c{at}" for at in (place, other)]
        numeric = column.kind is Kind.NUMBER and not (is_integer(one) and is_integer(two))
        yield _Common(column.name, sides[0], sides[1], not numeric and column.kind is not Kind.OTHER)


def _common_type(one: str, other: str) -> str:
    if is_integer(one) and is_integer(other):
        return "HUGEINT"
    numbers = ("FLOAT", "DOUBLE", "DECIMAL")
    if all(is_integer(type_) or type_.startswith(numbers) for type_ in (one, other)):
        return "DOUBLE"
    return "VARCHAR"


# which columns name a row


def _find_key(two: _Two, common: Sequence[_Common]) -> tuple[_Common, ...]:
    possible = [column for column in common if column.can_be_key][:400]
    if not possible or not two.before.rows or not two.after.rows:
        return ()
    sizes = []
    for table, side in two.sides:
        found: list[int] = []
        for first in range(0, len(possible), 50):
            asked = ", ".join(
                f"count({getattr(column, side)}), approx_count_distinct({getattr(column, side)})"
                for column in possible[first : first + 50]
            )
            counts = two.engine.row(f"SELECT {asked} FROM {table.name}")
            # The estimate is within a few percent; a column with a NULL names no row.
            found += [
                distinct if filled == table.rows else 0
                for filled, distinct in zip(counts[::2], counts[1::2], strict=True)
            ]
        sizes.append(found)
    shares = [min(one / two.before.rows, other / two.after.rows) for one, other in zip(*sizes, strict=True)]
    single = [column for column, share in zip(possible, shares, strict=True) if share > 0.8]
    single.sort(key=lambda column: not sounds_like_key(column.name))
    for column in single[:4]:
        if _unique(two, (column,)):
            return (column,)
    if two.by_hash:
        return ()
    ranked = sorted(zip(possible, shares, strict=True), key=lambda pair: -pair[1])
    several = [column for column, share in ranked if share > 0][:_PAIRS_FROM]
    for pair in itertools.combinations(several, 2):
        if any(sounds_like_key(column.name) for column in pair) and _unique(two, pair):
            return pair
    return ()


def _unique(two: _Two, columns: Sequence[_Common]) -> bool:
    for table, side in two.sides:
        parts = [getattr(column, side) for column in columns]
        one = parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
        filled = " AND ".join(f"{part} IS NOT NULL" for part in parts)
        distinct, whole = two.engine.row(
            f"SELECT count(DISTINCT {one}), count(*) FILTER ({filled}) FROM {table.name}"
        )
        if distinct != table.rows or whole != table.rows:
            return False
    return True


# by key


def _keyed(
    two: _Two,
    key: Sequence[_Common],
    rest: Sequence[_Common],
) -> RowChanges:
    by_hash = two.by_hash
    keys = ", ".join(f"k{n}" for n in range(len(key)))
    sides = []
    for table, side in two.sides:
        named = [f"{getattr(column, side)} AS k{n}" for n, column in enumerate(key)]
        values = [getattr(column, side) for column in rest]
        row = f"row({', '.join(values)})" if values else "0"
        row = f"hash({row})" if by_hash else row
        sides.append(f"(SELECT {', '.join(named)}, 1 AS here, {row} AS v FROM {table.name})")
    two.engine.rows("DROP TABLE IF EXISTS differing")
    two.engine.rows(
        f"CREATE TEMP TABLE differing AS SELECT {keys}, CASE WHEN b.here IS NULL THEN 'removed' "
        f"WHEN a.here IS NULL THEN 'added' ELSE 'changed' END AS status "
        f"FROM {sides[0]} a FULL JOIN {sides[1]} b USING ({keys}) "
        "WHERE a.here IS NULL OR b.here IS NULL OR a.v IS DISTINCT FROM b.v"
    )
    counts = dict(two.engine.rows("SELECT status, count(*) FROM differing GROUP BY status"))
    added, removed, changed = (int(counts.get(status, 0)) for status in ("added", "removed", "changed"))
    cells, counted = _changed_cells(two, key, rest, changed)
    return RowChanges(
        tuple(column.name for column in key),
        added,
        removed,
        two.before.rows - removed - changed,
        changed,
        cells,
        counted,
        two.ignored,
        tuple(_examples(two, key, rest)),
        by_hash,
    )


def _some(status: str, count: int, keys: int) -> str:
    order = ", ".join(f"k{n}" for n in range(keys))
    return f"(SELECT * FROM differing WHERE status = '{status}' ORDER BY {order} LIMIT {count})"


def _joined(table: OpenTable, key: Sequence[_Common], side: str, alias: str) -> str:
    on = " AND ".join(f"d.k{n} = {alias}.{getattr(column, side)}" for n, column in enumerate(key))
    return f"JOIN {table.name} {alias} ON {on}"


def _changed_cells(
    two: _Two,
    key: Sequence[_Common],
    rest: Sequence[_Common],
    changed: int,
) -> tuple[dict[str, int], int]:
    """Count in which columns the changed rows changed; of very many, in the first of them."""
    if not changed:
        return {}, 0
    counts: list[int] = []
    for first in range(0, len(rest), 200):
        asked = ", ".join(
            f"count(*) FILTER (a.{column.before} IS DISTINCT FROM b.{column.after})"
            for column in rest[first : first + 200]
        )
        counts += two.engine.row(
            f"SELECT {asked} FROM {_some('changed', _COUNTED, len(key))} d "
            f"{_joined(two.before, key, 'before', 'a')} {_joined(two.after, key, 'after', 'b')}"
        )
    cells = {column.name: int(count) for column, count in zip(rest, counts, strict=True) if count}
    return dict(sorted(cells.items(), key=lambda pair: -pair[1])), min(changed, _COUNTED)


def _examples(two: _Two, key: Sequence[_Common], rest: Sequence[_Common]) -> Iterator[RowExample]:
    shown = rest[:40]
    for status in ("changed", "added", "removed"):
        tables = {"changed": "ab", "added": "b", "removed": "a"}[status]
        asked = [f"d.k{n}::VARCHAR" for n in range(len(key))]
        joins = []
        for alias, table, side in (("a", two.before, "before"), ("b", two.after, "after")):
            if alias in tables:
                asked += [_shown(f"{alias}.{getattr(column, side)}") for column in shown]
                joins.append(_joined(table, key, side, alias))
        rows = two.engine.rows(
            f"SELECT {', '.join(asked)} FROM {_some(status, _EXAMPLES, len(key))} d {' '.join(joins)} "
            f"ORDER BY {', '.join(f'd.k{n}' for n in range(len(key)))}"
        )
        for row in rows:
            named, cells = row[: len(key)], row[len(key) :]
            sides = [
                {column.name: value for column, value in zip(shown, cells[start:], strict=False)}
                for start in range(0, len(cells), max(1, len(shown)))
            ] or [{}]
            yield RowExample(
                tuple(str(part) for part in named),
                None if status == "added" else sides[0],
                None if status == "removed" else sides[-1],
            )


def _shown(part: str) -> str:
    return f"left(({part})::VARCHAR, {_CLIPPED})"


# by all values


def _without_key(two: _Two, common: Sequence[_Common]) -> RowChanges:
    by_hash = two.by_hash
    sides = []
    for table, side, sign in ((two.before, "before", 1), (two.after, "after", -1)):
        values = ", ".join(getattr(column, side) for column in common)
        row = f"hash(row({values}))" if by_hash else f"row({values})"
        sides.append(f"SELECT {row} AS v, {sign} AS n FROM {table.name}")
    two.engine.rows("DROP TABLE IF EXISTS differing")
    two.engine.rows(
        "CREATE TEMP TABLE differing AS SELECT v, sum(n)::BIGINT AS n "
        f"FROM ({' UNION ALL '.join(sides)}) GROUP BY v HAVING sum(n) <> 0"
    )
    removed, added = (
        int(count or 0)
        for count in two.engine.row("SELECT sum(greatest(n, 0)), sum(greatest(-n, 0)) FROM differing")
    )
    examples = [] if by_hash else list(_loose(two.engine, common))
    return RowChanges(
        (),
        added,
        removed,
        two.before.rows - removed,
        ignored=two.ignored,
        examples=tuple(examples),
        by_hash=by_hash,
        why="no column names each row",
    )


def _whole_rows(two: _Two) -> RowChanges:
    """Compare tables of which one has too many columns to be compared cell by cell."""
    if not (two.before.digested and two.after.digested) or two.before.columns != two.after.columns:
        return RowChanges((), two.after.rows, two.before.rows, 0, why="there are too many columns")
    found = _without_key(two, [_Common("", "c0", "c0", False)])
    return replace(found, examples=(), why="there are too many columns")


def _loose(engine: Engine, common: Sequence[_Common]) -> Iterator[RowExample]:
    shown = common[:40]
    asked = ", ".join(_shown(f"v[{n + 1}]") for n in range(len(shown)))
    for sign in (">", "<"):
        for row in engine.rows(
            f"SELECT {asked} FROM differing WHERE n {sign} 0 ORDER BY ALL LIMIT {_EXAMPLES}"
        ):
            cells = {column.name: value for column, value in zip(shown, row, strict=True)}
            yield RowExample((), cells if sign == ">" else None, cells if sign == "<" else None)
