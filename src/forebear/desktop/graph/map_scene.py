"""The map of a whole lineage as the canvas draws it: arrays, and details of the nodes that were looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from forebear.desktop.graph.drawn import Box, Closure
from forebear.desktop.graph.grid import Grid
from forebear.desktop.graph.rows import Rows, array_of
from forebear.drawing.layout.diagram import Point
from forebear.drawing.overview import Chart, Overview, place
from forebear.lineage.answers import CardFacts, Edge, Group, Node
from forebear.lineage.everything import Everything, everything
from forebear.lineage.neighbours import Neighbours, starts_of
from forebear.lineage.questions import Questions
from forebear.lineage.species import SPECIES
from forebear.lineage.words import NodeKind

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float32] | NDArray[np.float64]
_MOST_DETAILS = 20_000  # nodes whose details are kept, some 20 MB
_QUIET = [
    number for number, (kind, _) in enumerate(SPECIES) if kind in (NodeKind.COMMIT, NodeKind.ENVIRONMENT)
]


class MapScene:
    """A map; made on a worker thread. Only `supply` changes it, and only what is known of single nodes."""

    def __init__(self, known: Everything) -> None:
        self.known = known
        self.overview: Overview = place(
            Chart(known.times, known.lane, known.sources.astype(np.int64), known.targets.astype(np.int64))
        )
        cells, count = self.overview.cells, len(known.ids)
        self.boxes: Floats = np.empty((count, 4))
        self.boxes[:, 0], self.boxes[:, 1] = self.overview.left, self.overview.top
        self.boxes[:, 2], self.boxes[:, 3] = cells.width, cells.height
        self.grid = Grid(self.boxes)
        self.wires = MapWires(self.boxes, known.sources, known.targets, known.species)
        self.row: Mapping[int, int] = _RowOf(known.ids)
        self.nodes = Details(count)
        self.facts: Mapping[int, CardFacts] = {}
        self.groups: Mapping[int, Group] = {}
        self.root: int | None = None
        self.more: Mapping[int, tuple[int, int]] = {}
        # Neighbours count from 1 on.
        sources, targets = known.sources.astype(np.int32) + 1, known.targets.astype(np.int32) + 1
        down, up = np.lexsort((targets, sources)), np.lexsort((sources, targets))
        self._down = Neighbours(starts_of(sources[down].astype(np.int64), count + 1), targets[down])
        self._up = Neighbours(starts_of(targets[up].astype(np.int64), count + 1), sources[up])

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.known.ids)

    @property
    def ids(self) -> NDArray[np.int64]:
        """The id of each node, rising."""
        return self.known.ids

    @property
    def species(self) -> NDArray[np.uint8]:
        """The species of each node."""
        return self.known.species

    @cached_property
    def columns(self) -> NDArray[np.intp]:
        """The column of each node."""
        return np.unique(self.overview.left, return_inverse=True)[1]

    @property
    def bounds(self) -> Box:
        """The rectangle around all nodes."""
        return 0.0, 0.0, self.overview.width, self.overview.height

    def node(self, row: int) -> Node | None:
        """A node's details; None while nobody has supplied them."""
        return self.nodes[row]

    def supply(self, nodes: Iterable[Node]) -> list[int]:
        """Take in details; return the rows that are known better now. Those looked at longest ago go."""
        rows = [(self.row[node.id], node) for node in nodes if node.id in self.row]
        self.nodes.add(rows)
        return [row for row, _ in rows]

    def box(self, row: int) -> Box:
        """A node's rectangle."""
        left, top, width, height = self.boxes[row].tolist()
        return left, top, width, height

    def middle(self, row: int) -> Point:
        """The middle of a node's rectangle."""
        left, top, width, height = self.box(row)
        return left + width / 2, top + height / 2

    def first(self) -> int | None:
        """The newest node of the uppermost lane."""
        if not self.count:
            return None
        lane = np.flatnonzero(self.known.lane == self.known.lane.min())
        return int(lane[np.lexsort((self.boxes[lane, 1], self.boxes[lane, 0]))[-1]])

    def before(self, row: int) -> list[int]:
        """The rows that a node was made from, top to bottom."""
        return self._by_height(self._up.of(row + 1))

    def after(self, row: int) -> list[int]:
        """The rows that were made from a node, top to bottom."""
        return self._by_height(self._down.of(row + 1))

    def upstream(self, row: int) -> Closure:
        """All that a node was made from."""
        inside = self._reached(self._up, row)
        return Closure(Rows.where(inside), Rows.where(inside[self.known.targets]))

    def downstream(self, row: int) -> Closure:
        """All that was made from a node."""
        inside = self._reached(self._down, row)
        return Closure(Rows.where(inside), Rows.where(inside[self.known.sources]))

    def link_at(self, _x: float, _y: float, _reach: float) -> int | None:
        """None: lines of a map are for the eye; what they join is lit with the nodes."""
        return None

    def edges(self, _link: int) -> tuple[Edge, ...]:
        """Nothing: a map has no details of edges."""
        return ()

    def lines(self, rows: Set[int]) -> Floats:
        """The lines at some nodes."""
        chosen = np.zeros(self.count, dtype=np.bool_)
        chosen[array_of(rows)] = True
        return self.wires.pieces(chosen[self.known.sources] | chosen[self.known.targets]).astype(np.float64)

    def _by_height(self, numbers: list[int]) -> list[int]:
        rows = np.asarray(numbers, dtype=np.intp) - 1
        found: list[int] = rows[np.argsort(self.boxes[rows, 1], kind="stable")].tolist()
        return found

    def _reached(self, side: Neighbours, row: int) -> Mask:
        inside = np.zeros(self.count, dtype=np.bool_)
        inside[side.walk([row + 1]) - 1] = True
        return inside


class MapWires:
    """The lines of a map: straight from box to box, and beside its column where both are in one.

    Attributes: `ends` (x1, y1, x2, y2) of each; `beside` how far right of `x1` those run down that stay in
    their column, 0 for the others; `calm` says which are drawn where nothing is lit: not those of code and
    environments, which belong to nearly everything.
    """

    def __init__(
        self,
        boxes: Floats,
        sources: NDArray[np.int32],
        targets: NDArray[np.int32],
        species: NDArray[np.uint8],
    ) -> None:
        left, top, width, height = boxes.T
        ends = np.empty((len(sources), 4), dtype=np.float32)
        back = left[targets] + width[targets] <= left[sources]
        same = left[targets] == left[sources]
        ends[:, 0] = left[sources] + np.where(back, 0.0, width[sources])
        ends[:, 1] = top[sources] + height[sources] / 2
        ends[:, 2] = left[targets] + np.where(back | same, width[targets], 0.0)
        ends[:, 3] = top[targets] + height[targets] / 2
        self.ends = ends
        # Neighbours run a little apart.
        self.beside = np.where(same, 7.0 + 4.0 * (sources % 4), 0.0).astype(np.float32)
        self.calm: Mask = ~np.isin(species[sources], _QUIET)
        self._low = np.minimum(ends[:, :2], ends[:, 2:])
        self._high = np.maximum(ends[:, :2], ends[:, 2:])
        self._high[:, 0] += self.beside

    def pieces(self, chosen: Mask | NDArray[np.int64]) -> NDArray[np.float32]:
        """The straight pieces (x1, y1, x2, y2) of some lines."""
        ends, beside = self.ends[chosen], self.beside[chosen]
        bent = beside > 0
        x1, y1, x2, y2 = ends[bent].T
        turn = np.maximum(x1, x2) + beside[bent]
        return np.concatenate(
            (
                ends[~bent],
                np.column_stack((x1, y1, turn, y1)),
                np.column_stack((turn, y1, turn, y2)),
                np.column_stack((turn, y2, x2, y2)),
            )
        )

    def touching(self, view: Box) -> Mask:
        """Say of each line whether its extent touches a rectangle."""
        return touching(self._low, self._high, view)

    def extents(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The upper left and lower right corners of some lines."""
        return self._low[numbers], self._high[numbers]


def touching(low: Numbers, high: Numbers, view: Box) -> Mask:
    """Say which rectangles, given by two corners each, touch another one."""
    left, top, width, height = view
    touches: Mask = (
        (low[:, 0] <= left + width) & (high[:, 0] >= left) & (low[:, 1] <= top + height) & (high[:, 1] >= top)
    )
    return touches


class Details(Sequence[Node | None]):
    """Nodes by row, those that came last; None where nobody supplied one."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._nodes: OrderedDict[int, Node] = OrderedDict()

    @overload
    def __getitem__(self, row: int) -> Node | None: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Node | None]: ...
    def __getitem__(self, row: int | slice) -> Node | Sequence[Node | None] | None:
        if isinstance(row, slice):
            return [self._nodes.get(each) for each in range(*row.indices(self._count))]
        if not 0 <= row < self._count:
            raise IndexError(row)
        return self._nodes.get(row)

    def __len__(self) -> int:
        return self._count

    def known(self) -> Iterable[tuple[int, Node]]:
        """Return the rows and nodes that were supplied."""
        return self._nodes.items()

    def add(self, rows: Iterable[tuple[int, Node]]) -> None:
        """Take in nodes."""
        for row, node in rows:
            self._nodes[row] = node
            self._nodes.move_to_end(row)
        while len(self._nodes) > _MOST_DETAILS:
            self._nodes.popitem(last=False)


class _RowOf(Mapping[int, int]):
    """Finds rows by id in a rising array."""

    def __init__(self, ids: NDArray[np.int64]) -> None:
        self._ids = ids

    def __getitem__(self, id_: int) -> int:
        place = int(np.searchsorted(self._ids, id_))
        if place == len(self._ids) or int(self._ids[place]) != id_:
            raise KeyError(id_)
        return place

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids.tolist())

    def __len__(self) -> int:
        return len(self._ids)


def draw_map(questions: Questions) -> MapScene:
    """Read everything and place it; 100,000 nodes take less than a second. For a worker thread."""
    with questions.look() as look:
        return MapScene(everything(look))
