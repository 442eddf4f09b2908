"""The list of what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.pieces import EmptyState, button, label, tip
from forebear.desktop.tables import list_rows
from forebear.desktop.theme import Theme
from forebear.lineage.words import Problem

_NOWHERE = QModelIndex()


class ProblemsModel(QAbstractTableModel):
    """One row for each thing of a source that could not be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problems: tuple[Problem, ...] = ()

    def show(self, problems: Sequence[Problem]) -> None:
        """Show other problems."""
        self.beginResetModel()
        self._problems = tuple(problems)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of problems."""
        return 0 if parent.isValid() else len(self._problems)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Source, where, what."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Source"), self.tr("Where"), self.tr("What"))[section]

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Say a cell; the tooltip has all of it."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        problem = self._problems[index.row()]
        text = (problem.source, problem.where, problem.what)[index.column()]
        return tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def as_text(self, rows: Sequence[int]) -> str:
        """Return rows for the clipboard, tab-separated."""
        chosen = [self._problems[row] for row in rows]
        return "\n".join("\t".join((found.source, found.where, found.what)) for found in chosen)


class ProblemsDialog(QDialog):
    """Shows what could not be read, where, and why; all of it can be copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Problems"))
        self.resize(860, 420)
        self.model = ProblemsModel(self)
        self._table = QTableView()
        self._table.setModel(self.model)
        self._table.setAccessibleName(self.tr("Problems"))
        header = list_rows(self._table)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(1, 300)
        self._empty = EmptyState(theme, "good")
        self._empty.say(self.tr("No problems"), self.tr("Everything that was found could be read."))
        self._stack = QStackedLayout()
        note = label(self.tr("What is listed here was left out; everything else was read."), "muted")
        copy = button(self.tr("Copy"), self._copy)
        close = button(self.tr("Close"), self.accept, "primary")
        buttons = QHBoxLayout()
        buttons.addWidget(note, 1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(self._stack, 1)
        # Only now: without a parent the first page would flash up as a window of its own.
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        layout.addLayout(buttons)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self._copy)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show them."""
        self.model.show(problems)
        self._stack.setCurrentIndex(0 if problems else 1)

    def _copy(self) -> None:
        rows = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(self.model.as_text(rows or range(self.model.rowCount())))
