"""Paints a scene: lines below, cards above, by distance."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.cards import CardPainter, Emphasis, curve
from forebear.desktop.graph.scene import Closure, Scene
from forebear.desktop.theme import Theme

_NEAR, _MIDDLE, _CURVED = 0.56, 0.24, 0.4
_MOST_LINES = 12_000
_ARROW = 9.0
_HANDLE_HEIGHT = 18.0
_NOTHING = Closure(frozenset(), frozenset())


class Distance(IntEnum):
    """How much of a node can be seen."""

    FAR = 0
    MIDDLE = 1
    NEAR = 2


def has_handles(scale: float) -> bool:
    """Whether pills are drawn at that scale; smaller they could not be hit."""
    return scale >= _CURVED


def distance(scale: float) -> Distance:
    """Say how far a drawing of that scale is."""
    return Distance.NEAR if scale >= _NEAR else Distance.MIDDLE if scale >= _MIDDLE else Distance.FAR


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out: rows of the scene, `None` and empty = nothing. `ring` is the keyboard's focus."""

    selected: int | None = None
    hovered: int | None = None
    ring: int | None = None
    link: int | None = None
    up: Closure = _NOTHING
    down: Closure = _NOTHING
    dimmed: frozenset[int] = field(default_factory=frozenset)
    unfolded: frozenset[tuple[int, bool]] = field(default_factory=frozenset)  # (row, upstream)


@dataclass(frozen=True, slots=True)
class Handle:
    """A pill at a card's corner that unfolds, or folds, neighbours."""

    row: int
    upstream: bool
    count: int  # 0 = folds what it unfolded
    box: QRectF


class GraphPainter:
    """Paints one scene in one theme; immutable but for what it has measured."""

    def __init__(self, scene: Scene, theme: Theme, font: QFont) -> None:
        self._scene, self._theme = scene, theme
        self._cards = CardPainter(scene, theme, font)
        self._font = QFont(font)
        self._font.setPointSizeF(font.pointSizeF() * 0.82)
        self._font.setWeight(QFont.Weight.DemiBold)
        self._curves: dict[int, QPainterPath] = {}

    def paint(self, painter: QPainter, camera: Camera, width: float, height: float, marks: Marks) -> None:
        """Paint what of the scene is in a view of that many pixels."""
        scene = self._scene
        view = (camera.x, camera.y, width / camera.scale, height / camera.scale)
        painter.save()
        painter.scale(camera.scale, camera.scale)
        painter.translate(-camera.x, -camera.y)
        seen = distance(camera.scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, seen is not Distance.FAR)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        links = scene.links_touching(*view).tolist()
        lit = marks.up.links | marks.down.links
        if len(links) <= _MOST_LINES:
            self._lines(painter, [number for number in links if number not in lit], camera.scale, marks)
        for number in links:
            if number in lit or number == marks.link:
                token = "edge.up" if number in marks.up.links else "edge.down"
                self._line(painter, number, self._theme.color(token), 2.2, camera.scale)
        rows = scene.grid.touching(*view).tolist()
        if seen is Distance.FAR:
            self._cards.far(painter, rows, marks.dimmed)
            self._outline(painter, marks.hovered, "border.strong", camera.scale)
            self._outline(painter, marks.selected, "accent", camera.scale)
        else:
            for row in rows:
                painter.setOpacity(0.35 if row in marks.dimmed else 1.0)
                if seen is Distance.NEAR:
                    self._cards.near(painter, row, self._emphasis(row, marks))
                else:
                    self._cards.middling(painter, row, self._emphasis(row, marks), camera.scale)
            painter.setOpacity(1.0)
        self._outline(painter, marks.ring, "focus", camera.scale)
        if has_handles(camera.scale):
            for handle in self.handles(rows, marks):
                self._handle(painter, handle)
        painter.restore()

    def handles(self, rows: list[int], marks: Marks) -> list[Handle]:
        """The pills of these nodes."""
        found = []
        metrics = QFontMetricsF(self._font)
        for row in rows:
            for upstream, count in zip((True, False), self._scene.more.get(row, (0, 0)), strict=True):
                folds = (row, upstream) in marks.unfolded
                if not count and not folds:
                    continue
                left, top, width, height = self._scene.box(row)
                long = max(_HANDLE_HEIGHT + 4, metrics.horizontalAdvance(f"+{count}") + 12)
                x = left - long * 0.4 if upstream else left + width - long * 0.6
                box = QRectF(x, top + height - _HANDLE_HEIGHT * 0.55, long, _HANDLE_HEIGHT)
                found.append(Handle(row, upstream, 0 if folds and not count else count, box))
        return found

    @staticmethod
    def _emphasis(row: int, marks: Marks) -> Emphasis:
        if row == marks.selected:
            return Emphasis.SELECTED
        return Emphasis.HOVERED if row == marks.hovered else Emphasis.NONE

    def _curve(self, number: int) -> QPainterPath:
        if number not in self._curves:
            self._curves[number] = curve(self._scene.arrangement.routes[number])
        return self._curves[number]

    def _lines(self, painter: QPainter, numbers: list[int], scale: float, marks: Marks) -> None:
        color = self._theme.color("edge")
        if scale >= _CURVED:
            for number in numbers:
                link = self._scene.links[number]
                painter.setOpacity(0.25 if {link.source, link.target} & marks.dimmed else 0.85)
                self._line(painter, number, color, 1.4, scale)
            painter.setOpacity(1.0)
            return
        color.setAlphaF(0.45)
        painter.setPen(_cosmetic(color, 1.0))
        painter.drawLines(
            [
                QLineF(*start, *end)
                for number in numbers
                for route in (self._scene.arrangement.routes[number],)
                for start, end in pairwise(route)
            ]
        )

    def _line(self, painter: QPainter, number: int, color: QColor, width: float, scale: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = _cosmetic(color, width)
        if number in self._scene.arrangement.turned:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPath(self._curve(number))
        if scale < _CURVED:
            return
        route = self._scene.arrangement.routes[number]
        (x0, _), (x, y) = route[-2], route[-1]
        back = -_ARROW if x0 <= x else _ARROW
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(
            QPolygonF(
                [QPointF(x, y), QPointF(x + back, y - _ARROW * 0.45), QPointF(x + back, y + _ARROW * 0.45)]
            )
        )

    def _outline(self, painter: QPainter, row: int | None, token: str, scale: float) -> None:
        if row is None:
            return
        left, top, width, height = self._scene.box(row)
        out = max(4.0, 3.0 / scale)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_cosmetic(self._theme.color(token), 2.0))
        painter.drawRoundedRect(
            QRectF(left - out, top - out, width + 2 * out, height + 2 * out), 8 + out, 8 + out
        )

    def _handle(self, painter: QPainter, handle: Handle) -> None:
        painter.setPen(QPen(self._theme.color("border.strong"), 1.0))
        painter.setBrush(self._theme.color("surface.raised"))
        painter.drawRoundedRect(handle.box, _HANDLE_HEIGHT / 2, _HANDLE_HEIGHT / 2)
        painter.setFont(self._font)
        painter.setPen(self._theme.color("text"))
        text = f"+{handle.count}" if handle.count else "\N{MINUS SIGN}"
        painter.drawText(handle.box, Qt.AlignmentFlag.AlignCenter, text)


def _cosmetic(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
