"""A layout's input by index: no loops, every pair once, turned so that none closes a circle."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from forebear.drawing.layout.diagram import Diagram
from forebear.drawing.layout.layering import turn_cycles
from forebear.drawing.layout.proper import Floats, Ints


class Network:
    """Nodes are known by their place in `ids`.

    Attributes: `pairs` has a row (left, right) for each two nodes that wires join, with `weights` the sum of
    their wires'; `pair` is the row of each wire, -1 for a loop; `turned` are the indexes of the wires that
    run against their pair; `known` is the column that a node had, by node. Raises KeyError for a wire with
    an unknown end.
    """

    def __init__(self, diagram: Diagram, columns: Mapping[int, int] | None = None) -> None:
        """Turn what closes a circle; between two nodes with known `columns` wires run as they did there."""
        self.ids = tuple(diagram.ids)
        self.wires = tuple(diagram.wires)
        self.sizes = np.asarray(diagram.sizes, dtype=np.float64).reshape(-1, 2)
        index = {node: number for number, node in enumerate(self.ids)}
        self.known = {index[node]: column for node, column in (columns or {}).items() if node in index}
        ends = np.empty((len(self.wires), 2), dtype=np.intp)
        ends[:, 0] = [index[wire.source] for wire in self.wires]
        ends[:, 1] = [index[wire.target] for wire in self.wires]
        self._source = ends[:, 0].copy()
        turned = self._against(ends)
        ends[turned] = ends[turned, ::-1]
        if self._has_circles(ends):
            first = sorted(range(self.count), key=lambda node: self.known.get(node, 0))
            circles = sorted(turn_cycles(self.count, [(a, b) for a, b in ends.tolist()], first))
            ends[circles] = ends[circles, ::-1]
            turned[circles] ^= True
        self.turned = frozenset(np.flatnonzero(turned).tolist())
        is_loop = ends[:, 0] == ends[:, 1]
        keys, which = np.unique(ends[~is_loop] @ np.asarray((self.count, 1)), return_inverse=True)
        self.pairs = np.column_stack(np.divmod(keys, max(self.count, 1))).astype(np.intp)
        weights = np.asarray([wire.weight for wire in self.wires], dtype=np.float64)
        self.weights: Floats = np.bincount(which, weights[~is_loop], len(keys)).astype(np.float64)
        self.pair: Ints = np.full(len(self.wires), -1, dtype=np.intp)
        self.pair[~is_loop] = which

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.ids)

    def source(self, wire: int) -> int:
        """The node that a wire leaves."""
        return int(self._source[wire])

    def parts(self) -> list[tuple[Ints, Ints]]:
        """The connected parts as (nodes, rows of pairs), in the order of their first nodes."""
        if not self.count:
            return []
        number, part = connected_components(self._matrix(self.pairs), directed=False)
        first = np.full(number, self.count)
        np.minimum.at(first, part, np.arange(self.count))
        part = np.argsort(np.argsort(first))[part].astype(np.intp)
        nodes = np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part))[:-1])
        of_pair = part[self.pairs[:, 0]]
        pairs = np.split(
            np.argsort(of_pair, kind="stable"), np.cumsum(np.bincount(of_pair, minlength=number))[:-1]
        )
        return list(zip(nodes, pairs, strict=True))

    def _against(self, ends: Ints) -> NDArray[np.bool_]:
        """Say of each wire whether it ran from right to left before."""
        if not self.known:
            return np.zeros(len(ends), dtype=np.bool_)
        column: Floats = np.full(self.count, np.nan)
        column[list(self.known)] = list(self.known.values())
        against: NDArray[np.bool_] = column[ends[:, 0]] > column[ends[:, 1]]
        return against

    def _has_circles(self, ends: Ints) -> bool:
        if not len(ends):
            return False
        number, _ = connected_components(self._matrix(ends), directed=True, connection="strong")
        return bool(number < self.count)

    def _matrix(self, ends: Ints) -> csr_array:
        once = np.ones(len(ends), dtype=np.float64)
        return csr_array((once, (ends[:, 0], ends[:, 1])), shape=(self.count, self.count))
