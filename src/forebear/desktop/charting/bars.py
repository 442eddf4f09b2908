"""A number for each version, one below the other.

Imports pyqtgraph at once; the module itself is loaded late, on a thread, with the rest of Compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.comparing.chosen import COLOURS
from forebear.desktop.theme import Theme

_THICK, _GAP, _AXIS = 14.0, 14.0, 26.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A version by its letter and name, and its value; None where there is no number."""

    letter: str
    name: str
    value: float | None


class Bars(QWidget):
    """Bars from zero, each under its version's name and value.

    Values so close together that their bars would look alike are points on an axis instead: a bar that does
    not begin at zero would exaggerate.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.hideAxis("left")
        self._plot.getViewBox().invertY(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    @property
    def are_points(self) -> bool:
        """Whether the values are shown as points on an axis that does not begin at zero."""
        return alike([bar.value for bar in self._bars if bar.value is not None])

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show values."""
        self._bars = tuple(bars)
        self.updateGeometry()
        self._draw()

    def _step(self) -> float:
        return self.fontMetrics().height() + 4 + _THICK + _GAP

    def sizeHint(self) -> QSize:
        """As high as its bars."""
        return QSize(240, round(self._step() * len(self._bars) + (_AXIS if self.are_points else 0)))

    def minimumSizeHint(self) -> QSize:
        """The same height, in less width."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the names to the new width."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        plot, points = self._plot, self.are_points
        plot.clear()
        plot.setBackground(self._theme.color("surface"))
        plot.showAxis("bottom", points)
        axis = plot.getAxis("bottom")
        axis.setPen(self._theme.color("border"))
        axis.setTextPen(self._theme.color("text.muted"))
        values = [bar.value for bar in self._bars if bar.value is not None]
        low, high = _range(values, points=points)
        for place, bar in enumerate(self._bars):
            self._say(place, bar, low, high)
            if bar.value is not None:
                plot.addItem(self._mark(place, bar.value, points=points))
        plot.setXRange(low, high, padding=0)
        plot.setYRange(0, max(1, len(self._bars)), padding=0)

    def _mark(self, place: int, value: float, *, points: bool) -> pg.GraphicsObject:
        middle = place + (self.fontMetrics().height() + 4 + _THICK / 2) / self._step()
        colour = self._theme.color(f"chart.{place % COLOURS}")
        if points:
            return pg.ScatterPlotItem(x=[value], y=[middle], size=_THICK - 3, brush=colour, pen=None)
        thick = _THICK / self._step()
        return pg.BarGraphItem(x0=[0.0], y=[middle], width=[value], height=thick, brush=colour, pen=None)

    def _say(self, place: int, bar: Bar, low: float, high: float) -> None:
        """The version on the left, its value on the right."""
        value = wording.number_text(bar.value) if bar.value is not None else "\N{EN DASH}"
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(value) - 32
        name = metrics.elidedText(f"{bar.letter}  {bar.name}", Qt.TextElideMode.ElideMiddle, max(0, room))
        for text, x, anchor in ((name, low, (0, 0)), (value, high, (1, 0))):
            item = pg.TextItem(text, color=self._theme.color("text"), anchor=anchor)
            item.setFont(strong if text is value else self.font())
            item.setPos(x, place)
            self._plot.addItem(item, ignoreBounds=True)


def alike(values: Sequence[float]) -> bool:
    """Say whether bars from zero would look alike though the values differ."""
    if not values:
        return False
    low, high = min(values), max(values)
    return low != high and low > 0 and high - low <= 0.1 * high


def _range(values: Sequence[float], *, points: bool) -> tuple[float, float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if points:
        room = (high - low) * 0.06
        return low - room, high + room
    low, high = min(0.0, low), max(0.0, high)
    return (low, high) if low < high else (low, low + 1.0)
