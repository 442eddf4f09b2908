"""Sets of many whole numbers as sorted arrays: rows of a scene, numbers of its links. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Rows(Set[int]):
    """An immutable set of numbers from 0 on, without an object for each; works together with frozensets."""

    __slots__ = ("numbers",)

    def __init__(self, numbers: Ints) -> None:
        """Take in `numbers`, ascending and each once."""
        self.numbers = numbers

    @classmethod
    def where(cls, mask: NDArray[np.bool_]) -> Rows:
        """Return the places at which `mask` is true."""
        return cls(np.flatnonzero(mask))

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> Rows:  # type: ignore[override]
        return cls(np.unique(np.fromiter(it, np.int64)))

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        place = int(np.searchsorted(self.numbers, number))
        return place < len(self.numbers) and int(self.numbers[place]) == number

    def __iter__(self) -> Iterator[int]:
        return iter(self.numbers.tolist())

    def __len__(self) -> int:
        return len(self.numbers)

    def __and__(self, other: Set[Any]) -> Rows:
        return Rows(np.intersect1d(self.numbers, array_of(other), assume_unique=True))

    def __or__(self, other: Set[Any]) -> Rows:
        return Rows(np.union1d(self.numbers, array_of(other)))

    def __sub__(self, other: Set[Any]) -> Rows:
        return Rows(np.setdiff1d(self.numbers, array_of(other), assume_unique=True))

    def __rsub__(self, other: Set[Any]) -> Rows:
        return Rows(np.setdiff1d(array_of(other), self.numbers, assume_unique=True))

    __rand__, __ror__ = __and__, __or__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            return self is other or np.array_equal(self.numbers, other.numbers)
        return super().__eq__(other)

    def __hash__(self) -> int:
        return hash(self.numbers.tobytes())

    def __repr__(self) -> str:
        return f"Rows({self.numbers!r})"


def array_of(numbers: Set[int]) -> Ints:
    """Return a set of numbers as an ascending array."""
    if isinstance(numbers, Rows):
        return numbers.numbers
    found = np.fromiter(numbers, np.int64, len(numbers))
    found.sort()
    return found
