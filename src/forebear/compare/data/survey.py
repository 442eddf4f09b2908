"""A long table read once: counts and extremes of its columns, a sample, and a fingerprint of each row.

What DuckDB does on the way is cheap beside reading the file, so all of it is asked for in one statement.
"""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import Kind, Summary
from forebear.compare.data.footers import Extremes
from forebear.compare.data.keyed_rows import Array, KeyedRows
from forebear.compare.data.numbered_rows import LaterRows, NumberedRows, Numbering
from forebear.compare.data.opened import OpenTable, Survey, is_integer, number_sql

LONG = 500_000
"""Rows of both tables together above which they are surveyed instead of compared value by value."""

WIDEST = 256
"""Columns of a table that is surveyed; a wider one is asked for in several statements."""

SAMPLED = 100_000
"""Rows of a sample, about."""

_AT_ONCE = 1 << 21  # numbers of 64 bits that are in memory at a time; with more, finding room takes longer
_HEAD = 10_000  # rows at the beginning whose values must all differ in the column that may be the key
_Kept = KeyedRows | NumberedRows | LaterRows
_DESCRIBED = (Kind.NUMBER, Kind.TIME)
_KEY_WORDS = {"id", "key", "uuid", "guid", "code", "number", "no", "nr", "index", "path", "name"}
_KEY_WORDS |= {"date", "time"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a table: the places of columns that are `read`, of these in the hashes of rows
    (`hashed`) and in the `key`; its sample has one of `share` rows. `kept` says whether rows are to be
    matched by it, and `numbers` how keys are numbered. Of some columns the extremes are `known`."""

    read: tuple[int, ...]
    hashed: tuple[int, ...]
    key: tuple[int, ...]
    share: int
    kept: bool = True
    known: Mapping[int, Extremes] = field(default_factory=dict)
    numbers: Numbering | None = None


def survey(  # noqa: PLR0913 -- a table, what names its rows, and what is known of it
    engine: Engine,
    table: OpenTable,
    key: Sequence[int],
    *,
    rows: int | None = None,
    before: OpenTable | None = None,
    same: frozenset[int] = frozenset(),
    kept: bool = True,
    known: Mapping[int, Extremes] = MappingProxyType({}),
    numbers: Numbering | None = None,
) -> Survey:
    """Read a table once; `key` are the places of the columns that may name a row.

    `rows` is an estimate where they are not counted yet; then the table has no numbers of rows, and all
    hashes are in memory at once (16 bytes a row). A sample holds the rows whose key's hash says so, so that
    samples of two versions hold the same keys.

    `same` are columns, those of the key among them, that have the same values in each version; they are in
    no hash of a row, and what is known of them is taken from `before`, if it was surveyed with the same key.
    Where rows are compared in place (`aligned_rows`), no hashes are `kept`. Of some columns the extremes are
    `known`; where `numbers` say how the keys of each version are numbered, rows are kept by them.
    """
    every, share = tuple(range(len(table.columns))), _share(table.rows if rows is None else rows)
    hashed = tuple(place for place in every if place not in same)
    asked = _Asked(every, hashed, tuple(key), share, kept, known)
    earlier = before.survey if before is not None else None
    if earlier is not None and earlier.key == asked.key:
        read = tuple(place for place in every if place not in same or place in key)
        asked = replace(asked, read=read)
    else:
        earlier = None
    made = _by_number(engine, table, asked, numbers, earlier) if kept and numbers is not None else None
    return replace(made or _read(engine, table, asked, rows, earlier), same=same)


def _by_number(
    engine: Engine, table: OpenTable, asked: _Asked, numbers: Numbering, before: Survey | None
) -> Survey | None:
    """Keep rows by the numbers of their keys; None where some have none, though the file denies it."""
    known = {place: each for place, each in asked.known.items() if place not in asked.key}
    try:
        made = _read(engine, table, replace(asked, known=known, numbers=numbers), None, before)
    except EngineError:  # also what cannot be counted; if it is something else, it comes again
        return None
    keys = {place: made.summaries[place] for place in asked.key}
    told = {
        place: Extremes(each.least, each.most)
        for place, each in keys.items()
        if each.least is not None and each.most is not None
    }
    return made if len(told) < len(keys) or numbers.holds(told) else None


def _share(rows: int) -> int:
    """Return a power of two: what is left of a hash by it is had without a division."""
    return 1 << max(0, rows // SAMPLED).bit_length()


def _read(engine: Engine, table: OpenTable, asked: _Asked, rows: int | None, before: Survey | None) -> Survey:
    name, sample = table.name, f"{table.name}_sample"
    engine.rows(f"DROP TABLE IF EXISTS {sample}")
    kept = _keeping(engine, asked, before) if asked.kept and asked.key else None
    pieces: list[_Piece] = []
    whole = rows is not None or not asked.kept
    most = _AT_ONCE // len(kept.told_by("")) if kept is not None else _AT_ONCE
    with _Beside() as beside:
        for where in [""] if whole else [where for _, where in table.parts(most)]:
            piece = _piece(engine, table, asked, where, kept)
            pieces.append(piece)
            if any(piece.figures[place][0] < piece.rows for place in asked.key):
                kept = None
            if kept is not None and piece.rows:
                told = ", ".join(kept.told_by(""))
                found = engine.arrays(f"SELECT {told} FROM {name}_piece")
                beside.run(kept.add, {name: np.asarray(lists[0]) for name, lists in found.items()})
            new = "CREATE TEMP TABLE {} AS" if len(pieces) == 1 else "INSERT INTO {}"
            engine.rows(
                f"{new.format(sample)} SELECT one.* FROM (SELECT unnest(sampled) AS one FROM {name}_piece)"
            )
        engine.rows(f"DROP TABLE {name}_piece")
    known = {place: each for place, each in asked.known.items() if place in asked.read}
    if _contradicts(engine, table, sample, known):
        return _read(engine, table, replace(asked, known={}), rows, before)
    if before is not None and len(asked.read) < len(table.columns):
        _complete(engine, sample, table, asked, before.sample.name)
    counted = sum(piece.rows for piece in pieces)
    return Survey(
        counted,
        asked.key,
        tuple(
            _merged(pieces, place, counted)
            if before is None or place in asked.read
            else before.summaries[place]
            for place in range(len(table.columns))
        ),
        replace(
            table,
            name=sample,
            rows=int(engine.row(f"SELECT count(*) FROM {sample}")[0]),
            place="rowid",
            survey=None,
            file=None,
            groups=(),
        ),
        asked.share,
        kept,
    )


def _keeping(engine: Engine, asked: _Asked, before: Survey | None) -> _Kept:
    if asked.numbers is None:
        return KeyedRows(engine.scratch("rows"), f"hash({_listed(asked.key)})")
    earlier = before.kept if before is not None else None
    if isinstance(earlier, NumberedRows) and earlier.numbers == asked.numbers:
        return LaterRows(earlier)
    return NumberedRows(asked.numbers)


class _Beside:
    """Runs one thing after another on a thread of its own; what failed is raised later."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="data-rows")
        self._last: Future[None] | None = None

    def run(self, work: Callable[[Mapping[str, Array]], None], rows: Mapping[str, Array]) -> None:
        """Start this when the one before has ended."""
        self._wait()
        self._last = self._pool.submit(work, rows)

    def _wait(self) -> None:
        if self._last is not None:
            self._last.result()

    def __enter__(self) -> _Beside:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._pool.shutdown()
        if kind is None:
            self._wait()


def _contradicts(engine: Engine, table: OpenTable, sample: str, known: Mapping[int, Extremes]) -> bool:
    """Whether a sample has values that a file's footer denies, as some programs wrote wrong ones."""
    kinds = {place: number_sql(place, table.columns[place].kind) for place in known}
    if not kinds:
        return False
    found = engine.row(f"SELECT {', '.join(f'min({v}), max({v})' for v in kinds.values())} FROM {sample}")
    pairs = zip(found[::2], found[1::2], strict=True)
    return not all(each.include(*pair) for each, pair in zip(known.values(), pairs, strict=True))


def _complete(engine: Engine, sample: str, table: OpenTable, asked: _Asked, earlier: str) -> None:
    """Add to a sample the columns that were not read, from the earlier version's sample of the same rows."""
    columns = ", ".join(
        f"{'s' if place in asked.read else 'e'}.c{place} AS c{place}" for place in range(len(table.columns))
    )
    keys = " AND ".join(f"s.c{place} = e.c{place}" for place in asked.key)
    joined = f"SELECT {columns} FROM {sample} s JOIN {earlier} e ON {keys}"
    engine.rows(f"CREATE OR REPLACE TEMP TABLE {sample} AS {joined}")


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


class _Piece(NamedTuple):
    """Some rows of a table: how many, and what is asked of each column that was read (see `_figures`)."""

    rows: int
    figures: Mapping[int, tuple[Any, ...]]


def _piece(engine: Engine, table: OpenTable, asked: _Asked, where: str, kept: _Kept | None) -> _Piece:
    key = f"hash({_listed(asked.key) or table.place})"
    whole = ", ".join(f"c{place} := c{place}" for place in asked.read)
    figures = {place: _figures(table, place, extremes=place not in asked.known) for place in asked.read}
    asking = list(itertools.chain.from_iterable(figures.values()))
    lists = [f"list(struct_pack({whole})) FILTER (WHERE ({key} & {asked.share - 1}) = 0) AS sampled"]
    if kept is not None:
        named = kept.told_by(f"hash({_listed(asked.hashed) or '0'})")
        lists += [f"list({what}) AS {name}" for name, what in named.items()]
    figured = ", ".join(f"{figure} AS f{number}" for number, figure in enumerate(asking))
    engine.rows(
        f"CREATE OR REPLACE TEMP TABLE {table.name}_piece AS "
        f"SELECT count(*) AS whole, {figured}, {', '.join(lists)} FROM {table.name} {where}"
    )
    wanted = ", ".join(f"f{number}" for number in range(len(asking)))
    counted, *found = engine.row(f"SELECT whole, {wanted} FROM {table.name}_piece")
    rest, told = iter(found), {}
    for place, figure in figures.items():
        said = tuple(itertools.islice(rest, len(figure)))
        if said[-1] != said[-1]:  # NaN is above all numbers, and their mean; without it, once more
            given = f"SELECT {number_sql(place, table.columns[place].kind)} AS v FROM {table.name} {where}"
            said = engine.row(f"SELECT count(v), avg(v), min(v), max(v) FROM ({given})")
        elif place in asked.known:
            said = (*said, *asked.known[place])
        told[place] = said
    return _Piece(int(counted), told)


def _listed(places: Sequence[int]) -> str:
    return ", ".join(f"c{place}" for place in places)


def _figures(table: OpenTable, place: int, *, extremes: bool) -> list[str]:
    """What is asked of a column: the count, and of numbers the mean, the smallest and the largest."""
    kind = table.columns[place].kind
    if kind not in _DESCRIBED:
        return [f"count(c{place})"]
    # To look for NaN in each value takes long; where the file would have to be read again, it is done.
    plain = kind is Kind.NUMBER and (table.place or is_integer(table.sql[place]))
    value = f"c{place}" if plain else number_sql(place, kind)
    return [f"{how}({value})" for how in ("count", "avg", "min", "max")[: None if extremes else 2]]


def _merged(pieces: Sequence[_Piece], place: int, rows: int) -> Summary:
    """Put together what pieces of a table say of a column."""
    told = [piece.figures[place] for piece in pieces if piece.figures[place][0]]
    count = sum(int(each[0]) for each in told)
    if not told or len(told[0]) == 1:
        return Summary(count, rows - count)
    mean = sum(float(each[1]) * (int(each[0]) / count) for each in told)
    least, most = min(float(each[2]) for each in told), max(float(each[3]) for each in told)
    return Summary(count, rows - count, least, mean, most)
