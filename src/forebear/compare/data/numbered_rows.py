"""Rows whose keys are whole numbers of a small range: a row has a place of its own in an array.

Most tables are keyed so. One number of 64 bits tells the key and what the values hash to, no two keys are
taken for one, and rows of two tables are matched by reading two arrays side by side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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

    def told_by(self, values: str) -> Mapping[str, str]:
        """Return SQL for what is kept of a row, by name; `values` is SQL for a hash of its values."""
        # The last bit is set, so that a row is never nothing.
        number = f"(({self.numbers.sql}) & {len(self._table) - 1})::UBIGINT"
        return {"x": f"({number} << {_BITS}) | ({values} >> {64 - _BITS}) | 1"}

    def add(self, rows: Mapping[str, Array]) -> None:
        """Add rows in any order."""
        given = rows["x"]
        for first in range(0, len(given), _CHUNK):
            chunk = given[first : first + _CHUNK]
            self._table[(chunk >> np.uint64(_BITS)).view(np.int64)] = chunk
        self._count += len(given)

    def match(self, engine: Engine, after: NumberedRows) -> Matched | None:
        """Compare with the rows of a later table; None where on a side two rows have the same key.

        A row whose values changed is taken for the same with a probability of 2^-39: of 15 million that all
        changed, one is in one of 40,000 comparisons.
        """
        found, some = dict.fromkeys(STATUSES, 0), {status: list[Array]() for status in STATUSES}
        counted = np.zeros(2, np.int64)
        for first in range(0, len(self._table), _CHUNK):
            engine.look()
            one, other = (side[first : first + _CHUNK] for side in (self._table, after._table))
            here, there = one != 0, other != 0
            counted += np.count_nonzero(here), np.count_nonzero(there)
            differ = one != other
            for status, rows in zip(
                STATUSES, (differ & here & there, there & ~here, here & ~there), strict=True
            ):
                if found[status] < LOOKED_AT:
                    some[status].append(np.flatnonzero(rows)[: LOOKED_AT - found[status]] + first)
                found[status] += int(np.count_nonzero(rows))
        if counted.tolist() != [self._count, after._count]:
            return None
        return Matched(Counts(**found), {status: np.concatenate(keys) for status, keys in some.items()})
