"""What was decided becomes a drawing: columns become lanes, heights become boxes and routes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forebear.drawing.layout.diagram import Arrangement, Gaps, Point
from forebear.drawing.layout.network import Network
from forebear.drawing.layout.proper import Floats, Ints, Proper

_STEEP = 0.06  # how much wider a gap gets for each unit that its steepest edge rises
_WIDEST = 2.2  # at most so many times as wide


class Plan:
    """What is decided: each node's column and middle height, and the heights at which a pair passes columns.

    Attributes: `columns` and `middles` by node.
    """

    def __init__(self, network: Network, columns: Ints) -> None:
        """Begin with no pair routed."""
        self.columns = columns
        self.middles: Floats = np.zeros(network.count)
        self._pairs = network.pairs
        self._lengths = np.full(len(network.pairs), 2, dtype=np.intp)
        self._runs: list[tuple[Ints, Ints, Floats]] = []

    def run(self, nodes: Ints, pairs: Ints, proper: Proper, y: Floats) -> None:
        """Put `nodes` and the bends of `pairs`, as `proper` numbers them, at the heights `y`."""
        self.middles[nodes] = y[proper.vertex]
        lengths = np.diff(proper.bounds)
        self._lengths[pairs] = np.maximum(lengths, 2)
        owner = np.repeat(np.arange(len(pairs)), lengths)
        along = np.arange(len(owner)) - proper.bounds[owner]
        inner = (along > 0) & (along < lengths[owner] - 1)
        self._runs.append((pairs[owner[inner]], along[inner], y[proper.chain[inner]]))

    def passed(self) -> tuple[Ints, Ints, Floats]:
        """Return for each pair where its row of heights begins (and where the last ends), and all columns and
        heights that pairs run through, both ends with them; one too long to be routed has its ends only.
        """
        lengths, pairs = self._lengths, self._pairs
        bounds = np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)
        owner = np.repeat(np.arange(len(pairs)), lengths)
        along = np.arange(len(owner)) - bounds[owner]
        last = along == lengths[owner] - 1
        ends = np.where(last, pairs[owner, 1], pairs[owner, 0])
        columns = np.where(last, self.columns[ends], self.columns[ends] + along)
        heights = self.middles[ends]
        for run, place, y in self._runs:
            heights[bounds[run] + place] = y
        return bounds, columns, heights


def drawn(
    network: Network, plan: Plan, gaps: Gaps, old_lanes: Mapping[int, tuple[float, float]]
) -> Arrangement:
    """Turn columns into lanes, lanes and heights into boxes, and boxes and bends into routes."""
    bounds, columns, heights = plan.passed()
    lanes = _lanes(network, plan, gaps, old_lanes, _rises(plan, columns, heights, bounds))
    low = min(lanes, default=0)
    lane = np.asarray([lanes[column] for column in sorted(lanes)], dtype=np.float64).reshape(-1, 2)
    own = lane[plan.columns - low]  # as wide as the widest of the column
    high = network.sizes[:, 1]
    boxes = np.column_stack((own[:, 0], plan.middles - high / 2, own[:, 1], high))
    # Each height is passed level, from the left of its column to the right; the ends are left and entered.
    edges = lane[columns - low]
    x = np.column_stack((edges[:, 0], edges.sum(axis=1))).ravel().tolist()
    points: list[Point] = list(zip(x, np.repeat(heights, 2).tolist(), strict=True))
    by_pair = [tuple(points[2 * start + 1 : 2 * end - 1]) for start, end in pairwise(bounds.tolist())]
    routes = [by_pair[pair] if pair >= 0 else () for pair in network.pair.tolist()]
    for wire in network.turned:
        routes[wire] = routes[wire][::-1]
    for wire in np.flatnonzero(network.pair < 0).tolist():
        routes[wire] = _loop(boxes[network.source(wire)], gaps)
    return Arrangement(network.ids, network.wires, boxes, plan.columns, lanes, tuple(routes), network.turned)


def shifted(drawing: Arrangement, right: float, down: float) -> Arrangement:
    """Return the drawing moved as a whole."""
    return Arrangement(
        drawing.ids,
        drawing.wires,
        drawing.boxes + np.asarray((right, down, 0.0, 0.0)),
        drawing.columns,
        {column: (left + right, width) for column, (left, width) in drawing.lanes.items()},
        tuple(tuple((x + right, y + down) for x, y in route) for route in drawing.routes),
        drawing.turned,
    )


def _rises(plan: Plan, columns: Ints, heights: Floats, bounds: Ints) -> Floats:
    """The steepest rise to the right of each column."""
    if not len(plan.columns):
        return np.zeros(0)
    low = int(plan.columns.min())
    rises = np.zeros(int(plan.columns.max()) - low + 1)
    steps = np.diff(columns) == 1
    steps[bounds[1:-1] - 1] = False  # from one pair to the next
    np.maximum.at(rises, columns[:-1][steps] - low, np.abs(np.diff(heights))[steps])
    return rises


def _loop(box: NDArray[np.float64], gaps: Gaps) -> tuple[Point, ...]:
    """A wire from a node to itself: out at the right, over its top, in at the left."""
    left, top, width, height = box.tolist()
    reach, over = gaps.across / 4, top - gaps.along / 3
    return (
        (left + width, top + height / 2),
        (left + width + reach, over),
        (left - reach, over),
        (left, top + height / 2),
    )


def _lanes(
    network: Network, plan: Plan, gaps: Gaps, old: Mapping[int, tuple[float, float]], rises: Floats
) -> dict[int, tuple[float, float]]:
    """Give each column its left edge and width; a lane there was is kept unless it must get wider."""
    if not network.count:
        return {}
    low, high = int(plan.columns.min()), int(plan.columns.max())
    widest = np.zeros(high - low + 1)
    np.maximum.at(widest, plan.columns - low, network.sizes[:, 0])
    width = widest.tolist()
    gap = np.minimum(gaps.across + rises * _STEEP, gaps.across * _WIDEST).tolist()
    lanes: dict[int, tuple[float, float]] = {}
    kept = [column for column in range(low, high + 1) if column in old]
    start = kept[0] if kept else low
    left = old[start][0] if kept else 0.0
    for column in range(start, high + 1):
        if column in old:
            left = max(left, old[column][0])
        wide = max(width[column - low], old.get(column, (0.0, 0.0))[1])
        lanes[column] = (left, wide)
        left += wide + (gaps.across if column + 1 in old else gap[column - low])
    left = lanes[start][0]
    for column in range(start - 1, low - 1, -1):
        left -= width[column - low] + gap[column - low]
        lanes[column] = (left, width[column - low])
    return lanes
