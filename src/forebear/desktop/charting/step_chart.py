"""A metric over its steps, the versions' curves over each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.drawn_series import Drawing, Over, drawn
from forebear.compare.pyramid import Pyramid
from forebear.compare.step_series import StepSeries
from forebear.desktop import wording
from forebear.desktop.background import Background
from forebear.desktop.charting.curves import Curve, Curves
from forebear.desktop.charting.field_choice import short
from forebear.desktop.charting.history_marks import HistoryMarks
from forebear.desktop.charting.plot import Plot, name_axis
from forebear.desktop.charting.saving import SaveButton
from forebear.desktop.charting.step_axis import StepAxis
from forebear.desktop.charting.table import Table, exact
from forebear.desktop.comparing.chosen import COLOURS
from forebear.desktop.pieces import button, label
from forebear.desktop.theme import Theme

_SAID = 8  # values that the crosshair tells
_LETTERED = 12  # curves that have their letter at their end
_AT_ONCE = 40_000  # points; more are made ready on another thread
_PAUSE = 60  # milliseconds until a slider that moves is followed


class StepChart(QWidget):
    """Curves with smoothing, logarithmic axes, a crosshair, a legend that hides them, and saving."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._metric = ""
        self._series: dict[str, StepSeries] = {}
        self._pyramids: dict[str, Pyramid] = {}
        self._colours: dict[str, int] = {}
        self._tokens: Mapping[str, str] = theme.colours
        self._walked = ""
        self._asked = 0
        self._background = Background(self)
        self._axis = StepAxis()
        self.plot = Plot(bottom=self._axis)
        self.plot.setMinimumHeight(180)
        self.curves = Curves()
        self._letters = HistoryMarks()
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self.plot.addItem(self.curves)
        for item in (self._letters, self._cross):
            self.plot.addItem(item, ignoreBounds=True)
        self._cross.hide()
        self.canvas = QWidget()
        inside = QVBoxLayout(self.canvas)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.plot)
        self.legend = QListWidget()
        self.legend.setAccessibleName(self.tr("Curves"))
        self.legend.itemChanged.connect(lambda _item: self._show_curves())
        self.legend.currentItemChanged.connect(lambda _now, _before: self._show_curves())
        self.legend.setMaximumHeight(140)
        self.over = QComboBox()
        self.over.setAccessibleName(self.tr("Across"))
        for over, text in (
            (Over.STEP, self.tr("Step")),
            (Over.TIME, self.tr("Time")),
            (Over.RELATIVE, self.tr("Time since the start")),
        ):
            self.over.addItem(text, over)
        self.over.activated.connect(lambda _row: self._prepare(fit=True))
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, 99)
        self.smoothing.setMaximumWidth(120)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self._prepare)
        self.smoothing.valueChanged.connect(lambda _value: self._smooth())
        self.log_x, self.log_y = QCheckBox(self.tr("log x")), QCheckBox(self.tr("log y"))
        for box in (self.log_x, self.log_y):
            box.toggled.connect(lambda _on: self._prepare(fit=True))
        self.said = label("", "small")
        self.said.setWordWrap(True)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self._arrange()
        self.plot.scene().sigMouseMoved.connect(self._point)
        self.plot.pointed.connect(self._tell)
        theme.coloured.connect(self.restyle)
        self.restyle(theme.colours)

    @property
    def name(self) -> str:
        """What is over what."""
        return self.tr("{metric} by {across}").format(
            metric=short(self._metric, 60), across=self.over.currentText().lower()
        )

    def show_series(self, name: str, series: Mapping[str, StepSeries]) -> None:
        """Show a metric's series by the versions' names, which begin with their letters."""
        self._metric, self._series = name, dict(series)
        self._colours = {key: place for place, key in enumerate(series)}
        timed = any(each.times is not None for each in series.values())
        self._offer_times(timed=timed)
        self.legend.blockSignals(True)
        self.legend.clear()
        for key, each in self._series.items():
            gaps = int(np.count_nonzero(~np.isfinite(each.values)))
            text = self.tr("{name} ({count} gaps)").format(name=key, count=gaps) if gaps else key
            if timed and each.times is None:
                text = self.tr("{name} (without times)").format(name=text)
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setForeground(self._colour(key))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.legend.addItem(item)
        self.legend.blockSignals(False)
        self._prepare(fit=True)

    def table(self) -> Table:
        """Everything that is shown: version, step, time where it is recorded, value."""
        series = {key: self._series[key] for key in self._shown()}
        timed = any(each.times is not None for each in series.values())

        def rows() -> Iterable[Sequence[str]]:
            for key, each in series.items():
                times = each.times if each.times is not None else np.full(len(each), np.nan)
                for step, time, value in zip(each.steps, times, each.values, strict=True):
                    clock = (exact(float(time)),) if timed else ()
                    yield key, exact(float(step)), *clock, exact(float(value))

        headings = ("version", "step", *(("time",) if timed else ()), "value")
        return Table(headings, rows, frozenset(range(1, len(headings))))

    def reset(self) -> None:
        """Show all of it again."""
        self.plot.reset()

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours."""
        self._tokens = colours
        self.plot.restyle(colours)
        self._cross.setPen(QColor(colours["text.muted"]))
        for row in range(self.legend.count()):
            item = self.legend.item(row)
            item.setForeground(self._colour(str(item.data(Qt.ItemDataRole.UserRole))))
        self._show_curves()

    def legend_entries(self) -> list[tuple[QColor, str]]:
        """Return what a saved picture needs to say of the curves: colour and name."""
        return [(self._colour(key), key) for key in self._shown()]

    def _offer_times(self, *, timed: bool) -> None:
        """Let time be across where times are recorded; else the choice says why not."""
        for row, text in ((1, self.tr("Time")), (2, self.tr("Time since the start"))):
            off = self.tr("{choice} (not recorded)").format(choice=text)
            self.over.setItemText(row, text if timed else off)
            self.over.model().item(row).setEnabled(timed)  # type: ignore[attr-defined]
        if not timed:
            self.over.setCurrentIndex(0)

    def _smooth(self) -> None:
        if sum(map(len, self._series.values())) > _AT_ONCE:
            self._pause.start()
        else:
            self._prepare()

    def _prepare(self, *, fit: bool = False) -> None:
        """Make the curves ready, on another thread where they are many."""
        how = Drawing(
            Over(self.over.currentData()),
            self.smoothing.value() / 100,
            self.log_x.isChecked() and self.over.currentData() != Over.TIME,
            self.log_y.isChecked(),
        )
        self.log_x.setEnabled(how.over is not Over.TIME)
        self._asked += 1
        number, series = self._asked, dict(self._series)
        if sum(map(len, series.values())) <= _AT_ONCE:
            self._take(number, how, drawn(series, how), fit=fit)
        else:
            self._background.run(
                lambda: drawn(series, how), lambda found: self._take(number, how, found, fit=fit)
            )

    def _take(self, number: int, how: Drawing, pyramids: dict[str, Pyramid], *, fit: bool) -> None:
        if number != self._asked:
            return
        self._pyramids = pyramids
        self._axis.show_over(how.over)
        self.plot.setLabel("bottom", self.over.currentText())
        name_axis(self.plot, "left", short(self._metric, 40))
        self._axis.setLogMode(how.log_x, None)
        self.plot.getAxis("left").setLogMode(None, how.log_y)
        self._show_curves()
        if fit:
            self.reset()
        self._describe()

    def _shown(self) -> list[str]:
        items = (self.legend.item(row) for row in range(self.legend.count()))
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]

    def _show_curves(self) -> None:
        """Show the curves that are ticked; the one chosen in the legend is strong and walked by keys."""
        pointed = self.legend.currentIndex().data(Qt.ItemDataRole.UserRole)
        made = [
            Curve(
                key,
                key,
                self._pyramids[key],
                self._colour(key),
                self._colours[key] // COLOURS,
                key == pointed,
            )
            for key in self._shown()
            if key in self._pyramids
        ]
        self.curves.show_curves(made)
        letters = []
        for curve in made[:_LETTERED]:
            known = np.flatnonzero(~np.isnan(curve.points.y))
            if len(known):
                at = known[-1]
                end = (float(curve.points.x[at]), float(curve.points.y[at]))
                letters.append((*end, _letter(curve.key), curve.colour))
        self._letters.show_marks((), letters if len(made) <= _LETTERED else (), self._tokens)
        walked = next((curve for curve in made if curve.strong), next(iter(made), None))
        self._walked = walked.key if walked is not None else ""
        x, y = (walked.points.x, walked.points.y) if walked is not None else (np.empty(0), np.empty(0))
        self.plot.show_points(x, y, self._words)

    def _words(self, place: int) -> str:
        """Tell of a point of the curve that is walked."""
        points = self._pyramids[self._walked]
        x, y = float(points.x[place]), float(points.y[place])
        value = wording.number_text(10**y if self.log_y.isChecked() else y)
        return f"{self._walked}: {self._said_x(x)}, {value}"

    def _said_x(self, x: float) -> str:
        over = Over(self.over.currentData())
        if self.log_x.isChecked() and over is not Over.TIME:
            x = 10**x
        if over is Over.STEP:
            return self.tr("Step {step}").format(step=wording.number_text(round(x, 6)))
        return self._axis.said(x)

    def _tell(self, place: int) -> None:
        if place >= 0 and self.plot.hasFocus() and self._walked in self._pyramids:
            self.said.setText(self._words(place))

    def _point(self, at: QPointF) -> None:
        """Tell the values under the crosshair, the largest first."""
        box = self.plot.getViewBox()
        inside = box.sceneBoundingRect().contains(at)
        self._cross.setVisible(inside)
        if not inside:
            self.said.setText("")
            return
        x = box.mapSceneToView(at).x()
        self._cross.setPos(x)
        found = [
            (near[1], near[0], curve.key)
            for curve in self.curves.curves
            if (near := curve.points.value_at(x)) is not None
        ]
        found.sort(reverse=True)
        said = [
            f"{_letter(key)} {wording.number_text(10**y if self.log_y.isChecked() else y)}"
            for y, _x, key in found[:_SAID]
        ]
        if found:
            said.insert(0, self._said_x(found[0][1]))
        self.said.setText(" · ".join(said))

    def _describe(self) -> None:
        """Say in words what is seen."""
        ends = []
        for key in self._shown()[:_SAID]:
            values = self._series[key].values
            known = values[np.isfinite(values)]
            if len(known):
                ends.append(f"{_letter(key)} {wording.number_text(float(known[-1]))}")
        said = self.tr("{count} curves; their last values: {values}").format(
            count=len(self._shown()), values=", ".join(ends)
        )
        for widget in (self.plot, self.canvas):
            widget.setAccessibleName(self.name)
            widget.setAccessibleDescription(said)

    def _colour(self, key: str) -> QColor:
        return QColor(self._tokens[f"chart.{self._colours[key] % COLOURS}"])

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.over, 1)
        top.addWidget(self.log_x)
        top.addWidget(self.log_y)
        below = QHBoxLayout()
        head = label(self.tr("Smoothing"), "small")
        head.setBuddy(self.smoothing)
        below.addWidget(head)
        self.smoothing.setProperty("kind", "line")
        below.addWidget(self.smoothing, 1)
        below.addStretch(1)
        whole = button(self.tr("Show all"), self.reset, "quiet")
        whole.setToolTip(self.tr("The wheel zooms, and so does a drag with Shift; a double click shows all"))
        below.addWidget(whole)
        below.addWidget(SaveButton(self._theme, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(below)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.legend)


def _letter(key: str) -> str:
    return key.partition(" ")[0]
