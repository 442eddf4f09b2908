"""The history: runs by time, or versions, with what differs among them; choose two or more and compare."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.history_model import FIXED, HistoryModel, HistoryOrder
from forebear.desktop.pieces import EmptyState, IconButton, button, label
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.tables import list_rows
from forebear.desktop.theme import Theme
from forebear.desktop.timeline import Line, Timeline, read_runs, read_versions

_TYPICAL = ("2026-08-28 00:00", "a-stage-or-branch", "0a0a0a0a", "v1.2, a-branch")
"""Texts that the first columns have room for; widths follow the font."""
_LONGEST_NAME = 40
"""Letters of a run's name that there is room for at first."""
_COLUMNS_SHOWN = 16
"""Metric and parameter columns shown at first; those that do not differ are hidden from then on."""


class HistoryView(QWidget):
    """The table and what is done with its rows.

    Signals: `chosen(object)` the tuple of REFs of the selected rows, whenever that changes.
    """

    chosen = Signal(object)

    def __init__(
        self, reader: Reader, selection: Selection, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._selection = reader, selection
        self._model = HistoryModel(theme, self)
        self._order = HistoryOrder(self)
        self._order.setSourceModel(self._model)
        self._table = self._make_table()
        self._empty = EmptyState(theme, "history")
        self._bar = self._make_bar(theme)
        self._stack = QStackedLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addLayout(self._stack, 1)
        # Only now: without a parent the first page would flash up as a window of its own.
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        self._typing = QTimer(self, interval=150, singleShot=True)
        self._typing.timeout.connect(self._filter_rows)
        self._filter.textChanged.connect(lambda _text: self._typing.start())
        self._stage.currentIndexChanged.connect(lambda _index: self._filter_rows())
        self._what.currentIndexChanged.connect(lambda _index: self.reload())
        self._table.selectionModel().selectionChanged.connect(lambda *_changed: self._tell())
        reader.changed.connect(self.reload)
        self._tell()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._order)
        table.setAccessibleName(self.tr("History"))
        header = list_rows(table, air=12)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setSortingEnabled(True)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header.setSectionsMovable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(48)
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.activated.connect(self._open)
        table.clicked.connect(self._select)
        return table

    def _make_bar(self, theme: Theme) -> QFrame:
        bar = QFrame()
        bar.setProperty("surface", "bar")
        self._what = QComboBox()
        self._what.addItem(self.tr("Runs"), "runs")
        self._what.addItem(self.tr("Tags and branches"), "versions")
        self._what.setAccessibleName(self.tr("What the history lists"))
        self._stage = QComboBox()
        self._stage.setAccessibleName(self.tr("Stage"))
        self._stage.addItem(self.tr("All stages"), "")
        self._stage.setMinimumContentsLength(12)
        self._stage.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Filter by name, tag or commit"))
        self._filter.setAccessibleName(self.tr("Filter the history"))
        self._filter.setClearButtonEnabled(True)
        self._filter.setMinimumWidth(72)
        self._filter.setMaximumWidth(260)
        self._count = label("", "small")
        self._compare = button(self.tr("Compare"), self.compare, "primary")
        self._columns = IconButton(theme, "config", self.tr("Choose columns"), self._choose_columns)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._what)
        row.addWidget(self._stage)
        row.addWidget(self._filter, 1)
        row.addStretch()
        row.addWidget(self._count)
        row.addWidget(self._columns)
        row.addWidget(self._compare)
        return bar

    @property
    def chosen_refs(self) -> tuple[str, ...]:
        """The REFs of the selected rows, oldest first, so that a comparison reads forward in time."""
        return tuple(line.ref for line in reversed(self._chosen_lines()))

    def reload(self) -> None:
        """Read the rows again."""
        self._empty.say(self.tr("Reading the history…"), "")
        read = read_runs if self._what.currentData() == "runs" else read_versions
        self._reader.ask(read, self._take, self._fail, topic="history")

    def compare(self) -> None:
        """Compare the selected rows."""
        self._selection.compare(self.chosen_refs)

    def choose_kind(self, kind: str) -> None:
        """List `runs` or `versions`."""
        self._what.setCurrentIndex(self._what.findData(kind))

    def choose(self, refs: tuple[str, ...]) -> None:
        """Select the rows of these REFs, names or stages' runs alike."""
        self._table.clearSelection()
        model = self._table.selectionModel()
        for row in range(self._order.rowCount()):
            if self._line(self._order.index(row, 0)).ref in refs:
                model.select(self._order.index(row, 0), model.SelectionFlag.Select | model.SelectionFlag.Rows)

    def _take(self, timeline: Timeline) -> None:
        fresh = timeline.columns != self._model.timeline.columns
        self._model.show(timeline)
        runs = self._what.currentData() == "runs"
        self._stage.setVisible(runs)
        self._table.setColumnHidden(3, not runs)  # a tag is its own name
        self._offer_stages(timeline if runs else Timeline((), ()))
        if fresh:
            self._lay_out_columns(timeline)
        if not timeline.lines:
            self._say_nothing(runs=runs)
        self._stack.setCurrentIndex(0 if timeline.lines else 1)
        self._filter_rows()

    def _say_nothing(self, *, runs: bool) -> None:
        if runs:
            self._empty.say(
                self.tr("No runs are recorded"),
                self.tr(
                    "Runs come from DVC stages, from the records of tools like MLflow, and from "
                    "`forebear run`, which records one as it happens."
                ),
                self.tr("Add source…"),
                self._selection.add_source,
            )
        else:
            self._empty.say(
                self.tr("No tags or branches"),
                self.tr("Tag a commit with `git tag` to see it as a version here."),
            )

    def _fail(self, error: Exception) -> None:
        self._empty.say(self.tr("The history cannot be read"), str(error), self.tr("Try again"), self.reload)
        self._stack.setCurrentIndex(1)

    def _offer_stages(self, timeline: Timeline) -> None:
        chosen = self._stage.currentData()
        self._stage.blockSignals(True)
        while self._stage.count() > 1:
            self._stage.removeItem(1)
        for name in dict.fromkeys(line.name for line in timeline.lines):
            self._stage.addItem(name, name)
        self._stage.setCurrentIndex(max(0, self._stage.findData(chosen)))
        self._stage.blockSignals(False)

    def _lay_out_columns(self, timeline: Timeline) -> None:
        metrics = self._table.fontMetrics()
        longest = max((line.name for line in timeline.lines), key=len, default="")
        for place, text in enumerate(_TYPICAL):
            texts = (text, longest[:_LONGEST_NAME]) if place == 1 else (text,)
            wanted = max(map(metrics.horizontalAdvance, texts))
            heading = self._table.horizontalHeader().sectionSizeHint(place)
            self._table.setColumnWidth(place, max(wanted + 28, heading))
        for place, column in enumerate(timeline.columns):
            width = max(metrics.horizontalAdvance(column.name), metrics.horizontalAdvance("-0.000000"))
            self._table.setColumnWidth(FIXED + place, min(width, 200) + 28)
            self._table.setColumnHidden(FIXED + place, not column.differs or place >= _COLUMNS_SHOWN)

    def _filter_rows(self) -> None:
        self._order.show_only(self._filter.text(), self._stage.currentData() or "")
        self._tell()

    def _tell(self) -> None:
        lines = self._chosen_lines()
        shown = self._order.rowCount()
        if lines:
            self._count.setText(self.tr("%n selected", "", len(lines)))
        else:
            self._count.setText(self.tr("%n rows", "", shown))
        self._compare.setEnabled(len(lines) > 1)
        self._compare.setToolTip(
            "" if len(lines) > 1 else self.tr("Select two or more rows (Ctrl or Shift and click)")
        )
        self.chosen.emit(self.chosen_refs)

    def _chosen_lines(self) -> list[Line]:
        rows = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        lines = [self._line(self._order.index(row, 0)) for row in rows]
        return sorted(lines, key=lambda line: line.when.timestamp() if line.when else 0, reverse=True)

    def _line(self, index: QModelIndex) -> Line:
        return self._model.line(self._order.mapToSource(index).row())

    def _select(self, index: QModelIndex) -> None:
        if len(self._table.selectionModel().selectedRows()) == 1:
            self._selection.select(self._line(index).node)

    def _open(self, index: QModelIndex) -> None:
        self._selection.open(self._line(index).node)

    def _choose_columns(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, column in enumerate(self._model.timeline.columns):
            act = menu.addAction(column.name)
            act.setToolTip(self._model.column_tip(column))
            act.setCheckable(True)
            act.setChecked(not self._table.isColumnHidden(FIXED + place))
            act.toggled.connect(
                lambda shown, place=place: self._table.setColumnHidden(FIXED + place, not shown)
            )
        if menu.isEmpty():
            menu.addAction(self.tr("No metrics or parameters")).setEnabled(False)
        menu.popup(self._columns.mapToGlobal(self._columns.rect().bottomLeft()))

    def _show_menu(self, place: QPoint) -> None:
        index = self._table.indexAt(place)
        if not index.isValid():
            return
        line, selection = self._line(index), self._selection
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        compare = menu.addAction(self.tr("Compare the selected rows"), self.compare)
        compare.setEnabled(len(self._chosen_lines()) > 1)
        menu.addAction(self.tr("Show in the graph"), lambda: selection.open(line.node))
        menu.addAction(self.tr("Pin for comparison"), lambda: selection.pin(line.ref))
        menu.addAction(self.tr("Rebuild…"), lambda: selection.rebuild(line.ref))
        runs = [each.ref for each in self._chosen_lines() if each.ref.startswith("run:")]
        many = menu.addAction(self.tr("Rebuild the selected rows…"))
        many.triggered.connect(lambda: selection.rebuild_all(" | ".join(runs)))
        many.setEnabled(len(runs) > 1)
        menu.addAction(self.tr("Report…"), lambda: selection.report(line.ref))
        menu.addSeparator()
        clipboard = QGuiApplication.clipboard()
        menu.addAction(self.tr("Copy as a table"), lambda: clipboard.setText(_as_text(self._table)))
        menu.addAction(self.tr("Copy the reference"), lambda: clipboard.setText(line.ref))
        menu.popup(self._table.viewport().mapToGlobal(place))


def _as_text(table: QTableView) -> str:
    """Return the selected rows, tab-separated, with the shown columns in their order."""
    header, model = table.horizontalHeader(), table.model()
    places = [header.logicalIndex(at) for at in range(header.count())]
    places = [place for place in places if not table.isColumnHidden(place)]
    rows = sorted(index.row() for index in table.selectionModel().selectedRows())
    cells = [[str(model.headerData(place, Qt.Orientation.Horizontal)) for place in places]]
    cells += [[str(model.index(row, place).data() or "") for place in places] for row in rows]
    return "\n".join("\t".join(row) for row in cells)
