"""Many lines drawn with one call, from an array."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter


def draw_lines(painter: QPainter, lines: np.ndarray[Any, np.dtype[np.float64]]) -> None:
    """Draw lines given as rows of x1, y1, x2, y2, without an object for each; all must be finite."""
    if not len(lines):
        return
    held = internals.PrimitiveArray(QLineF, 4)
    held.resize(len(lines))
    held.ndarray()[:] = lines
    painter.drawLines(*held.drawargs())
