"""Single vertices move to where they lessen crossings most, both neighbouring layers standing still."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forebear.drawing.layout.proper import Floats, Ints
from forebear.drawing.layout.web import Side, Web

_WIDEST = 100
_EXCHANGES = 12
_MOVES = 16
_NEVER = 1e9


def sift(web: Web, place: Ints, fixed: NDArray[np.bool_], rounds: int) -> Ints:
    """Return places with fewer crossings; two `fixed` vertices of a layer keep their order."""
    place = place.copy()
    stale = np.ones(web.depth, dtype=np.bool_)
    for number in range(rounds):
        depths = range(web.depth) if number % 2 == 0 else range(web.depth - 1, -1, -1)
        for depth in depths:
            if stale[depth]:
                stale[depth] = False
                if _sift_layer(web, place, depth, fixed):
                    stale[max(depth - 1, 0) : depth + 2] = True
                    stale[depth] = False
        if not stale.any():
            break
    return place


def _sift_layer(web: Web, place: Ints, depth: int, fixed: NDArray[np.bool_]) -> bool:
    start, end = int(web.starts[depth]), int(web.starts[depth + 1])
    size = end - start
    if not 2 <= size <= _WIDEST:
        return False
    now = place[start:end]
    crossed = np.zeros((size, size))
    for side in (web.left[depth], web.right[depth]):
        if len(side.own):
            crossed[side.owners] += _crossed(side, size, place[side.other])
    gain = crossed - crossed.T
    before = np.argsort(now)
    held = fixed[start:end]
    if held.any():
        stand = before[held[before]]
        above = np.arange(len(stand))
        gain[stand[:, None], stand] = np.where(above[:, None] < above, -_NEVER, _NEVER)
    after = _inserted(gain, _exchanged(gain, before))
    if (after == before).all():
        return False
    now[after] = np.arange(size)
    return True


def _crossed(side: Side, size: int, other: Ints) -> Floats:
    """Return how much is crossed on one side if the vertex of a row (of `side.owners`) stands above that of a
    column.
    """
    width = int(other.max()) + 2
    steps = np.bincount((other + 1) * size + side.own, side.load, width * size).reshape(width, size)
    above = steps.cumsum(axis=0)  # the load that each vertex sends to places above each place
    rows: Floats = np.add.reduceat(above[other] * side.load[:, None], side.firsts, axis=0)
    return rows


def _exchanged(gain: Floats, order: Ints) -> Ints:
    """Exchange neighbours: pairs that begin at even places, then those that begin at odd ones, and so on."""
    order = order.copy()
    idle = 0
    for number in range(2 * _EXCHANGES):
        upper, lower = order[number % 2 : -1 : 2], order[number % 2 + 1 :: 2]
        swap = gain[upper, lower] > 0
        if not swap.any():
            idle += 1
            if idle == 2:
                break
            continue
        idle = 0
        order[number % 2 : -1 : 2], order[number % 2 + 1 :: 2] = (
            np.where(swap, lower, upper),
            np.where(swap, upper, lower),
        )
    return order


def _inserted(gain: Floats, order: Ints) -> Ints:
    """Take single vertices out and put them in where it gains most, the most rewarding ones first."""
    reach = gain[order][:, order].cumsum(axis=1)
    won = np.maximum(reach.max(axis=1), 0.0) - np.diagonal(reach)
    for vertex in order[np.argsort(-won, kind="stable")[: min(_MOVES, int((won > 0.5).sum()))]].tolist():
        place = int(np.flatnonzero(order == vertex)[0])
        sums = np.zeros(len(order) + 1)
        np.cumsum(gain[vertex, order], out=sums[1:])
        gap = int(sums.argmax())
        if sums[gap] - sums[place] <= 0.5:
            continue
        if gap > place:
            order[place : gap - 1] = order[place + 1 : gap]
            order[gap - 1] = vertex
        else:
            order[gap + 1 : place + 1] = order[gap:place].copy()
            order[gap] = vertex
    return order
