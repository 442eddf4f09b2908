"""The metrics: a table, and beside it the chosen metric over the versions."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from forebear.compare.comparison import Comparison, MetricRow
from forebear.desktop.comparing.chart import MetricChart
from forebear.desktop.comparing.sheet import Line
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.comparing.sheets import metric_sheet
from forebear.desktop.theme import Theme

_BESIDE = 640


class MetricsPage(QWidget):
    """Shows the metrics of a comparison; the table's current line and the chart's metric are the same."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = SheetPage(theme, self.tr("Metrics"), "metrics")
        self.chart = MetricChart(theme)
        self._rows: dict[str, MetricRow] = {}
        self._chosen = ""
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.chart)
        split.setStretchFactor(0, 1)
        split.setSizes([780, 280])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self.table.line_chosen.connect(self._choose)
        self.table.model.modelReset.connect(lambda: self.table.choose(self._chosen))
        self.chart.metric_chosen.connect(self._follow)

    def show_comparison(self, comparison: Comparison, names: Mapping[str, str]) -> None:
        """Show a comparison's metrics, and the one chosen before, or the first that differs, as a chart.

        `names` are the versions' names by letter.
        """
        self._rows = {f"{row.source}\0{row.name}": row for row in comparison.metrics}
        self.table.show_sheet(metric_sheet(comparison), self.tr("No metrics are recorded for these versions"))
        self.chart.setVisible(bool(self._rows))
        self.chart.show_rows(
            self._rows, [(version.label, names[version.label]) for version in comparison.versions]
        )
        if not self._rows:
            return
        differing = (key for key, row in self._rows.items() if row.differs)
        first = next(differing, next(iter(self._rows)))
        self._follow(self._chosen if self._chosen in self._rows else first)
        self.chart.show_metric(self._chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chart below the table where there is no room beside it."""
        super().resizeEvent(event)
        beside = event.size().width() >= _BESIDE
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if wanted != self._split.orientation():
            self._split.setOrientation(wanted)
            chart = 280 if beside else self.chart.sizeHint().height()
            whole = event.size().width() if beside else event.size().height()
            self._split.setSizes([max(1, whole - chart), chart])

    def _choose(self, line: Line) -> None:
        if line.key in self._rows:
            self._chosen = line.key
            self.chart.show_metric(line.key)

    def _follow(self, key: str) -> None:
        self._chosen = key
        self.table.choose(key)
