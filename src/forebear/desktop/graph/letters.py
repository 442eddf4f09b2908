"""Lines of text for cards, cut to size and laid out once. For one thread: each painter has its own."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText, QTransform

from forebear.desktop.graph.measures import smaller

_STEPS = (*range(9, 17), *range(18, 30, 2), 33, 36, 40, 44)
"""Font sizes in units where text is drawn larger than the card is, so that shortened texts can be kept."""
_MOST = 20_000
"""So many lines are kept; then all are laid out anew as they are needed."""


class Hand(IntEnum):
    """How a line is written."""

    NAME = 0
    SMALL = 1
    STRONG = 2  # as small, and bold


class Style(NamedTuple):
    """How a line looks; `size` 0 is the natural one."""

    hand: Hand
    color: QColor
    size: int = 0


class Letters:
    """Keeps lines that were laid out."""

    def __init__(self, font: QFont) -> None:
        bold, small = QFont(font), smaller(font)
        bold.setWeight(QFont.Weight.DemiBold)
        strong = QFont(small)
        strong.setWeight(QFont.Weight.DemiBold)
        self._fonts: dict[tuple[Hand, int], QFont] = {
            (Hand.NAME, 0): bold,
            (Hand.SMALL, 0): small,
            (Hand.STRONG, 0): strong,
        }
        self._metrics: dict[tuple[Hand, int], QFontMetricsF] = {}
        self._widths: dict[tuple[str, Hand, int], float] = {}
        self._heights: dict[tuple[Hand, int], float] = {}
        self._lines: dict[tuple[tuple[str, ...], Hand, int, int], tuple[QStaticText, float]] = {}

    @staticmethod
    def size(least: float) -> int:
        """The font size in units, at least that large, in which lines are laid out."""
        larger: Iterator[int] = (step for step in _STEPS if step >= least)
        return next(larger, _STEPS[-1])

    def height(self, hand: Hand, size: int = 0) -> float:
        """How high a line is; `size` 0 is the natural one."""
        key = (hand, size)
        if key not in self._heights:
            self._heights[key] = self._measure(key).height()
        return self._heights[key]

    def width(self, text: str, hand: Hand, size: int = 0) -> float:
        """How wide a text is, uncut."""
        key = (text, hand, size)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) >= _MOST:
                self._widths.clear()
            found = self._widths[key] = self._measure((hand, size)).horizontalAdvance(text)
        return found

    def write(
        self,
        painter: QPainter,
        room: QRectF,
        texts: tuple[str, ...],
        style: Style,
    ) -> float:
        """Write the first text that fits into a room, or the last one cut; return how wide it is."""
        hand, color, size = style
        key = (texts, hand, size, int(room.width()))
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) >= _MOST:
                self._lines.clear()
            found = self._lines[key] = self._lay_out(texts, (hand, size), room.width())
        line, width = found
        painter.setFont(self._fonts[hand, size])
        painter.setPen(color)
        y = room.top() + (room.height() - self.height(hand, size)) / 2
        painter.drawStaticText(QPointF(room.left(), y), line)
        return width

    def _lay_out(
        self, texts: tuple[str, ...], key: tuple[Hand, int], room: float
    ) -> tuple[QStaticText, float]:
        metrics = self._measure(key)
        cut = metrics.elidedText(texts[-1], Qt.TextElideMode.ElideMiddle, room)
        text = next((text for text in texts if metrics.horizontalAdvance(text) <= room), cut)
        line = QStaticText(text)
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        line.prepare(QTransform(), self._fonts[key])
        return line, min(room, metrics.horizontalAdvance(text))

    def _measure(self, key: tuple[Hand, int]) -> QFontMetricsF:
        if key not in self._metrics:
            if key not in self._fonts:
                font = QFont(self._fonts[key[0], 0])
                font.setPixelSize(key[1])
                self._fonts[key] = font
            self._metrics[key] = QFontMetricsF(self._fonts[key])
        return self._metrics[key]
