"""Who is next to whom in one direction: compressed rows, and walks along them.

A walk begins in plain Python, which is fastest while it is small, and goes over to SciPy's when it has looked
at some thousand edges; both find the same nodes in the same order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

Step = Callable[[int], list[int]]
_PATIENCE = 10_000  # neighbours that a walk in Python looks at, some 2 ms


class Neighbours:
    """For a node n, its neighbours are `others[starts[n]:starts[n + 1]]`, ascending and each once.

    Nodes are small whole numbers above 0 with holes; one that is not known has no neighbours.
    """

    def __init__(self, starts: NDArray[np.int32], others: NDArray[np.int32]) -> None:
        self.starts = starts
        self.others = others
        # Single elements and short slices are several times faster to get at this way.
        self._starts = starts.data
        self._others = others.data

    @property
    def size(self) -> int:
        """One more than the highest node."""
        return len(self._starts) - 1

    def of(self, node: int) -> list[int]:
        """Return the neighbours of a node."""
        if not 0 < node < self.size:
            return []
        return self._others[self._starts[node] : self._starts[node + 1]].tolist()

    def walk(self, start: Collection[int], depth: int | None = None) -> NDArray[np.int32]:
        """Return `start` and all that can be reached in at most `depth` steps, nearest first."""
        import numpy as np

        found = self.short_walk(start, depth)
        return self._long_walk(start, depth) if found is None else np.fromiter(found, np.int32, len(found))

    def short_walk(
        self, start: Collection[int], depth: int | None = None, within: Container[int] | None = None
    ) -> list[int] | None:
        """Return the same, or None when that is much; steps lead only to nodes `within`, if given."""
        starts, others, size = self._starts, self._others, self.size
        seen = dict.fromkeys(start)
        edge: Iterable[int] = tuple(seen)
        looked_at = 0
        while edge and (depth is None or depth > 0):
            found: list[int] = []
            for node in edge:
                if not 0 < node < size:
                    continue
                first, last = starts[node], starts[node + 1]
                looked_at += last - first
                if looked_at > _PATIENCE:
                    return None
                for other in others[first:last].tolist():
                    if other not in seen and (within is None or other in within):
                        seen[other] = None
                        found.append(other)
            edge = found
            depth = None if depth is None else depth - 1
        return list(seen)

    def gathered(self, nodes: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Return the neighbours of all nodes, one after the other; first, as places in `nodes`, whose."""
        import numpy as np

        first = self.starts[nodes].astype(np.intp)
        counts = self.starts[nodes + 1] - first
        owners = np.repeat(np.arange(len(nodes)), counts)
        ends = np.cumsum(counts)
        places = np.arange(len(owners)) - np.repeat(ends - counts, counts) + np.repeat(first, counts)
        return owners, self.others[places]

    def place(self, node: int, other: int) -> int | None:
        """Return where in `others` a neighbour of a node is, None where it is no neighbour."""
        if not 0 < node < self.size:
            return None
        place = bisect_left(self._others, other, self._starts[node], self._starts[node + 1])
        return place if place < self._starts[node + 1] and self._others[place] == other else None

    def matrix(self) -> csr_matrix:
        """Return the neighbours as SciPy's walks take them."""
        return _matrix(self.starts, self.others)

    def _long_walk(self, start: Collection[int], depth: int | None) -> NDArray[np.int32]:
        import numpy as np
        from scipy.sparse.csgraph import breadth_first_order

        given = np.fromiter(dict.fromkeys(start), np.int64)
        known = given[(given > 0) & (given < self.size)].astype(np.int32)
        # SciPy begins at one node: at 0, which is none of ours, and whose neighbours are those to begin at.
        starts = self.starts + np.int32(len(known))
        starts[0] = 0
        matrix = _matrix(starts, np.concatenate((known, self.others)))
        order, came_from = breadth_first_order(matrix, 0)
        reached = order[1:]
        if depth is not None:
            # Nodes come in the order of those they were reached from, so each distance is one stretch.
            place = np.empty(self.size, np.int32)
            place[order] = np.arange(len(order), dtype=np.int32)
            before = place[came_from[reached]]
            end = len(known)
            for _ in range(depth):
                further = int(np.searchsorted(before, end, side="right"))
                if further == end:
                    break
                end = further
            reached = reached[:end]
        return np.concatenate((given.astype(np.int32), reached[len(known) :]))


def starts_of(owners: NDArray[np.int64], size: int) -> NDArray[np.int32]:
    """Return where the neighbours of each node start, given the owner of every neighbour."""
    import numpy as np

    starts = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(owners, minlength=size), out=starts[1:])
    return starts


def way_between(forward: Neighbours, backward: Neighbours, source: int, target: int) -> list[int]:
    """Return the nodes of a shortest way along `forward`, ends included; [] when there is none.

    `backward` are the same edges the other way round: the search goes from both ends.
    """
    way = _short_way(forward.of, backward.of, source, target)
    return _long_way(forward, source, target, directed=True) if way is None else way


def way_either_way(forward: Neighbours, backward: Neighbours, source: int, target: int) -> list[int]:
    """Return the nodes of a shortest way on which edges may be gone along in either direction."""

    def beside(node: int) -> list[int]:
        return forward.of(node) + backward.of(node)

    way = _short_way(beside, beside, source, target)
    return _long_way(forward, source, target, directed=False) if way is None else way


def _short_way(forward: Step, backward: Step, source: int, target: int) -> list[int] | None:
    """Return a shortest way, or None when too much is to be looked at."""
    if source == target:
        return [source]
    came: tuple[dict[int, int], dict[int, int]] = ({source: source}, {target: target})
    edges = [[source], [target]]
    looked_at = 0
    while edges[0] and edges[1]:
        side = 0 if len(edges[0]) <= len(edges[1]) else 1
        own, other = came[side], came[1 - side]
        step = backward if side else forward
        found: list[int] = []
        for node in edges[side]:
            beside = step(node)
            looked_at += len(beside)
            if looked_at > _PATIENCE:
                return None
            for each in beside:
                if each not in own:
                    own[each] = node
                    found.append(each)
                    # Both sides have gone whole steps, so the first meeting is on a shortest way.
                    if each in other:
                        return [*_back(came[0], each)[::-1], *_back(came[1], each)[1:]]
        edges[side] = found
    return []


def _long_way(forward: Neighbours, source: int, target: int, *, directed: bool) -> list[int]:
    from scipy.sparse.csgraph import breadth_first_order

    if not (0 < source < forward.size and 0 < target < forward.size):
        return []
    _, came_from = breadth_first_order(forward.matrix(), source, directed=directed)
    came = came_from.data
    way = [target]
    while way[-1] != source:
        before = came[way[-1]]
        if before < 0:
            return []
        way.append(before)
    return way[::-1]


def _back(came: dict[int, int], node: int) -> list[int]:
    way = [node]
    while came[way[-1]] != way[-1]:
        way.append(came[way[-1]])
    return way


def _matrix(starts: NDArray[np.int32], others: NDArray[np.int32]) -> csr_matrix:
    import numpy as np
    from scipy.sparse import csr_matrix

    # SciPy would copy ones of any other type at each walk.
    return csr_matrix((np.ones(len(others)), others, starts), shape=(len(starts) - 1,) * 2, copy=False)
