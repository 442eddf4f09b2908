"""A spatial index of rectangles: which are here, which are in view."""

from __future__ import annotations

from math import floor

import numpy as np

from forebear.drawing.layout.proper import Floats, Ints

_CELL = 512.0


class Grid:
    """Rectangles (left, top, width, height), each listed in every square cell that it touches."""

    def __init__(self, boxes: Floats) -> None:
        self._boxes = boxes
        self._origin = boxes[:, :2].min(axis=0) if len(boxes) else np.zeros(2)
        low = ((boxes[:, :2] - self._origin) // _CELL).astype(np.intp)
        high = ((boxes[:, :2] + boxes[:, 2:] - self._origin) // _CELL).astype(np.intp)
        across, down = (high - low + 1).T if len(boxes) else (np.zeros(0, np.intp), np.zeros(0, np.intp))
        row = np.repeat(np.arange(len(boxes)), across * down)
        number = np.arange(len(row)) - np.repeat(np.cumsum(across * down) - across * down, across * down)
        column = low[row, 0] + number % np.maximum(across[row], 1)
        line = low[row, 1] + number // np.maximum(across[row], 1)
        self._columns, self._lines = (int(column.max()) + 1, int(line.max()) + 1) if len(row) else (0, 0)
        cell = line * self._columns + column
        order = np.argsort(cell, kind="stable")
        self._rows = row[order]
        self._starts = np.searchsorted(cell[order], np.arange(self._columns * self._lines + 1))

    def touching(self, left: float, top: float, width: float, height: float) -> Ints:
        """Return the rows whose rectangles touch a rectangle, in rising order."""
        first, last = self._span(left, left + width, 0, self._columns)
        upper, lower = self._span(top, top + height, 1, self._lines)
        pieces = [
            self._rows[self._starts[line * self._columns + first] : self._starts[line * self._columns + last]]
            for line in range(upper, lower)
            if first < last
        ]
        if not pieces:
            return np.zeros(0, dtype=np.intp)
        rows = self._once(np.concatenate(pieces))
        box = self._boxes[rows]
        touches = (
            (box[:, 0] <= left + width)
            & (box[:, 0] + box[:, 2] >= left)
            & (box[:, 1] <= top + height)
            & (box[:, 1] + box[:, 3] >= top)
        )
        return rows[touches]

    def count(self, left: float, top: float, width: float, height: float) -> int:
        """About how many rectangles touch a rectangle: never fewer than there are."""
        first, last = self._span(left, left + width, 0, self._columns)
        upper, lower = self._span(top, top + height, 1, self._lines)
        if first >= last or upper >= lower:
            return 0
        line = np.arange(upper, lower) * self._columns
        return int((self._starts[line + last] - self._starts[line + first]).sum())

    def at(self, x: float, y: float) -> int | None:
        """Return the row at a point, the last one where several overlap."""
        rows = self.touching(x, y, 0.0, 0.0)
        return int(rows[-1]) if len(rows) else None

    def _once(self, rows: Ints) -> Ints:
        if len(rows) * 16 < len(self._boxes):
            return np.unique(rows)
        listed = np.zeros(len(self._boxes), dtype=np.bool_)  # sorting so many would take longer
        listed[rows] = True
        return np.flatnonzero(listed)

    def _span(self, low: float, high: float, axis: int, count: int) -> tuple[int, int]:
        origin = float(self._origin[axis])
        first, last = floor((low - origin) / _CELL), floor((high - origin) / _CELL)
        return max(0, min(first, count)), max(0, min(last + 1, count))
