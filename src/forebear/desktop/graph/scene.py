"""One drawn graph: nodes, edges, where they stand, and who is up and down from whom. Immutable, knows no Qt.

Made on a worker thread and handed to the widget whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forebear.desktop.graph.drawn import Closure, Floats
from forebear.desktop.graph.grid import Grid
from forebear.desktop.graph.segments import Segments
from forebear.drawing.layout.arranging import arrange, rearrange
from forebear.drawing.layout.diagram import Arrangement, Diagram, Point, Wire
from forebear.lineage.answers import CardFacts, Edge, Graph, Node
from forebear.lineage.species import species_number
from forebear.lineage.words import Role

if TYPE_CHECKING:
    from forebear.desktop.graph.measures import CardSizes

# Code and environments belong to nearly everything; the data's way is what is kept straight.
_WEIGHTS = {Role.CODE: 0.4, Role.ENVIRONMENT: 0.4}


@dataclass(frozen=True, slots=True)
class Link:
    """The edges between two nodes (rows of `Scene.nodes`) as one line."""

    source: int
    target: int
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """The scene that was shown, and the id of the node that must not move."""

    scene: Scene
    anchor: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a picture was asked for: around the node with the id `root`, that far; or a whole graph."""

    root: int | None = None
    hops: int = 0


class Scene:
    """A drawn graph.

    Attributes: `nodes` and, by row, `arrangement.boxes`; `links` and, by index, `arrangement.routes`;
    `facts` by node id what its card shows beside it; `groups` by node id what a node stands for; `scope` what
    was asked for, and `root` the row of its node (None = a whole graph); `more` by row the numbers of
    neighbours left out, (upstream, downstream).
    """

    def __init__(
        self,
        graph: Graph,
        facts: Mapping[int, CardFacts],
        sizes: CardSizes,
        scope: Scope = Scope(),
        before: Before | None = None,
    ) -> None:
        """Lay `graph` out, what was there `before` in its place."""
        self.graph = graph
        self.sizes = sizes
        self.facts = facts
        self.groups = graph.groups
        self.nodes = tuple(sorted(graph.nodes, key=_reading_order))
        self.row = {node.id: row for row, node in enumerate(self.nodes)}
        self.scope = scope
        self.root = self.row.get(scope.root) if scope.root is not None else None
        self.more = {self.row[node]: counts for node, counts in graph.more.items() if node in self.row}
        self.links = self._joined(graph.edges)
        ids = [node.id for node in self.nodes]
        wires = [
            Wire(ids[link.source], ids[link.target], max(_WEIGHTS.get(edge.role, 1.0) for edge in link.edges))
            for link in self.links
        ]
        boxes = [self._size(node) for node in self.nodes]
        diagram = Diagram(ids, wires, boxes)
        self.arrangement: Arrangement = (
            arrange(diagram)
            if before is None
            else rearrange(before.scene.arrangement, diagram, before.anchor)
        )
        self.grid = Grid(self.arrangement.boxes)
        self._incoming: list[list[int]] = [[] for _ in self.nodes]
        self._outgoing: list[list[int]] = [[] for _ in self.nodes]
        for number, link in enumerate(self.links):
            self._outgoing[link.source].append(number)
            self._incoming[link.target].append(number)

    def _joined(self, edges: Sequence[Edge]) -> tuple[Link, ...]:
        together: dict[tuple[int, int], list[Edge]] = {}
        for edge in edges:
            if edge.source in self.row and edge.target in self.row:
                together.setdefault((self.row[edge.source], self.row[edge.target]), []).append(edge)
        return tuple(
            Link(source, target, tuple(edges)) for (source, target), edges in sorted(together.items())
        )

    def _size(self, node: Node) -> tuple[float, float]:
        return self.sizes.of(node, self.facts.get(node.id), self.groups.get(node.id))

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.nodes)

    @property
    def boxes(self) -> Floats:
        """The rectangle of each node: left, top, width, height."""
        return self.arrangement.boxes

    @property
    def columns(self) -> NDArray[np.intp]:
        """The column of each node."""
        return self.arrangement.columns

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """The id of each node."""
        return np.asarray([node.id for node in self.nodes], dtype=np.int64)

    @cached_property
    def species(self) -> NDArray[np.uint8]:
        """The species of each node."""
        return np.asarray([species_number(node.kind, node.type) for node in self.nodes], dtype=np.uint8)

    def node(self, row: int) -> Node | None:
        """A node's details."""
        return self.nodes[row]

    def edges(self, link: int) -> tuple[Edge, ...]:
        """The edges of a link."""
        return self.links[link].edges

    def first(self) -> int | None:
        """Where a walk begins: at the root, else at the uppermost of the leftmost column."""
        if self.root is not None or not self.nodes:
            return self.root
        return int(np.lexsort((self.boxes[:, 1], self.arrangement.columns))[0])

    def lines(self, rows: Set[int]) -> Floats:
        """Straight stand-ins (x1, y1, x2, y2) of the links at some nodes, for while they move."""
        ends = [
            (*self.arrangement.routes[number][0], *self.arrangement.routes[number][-1])
            for number, link in enumerate(self.links)
            if link.source in rows or link.target in rows
        ]
        return np.asarray(ends, dtype=np.float64).reshape(-1, 4)

    def displaced(self, moved: Mapping[int, tuple[float, float]]) -> Scene:
        """Return the same scene with nodes (by id) so far from where they are; their lines follow."""
        made = copy(self)
        for name in ("bounds", "segments"):
            made.__dict__.pop(name, None)  # worked out anew
        by = np.zeros((len(self.nodes), 2))
        for id_, offset in moved.items():
            if id_ in self.row:
                by[self.row[id_]] = offset
        boxes = self.boxes.copy()
        boxes[:, :2] += by
        routes = list(self.arrangement.routes)
        for number, link in enumerate(self.links):
            if by[link.source].any() or by[link.target].any():
                routes[number] = _bent(routes[number], by[link.source].tolist(), by[link.target].tolist())
        made.arrangement = replace(self.arrangement, boxes=boxes, routes=tuple(routes))
        made.grid = Grid(boxes)
        return made

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """The rectangle around all nodes: left, top, width, height."""
        if not self.nodes:
            return 0.0, 0.0, 0.0, 0.0
        boxes = self.arrangement.boxes
        left, top = boxes[:, 0].min(), boxes[:, 1].min()
        right, bottom = (boxes[:, 0] + boxes[:, 2]).max(), (boxes[:, 1] + boxes[:, 3]).max()
        return float(left), float(top), float(right - left), float(bottom - top)

    @cached_property
    def segments(self) -> Segments:
        """The pieces of the links; those that close a circle are drawn whole."""
        return Segments(self.arrangement.routes, self.arrangement.turned)

    def box(self, row: int) -> tuple[float, float, float, float]:
        """A node's rectangle: left, top, width, height."""
        left, top, width, height = self.arrangement.boxes[row].tolist()
        return left, top, width, height

    def middle(self, row: int) -> Point:
        """The middle of a node's rectangle."""
        left, top, width, height = self.box(row)
        return left + width / 2, top + height / 2

    def link_at(self, x: float, y: float, reach: float) -> int | None:
        """The link nearest to a point, if it is within `reach`."""
        return self.segments.nearest(x, y, reach)

    def before(self, row: int) -> list[int]:
        """The rows that a node was made from, top to bottom."""
        return self._by_height(self.links[number].source for number in self._incoming[row])

    def after(self, row: int) -> list[int]:
        """The rows that were made from a node, top to bottom."""
        return self._by_height(self.links[number].target for number in self._outgoing[row])

    def _by_height(self, rows: Iterable[int]) -> list[int]:
        return sorted(set(rows), key=lambda row: float(self.arrangement.boxes[row, 1]))

    def upstream(self, row: int) -> Closure:
        """All that a node was made from."""
        return self._closure(row, self._incoming, upstream=True)

    def downstream(self, row: int) -> Closure:
        """All that was made from a node."""
        return self._closure(row, self._outgoing, upstream=False)

    def _closure(self, row: int, sides: list[list[int]], *, upstream: bool) -> Closure:
        rows, links, waiting = {row}, set(), [row]
        while waiting:
            for number in sides[waiting.pop()]:
                links.add(number)
                other = self.links[number].source if upstream else self.links[number].target
                if other not in rows:
                    rows.add(other)
                    waiting.append(other)
        return Closure(frozenset(rows), frozenset(links))


def _reading_order(node: Node) -> tuple[str, float, int]:
    return node.name, node.when.timestamp() if node.when else 0.0, node.id


def _bent(route: tuple[Point, ...], start: list[float], end: list[float]) -> tuple[Point, ...]:
    """A route whose ends are moved; what it went around on its way it may now run through."""
    (x1, y1), (x2, y2) = route[0], route[-1]
    first, last = (x1 + start[0], y1 + start[1]), (x2 + end[0], y2 + end[1])
    between = route[1:-1] if first[0] <= route[1][0] and route[-2][0] <= last[0] else ()
    return first, *between, last
