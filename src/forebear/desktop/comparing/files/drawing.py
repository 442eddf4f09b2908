"""Draws an SVG as pixels, without anything it refers to."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from forebear.compare.files.drawings import harmless_drawing
from forebear.compare.files.pictures import Pixels

LARGEST = 2048
"""Pixels of the longer side; a drawing without a size of its own gets half of that."""


def drawn(content: bytes) -> Pixels | None:
    """Return a drawing's pixels on nothing; None where it is none. May be called on any thread."""
    from PySide6.QtSvg import QSvgRenderer  # for drawings alone

    safe = harmless_drawing(content)
    if safe is None:
        return None
    renderer = QSvgRenderer(QByteArray(safe))
    if not renderer.isValid():
        return None
    size = renderer.defaultSize()
    if size.isEmpty():
        size = QSize(LARGEST // 2, LARGEST // 2)
    if max(size.width(), size.height()) > LARGEST:
        size.scale(LARGEST, LARGEST, Qt.AspectRatioMode.KeepAspectRatio)
    size = size.expandedTo(QSize(1, 1))
    image = QImage(size, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixels_of(image)


def pixels_of(image: QImage) -> Pixels:
    """Return a copy of an image's pixels."""
    converted = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(converted.constBits(), np.uint8).reshape(converted.height(), -1)
    return rows[:, : converted.width() * 4].reshape(converted.height(), converted.width(), 4).copy()
