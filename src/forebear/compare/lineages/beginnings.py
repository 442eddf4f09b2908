"""Where along a graph something begins to differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from graphlib import CycleError, TopologicalSorter


class Flow:
    """A directed graph, circles allowed: nodes in a circle count as one place.

    Attributes: `depth` of each node is how many places are upstream of it on the longest way.
    """

    def __init__(self, nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> None:
        self._nodes = nodes
        row = {node: number for number, node in enumerate(nodes)}
        ends = {(row[one], row[other]) for one, other in edges}
        place = self._place = _places(len(nodes), ends)
        count = max(place, default=-1) + 1
        pairs = {(place[one], place[other]) for one, other in ends if place[one] != place[other]}
        self._after: list[list[int]] = [[] for _ in range(count)]
        waits = [0] * count
        for one, other in sorted(pairs):
            self._after[one].append(other)
            waits[other] += 1
        depths = [0] * count
        self._order = [one for one in range(count) if not waits[one]]
        for one in self._order:  # grows while it is walked
            for other in self._after[one]:
                depths[other] = max(depths[other], depths[one] + 1)
                waits[other] -= 1
                if not waits[other]:
                    self._order.append(other)
        self.depth = {node: depths[here] for node, here in zip(nodes, place, strict=True)}

    def firsts(self, differing: Collection[str]) -> dict[str, int]:
        """Return those of `differing` with none of them upstream, and how many of them are downstream.

        Of a circle all are first that differ, where nothing before the circle does.
        """
        import numpy as np

        chosen = frozenset(differing)
        inside: Counter[int] = Counter(
            place for node, place in zip(self._nodes, self._place, strict=True) if node in chosen
        )
        above = [0] * len(self._after)  # a bit for each beginning that is upstream of a place
        begins: list[int] = []
        for place in self._order:
            if inside[place] and not above[place]:
                above[place] = 1 << len(begins)
                begins.append(place)
            for other in self._after[place]:
                above[other] |= above[place]
        bits: Counter[int] = Counter()
        for place, count in inside.items():
            bits[above[place]] += count
        size = (len(begins) + 7) // 8
        totals = np.zeros(8 * size, np.int64)
        for held, count in bits.items():
            flags = np.frombuffer(held.to_bytes(size, "little"), np.uint8)
            totals += count * np.unpackbits(flags, bitorder="little").astype(np.int64)
        after = dict(zip(begins, totals.tolist(), strict=False))
        return {
            node: after[place] - 1
            for node, place in zip(self._nodes, self._place, strict=True)
            if node in chosen and place in after
        }


def _places(count: int, edges: Collection[tuple[int, int]]) -> list[int]:
    """Return the place of each node: one of its own, or that of its circle."""
    sorter = TopologicalSorter[int]()
    for one, other in edges:
        if one != other:
            sorter.add(other, one)
    try:
        sorter.prepare()
    except CycleError:  # rare, and SciPy takes longer to load than most lineages to walk
        import numpy as np
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        ends = np.asarray(list(edges), dtype=np.int64).T
        matrix = coo_array((np.ones(len(edges), np.int8), (ends[0], ends[1])), shape=(count, count))
        places: list[int] = connected_components(matrix, directed=True, connection="strong")[1].tolist()
        return places
    return list(range(count))
