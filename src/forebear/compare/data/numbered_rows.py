"""Rows whose keys are whole numbers of a small range: a row has a place of its own in an array.

Most tables are keyed so. One number of 64 bits tells the key and what the values hash to, no two keys are
taken for one, and rows of a later table are compared as they are read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from forebear.compare.data.engine import Engine
from forebear.compare.data.footers import Extremes
from forebear.compare.data.keyed_rows import LOOKED_AT, Array, Matched
from forebear.compare.data.opened import STATUSES, Counts, OpenTable, is_integer

_BITS = 40  # of a number are a hash of the row's values, the highest of its 64; those above it are its place
_SPARSE = 8  # possible keys for each row, at most
_CHUNK = 1 << 16  # rows at a time; with more, the cache does not hold them


@dataclass(frozen=True, slots=True)
class Numbering:
    """Numbers the possible keys from 0: by column of the `key` its least value, and how many there may be."""

    key: tuple[int, ...]
    least: tuple[int, ...]
    sizes: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many keys there may be."""
        return math.prod(self.sizes)

    @property
    def sql(self) -> str:
        """Return SQL for the number of a row's key."""
        steps = [math.prod(self.sizes[number + 1 :]) for number in range(len(self.key))]
        parts = zip(self.key, self.least, steps, strict=True)
        return " + ".join(f"(c{place}::BIGINT - ({least})) * {step}" for place, least, step in parts)

    def holds(self, extremes: Mapping[int, Extremes]) -> bool:
        """Whether values with these extremes, by the place of the column, have numbers."""
        return all(
            least <= extremes[place].least and extremes[place].most < least + size
            for place, least, size in zip(self.key, self.least, self.sizes, strict=True)
        )


def numbering(
    key: Sequence[int], tables: Sequence[tuple[OpenTable, Mapping[int, Extremes]]]
) -> Numbering | None:
    """Return how the keys of tables of the same columns are numbered; None where they are no whole numbers,
    or too far apart. Of each table the extremes are given that are known, by the place of the column.
    """
    if not key:
        return None
    least, sizes = [], []
    for place in key:
        known = [extremes[place] for table, extremes in tables if place in extremes]
        if len(known) < len(tables) or not is_integer(tables[0][0].sql[place]):
            return None
        lowest, highest = min(each.least for each in known), max(each.most for each in known)
        if max(-lowest, highest) >= 2**53:  # doubles above it stand for several whole numbers
            return None
        least.append(int(lowest))
        sizes.append(int(highest) - int(lowest) + 1)
    found = Numbering(tuple(key), tuple(least), tuple(sizes))
    rows = max(table.rows for table, _ in tables)
    return found if 0 < found.size <= min(1 << (64 - _BITS), _SPARSE * rows) else None


@dataclass(slots=True)
class NumberedRows:
    """The rows of a table by the number of their key; 8 bytes for each possible key."""

    numbers: Numbering
    _count: int = 0
    _table: Array = field(init=False)

    def __post_init__(self) -> None:
        # A power of two, to which every key can be cut, also one that there should not be.
        self._table = np.zeros(1 << (self.numbers.size - 1).bit_length(), np.uint64)

    @property
    def identity(self) -> str:
        """SQL for what a row is known by."""
        return self.numbers.sql

    @property
    def places(self) -> int:
        """How many places there are for rows."""
        return len(self._table)

    def told_by(self, values: str) -> Mapping[str, str]:
        """Return SQL for what is kept of a row, by name; `values` is SQL for a hash of its values."""
        # The last bit is set, so that a row is never nothing.
        number = f"(({self.numbers.sql}) & {len(self._table) - 1})::UBIGINT"
        return {"x": f"({number} << {_BITS}) | ({values} >> {64 - _BITS}) | 1"}

    def add(self, rows: Mapping[str, Array]) -> None:
        """Add rows in any order."""
        for chunk, places in _placed(rows["x"]):
            self._table[places] = chunk
        self._count += len(rows["x"])

    def at(self, places: Array) -> Array:
        """Return what is kept of the rows at these places; 0 where there is none."""
        found: Array = self._table[places]
        return found

    def pieces(self) -> Iterator[tuple[int, Array]]:
        """Yield what is kept of the rows, piece by piece, each with the place of its first."""
        for first in range(0, len(self._table), _CHUNK):
            yield first, self._table[first : first + _CHUNK]

    @property
    def names_each(self) -> bool:
        """Whether no two rows have the same key."""
        return int(np.count_nonzero(self._table)) == self._count


_SAME, _CHANGED, _ADDED = 1, 2, 3


@dataclass(slots=True)
class LaterRows:
    """The rows of a later table, compared with those of an `earlier` one as they come; a byte for each
    possible key.

    A row whose values changed is taken for the same with a probability of 2^-39: of 15 million that all
    changed, one is in one of 40,000 comparisons.
    """

    earlier: NumberedRows
    _count: int = 0
    _found: Array = field(init=False)  # by the place of a key; 0 where there is no row

    def __post_init__(self) -> None:
        self._found = np.zeros(self.earlier.places, np.uint8)

    @property
    def identity(self) -> str:
        """SQL for what a row is known by."""
        return self.earlier.identity

    def told_by(self, values: str) -> Mapping[str, str]:
        """Return SQL for what is kept of a row, by name; `values` is SQL for a hash of its values."""
        return self.earlier.told_by(values)

    def add(self, rows: Mapping[str, Array]) -> None:
        """Compare rows in any order."""
        for chunk, places in _placed(rows["x"]):
            there = self.earlier.at(places)
            found = (there != chunk).view(np.uint8) + np.uint8(_SAME)
            found[there == 0] = _ADDED
            self._found[places] = found
        self._count += len(rows["x"])

    def matched(self, engine: Engine) -> Matched | None:
        """Return how many rows differ, and which some are; None where on a side two have the same key."""
        if not self.earlier.names_each or int(np.count_nonzero(self._found)) != self._count:
            return None
        counts, some = dict.fromkeys(STATUSES, 0), {status: list[Array]() for status in STATUSES}
        for first, earlier in self.earlier.pieces():
            engine.look()
            found = self._found[first : first + len(earlier)]
            differing = found == _CHANGED, found == _ADDED, (earlier != 0) & (found == 0)
            for status, rows in zip(STATUSES, differing, strict=True):
                if counts[status] < LOOKED_AT:
                    some[status].append(np.flatnonzero(rows)[: LOOKED_AT - counts[status]] + first)
                counts[status] += int(np.count_nonzero(rows))
        return Matched(Counts(**counts), {status: np.concatenate(keys) for status, keys in some.items()})


def _placed(given: Array) -> Iterator[tuple[Array, Array]]:
    """Yield what is kept of rows, and their places, so many at a time as the processor's cache holds."""
    for first in range(0, len(given), _CHUNK):
        chunk = given[first : first + _CHUNK]
        yield chunk, (chunk >> np.uint64(_BITS)).view(np.int64)
