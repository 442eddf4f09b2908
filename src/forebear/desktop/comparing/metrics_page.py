"""The metrics: a table, and beside it the chosen metric over the versions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from forebear.compare.comparison import Comparison, MetricRow
from forebear.desktop.comparing.chart import MetricChart
from forebear.desktop.comparing.sheet import Line
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.comparing.sheets import metric_sheet
from forebear.desktop.theme import Theme


class MetricsPage(QWidget):
    """Shows the metrics of a comparison."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = SheetPage(theme, self.tr("Metrics"), "metrics")
        self.chart = MetricChart(theme)
        self._rows: dict[str, MetricRow] = {}
        self._labels: tuple[str, ...] = ()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self.chart)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setSizes([820, 340])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._split)
        self.table.line_chosen.connect(self._choose)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison's metrics, and the first that differs as a chart."""
        self._rows = {f"{row.source}\0{row.name}": row for row in comparison.metrics}
        self._labels = tuple(version.label for version in comparison.versions)
        self.table.show_sheet(metric_sheet(comparison), self.tr("No metrics are recorded for these versions"))
        self.chart.setVisible(bool(comparison.metrics))
        first = next((row for row in comparison.metrics if row.differs), None)
        first = first or next(iter(comparison.metrics), None)
        if first is not None:
            self.chart.show_metric(first.name, self._labels, first.values)

    def _choose(self, line: Line) -> None:
        row = self._rows.get(line.key)
        if row is not None:
            self.chart.show_metric(row.name, self._labels, row.values)
