"""The colours of one theme as a painter needs them. For one thread."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from forebear.lineage.answers import Change

CHANGE_TOKENS = {
    Change.ADDED: "diff.added",
    Change.REMOVED: "diff.removed",
    Change.CHANGED: "diff.changed",
}
CHANGE_LINES = {
    Change.ADDED: Qt.PenStyle.SolidLine,
    Change.REMOVED: Qt.PenStyle.DashLine,
    Change.CHANGED: Qt.PenStyle.DotLine,
}
"""The rims of what changed, as on paper: told apart without their colours."""


class Inks:
    """Colours and pens by token, made once."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        self._colours = colours
        self._kept: dict[tuple[str, float], QColor] = {}
        self._pens: dict[tuple[str, float, Qt.PenStyle], QPen] = {}
        self._mixed: dict[tuple[str, str, float], QColor] = {}

    def color(self, token: str, opacity: float = 1.0) -> QColor:
        """Return the colour of a token; not to be changed."""
        key = (token, opacity)
        if key not in self._kept:
            color = QColor(self._colours[token])
            color.setAlphaF(opacity)
            self._kept[key] = color
        return self._kept[key]

    def mixed(self, token: str, ground: str, share: float) -> QColor:
        """Return a colour of which that share (0 to 1) shows on a ground; nothing shines through it."""
        key = (token, ground, share)
        if key not in self._mixed:
            over, under = self.color(token), self.color(ground)
            self._mixed[key] = QColor.fromRgbF(
                over.redF() * share + under.redF() * (1 - share),
                over.greenF() * share + under.greenF() * (1 - share),
                over.blueF() * share + under.blueF() * (1 - share),
            )
        return self._mixed[key]

    def pen(self, token: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """Return a pen as wide in units of the drawing."""
        key = (token, width, style)
        if key not in self._pens:
            pen = QPen(self.color(token), width, style)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            self._pens[key] = pen
        return self._pens[key]
