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

_SMOOTH_TURNS = 24  # at most
_STRAIGHT_TURNS = 40
_FEWEST_TURNS = 6
_CALM_TURNS = 4
_HASTE = 1.6  # beyond what is best for now: neighbours will follow
_WORK = 8_000  # vertices settled, smooth; so that large graphs get fewer turns
_SOFTEST, _HARDEST = 8.0, 0.4  # the rise, in units, that counts as straight: first, last


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
    smooth = min(_SMOOTH_TURNS, max(_FEWEST_TURNS, _WORK // proper.count))
    straight = min(_STRAIGHT_TURNS, smooth * 5 // 3)
    hardening = (_HARDEST / _SOFTEST) ** (1.25 / straight)
    for turn in range(smooth + straight):
        if turn >= smooth:
            rise = np.abs(y[proper.tails] - y[proper.heads])
            weights = proper.weights * soft / (rise + soft)
            soft = max(_HARDEST, soft * hardening)
        before = y.copy()
        haste = _HASTE if turn < smooth + straight - _CALM_TURNS else 1.0
        for parity in parities:
            parity.settle(y, weights, springs, haste)
        if turn >= smooth and soft == _HARDEST and np.abs(y - before).max() < 0.05:
            break
    least = np.concatenate(([0.0], np.diff(offset[order])))
    # Rounded, so that what is level is level to the last bit and drawn as one straight line.
    rounded: Floats = np.round(straighten(proper, y, order, least) * 8) / 8
    return rounded


class _Parity:
    """The layers with an even, or an odd, number."""

    def __init__(self, proper: Proper, order: Ints, offset: Floats, parity: int) -> None:
        self._count = proper.count
        self._order = order[proper.layer[order] % 2 == parity]
        self._offset = offset[self._order]
        self._layer = proper.layer[self._order].astype(np.float64)
        is_head = proper.layer[proper.heads] % 2 == parity  # of each step one end is in these layers
        self._own = np.where(is_head, proper.heads, proper.tails)
        self._other = np.where(is_head, proper.tails, proper.heads)

    def settle(self, y: Floats, weights: Floats, springs: Springs | None, haste: float = 1.0) -> None:
        """Move these layers to their best heights, given all others."""
        if not len(self._order):
            return
        pull = np.bincount(self._own, weights, self._count).astype(np.float64)[self._order]
        total = np.bincount(self._own, weights * y[self._other], self._count).astype(np.float64)[self._order]
        if springs is not None:
            rest, strength = springs.rest[self._order], springs.strength[self._order]
            held = ~np.isnan(rest)
            pull[held] += strength[held]
            total[held] += strength[held] * rest[held]
        free = pull <= 0
        if free.any():
            pull[free] = 1e-3
            total[free] = 1e-3 * y[self._order[free]]
        now = y[self._order]
        wanted = now + (total / pull - now) * haste - self._offset
        # Layers are set far apart, so that one regression over all of them pools nothing across two.
        apart = self._layer * (np.ptp(wanted) + 1.0)
        best = isotonic_regression(wanted + apart, weights=pull).x
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
