"""The layered layout: ids, edges and sizes in; rectangles and polylines out. Knows no Qt.

Data flows from left to right. `arrange` draws a graph from scratch; `rearrange` draws one that has grown or
shrunk so that what was there stays where it was. The same input gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forebear.drawing.layout.diagram import Arrangement, Diagram, Gaps, Point
from forebear.drawing.layout.layering import layers_from_scratch, layers_kept
from forebear.drawing.layout.network import Network, Pair
from forebear.drawing.layout.ordering import order_from_scratch, order_kept
from forebear.drawing.layout.placing import Springs, place_vertically
from forebear.drawing.layout.proper import Floats, Ints, Proper, make_proper
from forebear.drawing.layout.stacking import Part, stack

_NODE_SPRING, _BEND_SPRING, _ANCHOR_SPRING = 6.0, 2.0, 1e5
_STEEP = 0.06  # how much wider a gap gets for each unit that its steepest edge rises
_WIDEST = 2.2  # at most so many times as wide


@dataclass(slots=True)
class _Plan:
    """What is decided: each node's column and middle height, and the heights at which a pair passes
    columns.
    """

    columns: Ints
    middles: Floats
    passing: dict[Pair, list[float]] = field(default_factory=dict)


def arrange(diagram: Diagram, gaps: Gaps | None = None) -> Arrangement:
    """Lay a graph out from scratch. A wire with an unknown end raises KeyError."""
    gaps = gaps or Gaps()
    network = Network(diagram)
    layer = layers_from_scratch(network.count, network.pairs)
    plan = _Plan(layer, np.zeros(network.count))
    groups = network.parts()
    parts = [_draw_part(network, np.asarray(nodes), pairs, plan, gaps) for nodes, pairs in groups]
    cell = float(network.sizes[:, 1].mean()) + gaps.along if network.count else 1.0
    for (nodes, pairs), (columns, rise) in zip(groups, stack(parts, gaps.along * 1.5, cell), strict=True):
        plan.columns[nodes] += columns - plan.columns[nodes].min()
        plan.middles[nodes] += rise
        for pair in (network.pairs[number] for number in pairs):
            plan.passing[pair] = [height + rise for height in plan.passing[pair]]
    return _finish(network, plan, gaps, {})


def rearrange(previous: Arrangement, diagram: Diagram, anchor: int, gaps: Gaps | None = None) -> Arrangement:
    """Lay out a graph that was drawn as `previous` before nodes came or went; `anchor` does not move at all.

    Nodes that were drawn keep their columns and their order, and move as little as the new ones allow.
    """
    gaps = gaps or Gaps()
    old_columns = dict(zip(previous.ids, previous.columns.tolist(), strict=True))
    if anchor not in old_columns or anchor not in diagram.ids:
        return arrange(diagram, gaps)
    network = Network(diagram, old_columns)
    layer = layers_kept(network.count, network.pairs, network.known)
    first = int(layer.min())
    proper = make_proper(layer - first, network.pairs, network.weights)
    rest = _old_heights(previous, network, proper, first)
    place = order_kept(proper, rest)
    strength = np.where(proper.node < 0, _BEND_SPRING, _NODE_SPRING)
    strength[proper.vertex[network.ids.index(anchor)]] = _ANCHOR_SPRING
    heights, spaces = _vertex_sizes(network, proper, np.arange(network.count), gaps)
    y = place_vertically(proper, place, heights, spaces, Springs(rest, strength))
    plan = _Plan(layer, y[proper.vertex])
    for pair, chain in zip(network.pairs, proper.chains, strict=True):
        plan.passing[pair] = y[list(chain[1:-1])].tolist()
    drawn = _finish(network, plan, gaps, previous.lanes)
    shift = previous.boxes[previous.ids.index(anchor), :2] - drawn.boxes[network.ids.index(anchor), :2]
    return _shifted(drawn, float(shift[0]), float(shift[1]))


def _draw_part(network: Network, nodes: Ints, pair_numbers: list[int], plan: _Plan, gaps: Gaps) -> Part:
    """Order and place one connected part; write its heights into `plan`."""
    local = {node: number for number, node in enumerate(nodes.tolist())}
    pairs = [network.pairs[number] for number in pair_numbers]
    layer = plan.columns[nodes] - plan.columns[nodes].min()
    proper = make_proper(
        layer, [(local[a], local[b]) for a, b in pairs], [network.weights[number] for number in pair_numbers]
    )
    heights, spaces = _vertex_sizes(network, proper, nodes, gaps)
    y = place_vertically(proper, order_from_scratch(proper), heights, spaces)
    plan.middles[nodes] = y[proper.vertex]
    for pair, chain in zip(pairs, proper.chains, strict=True):
        plan.passing[pair] = y[list(chain[1:-1])].tolist()
    return Part(proper.depth, float((y - heights / 2).min()), float((y + heights / 2).max()))


def _vertex_sizes(network: Network, proper: Proper, nodes: Ints, gaps: Gaps) -> tuple[Floats, Floats]:
    """The heights of vertices and the space each wants; `nodes` are those that `proper` numbers."""
    is_bend = proper.node < 0
    heights = np.where(is_bend, 2.0, network.sizes[nodes, 1][proper.node])
    return heights, np.where(is_bend, gaps.bend, gaps.along)


def _old_heights(previous: Arrangement, network: Network, proper: Proper, first: int) -> Floats:
    """The height at which each vertex was drawn before, NaN for a new one."""
    rest = np.full(proper.count, np.nan)
    row = {node: number for number, node in enumerate(previous.ids)}
    for number, node in enumerate(network.ids):
        if node in row:
            box = previous.boxes[row[node]]
            rest[proper.vertex[number]] = box[1] + box[3] / 2
    lefts = {left: column for column, (left, _) in previous.lanes.items()}
    old_bends = {
        (wire.source, wire.target, lefts[x]): y
        for wire, route in zip(previous.wires, previous.routes, strict=True)
        for x, y in route[1:-1]
        if x in lefts
    }
    for (source, target), chain in zip(network.pairs, proper.chains, strict=True):
        ends = network.ids[source], network.ids[target]
        for bend in chain[1:-1]:
            column = int(proper.layer[bend]) + first
            for one, two in (ends, ends[::-1]):
                rest[bend] = old_bends.get((one, two, column), rest[bend])
    return rest


def _finish(
    network: Network, plan: _Plan, gaps: Gaps, old_lanes: Mapping[int, tuple[float, float]]
) -> Arrangement:
    """Turn columns into lanes, lanes and heights into boxes, and boxes and bends into routes."""
    lanes = _lanes(network, plan, gaps, old_lanes)
    size = network.sizes
    lane = np.asarray([lanes[column] for column in plan.columns.tolist()], dtype=np.float64).reshape(-1, 2)
    size = np.column_stack((lane[:, 1], size[:, 1]))  # as wide as the widest of the column
    left = lane[:, 0]
    boxes = np.column_stack((left, plan.middles - size[:, 1] / 2, size))
    routes = []
    for wire in range(len(network.wires)):
        source, target = network.drawn(wire)
        if source == target:
            routes.append(_loop(boxes[source], gaps))
            continue
        points: list[Point] = [(float(left[source] + size[source, 0]), float(plan.middles[source]))]
        for column, y in enumerate(plan.passing[source, target], int(plan.columns[source]) + 1):
            x, width = lanes[column]
            points += [(x, y), (x + width, y)]
        points.append((float(left[target]), float(plan.middles[target])))
        routes.append(tuple(reversed(points) if wire in network.turned else points))
    return Arrangement(network.ids, network.wires, boxes, plan.columns, lanes, tuple(routes), network.turned)


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
    network: Network, plan: _Plan, gaps: Gaps, old: Mapping[int, tuple[float, float]]
) -> dict[int, tuple[float, float]]:
    """Give each column its left edge and width; a lane there was is kept unless it must get wider."""
    if not network.count:
        return {}
    low, high = int(plan.columns.min()), int(plan.columns.max())
    width = np.zeros(high - low + 1)
    np.maximum.at(width, plan.columns - low, network.sizes[:, 0])
    rise = np.zeros(high - low + 1)
    for (source, target), bends in plan.passing.items():
        heights = [float(plan.middles[source]), *bends, float(plan.middles[target])]
        if len(heights) != int(plan.columns[target] - plan.columns[source]) + 1:
            continue  # too long to be routed
        for step, (one, two) in enumerate(pairwise(heights)):
            column = int(plan.columns[source]) - low + step
            rise[column] = max(rise[column], abs(two - one))
    gap = np.minimum(gaps.across + rise * _STEEP, gaps.across * _WIDEST)
    lanes: dict[int, tuple[float, float]] = {}
    kept = [column for column in range(low, high + 1) if column in old]
    start = kept[0] if kept else low
    left = old[start][0] if kept else 0.0
    for column in range(start, high + 1):
        if column in old:
            left = max(left, old[column][0])
        wide = max(float(width[column - low]), old.get(column, (0.0, 0.0))[1])
        lanes[column] = (left, wide)
        left += wide + (gaps.across if column + 1 in old else float(gap[column - low]))
    left = lanes[start][0]
    for column in range(start - 1, low - 1, -1):
        left -= float(width[column - low] + gap[column - low])
        lanes[column] = (left, float(width[column - low]))
    return lanes


def _shifted(drawn: Arrangement, right: float, down: float) -> Arrangement:
    boxes = drawn.boxes.copy()
    boxes[:, 0] += right
    boxes[:, 1] += down
    return Arrangement(
        drawn.ids,
        drawn.wires,
        boxes,
        drawn.columns,
        {column: (left + right, width) for column, (left, width) in drawn.lanes.items()},
        tuple(tuple((x + right, y + down) for x, y in route) for route in drawn.routes),
        drawn.turned,
    )
