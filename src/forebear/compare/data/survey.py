"""A long table read once: counts and extremes of its columns, a sample, and a fingerprint of each row.

What DuckDB does on the way is cheap beside reading the file, so all of it is asked for in one statement.
"""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import Kind, Summary
from forebear.compare.data.opened import OpenTable, Survey, is_integer, number_sql
from forebear.compare.data.sorted_rows import SortedRows

LONG = 500_000
"""Rows of both tables together above which they are surveyed instead of compared value by value."""

WIDEST = 256
"""Columns of a table that is surveyed; a wider one is asked for in several statements."""

SAMPLED = 100_000
"""Rows of a sample, about."""

_AT_ONCE = 1 << 21  # rows whose fingerprints are in memory at a time; with more, finding room takes longer
_HEAD = 10_000  # rows at the beginning whose values must all differ in the column that may be the key
_DESCRIBED = (Kind.NUMBER, Kind.TIME)
_KEY_WORDS = {"id", "key", "uuid", "guid", "code", "number", "no", "nr", "index", "path", "name"}
_KEY_WORDS |= {"date", "time"}
_HUGE = ("HUGEINT", "UHUGEINT")  # NumPy has no such numbers


def survey(engine: Engine, table: OpenTable, key: Sequence[int], *, rows: int | None = None) -> Survey:
    """Read a table once; `key` are the places of the columns that may name a row.

    `rows` is an estimate where they are not counted yet; then the table has no numbers of rows, and all
    fingerprints are in memory at once (16 bytes a row). A sample holds the rows whose key's hash says so,
    so that samples of two versions hold the same keys.
    """
    share = 1 << max(0, (table.rows if rows is None else rows) // SAMPLED).bit_length()
    name = table.name
    for left in (f"{name}_rows", f"{name}_sample"):
        engine.rows(f"DROP TABLE IF EXISTS {left}")
    pieces: list[tuple[Any, ...]] = []
    kept = _Rows(engine, table, key)
    for where in [""] if rows is not None else list(_ranges(table)):
        pieces.append(_piece(engine, table, key, share, where))
        if key:
            counted, figures = pieces[-1]
            kept.take(f"{name}_piece", whole=all(figures[place][0] == counted for place in key))
        new = "CREATE TABLE {} AS" if len(pieces) == 1 else "INSERT INTO {}"
        engine.rows(
            f"{new.format(f'{name}_sample')} SELECT one.* FROM "
            f"(SELECT unnest(sampled) AS one FROM {name}_piece)"
        )
    engine.rows(f"DROP TABLE {name}_piece")
    counted = sum(piece[0] for piece in pieces)
    sampled = int(engine.row(f"SELECT count(*) FROM {name}_sample")[0])
    return Survey(
        counted,
        tuple(key),
        tuple(_merged(pieces, place, counted) for place in range(len(table.columns))),
        replace(table, name=f"{name}_sample", rows=sampled, place="rowid", survey=None),
        share,
        kept.table,
        kept.in_order,
    )


class _Rows:
    """Where keys and fingerprints of rows go: in order into files if the key allows it, else into a table."""

    def __init__(self, engine: Engine, table: OpenTable, key: Sequence[int]) -> None:
        self._engine, self._key = engine, key
        self.table = f"{table.name}_rows"
        self.in_order: SortedRows | None = None
        types = [table.sql[place].upper() for place in key]
        if table.place and len(types) == 1 and is_integer(types[0]) and types[0] not in _HUGE:
            self.in_order = SortedRows(engine.scratch("rows"), types[0])

    def take(self, piece: str, *, whole: bool) -> None:
        """Take the rows whose lists a piece holds; `whole` where each has its key."""
        keys = "".join(f"unnest(k{n}) AS k{n}, " for n in range(len(self._key)))
        rows = f"SELECT {keys}unnest(v) AS v FROM {piece}"
        if self.in_order is not None:
            if whole:
                read = self._engine.arrays(rows)
                if self.in_order.add(np.asarray(read["k0"]), np.asarray(read["v"])):
                    return
            self.in_order.pour(self._engine, self.table)
            self.in_order = None
        self._engine.rows(f"CREATE TABLE IF NOT EXISTS {self.table} AS {rows} LIMIT 0")
        self._engine.rows(f"INSERT INTO {self.table} {rows}")


def probable_key(engine: Engine, *tables: OpenTable) -> tuple[int, ...]:
    """Return the place of the column that may name each row, by the first rows; () where none may.

    The tables must have the same columns.
    """
    first = tables[0]
    possible = [place for place in range(len(first.columns)) if _may_be_key(first, place)]
    for table in tables:
        if not possible:
            return ()
        asked = ", ".join(f"count(DISTINCT c{place})" for place in possible)
        named = ", ".join(f"c{place}" for place in possible)
        whole, *counts = engine.row(
            f"SELECT count(*), {asked} FROM (SELECT {named} FROM {table.name} LIMIT {_HEAD})"
        )
        possible = [place for place, count in zip(possible, counts, strict=True) if count == whole]
    possible.sort(key=lambda place: (not sounds_like_key(first.columns[place].name), place))
    return tuple(possible[:1])


def sounds_like_key(name: str) -> bool:
    """Whether people call columns so that name a row."""
    parts = name.lower().replace("-", "_").replace(" ", "_").split("_")
    return any(part in _KEY_WORDS for part in parts) or name.endswith(("Id", "ID", "Key"))


def _may_be_key(table: OpenTable, place: int) -> bool:
    kind = table.columns[place].kind
    return kind in (Kind.TIME, Kind.CATEGORY) or (kind is Kind.NUMBER and is_integer(table.sql[place]))


def _ranges(table: OpenTable) -> Iterator[str]:
    for first in range(0, max(1, table.rows), _AT_ONCE):
        last = first + _AT_ONCE
        yield f"WHERE {table.place} >= {first} AND {table.place} < {last}" if table.rows > _AT_ONCE else ""


def _piece(engine: Engine, table: OpenTable, key: Sequence[int], share: int, where: str) -> tuple[Any, ...]:
    columns = [f"c{place}" for place in range(len(table.columns))]
    chosen = f"hash({', '.join(f'c{place}' for place in key) if key else table.place})"
    whole = ", ".join(f"{column} := {column}" for column in columns)
    figures = [figure for place in range(len(columns)) for figure in _figures(table, place)]
    lists = [f"list(c{place}) AS k{number}" for number, place in enumerate(key)]
    lists += [f"list(hash({', '.join(columns)})) AS v"] if key else []
    lists += [
        f"list(struct_pack({whole})) FILTER (WHERE {chosen} % {share} = 0) AS sampled",
    ]
    named = ", ".join(f"{figure} AS f{number}" for number, figure in enumerate(figures))
    engine.rows(
        f"CREATE OR REPLACE TEMP TABLE {table.name}_piece AS "
        f"SELECT count(*) AS whole, {named}, {', '.join(lists)} FROM {table.name} {where}"
    )
    asked = ", ".join(f"f{number}" for number in range(len(figures)))
    counted, *found = engine.row(f"SELECT whole, {asked} FROM {table.name}_piece")
    rest, told = iter(found), []
    for place in range(len(columns)):
        said = tuple(itertools.islice(rest, len(_figures(table, place))))
        if said[-1] != said[-1]:  # NaN is above all numbers; without it, once more
            given = f"SELECT {number_sql(place, table.columns[place].kind)} AS v FROM {table.name} {where}"
            said = engine.row(f"SELECT count(v), min(v), avg(v), max(v) FROM ({given})")
        told.append(said)
    return int(counted), told


def _figures(table: OpenTable, place: int) -> list[str]:
    """What is asked of a column: the count, and of numbers the smallest, mean and largest."""
    kind = table.columns[place].kind
    if kind not in _DESCRIBED:
        return [f"count(c{place})"]
    # To look for NaN in each value takes long; where the file would have to be read again, it is done.
    plain = kind is Kind.NUMBER and (table.place or is_integer(table.sql[place]))
    value = f"c{place}" if plain else number_sql(place, kind)
    return [f"{how}({value})" for how in ("count", "min", "avg", "max")]


def _merged(pieces: Sequence[tuple[Any, ...]], place: int, rows: int) -> Summary:
    """Put together what pieces of a table say of a column."""
    told = [each[1][place] for each in pieces if each[1][place][0]]
    count = sum(int(each[0]) for each in told)
    if not told or len(told[0]) == 1:
        return Summary(count, rows - count)
    mean = sum(float(each[2]) * (int(each[0]) / count) for each in told)
    least, most = min(float(each[1]) for each in told), max(float(each[3]) for each in told)
    return Summary(count, rows - count, least, mean, most)
