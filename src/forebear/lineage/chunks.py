"""The stream of facts as the writer takes it: some at a time, by their class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar, cast

from forebear.lineage.facts import Fact
from forebear.lineage.progress import Progress

_PULSE = 1_000  # facts between two reports of progress
_F = TypeVar("_F")


class Chunk:
    """Some facts, by their class."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        by_class: dict[type, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_class[type(fact)].append(fact)
        self._by_class = by_class

    def of(self, class_: type[_F]) -> list[_F]:
        """Return the facts of one class in the order in which they came."""
        return cast("list[_F]", self._by_class.get(class_, []))


def pulsing(facts: Iterable[Fact], progress: Progress) -> Iterator[Fact]:
    """Yield the facts, and say now and then how many there were."""
    for done, fact in enumerate(facts, start=1):
        yield fact
        if done % _PULSE == 0:
            progress.step("writing", done)
