"""The graph that is ordered and placed: every edge cut into steps of one layer by bends.

Edges that leave one node towards far layers, or come to one node from far layers, share their bends, as a
trunk shares its branches: fewer lines to follow, and fewer bends to place.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    steps (tail one layer left of head), `weights` how much each wants to be straight and `load` how many
    pairs run along it; `chain[bounds[p]:bounds[p + 1]]` are the vertices that pair `p` runs through, none
    where it is too long to be routed.
    """

    starts: Ints
    layer: Ints
    node: Ints
    vertex: Ints
    tails: Ints
    heads: Ints
    weights: Floats
    load: Floats
    chain: Ints
    bounds: Ints

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


def make_proper(layer: Ints, pairs: Ints, pair_weights: Floats) -> Proper:
    """Cut `pairs` (rows of a node and one in a higher layer) into steps."""
    nodes = len(layer)
    tail, head = pairs[:, 0], pairs[:, 1]
    span = layer[head] - layer[tail]
    if int(span.sum()) - len(span) > MOST_BENDS:
        span = np.where(span > LONGEST_WHEN_CAPPED, 0, span)  # no steps at all
    depth_count = int(layer.max()) + 1 if nodes else 0
    # Each pair's vertices in a row: its tail, a bend for each layer between, its head.
    lengths = np.where(span > 0, span + 1, 0)
    bounds = np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)
    owner = np.repeat(np.arange(len(pairs)), lengths)
    along = np.arange(len(owner)) - bounds[owner]
    trunks = _trunks(nodes, pairs, span)
    is_inner = (along > 0) & (along < span[owner])
    keys = trunks[owner[is_inner]] * depth_count + (layer[tail[owner]] + along)[is_inner]
    bends, bend = np.unique(keys, return_inverse=True)
    flat = np.where(along == 0, tail[owner], head[owner])
    flat[is_inner] = nodes + bend
    # Renumber so that the vertices of a layer lie side by side; stable, so that nodes keep the caller's
    # order.
    layers = np.concatenate((layer, bends % max(depth_count, 1))).astype(np.intp)
    by_layer = np.argsort(layers, kind="stable")
    number = np.empty(len(layers), dtype=np.intp)
    number[by_layer] = np.arange(len(layers))
    chain = number[flat]
    starts = np.searchsorted(layers[by_layer], np.arange(depth_count + 1)).astype(np.intp)
    is_step = along < span[owner]
    begin = np.flatnonzero(is_step)
    steps, which = np.unique(chain[begin] * len(layers) + chain[begin + 1], return_inverse=True)
    weights = np.bincount(which, pair_weights[owner[begin]], len(steps)).astype(np.float64)
    tails, heads = np.divmod(steps, max(len(layers), 1))
    node = np.where(by_layer < nodes, by_layer, -1).astype(np.intp)
    # As in dot: what has bends at both ends must be straight first of all.
    bent = (node[tails] < 0).astype(np.intp) + (node[heads] < 0)
    return Proper(
        starts=starts,
        layer=layers[by_layer],
        node=node,
        vertex=number[:nodes],
        tails=tails.astype(np.intp),
        heads=heads.astype(np.intp),
        weights=weights * np.asarray((1.0, 2.0, 8.0))[bent],
        load=np.bincount(which, minlength=len(steps)).astype(np.float64),
        chain=chain,
        bounds=bounds,
    )


def _trunks(nodes: int, pairs: Ints, span: Ints) -> Ints:
    """For each pair the number of the trunk that its bends belong to: that of its tail, or of its head where
    more long pairs meet.
    """
    is_long = span > 1
    out_of = np.bincount(pairs[is_long, 0], minlength=nodes)
    into = np.bincount(pairs[is_long, 1], minlength=nodes)
    tail, head = pairs[:, 0], pairs[:, 1]
    return np.where(into[head] > out_of[tail], nodes + head, tail)
