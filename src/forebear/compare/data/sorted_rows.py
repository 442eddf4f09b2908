"""Fingerprints of rows in the order of their key, in plain files: two tables are merged, not joined.

It is the merge join of databases, for keys of one whole number that grow from piece to piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from forebear.compare.data.engine import Engine, EngineError

_AT_ONCE = 1 << 21  # rows of either side in memory


class Piece(NamedTuple):
    """Some rows: their keys, all different and growing, and the 64-bit fingerprint of each."""

    keys: np.ndarray[Any, Any]
    fingerprints: np.ndarray[Any, Any]

    def between(self, first: int, last: int | None) -> Piece:
        """Return the rows from `first` to before `last`."""
        return Piece(self.keys[first:last], self.fingerprints[first:last])


@dataclass(slots=True)
class SortedRows:
    """The rows of a table in files that begin with `path`; `sql` is the DuckDB type of their key."""

    path: Path
    sql: str
    _last: Any = None  # key; None = there are no rows yet

    def add(self, keys: np.ndarray[Any, Any], fingerprints: np.ndarray[Any, Any]) -> bool:
        """Add rows in any order; False where their keys are not all different and above those of before.

        Raises EngineError where there is no room for them.
        """
        if not len(keys):
            return True
        if not _grows(keys):  # two threads took turns
            order = np.argsort(keys, kind="stable")
            keys, fingerprints = keys[order], fingerprints[order]
            if not _grows(keys):
                return False
        if self._last is not None and keys[0] <= self._last:
            return False
        self._last = keys[-1]
        try:
            for name, values in zip(self._names, (keys, fingerprints), strict=True):
                with name.open("ab") as file:
                    file.write(np.ascontiguousarray(values).data)
        except OSError as error:
            raise EngineError(error.strerror or str(error)) from error
        return True

    def pieces(self) -> Iterator[Piece]:
        """Yield all rows, many at once."""
        if self._last is None:
            return
        with self._names[0].open("rb") as keys, self._names[1].open("rb") as fingerprints:
            while True:
                read = np.fromfile(keys, self._last.dtype, _AT_ONCE)
                if not len(read):
                    return
                yield Piece(read, np.fromfile(fingerprints, np.uint64, len(read)))

    def pour(self, engine: Engine, table: str) -> None:
        """Put the rows into a table of the engine, as k0 and v."""
        engine.rows(f"CREATE OR REPLACE TABLE {table} (k0 {self.sql}, v UBIGINT)")
        for piece in self.pieces():
            engine.insert(table, {"k0": piece.keys, "v": piece.fingerprints})

    @property
    def _names(self) -> tuple[Path, Path]:
        return self.path.with_suffix(".keys"), self.path.with_suffix(".hashes")


class Differences(NamedTuple):
    """Keys of rows of which only one side has any, or both with other values; each growing."""

    changed: np.ndarray[Any, Any]
    added: np.ndarray[Any, Any]
    removed: np.ndarray[Any, Any]


def differences(before: SortedRows, after: SortedRows) -> Iterator[Differences]:
    """Merge the rows of two tables whose keys are of the same type, and yield what differs, in order."""
    one, other = before.pieces(), after.pieces()
    left, right = next(one, None), next(other, None)
    while left is not None and right is not None:
        last = min(left.keys[-1], right.keys[-1])
        ends = [int(np.searchsorted(side.keys, last, "right")) for side in (left, right)]
        yield _compared(left.between(0, ends[0]), right.between(0, ends[1]))
        left = left.between(ends[0], None) if ends[0] < len(left.keys) else next(one, None)
        right = right.between(ends[1], None) if ends[1] < len(right.keys) else next(other, None)
    while left is not None:
        yield Differences(left.keys[:0], left.keys[:0], left.keys)
        left = next(one, None)
    while right is not None:
        yield Differences(right.keys[:0], right.keys, right.keys[:0])
        right = next(other, None)


def _compared(left: Piece, right: Piece) -> Differences:
    if np.array_equal(left.keys, right.keys):
        changed = left.keys[left.fingerprints != right.fingerprints]
        return Differences(changed, left.keys[:0], left.keys[:0])
    places = np.searchsorted(right.keys, left.keys)
    inside = places < len(right.keys)
    both = inside.copy()
    both[inside] = right.keys[places[inside]] == left.keys[inside]
    matched = places[both]
    alone = np.ones(len(right.keys), bool)
    alone[matched] = False
    other = left.fingerprints[both] != right.fingerprints[matched]
    return Differences(left.keys[both][other], right.keys[alone], left.keys[~both])


def _grows(keys: np.ndarray[Any, Any]) -> bool:
    return bool((keys[1:] > keys[:-1]).all())
