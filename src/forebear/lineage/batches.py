"""Many things a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of `size` items in their order, the last one shorter, as Python 3.12 does (`itertools`)."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
