"""What stands along a history: the axis of commits, the tags, and the letters of the versions compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from forebear.desktop.charting.field_choice import short
from forebear.lineage.metric_history import Point

_ROOM = 94.0  # pixels that a tick's text needs
_LINES = 2  # of tags above each other
_BADGE = 18.0


class CommitAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis of commits or runs by their place: short shas where there is room for each, else dates."""

    def __init__(self) -> None:
        super().__init__(orientation="bottom")
        self._points: Sequence[Point] = ()
        self._close = False

    def show_points(self, points: Sequence[Point]) -> None:
        """Show other points."""
        self._points = points
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places that have a text: as many as there is room for."""
        first, last = max(0, int(low)), min(len(self._points) - 1, int(high) + 1)
        every = max(1, round((high - low) * _ROOM / max(1.0, size)))
        self._close = every == 1
        return [(float(every), [float(at) for at in range(-(-first // every) * every, last + 1, every)])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        """Return what stands at places."""
        found = []
        for value in values:
            at = round(value)
            point = self._points[at] if 0 <= at < len(self._points) else None
            if point is None:
                found.append("")
            elif self._close or point.when is None:
                found.append(short(point.title, 12) if len(point.title) > 12 else point.title)
            else:
                found.append(f"{point.when:%Y-%m-%d}")
        return found


class HistoryMarks(pg.GraphicsObject):  # type: ignore[misc]
    """Tags at the top with a line down, and the letters of versions at their values."""

    def __init__(self) -> None:
        super().__init__()
        self._tags: list[tuple[int, str]] = []
        self._letters: list[tuple[float, float, str, QColor]] = []
        self._tokens: Mapping[str, str] = {}
        self.setZValue(20)

    def show_marks(
        self,
        tags: Sequence[tuple[int, str]],
        letters: Sequence[tuple[float, float, str, QColor]],
        tokens: Mapping[str, str],
    ) -> None:
        """Show tags (place, text) and letters (place, value, text, colour)."""
        self._tags, self._letters, self._tokens = list(tags), list(letters), tokens
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """All of the view."""
        box = self.getViewBox()
        return QRectF(box.viewRect()) if box is not None else QRectF()

    def viewRangeChanged(self) -> None:
        """Place the texts anew."""
        self.prepareGeometryChange()
        self.update()

    def dataBounds(self, *_parts: Any, **_named: Any) -> tuple[None, None]:
        """Count for nothing when all is shown."""
        return None, None

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint in pixels, the newest tags first, those left out that would cover others."""
        if not self._tokens:
            return
        world = painter.worldTransform()
        room = world.mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_tags(painter, room, [(world.map(QPointF(at, 0)).x(), text) for at, text in self._tags])
        for at, value, letter, colour in self._letters:
            place = world.map(QPointF(at, value))
            if room.contains(place):
                self._paint_letter(painter, room, place, (letter, colour))
        painter.restore()

    def _paint_tags(self, painter: QPainter, room: QRectF, tags: Sequence[tuple[float, str]]) -> None:
        metrics: QFontMetrics = painter.fontMetrics()
        taken = [room.right() + 1e6] * _LINES
        text_colour = QColor(self._tokens["text.muted"])
        line = QPen(QColor(self._tokens["border.strong"]), 1, Qt.PenStyle.DashLine)
        for x, text in reversed(tags):
            if not room.left() <= x <= room.right():
                continue
            said = short(text, 24)
            wide = metrics.horizontalAdvance(said)
            left = min(x + 3, room.right() - wide - 2)
            row = next((row for row in range(_LINES) if left + wide + 6 <= taken[row]), None)
            painter.setPen(line)
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            if row is not None:
                taken[row] = left
                painter.setPen(text_colour)
                painter.drawText(QPointF(left, room.top() + row * metrics.height() + metrics.ascent()), said)

    def _paint_letter(self, painter: QPainter, room: QRectF, at: QPointF, said: tuple[str, QColor]) -> None:
        """Above its place, or below where there is no room."""
        letter, colour = said
        wide = max(_BADGE, painter.fontMetrics().horizontalAdvance(letter) + 10.0)
        left = min(max(at.x() - wide / 2, room.left() + 1), room.right() - wide - 1)
        top = at.y() - _BADGE - 7
        box = QRectF(left, top if top >= room.top() else at.y() + 7, wide, _BADGE)
        painter.setPen(QPen(QColor(self._tokens["surface"]), 1.5))
        painter.setBrush(colour)
        painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
        painter.setPen(QColor(self._tokens["surface"]))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
