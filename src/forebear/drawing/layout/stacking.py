"""Where the unconnected parts of a graph stand: on shelves, the largest first, small ones side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

_ASPECT = 0.5  # rows for each column, in units of a cell about twice as wide as high


@dataclass(frozen=True, slots=True)
class Part:
    """A connected part: how many columns it takes, from where to where it reaches vertically."""

    columns: int
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """From its top to its bottom."""
        return self.bottom - self.top


def stack(parts: Sequence[Part], gap: float, cell_height: float) -> list[tuple[int, float]]:
    """Return for each part by how many columns and by how much height it moves so that no two overlap."""
    cells = sum(part.columns * max(1.0, part.height / cell_height) for part in parts)
    columns = max([part.columns for part in parts] + [ceil(sqrt(cells * _ASPECT))])
    order = sorted(range(len(parts)), key=lambda index: (-parts[index].columns, -parts[index].height, index))
    moves = [(0, 0.0)] * len(parts)
    used, top, shelf = 0, 0.0, 0.0
    for index in order:
        part = parts[index]
        if used + part.columns > columns:
            top += shelf + gap
            used, shelf = 0, 0.0
        moves[index] = (used, top - part.top)
        used += part.columns
        shelf = max(shelf, part.height)
    return moves
