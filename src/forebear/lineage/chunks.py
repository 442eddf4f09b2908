"""The stream of facts as the writer takes it: some at a time, by their class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar, cast

from forebear.lineage.facts import Fact
from forebear.lineage.progress import Progress

_CHUNK = 25_000  # facts that are resolved and written together
_PULSE = 1_000  # facts between two reports of progress
_F = TypeVar("_F")


class Chunk:
    """Some facts, by their class."""

    def __init__(self, facts: Collection[Fact]) -> None:
        self.size = len(facts)
        by_class: dict[type, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_class[type(fact)].append(fact)
        self._by_class = by_class

    def of(self, class_: type[_F]) -> list[_F]:
        """Return the facts of one class in the order in which they came."""
        return cast("list[_F]", self._by_class.get(class_, []))


def chunks(facts: Iterable[Fact], progress: Progress) -> Iterator[Chunk]:
    """Yield the facts many at a time, and say now and then how many there were."""
    source = iter(facts)
    taken: list[Fact] = []
    done = 0
    while some := list(islice(source, min(_PULSE, _CHUNK))):
        taken += some
        done += len(some)
        if done % _PULSE == 0:
            progress.step("writing", done)
        if len(taken) >= _CHUNK:
            yield Chunk(taken)
            taken = []
    if taken:
        yield Chunk(taken)
