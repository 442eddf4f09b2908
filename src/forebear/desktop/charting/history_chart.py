"""A metric along the history: commits in ancestry order, tags, and where the versions compared stand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from forebear.compare.columns import bounded
from forebear.compare.comparison import Version
from forebear.desktop import wording
from forebear.desktop.charting.field_choice import short
from forebear.desktop.charting.history_marks import CommitAxis, HistoryMarks
from forebear.desktop.charting.plot import Plot, name_axis
from forebear.desktop.charting.saving import SaveButton
from forebear.desktop.charting.scatter import exact_value, said_value
from forebear.desktop.charting.table import Table
from forebear.desktop.comparing.chosen import COLOURS
from forebear.desktop.pieces import label
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.fields import Field
from forebear.lineage.metric_history import (
    Line,
    LineKind,
    MetricHistory,
    Point,
    Why,
    lines_of,
    metric_history,
)

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

_ABOVE = 0.16
_MARKED = 3_000
"""Points that have a mark each; of more the line alone is drawn."""


class HistoryChart(QWidget):
    """Follows a metric along a branch, the runs of a stage, or all experiments.

    Signals: `ref_opened(str)` the REF of a commit or run that was clicked.
    """

    ref_opened = Signal(str)

    def __init__(self, theme: Theme, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._reader = theme, reader
        self._field: Field | None = None
        self._versions: tuple[Version, ...] = ()
        self._history = MetricHistory(())
        self._tokens: Mapping[str, str] = theme.colours
        self.line = QComboBox()
        self.line.setAccessibleName(self.tr("Along which branch, stage or experiments"))
        self.line.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.line.setMinimumContentsLength(10)
        self.line.activated.connect(lambda _row: self._ask())
        self.merged = QCheckBox(self.tr("merged commits"))
        self.merged.setToolTip(self.tr("Show the commits that were merged into the branch as well"))
        self.merged.toggled.connect(lambda _on: self._ask())
        self._axis = CommitAxis()
        self.plot = Plot(bottom=self._axis)
        self.plot.setMinimumHeight(180)
        self.plot.setLabel("bottom", self.tr("Oldest first"))
        self._curve = pg.PlotDataItem(connect="finite")
        self._dots = pg.ScatterPlotItem(pxMode=True)
        self._marks = HistoryMarks()
        for item in (self._curve, self._dots, self._marks):
            self.plot.addItem(item)
        self.plot.pointed.connect(self._tell)
        self.plot.opened.connect(self._open)
        self.canvas = QWidget()
        inside = QVBoxLayout(self.canvas)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.plot)
        self.said, self.note = label("", "small"), label("", "small")
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        for line in (self.said, self.note):
            line.setWordWrap(True)
        self._arrange()
        theme.coloured.connect(self.restyle)
        self.restyle(theme.colours)

    @property
    def name(self) -> str:
        """What is followed along what."""
        metric = short(self._field.name, 60) if self._field is not None else ""
        return self.tr("{metric} along {line}").format(metric=metric, line=self.line.currentText())

    def show_metric(self, field: Field | None, versions: Sequence[Version]) -> None:
        """Follow a metric; mark where these versions stand."""
        self._field, self._versions = field, tuple(versions)
        if self.isVisible():
            self._ask()

    def refresh(self) -> None:
        """Read it, when it comes into view."""
        self._ask()

    def table(self) -> Table:
        """Every point: commit or run, when, value, tags."""
        points = self._history.points

        def rows() -> Iterable[Sequence[str]]:
            for point in points:
                when = point.when.isoformat() if point.when else ""
                value = exact_value(point.value) if point.value is not None else ""
                yield point.key, when, value, point.why.value, ", ".join(point.tags), point.summary

        return Table(("commit", "when", "value", "why not", "tags", "message"), rows, frozenset((2,)))

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours."""
        self._tokens = colours
        self.plot.restyle(colours)
        self._draw()

    def words(self, place: int) -> str:
        """Tell of a point: what it is, when, by whom, and its value."""
        point = self._history.points[place]
        said = self._value_words(point)
        head = f"{point.title} ({', '.join(point.tags)})" if point.tags else point.title
        when = wording.when_text(point.when) if point.when else ""
        return " · ".join(part for part in (head, said, when, point.by, point.summary) if part)

    def _value_words(self, point: Point) -> str:
        match point.why:
            case Why.NOT_RECORDED:
                return self.tr("not recorded")
            case Why.NOT_HERE:
                return self.tr("not here")
            case Why.NONE:
                return said_value(point.value)

    def _ask(self) -> None:
        field = self._field
        if field is None:
            return
        line, merged = self.line.currentData(), self.merged.isChecked()
        if not self._history.points:
            self.note.setText(self.tr("Reading…"))
        self._reader.ask(
            lambda questions: _read(questions, field, line, merged=merged),
            self._show,
            self._fail,
            topic="history",
        )

    def _show(self, answer: tuple[tuple[Line, ...], Line | None, MetricHistory]) -> None:
        lines, line, self._history = answer
        if [self.line.itemData(row) for row in range(self.line.count())] != list(lines):
            self.line.clear()
            for each in lines:
                self.line.addItem(self._line_words(each), each)
        if line is not None:
            self.line.setCurrentIndex(lines.index(line))
        self.merged.setEnabled(line is not None and line.kind is LineKind.BRANCH)
        self._axis.show_points(self._history.points)
        name_axis(self.plot, "left", short(self._field.name, 48) if self._field is not None else "")
        self._draw()
        self._fit()
        self._describe()

    def _fit(self) -> None:
        """Show all, with room above for tags and letters."""
        self.plot.reset()
        low, high = self.plot.box.viewRange()[1]
        self.plot.box.setYRange(low, high + (high - low) * _ABOVE, padding=0)

    def _line_words(self, line: Line) -> str:
        match line.kind:
            case LineKind.BRANCH:
                return self.tr("checked out (HEAD)") if line.name == "HEAD" else line.name
            case LineKind.STAGE:
                return self.tr("runs of {stage}").format(stage=short(line.name, 60))
            case LineKind.EXPERIMENTS:
                return self.tr("all experiments")

    def _draw(self) -> None:
        points, tokens = self._history.points, self._tokens
        x = np.arange(float(len(points)))
        y = bounded(np.array([_number(point.value) for point in points], dtype=float))
        joined = np.array([point.joined for point in points], dtype=bool)
        colour = QColor(tokens["chart.0"])
        own = np.flatnonzero(joined)
        self._curve.setData(x[own], y[own], pen=pg.mkPen(colour, width=1.5), antialias=len(own) <= _MARKED)
        marked = np.flatnonzero(np.isfinite(y)) if len(points) <= _MARKED else np.empty(0, int)
        full, hollow = pg.mkBrush(colour), pg.mkBrush(QColor(tokens["surface"]))
        rim, faint = pg.mkPen(colour), pg.mkPen(QColor(tokens["border.strong"]))
        self._dots.setData(
            x=x[marked],
            y=y[marked],
            size=[8 if points[at].changed else 5 for at in marked],
            symbol=["o" if points[at].joined else "d" for at in marked],
            brush=[full if points[at].changed else hollow for at in marked],
            pen=[rim if points[at].joined else faint for at in marked],
        )
        tags = [(place, ", ".join(point.tags[:2])) for place, point in enumerate(points) if point.tags]
        self._marks.show_marks(tags, self._letters(y), tokens)
        self.plot.show_points(x, y, self.words)

    def _letters(self, y: np.ndarray) -> list[tuple[int, float, str, QColor]]:
        places: dict[str, int] = {}
        for place, point in enumerate(self._history.points):
            places[point.key] = place
            places.setdefault(point.commit, place)
        found: dict[int, tuple[float, str, QColor]] = {}
        for number, version in enumerate(self._versions):
            at = places.get(version.run or "", places.get(version.commit or "", -1))
            if at >= 0 and np.isfinite(y[at]):
                colour = QColor(self._tokens[f"chart.{number % COLOURS}"])
                before = found.get(at)
                letters = f"{before[1]} {version.label}" if before else version.label
                found[at] = (float(y[at]), letters, before[2] if before else colour)
        return [(at, *each) for at, each in found.items()]

    def _describe(self) -> None:
        """Say in words what is seen, and what is missing."""
        points = self._history.points
        values = [number for point in points if np.isfinite(number := _number(point.value))]
        said = []
        if values:
            said.append(
                self.tr("{shown} of {count} have a number, from {low} to {high}, the last {last}.").format(
                    shown=f"{len(values):,}",
                    count=f"{len(points):,}",
                    low=wording.number_text(min(values)),
                    high=wording.number_text(max(values)),
                    last=wording.number_text(values[-1]),
                )
            )
        else:
            said.append(self.tr("No number is recorded along this line."))
        missing = sum(point.why is Why.NOT_RECORDED for point in points)
        elsewhere = sum(point.why is Why.NOT_HERE for point in points)
        if missing and values:
            said.append(self.tr("Not recorded at {count}.").format(count=f"{missing:,}"))
        if elsewhere:
            said.append(
                self.tr("At {count} the file is not here; “dvc fetch” it and import again.").format(
                    count=f"{elsewhere:,}"
                )
            )
        if self._history.left_out:
            said.append(self.tr("{count} older ones are left out.").format(count=self._history.left_out))
        self.note.setText(" ".join(said))
        for widget in (self.plot, self.canvas):
            widget.setAccessibleName(self.name)
            widget.setAccessibleDescription(" ".join(said))

    def _tell(self, place: int) -> None:
        self.said.setText(self.words(place) if 0 <= place < len(self._history.points) else "")

    def _open(self, place: int) -> None:
        point = self._history.points[place]
        self.ref_opened.emit(point.key if point.key == point.commit else point.title)

    def _fail(self, error: Exception) -> None:
        self.note.setText(self.tr("The history cannot be read: {why}").format(why=error))

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.line, 1)
        top.addWidget(self.merged)
        top.addWidget(SaveButton(self._theme, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.note)


def _number(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:  # a whole number beyond the largest float
        return math.inf


def _read(
    questions: Questions, field: Field, line: Line | None, *, merged: bool
) -> tuple[tuple[Line, ...], Line | None, MetricHistory]:
    """Read the points; on a thread of the reader. What is not there any more gives way to the first line."""
    with questions.look() as look:
        lines = lines_of(look)
        if line not in lines:
            usual = [each for each in lines if field.source or each.kind is LineKind.STAGE]
            line = next(iter(usual or lines), None)
        if line is None:
            return (), None, MetricHistory(())
        return lines, line, metric_history(look, field, line, merged=merged)
