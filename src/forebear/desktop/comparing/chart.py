"""A metric over the versions, as bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.pieces import label
from forebear.desktop.theme import Theme

COLOURS = 8


class MetricChart(QFrame):
    """Bars from the smallest axis that shows the differences; made with the first metric, as pyqtgraph
    loads late.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[str, tuple[str, ...], tuple[float | None, ...]] = ("", (), ())
        self.setProperty("surface", "plain")
        self._title = label("", "strong")
        self._title.setWordWrap(True)
        self._note = label("", "small")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 12, 12, 8)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._note)
        self._plot: QWidget | None = None
        theme.changed.connect(self._draw)

    @property
    def plot(self) -> QWidget | None:
        """The plot, once there is one."""
        return self._plot

    def show_metric(self, name: str, labels: Sequence[str], values: Sequence[float | str | None]) -> None:
        """Show a metric's value in each version; what is no number has no bar."""
        numbers = tuple(
            float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
            for value in values
        )
        self._shown = (name, tuple(labels), numbers)
        self._draw()

    def _draw(self) -> None:
        name, labels, values = self._shown
        known = [value for value in values if value is not None]
        self._title.setText(name)
        self.setAccessibleName(self.tr("Chart of {metric}").format(metric=name))
        self.setAccessibleDescription(
            ", ".join(
                f"{label_}: {wording.number_text(value)}"
                for label_, value in zip(labels, values, strict=True)
            )
        )
        if self._plot is not None:
            self._layout.removeWidget(self._plot)
            self._plot.deleteLater()
            self._plot = None
        if not known:
            self._note.setText(self.tr("Choose a metric to see it over the versions.") if not name else "")
            self._note.setVisible(not name)
            return
        floor = _floor(known)
        self._note.setText(self.tr("The axis starts at {floor}.").format(floor=wording.number_text(floor)))
        self._note.setVisible(floor != 0)
        self._plot = self._bars(labels, values, floor)
        self._layout.addWidget(self._plot, 1)

    def _bars(self, labels: Sequence[str], values: Sequence[float | None], floor: float) -> QWidget:
        import pyqtgraph as pg  # heavy, and not needed for the window

        muted, text = self._theme.color("text.muted"), self._theme.color("text")
        plot = pg.PlotWidget(background=self._theme.color("surface"))
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=False, y=False)
        plot.hideButtons()
        plot.setFrameShape(plot.Shape.NoFrame)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(self._theme.color("border"))
            axis.setTextPen(muted)
            axis.setZValue(-1)  # the grid below the bars
        plot.getAxis("bottom").setTicks([list(enumerate(labels))])
        plot.getAxis("bottom").setStyle(tickLength=0)
        plot.showGrid(x=False, y=True, alpha=0.15)
        high = max([value for value in values if value is not None] + [floor])
        low = min([value for value in values if value is not None] + [floor])
        room = (high - low) or abs(high) or 1.0
        for place, value in enumerate(values):
            if value is None:
                continue
            plot.addItem(
                pg.BarGraphItem(
                    x=[place],
                    y0=[floor],
                    height=[value - floor],
                    width=0.56,
                    brush=self._theme.color(f"chart.{place % COLOURS}"),
                    pen=None,
                )
            )
            said = pg.TextItem(
                wording.number_text(value), color=text, anchor=(0.5, 1.0 if value >= floor else 0.0)
            )
            said.setPos(place, value)
            plot.addItem(said, ignoreBounds=True)
        plot.setXRange(-0.6, len(values) - 0.4, padding=0)
        plot.setYRange(low, high + room * 0.14, padding=0)
        plot.setMinimumHeight(180)
        bars: QWidget = plot
        return bars


def _floor(values: Sequence[float]) -> float:
    """Zero, unless the values are so close together that bars from zero would look alike."""
    low, high = min(values), max(values)
    if low <= 0 or high - low > 0.25 * high or low == high:
        return 0.0
    step = 10 ** math.floor(math.log10((high - low) * 2))
    floor: float = max(0.0, math.floor((low - (high - low) * 1.5) / step) * step)
    return floor
