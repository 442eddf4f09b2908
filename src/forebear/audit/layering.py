"""A small layered layout for the picture in a report: data flows from left to right.

Pure and deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

Point = tuple[float, float]

_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are: the left top corner of each node, and of each edge the points it passes."""

    corners: Mapping[str, Point]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def arrange(
    nodes: Sequence[str], edges: Sequence[tuple[str, str]], size: Point, gaps: Point = (56, 18)
) -> Layout:
    """Lay nodes of one `size` (width, height) out in columns, `gaps` apart; routes are in the edges' order.

    A node stands in the column before its nearest consumer's. An edge that closes a cycle is drawn, but
    does not count.
    """
    columns = _columns(nodes, edges)
    chains = [_chain(number, edge, columns) for number, edge in enumerate(edges)]
    order = _ordered(nodes, columns, chains)
    width, height = size
    across, along = gaps
    thin = along  # how much height an edge takes that passes a column
    heights = {name: height if name in columns else thin for column in order for name in column}
    tops = _tops(order, chains, heights, along)
    lowest = min(tops.values(), default=0)
    place = {
        name: (column * (width + across), tops[name] - lowest)
        for column, names in enumerate(order)
        for name in names
    }
    routes = tuple(_route(chain, place, width, heights) for chain in chains)
    return Layout(
        {name: place[name] for name in nodes},
        routes,
        max((x + width for x, _ in place.values()), default=0),
        max((y + heights[name] for name, (_, y) in place.items()), default=0),
    )


def turned(layout: Layout) -> Layout:
    """Return a layout mirrored at its diagonal: columns become rows, so data flows from top to bottom."""
    return Layout(
        {name: (y, x) for name, (x, y) in layout.corners.items()},
        tuple(tuple((y, x) for x, y in route) for route in layout.routes),
        layout.height,
        layout.width,
    )


def _columns(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    targets: dict[str, list[str]] = {name: [] for name in nodes}
    for source, target in edges:
        targets[source].append(target)
    distance: dict[str, int] = {}  # the longest way to an end

    def settle(start: str) -> None:
        stack, open_ = [(start, iter(targets[start]))], {start}
        while stack:
            name, rest = stack[-1]
            follow = next((target for target in rest if target not in distance and target not in open_), None)
            if follow is not None:
                stack.append((follow, iter(targets[follow])))
                open_.add(follow)
            else:
                stack.pop()
                open_.discard(name)
                distance[name] = max((1 + distance[to] for to in targets[name] if to in distance), default=0)

    for name in nodes:
        if name not in distance:
            settle(name)
    last = max(distance.values(), default=0)
    return {name: last - steps for name, steps in distance.items()}


def _chain(number: int, edge: tuple[str, str], columns: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return an edge's stations with their columns: its ends, and a passing point in each between."""
    source, target = edge
    first, last = columns[source], columns[target]
    between = range(first + 1, last) if first < last else range(first - 1, last, -1)
    return [(source, first), *((f"\0{number}/{column}", column) for column in between), (target, last)]


def _neighbours(
    chains: Sequence[Sequence[tuple[str, int]]],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for chain in chains:
        for (name, column), (other, next_column) in pairwise(chain):
            if column != next_column:
                near, far = (name, other) if column < next_column else (other, name)
                right.setdefault(near, []).append(far)
                left.setdefault(far, []).append(near)
    return left, right


def _ordered(
    nodes: Sequence[str], columns: Mapping[str, int], chains: Sequence[Sequence[tuple[str, int]]]
) -> list[list[str]]:
    """Order each column by the middle of its neighbours, to and fro, so that few edges cross."""
    order: list[list[str]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for name in nodes:
        order[columns[name]].append(name)
    for chain in chains:
        for name, column in chain[1:-1]:
            order[column].append(name)
    left, right = _neighbours(chains)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        near = left if forward else right
        steps = range(1, len(order)) if forward else range(len(order) - 2, -1, -1)
        for column in steps:
            before = order[column - 1 if forward else column + 1]
            rank = {name: place for place, name in enumerate(before)}
            own = {name: float(place) for place, name in enumerate(order[column])}
            middle = {
                name: fmean([rank[other] for other in near[name] if other in rank])
                if any(other in rank for other in near.get(name, ()))
                else own[name]
                for name in order[column]
            }
            order[column].sort(key=lambda name: (middle[name], own[name]))
    return order


def _tops(
    order: Sequence[Sequence[str]],
    chains: Sequence[Sequence[tuple[str, int]]],
    heights: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    left, right = _neighbours(chains)
    tops: dict[str, float] = {}
    for names in order:
        top = 0.0
        for name in names:
            tops[name] = top
            top += heights[name] + gap
    for sweep in range(_SWEEPS):
        for names in order if sweep % 2 == 0 else list(reversed(order)):
            near = left if sweep % 2 == 0 else right
            wish = {}
            for name in names:
                middles = [tops[other] + heights[other] / 2 for other in near.get(name, ())]
                wish[name] = (fmean(middles) if middles else tops[name] + heights[name] / 2) - heights[
                    name
                ] / 2
            _settle(names, wish, tops, heights, gap)
    return tops


def _settle(
    names: Sequence[str],
    wish: Mapping[str, float],
    tops: dict[str, float],
    heights: Mapping[str, float],
    gap: float,
) -> None:
    """Give a column's nodes the tops they wish for, as far as they do not overlap; the overlap is shared."""
    blocks: list[tuple[float, list[str]]] = []  # (top of the block, its nodes)
    for name in names:
        block = (wish[name], [name])
        while blocks and blocks[-1][0] + _extent(blocks[-1][1], heights, gap) > block[0]:
            _, above = blocks.pop()
            together = [*above, *block[1]]
            offset, offsets = 0.0, []
            for member in together:
                offsets.append(wish[member] - offset)
                offset += heights[member] + gap
            block = (fmean(offsets), together)
        blocks.append(block)
    for top, members in blocks:
        down = top
        for member in members:
            tops[member] = down
            down += heights[member] + gap


def _extent(names: Sequence[str], heights: Mapping[str, float], gap: float) -> float:
    return sum(heights[name] + gap for name in names)


def _route(
    chain: Sequence[tuple[str, int]], place: Mapping[str, Point], width: float, heights: Mapping[str, float]
) -> tuple[Point, ...]:
    points: list[Point] = []
    forward = chain[0][1] <= chain[-1][1]
    for number, (name, _) in enumerate(chain):
        x, y = place[name]
        middle = y + heights[name] / 2
        near, far = (x, x + width) if forward else (x + width, x)
        if number:
            points.append((near, middle))
        if number < len(chain) - 1:
            points.append((far, middle))
    return tuple(points)
