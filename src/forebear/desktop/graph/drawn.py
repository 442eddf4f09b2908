"""What the canvas draws: a laid out graph of cards, or the map of a whole lineage. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forebear.desktop.graph.grid import Grid
from forebear.drawing.layout.diagram import Point
from forebear.lineage.answers import Edge, Node

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Rows and links on one side of a node."""

    rows: Set[int]
    links: Set[int]


class Drawn(Protocol):
    """A picture's content: nodes by row, links by number, and where they are. Immutable.

    `ids` the database's (negative: a group), `row` finds a row by id, `species` numbers of SPECIES, `boxes`
    a row (left, top, width, height) for each node; `root` the row of what it was drawn around; `more` by row
    the numbers of neighbours left out, (upstream, downstream).
    """

    @property
    def count(self) -> int:
        """How many nodes there are."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """The id of each node."""

    @property
    def row(self) -> Mapping[int, int]:
        """The row of each id."""

    @property
    def species(self) -> NDArray[np.uint8]:
        """The species of each node."""

    @property
    def boxes(self) -> Floats:
        """The rectangle of each node."""

    @property
    def columns(self) -> NDArray[np.intp]:
        """The column of each node, from left to right."""

    @property
    def grid(self) -> Grid:
        """Finds rows by place."""

    @property
    def bounds(self) -> Box:
        """The rectangle around all nodes."""

    @property
    def root(self) -> int | None:
        """The row it was drawn around."""

    @property
    def more(self) -> Mapping[int, tuple[int, int]]:
        """How many neighbours are left out."""

    def node(self, row: int) -> Node | None:
        """A node's details; None while they are not known here."""

    def box(self, row: int) -> Box:
        """A node's rectangle."""

    def middle(self, row: int) -> Point:
        """The middle of a node's rectangle."""

    def first(self) -> int | None:
        """Where a walk begins; None without nodes."""

    def before(self, row: int) -> Sequence[int]:
        """The rows that a node was made from, top to bottom."""

    def after(self, row: int) -> Sequence[int]:
        """The rows that were made from a node, top to bottom."""

    def upstream(self, row: int) -> Closure:
        """All that a node was made from."""

    def downstream(self, row: int) -> Closure:
        """All that was made from a node."""

    def link_at(self, x: float, y: float, reach: float, /) -> int | None:
        """The link nearest to a point, if it is within `reach`."""

    def edges(self, link: int, /) -> tuple[Edge, ...]:
        """The edges of a link, as far as they are known here."""

    def lines(self, rows: Set[int]) -> Floats:
        """Straight stand-ins (x1, y1, x2, y2) of the links at some nodes, for while they move."""
