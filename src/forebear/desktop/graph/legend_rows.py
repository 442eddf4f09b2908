"""The lines of the legend: one that a person can switch off, and one that only explains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from forebear.desktop.graph.inks import CHANGE_TOKENS
from forebear.desktop.graph.shapes import outline, sign
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Change

_MARK, _SIDE = 12.0, 8


class Sample(StrEnum):
    """What a line of the legend that is no kind shows."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"
    LATER = "later"
    ASSUMED = "assumed"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of node: the word a view hides it by, icon, colour token, text, how many there are."""

    word: str
    icon: str
    token: str
    text: str
    count: int = 0


class KindRow(QAbstractButton):
    """A kind, checked while it is shown.

    Signals: `only_wanted(str)` to show that word alone (Alt and a click, or Alt+Enter).
    """

    only_wanted = Signal(str)

    def __init__(self, theme: Theme, entry: Entry, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.entry = theme, entry
        self._hovered = False
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(entry.text)
        self.setToolTip(tip)
        self.setAccessibleName(f"{entry.text} {entry.count}" if entry.count else entry.text)

    def sizeHint(self) -> QSize:
        """Mark, text and count on one line."""
        metrics = QFontMetrics(self.font())
        count = metrics.horizontalAdvance(f"{self.entry.count}") + 18
        return QSize(metrics.horizontalAdvance(self.entry.text) + 34 + count, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """As wanted."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark full while the kind is shown, hollow while it is hidden."""
        entry, color = self.entry, self._theme.color
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2.5, 0.5, -2.5, -0.5)
        painter.setPen(QPen(color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(color("surface.hover") if self._hovered else Qt.BrushStyle.NoBrush)
        if self._hovered or self.hasFocus():
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        mark = QRectF(_SIDE + 2, (self.height() - _MARK) / 2, _MARK, _MARK)
        painter.setPen(QPen(color(entry.token), 1.4))
        painter.setBrush(color(entry.token) if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawPath(outline(entry.icon, mark))
        font = self.font()
        font.setStrikeOut(not self.isChecked())
        painter.setFont(font)
        painter.setPen(color("text" if self.isChecked() else "text.muted"))
        text = QRectF(34, 0, self.width() - 34 - _SIDE, self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, entry.text)
        font.setStrikeOut(False)
        painter.setFont(font)
        painter.setPen(color("text.muted"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if entry.count:
            painter.drawText(text, right, f"{entry.count}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Alt ask for this kind alone."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.only_wanted.emit(self.entry.word)
            event.accept()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Enter switch it, with Alt it alone is shown."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.only_wanted.emit(self.entry.word)
            else:
                self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up under the pointer."""
        super().enterEvent(event)
        self._hover(on=True)

    def leaveEvent(self, event: QEvent) -> None:
        """Go dark again."""
        super().leaveEvent(event)
        self._hover(on=False)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is hidden under the pointer hears of no leaving."""
        super().hideEvent(event)
        self._hover(on=False)

    def _hover(self, *, on: bool) -> None:
        self._hovered = on
        self.update()


class SampleRow(QWidget):
    """A line that explains a mark."""

    def __init__(self, theme: Theme, sample: Sample, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.sample, self._text = theme, sample, text
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Mark and text on one line."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 34 + _SIDE + 4, metrics.height() + 5)

    def minimumSizeHint(self) -> QSize:
        """As wanted."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sample and its text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _SAMPLES[self.sample](painter, self._theme, QPointF(_SIDE + 2 + _MARK / 2, self.height() / 2))
        painter.setPen(self._theme.color("text"))
        text = QRectF(34, 0, self.width() - 34, self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self._text)


def _line(painter: QPainter, theme: Theme, middle: QPointF, token: str, style: list[float]) -> None:
    pen = QPen(theme.color(token), 2.2)
    if style:
        pen.setDashPattern(style)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QLineF(middle.x() - 9, middle.y(), middle.x() + 9, middle.y()))


def _box(painter: QPainter, theme: Theme, middle: QPointF, style: Qt.PenStyle) -> None:
    painter.setPen(QPen(theme.color("border.strong"), 1.2, style))
    painter.setBrush(theme.color("surface.card"))
    painter.drawRoundedRect(QRectF(middle.x() - 9, middle.y() - 6, 18, 12), 3, 3)


def _change(painter: QPainter, theme: Theme, middle: QPointF, change: Change) -> None:
    token = CHANGE_TOKENS[change]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(token))
    painter.drawRoundedRect(QRectF(middle.x() - 9, middle.y() - 7, 18, 14), 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color(f"{token}.text"), 1.6))
    painter.drawPath(sign(change, QRectF(middle.x() - 3.5, middle.y() - 3.5, 7, 7)))


def _same(painter: QPainter, theme: Theme, middle: QPointF) -> None:
    painter.setOpacity(0.5)
    _box(painter, theme, middle, Qt.PenStyle.SolidLine)
    painter.setOpacity(1.0)


_SAMPLES: dict[Sample, Callable[[QPainter, Theme, QPointF], None]] = {
    Sample.UPSTREAM: lambda painter, theme, middle: _line(painter, theme, middle, "edge.up", []),
    Sample.DOWNSTREAM: lambda painter, theme, middle: _line(painter, theme, middle, "edge.down", [2.4, 1.4]),
    Sample.LATER: lambda painter, theme, middle: _box(painter, theme, middle, Qt.PenStyle.DashLine),
    Sample.ASSUMED: lambda painter, theme, middle: _box(painter, theme, middle, Qt.PenStyle.DotLine),
    Sample.ADDED: lambda painter, theme, middle: _change(painter, theme, middle, Change.ADDED),
    Sample.REMOVED: lambda painter, theme, middle: _change(painter, theme, middle, Change.REMOVED),
    Sample.CHANGED: lambda painter, theme, middle: _change(painter, theme, middle, Change.CHANGED),
    Sample.SAME: _same,
}
