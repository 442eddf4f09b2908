"""A metric in charts: which one, which way is better, over the versions, along the history, many at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.comparison import MetricRow
from forebear.compare.directions import Direction, better
from forebear.compare.metrics import best_columns
from forebear.desktop import wording
from forebear.desktop.charting.bars import Bar, Bars
from forebear.desktop.charting.field_choice import FieldChoice, FieldModel, short
from forebear.desktop.charting.saving import SaveButton
from forebear.desktop.comparing.directions import Directions
from forebear.desktop.pieces import IconButton, button, label
from forebear.desktop.theme import Theme
from forebear.lineage.fields import Field, FieldKind

_BARS = 12  # bars that have room; more would be read in the table
Versions = Sequence[tuple[str, str]]


class View(IntEnum):
    """The charts, in their order."""

    VERSIONS = 0
    HISTORY = 1
    SCATTER = 2
    PARALLEL = 3


def key_of(row: MetricRow) -> str:
    """Return the key of a metric."""
    return f"{row.source}\0{row.name}"


class MetricChart(QFrame):
    """Lets a person choose a metric and how to look at it.

    Signals: `metric_chosen(str)` the key of a metric chosen here; `view_chosen(int)` a View turned to;
    `wide_wanted(bool)` to have the whole page; `cause_wanted(str)` to know what changed the metric of a key.
    """

    cause_wanted = Signal(str)
    metric_chosen = Signal(str)
    view_chosen = Signal(int)
    wide_wanted = Signal(bool)

    def __init__(self, theme: Theme, directions: Directions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Mapping[str, MetricRow] = {}
        self._versions: tuple[tuple[str, str], ...] = ()
        self._directions = directions
        self._key = ""
        self._wide = False
        self.setProperty("surface", "plain")
        self.fields = FieldModel("", self)
        self.choice = FieldChoice(self.fields, self.tr("Metric in the chart"))
        self.choice.field_chosen.connect(self._choose)
        self.direction = QComboBox()
        self.direction.setAccessibleName(self.tr("Which way is better"))
        adjusted = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.direction.setSizeAdjustPolicy(adjusted)
        self.direction.setMinimumContentsLength(10)
        self.direction.activated.connect(self._set_direction)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(self.tr("Charts"))
        for text in (self.tr("Versions"), self.tr("History"), self.tr("Scatter"), self.tr("Parallel")):
            self.tabs.addTab(text)
        self.tabs.currentChanged.connect(self._turn)
        self._whole = IconButton(theme, "fit", self.tr("Give the charts the whole page"), self._widen)
        self.bars = Bars(theme)
        self._note = label("", "small")
        self._note.setWordWrap(True)
        self._said = label("", "small")
        self._said.setWordWrap(True)
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._save = SaveButton(theme, self.bars)
        self.cause = button(self.tr("What caused it?"), lambda: self.cause_wanted.emit(self._key))
        self.cause.setToolTip(
            self.tr(
                "Rebuild mixtures of both versions and share the change out among data, code and the rest"
            )
        )
        self.cause.hide()
        self._column = QVBoxLayout()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._versions_page())
        self._arrange()

    def add_below(self, more: QWidget) -> None:
        """Put another chart of the same metric below the bars."""
        self._column.insertWidget(self._column.count() - 1, more, 20)

    def add_page(self, page: QWidget) -> None:
        """Add the page of the next View."""
        self.pages.addWidget(page)

    def show_rows(self, rows: Mapping[str, MetricRow], versions: Versions) -> None:
        """Offer these metrics by key; `versions` are their letters and names."""
        self._rows, self._versions = rows, tuple(versions)
        self.fields.show_fields([Field(FieldKind.METRIC, row.source, row.name) for row in rows.values()])

    def show_metric(self, key: str) -> None:
        """Show a metric's value in each version; what is no number has no bar."""
        row, self._key = self._rows[key], key
        self.choice.show_field(Field(FieldKind.METRIC, row.source, row.name))
        self._show_direction(row)
        bars = [
            Bar(letter, name, _number(value))
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
        self.bars.setAccessibleName(self.tr("Chart of {metric}").format(metric=short(row.name)))
        self.bars.setAccessibleDescription(
            ", ".join(f"{bar.letter}: {wording.number_text(bar.value)}" for bar in bars)
        )
        self._said.setText(self.words(row))
        self.setAccessibleName(self.words(row))

    def offer_cause(self, *, offered: bool) -> None:
        """Offer to find out what changed the metric, or do not."""
        self.cause.setVisible(offered)

    def words(self, row: MetricRow) -> str:
        """Say a metric over the versions in a sentence, with the best where it is known what is better."""
        best = sorted(best_columns(row, better(row.name, self._directions.now)))
        name, count = short(row.name), len(self._versions)
        if not best:
            return self.tr("{metric} over {count} versions").format(metric=name, count=count)
        value = row.values[best[0]]
        return self.tr("{metric} over {count} versions, best {version}: {value}").format(
            metric=name,
            count=count,
            version=self._versions[best[0]][0],
            value=wording.number_text(value) if isinstance(value, float) else value,
        )

    def turn_to(self, view: View) -> None:
        """Turn to a chart."""
        self.tabs.setCurrentIndex(view)

    def _turn(self, view: int) -> None:
        self.pages.setCurrentIndex(min(view, self.pages.count() - 1))
        # The points and the lines have choices of their own.
        for piece in (self.choice, self.direction):
            piece.setVisible(view in (View.VERSIONS, View.HISTORY))
        self.view_chosen.emit(view)

    def _widen(self) -> None:
        self._wide = not self._wide
        name = self.tr("Show the table beside the charts")
        self._whole.show_icon(
            "beside" if self._wide else "fit",
            name if self._wide else self.tr("Give the charts the whole page"),
        )
        self.wide_wanted.emit(self._wide)

    def _choose(self, field: Field) -> None:
        key = f"{field.source}\0{field.name}"
        self.show_metric(key)
        self.metric_chosen.emit(key)

    def _show_direction(self, row: MetricRow) -> None:
        named = {
            Direction.HIGHER: self.tr("Higher is better"),
            Direction.LOWER: self.tr("Lower is better"),
            Direction.UNKNOWN: self.tr("Neither is better"),
        }
        by_name = {
            Direction.HIGHER: self.tr("By name: higher"),
            Direction.LOWER: self.tr("By name: lower"),
            Direction.UNKNOWN: self.tr("Better: not known"),
        }
        self.direction.clear()
        self.direction.addItem(by_name[better(row.name)], None)
        for direction, text in named.items():
            self.direction.addItem(text, direction)
        said = self._directions.of(row.name)
        self.direction.setCurrentIndex(0 if said is None else list(named).index(said) + 1)
        self.direction.setToolTip(self.direction.currentText())

    def _set_direction(self, place: int) -> None:
        row = self._rows.get(self._key)
        if row is not None:
            said = self.direction.itemData(place)
            self._directions.choose(row.name, None if said is None else Direction(said))

    def _versions_page(self) -> QWidget:
        inside = QWidget()
        inside.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self._said, 1)
        head.addWidget(self.cause, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._save, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        self._column.addWidget(self.bars)
        self._column.addWidget(self._note)
        self._column.addStretch(1)
        page = QScrollArea()
        page.setWidget(inside)
        page.setWidgetResizable(True)
        page.setFrameShape(QFrame.Shape.NoFrame)
        for piece in (page.viewport(), inside):  # the ground is the panel's own
            piece.setAutoFillBackground(False)
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return page

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.tabs, 1)
        top.addWidget(self._whole)
        metric = QHBoxLayout()
        metric.setSpacing(8)
        metric.addWidget(self.choice, 3)
        metric.addWidget(self.direction, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(metric)
        layout.addWidget(self.pages, 1)


def _number(value: object) -> float | None:
    """The number that is shown as a bar; None where it is none."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:  # a whole number beyond the largest float
        return None
