"""Parallel coordinates on the screen: the lines, the axes, and what the hand and the keys do to them.

Drag along an axis to brush a range, click a range to take it off, drag an axis' name to move it, double-click
the name to turn it upside down. Keys: left and right choose an axis, with Ctrl they move it, I turns it over,
L measures it in logarithms, up and down go from line to line, Space marks the ends of a range, Delete clears
the axis, Escape all of them, Enter opens the version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from forebear.compare.parallel import Parallel
from forebear.desktop.charting.axes_painting import AxesPainter, Frame
from forebear.desktop.charting.batch import draw_lines
from forebear.desktop.charting.colour_scale import Colouring
from forebear.desktop.pieces import tip

_NEAR = 8.0
_TURNS = 6
"""In so many turns the colours are drawn, so that none lies over all others."""

_FEW = 150
"""Lines that are drawn smoothly; more are drawn fast."""


class ParallelCanvas(QWidget):
    """Lines of versions across axes.

    Signals: `changed(object)` the Parallel after the person changed it; `pointed(int)` the version of the
    line under the pointer or reached by keys, -1 = none; `opened(int)` one that was clicked or entered.
    """

    changed = Signal(object)
    pointed = Signal(int)
    opened = Signal(int)

    def __init__(self, say: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._parallel = Parallel((), 0)
        self._colouring = Colouring(np.zeros(0, np.intp))
        self._tokens: Mapping[str, str] = {}
        self._lines: QPixmap | None = None
        self.at, self.axis = -1, 0
        self._began: float | None = None  # where Space began a range
        self._drag: tuple[str, int, float] | None = None
        self._to = 0.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(160)

    @property
    def parallel(self) -> Parallel:
        """The axes now."""
        return self._parallel

    def show_parallel(self, parallel: Parallel, colouring: Colouring) -> None:
        """Show axes and the colours of the lines."""
        self._parallel, self._colouring = parallel, colouring
        self.axis = min(self.axis, max(0, len(parallel.axes) - 1))
        self._lines = None
        self.update()

    def restyle(self, tokens: Mapping[str, str]) -> None:
        """Take on other colours."""
        self._tokens, self._lines = tokens, None
        self.update()

    def sizeHint(self) -> QSize:
        """Pleasantly wide."""
        return QSize(520, 220)

    def point_at(self, place: int, *, aloud: bool = False) -> None:
        """Bring a line to the front, and announce it where it was reached by keys."""
        if place == self.at:
            return
        self.at = place
        if aloud and place >= 0:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._say(place)))
        self.pointed.emit(place)
        self.update()

    # painting

    @property
    def _frame(self) -> Frame:
        return Frame.of(self.rect(), len(self._parallel.axes), self.fontMetrics())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines (kept while they stay), the axes over them, the line pointed at."""
        if not self._tokens:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._tokens["surface"]))
        if not self._parallel.axes:
            return
        frame = self._frame
        printing = painter.device() is not self or painter.paintEngine().type() == QPaintEngine.Type.SVG
        if printing:
            self.paint_lines(painter, frame)
        else:
            if self._lines is None or self._lines.size() != self.size() * self.devicePixelRatioF():
                self._lines = self._drawn(frame)
            painter.drawPixmap(0, 0, self._lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if 0 <= self.at < self._parallel.count and not printing:
            self._paint_one(painter, frame, self.at)
        drag = self._drag
        brushing = (drag[1], frame.place(drag[2]), self._to) if drag and drag[0] == "brush" else None
        focus = self.axis if self.hasFocus() and not printing else -1
        AxesPainter(painter, frame, self._tokens).paint(self._parallel, focus, brushing)

    def _drawn(self, frame: Frame) -> QPixmap:
        pixmap = QPixmap(self.size() * self.devicePixelRatioF())
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        pixmap.fill(QColor(self._tokens["surface"]))
        painter = QPainter(pixmap)
        self.paint_lines(painter, frame)
        painter.end()
        return pixmap

    def paint_lines(self, painter: QPainter, frame: Frame) -> None:
        """Paint all lines: those that do not pass the brushes faintly and first."""
        parallel, passing = self._parallel, self._parallel.passing
        down = frame.down(np.array([axis.places for axis in parallel.axes]))
        across = np.array([frame.across(place) for place in range(len(parallel.axes))])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, parallel.count <= _FEW)
        faint = QColor(self._tokens["border"])
        painter.setPen(QPen(faint, 1))
        draw_lines(painter, _segments(across, down[:, ~passing]))
        colours = self._colouring.colours(self._tokens)
        numbers = self._colouring.numbers
        shift = np.arange(parallel.count) % _TURNS
        for turn in range(_TURNS):
            there = passing & (shift == turn)
            for number in np.unique(numbers[there]):
                painter.setPen(QPen(colours[number], 1.4 if parallel.count <= _FEW else 1))
                draw_lines(painter, _segments(across, down[:, there & (numbers == number)]))

    def _paint_one(self, painter: QPainter, frame: Frame, place: int) -> None:
        points = [
            QPointF(frame.across(number), float(frame.down(axis.places[place])))
            for number, axis in enumerate(self._parallel.axes)
        ]
        painter.setPen(QPen(QColor(self._tokens["surface"]), 5))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(QColor(self._tokens["text"]), 2.4))
        painter.drawPolyline(QPolygonF(points))

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move an axis by its name, or to brush along it."""
        frame, at = self._frame, event.position()
        axis = frame.axis_at(at.x())
        if event.button() is not Qt.MouseButton.LeftButton or axis is None:
            return
        if at.y() < frame.top:
            self._drag = ("move", axis, at.x())
        elif abs(at.x() - frame.across(axis)) <= 12 and at.y() <= frame.rail + _NEAR:
            self._drag = ("brush", axis, at.y())
            self._to = frame.place(at.y())
        self.axis = axis

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Brush, move an axis, or point at a line."""
        frame, at = self._frame, event.position()
        if self._drag is None:
            axis = frame.axis_at(at.x())
            over = axis is not None and abs(at.x() - frame.across(axis)) <= 12
            header = at.y() < frame.top
            self.setCursor(
                Qt.CursorShape.OpenHandCursor if header and axis is not None
                else Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor
            )  # fmt: skip
            name = self._parallel.axes[axis].column.field.name if header and axis is not None else ""
            self.setToolTip(tip(name[:1_000]))
            self.point_at(-1 if over or header else self._line_at(frame, at))
            return
        kind, axis, _start = self._drag
        if kind == "brush":
            self._to = frame.place(at.y())
            self.update()
        else:
            to = frame.axis_at(at.x())
            if to is not None and to != axis:
                self._drag = (kind, to, at.x())
                self._change(self._parallel.moved(axis, to), to)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Brush what was drawn; a click takes a range off, brushes the rail, or opens a line."""
        frame, drag, at = self._frame, self._drag, event.position()
        self._drag = None
        if drag is None:
            place = self._line_at(frame, at)
            if event.button() is Qt.MouseButton.LeftButton and place >= 0:
                self.opened.emit(place)
            return
        kind, axis, start = drag
        if kind != "brush":
            return
        if abs(start - at.y()) > 3:
            brushed = self._parallel.brushed_more(axis, frame.place(start), frame.place(at.y()))
            self._change(brushed, axis)
        elif at.y() > frame.rail - _NEAR:
            self._change(self._parallel.railed(axis), axis)
        else:
            self._change(self._parallel.unbrushed(axis, frame.place(at.y())), axis)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Turn the axis over whose name it is."""
        axis = self._frame.axis_at(event.position().x())
        if axis is not None and event.position().y() < self._frame.top:
            self._change(self._parallel.inverted(axis), axis)

    def leaveEvent(self, _event: QEvent) -> None:
        """Point at nothing any more, unless keys do."""
        if not self.hasFocus():
            self.point_at(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the lines anew."""
        super().resizeEvent(event)
        self._lines = None

    # the keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, move, turn and brush axes; go from line to line."""
        parallel, axis, key = self._parallel, self.axis, event.key()
        if not parallel.axes:
            super().keyPressEvent(event)
            return
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        up = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(key), 0)
        if by:
            to = min(max(0, axis + by), len(parallel.axes) - 1)
            self._change(parallel.moved(axis, to) if ctrl else parallel, to)
        elif up:
            self._walk(up)
        elif key == Qt.Key.Key_I:
            self._change(parallel.inverted(axis), axis)
        elif key == Qt.Key.Key_L and not parallel.axes[axis].column.is_categorical:
            self._change(parallel.logarithmic(axis, on=not parallel.axes[axis].logarithmic), axis)
        elif key == Qt.Key.Key_Space and self.at >= 0:
            self._mark_end()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._change(parallel.unbrushed(axis), axis)
        elif key == Qt.Key.Key_Escape and parallel.brushed:
            self._change(parallel.clear(), axis)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.opened.emit(self.at)
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        """Go to the next line upwards on the axis, those on the rail first."""
        places = np.nan_to_num(self._parallel.axes[self.axis].places, nan=-1.0)
        order = [int(place) for place in np.argsort(places, kind="stable") if self._parallel.passing[place]]
        if order:
            here = order.index(self.at) + by if self.at in order else (0 if by > 0 else len(order) - 1)
            self.point_at(order[min(max(0, here), len(order) - 1)], aloud=True)

    def _mark_end(self) -> None:
        place = float(self._parallel.axes[self.axis].places[self.at])
        if np.isnan(place):
            self._change(self._parallel.railed(self.axis), self.axis)
        elif self._began is None:
            self._began = place
        else:
            began, self._began = self._began, None
            room = 0.004 if began == place else 0.0
            self._change(self._parallel.brushed_more(self.axis, began - room, place + room), self.axis)

    def _change(self, parallel: Parallel, axis: int) -> None:
        if axis != self.axis:
            self._began = None
        self.axis = axis
        if parallel is not self._parallel:
            self._parallel, self._lines = parallel, None
            self.changed.emit(parallel)
        name = parallel.axes[axis].column.field.name[:80]
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, name))
        self.update()

    def _line_at(self, frame: Frame, at: QPointF) -> int:
        """The version whose line passes nearest, -1 where none is near; lines that do not pass are no aim."""
        axes = self._parallel.axes
        if len(axes) < 2 or not frame.left <= at.x() <= frame.right:
            return -1
        first = min(int((at.x() - frame.left) / frame.step), len(axes) - 2)
        share = (at.x() - frame.across(first)) / frame.step
        here, there = frame.down(axes[first].places), frame.down(axes[first + 1].places)
        far = np.abs(here * (1 - share) + there * share - at.y())
        far[~self._parallel.passing] = np.inf
        place = int(np.argmin(far))
        return place if far[place] <= _NEAR else -1


def _segments(across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """The lines from axis to axis as rows of x1, y1, x2, y2."""
    found = np.empty((down.shape[0] - 1, down.shape[1], 4))
    found[:, :, 0], found[:, :, 2] = across[:-1, np.newaxis], across[1:, np.newaxis]
    found[:, :, 1], found[:, :, 3] = down[:-1], down[1:]
    return found.reshape(-1, 4)
