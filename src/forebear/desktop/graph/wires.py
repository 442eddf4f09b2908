"""Paints the lines of a scene: calm below the cards, what is lit above the rest.

Direction is plain from a dot at the start and a head at the end. Where many lines run alike they are one
trunk, wider the more run in it. What is lit upstream is a full line, downstream a broken one, each in its
colour. A painter belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from forebear.desktop.graph.inks import CHANGE_TOKENS, Inks
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.segments import Floats, Mask
from forebear.desktop.theme import Theme
from forebear.drawing.layout.diagram import Point
from forebear.lineage.answers import Change

CURVED = 0.32  # lines are straight in a smaller picture, and have no heads
_ARROW, _DOT = 9.0, 2.6  # in units
_LEAST_ARROW, _LEAST_DOT = 6.0, 1.8  # in pixels
_REACH = _LEAST_ARROW / CURVED  # of a head, in units, at most
_MOST_LINES = 12_000
_MOST_SMOOTH, _MOST_WIDE, _MOST_CURVES = 400, 120, 80
_TILES = 24  # into which a picture with many lines falls
_TRUNKS = ((1, 1.3), (2, 2.0), (5, 2.8), (12, 3.6))
"""From so many lines on a trunk is so wide, in pixels."""
_CALM, _FAINT, _THIN = 0.85, 0.3, 0.7  # how much of the colour shows on the ground
_LIT, _ONE_SIDED = 2.2, 1.6
_BROKEN = [4.0, 2.2]
View = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour, a width in pixels, and whether the line is broken."""

    color: QColor
    width: float
    broken: bool = False


class WirePainter:
    """Draws the lines of one scene."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._inks = Inks(theme.colours)
        self._curves: dict[int, QPainterPath] = {}
        routes, turned = scene.arrangement.routes, scene.arrangement.turned
        # Where each line arrives or starts, and from which side (1 = from the left).
        side = [-1.0 if number in turned else 1.0 for number in range(len(routes))]
        self._tips = _ends([route[-1] for route in routes], side)
        self._starts = _ends([route[0] for route in routes], side)

    def base(
        self, painter: QPainter, view: View, scale: float, marks: Marks, without: frozenset[int] = frozenset()
    ) -> None:
        """Draw the lines in `view` (left, top, width, height) at rest, but for the links `without`."""
        segments = self._scene.segments
        seen = segments.touching(*view)
        every = frozenset(range(len(self._scene.links))) - without
        if without:
            seen &= segments.of(every)
        faint, clear = self._ground(_FAINT), self._ground(_CALM)
        bright = self._bright(marks)
        if np.count_nonzero(seen) <= _MOST_LINES:
            lit = segments.of(bright) if bright is not None else np.ones_like(seen)
            self._lines(painter, seen & ~lit, Ink(faint, _TRUNKS[0][1]), scale, alike=True)
            for (least, width), (most, _) in zip(_TRUNKS, (*_TRUNKS[1:], (1 << 60, 0.0)), strict=True):
                trunk = (segments.load >= least) & (segments.load < most)
                self._lines(painter, seen & lit & trunk, Ink(clear, width), scale, alike=True)
        self._changed(painter, view, scale, marks, every)
        whole = every if bright is None else every & frozenset(bright)
        self._marks(painter, every - whole, view, Ink(faint, 1.3), scale)
        self._marks(painter, whole, view, Ink(clear, 1.3), scale)

    def _changed(
        self, painter: QPainter, view: View, scale: float, marks: Marks, every: frozenset[int]
    ) -> None:
        """Draw the lines that only one side has, the first one's broken."""
        for change in (Change.REMOVED, Change.ADDED):
            links = every & {number for number, each in marks.links.items() if each is change}
            if links:
                broken = change is Change.REMOVED
                ink = Ink(self._inks.color(f"{CHANGE_TOKENS[change]}.text"), _ONE_SIDED, broken)
                seen = self._scene.segments.touching(*view) & self._scene.segments.of(links)
                if broken:
                    ground = Ink(self._inks.color("window"), _LIT)
                    self._lines(painter, seen, ground, scale, alike=True)
                self._lines(painter, seen, ink, scale, alike=True)
                self._marks(painter, links, view, ink, scale)

    def overlay(self, painter: QPainter, view: View, scale: float, marks: Marks) -> None:
        """Draw what is lit upstream and downstream, and the line under the pointer."""
        segments = self._scene.segments
        pointed = frozenset(() if marks.link is None else (marks.link,))
        for links, token, broken in (
            (marks.down.links, "edge.down", True),
            (marks.up.links, "edge.up", False),
            (pointed, "accent", False),
        ):
            if not links:
                continue
            ink = Ink(self._inks.color(token), _LIT, broken)
            # A broken line needs empty ground between its strokes.
            seen = segments.touching(*view) & segments.of(links)
            if broken and scale >= CURVED and np.count_nonzero(seen) <= _MOST_WIDE:
                self._lines(painter, seen, Ink(self._inks.color("window"), _LIT + 0.6), scale)
            self._lines(painter, seen, ink, scale)
            self._marks(painter, links, view, ink, scale)

    def _ground(self, share: float) -> QColor:
        return self._inks.mixed("edge", "window", share)

    def _bright(self, marks: Marks) -> list[int] | None:
        """The links neither of whose ends steps back; None = all."""
        back = marks.dimmed | marks.later
        if not back:
            return None
        return [
            number
            for number, link in enumerate(self._scene.links)
            if link.source not in back and link.target not in back
        ]

    def _lines(self, painter: QPainter, chosen: Mask, ink: Ink, scale: float, *, alike: bool = False) -> None:
        """Draw pieces: straight ones at once, curves one by one.

        `alike`: it is for a tile, which must look like the one beside it, however many lines are in either.
        """
        numbers = np.flatnonzero(chosen)
        if not len(numbers):
            return
        segments = self._scene.segments
        crowd = segments.count // _TILES if alike else len(numbers)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        smooth = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
        if scale < CURVED:
            thin = ink.width < _LIT
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth and crowd <= _MOST_SMOOTH)
            calm = _pen(painter, Ink(self._ground(_THIN), 1.0))
            painter.setPen(calm if thin else _pen(painter, Ink(ink.color, 1.6, ink.broken)))
            _draw_lines(painter, segments.ends[numbers])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            return
        # Qt draws lines of one pixel by a much faster way; among so many nobody misses the rest of the width.
        width = ink.width if crowd <= _MOST_WIDE or ink.width > _TRUNKS[0][1] else 1.0
        painter.setPen(_pen(painter, Ink(ink.color, width, ink.broken)))
        _draw_lines(painter, segments.ends[numbers[segments.level[numbers]]])
        curves = numbers[~segments.level[numbers]]
        if len(curves) > _MOST_CURVES and not ink.broken:
            _draw_lines(painter, _stepped(segments.ends[curves]))
            return
        for number in curves.tolist():
            painter.drawPath(self._piece(number))

    def _marks(self, painter: QPainter, links: Collection[int], view: View, ink: Ink, scale: float) -> None:
        """Draw the starts and heads of links, and all of those that run backwards, dotted."""
        if scale < CURVED or not links:
            return
        numbers = np.fromiter(links, dtype=np.intp, count=len(links))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = _pen(painter, Ink(ink.color, ink.width))
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        for number in self._scene.arrangement.turned.intersection(links):
            painter.drawPath(curve(self._scene.arrangement.routes[number]))
        long, dot = max(_ARROW, _LEAST_ARROW / scale), max(_DOT, _LEAST_DOT / scale)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for x, y, side in _within(self._tips[numbers], view):
            back = x - side * long
            corners = (
                QPointF(x, y),
                QPointF(back, y - long * 0.45),
                QPointF(back + side * long * 0.22, y),
                QPointF(back, y + long * 0.45),
            )
            path.addPolygon(QPolygonF(corners))
            path.closeSubpath()
        for x, y, _ in _within(self._starts[numbers], view):
            path.addEllipse(QRectF(x - dot, y - dot, 2 * dot, 2 * dot))
        painter.fillPath(path, ink.color)

    def _piece(self, number: int) -> QPainterPath:
        if number not in self._curves:
            x1, y1, x2, y2 = self._scene.segments.ends[number].tolist()
            self._curves[number] = curve(((x1, y1), (x2, y2)))
        return self._curves[number]


def curve(route: tuple[Point, ...]) -> QPainterPath:
    """Return the line of a route: an S-curve in each gap between columns, level through a column."""
    path = QPainterPath(QPointF(*route[0]))
    for number in range(1, len(route)):
        (x1, y1), (x2, y2) = route[number - 1], route[number]
        if number % 2 == 0 or y1 == y2:
            path.lineTo(x2, y2)
        else:
            middle = (x1 + x2) / 2
            path.cubicTo(middle, y1, middle, y2, x2, y2)
    return path


def _stepped(ends: Floats) -> Floats:
    """Return S-curves as straight steps, short enough that among many nobody sees them."""
    t = np.linspace(0.0, 1.0, 11)
    across, along = 1.5 * t * (1 - t) + t**3, 3 * t**2 * (1 - t) + t**3
    x = ends[:, [0]] + (ends[:, [2]] - ends[:, [0]]) * across
    y = ends[:, [1]] + (ends[:, [3]] - ends[:, [1]]) * along
    return np.stack((x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]), axis=2).reshape(-1, 4)


def _ends(points: list[Point], sides: list[float]) -> Floats:
    ends = [(*point, side) for point, side in zip(points, sides, strict=True)]
    return np.asarray(ends, dtype=np.float64).reshape(-1, 3)


def _within(ends: Floats, view: View) -> list[list[float]]:
    """Return those ends that are in a view, each once."""
    left, top, wide, high = view
    shown = (
        (ends[:, 0] >= left - _REACH)
        & (ends[:, 0] <= left + wide + _REACH)
        & (ends[:, 1] >= top - _REACH)
        & (ends[:, 1] <= top + high + _REACH)
    )
    found: list[list[float]] = np.unique(ends[shown], axis=0).tolist()
    return found


def _draw_lines(painter: QPainter, ends: Floats) -> None:
    """Draw rows of (x1, y1, x2, y2) at once, without making an object of each."""
    if len(ends):
        rows = np.ascontiguousarray(ends, dtype=np.float64)  # a QLineF is four doubles
        first = cast("QLineF", shiboken6.wrapInstance(rows.ctypes.data, QLineF))
        painter.drawLines(first, len(rows))


def _pen(painter: QPainter, ink: Ink) -> QPen:
    """Return a pen as wide in logical pixels at every scale; Qt counts those of the screen."""
    pen = QPen(ink.color, ink.width * painter.device().devicePixelRatioF())
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # a round end would show where two pieces meet
    if ink.broken:
        pen.setDashPattern(_BROKEN)
    return pen
