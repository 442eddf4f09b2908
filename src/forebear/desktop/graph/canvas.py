"""The picture of a graph under the hand: pan, zoom, hover, click, drag, and a walk by keyboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from forebear.desktop.graph.by_keyboard import ByKeyboard
from forebear.desktop.graph.drawn import Drawn
from forebear.desktop.graph.hovering import Hovering
from forebear.desktop.graph.legend import Legend
from forebear.desktop.graph.looking import ZOOM_STEP
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.minimap import Minimap
from forebear.desktop.graph.pane import GraphPane
from forebear.desktop.theme import Theme


class GraphCanvas(GraphPane):
    """Turns gestures and keys into signals.

    Attributes: `legend` and `minimap` are the widgets in its corners; `keyboard` follows the keys.
    Signals: `clicked(int)` a row, -1 for the ground; `added(int)` a row to be chosen as well; `opened(int)`
    a row to be brought to the centre (double click); `unfold_requested(int, bool)` a row and whether
    upstream; `walked(int)` the keyboard's focus moved to a row; `menu_requested(int, QPoint)` a row and a
    place on the screen; `node_moved(int, float, float)` a person dragged a row so far, in units. See
    GraphPane for the others.
    """

    clicked = Signal(int)
    added = Signal(int)
    opened = Signal(int)
    unfold_requested = Signal(int, bool)
    walked = Signal(int)
    menu_requested = Signal(int, QPoint)
    node_moved = Signal(int, float, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._pressed: QPointF | None = None
        self._held: int | None = None  # the row under the button
        self._dragged = False
        self._hovering = Hovering(self)
        self.legend = Legend(theme, self)
        self.legend.hide()
        self.legend.resized.connect(self._place_corners)
        self.minimap = Minimap(theme, self)
        self.keyboard = ByKeyboard(self)
        self.accessible: object = None  # what a screen reader knows it by, while one asks
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_scene(self, scene: Drawn | None, *, keep_camera: bool = False, animated: bool = True) -> None:
        """Show another scene, and its kinds in the legend."""
        self._held = None
        super().show_scene(scene, keep_camera=keep_camera, animated=animated)
        self.legend.show_scene(scene)
        self._place_corners()

    def mark(self, marks: Marks) -> None:
        """Say what stands out, and explain it in the legend."""
        super().mark(marks)
        self.legend.show_marks(marks)

    def show_legend(self, shown: bool) -> None:
        """Show or hide the legend."""
        self.legend.setVisible(shown)
        self._place_corners()

    def show_minimap(self, shown: bool) -> None:
        """Show or hide the minimap; while everything is in view it is hidden all the same."""
        self.minimap.set_wanted(shown)

    def _place_corners(self) -> None:
        left, _ = self.edges()
        self.legend.move(left + 16, self.height() - self.legend.height() - 16)
        self.minimap.move(
            self.width() - self.minimap.width() - 16, self.height() - self.minimap.height() - 16
        )

    def walk(self, row: int | None) -> None:
        """Move the keyboard's focus to a node."""
        if row is None or self.scene is None:
            return
        self.mark(replace(self.marks, ring=row))
        self.reveal(row)
        self.walked.emit(row)

    def row_at(self, spot: QPointF) -> int | None:
        """The node under a pixel; None for the ground, and for what lies over the picture at its edges."""
        left, top = self.edges()
        if self.scene is None or spot.x() < left or spot.y() < top:
            return None
        return self.scene.grid.at(*self.camera.to_world(spot.x(), spot.y()))

    # Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep legend and minimap in their corners."""
        super().resizeEvent(event)
        self._place_corners()

    def event(self, event: QEvent) -> bool:
        """Zoom by pinching."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom(1.0 + event.value(), event.position())
            return True
        if event.type() is QEvent.Type.Leave:
            self._hovering.hover(None)
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
            self._hovering.hover(event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._dragged = event.position(), False
            left = event.button() is Qt.MouseButton.LeftButton
            self._held = self.row_at(event.position()) if left and self.movable else None
        elif event.button() is Qt.MouseButton.RightButton:
            row = self.row_at(event.position())
            if row is not None:
                self.menu_requested.emit(row, event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a node or pan while a button is down, otherwise hover."""
        if self._pressed is None:
            self._hovering.hover(event.position())
            return
        move = event.position() - self._pressed
        if not self._dragged and move.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._held is not None:
            self.drag(self._held, move.x() / self.camera.scale, move.y() / self.camera.scale)
            return
        self._pressed = event.position()
        self.look(self.camera.moved(move.x(), move.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click a pill, a node or the ground."""
        pressed, self._pressed = self._pressed, None
        held, self._held = self._held, None
        if self._dragged or pressed is None or self.scene is None:
            moved = self.drop()
            if held is not None and moved is not None:
                self.node_moved.emit(held, *moved)
            self._hovering.hover(event.position())
            return
        if event.button() is Qt.MouseButton.LeftButton:
            handle = self._hovering.handle_at(event.position())
            if handle is not None:
                self.unfold_requested.emit(handle.row, handle.upstream)
                return
            row = self.row_at(event.position())
            if row is not None:
                self.marks = replace(self.marks, ring=row)
            more = event.modifiers() & Qt.KeyboardModifier.ControlModifier and row is not None
            (self.added if more else self.clicked).emit(-1 if row is None else row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring a node to the centre."""
        if event.button() is Qt.MouseButton.LeftButton:
            row = self.row_at(event.position())
            if row is not None and self._hovering.handle_at(event.position()) is None:
                self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, find by name, zoom; see `keyboard.KEYS`."""
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Find by names that an input method writes."""
        self.keyboard.compose(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Tell an input method where the focus is."""
        if query is Qt.InputMethodQuery.ImCursorRectangle:
            return self.keyboard.ring()
        return super().inputMethodQuery(query)
