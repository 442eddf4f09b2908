"""How the axes of parallel coordinates are placed and painted: names, ends, categories, brushes, the rail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from forebear.compare.parallel import Axis, Parallel
from forebear.desktop import wording
from forebear.desktop.charting.field_choice import short

_MARGIN, _RAIL, _BRUSH = 14.0, 26.0, 12.0
_ONE_LINE = 5  # axes whose names have room beside each other
_UP, _DOWN = "\N{UPWARDS ARROW}", "\N{DOWNWARDS ARROW}"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things are, in pixels: the axes from `top` to `bottom`, the rail of missing values below."""

    left: float
    right: float
    top: float
    bottom: float
    rail: float
    count: int

    @classmethod
    def of(cls, room: QRect, count: int, metrics: QFontMetrics) -> Frame:
        """Return the frame of so many axes in a widget."""
        line = metrics.height()
        share = room.width() / max(1, count)
        side = max(_MARGIN, min(64.0, share / 2))
        top, foot = 3.0 * line + 14, room.height() - line - _RAIL - 8.0
        return cls(
            side,
            max(side + 1.0, room.width() - side),
            top,
            max(top + 20, foot),
            max(top + 20, foot) + _RAIL - 4,
            count,
        )

    @property
    def step(self) -> float:
        """From one axis to the next."""
        return (self.right - self.left) / max(1, self.count - 1)

    def across(self, axis: int) -> float:
        """Where an axis stands."""
        return self.left + axis * self.step if self.count > 1 else (self.left + self.right) / 2

    def y(self, place: float) -> float:
        """Where a place on an axis is."""
        return self.bottom - place * (self.bottom - self.top)

    def down(self, places: Any) -> Any:
        """The same of many places; what has none is on the rail."""
        found = self.bottom - np.asarray(places, float) * (self.bottom - self.top)
        return np.where(np.isnan(found), self.rail, found)

    def place(self, y: float) -> float:
        """The place on an axis at a height."""
        return min(1.0, max(0.0, (self.bottom - y) / (self.bottom - self.top)))

    def axis_at(self, x: float) -> int | None:
        """The axis nearest to a place across; None without axes."""
        if not self.count:
            return None
        return min(max(0, round((x - self.left) / self.step)), self.count - 1) if self.count > 1 else 0


class AxesPainter:
    """Paints the axes into a frame in a theme's colours."""

    def __init__(self, painter: QPainter, frame: Frame, tokens: Mapping[str, str]) -> None:
        self._painter, self._frame, self._tokens = painter, frame, tokens
        self._metrics = painter.fontMetrics()

    def paint(self, parallel: Parallel, focus: int, brushing: tuple[int, float, float] | None) -> None:
        """Paint the axes; `focus` is the one that keys act on (-1 = none), `brushing` a range being drawn."""
        painter, frame = self._painter, self._frame
        painter.setPen(QPen(self._colour("border"), 1, Qt.PenStyle.DotLine))
        missing = [bool(np.isnan(axis.places).any()) for axis in parallel.axes]
        if any(missing):
            painter.drawLine(QPointF(frame.left, frame.rail), QPointF(frame.right, frame.rail))
        for number, axis in enumerate(parallel.axes):
            x = frame.across(number)
            strong = number == focus
            painter.setPen(QPen(self._colour("focus" if strong else "border.strong"), 2 if strong else 1))
            painter.drawLine(QPointF(x, frame.top), QPointF(x, frame.bottom))
            ranges = list(axis.ranges)
            if brushing is not None and brushing[0] == number:
                ranges.append((min(brushing[1:]), max(brushing[1:])))
            for low, high in ranges:
                self._paint_range(x, frame.y(high), frame.y(low))
            if missing[number]:
                self._paint_rail(axis, QPointF(x, frame.rail))
            self._paint_words(number, axis, strong=strong)

    def _colour(self, token: str) -> QColor:
        return QColor(self._tokens[token])

    def _paint_range(self, x: float, top: float, bottom: float) -> None:
        painter = self._painter
        fill = self._colour("accent")
        fill.setAlpha(70)
        painter.setPen(QPen(self._colour("accent"), 1.5))
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(x - _BRUSH / 2, top, _BRUSH, max(2.0, bottom - top)), 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_rail(self, axis: Axis, at: QPointF) -> None:
        painter = self._painter
        painter.setPen(QPen(self._colour("accent" if axis.rail else "border.strong"), 1.5))
        painter.setBrush(self._colour("accent" if axis.rail else "surface"))
        painter.drawEllipse(at, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_words(self, number: int, axis: Axis, *, strong: bool) -> None:
        painter, frame, line = self._painter, self._frame, self._metrics.height()
        room = max(40.0, min(frame.step if frame.count > 1 else frame.right, 180.0) - 8)
        x = frame.across(number)
        left = min(max(2.0, x - room / 2), frame.right + frame.left - room - 2)
        centre = Qt.AlignmentFlag.AlignHCenter
        painter.setPen(self._colour("focus" if strong else "text"))
        font = QFont(painter.font())
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        row = number % 2 if frame.count > _ONE_LINE else 0
        wide = min(room * (2 if frame.count > _ONE_LINE else 1), frame.right + frame.left - 4)
        start = min(max(2.0, x - wide / 2), frame.right + frame.left - wide - 2)
        name = ("log " if axis.logarithmic else "") + short(axis.column.field.name)
        arrow = _DOWN if axis.inverted else _UP
        text = QFontMetrics(bold).elidedText(f"{name} {arrow}", Qt.TextElideMode.ElideLeft, int(wide))
        painter.drawText(QRectF(start, 4 + row * line, wide, line), centre, text)
        painter.setFont(font)
        painter.setPen(self._colour("text.muted"))
        if axis.column.is_categorical:
            self._paint_categories(axis, x, room)
        else:
            for place, y in ((1.0, frame.top - line - 2), (0.0, frame.bottom + 2)):
                end = self._metrics.elidedText(_end(axis, place), Qt.TextElideMode.ElideRight, int(room))
                painter.drawText(QRectF(left, y, room, line), centre, end)
        missing = int(np.isnan(axis.places).sum())
        if missing:
            said = f"\N{EN DASH} {missing:,}"
            painter.drawText(QRectF(left, frame.rail + 4, room, line), centre, said)

    def _paint_categories(self, axis: Axis, x: float, room: float) -> None:
        """The categories beside their axis, as many as have room."""
        frame, metrics = self._frame, self._metrics
        count = len(axis.column.categories)
        low, high = axis.span
        every = max(1, int(np.ceil(count * metrics.height() / max(1.0, frame.bottom - frame.top))))
        for number in range(0, count, every):
            share = (number - low) / (high - low)
            y = frame.y(1 - share if axis.inverted else share)
            text = axis.column.categories[number]
            text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, int(room / 2))
            wide = metrics.horizontalAdvance(text)
            at = x + 8 if x + 8 + wide < frame.right + frame.left else x - 8 - wide
            self._painter.drawText(QPointF(at, y + metrics.ascent() / 2 - 2), text)


def _end(axis: Axis, place: float) -> str:
    if not np.isfinite(axis.places).any():
        return ""
    return wording.number_text(float(f"{axis.value_at(place):.3g}"))
