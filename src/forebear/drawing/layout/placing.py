"""How high each vertex stands: near its neighbours, never nearer to the next one in its layer than allowed.

Even and odd layers take turns; given the others, one isotonic regression over all layers of a parity is the
exact answer for them. Weights by the inverse of an edge's rise (iteratively reweighted least squares) then
turn the many slightly slanting edges into straight ones and a few that rise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from forebear.drawing.layout.proper import Floats, Ints, Proper
from forebear.drawing.layout.straightening import straighten

_SMOOTH_TURNS = 24
_STRAIGHT_TURNS = 40
_SOFTEST, _HARDEST, _HARDENING = (
    8.0,
    0.4,
    0.9,
)  # the rise, in units, that counts as straight: first, last, change


@dataclass(frozen=True, slots=True)
class Springs:
    """What holds a vertex where it was: `rest` is its old height (NaN = none), `strength` the weight of
    that.
    """

    rest: Floats
    strength: Floats


def place_vertically(
    proper: Proper, place: Ints, heights: Floats, gaps: Floats, springs: Springs | None = None
) -> Floats:
    """Return the height of every vertex's middle.

    `heights` are those of the vertices, `gaps` the free space each wants above and below; between two
    neighbours in a layer the smaller of their gaps is kept.
    """
    if proper.count == 0:
        return np.zeros(0)
    order = np.lexsort((place, proper.layer))
    offset = _offsets(proper, order, heights, gaps)
    y = offset - _layer_means(proper, offset)
    if springs is not None:
        y = np.where(np.isnan(springs.rest), y, springs.rest)
    parities = [_Parity(proper, order, offset, parity) for parity in (0, 1)]
    weights, soft = proper.weights, _SOFTEST
    for turn in range(_SMOOTH_TURNS + _STRAIGHT_TURNS):
        if turn >= _SMOOTH_TURNS:
            rise = np.abs(y[proper.tails] - y[proper.heads])
            weights = proper.weights * soft / (rise + soft)
            soft = max(_HARDEST, soft * _HARDENING)
        before = y.copy()
        for parity in parities:
            parity.settle(y, weights, springs)
        if turn >= _SMOOTH_TURNS and soft == _HARDEST and np.abs(y - before).max() < 0.05:
            break
    least = np.concatenate(([0.0], np.diff(offset[order])))
    # Rounded, so that what is level is level to the last bit and drawn as one straight line.
    rounded: Floats = np.round(straighten(proper, y, order, least) * 8) / 8
    return rounded


class _Parity:
    """The layers with an even, or an odd, number."""

    def __init__(self, proper: Proper, order: Ints, offset: Floats, parity: int) -> None:
        self._proper = proper
        self._order = order[proper.layer[order] % 2 == parity]
        self._offset = offset[self._order]
        self._layer = proper.layer[self._order].astype(np.float64)

    def settle(self, y: Floats, weights: Floats, springs: Springs | None) -> None:
        """Move these layers to their best heights, given all others."""
        if not len(self._order):
            return
        proper = self._proper
        pull = proper.sums(weights, weights)
        total = proper.sums(weights * y[proper.tails], weights * y[proper.heads])
        if springs is not None:
            held = ~np.isnan(springs.rest)
            pull[held] += springs.strength[held]
            total[held] += springs.strength[held] * springs.rest[held]
        free = pull <= 0
        pull[free] = 1e-3
        total[free] = 1e-3 * y[free]
        wanted = (total / pull)[self._order] - self._offset
        # Layers are set far apart, so that one regression over all of them pools nothing across two.
        apart = self._layer * (np.ptp(wanted) + 1.0)
        best = isotonic_regression(wanted + apart, weights=pull[self._order]).x
        y[self._order] = best - apart + self._offset


def _offsets(proper: Proper, order: Ints, heights: Floats, gaps: Floats) -> Floats:
    """The height of each vertex if its layer were packed tight from 0 on."""
    upper, lower = order[:-1], order[1:]
    step = (heights[upper] + heights[lower]) / 2 + np.minimum(gaps[upper], gaps[lower])
    running = np.concatenate(([0.0], np.cumsum(step)))
    offset = np.empty(proper.count)
    offset[order] = running
    first = order[proper.starts[proper.layer[order]]]
    result = np.empty(proper.count)
    result[order] = offset[order] - offset[first]
    return result


def _layer_means(proper: Proper, offset: Floats) -> Floats:
    """Half the height of each vertex's layer, so that layers start centred."""
    highest = np.zeros(proper.depth)
    np.maximum.at(highest, proper.layer, offset)
    return (highest / 2)[proper.layer]
