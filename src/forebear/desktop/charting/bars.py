"""A number for each version, one below the other.

Imports pyqtgraph at once; the module itself is loaded late, on a thread, with the rest of Compare.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forebear.compare.columns import bounded
from forebear.desktop import wording
from forebear.desktop.charting.table import Table, exact
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
        self._tokens: Mapping[str, str] = theme.colours
        self._at = -1
        self._bars: tuple[Bar, ...] = ()
        self._plot = pg.PlotWidget()
        self._plot.setCacheMode(self._plot.CacheModeFlag.CacheNone)
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
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._draw)
        theme.coloured.connect(self.restyle)

    @property
    def name(self) -> str:
        """What they show."""
        return self.accessibleName()

    @property
    def canvas(self) -> QWidget:
        """They themselves."""
        return self

    def table(self) -> Table:
        """Version, name, value."""
        bars = self._bars

        def rows() -> Iterable[Sequence[str]]:
            return ((bar.letter, bar.name, exact(bar.value) if bar.value is not None else "") for bar in bars)

        return Table(("version", "name", "value"), rows, frozenset((2,)))

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours."""
        self._tokens = colours
        self._draw()

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
        self._bars, self._at = tuple(bars), -1
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
        if self.isVisible():
            self._draw()
        else:  # a page that is being turned to has enough to do in this turn
            self._soon.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar with up and down, and announce each."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not by or not self._bars:
            super().keyPressEvent(event)
            return
        self._at = min(max(0, self._at + by), len(self._bars) - 1)
        bar = self._bars[self._at]
        said = f"{bar.letter} {bar.name}: {wording.number_text(bar.value)}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self._draw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mark none any more."""
        super().focusOutEvent(event)
        self._at = -1
        self._draw()

    def _draw(self) -> None:
        plot, points = self._plot, self.are_points
        plot.clear()
        plot.setBackground(QColor(self._tokens["surface"]))
        plot.showAxis("bottom", points)
        axis = plot.getAxis("bottom")
        axis.setPen(QColor(self._tokens["border"]))
        axis.setTextPen(QColor(self._tokens["text.muted"]))
        given = [math.nan if bar.value is None else bar.value for bar in self._bars]
        values: list[float] = bounded(np.array(given, dtype=float)).tolist()
        low, high = _range([value for value in values if not math.isnan(value)], points=points)
        for place, (bar, value) in enumerate(zip(self._bars, values, strict=True)):
            self._say(place, bar, low, high)
            if not math.isnan(value):
                plot.addItem(self._mark(place, value, points=points))
        plot.setXRange(low, high, padding=0)
        plot.setYRange(0, max(1, len(self._bars)), padding=0)

    def _mark(self, place: int, value: float, *, points: bool) -> pg.GraphicsObject:
        middle = place + (self.fontMetrics().height() + 4 + _THICK / 2) / self._step()
        colour = QColor(self._tokens[f"chart.{place % COLOURS}"])
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
            item = pg.TextItem(text, color=QColor(self._tokens["text"]), anchor=anchor)
            item.setFont(strong if text is value or place == self._at else self.font())
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
