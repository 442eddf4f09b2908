"""What is ordered: the vertices of a graph, those that hang on the same one as one, and their crossings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forebear.drawing.layout.proper import Floats, Ints, Proper

_DIGIT = 4  # bits


@dataclass(frozen=True, slots=True)
class Side:
    """The steps on one side of a layer, in the order of whom they end at.

    Attributes: `own` whom they end at, numbered within the layer, `other` where they come from, `load` how
    many edges run along each; `owners` whom any end at,
    `firsts` the first step of each and `totals` the sum of its loads.
    """

    own: Ints
    other: Ints
    load: Floats
    owners: Ints
    firsts: Ints
    totals: Floats


class Web:
    """Vertices in layers, numbered layer by layer, and the steps between neighbouring layers.

    Attributes: `starts`, `layer`, `tails`, `heads` and `load` as in Proper; `left` and `right` the sides of
    each layer.
    """

    def __init__(self, starts: Ints, layer: Ints, tails: Ints, heads: Ints, load: Floats) -> None:
        """Take over numbered vertices and steps."""
        self.starts, self.layer = starts, layer
        self.tails, self.heads, self.load = tails, heads, load
        self.left = self._sides(heads, tails)
        self.right = self._sides(tails, heads)

    @property
    def count(self) -> int:
        """How many vertices there are."""
        return len(self.layer)

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return len(self.starts) - 1

    def _sides(self, own: Ints, other: Ints) -> list[Side]:
        order = np.argsort(own, kind="stable")
        own, other, load = own[order], other[order], self.load[order]
        bounds = np.searchsorted(own, self.starts).tolist()
        starts = self.starts.tolist()
        begins = np.flatnonzero(np.diff(own, prepend=-1))
        owners = own[begins]
        totals = np.add.reduceat(load, begins) if len(begins) else np.zeros(0)
        within = np.searchsorted(begins, bounds).tolist()
        return [
            Side(
                own[low:high] - starts[depth],
                other[low:high],
                load[low:high],
                owners[within[depth] : within[depth + 1]] - starts[depth],
                begins[within[depth] : within[depth + 1]] - low,
                totals[within[depth] : within[depth + 1]],
            )
            for depth, (low, high) in enumerate(pairwise(bounds))
        ]

    def places(self, order: Ints) -> Ints:
        """Turn vertices listed layer by layer into their places."""
        place = np.empty(self.count, dtype=np.intp)
        place[order] = np.arange(self.count) - self.starts[self.layer[order]]
        return place

    def crossings(self, place: Ints) -> float:
        """Count the crossings of the edges that run along steps, all layers at once."""
        if len(self.tails) < 2:
            return 0.0
        depth = self.layer[self.tails]
        tail, head = place[self.tails], place[self.heads]
        widest = int(place.max()) + 1
        order = np.argsort((depth * widest + tail) * widest + head)
        return _inversions(depth[order], head[order], self.load[order])


def _inversions(group: Ints, value: Ints, load: Floats) -> float:
    """Sum the products of loads of those pairs in a group that stand in falling order.

    Digit by digit: a pair is told by the highest digit in which its values differ.
    """
    total, base = 0.0, 1 << _DIGIT
    rows, digits = np.arange(len(value)), np.arange(base - 1)
    for shift in range(_DIGIT * ((max(int(value.max()), 1).bit_length() - 1) // _DIGIT), -1, -_DIGIT):
        digit = (value >> shift) & (base - 1)
        # How much stands above each row with a digit higher than each.
        above = np.zeros((len(value) + 1, base))
        np.cumsum((digit[:, None] > digits) * load[:, None], axis=0, out=above[1:, :-1])
        first = np.maximum.accumulate(np.where(np.diff(group, prepend=-1) != 0, rows, 0))
        total += float((above[rows, digit] - above[first, digit]) @ load)
        if shift:
            group = group * base + digit
            order = np.argsort(group, kind="stable")
            group, value, load = group[order], value[order], load[order]
    return total


def condensed(proper: Proper) -> tuple[Web, Ints]:
    """Return the web in which vertices that hang on one and the same step's other end are one vertex, and the
    vertex there of each.
    """
    count = proper.count
    degree = np.bincount(proper.tails, minlength=count) + np.bincount(proper.heads, minlength=count)
    standing = np.arange(count)
    for own, other in ((proper.heads, proper.tails), (proper.tails, proper.heads)):
        hangs = degree[own] == 1
        first = np.full(count, count)
        np.minimum.at(first, other[hangs], own[hangs])
        standing[own[hangs]] = first[other[hangs]]
    kept, group = np.unique(standing, return_inverse=True)
    layer = proper.layer[kept]
    starts = np.searchsorted(layer, np.arange(proper.depth + 1)).astype(np.intp)
    steps, which = np.unique(group[proper.tails] * count + group[proper.heads], return_inverse=True)
    tails, heads = np.divmod(steps, max(count, 1))
    load = np.bincount(which, proper.load, len(steps)).astype(np.float64)
    return Web(starts, layer, tails.astype(np.intp), heads.astype(np.intp), load), group.astype(np.intp)
