"""What goes into a layout, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Free space: `across` between columns, `along` between nodes of a column, `bend` around a passing
    edge.
    """

    across: float = 60.0
    along: float = 22.0
    bend: float = 14.0


@dataclass(frozen=True, slots=True)
class Wire:
    """An edge to lay out, from and to an id; a heavier one is kept straighter."""

    source: int
    target: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Diagram:
    """What is to be drawn; `sizes` are (width, height) in the order of `ids`."""

    ids: Sequence[int]
    wires: Sequence[Wire]
    sizes: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A drawing.

    Attributes: `boxes` has a row (left, top, width, height) for each of `ids`; `columns` is the column of
    each and `lanes` the (left, width) of each column; `routes` has for each of `wires` the points it runs
    through: it leaves at the first, then in turn crosses the space between two columns and runs level
    through a column, and arrives at the last; `turned` are the indexes of wires that run from right to left
    because they close a circle.
    """

    ids: tuple[int, ...]
    wires: tuple[Wire, ...]
    boxes: NDArray[np.float64]
    columns: NDArray[np.intp]
    lanes: Mapping[int, tuple[float, float]]
    routes: tuple[tuple[Point, ...], ...]
    turned: frozenset[int]
