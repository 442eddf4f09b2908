"""Paints a scene: lines below, cards above, by distance."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.cards import CardPainter
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.wires import CURVED, WirePainter
from forebear.desktop.theme import Theme

_HANDLE_HEIGHT = 18.0


def has_handles(scale: float) -> bool:
    """Whether pills are drawn at that scale; smaller they could not be hit."""
    return scale >= CURVED


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
        self._wires = WirePainter(scene, theme)

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
        self._wires.base(painter, view, camera.scale, marks)
        rows = scene.grid.touching(*view).tolist()
        self._cards.base(painter, rows, camera.scale, marks)
        self._wires.overlay(painter, view, camera.scale, marks)
        self._cards.overlay(painter, rows, camera.scale, marks)
        if has_handles(camera.scale):
            for handle in self.handles(rows, marks, camera.scale):
                self._handle(painter, handle, _blown_up(camera.scale))
        painter.restore()

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
                x = left - long + 7.0 if upstream else left + width - 7.0  # beside what the card says
                box = QRectF(x, top + height - high * 0.4, long, high)
                found.append(Handle(row, upstream, 0 if folds and not count else count, box))
        return found

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
