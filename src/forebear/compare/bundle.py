"""Curves over the same x, looked at together: what each of them is in every column of a picture.

A hundred curves in a thousand columns are then a dozen operations on arrays and not a hundred times as many.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from forebear.compare.pyramid import Level, Pyramid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.intp]


class Bundle:
    """Curves over one x. `places` says which of the curves that were bundled these are, in their order."""

    def __init__(self, curves: Sequence[Pyramid], places: Sequence[int]) -> None:
        self.places = tuple(places)
        self.x = curves[0].x
        self._y = _rows([curve.y for curve in curves])
        self._levels = tuple(
            Level(
                level.width,
                _rows([c.levels[at].low for c in curves]),
                _rows([c.levels[at].high for c in curves]),
            )
            for at, level in enumerate(curves[0].levels)
        )
        self.alone = _alone(self._y)
        """Row and point of values that stand between gaps, so that no line leads to them."""

    def columns(self, edges: Floats) -> tuple[Floats, Floats]:
        """Return the smallest and largest value of each curve in each column [edges[i], edges[i + 1]).

        The lines from point to point count, not only the points; NaN where a curve is not in a column. The
        arrays are (curves, columns); `edges` ascend. Where a column has many points, whole blocks are taken,
        each in the column in which it begins: a value may stand in the column beside its own, but none is
        lost.
        """
        low, high = self._crossing(edges)
        first, stop = (int(place) for place in np.searchsorted(self.x, edges[[0, -1]], side="left"))
        columns = len(edges) - 1
        level = self._level((stop - first) / (4 * columns))
        width, lows, highs = (1, self._y, self._y) if level is None else (level.width, level.low, level.high)
        first //= width
        starts = self.x[first * width : stop : width]
        if not len(starts):
            return low, high
        column = np.maximum(np.searchsorted(edges, starts, side="right") - 1, 0)
        begins = np.flatnonzero(np.diff(column, prepend=-1))
        held = column[begins]
        inside = slice(first, first + len(starts))
        low[:, held] = np.fmin(low[:, held], np.fmin.reduceat(lows[:, inside], begins, axis=1))
        high[:, held] = np.fmax(high[:, held], np.fmax.reduceat(highs[:, inside], begins, axis=1))
        return low, high

    def lonely(self, left: float, right: float) -> tuple[Whole, Floats, Floats]:
        """Return row, x and y of the values between `left` and `right` that stand between gaps."""
        row, point = self.alone
        seen = (self.x[point] >= left) & (self.x[point] <= right)
        row, point = row[seen], point[seen]
        return row, self.x[point], self._y[row, point]

    def _crossing(self, edges: Floats) -> tuple[Floats, Floats]:
        """Where the lines enter and leave each column; NaN where there is no line."""
        if len(self.x) < 2:
            nothing = np.full((len(self._y), len(edges) - 1), np.nan)
            return nothing, nothing.copy()
        before = np.clip(np.searchsorted(self.x, edges, side="right") - 1, 0, len(self.x) - 2)
        span = self.x[before + 1] - self.x[before]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(span > 0, (edges - self.x[before]) / span, 0.0)
        share[(edges < self.x[0]) | (edges > self.x[-1])] = np.nan
        at = self._y[:, before + 1]
        start = self._y[:, before]
        at -= start
        at *= share
        at += start
        return np.fmin(at[:, :-1], at[:, 1:]), np.fmax(at[:, :-1], at[:, 1:])

    def _level(self, wanted: float) -> Level | None:
        """The coarsest level with no more than `wanted` points to a block; None for the points themselves."""
        return next((level for level in reversed(self._levels) if level.width <= wanted), None)


def bundled(curves: Sequence[Pyramid]) -> tuple[Bundle, ...]:
    """Return the curves in bundles of those that have the same x."""
    groups: list[tuple[Pyramid, list[int]]] = []
    for place, curve in enumerate(curves):
        for first, places in groups:
            same = first.x is curve.x or np.array_equal(first.x, curve.x)
            if same:
                places.append(place)
                break
        else:
            groups.append((curve, [place]))
    return tuple(Bundle([curves[place] for place in places], places) for _, places in groups)


def _rows(curves: Sequence[Floats]) -> Floats:
    return np.stack(curves) if len(curves) > 1 else curves[0][np.newaxis]


def _alone(y: Floats) -> tuple[Whole, Whole]:
    known = ~np.isnan(y)
    if y.shape[1] > 1:
        beside = np.zeros_like(known)
        beside[:, 1:] |= known[:, :-1]
        beside[:, :-1] |= known[:, 1:]
        known &= ~beside
    row, point = np.nonzero(known)
    return row, point
