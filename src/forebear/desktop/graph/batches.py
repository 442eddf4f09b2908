"""Draws thousands of lines and rectangles from arrays with one call each, without an object for each."""

from __future__ import annotations

from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

Numbers = NDArray[np.float64] | NDArray[np.float32]

# QPainter holds Python's lock while it draws: in pieces, so that the window's thread gets its turn.
_AT_ONCE = 8_000


def draw_lines(painter: QPainter, ends: Numbers) -> None:
    """Draw rows of (x1, y1, x2, y2) with the painter's pen."""
    for start in range(0, len(ends), _AT_ONCE):
        rows = np.ascontiguousarray(
            ends[start : start + _AT_ONCE], dtype=np.float64
        )  # a QLineF is four doubles
        painter.drawLines(cast("QLineF", shiboken6.wrapInstance(rows.ctypes.data, QLineF)), len(rows))


def draw_rects(painter: QPainter, boxes: Numbers) -> None:
    """Draw rows of (left, top, width, height) with the painter's pen and brush."""
    for start in range(0, len(boxes), _AT_ONCE):
        rows = np.ascontiguousarray(
            boxes[start : start + _AT_ONCE], dtype=np.float64
        )  # a QRectF is four doubles
        painter.drawRects(cast("QRectF", shiboken6.wrapInstance(rows.ctypes.data, QRectF)), len(rows))


def clipped(ends: Numbers, view: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Return what of lines (x1, y1, x2, y2) is in a rectangle (left, top, width, height).

    QPainter takes a third of a millisecond for a line that runs far beyond what is seen.
    """
    lines = np.asarray(ends, dtype=np.float64)
    x1, y1, x2, y2 = lines.T
    dx, dy = x2 - x1, y2 - y1
    left, top, width, height = view
    enter, leave = np.zeros(len(lines)), np.ones(len(lines))
    outside = np.zeros(len(lines), dtype=np.bool_)
    for step, room in (
        (-dx, x1 - left),
        (dx, left + width - x1),
        (-dy, y1 - top),
        (dy, top + height - y1),
    ):
        outside |= (step == 0) & (room < 0)
        share = room / np.where(step == 0, 1.0, step)
        enter = np.where(step < 0, np.maximum(enter, share), enter)
        leave = np.where(step > 0, np.minimum(leave, share), leave)
    inside = ~outside & (enter <= leave)
    x1, y1, dx, dy, enter, leave = (each[inside] for each in (x1, y1, dx, dy, enter, leave))
    return np.column_stack((x1 + dx * enter, y1 + dy * enter, x1 + dx * leave, y1 + dy * leave))
