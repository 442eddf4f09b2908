"""The whole picture in a corner, with the part that is in view: click or drag to look elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from forebear.desktop.graph.pens import pen_of
from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from forebear.desktop.graph.pane import GraphPane

_WIDEST, _HIGHEST = 220.0, 150.0
_LEAST_SIDE = 56.0
_VEIL = 0.55


class Minimap(QWidget):
    """A small map of one pane's picture; hidden while all of it is in view."""

    def __init__(self, theme: Theme, pane: GraphPane) -> None:
        super().__init__(pane)
        self._theme, self._pane = theme, pane
        self._picture = QPixmap()
        self._wanted = False
        self._grip = QPointF()
        self.setAccessibleName(self.tr("Small map of the picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        pane.layers.overall.arrived.connect(self._take)
        pane.looked.connect(self.follow)
        theme.changed.connect(self.update)

    def set_wanted(self, wanted: bool) -> None:
        """Show it, where there is something out of view; or hide it."""
        self._wanted = wanted
        self.follow()

    def follow(self) -> None:
        """Follow the camera."""
        self.setVisible(self._wanted and not self._picture.isNull() and not self._holds_all())
        self.update()

    def _holds_all(self) -> bool:
        scene = self._pane.scene
        if scene is None or not scene.count:
            return True
        left, top, width, height = scene.bounds
        x1, y1 = self._pane.camera.to_view(left, top)
        x2, y2 = self._pane.camera.to_view(left + width, top + height)
        return x1 >= -1 and y1 >= -1 and x2 <= self._pane.width() + 1 and y2 <= self._pane.height() + 1

    def _take(self, image: QImage) -> None:
        view = self._pane.layers.overall.view
        scale = min(_WIDEST / view[2], _HIGHEST / view[3])
        size = QSize(round(max(view[2] * scale, _LEAST_SIDE)), round(max(view[3] * scale, _LEAST_SIDE)))
        ratio = self.devicePixelRatioF()
        scaled = image.scaled(
            size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self._picture = QPixmap.fromImage(scaled)
        right, bottom = self.geometry().right(), self.geometry().bottom()
        self.resize(size)
        self.move(right - self.width() + 1, bottom - self.height() + 1)
        self.follow()

    def _shown(self) -> QRectF:
        """The part in view, in pixels of this widget."""
        pane, (left, top, width, height) = self._pane, self._pane.layers.overall.view
        across, down = self.width() / width, self.height() / height
        camera = pane.camera
        return QRectF(
            (camera.x - left) * across,
            (camera.y - top) * down,
            pane.width() / camera.scale * across,
            pane.height() / camera.scale * down,
        )

    # Qt's own

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, less bright where it is not in view."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        shown = self._shown()
        inside = shown.intersected(QRectF(self.rect()))
        veil = self._theme.color("window")
        veil.setAlphaF(_VEIL)
        painter.save()
        for part in (
            QRectF(0, 0, self.width(), inside.top()),
            QRectF(0, inside.bottom(), self.width(), self.height() - inside.bottom()),
            QRectF(0, inside.top(), inside.left(), inside.height()),
            QRectF(inside.right(), inside.top(), self.width() - inside.right(), inside.height()),
        ):
            painter.fillRect(part, veil)
        painter.restore()
        least = 6.0  # so that a small part can be seen and gripped
        grown = QRectF(0, 0, max(inside.width(), least), max(inside.height(), least))
        grown.moveCenter(inside.center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen_of(self._theme.color("accent"), 1.6))
        painter.drawRoundedRect(grown.adjusted(0.8, 0.8, -0.8, -0.8), 2, 2)
        painter.setPen(QPen(self._theme.color("border.strong"), 1.0))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there; or take hold of what is in view."""
        shown = self._shown()
        inside = shown.contains(event.position())
        self._grip = event.position() - shown.center() if inside else QPointF()
        self._look(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look along."""
        if event.buttons():
            self._look(event.position())

    def _look(self, spot: QPointF) -> None:
        pane, (left, top, width, height) = self._pane, self._pane.layers.overall.view
        spot = spot - self._grip
        x, y = left + spot.x() * width / self.width(), top + spot.y() * height / self.height()
        pane.look(pane.camera.centred(x, y, pane.width(), pane.height()))
