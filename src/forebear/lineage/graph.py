"""The graph in memory: who is next to whom, both ways, as two sorted arrays of neighbours.

A closure of a few nodes takes microseconds here and milliseconds in SQL; details of nodes stay in the
database.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.answers import Edge
from forebear.lineage.words import Role

_DATA = frozenset(role.value for role in (Role.INPUT, Role.OUTPUT, Role.METRICS, Role.PLOT))
Step = Callable[[int], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Part:
    """Node ids, the edges among them, and how many neighbours are left out (upstream, downstream)."""

    nodes: tuple[int, ...]
    edges: tuple[Edge, ...]
    more: dict[int, tuple[int, int]]


class Adjacency:
    """All edges of a lineage. Cycles are allowed: a content can be input and output of one run."""

    def __init__(self, edges: Iterable[tuple[int, int, str, str]]) -> None:
        import numpy as np

        rows = list(edges)
        self._roles = [row[2] for row in rows]
        self._paths = [row[3] for row in rows]
        self._sources: list[int] = [row[0] for row in rows]
        self._targets: list[int] = [row[1] for row in rows]
        sources = np.array(self._sources, dtype=np.int64)
        targets = np.array(self._targets, dtype=np.int64)
        size = int(max(sources.max(), targets.max())) + 2 if rows else 1
        numbers = np.arange(size)
        # For a node n, the numbers of its edges are order[start[n]:start[n + 1]].
        down, up = np.argsort(sources, kind="stable"), np.argsort(targets, kind="stable")
        self._down: list[int] = down.tolist()
        self._up: list[int] = up.tolist()
        self._down_start: list[int] = np.searchsorted(sources[down], numbers).tolist()
        self._up_start: list[int] = np.searchsorted(targets[up], numbers).tolist()

    @classmethod
    def load(cls, connection: Connection) -> Adjacency:
        """Read all edges."""
        edge = schema.edge
        found = connection.execute(select(edge.c.source, edge.c.target, edge.c.role, edge.c.path))
        return cls(found)

    def __len__(self) -> int:
        return len(self._sources)

    def outgoing(self, node: int) -> Sequence[int]:
        """Return the numbers of the edges that leave a node."""
        return self._slice(self._down, self._down_start, node)

    def incoming(self, node: int) -> Sequence[int]:
        """Return the numbers of the edges that enter a node."""
        return self._slice(self._up, self._up_start, node)

    def after(self, node: int) -> Iterable[int]:
        """Yield the nodes that edges from a node lead to; one is named once for each edge."""
        return map(self._targets.__getitem__, self.outgoing(node))

    def before(self, node: int) -> Iterable[int]:
        """Yield the nodes from which edges lead to a node; one is named once for each edge."""
        return map(self._sources.__getitem__, self.incoming(node))

    def data_of(self, run: int) -> Iterable[int]:
        """Yield the inputs and outputs of a run, one for each edge."""
        for number in self.incoming(run):
            if self._roles[number] in _DATA:
                yield self._sources[number]
        for number in self.outgoing(run):
            if self._roles[number] in _DATA:
                yield self._targets[number]

    def edge(self, number: int) -> Edge:
        """Return one edge."""
        return Edge(
            self._sources[number], self._targets[number], Role(self._roles[number]), self._paths[number]
        )

    def upstream(self, start: Collection[int], depth: int | None = None) -> list[int]:
        """Return `start` and all it was made from, nearest first, at most `depth` edges away."""
        return self._closure(start, self.before, depth)

    def downstream(self, start: Collection[int], depth: int | None = None) -> list[int]:
        """Return `start` and all that was made from it, nearest first, at most `depth` edges away."""
        return self._closure(start, self.after, depth)

    def path(self, source: int, target: int) -> list[int]:
        """Return the nodes of a shortest way between two nodes, ends included; [] when nothing joins them.

        The way data flowed, in whichever direction it did; where it flowed in neither, the way through what
        both were made from or went into.
        """

        def beside(node: int) -> Iterable[int]:
            yield from self.before(node)
            yield from self.after(node)

        for begin, end, step in (
            (source, target, self.after),
            (target, source, self.after),
            (source, target, beside),
        ):
            way = self._shortest(begin, end, step)
            if way:
                return way
        return []

    def part(self, nodes: Collection[int]) -> Part:
        """Return these nodes with the edges among them."""
        inside = set(nodes)
        edges: list[Edge] = []
        more: dict[int, tuple[int, int]] = {}
        for node in nodes:
            edges += [self.edge(number) for number in self.outgoing(node) if self._targets[number] in inside]
            left_out = (
                len(set(self.before(node)) - inside),
                len(set(self.after(node)) - inside),
            )
            if left_out != (0, 0):
                more[node] = left_out
        return Part(tuple(nodes), tuple(edges), more)

    @staticmethod
    def _slice(order: list[int], start: list[int], node: int) -> Sequence[int]:
        return order[start[node] : start[node + 1]] if 0 <= node < len(start) - 1 else ()

    @staticmethod
    def _closure(start: Collection[int], step: Step, depth: int | None) -> list[int]:
        seen = dict.fromkeys(start)
        edge = list(seen)
        while edge and (depth is None or depth > 0):
            found: dict[int, None] = {}
            for node in edge:
                for other in step(node):
                    if other not in seen:
                        seen[other] = found[other] = None
            edge = list(found)
            depth = None if depth is None else depth - 1
        return list(seen)

    @staticmethod
    def _shortest(source: int, target: int, step: Step) -> list[int]:
        if source == target:
            return [source]
        came: dict[int, int] = {source: source}
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for other in step(node):
                if other in came:
                    continue
                came[other] = node
                if other == target:
                    way = [target]
                    while way[-1] != source:
                        way.append(came[way[-1]])
                    return way[::-1]
                waiting.append(other)
        return []
