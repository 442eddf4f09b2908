"""Paints a laid out graph: what rests is painted into tiles, what follows the pointer over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.cards import CardPainter
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.ground import paint_ground
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.pens import View, pen_of
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.wires import WirePainter, curve
from forebear.desktop.theme import Theme

_HANDLE_HEIGHT, _HANDLED = 18.0, 0.4
_MOST_FOLLOWING = 300  # lines that are drawn to a node while it is dragged


def has_handles(scale: float) -> bool:
    """Whether pills are drawn at that scale; smaller they could not be hit."""
    return scale >= _HANDLED


@dataclass(frozen=True, slots=True)
class Handle:
    """A pill at a card's corner that unfolds, or folds, neighbours."""

    row: int
    upstream: bool
    count: int  # 0 = folds what it unfolded
    box: QRectF


class Painting(Protocol):
    """Paints one picture in one theme; used by one thread. Painters are in units of the drawing.

    `edges` are the pixels at the left and at the top that its frame takes.
    """

    edges: tuple[int, int]

    def still(
        self, painter: QPainter, view: View, scale: float, marks: Marks, lifted: int | None = None, /
    ) -> None:
        """Paint what rests: ground, lines, nodes, but for a lifted one; faded as `marks` say, nothing lit."""

    def live(self, painter: QPainter, view: View, scale: float, marks: Marks) -> None:
        """Paint over it what is lit, hovered, selected, and in the keyboard's focus."""

    def frame(self, painter: QPainter, camera: Camera, width: int, height: int) -> None:
        """Paint what stays at the widget's edges; the painter is in pixels."""

    def told(self, row: int, scale: float) -> str:
        """What cannot be read on a node at that scale."""

    def handles(self, rows: list[int], marks: Marks, scale: float, /) -> list[Handle]:
        """The pills of these nodes."""


def resting(marks: Marks) -> Marks:
    """Return what of some marks is painted into tiles: what fades and what changed."""
    return replace(
        Marks(),
        dimmed=marks.dimmed,
        later=marks.later,
        changes=marks.changes,
        links=marks.links,
        sides=marks.sides,
    )


class GraphPainter:
    """Paints one scene; immutable but for what it has measured."""

    def __init__(self, scene: Scene, theme: Theme, font: QFont) -> None:
        self.edges = (0, 0)
        self._scene = scene
        self._theme = theme
        self._colours = theme.colours
        self._cards = CardPainter(scene, theme, font)
        self._font = QFont(font)
        self._font.setPointSizeF(font.pointSizeF() * 0.82)
        self._font.setWeight(QFont.Weight.DemiBold)
        self._wires = WirePainter(scene, theme)

    def still(
        self, painter: QPainter, view: View, scale: float, marks: Marks, lifted: int | None = None
    ) -> None:
        """Paint the ground, the lines and the cards."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, distance(scale) is not Distance.FAR)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint_ground(painter, view, scale, self._colours)
        own = self._links_of(lifted) if lifted is not None else frozenset[int]()
        self._wires.base(painter, view, scale, marks, own)
        rows = [row for row in self._rows(view, scale) if row != lifted]
        self._cards.base(painter, rows, scale, marks)

    def nodes(self, painter: QPainter, rows: list[int], scale: float, marks: Marks) -> None:
        """Paint some nodes at rest, and nothing else."""
        self._cards.base(painter, rows, scale, marks)

    def dragged(self, painter: QPainter, row: int, by: tuple[float, float], scale: float) -> None:
        """Paint a node and its lines where it is dragged to."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen_of(self._theme.color("edge"), 1.3))
        routes = self._scene.arrangement.routes
        for number in sorted(self._links_of(row))[:_MOST_FOLLOWING]:
            (x1, y1), (x2, y2) = routes[number][0], routes[number][-1]
            link = self._scene.links[number]
            if link.source == row:
                x1, y1 = x1 + by[0], y1 + by[1]
            if link.target == row:
                x2, y2 = x2 + by[0], y2 + by[1]
            painter.drawPath(curve(((x1, y1), (x2, y2))))
        painter.save()
        painter.translate(*by)
        self._cards.overlay(painter, [row], scale, Marks(selected=row))
        painter.restore()

    def _links_of(self, row: int) -> frozenset[int]:
        return frozenset(
            number for number, link in enumerate(self._scene.links) if row in (link.source, link.target)
        )

    def live(self, painter: QPainter, view: View, scale: float, marks: Marks) -> None:
        """Paint what stands out, and the pills."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._wires.overlay(painter, view, scale, marks)
        rows = self._rows(view, scale)
        self._cards.overlay(painter, rows, scale, marks)
        if has_handles(scale):
            for handle in self.handles(rows, marks, scale):
                self._handle(painter, handle, _blown_up(scale))

    def frame(self, painter: QPainter, camera: Camera, width: int, height: int) -> None:
        """Nothing stays at the edges."""

    def told(self, row: int, scale: float) -> str:
        """What cannot be read on a node's card at that scale."""
        return self._cards.told(row, near=distance(scale) is Distance.NEAR)

    def handles(self, rows: list[int], marks: Marks, scale: float) -> list[Handle]:
        """The pills of these nodes, on a small picture larger than its cards are."""
        found, size = [], _blown_up(scale)
        high = _HANDLE_HEIGHT * size
        metrics = QFontMetricsF(self._font)
        for row in rows:
            for upstream, count in zip((True, False), self._scene.more.get(row, (0, 0)), strict=True):
                folds = (row, upstream) in marks.unfolded
                if not count and not folds:
                    continue
                left, top, width, height = self._scene.box(row)
                long = max(_HANDLE_HEIGHT + 4, metrics.horizontalAdvance(f"+{count}") + 12) * size
                inside = 7.0  # what a card says is not covered
                x = left - long + inside if upstream else left + width - inside
                box = QRectF(x, top + height - high * 0.4, long, high)
                found.append(Handle(row, upstream, 0 if folds and not count else count, box))
        return found

    def _rows(self, view: View, scale: float) -> list[int]:
        """The nodes in a view; what stands out of their boxes is at most so many pixels and units wide."""
        left, top, width, height = view
        out = 4.0 + 4.0 / scale
        rows: list[int] = self._scene.grid.touching(
            left - out, top - out, width + 2 * out, height + 2 * out
        ).tolist()
        return rows

    def _handle(self, painter: QPainter, handle: Handle, size: float) -> None:
        painter.setPen(QPen(self._theme.color("border.strong"), size))
        painter.setBrush(self._theme.color("surface.raised"))
        painter.drawRoundedRect(handle.box, handle.box.height() / 2, handle.box.height() / 2)
        font = QFont(self._font)
        font.setPointSizeF(self._font.pointSizeF() * size)
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        text = f"+{handle.count}" if handle.count else "\N{MINUS SIGN}"
        painter.drawText(handle.box, Qt.AlignmentFlag.AlignCenter, text)


def _blown_up(scale: float) -> float:
    """How much larger than its place in the drawing a pill is, so that its number can be read."""
    return max(1.0, 0.87 / scale)
