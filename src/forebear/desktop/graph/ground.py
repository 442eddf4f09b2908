"""What the picture lies on: quiet dots that move with it, so that an empty stretch shows the way one pans."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from forebear.desktop.graph.batches import draw_rects
from forebear.desktop.graph.pens import View

_GAP = 28.0
_LEAST = 14.0  # pixels between dots
_SIDE = 2.0  # pixels of a dot


def paint_ground(painter: QPainter, view: View, scale: float, colours: Mapping[str, str]) -> None:
    """Paint the ground in `view`; the painter is in units."""
    left, top, width, height = view
    edge = 1.0 / scale  # so that a tile is full to its last pixel
    ground = QRectF(left - edge, top - edge, width + 2 * edge, height + 2 * edge)
    painter.fillRect(ground, QColor(colours["window"]))
    if _GAP * scale < _LEAST:
        return
    across = np.arange(floor(left / _GAP), floor((left + width) / _GAP) + 2) * _GAP
    down = np.arange(floor(top / _GAP), floor((top + height) / _GAP) + 2) * _GAP
    side = _SIDE / scale
    dots = np.empty((len(across) * len(down), 4))
    dots[:, 0], dots[:, 1] = np.tile(across, len(down)) - side / 2, np.repeat(down, len(across)) - side / 2
    dots[:, 2:] = side
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours["ground.dot"]))
    draw_rects(painter, dots)
