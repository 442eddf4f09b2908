"""The layered layout: ids, edges and sizes in; rectangles and polylines out. Knows no Qt.

Data flows from left to right. `arrange` draws a graph from scratch; `rearrange` draws one that has grown or
shrunk so that what was there stays where it was. The same input gives the same drawing.
"""

from __future__ import annotations

import numpy as np

from forebear.drawing.layout.diagram import Arrangement, Diagram, Gaps
from forebear.drawing.layout.layering import layers_from_scratch, layers_kept
from forebear.drawing.layout.network import Network
from forebear.drawing.layout.ordering import order_from_scratch, order_kept
from forebear.drawing.layout.placing import Springs, place_vertically
from forebear.drawing.layout.proper import Floats, Ints, Proper, make_proper
from forebear.drawing.layout.routing import Plan, drawn, shifted
from forebear.drawing.layout.stacking import Part, stack

_NODE_SPRING, _BEND_SPRING, _ANCHOR_SPRING = 6.0, 2.0, 1e5


def arrange(diagram: Diagram, gaps: Gaps | None = None) -> Arrangement:
    """Lay a graph out from scratch. A wire with an unknown end raises KeyError."""
    gaps = gaps or Gaps()
    network = Network(diagram)
    columns = layers_from_scratch(network.count, network.pairs)
    plan = Plan(network, columns)
    groups = network.parts()
    parts = [_ordered_part(network, nodes, pairs, columns, gaps) for nodes, pairs in groups]
    cell = float(network.sizes[:, 1].mean()) + gaps.along if network.count else 1.0
    moves = stack([part for part, _, _ in parts], gaps.along * 1.5, cell)
    for (nodes, pairs), (_, proper, y), (column, rise) in zip(groups, parts, moves, strict=True):
        columns[nodes] += column - int(columns[nodes].min())
        if proper is None:
            plan.middles[nodes] = rise
        else:
            plan.run(nodes, pairs, proper, y + rise)
    return drawn(network, plan, gaps, {})


def rearrange(previous: Arrangement, diagram: Diagram, anchor: int, gaps: Gaps | None = None) -> Arrangement:
    """Lay out a graph that was drawn as `previous` before nodes came or went; `anchor` does not move at all.

    Nodes that were drawn keep their columns and their order, and move as little as the new ones allow.
    """
    gaps = gaps or Gaps()
    old_columns = dict(zip(previous.ids, previous.columns.tolist(), strict=True))
    if anchor not in old_columns or anchor not in set(diagram.ids):
        return arrange(diagram, gaps)
    network = Network(diagram, old_columns)
    layer = layers_kept(network.count, network.pairs, network.known, network.ids.index(anchor))
    first = int(layer.min())
    proper = make_proper(layer - first, network.pairs, network.weights)
    rest = _old_heights(previous, network, proper, first)
    place = order_kept(proper, rest)
    strength = np.where(proper.node < 0, _BEND_SPRING, _NODE_SPRING)
    strength[proper.vertex[network.ids.index(anchor)]] = _ANCHOR_SPRING
    heights, spaces = _vertex_sizes(network, proper, np.arange(network.count), gaps)
    y = place_vertically(proper, place, heights, spaces, Springs(rest, strength))
    plan = Plan(network, layer)
    plan.run(np.arange(network.count), np.arange(len(network.pairs)), proper, y)
    result = drawn(network, plan, gaps, previous.lanes)
    shift = previous.boxes[previous.ids.index(anchor), :2] - result.boxes[network.ids.index(anchor), :2]
    return shifted(result, float(shift[0]), float(shift[1]))


def _ordered_part(
    network: Network, nodes: Ints, pairs: Ints, columns: Ints, gaps: Gaps
) -> tuple[Part, Proper | None, Floats]:
    """Order and place one connected part; a single node has nothing to order."""
    if len(nodes) == 1:
        half = float(network.sizes[nodes[0], 1]) / 2
        return Part(1, -half, half), None, np.zeros(1)
    layer = columns[nodes] - columns[nodes].min()
    ends = np.searchsorted(nodes, network.pairs[pairs])
    proper = make_proper(layer, ends, network.weights[pairs])
    heights, spaces = _vertex_sizes(network, proper, nodes, gaps)
    if proper.count == proper.depth:
        y = np.zeros(proper.count)  # a chain
    else:
        y = place_vertically(proper, order_from_scratch(proper), heights, spaces)
    part = Part(proper.depth, float((y - heights / 2).min()), float((y + heights / 2).max()))
    return part, proper, y


def _vertex_sizes(network: Network, proper: Proper, nodes: Ints, gaps: Gaps) -> tuple[Floats, Floats]:
    """The heights of vertices and the space each wants; `nodes` are those that `proper` numbers."""
    is_bend = proper.node < 0
    heights = np.where(is_bend, 2.0, network.sizes[nodes, 1][proper.node])
    return heights, np.where(is_bend, gaps.bend, gaps.along)


def _old_heights(previous: Arrangement, network: Network, proper: Proper, first: int) -> Floats:
    """The height at which each vertex was drawn before, NaN for a new one."""
    rest = np.full(proper.count, np.nan)
    row = {node: number for number, node in enumerate(previous.ids)}
    middles = (previous.boxes[:, 1] + previous.boxes[:, 3] / 2).tolist()
    for number, node in enumerate(network.ids):
        if node in row:
            rest[proper.vertex[number]] = middles[row[node]]
    lefts = {left: column for column, (left, _) in previous.lanes.items()}
    old_bends = {
        (wire.source, wire.target, lefts[x]): y
        for wire, route in zip(previous.wires, previous.routes, strict=True)
        for x, y in route[1:-1]
        if x in lefts
    }
    columns = (proper.layer + first).tolist()
    chain, bounds = proper.chain.tolist(), proper.bounds.tolist()
    for number, (source, target) in enumerate(network.pairs.tolist()):
        one, two = network.ids[source], network.ids[target]
        for bend in chain[bounds[number] + 1 : max(bounds[number + 1] - 1, bounds[number] + 1)]:
            for ends in ((one, two), (two, one)):
                rest[bend] = old_bends.get((*ends, columns[bend]), rest[bend])
    return rest
