"""Many versions as points: two of their metrics or parameters as axes, a third as the colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forebear.compare.columns import Column, logarithms, text_of
from forebear.compare.population import Population
from forebear.desktop import wording
from forebear.desktop.charting.colour_legend import ColourLegend
from forebear.desktop.charting.colour_scale import Colouring, coloured
from forebear.desktop.charting.field_choice import FieldChoice, FieldModel, short
from forebear.desktop.charting.plot import Plot, name_axis
from forebear.desktop.charting.saving import SaveButton
from forebear.desktop.charting.table import Table, exact
from forebear.desktop.pieces import label
from forebear.desktop.theme import Theme
from forebear.lineage.fields import Field
from forebear.lineage.words import Scalar


class ScatterChart(QWidget):
    """Points of versions.

    Signals: `columns_wanted(object)` the fields (x, y, colour or None) to read; `ref_opened(str)` the REF of
    a version that was clicked; `refs_selected(object)` the REFs in a rectangle.
    """

    columns_wanted = Signal(object)
    ref_opened = Signal(str)
    refs_selected = Signal(object)

    def __init__(self, theme: Theme, fields: FieldModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._population: Population | None = None
        self._columns: tuple[Column | None, ...] = (None, None, None)
        self._colouring = Colouring(np.zeros(0, np.intp))
        self._chosen: frozenset[int] = frozenset()
        self.colours = FieldModel(self.tr("one colour"), self)
        self.x_field = FieldChoice(fields, self.tr("Horizontal axis"))
        self.y_field = FieldChoice(fields, self.tr("Vertical axis"))
        self.colour = FieldChoice(self.colours, self.tr("Colour"))
        self.log_x, self.log_y = QCheckBox(self.tr("log x")), QCheckBox(self.tr("log y"))
        for choice in (self.x_field, self.y_field, self.colour):
            choice.field_chosen.connect(lambda _field: self._ask())
        for box in (self.log_x, self.log_y):
            box.toggled.connect(lambda _on: self._draw(fit=True))
        self.plot = Plot(selects=True)
        self.plot.setMinimumHeight(140)
        self._points = pg.ScatterPlotItem(pxMode=True)
        self.plot.addItem(self._points)
        self.plot.pointed.connect(self._tell)
        self.plot.opened.connect(self._open)
        self.plot.selected.connect(self._select)
        self.legend = ColourLegend()
        self.canvas = QWidget()
        inside = QVBoxLayout(self.canvas)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.plot, 1)
        inside.addWidget(self.legend)
        self.said = label("", "small")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self.note = label("", "small")
        self.note.setWordWrap(True)
        self._arrange()
        theme.coloured.connect(self.restyle)
        self.restyle(theme.colours)

    @property
    def name(self) -> str:
        """What is over what."""
        x, y = self.x_field.field, self.y_field.field
        if x is None or y is None:
            return self.tr("Scatter plot")
        return self.tr("{y} over {x}").format(x=short(x.name), y=short(y.name))

    @property
    def wanted(self) -> tuple[Field | None, Field | None, Field | None]:
        """The fields of x, y and colour."""
        return self.x_field.field, self.y_field.field, self.colour.field

    def show_fields(self, x: Field | None, y: Field | None, colour: Field | None) -> None:
        """Show these as chosen; their columns are given next."""
        for choice, field in ((self.x_field, x), (self.y_field, y), (self.colour, colour)):
            choice.show_field(field)

    def show_columns(self, population: Population, columns: Sequence[Column | None]) -> None:
        """Show versions by their columns for x, y and colour (None = there is none)."""
        self._population, self._columns = population, tuple(columns)
        self._chosen = frozenset()
        for box, column in ((self.log_x, columns[0]), (self.log_y, columns[1])):
            box.setEnabled(column is not None and not column.is_categorical)
        self._draw(fit=True)

    def mark(self, places: Iterable[int]) -> None:
        """Mark versions as selected, by their places."""
        self._chosen = frozenset(places)
        self._paint_points()

    def table(self) -> Table:
        """Everything that is shown: version, x, y, colour."""
        population, columns = self._population, [each for each in self._columns if each is not None]
        headings = ("version", *(column.field.name for column in columns))

        def rows() -> Iterable[Sequence[str]]:
            for place, subject in enumerate(population.subjects if population else ()):
                yield (
                    subject.label or subject.ref,
                    *(exact_value(column.values[place]) for column in columns),
                )

        return Table(headings, rows, frozenset(range(1, len(headings))))

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours."""
        self._tokens = colours
        self.plot.restyle(colours)
        self.legend.restyle(colours)
        self._paint_points()

    def _ask(self) -> None:
        self.columns_wanted.emit(self.wanted)

    def _draw(self, *, fit: bool = False) -> None:
        population, (x, y, colour) = self._population, self._columns
        if population is None or x is None or y is None:
            self._points.setData([], [])
            self.plot.show_points([], [], str)
            return
        across, up = (
            logarithms(column.numbers) if box.isChecked() and box.isEnabled() else column.numbers
            for column, box in ((x, self.log_x), (y, self.log_y))
        )
        self._across, self._up = across, up
        self._colouring = coloured(colour, len(across))
        for side, column, box in (("bottom", x, self.log_x), ("left", y, self.log_y)):
            axis = self.plot.getAxis(side)
            name_axis(self.plot, side, short(column.field.name, 48))
            axis.setLogMode(*((box.isChecked(), None) if side == "bottom" else (None, box.isChecked())))
            ticks = [[(place, short(text, 16)) for place, text in enumerate(column.categories)]]
            axis.setTicks(ticks if column.is_categorical else None)
        self.legend.show_colouring(
            short(colour.field.name, 48) if colour is not None else "", self._colouring, self._tokens
        )
        self._paint_points()
        self.plot.show_points(across, up, self.words)
        self._count()
        if fit:
            self.plot.reset()

    def _paint_points(self) -> None:
        if self._population is None or None in self._columns[:2] or not len(self._colouring.numbers):
            return
        there = np.flatnonzero(np.isfinite(self._across) & np.isfinite(self._up))
        colours = self._colouring.colours(self._tokens)
        brushes = []
        for colour in colours:
            fill = QColor(colour)
            fill.setAlpha(205)
            brushes.append(pg.mkBrush(fill))
        plain, strong = pg.mkPen(None), pg.mkPen(QColor(self._tokens["text"]), width=2)
        shapes = self._colouring.shapes()
        self._points.setData(
            x=self._across[there],
            y=self._up[there],
            size=self._colouring.sizes()[there],
            symbol=[shapes[place] for place in there],
            brush=[brushes[self._colouring.numbers[place]] for place in there],
            pen=[strong if place in self._chosen else plain for place in there],
        )

    def words(self, place: int) -> str:
        """Tell of a version: what it is and its values."""
        population = self._population
        if population is None:
            return ""
        subject = population.subjects[place]
        head = [f"{subject.label}: {subject.title}" if subject.label else subject.title]
        if subject.when:
            head.append(f"{subject.when:%Y-%m-%d}")
        head += [text for text in (subject.by, subject.summary) if text]
        columns = dict.fromkeys(column for column in self._columns if column is not None)
        values = [f"{short(column.field.name, 40)} {said_value(column.values[place])}" for column in columns]
        return " · ".join([*head, ", ".join(values)])

    def _count(self) -> None:
        """Say how many there are, how many have no place and why; in words what the picture shows."""
        (x, y, _colour), population = self._columns, self._population
        if x is None or y is None or population is None:
            return
        shown = np.isfinite(self._across) & np.isfinite(self._up)
        said = [
            self.tr("{shown} of {count} versions.").format(shown=f"{shown.sum():,}", count=f"{len(shown):,}")
        ]
        for column, box, values in ((x, self.log_x, self._across), (y, self.log_y, self._up)):
            name = short(column.field.name, 40)
            if column.missing:
                said.append(
                    self.tr("{metric} has no number in {count}.").format(
                        metric=name, count=f"{column.missing:,}"
                    )
                )
            lost = int(np.isnan(values).sum()) - column.missing
            if lost and box.isChecked():
                said.append(
                    self.tr("{count} are not above 0 and have no logarithm.").format(count=f"{lost:,}")
                )
        hint = self.tr("Drag to choose, with Shift to zoom.")
        self.note.setText(" ".join((*said, hint)))
        self.plot.setAccessibleName(self.name)
        described = list(said)
        if shown.any():
            described.append(
                self.tr("{metric} from {low} to {high}.").format(
                    metric=short(y.field.name, 40), **_ends(y, shown)
                )
            )
        for widget in (self.plot, self.canvas):
            widget.setAccessibleDescription(" ".join(described))

    def _tell(self, place: int) -> None:
        self.said.setText(self.words(place) if place >= 0 else "")

    def _open(self, place: int) -> None:
        if self._population is not None:
            self.mark([place])
            self.ref_opened.emit(self._population.subjects[place].ref)

    def _select(self, there: QRectF) -> None:
        if self._population is None:
            return
        with np.errstate(invalid="ignore"):
            inside = (
                (self._across >= there.left()) & (self._across <= there.right())
                & (self._up >= there.top()) & (self._up <= there.bottom())
            )  # fmt: skip
        places = np.flatnonzero(inside).tolist()
        self.mark(places)
        self.refs_selected.emit(tuple(self._population.subjects[place].ref for place in places))

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        rows: tuple[tuple[str, QWidget, QWidget | None], ...] = (
            (self.tr("Y"), self.y_field, self.log_y),
            (self.tr("X"), self.x_field, self.log_x),
            (self.tr("Colour"), self.colour, SaveButton(self._theme, self)),
        )
        for row, (text, choice, beside) in enumerate(rows):
            head: QLabel = label(text, "small")
            head.setBuddy(choice)
            grid.addWidget(head, row, 0)
            grid.addWidget(choice, row, 1)
            if beside is not None:
                grid.addWidget(beside, row, 2)
        grid.setColumnStretch(1, 1)
        below = QHBoxLayout()
        below.addWidget(self.note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(grid)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.said)
        layout.addLayout(below)


def said_value(value: Scalar) -> str:
    """Write a value for people, bounded in length."""
    if value is None:
        return "\N{EN DASH}"
    return wording.number_text(value) if isinstance(value, float) else short(text_of(value), 60)


def exact_value(value: Scalar) -> str:
    """Write a value for programs, unshortened up to 200 letters."""
    if value is None:
        return ""
    return exact(value) if isinstance(value, float) else text_of(value)


def _ends(column: Column, shown: np.ndarray) -> dict[str, str]:
    numbers = column.numbers[shown]
    low, high = float(numbers.min()), float(numbers.max())
    if column.is_categorical:
        return {"low": column.categories[int(low)], "high": column.categories[int(high)]}
    return {"low": wording.number_text(low), "high": wording.number_text(high)}
