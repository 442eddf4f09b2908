"""A number for each version as bars, painted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forebear.desktop import wording
from forebear.desktop.theme import Theme

COLOURS = 8
"""How many versions have a colour of their own."""

_THICK, _GAP, _ROUND = 14.0, 14.0, 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A version by its letter and name, and its value; None where there is no number."""

    letter: str
    name: str
    value: float | None


class Bars(QWidget):
    """One bar below the other, each under its version's name and value, from a common start."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._floor = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def show_bars(self, bars: Sequence[Bar], floor: float) -> None:
        """Show values; a bar begins at `floor`."""
        self._bars, self._floor = tuple(bars), floor
        self.updateGeometry()
        self.update()

    def _step(self) -> float:
        return self.fontMetrics().height() + 4 + _THICK + _GAP

    def sizeHint(self) -> QSize:
        """As high as its bars."""
        return QSize(240, round(self._step() * len(self._bars)))

    def minimumSizeHint(self) -> QSize:
        """The same height, in less width."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        values = [bar.value for bar in self._bars if bar.value is not None]
        low, high = min([self._floor, *values]), max([self._floor, *values])
        width = max(1.0, self.width() - 2.0)
        start = (self._floor - low) / ((high - low) or 1.0) * width
        for place, bar in enumerate(self._bars):
            top = place * self._step()
            self._say(painter, bar, top)
            ground = QRectF(0, top + self.fontMetrics().height() + 4, width, _THICK)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("surface.hover"))
            painter.drawRoundedRect(ground, _ROUND, _ROUND)
            if bar.value is None:
                continue
            end = (bar.value - low) / ((high - low) or 1.0) * width
            painter.setBrush(self._theme.color(f"chart.{place % COLOURS}"))
            box = QRectF(min(start, end), ground.top(), max(2.0, abs(end - start)), _THICK)
            painter.drawRoundedRect(box, _ROUND, _ROUND)

    def _say(self, painter: QPainter, bar: Bar, top: float) -> None:
        """The version on the left, its value on the right."""
        value = wording.number_text(bar.value) if bar.value is not None else "\N{EN DASH}"
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(strong)
        line = QRectF(0, top, self.width() - 2.0, self.fontMetrics().height())
        painter.setFont(strong)
        painter.setPen(self._theme.color("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, bar.letter)
        line.setLeft(metrics.horizontalAdvance(bar.letter) + 6)
        line.setRight(line.right() - metrics.horizontalAdvance(value) - 10)
        painter.setFont(self.font())
        painter.setPen(self._theme.color("text.muted"))
        name = self.fontMetrics().elidedText(
            bar.name, Qt.TextElideMode.ElideMiddle, max(0, int(line.width()))
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)


def floor_of(values: Sequence[float]) -> float:
    """Return where bars begin: zero, unless the values are so close that bars from zero would look alike."""
    low, high = min(values), max(values)
    if low <= 0 or high - low > 0.25 * high or low == high:
        return 0.0
    step = 10 ** math.floor(math.log10((high - low) * 2))
    floor: float = max(0.0, math.floor((low - (high - low) * 1.5) / step) * step)
    return floor
