"""A pyqtgraph plot as all charts with two axes have it: in the theme's colours, zoomed and walked by keys.

The wheel zooms, a drag moves (or selects, where the chart wants that), a drag with Shift zooms to the
rectangle, a double click shows all again. Keys: left and right go from point to point, Home and End to the
first and last, Enter opens one, + and - zoom, Shift with arrows moves, 0 shows all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from forebear.lineage.visible import visible

_NEAR = 14.0  # pixels from the pointer within which a point is meant
_STEP = 0.8  # of the range, that one zoom leaves


def name_axis(plot: pg.PlotWidget, side: str, text: str) -> None:
    """Write `text` beside an axis: pyqtgraph would take it for HTML, and load the pictures it names."""
    from html import escape  # rare, and not for the first window

    plot.getAxis(side).setLabel(escape(visible(text)))


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """A plot with points that can be walked.

    Signals: `pointed(int)` the point under the pointer or reached by keys (-1 = none); `opened(int)` one that
    was clicked or entered; `selected(QRectF)` a rectangle drawn by hand, where `selects`.
    """

    pointed = Signal(int)
    opened = Signal(int)
    selected = Signal(QRectF)

    def __init__(self, *, selects: bool = False, bottom: pg.AxisItem | None = None) -> None:
        self.box = _Box(selects=selects)
        super().__init__(viewBox=self.box, axisItems={"bottom": bottom} if bottom is not None else None)
        self.setFrameShape(self.Shape.NoFrame)
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # else a drawing holds the ground as a picture
        self.setMenuEnabled(False)
        self.hideButtons()
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._focus_colour = QColor()
        self._x, self._y = np.empty(0), np.empty(0)
        self._order: list[int] = []
        self._say: Callable[[int], str] = str
        self.at = -1
        """The point that is pointed at; -1 where none is."""
        self._ring = pg.ScatterPlotItem(size=16, brush=None, pxMode=True)
        self._ring.setZValue(100)
        self.addItem(self._ring, ignoreBounds=True)
        self.box.rectangle.connect(self.selected)
        self.box.reset_wanted.connect(self.reset)
        self.scene().sigMouseMoved.connect(self._hover)
        self.scene().sigMouseClicked.connect(self._click)

    def show_points(self, x: Any, y: Any, say: Callable[[int], str]) -> None:
        """Make these the points that are walked, by x; `say` tells of one. NaN ones are passed over."""
        self._x, self._y, self._say = np.asarray(x, float), np.asarray(y, float), say
        known = np.flatnonzero(np.isfinite(self._x) & np.isfinite(self._y))
        self._order = known[np.lexsort((self._y[known], self._x[known]))].tolist()
        self.point_at(-1)

    def point_at(self, place: int, *, aloud: bool = False) -> None:
        """Ring a point, and announce it where it was reached by keys."""
        self.at = place
        if place < 0:
            self._ring.setData([], [])
        else:
            self._ring.setData([self._x[place]], [self._y[place]])
            if aloud:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._say(place)))
        self.pointed.emit(place)

    def reset(self) -> None:
        """Show all of it again."""
        self.box.autoRange(padding=0.03)

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on the theme's colours."""
        self.setBackground(QColor(colours["surface"]))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(QColor(colours["border.strong"]))
            axis.setTextPen(QColor(colours["text.muted"]))
        self._focus_colour = QColor(colours["focus"])
        self._ring.setPen(pg.mkPen(QColor(colours["text"]), width=2))
        self.box.rbScaleBox.setPen(pg.mkPen(self._focus_colour))
        fill = QColor(self._focus_colour)
        fill.setAlpha(40)
        self.box.rbScaleBox.setBrush(fill)

    def prepare_printing(self, *, on: bool) -> None:
        """Draw marks as shapes and not as copied pixels, and leave out what only the pointer shows."""
        self._ring.setVisible(not on)
        for item in self.getPlotItem().items:
            if hasattr(item, "setExportMode"):
                item.setExportMode(on, {"antialias": True})

    def zoom(self, factor: float) -> None:
        """Zoom about the middle; less than one shows less."""
        self.box.scaleBy((factor, factor))

    def step(self, by: int) -> None:
        """Go to the next point (1), the one before (-1), the first (-2) or the last (2)."""
        order = self._order
        if not order:
            return
        if abs(by) == 2 or self.at not in order:
            place = 0 if by in (-2, 1) else len(order) - 1
        else:
            place = min(max(0, order.index(self.at) + by), len(order) - 1)
        self.point_at(order[place], aloud=True)
        self._bring_into_view(order[place])

    def _bring_into_view(self, place: int) -> None:
        left, right = self.box.viewRange()[0]
        x = self._x[place]
        if not left <= x <= right:
            self.box.setXRange(x - (right - left) / 2, x + (right - left) / 2, padding=0)

    def nearest(self, at: QPointF) -> int:
        """Return the point nearest to a place in the scene, -1 where none is near."""
        if not len(self._x) or not self.box.sceneBoundingRect().contains(at):
            return -1
        here = self.box.mapSceneToView(at)
        across, up = self.box.viewPixelSize()
        with np.errstate(invalid="ignore"):
            far = ((self._x - here.x()) / across) ** 2 + ((self._y - here.y()) / up) ** 2
        far[np.isnan(far)] = np.inf
        place = int(np.argmin(far))
        return place if far[place] <= _NEAR**2 else -1

    def _hover(self, at: QPointF) -> None:
        place = self.nearest(at)
        if place != self.at:
            self.point_at(place)

    def _click(self, event: Any) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or event.double():
            return
        place = self.nearest(event.scenePos())
        if place >= 0:
            self.point_at(place)
            self.opened.emit(place)

    # Qt's own

    def sizeHint(self) -> QSize:
        """Modest: it takes the room that there is."""
        return QSize(360, 220)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, zoom, move."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -2, Qt.Key.Key_End: 2}
        if shift and key in moves:
            (left, right), (low, high) = self.box.viewRange()
            x, y = moves[Qt.Key(key)]
            self.box.translateBy(x=x * (right - left) / 10, y=y * (high - low) / 10)
        elif key in steps:
            self.step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.reset()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.opened.emit(self.at)
        else:
            QWidget.keyPressEvent(self, event)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more, unless keys do."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self.point_at(-1)

    def drawForeground(self, painter: QPainter, _rect: QRectF) -> None:
        """Draw the focus around it."""
        if self.hasFocus() and painter.device() is self.viewport():
            painter.save()
            painter.resetTransform()
            painter.setPen(QPen(self._focus_colour, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.restore()


class _Box(pg.ViewBox):  # type: ignore[misc]
    """The plot's field: what a drag of the hand does.

    Signals: `rectangle(QRectF)` drawn where it selects; `reset_wanted()` by a double click.
    """

    rectangle = Signal(QRectF)
    reset_wanted = Signal()

    def __init__(self, *, selects: bool) -> None:
        super().__init__(enableMenu=False)
        self._selects, self._selecting = selects, False

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Move, zoom to a rectangle with Shift, or select with one."""
        left = event.button() is Qt.MouseButton.LeftButton
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.isStart():
            self._selecting = self._selects and left and not shift
        rectangle = left and (shift or self._selecting)
        self.state["mouseMode"] = self.RectMode if rectangle else self.PanMode
        super().mouseDragEvent(event, axis)

    def showAxRect(self, ax: QRectF, **named: Any) -> None:
        """Zoom to a rectangle, or tell that it was selected."""
        if self._selecting:
            self.rectangle.emit(ax.normalized())
        else:
            super().showAxRect(ax, **named)

    def mouseClickEvent(self, event: Any) -> None:
        """Show all at a double click."""
        if event.double():
            self.reset_wanted.emit()
            event.accept()
