"""A plot with the versions over each other: curves, points or bars.

Imports pyqtgraph at once; the module itself is loaded late, on a thread, with the rest of Compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSlider, QVBoxLayout, QWidget

from forebear.compare.plots.findings import PlotKind
from forebear.compare.pyramid import Pyramid
from forebear.desktop import wording
from forebear.desktop.charting.curves import Curve, Curves
from forebear.desktop.charting.plot import name_axis
from forebear.desktop.comparing.chosen import COLOURS
from forebear.desktop.comparing.files.plot_lines import CURVES, Drawing, Drawn, bars, smooth
from forebear.desktop.pieces import button, label
from forebear.desktop.theme import Theme

_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_SYMBOLS = ("o", "t", "s", "d", "+", "star", "x", "p")
_LEGEND_ROWS = 5
_STRONG = 4  # curves that have room to be broad
_FEW = 150  # points of all curves; broad lines through more would take too long
_KEY = Qt.ItemDataRole.UserRole


class PlotView(QWidget):
    """Draws a plot; the versions have the colours and letters that they have everywhere."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing: Drawing | None = None
        self._names: tuple[str, ...] = ()
        self._items: list[Any] = []
        self.plot = pg.PlotWidget()
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMinimumHeight(160)
        self.plot.getPlotItem().layout.setContentsMargins(12, 4, 20, 8)
        for side in ("left", "bottom"):
            self.plot.getAxis(side).enableAutoSIPrefix(False)
        self.curves = Curves()
        self.plot.addItem(self.curves)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setProperty("kind", "line")
        self.smoothing.setRange(0, 99)
        self.smoothing.setMaximumWidth(140)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self._smooth_said = label(self.tr("Smoothing"), "small")
        self._pointed = label("", "small")
        self.legend = QListWidget()
        self.legend.setAccessibleName(self.tr("Curves"))
        self.legend.itemChanged.connect(lambda _item: self._draw())
        self.smoothing.valueChanged.connect(lambda _value: self._draw())
        self.plot.scene().sigMouseMoved.connect(self._point)
        top = QHBoxLayout()
        top.setContentsMargins(16, 4, 12, 0)
        top.addWidget(self._smooth_said)
        top.addWidget(self.smoothing)
        top.addWidget(self._pointed, 1)
        top.addWidget(button(self.tr("Show all"), self.reset, "quiet"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.legend)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_plot(self, drawing: Drawing, names: Sequence[str], title: str) -> None:
        """Show a plot; `names` are what the versions are called, in the order of their letters."""
        self._names = tuple(names)
        self._drawing = drawing
        kind = drawing.kind
        self.smoothing.blockSignals(True)
        self.smoothing.setValue(60 if kind is PlotKind.SMOOTH else 0)
        self.smoothing.blockSignals(False)
        for piece in (self.smoothing, self._smooth_said):
            piece.setVisible(kind in (PlotKind.LINE, PlotKind.SMOOTH))
        across, up = drawing.x_label, drawing.y_label
        if kind.is_bars:
            across, up = up, across
        name_axis(self.plot, "bottom", across)
        name_axis(self.plot, "left", up)
        self.plot.setAccessibleName(self.tr("Plot {title}").format(title=title))
        self._list()
        self.plot.setAccessibleDescription(
            ", ".join(self.legend.item(row).text() for row in range(self.legend.count()))
        )
        self._draw(fit=True)

    def reset(self) -> None:
        """Show all of it again."""
        self.plot.getViewBox().autoRange(padding=0.04)

    def _list(self) -> None:
        self.legend.blockSignals(True)
        self.legend.clear()
        for place, curve in enumerate(self._drawing.curves if self._drawing else ()):
            item = QListWidgetItem(self._said(curve))
            item.setData(_KEY, place)
            item.setForeground(self._colour(curve))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.legend.addItem(item)
        self.legend.blockSignals(False)
        rows = min(_LEGEND_ROWS, self.legend.count())
        self.legend.setFixedHeight(rows * max(20, self.legend.sizeHintForRow(0)) + 10)

    def _said(self, curve: Drawn) -> str:
        words = [self._names[curve.version]]
        if curve.name:
            words.append(curve.name)
        if curve.auc is not None:
            words.append(self.tr("AUC {area}").format(area=f"{curve.auc:.4f}"))
        gaps = int((np.isnan(curve.x) | np.isnan(curve.y)).sum())
        if gaps:
            words.append(self.tr("points that are no numbers: {count}").format(count=gaps))
        if curve.left:
            shown, every = len(curve.x), len(curve.x) + curve.left
            words.append(
                self.tr("{shown} of {all} points drawn").format(shown=f"{shown:,}", all=f"{every:,}")
            )
        return " · ".join(words)

    def _shown(self) -> list[Drawn]:
        if self._drawing is None:
            return []
        items = (self.legend.item(row) for row in range(self.legend.count()))
        chosen = [item.data(_KEY) for item in items if item.checkState() is Qt.CheckState.Checked]
        return [self._drawing.curves[place] for place in chosen]

    # drawing

    def _draw(self, *, fit: bool = False) -> None:
        for item in self._items:
            self.plot.removeItem(item)
        self._items = []
        drawing = self._drawing
        if drawing is None:
            return
        shown = self._shown()
        self._ticks()
        many = drawing.kind in CURVES and sum(len(curve.x) for curve in shown) > _FEW
        strong = len(shown) <= _STRONG
        self.curves.show_curves([self._fast(curve, strong) for curve in shown] if many else [])
        if drawing.kind.is_bars:
            self._draw_bars()
        elif drawing.kind is PlotKind.SCATTER:
            for curve in shown:
                self._draw_points(curve, size=8, strength=0.55)
        elif not many:
            for curve in shown:
                self._draw_curve(curve)
        if drawing.kind is PlotKind.ROC:
            chance = QPen(self._theme.color("text.muted"), 0, Qt.PenStyle.DotLine)
            self._add(pg.PlotCurveItem([0.0, 1.0], [0.0, 1.0], pen=chance))
        if fit:
            self.reset()

    def _add(self, item: Any) -> None:
        self.plot.addItem(item)
        self._items.append(item)

    def _amount(self) -> float:
        return self.smoothing.value() / 100 if self.smoothing.isVisibleTo(self) else 0.0

    def _fast(self, curve: Drawn, strong: bool) -> Curve:
        """A curve of any number of points, drawn as runs of pixels."""
        known = np.isfinite(curve.x)
        points = Pyramid(curve.x[known], smooth(curve.y[known], self._amount()))
        return Curve(str(curve.version), self._said(curve), points, self._colour(curve), curve.part, strong)

    def _draw_curve(self, curve: Drawn) -> None:
        """Draw few points as a broad line with marks, and below it the same before it was smoothed."""
        if not np.any(np.isfinite(curve.x) & np.isfinite(curve.y)):
            return
        colour, amount = self._colour(curve), self._amount()
        if amount:
            faint = QColor(colour)
            faint.setAlphaF(0.3)
            self._add(pg.PlotCurveItem(curve.x, curve.y, pen=QPen(faint, 0), connect="finite"))
        pen = pg.mkPen(colour, width=2, style=_DASHES[curve.part % len(_DASHES)])
        smoothed = replace(curve, y=smooth(curve.y, amount))
        self._add(pg.PlotCurveItem(curve.x, smoothed.y, pen=pen, connect="finite", antialias=True))
        if len(curve.x) <= 40:
            self._draw_points(smoothed, size=7, strength=1.0)

    def _draw_points(self, curve: Drawn, *, size: int, strength: float) -> None:
        known = np.isfinite(curve.x) & np.isfinite(curve.y)
        colour = self._colour(curve)
        ground = QColor(colour)
        ground.setAlphaF(strength)
        symbol = _SYMBOLS[curve.version % len(_SYMBOLS)]
        marks = {"size": size, "symbol": symbol, "pen": QPen(colour, 0), "brush": ground}
        self._add(pg.ScatterPlotItem(curve.x[known], curve.y[known], **marks))

    def _draw_bars(self) -> None:
        if self._drawing is None:
            return
        names, lengths = bars(self._drawing)
        shown = self._shown()
        high = 0.8 / max(1, len(shown))
        place = 0
        for curve, found in zip(self._drawing.curves, lengths, strict=True):
            if curve not in shown:
                continue
            known = np.isfinite(found)
            at = -np.arange(len(names), dtype=np.float64)[known] + 0.4 - (place + 0.5) * high
            colour = self._colour(curve)
            bars_of = {"y": at, "height": high * 0.9, "width": found[known]}
            self._add(pg.BarGraphItem(x0=0, **bars_of, brush=colour, pen=colour))
            place += 1
        axis = self.plot.getAxis("left")
        axis.setTicks([[(-float(at), _shortened(name)) for at, name in enumerate(names)]])

    def _ticks(self) -> None:
        """Words along an axis, where its values are words."""
        for side, words in (
            (("bottom", self._drawing.x_ticks), ("left", self._drawing.y_ticks)) if self._drawing else ()
        ):
            swapped = self._drawing is not None and self._drawing.kind.is_bars
            told = [(float(place), _shortened(word)) for place, word in enumerate(words)]
            self.plot.getAxis(side).setTicks([told] if told and not swapped else None)

    def _point(self, at: QPointF) -> None:
        """Tell the values under the pointer."""
        box = self.plot.getViewBox()
        if self._drawing is None or not box.sceneBoundingRect().contains(at):
            self._pointed.setText("")
            return
        place = box.mapSceneToView(at)
        x, y = (wording.number_text(float(f"{value:.4g}")) for value in (place.x(), place.y()))
        self._pointed.setText(f"{x}, {y}")

    def _colour(self, curve: Drawn) -> QColor:
        return self._theme.color(f"chart.{curve.version % COLOURS}")

    def _restyle(self) -> None:
        theme = self._theme
        self.plot.setBackground(theme.color("surface"))
        self.plot.showGrid(x=True, y=True, alpha=0.12)
        for side in ("left", "bottom"):
            axis: Any = self.plot.getAxis(side)
            axis.setPen(theme.color("border.strong"))
            axis.setTextPen(theme.color("text.muted"))
        for row in range(self.legend.count()):
            item = self.legend.item(row)
            if self._drawing is not None:
                self.legend.blockSignals(True)
                item.setForeground(self._colour(self._drawing.curves[item.data(_KEY)]))
                self.legend.blockSignals(False)
        self._draw()


def _shortened(word: str) -> str:
    return word if len(word) <= 24 else f"{word[:23]}…"
