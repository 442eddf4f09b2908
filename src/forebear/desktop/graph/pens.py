"""Colours and pens that painters share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

View = tuple[float, float, float, float]
"""The part of a drawing that is seen, in units: left, top, width, height."""


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return a colour between two, opaque: lines of it are drawn several times faster than faint ones."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def pen_of(color: QColor, width: float) -> QPen:
    """Return a pen whose width is in pixels at every scale."""
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
