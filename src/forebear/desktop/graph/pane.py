"""The picture of a graph: one painted widget with a camera."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from forebear.desktop.graph.camera import Fit
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.drawn import Drawn
from forebear.desktop.graph.layers import Layers
from forebear.desktop.graph.looking import LookingWidget
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.moving import Snapshot, Transition
from forebear.desktop.graph.painting import GraphPainter, Painting
from forebear.desktop.graph.pins import paint_pins
from forebear.desktop.graph.scene import Scene
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node

_PAUSE = 40  # milliseconds after which a camera that rests makes curious about what it shows


class GraphPane(LookingWidget):
    """Paints one scene.

    Attributes: `scene`, `camera` and `marks` are what is shown, from where, and what stands out of it; they
    are changed through the methods. Signals: `details_wanted(object)` the rows in view of whose nodes nothing
    is known yet; an answer comes through `supply`.
    """

    details_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.marks = Marks()
        self.layers = Layers(theme, self)
        self.layers.arrived.connect(self.update)
        self._displaced: tuple[int, tuple[float, float]] | None = None
        self._asked: list[int] = []
        self._curiosity = QTimer(self)
        self._curiosity.setSingleShot(True)
        self._curiosity.setInterval(_PAUSE)
        self._curiosity.timeout.connect(self._ask)
        self.looked.connect(self._curiosity.start)
        self._tip: tuple[str, QPointF] = ("", QPointF())
        self._ratio = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._restyle)

    @property
    def painter(self) -> Painting | None:
        """What paints the nodes; None without a picture."""
        return self.layers.painting

    def show_scene(self, scene: Drawn | None, *, keep_camera: bool = False, animated: bool = True) -> None:
        """Show another scene, from its best side unless the camera is to stay where a person put it.

        With `keep_camera` it is the same picture with more or less in it: what stays slides to its place.
        """
        before, seen = self.scene, self.motion.seen(self.camera)
        moves = keep_camera and animated and self.motion.wanted and self.isVisible()
        snapshot = None
        if moves and isinstance(before, Scene) and isinstance(scene, Scene):
            seen = self.layers.settle(seen)
            image = self.layers.snapshot(seen, self.width(), self.height(), self._ratio)
            snapshot = Snapshot(before, image, seen, self._ratio)
        self.motion.stop()
        self.scene, self.marks, self._tip, self._displaced = scene, Marks(), ("", QPointF()), None
        self.layers.begin(scene, self.font(), self.devicePixelRatioF(), carry=keep_camera)
        self._ratio = self.devicePixelRatioF()
        if not keep_camera:
            self.fit(Fit.OPENING)
        elif self._fit is not None:
            self.fit(self._fit)
        if snapshot is not None and isinstance(scene, Scene):
            transition = Transition(snapshot, scene, self._theme)
            if isinstance(self.painter, GraphPainter):
                transition.arrive(
                    self.painter, self.layers.settle(self.camera), (self.width(), self.height())
                )
            self.motion.change(transition, seen)
            self.layers.tiles.request(self.layers.settle(self.camera), self.width(), self.height())
        self._curiosity.start()
        self.update()

    def mark(self, marks: Marks) -> None:
        """Say what stands out."""
        self.marks = marks
        self.layers.rest(marks)
        self.update()

    def tell(self, text: str, at: QPointF) -> None:
        """Show a line of text beside a pixel; "" takes it away."""
        if self._tip[0] != text or text:
            self._tip = (text, at)
            self.update()

    @property
    def painted(self) -> bool:
        """Whether what is in view is there as it stays, and nothing moves."""
        size = (self.width(), self.height())
        return self.motion.progress >= 1.0 and self.layers.tiles.holds(self.layers.settle(self.camera), *size)

    @property
    def movable(self) -> bool:
        """Whether nodes can be taken hold of."""
        return isinstance(self.scene, Scene) and distance(self.camera.scale) is not Distance.FAR

    def drag(self, row: int, right: float, down: float) -> None:
        """Show a node that far (in units) from its place, its lines following."""
        self.layers.lift(row)
        self._displaced = (row, (right, down))
        self.update()

    def drop(self) -> tuple[float, float] | None:
        """Return how far the node was dragged; it stays there until the next scene. None = none was."""
        return self._displaced[1] if self._displaced is not None else None

    def supply(self, nodes: Iterable[Node]) -> None:
        """Take in details that were wanted."""
        if isinstance(self.scene, MapScene):
            self.layers.spoil([self.scene.box(row) for row in self.scene.supply(nodes)])
            self.update()
            self._ask(again=True)

    def _ask(self, *, again: bool = False) -> None:
        """Ask for what is in view and not known; but not `again` for what nobody knew just now."""
        scene, camera = self.scene, self.camera
        if not isinstance(scene, MapScene) or distance(camera.scale) is Distance.FAR:
            return
        view = (camera.x, camera.y, self.width() / camera.scale, self.height() / camera.scale)
        wanted = [row for row in scene.grid.touching(*view).tolist() if scene.nodes[row] is None]
        if wanted and not (again and wanted == self._asked):
            self._asked = wanted
            self.details_wanted.emit(wanted)

    def _restyle(self) -> None:
        self.motion.stop()
        self._ratio = self.devicePixelRatioF()
        self.layers.begin(self.scene, self.font(), self._ratio)
        self.layers.rest(self.marks)
        self.update()

    def edges(self) -> tuple[int, int]:
        """The pixels at the left and at the top that a frame takes."""
        return self.layers.painting.edges if self.layers.painting is not None else (0, 0)

    # Qt's own

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, the graph, and what is told."""
        if self.devicePixelRatioF() != self._ratio:  # moved to another screen
            self._restyle()
        painter = QPainter(self)
        if self.scene is None:
            painter.fillRect(self.rect(), self._theme.color("window"))
            return
        marks = self.marks if self.hasFocus() else replace(self.marks, ring=None)
        camera, transition = self.motion.seen(self.camera), self.motion.transition
        if transition is not None:
            transition.paint(painter, camera, (self.width(), self.height()), self.motion.progress)
        else:
            self.layers.paint(painter, camera, self.width(), self.height(), marks)
        if self._displaced is not None and isinstance(self.painter, GraphPainter):
            self.layers.paint_dragged(painter, camera, *self._displaced)
        if marks.pins and transition is None:
            corners = {
                letter: QPointF(*camera.to_view(*self.scene.box(row)[:2]))
                for row, letter in marks.pins.items()
            }
            paint_pins(painter, corners, self._theme)
        self.layers.frame(painter, camera, self.width(), self.height())
        text, spot = self._tip
        if text:
            self._label(painter, text, spot)

    def _label(self, painter: QPainter, text: str, spot: QPointF) -> None:
        metrics = QFontMetrics(self.font())
        short = metrics.elidedText(text[:500], Qt.TextElideMode.ElideMiddle, max(80, self.width() - 40))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep enough tiles for the size."""
        self.layers.fit(self.width(), self.height(), self.devicePixelRatioF())
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Paint in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._restyle()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard's focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()
