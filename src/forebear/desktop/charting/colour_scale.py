"""How values become colours and marks: from blue over grey to orange, or a colour and shape a category.

Blue and orange stay apart for people who see colours differently, and both stand out from light and dark
ground. The size of a mark grows with its value and a category has its own shape, so that colour never speaks
alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from forebear.compare.columns import Column
from forebear.desktop import wording
from forebear.desktop.comparing.chosen import COLOURS

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 24
SHAPES = ("o", "s", "t", "d", "t1", "star", "p", "h")
_STOPS = ("chart.0", "node.file", "chart.1")
_SMALLEST, _LARGEST = 7.0, 12.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend: the number of a colour, and what it stands for."""

    colour: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Colouring:
    """The colour of each version by its number (-1: it has no value), and what the numbers stand for.

    `low` and `high` are the ends of a scale of numbers; None where there are categories, or no scale.
    """

    numbers: NDArray[np.intp]
    entries: tuple[Entry, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def is_scale(self) -> bool:
        """Whether the colours are a scale of numbers."""
        return self.low is not None

    def colours(self, tokens: Mapping[str, str]) -> list[QColor]:
        """Return the colours by their numbers; the last one is that of a version without a value."""
        if self.is_scale:
            found = [_between(tokens, place / (BINS - 1)) for place in range(BINS)]
        else:
            found = [QColor(tokens[f"chart.{place % COLOURS}"]) for place in range(max(1, len(self.entries)))]
        return [*found, QColor(tokens["text.disabled"])]

    def sizes(self) -> NDArray[np.float64]:
        """Return how large each mark is, in pixels."""
        if not self.is_scale:
            return np.full(len(self.numbers), 9.0)
        share = np.clip(self.numbers, 0, BINS - 1) / (BINS - 1)
        return np.where(self.numbers < 0, _SMALLEST, _SMALLEST + share * (_LARGEST - _SMALLEST))

    def shapes(self) -> list[str]:
        """Return the shape of each mark; one without a value is a cross."""
        if self.is_scale or not self.entries:
            return ["x" if self.entries and number < 0 else "o" for number in self.numbers]
        return [SHAPES[number % len(SHAPES)] if number >= 0 else "x" for number in self.numbers]


def coloured(column: Column | None, count: int) -> Colouring:
    """Return the colours of versions by a column; of None all have the first colour."""
    if column is None:
        return Colouring(np.zeros(count, np.intp))
    numbers = column.numbers
    known = ~np.isnan(numbers)
    if column.is_categorical:
        entries = tuple(Entry(place, text) for place, text in enumerate(column.categories))
        return Colouring(np.where(known, np.nan_to_num(numbers), -1).astype(np.intp), entries)
    if not known.any():
        return Colouring(np.full(count, -1, np.intp), (Entry(0, ""),))
    low, high = float(numbers[known].min()), float(numbers[known].max())
    with np.errstate(over="ignore", invalid="ignore"):
        share = (numbers / 2 - low / 2) / (high / 2 - low / 2) if high > low else np.zeros(count)
    found = np.where(known, np.rint(np.nan_to_num(share) * (BINS - 1)), -1).astype(np.intp)
    ends = (Entry(0, wording.number_text(low)), Entry(BINS - 1, wording.number_text(high)))
    return Colouring(found, ends, low, high)


def _between(tokens: Mapping[str, str], share: float) -> QColor:
    one, other = (0, 1) if share < 0.5 else (1, 2)
    part = share * 2 - one
    start, end = QColor(tokens[_STOPS[one]]), QColor(tokens[_STOPS[other]])
    return QColor.fromRgbF(
        start.redF() + (end.redF() - start.redF()) * part,
        start.greenF() + (end.greenF() - start.greenF()) * part,
        start.blueF() + (end.blueF() - start.blueF()) * part,
    )
