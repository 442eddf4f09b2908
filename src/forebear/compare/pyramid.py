"""A curve at every scale: the smallest and largest value of every 4, 16, 64 … points, built once.

Any view of the curve is then drawn from the level with a few points to a pixel, so that a hundred thousand
points cost as much as a thousand and no spike is lost. NaN values are gaps; infinities count as gaps too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FACTOR = 4
_SMALLEST = 256  # points of the coarsest level, about


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Smallest and largest value of each `width` points; NaN where all of them are gaps."""

    width: int
    low: Floats
    high: Floats


class Pyramid:
    """A curve of points sorted by x, with its levels. Read-only after it was made; any thread may read it."""

    def __init__(self, x: Floats, y: Floats) -> None:
        """Take x (finite, ascending) and y of the same length; raises ValueError for others."""
        if x.shape != y.shape or x.ndim != 1:
            raise ValueError("x and y are not of one length")
        if not np.all(np.isfinite(x)) or np.any(np.diff(x) < 0):
            raise ValueError("x does not ascend")
        self.x = np.ascontiguousarray(x, dtype=np.float64)
        self.y = np.ascontiguousarray(np.where(np.isfinite(y), y, np.nan), dtype=np.float64)
        self.levels = tuple(_levels(self.y))
        self.bounds = _bounds(self.x, self.y)
        """The smallest and largest x and y that have values; None where none has."""

    def __len__(self) -> int:
        return len(self.x)

    @property
    def gaps(self) -> int:
        """How many points have no value."""
        return int(np.isnan(self.y).sum())

    def value_at(self, x: float) -> tuple[float, float] | None:
        """Return the point nearest to `x` that has a value, looking a few points to both sides."""
        if not len(self.x):
            return None
        place = int(np.searchsorted(self.x, x))
        near = slice(max(0, place - 3), place + 3)
        xs, ys = self.x[near], self.y[near]
        known = ~np.isnan(ys)
        if not known.any():
            return None
        xs, ys = xs[known], ys[known]
        nearest = int(np.argmin(np.abs(xs - x)))
        return float(xs[nearest]), float(ys[nearest])

    def between(self, left: float, right: float) -> slice:
        """Return the points from `left` to `right`, with one beyond each end."""
        first = max(0, int(np.searchsorted(self.x, left, side="left")) - 1)
        return slice(first, min(len(self.x), int(np.searchsorted(self.x, right, side="right")) + 1))

    def thinned(self, points: slice, most: int) -> tuple[Floats, Floats]:
        """Return about `most` points that draw these ones: where there are more, the extremes of blocks."""
        count = points.stop - points.start
        level = self._level(2 * count / most) if count > most else None
        if level is None:
            return self.x[points], self.y[points]
        first, last = points.start // level.width, -(-points.stop // level.width)
        y = np.column_stack((level.low[first:last], level.high[first:last])).ravel()
        x = np.repeat(self.x[first * level.width : last * level.width : level.width], 2)
        return x, y

    def _level(self, wanted: float) -> Level | None:
        """The coarsest level with no more than `wanted` points to a block; None for the points themselves."""
        return next((level for level in reversed(self.levels) if level.width <= wanted), None)


def _bounds(x: Floats, y: Floats) -> tuple[float, float, float, float] | None:
    known = ~np.isnan(y)
    if not known.any():
        return None
    x, y = x[known], y[known]
    return float(x[0]), float(x[-1]), float(y.min()), float(y.max())


def _levels(y: Floats) -> list[Level]:
    found: list[Level] = []
    low = high = y
    width = 1
    while len(low) > _SMALLEST:
        width *= FACTOR
        starts = np.arange(0, len(low), FACTOR)
        low, high = np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)
        found.append(Level(width, low, high))
    return found


def smoothed(y: Floats, amount: float) -> Floats:
    """Return an exponential moving average without its bias at the start; `amount` from 0 (none) to below 1.

    Gaps stay gaps and are passed over.
    """
    if not 0 < amount < 1:
        return y
    from scipy.signal import lfilter

    known = np.isfinite(y)
    values = y[known]
    if not len(values):
        return y
    averaged = lfilter([1 - amount], [1, -amount], values)
    corrected = averaged / (1 - np.power(amount, np.arange(1, len(values) + 1)))
    found = np.full(len(y), np.nan)
    found[known] = corrected
    return found
