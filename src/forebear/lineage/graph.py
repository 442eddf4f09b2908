"""The graph in memory: who is next to whom, both ways, as compressed rows (`neighbours`).

A closure of a few nodes takes microseconds here and milliseconds in SQL, one of half a million some 20 ms;
roles are kept, paths and details of nodes stay in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection

from forebear.lineage import edges as stored
from forebear.lineage.answers import Edge
from forebear.lineage.edges import ID_BITS, ROLE_BITS, ROLES, Pair, packed
from forebear.lineage.neighbours import Neighbours, starts_of, way_between, way_either_way
from forebear.lineage.words import Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DATA = frozenset((Role.INPUT, Role.OUTPUT, Role.METRICS, Role.PLOT))
_ID = (1 << ID_BITS) - 1  # the bits of a packed target
Describe = Callable[[Sequence[Pair]], Iterable[Edge]]


@dataclass(frozen=True, slots=True)
class Part:
    """Node ids, the edges among them, and how many neighbours are left out (upstream, downstream)."""

    nodes: tuple[int, ...]
    edges: tuple[Edge, ...]
    more: dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Joints:
    """All pairs of nodes that edges join. `roles` has a bit for each role, in the order of `down.others`."""

    down: Neighbours
    up: Neighbours
    roles: NDArray[np.int32]
    edges: int

    @classmethod
    def of(cls, numbers: NDArray[np.int64]) -> Joints:
        """Take in edges as `packed` numbers, ascending."""
        import numpy as np

        pairs = numbers >> ROLE_BITS
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        pairs = pairs[first]
        bits = np.left_shift(1, numbers & (1 << ROLE_BITS) - 1, dtype=np.int64)
        roles = np.bitwise_or.reduceat(bits, first) if len(first) else bits
        sources, targets = pairs >> ID_BITS, pairs & _ID
        size = int(max(sources.max(), targets.max())) + 1 if len(pairs) else 1
        turned = np.sort(targets << ID_BITS | sources)
        return cls(
            Neighbours(starts_of(sources, size), targets.astype(np.int32)),
            Neighbours(starts_of(targets, size), (turned & _ID).astype(np.int32)),
            roles.astype(np.int32),
            len(numbers),
        )


class Adjacency:
    """All edges of a lineage. Cycles are allowed: a content can be input and output of one run.

    A node that is not known is a node without edges. `describe` gives the edges between pairs of nodes.
    """

    def __init__(self, joints: Joints, describe: Describe) -> None:
        self._joints = joints
        self._down = joints.down
        self._up = joints.up
        self._describe = describe

    @classmethod
    def of(cls, edges: Iterable[Edge]) -> Self:
        """Take in all edges, in any order."""
        import numpy as np

        known: dict[Pair, list[Edge]] = {}
        for edge in edges:
            known.setdefault((edge.source, edge.target), []).append(edge)
        every = (packed(edge.source, edge.target, edge.role) for each in known.values() for edge in each)
        numbers = np.sort(np.fromiter(every, np.int64))
        return cls(Joints.of(numbers), lambda pairs: [edge for pair in pairs for edge in known[pair]])

    @classmethod
    def load(cls, connection: Connection) -> Self:
        """Read all edges."""
        return cls(Joints.of(stored.load(connection)), partial(stored.described, connection))

    def through(self, connection: Connection) -> Self:
        """Return the same, reading the paths of edges from another connection to the same state."""
        return type(self)(self._joints, partial(stored.described, connection))

    def __len__(self) -> int:
        """How many edges there are; two nodes can be joined by several."""
        return self._joints.edges

    @property
    def size(self) -> int:
        """One more than the highest node that has an edge."""
        return self._down.size

    def after(self, node: int) -> Sequence[int]:
        """Return the nodes that edges from a node lead to."""
        return self._down.of(node)

    def before(self, node: int) -> Sequence[int]:
        """Return the nodes from which edges lead to a node."""
        return self._up.of(node)

    def data_of(self, run: int) -> Iterator[int]:
        """Yield the inputs and outputs of a run."""
        yield from (other for other in self.before(run) if not _DATA.isdisjoint(self.roles(other, run)))
        yield from (other for other in self.after(run) if not _DATA.isdisjoint(self.roles(run, other)))

    def roles(self, source: int, target: int) -> frozenset[Role]:
        """Return the roles of the edges from one node to another; empty where there is none."""
        place = self._down.place(source, target)
        bits = 0 if place is None else int(self._joints.roles[place])
        return frozenset(role for number, role in enumerate(ROLES) if bits >> number & 1)

    def joined(self, *roles: Role) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return sources and targets of all edges of some roles, each pair of nodes once."""
        import numpy as np

        wanted = sum(1 << ROLES.index(role) for role in roles)
        chosen = np.flatnonzero(self._joints.roles & wanted)
        sources = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self._down.starts))
        return sources[chosen], self._down.others[chosen]

    def upstream(self, start: Collection[int], depth: int | None = None) -> list[int]:
        """Return `start` and all it was made from, nearest first, at most `depth` edges away."""
        return _listed(self._up.walk(start, depth))

    def downstream(self, start: Collection[int], depth: int | None = None) -> list[int]:
        """Return `start` and all that was made from it, nearest first, at most `depth` edges away."""
        return _listed(self._down.walk(start, depth))

    def closure(
        self, start: Collection[int], *, upstream: bool, depth: int | None = None
    ) -> NDArray[np.int32]:
        """Return the same as an array, for those who go on reckoning with it."""
        return (self._up if upstream else self._down).walk(start, depth)

    def path(self, source: int, target: int) -> list[int]:
        """Return the nodes of a shortest way between two nodes, ends included; [] when nothing joins them.

        The way data flowed, in whichever direction it did; where it flowed in neither, the way through what
        both were made from or went into.
        """
        way = way_between(self._down, self._up, source, target)
        if not way:
            way = way_between(self._down, self._up, target, source)
        if not way:
            way = way_either_way(self._down, self._up, source, target)
        return way

    def paths(self, source: int, target: int) -> list[int]:
        """Return all nodes on any way from one node to another, ends included, nearest to `source` first.

        Where data flowed the other way, those on the ways from `target` to `source`, nearest to `target`
        first; [] when it flowed in neither direction.
        """
        return self._all_between(source, target) or self._all_between(target, source)

    def common(self, nodes: Collection[int], *, upstream: bool) -> list[int]:
        """Return what all of these nodes were made from (or went into), nearest to the first one first.

        A node counts as made from itself: of two versions, one made from the other, the older is common.
        """
        import numpy as np

        shared: NDArray[np.int32] | None = None
        for node in nodes:
            closure = self.closure([node], upstream=upstream)
            shared = closure if shared is None else shared[np.isin(shared, closure)]
            if not len(shared):
                break
        return [] if shared is None else _listed(shared)

    def part(self, nodes: Collection[int]) -> Part:
        """Return these nodes with the edges among them."""
        given = tuple(dict.fromkeys(nodes))
        sources, targets, left_out = self._among(given)
        places = {node: place for place, node in enumerate(given)}
        edges = sorted(
            self._describe(list(zip(sources.tolist(), targets.tolist(), strict=True))),
            key=lambda edge: (places[edge.source], edge.target, edge.role, edge.path),
        )
        return Part(given, tuple(edges), left_out)

    def among(
        self, nodes: Collection[int] | NDArray[np.integer]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return sources and targets of the edges among these nodes: for a map of many, without details.

        Two nodes that are joined by several edges are there once.
        """
        sources, targets, _ = self._among(nodes)
        return sources, targets

    def _among(
        self, nodes: Collection[int] | NDArray[np.integer]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], dict[int, tuple[int, int]]]:
        import numpy as np

        given = np.array(nodes if isinstance(nodes, np.ndarray) else list(nodes), np.int64)
        inside = given[(given > 0) & (given < self.size)].astype(np.int32)
        chosen = np.zeros(self.size, np.bool_)
        chosen[inside] = True
        owners, after = self._down.gathered(inside)
        stays = chosen[after]
        down = np.bincount(owners[~stays], minlength=len(inside))
        up_owners, before = self._up.gathered(inside)
        up = np.bincount(up_owners[~chosen[before]], minlength=len(inside))
        some = np.flatnonzero(up + down)
        left_out = {
            node: (above, below)
            for node, above, below in zip(
                inside[some].tolist(), up[some].tolist(), down[some].tolist(), strict=True
            )
        }
        return inside[owners[stays]], after[stays], left_out

    def _all_between(self, source: int, target: int) -> list[int]:
        import numpy as np

        # Where one of the two closures is small, the other need not be walked beyond it.
        above = self._up.short_walk([target])
        if above is not None:
            inside = set(above)
            between = self._down.short_walk([source], within=inside) if source in inside else []
            if between is not None:
                return between
        below = self._down.walk([source])
        if target not in below:
            return []
        return _listed(below[np.isin(below, self._up.walk([target]))])


def _listed(nodes: NDArray[np.int32]) -> list[int]:
    found: list[int] = nodes.tolist()
    return found
