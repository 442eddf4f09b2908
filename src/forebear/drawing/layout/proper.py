"""The graph that is ordered and placed: every edge cut into steps of one layer by bends.

Edges that leave one node towards far layers share their bends, as a trunk shares its branches: fewer lines to
follow, and fewer bends to place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

MOST_BENDS = 20_000
LONGEST_WHEN_CAPPED = 12


@dataclass(frozen=True, slots=True)
class Proper:
    """Vertices are numbered layer by layer: those of layer `l` are `starts[l]:starts[l + 1]`.

    Attributes: `node` is a vertex's node, -1 for a bend; `vertex` a node's vertex; `tails` and `heads` the
    steps (tail one layer left of head) and `weights` how much each wants to be straight; `chains` for each
    pair the vertices it runs through, empty where it is too long to be routed.
    """

    starts: Ints
    layer: Ints
    node: Ints
    vertex: Ints
    tails: Ints
    heads: Ints
    weights: Floats
    chains: tuple[tuple[int, ...], ...]

    @property
    def count(self) -> int:
        """How many vertices there are."""
        return len(self.layer)

    def sums(self, into: Floats, out_of: Floats) -> Floats:
        """For each vertex the sum of `into` over the steps that end there and of `out_of` over those that
        start.
        """
        total = np.bincount(self.heads, into, self.count) + np.bincount(self.tails, out_of, self.count)
        return total.astype(np.float64)  # without steps NumPy counts in integers

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return len(self.starts) - 1


def make_proper(layer: Ints, pairs: Sequence[tuple[int, int]], pair_weights: Sequence[float]) -> Proper:
    """Cut `pairs` (each from a lower to a higher layer) into steps."""
    nodes = len(layer)
    spans = [int(layer[target] - layer[source]) for source, target in pairs]
    capped = sum(spans) - len(spans) > MOST_BENDS
    vertex_layer = layer.tolist()
    bends: dict[tuple[int, int], int] = {}
    steps: dict[tuple[int, int], float] = {}
    chains: list[list[int]] = []
    for (source, target), span, weight in zip(pairs, spans, pair_weights, strict=True):
        if capped and span > LONGEST_WHEN_CAPPED:
            chains.append([])
            continue
        chain = [source]
        for depth in range(vertex_layer[source] + 1, vertex_layer[source] + span):
            bend = bends.get((source, depth))
            if bend is None:
                bend = bends[source, depth] = len(vertex_layer)
                vertex_layer.append(depth)
            chain.append(bend)
        chain.append(target)
        chains.append(chain)
        for step in pairwise(chain):
            steps[step] = steps.get(step, 0.0) + weight
    # Renumber so that the vertices of a layer lie side by side; stable, so that nodes keep the caller's
    # order.
    layers = np.asarray(vertex_layer, dtype=np.intp)
    by_layer = np.argsort(layers, kind="stable")
    number = np.empty(len(layers), dtype=np.intp)
    number[by_layer] = np.arange(len(layers))
    depth_count = int(layers.max()) + 1 if len(layers) else 0
    starts = np.searchsorted(layers[by_layer], np.arange(depth_count + 1)).astype(np.intp)
    ends = np.asarray(list(steps), dtype=np.intp).reshape(-1, 2)
    is_bend = ends >= nodes
    # As in dot: what has bends at both ends must be straight first of all.
    factor = np.where(is_bend.all(axis=1), 8.0, np.where(is_bend.any(axis=1), 2.0, 1.0))
    return Proper(
        starts=starts,
        layer=layers[by_layer],
        node=np.where(by_layer < nodes, by_layer, -1).astype(np.intp),
        vertex=number[:nodes],
        tails=number[ends[:, 0]],
        heads=number[ends[:, 1]],
        weights=np.asarray(list(steps.values()), dtype=np.float64) * factor,
        chains=tuple(tuple(int(number[vertex]) for vertex in chain) for chain in chains),
    )
