"""The metrics: a table, and beside it the chosen metric in charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedLayout, QWidget

from forebear.compare.comparison import Comparison, MetricRow
from forebear.compare.metrics import differing_parameters
from forebear.compare.step_series import StepFiles, StepSeries, step_series
from forebear.desktop.charting.history_chart import HistoryChart
from forebear.desktop.charting.many import ManyVersions
from forebear.desktop.charting.step_chart import StepChart
from forebear.desktop.comparing.chart import MetricChart, View, key_of
from forebear.desktop.comparing.directions import Directions
from forebear.desktop.comparing.sheet import Line, Sheet
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.pieces import scrolled
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.fields import Field, FieldKind

if TYPE_CHECKING:
    from forebear.desktop.attribution.view import AttributionView
    from forebear.desktop.jobs import Jobs
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions

_BESIDE = 640
_NARROW, _WIDE = 340, 0.56
"""How wide the charts are at least, and what share of the page those with axes have."""
_MANY = 300  # metrics


class MetricsPage(QWidget):
    """Shows the metrics of a comparison; the table's current line and the chart's metric are the same.

    Signals: `ref_opened(str)` a version that was clicked in a chart; `compare_wanted(object)` the REFs that
    were chosen in one.
    """

    ref_opened = Signal(str)
    compare_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        reader: Reader,
        directions: Directions | None = None,
        project: Project | None = None,
    ) -> None:
        super().__init__()
        self._project, self._theme = project, theme
        self._jobs: Jobs | None = None
        self.attribution: AttributionView | None = None
        self.directions = directions or Directions(parent=self)
        self.table = SheetPage(theme, self.tr("Metrics"), "metrics")
        self.chart = MetricChart(theme, self.directions)
        self.steps = StepChart(theme)
        self.steps.hide()
        self.chart.add_below(self.steps)
        self.history = HistoryChart(theme, reader)
        self.many = ManyVersions(theme, reader)
        for page in (self.history, self.many):
            self.chart.add_page(page)
            page.ref_opened.connect(self.ref_opened)
        self.many.compare_wanted.connect(self.compare_wanted)
        self._reader = reader
        self._comparison: Comparison | None = None
        self._names: Mapping[str, str] = {}
        self._rows: dict[str, MetricRow] = {}
        self._chosen = ""
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        self._room = scrolled(self.chart)
        self._room.setMinimumWidth(self.chart.minimumSizeHint().width())
        split.addWidget(self._room)
        split.setStretchFactor(0, 1)
        split.setSizes([720, _NARROW])
        self._stack = QStackedLayout(self)
        self._stack.addWidget(split)
        self.table.line_chosen.connect(self._choose)
        self.table.model.modelReset.connect(self._choose_again)
        self.chart.metric_chosen.connect(self._follow)
        self.chart.view_chosen.connect(self._turn)
        self.chart.wide_wanted.connect(lambda wide: self.table.setVisible(not wide))
        self.chart.cause_wanted.connect(self.show_cause)

    def offer_jobs(self, jobs: Jobs) -> None:
        """Give it where jobs are started: they find out what changed a metric."""
        self._jobs = jobs

    def new_attribution(self) -> AttributionView | None:
        """Return a view of what changed a metric; None where no jobs can be started."""
        if self._project is None or self._jobs is None:
            return None
        from forebear.desktop.attribution.view import AttributionView

        view = AttributionView(self._project, self._jobs, self._reader, self._theme, self)
        view.back_wanted.connect(lambda: self._stack.setCurrentWidget(self._split))
        view.ref_opened.connect(self.ref_opened)
        return view

    def show_cause(self, key: str) -> None:
        """Show what changed a metric from the baseline to the last version."""
        comparison = self._comparison
        self.attribution = self.attribution or self.new_attribution()
        if comparison is None or self.attribution is None:
            return
        if self._stack.indexOf(self.attribution) < 0:
            self._stack.addWidget(self.attribution)
        row, versions = self._rows[key], comparison.versions
        self.attribution.show_change(versions[0].ref, versions[-1].ref, f"{row.source}:{row.name}")
        self._stack.setCurrentWidget(self.attribution)

    def show_comparison(self, comparison: Comparison, names: Mapping[str, str], sheet: Sheet) -> None:
        """Show a comparison's metrics, and the one chosen before, or the first that differs, as a chart.

        `names` are the versions' names by letter, `sheet` the table.
        """
        before = self._comparison
        if before is None or [each.ref for each in before.versions] != [
            each.ref for each in comparison.versions
        ]:
            self._stack.setCurrentWidget(self._split)  # what is shown of a cause is about others
        self._comparison, self._names = comparison, names
        self._rows = {key_of(row): row for row in comparison.metrics}
        self.table.show_sheet(sheet, self.tr("No metrics are recorded for these versions"))
        if len(self._rows) > _MANY:
            QTimer.singleShot(0, self, self._show_chart)  # in a turn of its own: the table took one
        else:
            self._show_chart()

    def choose(self, key: str) -> None:
        """Make a metric the current one."""
        self.table.choose(key)

    def _choose_again(self) -> None:
        """Make the chosen metric the current line; of many in a turn of its own: all are laid out then."""
        if self.table.model.sheet.rows > _MANY:
            QTimer.singleShot(0, self, lambda: self.table.choose(self._chosen))
        else:
            self.table.choose(self._chosen)

    def _show_chart(self) -> None:
        comparison, names = self._comparison, self._names
        if comparison is None:
            return
        self._room.setVisible(bool(self._rows))
        self.chart.show_rows(
            self._rows, [(version.label, names[version.label]) for version in comparison.versions]
        )
        if not self._rows:
            return
        differing = (key for key, row in self._rows.items() if row.differs)
        first = next(differing, next(iter(self._rows)))
        self._chosen = self._chosen if self._chosen in self._rows else first
        self.many.show_comparison(comparison, names, self._field)
        self._follow(self._chosen)
        self.chart.show_metric(self._chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chart below the table where there is no room beside it."""
        super().resizeEvent(event)
        beside = event.size().width() >= _BESIDE
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if wanted != self._split.orientation():
            self._split.setOrientation(wanted)
            chart = _NARROW if beside else self.chart.sizeHint().height()
            whole = event.size().width() if beside else event.size().height()
            self._split.setSizes([max(1, whole - chart), chart])

    @property
    def _field(self) -> Field | None:
        row = self._rows.get(self._chosen)
        return Field(FieldKind.METRIC, row.source, row.name) if row is not None else None

    def _turn(self, view: int) -> None:
        """Show a chart, and give those with axes the room they need."""
        if view == View.HISTORY:
            self.history.refresh()
        elif view != View.VERSIONS:
            self.chart.pages.setCurrentWidget(self.many)
            self.many.show_kind(parallel=view == View.PARALLEL)
        whole = self._split.width()
        wanted = round(whole * _WIDE) if view != View.VERSIONS else 0
        if self._split.orientation() is Qt.Orientation.Horizontal and self.chart.width() < wanted:
            self._split.setSizes([whole - wanted, wanted])

    def _offer_cause(self, row: MetricRow) -> None:
        """A number of a file can be made again where jobs can be started."""
        numbers = all(isinstance(value, int | float) for value in (row.values[0], row.values[-1]))
        self.chart.offer_cause(offered=bool(self._jobs and row.source and row.differs and numbers))

    def _choose(self, line: Line) -> None:
        if line.key in self._rows:
            self._chosen = line.key
            self.chart.show_metric(line.key)
            self._show_elsewhere()

    def _follow(self, key: str) -> None:
        self._chosen = key
        self.table.choose(key)
        self._show_elsewhere()

    def _show_elsewhere(self) -> None:
        """Follow the metric in the other charts."""
        comparison, row, project = self._comparison, self._rows[self._chosen], self._project
        self._offer_cause(row)
        if comparison is not None:
            self.history.show_metric(self._field, comparison.versions)
            self.many.show_metric(self._field)
            self._reader.ask(
                lambda questions: _steps(questions, project, comparison, row), self._show_steps, topic="steps"
            )

    def _show_steps(self, found: tuple[MetricRow, Mapping[str, StepSeries]]) -> None:
        """Show the curves where a version reported more than one step."""
        row, series = found
        self.steps.setVisible(bool(series))
        if series and self._comparison is not None:
            labels = [version.label for version in self._comparison.versions]
            given = dict(zip(labels, differing_parameters(self._comparison), strict=True))
            named = {
                " ".join(part for part in (letter, self._names[letter], given[letter]) if part): steps
                for letter, steps in series.items()
            }
            self.steps.show_series(row.name, named)


def _steps(
    questions: Questions, project: Project | None, comparison: Comparison, row: MetricRow
) -> tuple[MetricRow, Mapping[str, StepSeries]]:
    """Read a metric's steps in each version; on a thread of the reader."""
    if project is None:
        return row, _read(questions, comparison, row, None)
    from forebear.compare.holding import holding_repository

    refs = [version.ref for version in comparison.versions]
    with holding_repository(project, questions, refs) as (root, repository):
        return row, _read(questions, comparison, row, StepFiles(questions, root, repository))


def _read(
    questions: Questions, comparison: Comparison, row: MetricRow, files: StepFiles | None
) -> dict[str, StepSeries]:
    read = files.read if files is not None else None
    found = {
        version.label: step_series(questions, version, row.source, row.name, read)
        for version in comparison.versions
    }
    return {label: series for label, series in found.items() if series is not None}
