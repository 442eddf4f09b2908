"""A rebuild while it runs: what it takes, and what it prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.rebuilding.log_bar import LogBar
from forebear.desktop.rebuilding.log_view import LogView
from forebear.desktop.rebuilding.usage_chart import UsageChart
from forebear.desktop.theme import Theme


class RunPage(QWidget):
    """Charts above a log; Ctrl+F searches it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.log = LogView(theme)
        self.bar = LogBar(theme, self.log)
        peak = self.tr("at most {value}")
        self.charts: Mapping[str, UsageChart] = {
            "processor": UsageChart(theme, self.tr("Processor"), "chart.0", _percent, peak),
            "memory": UsageChart(theme, self.tr("Memory"), "chart.3", _size, peak),
            "disk": UsageChart(theme, self.tr("Written"), "chart.2", _size, peak),
        }
        self._strip = QFrame()
        self._strip.setProperty("surface", "plain")
        row = QHBoxLayout(self._strip)
        row.setContentsMargins(20, 10, 16, 10)
        row.setSpacing(10)
        for chart in self.charts.values():
            row.addWidget(chart, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for piece in (self._strip, self.bar):
            column.addWidget(piece)
        column.addWidget(self.log, 1)
        self.reset()

    def reset(self) -> None:
        """Forget what was shown."""
        self.log.reset()
        self.bar.show_file(None)
        self._strip.hide()
        for chart in self.charts.values():
            chart.reset()

    def add_usage(self, usage: Mapping[str, float]) -> None:
        """Show what it takes now; what is measured is told once a second, by names."""
        for name, chart in self.charts.items():
            if name in usage:
                chart.add(usage.get("seconds", 0.0), usage[name])
        self._strip.show()

    def finish(self, log: str = "") -> None:
        """Show what came last, and offer the log's file where that is known."""
        self.log.finish()
        self.bar.show_file(Path(log) if log else None)

    # Qt's own

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+F, which the window has for something else, while the page has the keyboard."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.bar.start_search()
                return True
        return super().event(event)


def _percent(value: float) -> str:
    return f"{value:.0f} %"


def _size(value: float) -> str:
    return wording.size_text(int(value))
