"""Confusion matrices of versions beside each other, and of two what differs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.plots.findings import Matrix, PlotKind, PlotStudy
from forebear.desktop.pieces import label, tip
from forebear.desktop.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_NARROWEST, _WIDEST, _HIGH = 44, 96, 30
_MOST = 13  # matrices of one file: the last versions', and the difference
_ACROSS = 2  # matrices beside each other
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Shown:
    """Numbers to be shown: counts or shares of a version, or what a later version has more of them."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    shares: bool
    difference: bool = False

    def text(self, row: int, column: int) -> str:
        """Return a cell's words; a difference always with its sign."""
        value = self.values[row][column]
        told = f"{abs(value):.1%}".replace("%", " %") if self.shares else f"{abs(value):,.0f}"
        if not self.difference:
            return told
        return told if not value else f"+{told}" if value > 0 else f"{_MINUS}{told}"


def shown_of(matrix: Matrix, *, shares: bool) -> Shown:
    """Return a version's matrix; shares are those of the row."""
    values = tuple(
        tuple(count / (sum(row) or 1) if shares else float(count) for count in row) for row in matrix.counts
    )
    return Shown(matrix.rows, matrix.columns, values, shares)


def difference_of(before: Shown, after: Shown) -> Shown:
    """Return what the later has more than the earlier."""
    values = tuple(
        tuple(b - a for a, b in zip(one, other, strict=True))
        for one, other in zip(before.values, after.values, strict=True)
    )
    return Shown(before.rows, before.columns, values, before.shares, difference=True)


class MatrixModel(QAbstractTableModel):
    """A matrix as a table; the ground of a cell says how large its number is."""

    def __init__(self, theme: Theme, shown: Shown, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._shown = theme, shown
        self._largest = max((abs(value) for row in shown.values for value in row), default=0.0)
        theme.changed.connect(self._recolour)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of classes down."""
        return 0 if parent.isValid() else len(self._shown.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of classes across."""
        return 0 if parent.isValid() else len(self._shown.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return a class."""
        across = orientation is Qt.Orientation.Horizontal
        names = self._shown.columns if across else self._shown.rows
        if not 0 <= section < len(names):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return names[section]
        return tip(names[section]) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        """Return a number and its colours."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        answer: Any = None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                answer = self._shown.text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                answer = Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.BackgroundRole:
                answer = self._ground(self._shown.values[row][column])
            case Qt.ItemDataRole.ForegroundRole:
                answer = self._theme.color("text")
            case Qt.ItemDataRole.ToolTipRole:
                rows, columns = self._shown.rows, self._shown.columns
                answer = tip(f"{columns[column]} → {rows[row]}: {self._shown.text(row, column)}")
        return answer

    def _ground(self, value: float) -> QColor | None:
        if not value or not self._largest:
            return None
        token = ("chart.0" if value > 0 else "chart.1") if self._shown.difference else "chart.0"
        colour = QColor(self._theme.color(token))
        colour.setAlphaF(0.08 + 0.42 * min(1.0, abs(value) / self._largest))
        return colour

    def _recolour(self) -> None:
        if self.rowCount() and self.columnCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class MatrixView(QWidget):
    """Shows the matrices of all versions, and what differs between the two that are compared."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._study: PlotStudy | None = None
        self._labels: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._pair = (0, 1)
        self.tables: list[QTableView] = []
        self.shares = QCheckBox(self.tr("Shares of the row"))
        self.shares.toggled.connect(lambda _on: self._fill())
        self._axes = label("", "small")
        self._ground = QScrollArea()
        self._ground.setWidgetResizable(True)
        self._ground.setFrameShape(QFrame.Shape.NoFrame)
        self._ground.viewport().setAutoFillBackground(False)
        top = QHBoxLayout()
        top.setContentsMargins(16, 4, 16, 4)
        top.addWidget(self._axes, 1)
        top.addWidget(self.shares)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._ground, 1)

    def show_plot(
        self, study: PlotStudy, labels: Sequence[str], names: Sequence[str], pair: tuple[int, int]
    ) -> None:
        """Show the matrices of a plot; `pair` are the two versions whose difference is shown."""
        self._study, self._labels, self._names, self._pair = study, tuple(labels), tuple(names), pair
        self._axes.setText(self.tr("Across: {x}. Down: {y}.").format(x=study.x_label, y=study.y_label))
        self.shares.blockSignals(True)
        self.shares.setChecked(study.kind is PlotKind.SHARES)
        self.shares.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        study = self._study
        if study is None:
            return
        ground = QFrame()
        ground.setProperty("surface", "plain")
        column = QVBoxLayout(ground)
        column.setContentsMargins(16, 4, 16, 16)
        column.setSpacing(16)
        self.tables = []
        files = list(dict.fromkeys(matrix.file for matrix in study.matrices))
        for file in files:
            if len(files) > 1:
                column.addWidget(label(file, "strong"))
            rows = QGridLayout()
            rows.setSpacing(24)
            of_file = {matrix.label: matrix for matrix in study.matrices if matrix.file == file}
            for place, (name, shown) in enumerate(self._shown(of_file)[-_MOST:]):
                corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
                rows.addWidget(self._framed(name, shown), *divmod(place, _ACROSS), corner)
            rows.setColumnStretch(_ACROSS, 1)
            column.addLayout(rows)
        column.addStretch(1)
        self._ground.setWidget(ground)

    def _shown(self, of_file: dict[str, Matrix]) -> list[tuple[str, Shown]]:
        found = [
            (name, shown_of(of_file[letter], shares=self.shares.isChecked()))
            for letter, name in zip(self._labels, self._names, strict=True)
            if letter in of_file
        ]
        pair = [of_file.get(self._labels[place]) for place in self._pair]
        if pair[0] is not None and pair[1] is not None:
            before, after = (shown_of(each, shares=self.shares.isChecked()) for each in pair if each)
            said = self.tr("{after} against {before}").format(
                after=self._labels[self._pair[1]], before=self._labels[self._pair[0]]
            )
            found.append((said, difference_of(before, after)))
        return found

    def _framed(self, name: str, shown: Shown) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        title = label(name, "strong")
        title.setWordWrap(True)
        column.addWidget(title)
        table = _Table(name)
        table.setModel(MatrixModel(self._theme, shown, table))
        table.fit()
        column.addWidget(table)
        self.tables.append(table)
        return made


class _CellDelegate(QStyledItemDelegate):
    """Draws a cell on the ground that says how large its number is; the stylesheet would leave that out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground, the number, and a rim around the cell that is chosen."""
        painter.save()
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(index.data(Qt.ItemDataRole.ForegroundRole), 1.0))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()


class _Table(QTableView):
    """A table that is as large as what is in it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(_CellDelegate(self))
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(True)

    def fit(self) -> None:
        """Take the room that is needed."""
        model = self.model()
        metrics = self.fontMetrics()
        texts = [
            str(model.index(row, column).data())
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        ]
        names = [
            str(model.headerData(place, Qt.Orientation.Horizontal, 0)) for place in range(model.columnCount())
        ]
        widest = max((metrics.horizontalAdvance(text) for text in (*texts, *names)), default=0) + 20
        wide = min(_WIDEST, max(_NARROWEST, widest))
        for place in range(model.columnCount()):
            self.setColumnWidth(place, wide)
        for place in range(model.rowCount()):
            self.setRowHeight(place, _HIGH)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """All cells and both headers."""
        wide = self.verticalHeader().sizeHint().width() + self.horizontalHeader().length() + 2
        return QSize(wide, self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + 2)
