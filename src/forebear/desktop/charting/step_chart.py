"""A metric over its steps, the versions' curves over each other."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.pyramid import Pyramid, smoothed
from forebear.desktop import wording
from forebear.desktop.charting.curves import Curve, Curves
from forebear.desktop.comparing.chosen import COLOURS
from forebear.desktop.pieces import button, label
from forebear.desktop.theme import Theme

Steps = Sequence[tuple[int | None, float | None]]
_SAID = 8  # values that the crosshair tells


class StepChart(QWidget):
    """Curves with smoothing, logarithmic axes, a crosshair, a legend that hides them, and saving."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._series: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._colours: dict[str, int] = {}
        self.plot = pg.PlotWidget()
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMenuEnabled(False)
        self.plot.setMinimumHeight(160)
        self.plot.setLabel("bottom", self.tr("Step"))
        self.curves = Curves()
        self.plot.addItem(self.curves)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self.plot.addItem(self._cross, ignoreBounds=True)
        self._cross.hide()
        self.legend = QListWidget()
        self.legend.setAccessibleName(self.tr("Curves"))
        self.legend.itemChanged.connect(lambda _item: self._draw())
        self.legend.currentItemChanged.connect(lambda _now, _before: self._draw())
        self.legend.setMaximumHeight(140)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, 99)
        self.smoothing.setMaximumWidth(120)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.valueChanged.connect(lambda _value: self._draw())
        self.log_x, self.log_y = QCheckBox(self.tr("log x")), QCheckBox(self.tr("log y"))
        for box in (self.log_x, self.log_y):
            box.toggled.connect(lambda _on: self._draw(fit=True))
        self._said = label("", "small")
        self._said.setWordWrap(True)
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._arrange()
        self.plot.scene().sigMouseMoved.connect(self._point)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_series(self, name: str, series: Mapping[str, Steps]) -> None:
        """Show a metric's steps by the versions' names; a step that is not known counts on from the last."""
        self.plot.setAccessibleName(self.tr("{metric} by step").format(metric=name))
        self._series = {key: _numbers(steps) for key, steps in series.items()}
        self._colours = {key: place for place, key in enumerate(series)}
        self.legend.blockSignals(True)
        self.legend.clear()
        for key, (_x, y) in self._series.items():
            gaps = int(np.isnan(y).sum())
            text = self.tr("{name} ({count} gaps)").format(name=key, count=gaps) if gaps else key
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setForeground(self._colour(key))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.legend.addItem(item)
        self.legend.blockSignals(False)
        self._draw(fit=True)

    def table(self) -> str:
        """Everything that is shown as CSV: curve, step, value."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("version", "step", "value"))
        for key in self._shown():
            x, y = self._series[key]
            writer.writerows((key, repr(float(a)), repr(float(b))) for a, b in zip(x, y, strict=True))
        return text.getvalue()

    def save(self, path: Path) -> None:
        """Save the chart by the end of the name: .png, .svg, or .csv."""
        if path.suffix.lower() == ".csv":
            path.write_text(self.table(), encoding="utf-8")
        elif path.suffix.lower() == ".svg":
            from PySide6.QtSvg import QSvgGenerator

            generator = QSvgGenerator()
            generator.setFileName(str(path))
            generator.setSize(self.plot.size())
            generator.setViewBox(self.plot.rect())
            painter = QPainter(generator)
            self.plot.render(painter)
            painter.end()
        else:
            self.plot.grab().save(str(path), "PNG")

    def reset(self) -> None:
        """Show all of it again."""
        self.plot.getViewBox().autoRange(padding=0.02)

    def _ask_path(self) -> None:
        kinds = self.tr("Picture (*.png);;Drawing (*.svg);;Table (*.csv)")
        name, _kind = QFileDialog.getSaveFileName(self, self.tr("Save the chart"), "chart.png", kinds)
        if name:
            self.save(Path(name))

    def _shown(self) -> list[str]:
        items = (self.legend.item(row) for row in range(self.legend.count()))
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]

    def _draw(self, *, fit: bool = False) -> None:
        amount = self.smoothing.value() / 100
        pointed = self.legend.currentIndex().data(Qt.ItemDataRole.UserRole)
        made = []
        for key in self._shown():
            x, y = self._series[key]
            y = smoothed(y, amount)
            with np.errstate(divide="ignore", invalid="ignore"):
                if self.log_y.isChecked():
                    y = np.where(y > 0, np.log10(y), np.nan)
                if self.log_x.isChecked():
                    x, y = np.log10(x[x > 0]), y[x > 0]
            colour, dash = self._colour(key), self._colours[key] // COLOURS
            made.append(Curve(key, key, Pyramid(x, y), colour, dash, strong=key == pointed))
        self.plot.getPlotItem().getAxis("bottom").setLogMode(self.log_x.isChecked(), None)
        self.plot.getPlotItem().getAxis("left").setLogMode(None, self.log_y.isChecked())
        self.curves.show_curves(made)
        if fit:
            self.reset()

    def _point(self, at: QPointF) -> None:
        """Tell the values under the crosshair, the largest first."""
        box = self.plot.getViewBox()
        inside = box.sceneBoundingRect().contains(at)
        self._cross.setVisible(inside)
        if not inside:
            self._said.setText("")
            return
        x = box.mapSceneToView(at).x()
        self._cross.setPos(x)
        found = [
            (near[1], near[0], curve.key)
            for curve in self.curves.curves
            if (near := curve.points.value_at(x)) is not None
        ]
        found.sort(reverse=True)
        log_x, log_y = self.log_x.isChecked(), self.log_y.isChecked()
        said = [
            f"{key.partition(' ')[0]} {wording.number_text(10**y if log_y else y)}"
            for y, _x, key in found[:_SAID]
        ]
        if found:
            step = 10 ** found[0][1] if log_x else found[0][1]
            said.insert(0, self.tr("Step {step}").format(step=wording.number_text(round(step, 6))))
        self._said.setText(" · ".join(said))

    def _colour(self, key: str) -> QColor:
        return self._theme.color(f"chart.{self._colours[key] % COLOURS}")

    def _restyle(self) -> None:
        theme = self._theme
        self.plot.setBackground(theme.color("surface"))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.color("border.strong"))
            axis.setTextPen(theme.color("text.muted"))
        self._cross.setPen(theme.color("text.muted"))
        for row in range(self.legend.count()):
            item = self.legend.item(row)
            item.setForeground(self._colour(str(item.data(Qt.ItemDataRole.UserRole))))
        self._draw()

    def _arrange(self) -> None:
        save = QToolButton()
        save.setText(self.tr("Save"))
        save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(save)
        as_file = QAction(self.tr("Save as PNG, SVG or CSV…"), menu)
        as_file.triggered.connect(lambda _checked=False: self._ask_path())
        copied = QAction(self.tr("Copy the values"), menu)
        copied.triggered.connect(
            lambda _checked=False: QGuiApplication.clipboard().setText(self.table().replace(",", "\t"))
        )
        menu.addActions([as_file, copied])
        save.setMenu(menu)
        top = QHBoxLayout()
        smooth: QLabel = label(self.tr("Smoothing"), "small")
        pieces: tuple[Any, ...] = (smooth, self.smoothing, self.log_x, self.log_y)
        for piece in pieces:
            top.addWidget(piece)
        top.addStretch(1)
        top.addWidget(button(self.tr("Show all"), self.reset, "quiet"))
        top.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._said)
        layout.addWidget(self.legend)


def _numbers(steps: Steps) -> tuple[np.ndarray, np.ndarray]:
    x = np.empty(len(steps))
    y = np.empty(len(steps))
    last = -1
    for place, (step, value) in enumerate(steps):
        last = last + 1 if step is None else step
        x[place], y[place] = last, np.nan if value is None else value
    order = np.argsort(x, kind="stable")
    return x[order], y[order]
