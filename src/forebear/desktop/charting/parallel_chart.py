"""Parallel coordinates with what is around them: which axes, the colour, what is brushed, the legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forebear.compare.columns import Column
from forebear.compare.parallel import Parallel
from forebear.compare.population import Population
from forebear.desktop.charting.axes_choice import AxesChoice
from forebear.desktop.charting.colour_legend import ColourLegend
from forebear.desktop.charting.colour_scale import Colouring, coloured
from forebear.desktop.charting.field_choice import FieldChoice, FieldModel, short
from forebear.desktop.charting.parallel_canvas import ParallelCanvas
from forebear.desktop.charting.saving import SaveButton
from forebear.desktop.charting.scatter import exact_value, said_value
from forebear.desktop.charting.table import Table
from forebear.desktop.pieces import button, label, tip
from forebear.desktop.theme import Theme
from forebear.lineage.fields import Field


class ParallelChart(QWidget):
    """Versions as lines across axes.

    Signals: `columns_wanted(object)` the fields of the axes and of the colour (None = none) to read;
    `ref_opened(str)` the REF of a version that was clicked; `refs_selected(object)` the REFs that pass the
    brushes, () where nothing is brushed.
    """

    columns_wanted = Signal(object)
    ref_opened = Signal(str)
    refs_selected = Signal(object)

    def __init__(self, theme: Theme, fields: FieldModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._population: Population | None = None
        self._columns: dict[Field, Column] = {}
        self._tokens: Mapping[str, str] = theme.colours
        self.axes = AxesChoice(fields)
        self.axes.fields_chosen.connect(lambda _fields: self._ask())
        self.colours = FieldModel(self.tr("one colour"), self)
        self.colour = FieldChoice(self.colours, self.tr("Colour"))
        self.colour.field_chosen.connect(lambda _field: self._ask())
        self.lines = ParallelCanvas(self.words)
        self.lines.changed.connect(self._follow)
        self.lines.pointed.connect(self._tell)
        self.lines.opened.connect(self._open)
        self.legend = ColourLegend()
        self.canvas = QWidget()
        inside = QVBoxLayout(self.canvas)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.lines, 1)
        inside.addWidget(self.legend)
        self.said = label("", "small")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self.note = label("", "small")
        self.note.setWordWrap(True)
        self._clear = button(self.tr("Clear the ranges"), self._unbrush, "quiet")
        kept = self._clear.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the lines do not jump
        self._clear.setSizePolicy(kept)
        self._arrange(SaveButton(theme, self))
        theme.coloured.connect(self.restyle)
        self.restyle(theme.colours)

    @property
    def name(self) -> str:
        """What it is."""
        return self.tr("Parallel coordinates")

    def show_fields(self, axes: Sequence[Field], colour: Field | None) -> None:
        """Show these as chosen; their columns are given next."""
        self.axes.choose(axes)
        self.colour.show_field(colour)

    def show_columns(self, population: Population, columns: Sequence[Column]) -> None:
        """Show versions by the columns of the axes, and of the colour where that is not an axis."""
        before = self._population
        self._population = population
        self._columns = {column.field: column for column in columns}
        wanted = tuple(self._columns[field] for field in self.axes.fields if field in self._columns)
        parallel = self.lines.parallel
        if before is not population:
            parallel = Parallel((), len(population.subjects))
        self._show(parallel.with_columns(wanted))

    def table(self) -> Table:
        """The versions that pass, with their values on the axes."""
        parallel, population = self.lines.parallel, self._population
        headings = ("version", *(axis.column.field.name for axis in parallel.axes))

        def rows() -> Iterable[Sequence[str]]:
            for place in np.flatnonzero(parallel.passing).tolist() if population else ():
                subject = population.subjects[place]  # type: ignore[union-attr]
                values = (exact_value(axis.column.values[place]) for axis in parallel.axes)
                yield (subject.label or subject.ref, *values)

        return Table(headings, rows, frozenset(range(1, len(headings))))

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours."""
        self._tokens = colours
        self.lines.restyle(colours)
        self.legend.restyle(colours)

    def words(self, place: int) -> str:
        """Tell of a version: what it is and its values on the axes."""
        if self._population is None or not 0 <= place < len(self._population.subjects):
            return ""
        subject = self._population.subjects[place]
        head = f"{subject.label}: {subject.title}" if subject.label else subject.title
        values = [
            f"{short(axis.column.field.name, 32)} {said_value(axis.column.values[place])}"
            for axis in self.lines.parallel.axes
        ]
        return " · ".join(part for part in (head, subject.summary, ", ".join(values)) if part)

    def _ask(self) -> None:
        self.columns_wanted.emit((self.axes.fields, self.colour.field))

    def _show(self, parallel: Parallel) -> None:
        colour = self.colour.field
        column = self._columns.get(colour) if colour is not None else None
        colouring: Colouring = coloured(column, parallel.count)
        self.lines.show_parallel(parallel, colouring)
        name = short(column.field.name, 48) if column is not None else ""
        self.legend.show_colouring(name, colouring, self._tokens)
        self._follow(parallel)

    def _follow(self, parallel: Parallel) -> None:
        """Say how many pass, and who."""
        passing = int(parallel.passing.sum())
        count = self.tr("{passing} of {count} versions.").format(
            passing=f"{passing:,}", count=f"{parallel.count:,}"
        )
        missing = [
            self.tr("{metric} has no number in {count}.").format(
                metric=short(axis.column.field.name, 40), count=f"{axis.column.missing:,}"
            )
            for axis in parallel.axes
            if axis.column.missing
        ]
        more = self.tr("Drag along an axis to choose a range.") if not parallel.brushed else ""
        self.note.setText(" ".join(part for part in (count, more) if part))
        self.note.setToolTip(tip(" ".join(missing[:20])))
        self._clear.setVisible(parallel.brushed)
        self.lines.setAccessibleName(self.name)
        for widget in (self.lines, self.canvas):
            widget.setAccessibleDescription(" ".join((count, self._said_axes(parallel), *missing[:3])))
        refs: tuple[str, ...] = ()
        if parallel.brushed and self._population is not None:
            subjects = self._population.subjects
            refs = tuple(subjects[place].ref for place in np.flatnonzero(parallel.passing).tolist())
        self.refs_selected.emit(refs)

    def _said_axes(self, parallel: Parallel) -> str:
        names = ", ".join(short(axis.column.field.name, 40) for axis in parallel.axes)
        return self.tr("Axes: {names}.").format(names=names) if names else ""

    def _tell(self, place: int) -> None:
        self.said.setText(self.words(place) if place >= 0 else "")

    def _unbrush(self) -> None:
        self._show(self.lines.parallel.clear())

    def _open(self, place: int) -> None:
        if self._population is not None:
            self.ref_opened.emit(self._population.subjects[place].ref)

    def _arrange(self, save: QWidget) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.axes)
        head = label(self.tr("Colour"), "small")
        head.setBuddy(self.colour)
        top.addWidget(head)
        top.addWidget(self.colour, 1)
        top.addWidget(save)
        below = QHBoxLayout()
        below.addWidget(self.note, 1)
        below.addWidget(self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.said)
        layout.addLayout(below)
