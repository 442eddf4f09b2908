"""A layout's input by index: no loops, every pair once, turned so that none closes a circle."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forebear.drawing.layout.diagram import Diagram
from forebear.drawing.layout.layering import turn_cycles

Pair = tuple[int, int]


class Network:
    """Nodes are known by their place in `ids`.

    Attributes: `pairs` are the nodes that wires join, from left to right, with `weights` the sum of their
    wires'; `turned` are the indexes of the wires that run against their pair. Raises KeyError for a wire
    with an unknown end.
    """

    def __init__(self, diagram: Diagram, columns: Mapping[int, int] | None = None) -> None:
        """Turn what closes a circle; between two nodes with known `columns` wires run as they did there."""
        self.ids = tuple(diagram.ids)
        self.wires = tuple(diagram.wires)
        self.sizes = np.asarray(diagram.sizes, dtype=np.float64).reshape(-1, 2)
        index = {node: number for number, node in enumerate(self.ids)}
        known = {index[node]: column for node, column in (columns or {}).items() if node in index}
        ends = [(index[wire.source], index[wire.target]) for wire in self.wires]
        backwards = {
            wire
            for wire, (source, target) in enumerate(ends)
            if source in known and target in known and known[source] > known[target]
        }
        steps = [(b, a) if wire in backwards else (a, b) for wire, (a, b) in enumerate(ends)]
        first = sorted(range(len(self.ids)), key=lambda node: known.get(node, 0))
        self.turned = frozenset(backwards ^ turn_cycles(len(self.ids), steps, first))
        self._drawn = [(b, a) if wire in self.turned else (a, b) for wire, (a, b) in enumerate(ends)]
        together: dict[Pair, float] = {}
        for wire, pair in zip(self.wires, self._drawn, strict=True):
            if pair[0] != pair[1]:
                together[pair] = together.get(pair, 0.0) + wire.weight
        self.pairs = list(together)
        self.weights = list(together.values())
        self.known = known

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.ids)

    def drawn(self, wire: int) -> Pair:
        """The ends of a wire, the left one first (the same node twice for a loop)."""
        return self._drawn[wire]

    def parts(self) -> list[tuple[list[int], list[int]]]:
        """The connected parts as (nodes, indexes of pairs), in the order of their first nodes."""
        root = list(range(self.count))

        def top(node: int) -> int:
            while root[node] != node:
                root[node] = root[root[node]]
                node = root[node]
            return node

        for source, target in self.pairs:
            one, two = top(source), top(target)
            root[max(one, two)] = min(one, two)
        found: dict[int, tuple[list[int], list[int]]] = {}
        for node in range(self.count):
            found.setdefault(top(node), ([], []))[0].append(node)
        for number, (source, _) in enumerate(self.pairs):
            found[top(source)][1].append(number)
        return list(found.values())
