"""Rows as the hashes of their keys and of their values: two tables are matched part by part, in any order.

It is the partitioned hash join of databases (Shatdal, Kant and Naughton, VLDB 1994) with NumPy's gathers and
scatters: a part is small enough to stay in the processor's cache, and a row costs a few nanoseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.opened import STATUSES, Counts

Array = np.ndarray[Any, Any]

LOOKED_AT = 1_000
"""Rows of a status of which it is told which they are."""

_BITS = 7  # of a key's hash, the highest, say in which part a row is: of 15 million, each has 116,000
_PARTS = 1 << _BITS
_CHUNK = 1 << 15  # rows put in order at a time; with more, the cache does not hold them
_ROOM = 4  # places in a table for each row


class Rows(NamedTuple):
    """Some rows: 64-bit hashes of their keys, and of their values."""

    keys: Array
    values: Array


class Matched(NamedTuple):
    """How many rows differ, and by status the hashes of the keys of some that do."""

    counts: Counts
    some: Mapping[str, Array]


@dataclass(slots=True)
class KeyedRows:
    """The rows of a table in the file `path`, in parts by the hash of their key; 16 bytes a row.

    `identity` is SQL for that hash.
    """

    path: Path
    identity: str = "k"
    _ends: list[Array] = field(default_factory=list)  # of each block that was added: where its parts end
    _room: Array = field(default_factory=lambda: np.empty((2, 0), np.uint64))  # a block's, used again

    def told_by(self, values: str) -> Mapping[str, str]:
        """Return SQL for what is kept of a row, by name; `values` is SQL for a hash of its values."""
        return {"k": self.identity, "v": values}

    def add(self, given: Mapping[str, Array]) -> None:
        """Add rows in any order; raises EngineError where there is no room for them."""
        rows = Rows(given["k"], given["v"])
        parts = (rows.keys >> np.uint64(64 - _BITS)).astype(np.uint8)
        sizes = np.bincount(parts, minlength=_PARTS)
        ends = np.cumsum(sizes)
        if self._room.shape[1] < len(parts):
            self._room = np.empty((2, len(parts)), np.uint64)
        following, ordered = ends - sizes, self._room[:, : len(parts)]
        for first in range(0, len(parts), _CHUNK):
            chunk = slice(first, first + _CHUNK)
            order = np.argsort(parts[chunk], kind="stable")  # of bytes: by counting them
            sizes = np.bincount(parts[chunk], minlength=_PARTS)
            places = np.repeat(following - (np.cumsum(sizes) - sizes), sizes) + np.arange(len(order))
            for side, into in zip(rows, ordered, strict=True):
                into[places] = side[chunk][order]
            following += sizes
        try:
            with self.path.open("ab", buffering=0) as file:
                for side in ordered:
                    file.write(side.data)
        except OSError as error:
            raise EngineError(error.strerror or str(error)) from error
        self._ends.append(ends)

    def match(self, engine: Engine, after: KeyedRows) -> Matched | None:
        """Compare with the rows of a later table; None where on a side two keys have the same hash.

        Different keys of one side that share a hash are found so. Where they are on either side, a row that
        was removed and one that was added count as one that changed. No two whole numbers share one; of n
        other keys some do with a probability of n² / 2^65: 2 in 100,000 for 30 million.
        """
        found, some = dict.fromkeys(STATUSES, 0), {status: [np.empty(0, np.uint64)] for status in STATUSES}
        for one, other in zip(self.parts(), after.parts(), strict=True):
            engine.look()
            pairs = _pairs(one.keys, other.keys)
            if pairs is None:
                return None
            here, there = pairs
            alone = [np.ones(len(side.keys), bool) for side in (one, other)]
            alone[0][here] = alone[1][there] = False
            changed = here[one.values[here] != other.values[there]]
            differing = one.keys[changed], other.keys[alone[1]], one.keys[alone[0]]
            for status, keys in zip(STATUSES, differing, strict=True):
                some[status].append(keys[: max(0, LOOKED_AT - found[status])])
                found[status] += len(keys)
        return Matched(Counts(**found), {status: np.concatenate(keys) for status, keys in some.items()})

    def parts(self) -> Iterator[Rows]:
        """Yield the rows part by part: those of a key are in the same part of every table."""
        if not self._ends:
            yield from (Rows(*np.empty((2, 0), np.uint64)) for _ in range(_PARTS))
            return
        with self.path.open("rb", buffering=0) as file:
            for part in range(_PARTS):
                yield self._part(file, part)

    def _part(self, file: Any, part: int) -> Rows:
        blocks = [(int(ends[part - 1]) if part else 0, int(ends[part]), int(ends[-1])) for ends in self._ends]
        found = Rows(*np.empty((2, sum(last - first for first, last, _ in blocks)), np.uint64))
        start = filled = 0
        for first, last, size in blocks:
            for side, into in enumerate(found):
                file.seek(8 * (start + side * size + first))
                file.readinto(into[filled : filled + last - first])
            start, filled = start + 2 * size, filled + last - first
        return found


def _pairs(one: Array, other: Array) -> tuple[Array, Array] | None:
    """Return the places of keys that are on both sides, in pairs; None where a side has a key twice.

    Each key of the one side is written into a table, where its lowest bits say; the last one stays. What lost
    its place, and what is not found there, is put in order instead.
    """
    mask = np.uint64((1 << (_ROOM * len(one)).bit_length()) - 1)
    table = np.zeros(int(mask) + 1, np.int32)
    at, numbers = (one & mask).view(np.int64), np.arange(len(one), dtype=np.int32)
    table[at] = numbers
    lost = np.flatnonzero(table[at] != numbers)
    lost = lost[np.argsort(one[lost])]
    late = one[lost]
    if _repeats(late) or (one[table[at[lost]]] == late).any():
        return None
    here = table[(other & mask).view(np.int64)]
    found = one[here] == other if len(one) else np.zeros(len(other), bool)
    rest = np.flatnonzero(~found)
    rest = rest[np.argsort(other[rest])]
    sought = other[rest]
    places = np.searchsorted(late, sought)
    there = places < len(late)
    there[there] = late[places[there]] == sought[there]
    pairs = (
        np.concatenate([here[found], lost[places[there]]]),
        np.concatenate([np.flatnonzero(found), rest[there]]),
    )
    taken = np.zeros(len(one), bool)
    taken[pairs[0]] = True
    twice = _repeats(sought) or np.count_nonzero(taken) < len(pairs[0])
    return None if twice else pairs


def _repeats(ordered: Array) -> bool:
    return bool((ordered[1:] == ordered[:-1]).any())
