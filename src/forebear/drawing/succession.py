"""What came after what, where dates are missing and clocks disagree. Pure NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Round = tuple[Ints, Ints]

_EARLIEST, _LATEST = (
    315_532_800.0,
    7_258_118_400.0,
)  # 1980 and 2200: a date beyond is a clock that was not set


def succession(times: Floats, sources: Ints, targets: Ints) -> tuple[Floats, Ints]:
    """Return for each row a time and, among rows of one time, a level, so that no edge runs backwards.

    `times` are seconds since 1970, NaN where no date is known. What has no date, or one before that of what
    it was made from, gets the latest of what it was made from; where that has none, the earliest of what was
    made from it; -inf where nothing around it has a date. Edges of circles are not counted.
    """
    known = np.isfinite(times) & (times >= _EARLIEST) & (times <= _LATEST)
    kept = sources != targets
    sources, targets = sources[kept], targets[kept]
    rounds = _rounds(len(times), sources, targets)
    when, level = _carried(np.where(known, times, -np.inf), rounds, sources, targets)
    undated = np.isneginf(when)
    if undated.any() and not undated.all():
        for nodes, edges in reversed(rounds):
            if undated[nodes].any():
                _backward(when, sources[edges], targets[edges])
        when, level = _carried(when, rounds, sources, targets)
    return when, level


def _carried(own: Floats, rounds: list[Round], sources: Ints, targets: Ints) -> tuple[Floats, Ints]:
    """Carry times from sources to targets, and levels where times are equal."""
    when, carried = own.copy(), np.full(len(own), -np.inf)
    level = np.zeros(len(own), dtype=np.int64)
    for nodes, edges in rounds:
        _settle(when, level, nodes, carried)
        _carry(when, level, sources[edges], targets[edges], carried)
    return when, level


def _rounds(count: int, sources: Ints, targets: Ints) -> list[Round]:
    """Rows with the numbers of the edges that leave them, in an order in which sources come first."""
    order = np.argsort(sources, kind="stable")
    start = np.searchsorted(sources[order], np.arange(count + 1))
    waiting = np.bincount(targets, minlength=count)
    rounds: list[Round] = []
    done = np.zeros(count, dtype=np.bool_)
    front = np.flatnonzero(waiting == 0)
    circles = False
    while len(front) or not done.all():
        if not len(front):  # a circle: its own edges do not count
            waiting -= _within_circles(count, sources, targets, done)
            circles = True
            front = np.flatnonzero((waiting == 0) & ~done)
        done[front] = True
        edges = _slices(order, start, front)
        arrived = targets[edges]
        if circles:
            edges, arrived = edges[~done[arrived]], arrived[~done[arrived]]
        rounds.append((front, edges))
        np.subtract.at(waiting, arrived, 1)
        reached = np.unique(arrived)
        front = reached[(waiting[reached] <= 0) & ~done[reached]]
    return rounds


def _within_circles(count: int, sources: Ints, targets: Ints, done: NDArray[np.bool_]) -> Ints:
    """How many edges from its own circle each row that is not done has."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    left = ~done[sources] & ~done[targets]
    one, two = sources[left], targets[left]
    joined = coo_array((np.ones(len(one), dtype=np.int8), (one, two)), shape=(count, count)).tocsr()
    _, part = connected_components(joined, directed=True, connection="strong")
    inner = part[one] == part[two]
    return np.bincount(two[inner], minlength=count)


def _slices(order: Ints, start: Ints, rows: Ints) -> Ints:
    """The numbers of all edges that leave these rows."""
    counts = start[rows + 1] - start[rows]
    if len(rows) == 1:
        return order[start[rows[0]] : start[rows[0] + 1]]
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = order[np.arange(total) + np.repeat(start[rows] - ends + counts, counts)]
    return found


def _settle(when: Floats, level: Ints, nodes: Ints, carried: Floats) -> None:
    """Give nodes their own time, or the one that came to them where that is later."""
    late = carried[nodes]
    level[nodes[when[nodes] > late]] = 0
    when[nodes] = np.maximum(when[nodes], late)


def _carry(when: Floats, level: Ints, sources: Ints, targets: Ints, carried: Floats) -> None:
    """Carry times along edges, and levels along those between equal times."""
    before = carried[targets]
    np.maximum.at(carried, targets, when[sources])
    level[targets[carried[targets] > before]] = 0
    equal = when[sources] == carried[targets]
    np.maximum.at(level, targets[equal], level[sources[equal]] + 1)


def _backward(when: Floats, sources: Ints, targets: Ints) -> None:
    """Give sources without a date the earliest of their targets."""
    loose = np.isneginf(when[sources]) & np.isfinite(when[targets])
    one, two = sources[loose], targets[loose]
    if not len(one):
        return
    earliest = np.full(len(when), np.inf)
    np.minimum.at(earliest, one, when[two])
    when[one] = earliest[one]
