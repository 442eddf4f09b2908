"""The picture of a graph: one painted widget with a camera."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from forebear.desktop.graph.camera import Camera, Fit
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.painting import GraphPainter
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.walking import first
from forebear.desktop.theme import Theme

_READABLE = 0.45  # a picture is not shown smaller than this at first; one pans instead
_DOTS = 28.0
ZOOM_STEP = 1.25


class GraphPane(QWidget):
    """Paints one scene.

    Attributes: `scene`, `camera` and `marks` are what is shown, from where, and what stands out of it; they
    are changed through the methods. Signals: `zoomed(float)` the scale.
    """

    zoomed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.scene: Scene | None = None
        self.camera = Camera()
        self.marks = Marks()
        self.painter: GraphPainter | None = None
        self._tip: tuple[str, QPointF] = ("", QPointF())
        self._fit: Fit | None = Fit.OPENING  # None = the person moved the camera
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._restyle)

    def show_scene(self, scene: Scene | None, *, keep_camera: bool = False) -> None:
        """Show another scene, from its best side unless the camera is to stay where a person put it."""
        self.scene = scene
        self.marks = Marks()
        self._tip = ("", QPointF())
        self._restyle()
        if not keep_camera:
            self.fit(Fit.OPENING)
        elif self._fit is not None:
            self.fit(self._fit)

    def mark(self, marks: Marks) -> None:
        """Say what stands out."""
        self.marks = marks
        self.update()

    def look(self, camera: Camera) -> None:
        """Move the camera; from now on it stays where the person put it."""
        self._fit = None
        self._aim(camera)

    def _aim(self, camera: Camera) -> None:
        changed = camera.scale != self.camera.scale
        self.camera = camera
        if changed:
            self.zoomed.emit(camera.scale)
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in (above 1) or out at a pixel, or at the middle."""
        spot = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        self.look(self.camera.zoomed(factor, spot.x(), spot.y()))

    def step(self, steps: int) -> None:
        """Zoom in by steps, out by negative ones; 0 shows everything."""
        if steps:
            self.zoom(ZOOM_STEP**steps)
        else:
            self.fit(Fit.EVERYTHING)

    def fit(self, fit: Fit) -> None:
        """Show the picture so, and again whenever the widget's size changes, until the camera is moved."""
        self._fit = fit
        if self.scene is None or not self.scene.nodes or not self.isVisible():
            return
        start = first(self.scene)
        if fit is Fit.EVERYTHING or start is None:
            self._aim(Camera.fitting(self.scene.bounds, self.width(), self.height()))
        else:
            middle = self.scene.middle(start)
            self._aim(Camera.opening(self.scene.bounds, middle, self.width(), self.height(), _READABLE))

    def centre(self, row: int) -> None:
        """Bring a node to the middle."""
        if self.scene is not None:
            self.look(self.camera.centred(*self.scene.middle(row), self.width(), self.height()))

    def reveal(self, row: int) -> None:
        """Move as little as possible so that a node is seen."""
        if self.scene is None:
            return
        left, top, width, height = self.scene.box(row)
        x1, y1 = self.camera.to_view(left, top)
        x2, y2 = self.camera.to_view(left + width, top + height)
        margin = 24.0
        right = max(margin - x1, 0.0) or min(self.width() - margin - x2, 0.0)
        down = max(margin - y1, 0.0) or min(self.height() - margin - y2, 0.0)
        if right or down:
            self.look(self.camera.moved(right, down))

    def tell(self, text: str, at: QPointF) -> None:
        """Show a line of text beside a pixel; "" takes it away."""
        if self._tip[0] != text or text:
            self._tip = (text, at)
            self.update()

    def _restyle(self) -> None:
        self.painter = GraphPainter(self.scene, self._theme, self.font()) if self.scene is not None else None
        self.update()

    # Qt's own

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, the graph, and what is told."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        self._ground(painter)
        if self.painter is None:
            return
        marks = self.marks if self.hasFocus() else replace(self.marks, ring=None)
        self.painter.paint(painter, self.camera, self.width(), self.height(), marks)
        text, spot = self._tip
        if text:
            self._label(painter, text, spot)

    def _ground(self, painter: QPainter) -> None:
        """Quiet dots that move with the drawing, so that an empty stretch shows the way one pans."""
        gap = _DOTS * self.camera.scale
        if gap < 14:
            return
        start_x, start_y = (
            -(self.camera.x * self.camera.scale) % gap,
            -(self.camera.y * self.camera.scale) % gap,
        )
        points = [
            QPointF(start_x + gap * column, start_y + gap * line)
            for line in range(int(self.height() / gap) + 1)
            for column in range(int(self.width() / gap) + 1)
        ]
        painter.setPen(QPen(self._theme.color("border"), 2.0))
        painter.drawPoints(points)

    def _label(self, painter: QPainter, text: str, spot: QPointF) -> None:
        metrics = QFontMetrics(self.font())
        short = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, max(80, self.width() - 40))
        box = QRectF(
            spot.x() + 12, spot.y() + 12, metrics.horizontalAdvance(short) + 16, metrics.height() + 8
        )
        box.moveRight(min(box.right(), self.width() - 8.0))
        box.moveBottom(min(box.bottom(), self.height() - 8.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.color("border.strong"))
        painter.setBrush(self._theme.color("surface.raised"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short)

    def showEvent(self, event: QShowEvent) -> None:
        """A picture that came while hidden is fitted now."""
        super().showEvent(event)
        if self._fit is not None:
            self.fit(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the new size, or keep the middle of what the person looks at."""
        super().resizeEvent(event)
        if self._fit is not None:
            self.fit(self._fit)
        else:
            old, new = event.oldSize(), event.size()
            self._aim(self.camera.moved((new.width() - old.width()) / 2, (new.height() - old.height()) / 2))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard's focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()
