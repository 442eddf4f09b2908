"""A metric over the versions: which one, and its bars."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy, QVBoxLayout, QWidget

from forebear.compare.comparison import MetricRow
from forebear.compare.sameness import is_number
from forebear.desktop import wording
from forebear.desktop.charting.bars import Bar, Bars
from forebear.desktop.pieces import label
from forebear.desktop.theme import Theme

_BARS = 12  # bars that have room; more would be read in the table


class MetricChart(QFrame):
    """Lets a person choose a metric and shows its value in each version.

    Signals: `metric_chosen(str)` the key of a metric chosen here.
    """

    metric_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Mapping[str, MetricRow] = {}
        self._versions: tuple[tuple[str, str], ...] = ()
        self.setProperty("surface", "plain")
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Metric in the chart"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.activated.connect(self._choose)
        self.bars = Bars(theme)
        self._note = label("", "small")
        self._note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.choice)
        layout.addWidget(self.bars)
        layout.addWidget(self._note)
        layout.addStretch(1)

    def add_below(self, more: QWidget) -> None:
        """Put another chart of the same metric below the bars."""
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.count() - 1, more, 20)

    def show_rows(self, rows: Mapping[str, MetricRow], versions: Sequence[tuple[str, str]]) -> None:
        """Offer these metrics by key; `versions` are their letters and names."""
        self._rows, self._versions = rows, tuple(versions)
        names = Counter(row.name for row in rows.values())
        self.choice.clear()
        for key, row in rows.items():
            several = names[row.name] > 1 and row.source
            self.choice.addItem(f"{row.name} ({row.source})" if several else row.name, key)

    def show_metric(self, key: str) -> None:
        """Show a metric's value in each version; what is no number has no bar."""
        row = self._rows[key]
        self.choice.setCurrentIndex(self.choice.findData(key))
        bars = [
            Bar(letter, name, float(value) if _is_number(value) else None)  # type: ignore[arg-type]
            for (letter, name), value in zip(self._versions, row.values, strict=True)
        ]
        known = [bar.value for bar in bars if bar.value is not None]
        self.bars.show_bars(bars[:_BARS])
        said = "" if known else self.tr("None of the values is a number.")
        if len(bars) > _BARS:
            said = self.tr("The first {count} of {all}; the table has them all.").format(
                count=_BARS, all=len(bars)
            )
        self._note.setText(said)
        self._note.setVisible(bool(said))
        self.bars.setAccessibleName(self.tr("Chart of {metric}").format(metric=row.name))
        self.bars.setAccessibleDescription(
            ", ".join(f"{bar.letter}: {wording.number_text(bar.value)}" for bar in bars)
        )

    def _choose(self, place: int) -> None:
        key = self.choice.itemData(place)
        self.show_metric(key)
        self.metric_chosen.emit(key)


def _is_number(value: object) -> bool:
    return is_number(value) and math.isfinite(value)
