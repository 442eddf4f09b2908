"""Where the stops of a time slider are, and which labels stand under them: never over each other."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forebear.lineage.answers import Stop

SIDE = 10
"""Room left and right of the stops."""

_GAP = 10.0  # between two labels
_MOST = 300  # labels that are tried
_LONGEST = 40  # letters of a name that are looked at; more never fit


@dataclass(frozen=True, slots=True)
class Label:
    """A label that may stand under stop number `stop`; of two that overlap, that with less `weight` stays."""

    stop: int
    text: str
    weight: tuple[int, int]
    is_tag: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and where it stands: its left end and width, in pixels."""

    label: Label
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Ruler:
    """Stops side by side over a width in pixels; behind the last one is now."""

    stops: tuple[Stop, ...] = ()
    labels: tuple[Label, ...] = ()
    tagged: tuple[int, ...] = ()
    placed: tuple[Placed, ...] = ()
    width: float = 0.0

    @classmethod
    def of(cls, stops: Sequence[Stop]) -> Ruler:
        """Take in stops; their labels are placed by `fitted`."""
        tagged = tuple(place for place, stop in enumerate(stops) if stop.tags)
        return cls(tuple(stops), labels_of(stops), tagged)

    @property
    def now(self) -> int:
        """The place that is no stop but now."""
        return len(self.stops)

    def fitted(self, width: float, now: str, width_of: Callable[[str], float]) -> Ruler:
        """Return the same for another width; `now` is what stands under the end."""
        ruler = replace(self, width=width)
        labels = (Label(self.now, now, (0, 0), is_tag=False), *self.labels)
        return replace(ruler, placed=placed(labels, width_of, ruler.x, width))

    def x(self, place: int) -> float:
        """Return where a stop is."""
        return SIDE + (self.width - 2 * SIDE) * (place / self.now if self.now else 1.0)

    def at(self, x: float) -> int:
        """Return the nearest stop."""
        place = round((x - SIDE) / max(1.0, self.width - 2 * SIDE) * self.now)
        return min(max(place, 0), self.now)

    def next_tag(self, place: int, way: int) -> int:
        """Return the next stop with a tag to the right (1) or the left (-1), else the end."""
        if way > 0:
            return next((each for each in self.tagged if each > place), self.now)
        return next((each for each in reversed(self.tagged) if each < place), 0)


def labels_of(stops: Sequence[Stop]) -> tuple[Label, ...]:
    """Return tags, major versions before minor ones and newer before older, and after them dates."""
    found = [
        Label(place, name[:_LONGEST], (_rank(name), -place), is_tag=True)
        for place, stop in enumerate(stops)
        for name in stop.labels[: stop.tags]
    ]
    years = {stop.since.year for stop in stops if stop.since is not None}
    before = ""
    for place, stop in enumerate(stops):
        if stop.since is not None:
            text = _period(stop.since, by_year=len(years) > 2)
            if text != before:
                found.append(Label(place, text, (9, place), is_tag=False))
            before = text
    return tuple(heapq.nsmallest(_MOST, found, key=lambda label: label.weight))


def placed(
    labels: Iterable[Label], width_of: Callable[[str], float], x_of: Callable[[int], float], room: float
) -> tuple[Placed, ...]:
    """Place as many labels as fit between 0 and `room`, each in the middle under its stop where it can be."""
    found: list[Placed] = []
    free = room
    for label in labels:
        if free < _GAP:
            break
        width = width_of(label.text)
        left = min(max(x_of(label.stop) - width / 2, 0.0), room - width)
        if left >= 0 and all(
            left + width + _GAP <= each.left or each.left + each.width + _GAP <= left for each in found
        ):
            found.append(Placed(label, left, width))
            free -= width + _GAP
    return tuple(sorted(found, key=lambda each: each.left))


def _rank(name: str) -> int:
    """Return how much a tag matters less: 1 for v2, v2.0.0; 2 for v2.1; 3 for v2.1.3; 4 for other names."""
    match = re.fullmatch(r"\D{0,12}?(\d{1,9}(?:\.\d{1,9}){0,3})", name[:_LONGEST])
    if match is None:
        return 4
    numbers = match[1].split(".")
    while len(numbers) > 1 and int(numbers[-1]) == 0:
        numbers.pop()
    return min(len(numbers), 3)


def _period(when: datetime, *, by_year: bool) -> str:
    return f"{when.year}" if by_year else f"{when.year}-{when.month:02}"
