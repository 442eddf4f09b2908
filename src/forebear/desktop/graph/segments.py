"""The lines of a picture cut into pieces, each once, so that only what is seen is drawn.

Edges that share a trunk share its pieces. A piece either crosses the space between
two columns, or runs level.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forebear.drawing.layout.diagram import Point

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Segments:
    """The pieces of routes.

    Attributes: `ends` has a row (x1, y1, x2, y2) for each piece; `level` says which are drawn as a straight
    line, the others are S-curves; `load` how many routes run through each.
    """

    def __init__(self, routes: Sequence[Sequence[Point]], left_out: Collection[int]) -> None:
        """Cut `routes`, except those with an index in `left_out`, which are drawn whole."""
        rows: list[tuple[float, float, float, float]] = []
        owner: list[int] = []
        for number, route in enumerate(routes):
            if number in left_out:
                continue
            for (x1, y1), (x2, y2) in pairwise(route):
                rows.append((x1, y1, x2, y2))
                owner.append(number)
        every = np.asarray(rows, dtype=np.float64).reshape(-1, 4)
        self.ends, piece = np.unique(every, axis=0, return_inverse=True)
        self._low = np.minimum(self.ends[:, :2], self.ends[:, 2:])
        self._high = np.maximum(self.ends[:, :2], self.ends[:, 2:])
        self.level: Mask = self.ends[:, 1] == self.ends[:, 3]
        self._piece = piece.reshape(-1).astype(np.intp)
        self._owner = np.asarray(owner, dtype=np.intp)
        self._routes = len(routes)
        self.load: Ints = np.bincount(self._piece, minlength=len(self.ends))

    def steps(self) -> tuple[Floats, Ints, Floats]:
        """Return the pieces of each route one after the other: ends, route, and how far along it each begins
        and ends, from 0 to 1.
        """
        length = np.bincount(self._owner, minlength=self._routes)
        first = np.cumsum(length) - length
        place = np.arange(len(self._owner)) - first[self._owner]
        along = np.column_stack((place, place + 1)) / length[self._owner][:, None]
        return self.ends[self._piece], self._owner, along

    @property
    def count(self) -> int:
        """How many pieces there are."""
        return len(self.ends)

    def touching(self, left: float, top: float, width: float, height: float) -> Mask:
        """Say of each piece whether its extent touches a rectangle."""
        touches: Mask = (
            (self._low[:, 0] <= left + width)
            & (self._high[:, 0] >= left)
            & (self._low[:, 1] <= top + height)
            & (self._high[:, 1] >= top)
        )
        return touches

    def of(self, routes: Collection[int]) -> Mask:
        """Say of each piece whether one of these routes runs through it."""
        chosen = np.zeros(self._routes, dtype=np.bool_)
        chosen[list(routes)] = True
        mask = np.zeros(self.count, dtype=np.bool_)
        mask[self._piece[chosen[self._owner]]] = True
        return mask

    def nearest(self, x: float, y: float, reach: float) -> int | None:
        """The route with the piece nearest to a point, None if none is within `reach`."""
        near = np.flatnonzero(self.touching(x - reach, y - reach, 2 * reach, 2 * reach))
        if not len(near):
            return None
        distance = _distances(self.ends[near], x, y)
        best = int(np.argmin(distance))
        if distance[best] > reach:
            return None
        return int(self._owner[np.argmax(self._piece == near[best])])


def _distances(ends: Floats, x: float, y: float) -> Floats:
    """How far a point is from each of some pieces, drawn as S-curves of a few straight steps."""
    t = np.linspace(0.0, 1.0, 13)
    across = 1.5 * t * (1 - t) + t**3  # Bezier with its inner points at half the width
    along = 3 * t**2 * (1 - t) + t**3
    points_x = ends[:, [0]] + (ends[:, [2]] - ends[:, [0]]) * across
    points_y = ends[:, [1]] + (ends[:, [3]] - ends[:, [1]]) * along
    start_x, start_y = points_x[:, :-1], points_y[:, :-1]
    step_x, step_y = np.diff(points_x, axis=1), np.diff(points_y, axis=1)
    length = np.maximum(step_x**2 + step_y**2, 1e-9)
    share = np.clip(((x - start_x) * step_x + (y - start_y) * step_y) / length, 0.0, 1.0)
    found: Floats = np.hypot(start_x + step_x * share - x, start_y + step_y * share - y).min(axis=1)
    return found
