"""Many versions at once: which ones, as points or as lines, and what becomes of those that were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forebear.compare.columns import Column
from forebear.compare.comparison import Comparison
from forebear.compare.population import (
    Population,
    Scope,
    all_commits,
    all_runs,
    columns_of,
    of_comparison,
)
from forebear.compare.suggested import Suggestion, candidates, suggested
from forebear.desktop.charting.field_choice import FieldModel
from forebear.desktop.charting.parallel_chart import ParallelChart
from forebear.desktop.charting.scatter import ScatterChart
from forebear.desktop.pieces import button, label
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.fields import Field

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

MOST_COMPARED = 100
"""More versions than these are not put side by side."""


class ManyVersions(QWidget):
    """The scatter plot and the parallel coordinates of the same versions.

    Signals: `ref_opened(str)` a version that was clicked; `compare_wanted(object)` the REFs to compare.
    """

    ref_opened = Signal(str)
    compare_wanted = Signal(object)

    def __init__(self, theme: Theme, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._comparison: Comparison | None = None
        self._names: Mapping[str, str] = {}
        self._metric: Field | None = None
        self._selected: tuple[str, ...] = ()
        self.population: Population | None = None
        self.fields = FieldModel("", self)
        self.scope = QComboBox()
        self.scope.setAccessibleName(self.tr("Which versions"))
        for scope, text in (
            (Scope.CHOSEN, self.tr("The versions compared")),
            (Scope.RUNS, self.tr("All runs of the project")),
            (Scope.COMMITS, self.tr("All commits that changed metrics or parameters")),
        ):
            self.scope.addItem(text, scope)
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scope.setMinimumContentsLength(12)
        self.scope.activated.connect(lambda _row: self._ask_population())
        self.scatter = ScatterChart(theme, self.fields)
        self.parallel = ParallelChart(theme, self.fields)
        self.scatter.columns_wanted.connect(self._ask_points)
        self.parallel.columns_wanted.connect(self._ask_axes)
        for chart in (self.scatter, self.parallel):
            chart.ref_opened.connect(self.ref_opened)
            chart.refs_selected.connect(self._select)
        self._count = label("", "small")
        self._compare = button(self.tr("Compare these"), self._ask_comparison)
        self._state = label("", "muted")
        self._state.setWordWrap(True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.scatter)
        self.stack.addWidget(self.parallel)
        top = QHBoxLayout()
        top.addWidget(self.scope, 1)
        top.addWidget(self._count)
        top.addWidget(self._compare)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._state)
        layout.addWidget(self.stack, 1)
        self._select(())

    def show_comparison(self, comparison: Comparison, names: Mapping[str, str], metric: Field | None) -> None:
        """Make these the versions compared; what is shown of the whole project is read again."""
        self._comparison, self._names, self._metric = comparison, names, metric
        self.population = None
        if self.isVisible():
            self._ask_population()

    def show_metric(self, metric: Field | None) -> None:
        """Show another metric up the side."""
        self._metric = metric
        if metric is not None and self.population is not None and metric in self.population.fields:
            self.scatter.y_field.show_field(metric)
            self._ask_points(self.scatter.wanted)

    def show_kind(self, *, parallel: bool) -> None:
        """Show the parallel coordinates, or the points."""
        self.stack.setCurrentWidget(self.parallel if parallel else self.scatter)
        if self.population is None:
            # In a turn of its own: turning the page took one.
            QTimer.singleShot(0, self, self._ask_population)

    def choose_scope(self, scope: Scope) -> None:
        """Look at other versions."""
        self.scope.setCurrentIndex(self.scope.findData(scope))
        self._ask_population()

    def _ask_population(self) -> None:
        comparison, names, metric = self._comparison, self._names, self._metric
        if comparison is None:
            return
        scope = Scope(self.scope.currentData())
        self._say(self.tr("Reading…"))
        self._reader.ask(
            lambda questions: _gathered(questions, scope, comparison, names, metric),
            self._show_population,
            self._fail,
            topic="population",
        )

    def _show_population(self, answer: _Gathered) -> None:
        population, columns, first = answer
        self.population = population
        for model in (self.fields, self.scatter.colours, self.parallel.colours):
            model.show_fields(population.fields)
        self._select(())
        self._say("" if first.y else self.tr("No metrics are recorded for these versions."))
        known = {column.field: column for column in columns}
        self.scatter.show_fields(first.x, first.y, first.colour)
        self.parallel.show_fields(first.axes, first.y)
        self.stack.setVisible(bool(first.y))
        if first.y is not None:
            wanted = (first.x, first.y, first.colour)
            self.scatter.show_columns(population, [known[f] if f is not None else None for f in wanted])
            self.parallel.show_columns(population, [known[field] for field in first.axes])

    def _ask_points(self, fields: tuple[Field | None, ...]) -> None:
        population = self.population
        if population is None or fields[0] is None or fields[1] is None:
            return
        self._reader.ask(
            lambda questions: (population, _by_field(questions, population, fields), fields),
            self._show_points,
            self._fail,
            topic="points",
        )

    def _show_points(
        self, answer: tuple[Population, Mapping[Field, Column], tuple[Field | None, ...]]
    ) -> None:
        population, columns, fields = answer
        if population is self.population:
            self.scatter.show_columns(
                population, [columns[field] if field is not None else None for field in fields]
            )

    def _ask_axes(self, wanted: tuple[tuple[Field, ...], Field | None]) -> None:
        population = self.population
        if population is not None:
            fields = (*wanted[0], wanted[1])
            self._reader.ask(
                lambda questions: (population, _by_field(questions, population, fields)),
                self._show_axes,
                self._fail,
                topic="axes",
            )

    def _show_axes(self, answer: tuple[Population, Mapping[Field, Column]]) -> None:
        population, columns = answer
        if population is self.population:
            self.parallel.show_columns(population, tuple(columns.values()))

    def _select(self, refs: Sequence[str]) -> None:
        self._selected = tuple(dict.fromkeys(refs))
        count = len(self._selected)
        self._compare.setEnabled(1 < count <= MOST_COMPARED)
        too_many = self.tr("At most {count} can be compared.").format(count=MOST_COMPARED)
        self._compare.setToolTip(too_many if count > MOST_COMPARED else "")
        self._count.setText(self.tr("{count} chosen").format(count=f"{count:,}") if count else "")

    def _ask_comparison(self) -> None:
        self.compare_wanted.emit(self._selected)

    def _say(self, text: str) -> None:
        self._state.setText(text)
        self._state.setVisible(bool(text))

    def _fail(self, error: Exception) -> None:
        self._say(self.tr("The versions cannot be read: {why}").format(why=error))


_Gathered = tuple[Population, tuple[Column, ...], Suggestion]


def _gathered(
    questions: Questions,
    scope: Scope,
    comparison: Comparison,
    names: Mapping[str, str],
    metric: Field | None,
) -> _Gathered:
    """Read who is meant and what to show first; on a thread of the reader."""
    match scope:
        case Scope.RUNS:
            population = all_runs(questions)
        case Scope.COMMITS:
            population = all_commits(questions)
        case Scope.CHOSEN:
            population = of_comparison(comparison, names)
    columns = columns_of(questions, population, candidates(population.fields, metric))
    for column in columns:
        _ = column.numbers  # here and not on the window's thread
    return population, columns, suggested(columns, metric)


def _by_field(
    questions: Questions, population: Population, fields: Sequence[Field | None]
) -> dict[Field, Column]:
    wanted = tuple(dict.fromkeys(field for field in fields if field is not None))
    columns = columns_of(questions, population, wanted)
    for column in columns:
        _ = column.numbers
    return dict(zip(wanted, columns, strict=True))
