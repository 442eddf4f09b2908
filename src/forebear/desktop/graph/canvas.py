"""The picture of a graph under the hand: pan, zoom, hover, click, and a walk by keyboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from forebear.desktop.graph.camera import Fit
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.legend import Legend
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.painting import Handle, has_handles
from forebear.desktop.graph.pane import ZOOM_STEP, GraphPane
from forebear.desktop.graph.saying import link_text
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.walking import Way, first, step
from forebear.desktop.theme import Theme

_WAYS = {
    Qt.Key.Key_Left: Way.LEFT,
    Qt.Key.Key_Right: Way.RIGHT,
    Qt.Key.Key_Up: Way.UP,
    Qt.Key.Key_Down: Way.DOWN,
}
_EDGE_REACH = 6.0


class GraphCanvas(GraphPane):
    """Turns gestures and keys into signals.

    Signals: `clicked(int)` a row, -1 for the ground; `opened(int)` a row to be brought to the centre
    (double click); `unfold_requested(int, bool)` a row and whether upstream; `walked(int)` the keyboard's
    focus moved to a row; `menu_requested(int, QPoint)` a row and a place on the screen.
    """

    clicked = Signal(int)
    opened = Signal(int)
    unfold_requested = Signal(int, bool)
    walked = Signal(int)
    menu_requested = Signal(int, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._pressed: QPointF | None = None
        self._dragged = False
        self._legend = Legend(theme, self)
        self._legend.hide()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_scene(self, scene: Scene | None, *, keep_camera: bool = False) -> None:
        """Show another scene, and its kinds in the legend."""
        super().show_scene(scene, keep_camera=keep_camera)
        self._legend.show_scene(scene)
        self._place_legend()

    def show_legend(self, shown: bool) -> None:
        """Show or hide the legend."""
        self._legend.setVisible(shown)
        self._place_legend()

    def _place_legend(self) -> None:
        self._legend.move(16, self.height() - self._legend.height() - 16)

    def walk(self, row: int | None) -> None:
        """Move the keyboard's focus to a node."""
        if row is None or self.scene is None:
            return
        self.mark(replace(self.marks, ring=row))
        self.reveal(row)
        self.walked.emit(row)

    def _handle_at(self, spot: QPointF) -> Handle | None:
        if self.scene is None or self.painter is None or not has_handles(self.camera.scale):
            return None
        x, y = self.camera.to_world(spot.x(), spot.y())
        rows = self.scene.grid.touching(x - 60, y - 60, 120, 120).tolist()
        handles = self.painter.handles(rows, self.marks, self.camera.scale)
        return next((handle for handle in handles if handle.box.contains(x, y)), None)

    def _hover(self, spot: QPointF | None) -> None:
        """Light what was made from, and what went into, the node under the pointer; say an edge's role."""
        if self.scene is None:
            return
        row = link = None
        handle = self._handle_at(spot) if spot is not None else None
        if spot is not None and handle is None:
            x, y = self.camera.to_world(spot.x(), spot.y())
            row = self.scene.grid.at(x, y)
            if row is None and distance(self.camera.scale) is not Distance.FAR:
                link = self.scene.link_at(x, y, _EDGE_REACH / self.camera.scale)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if row is not None or handle else Qt.CursorShape.ArrowCursor
        )
        before = self.marks
        if (row, link) == (before.hovered, before.link) and link is None:
            return
        lit = row if row is not None else before.selected
        fresh = replace(before, hovered=row, link=link)
        if before.dimmed:  # the lineage in focus stays lit
            pass
        elif lit is None:
            fresh = replace(fresh, up=Marks().up, down=Marks().down)
        elif row != before.hovered:
            fresh = replace(fresh, up=self.scene.upstream(lit), down=self.scene.downstream(lit))
        if row is not None and self.painter is not None:
            left, top, _, height = self.scene.box(row)
            below = QPointF(*self.camera.to_view(left, top + height))
            self.tell(self.painter.told(row, self.camera.scale), below)
        else:
            self.tell(self._role(link) if link is not None else "", spot if spot is not None else QPointF())
        self.mark(fresh)

    def _role(self, link: int) -> str:
        if self.scene is None:
            return ""
        scene, found = self.scene, self.scene.links[link]
        return link_text(scene.nodes[found.source], scene.nodes[found.target], found.edges)

    # Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the legend in its corner."""
        super().resizeEvent(event)
        self._place_legend()

    def event(self, event: QEvent) -> bool:
        """Zoom by pinching."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom(1.0 + event.value(), event.position())
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pan; with Ctrl zoom at the pointer."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = angle.y() / 120 if angle.y() else pixels.y() / 40
            self.zoom(ZOOM_STEP**turn, event.position())
        else:
            move = QPointF(pixels) if not pixels.isNull() else QPointF(angle) / 2
            sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and not move.x()
            self.look(self.camera.moved(*((move.y(), 0.0) if sideways else (move.x(), move.y()))))
            self._hover(event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._dragged = event.position(), False
        elif event.button() is Qt.MouseButton.RightButton and self.scene is not None:
            row = self.scene.grid.at(*self.camera.to_world(event.position().x(), event.position().y()))
            if row is not None:
                self.menu_requested.emit(row, event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while a button is down, otherwise hover."""
        if self._pressed is None:
            self._hover(event.position())
            return
        move = event.position() - self._pressed
        if self._dragged or move.manhattanLength() >= QApplication.startDragDistance():
            self._dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pressed = event.position()
            self.look(self.camera.moved(move.x(), move.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click a pill, a node or the ground."""
        pressed, self._pressed = self._pressed, None
        if self._dragged or pressed is None or self.scene is None:
            self._hover(event.position())
            return
        if event.button() is Qt.MouseButton.LeftButton:
            handle = self._handle_at(event.position())
            if handle is not None:
                self.unfold_requested.emit(handle.row, handle.upstream)
                return
            row = self.scene.grid.at(*self.camera.to_world(event.position().x(), event.position().y()))
            if row is not None:
                self.marks = replace(self.marks, ring=row)
            self.clicked.emit(-1 if row is None else row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring a node to the centre."""
        if self.scene is not None and event.button() is Qt.MouseButton.LeftButton:
            row = self.scene.grid.at(*self.camera.to_world(event.position().x(), event.position().y()))
            if row is not None and self._handle_at(event.position()) is None:
                self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, select with Enter, zoom with + - 0, go to the root with Home."""
        if self.scene is None:
            super().keyPressEvent(event)
            return
        ring, key = self.marks.ring, Qt.Key(event.key())
        if key in _WAYS:
            start = ring if ring is not None else self.marks.selected
            self.walk(step(self.scene, start, _WAYS[key]) if start is not None else first(self.scene))
        elif key is Qt.Key.Key_Home:
            self.walk(first(self.scene))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and ring is not None:
            self.clicked.emit(ring)
        elif key is Qt.Key.Key_Menu and ring is not None:
            x, y = self.camera.to_view(*self.scene.middle(ring))
            self.menu_requested.emit(ring, self.mapToGlobal(QPoint(round(x), round(y))))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key is Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif key is Qt.Key.Key_0:
            self.fit(Fit.EVERYTHING)
        else:
            super().keyPressEvent(event)
