"""Paints the lines of a scene: calm below the cards, what is lit above the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from forebear.desktop.graph.cards import curve
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.segments import Floats, Mask
from forebear.desktop.theme import Theme

CURVED = 0.4  # lines are straight in a smaller picture, and have no heads
_ARROW = 9.0
_MOST_LINES = 12_000
_MOST_SMOOTH, _MOST_WIDE = 400, 120
_CALM, _FADED, _THIN = 0.85, 0.25, 0.45  # opacities
View = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour, and a width in pixels."""

    color: QColor
    width: float


class WirePainter:
    """Draws the lines of one scene."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene, self._theme = scene, theme
        self._curves: dict[int, QPainterPath] = {}
        routes = scene.arrangement.routes
        turned = scene.arrangement.turned
        # Where each line arrives, and from which side (1 = from the left).
        self._tips = np.asarray(
            [(*route[-1], -1.0 if number in turned else 1.0) for number, route in enumerate(routes)],
            dtype=np.float64,
        ).reshape(-1, 3)

    def paint(self, painter: QPainter, view: View, scale: float, marks: Marks) -> None:
        """Draw the lines in `view` (left, top, width, height)."""
        segments = self._scene.segments
        seen = segments.touching(*view)
        lit_up, lit_down = segments.of(marks.up.links), segments.of(marks.down.links)
        calm = seen & ~lit_up & ~lit_down
        edge = self._theme.color("edge")
        if np.count_nonzero(calm) <= _MOST_LINES:
            bright = self._bright(marks)
            clear = segments.of(bright) if bright is not None else np.ones_like(seen)
            self._lines(painter, calm & ~clear, Ink(_faded(edge, _FADED), 1.4), scale)
            self._lines(painter, calm & clear, Ink(_faded(edge, _CALM), 1.4), scale)
        every = frozenset(range(len(self._scene.links)))
        lit = marks.up.links | marks.down.links
        self._whole(painter, every - lit, view, Ink(_faded(edge, _CALM), 1.4), scale)
        for mask, links, token in (
            (lit_down, marks.down.links, "edge.down"),
            (lit_up, marks.up.links, "edge.up"),
            (None, frozenset(() if marks.link is None else (marks.link,)), "accent"),
        ):
            ink = Ink(self._theme.color(token), 2.2)
            self._lines(painter, seen & (segments.of(links) if mask is None else mask), ink, scale)
            self._whole(painter, links, view, ink, scale)

    def _bright(self, marks: Marks) -> list[int] | None:
        """The links both of whose ends are in focus; None = all."""
        if not marks.dimmed:
            return None
        return [
            number
            for number, link in enumerate(self._scene.links)
            if link.source not in marks.dimmed and link.target not in marks.dimmed
        ]

    def _lines(self, painter: QPainter, chosen: Mask, ink: Ink, scale: float) -> None:
        """Draw pieces: straight ones at once, curves one by one."""
        numbers = np.flatnonzero(chosen)
        if not len(numbers):
            return
        segments = self._scene.segments
        painter.setBrush(Qt.BrushStyle.NoBrush)
        smooth = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
        if scale < CURVED:
            thin = ink.width < 2
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth and len(numbers) <= _MOST_SMOOTH)
            calm = _pen(_faded(ink.color, ink.color.alphaF() * _THIN), 1.0)
            painter.setPen(calm if thin else _pen(ink.color, 1.6))
            _draw_lines(painter, segments.ends[numbers])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            return
        # Qt draws lines of one pixel by a much faster way; among so many nobody misses the rest of the width.
        painter.setPen(_pen(ink.color, ink.width if len(numbers) <= _MOST_WIDE else 1.0))
        _draw_lines(painter, segments.ends[numbers[segments.level[numbers]]])
        for number in numbers[~segments.level[numbers]].tolist():
            painter.drawPath(self._piece(number))

    def _whole(self, painter: QPainter, links: Collection[int], view: View, ink: Ink, scale: float) -> None:
        """Draw the heads of links, and all of those that run backwards, dashed."""
        if scale < CURVED or not links:
            return
        numbers = np.asarray(sorted(links), dtype=np.intp)
        left, top, wide, high = view
        tips = self._tips[numbers]
        shown = (
            (tips[:, 0] >= left - _ARROW)
            & (tips[:, 0] <= left + wide + _ARROW)
            & (tips[:, 1] >= top - _ARROW)
            & (tips[:, 1] <= top + high + _ARROW)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = _pen(ink.color, ink.width)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        for number in self._scene.arrangement.turned.intersection(links):
            painter.drawPath(curve(self._scene.arrangement.routes[number]))
        heads = QPainterPath()
        for x, y, side in np.unique(tips[shown], axis=0).tolist():
            back = x - side * _ARROW
            corners = (QPointF(x, y), QPointF(back, y - _ARROW * 0.45), QPointF(back, y + _ARROW * 0.45))
            heads.addPolygon(QPolygonF(corners))
            heads.closeSubpath()
        painter.fillPath(heads, ink.color)

    def _piece(self, number: int) -> QPainterPath:
        if number not in self._curves:
            x1, y1, x2, y2 = self._scene.segments.ends[number].tolist()
            self._curves[number] = curve(((x1, y1), (x2, y2)))
        return self._curves[number]


def _draw_lines(painter: QPainter, ends: Floats) -> None:
    """Draw rows of (x1, y1, x2, y2) at once, without making an object of each."""
    if len(ends):
        rows = np.ascontiguousarray(ends, dtype=np.float64)  # a QLineF is four doubles
        first = cast("QLineF", shiboken6.wrapInstance(rows.ctypes.data, QLineF))
        painter.drawLines(first, len(rows))


def _faded(color: QColor, opacity: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(opacity)
    return faded


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
