"""The table of sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from forebear.desktop.sources.listed import ListedSource
from forebear.desktop.sources.model import HOLDS, LOCATION, READ, STATE, TITLE, SourcesModel
from forebear.desktop.tables import add_act, list_rows
from forebear.desktop.theme import Theme

_NEEDS = {HOLDS: 780, READ: 590}
"""The width from which there is room for a column."""
_WORDS = {TITLE: (220, 340), HOLDS: (190, 420)}
"""How narrow and how wide the columns of words are: a quarter of the table, in between."""


class RightElided(QStyledItemDelegate):
    """Shortens what does not fit at its end: words, where all else is shortened in the middle."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """As every cell, but for that."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideRight


def list_sources(table: QTableView, words: Sequence[int], air: int) -> QHeaderView:
    """Let a table list places, one chosen at a time: columns of `words` are shortened at their end.

    `air` is the room above and below a row's text, in pixels. Returns the header.
    """
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    for column in words:
        table.setItemDelegateForColumn(column, RightElided(table))
    return list_rows(table, air)


class SourceTable(QTableView):
    """Shows sources; the arrow keys go through them, long locations are shortened in the middle.

    Signals: `chosen(object)` the ListedSource under the cursor, None where there is none.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, roots: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sources = SourcesModel(theme, roots, self)
        self.setModel(self.sources)
        self.setAccessibleName(self.tr("Sources"))
        header = list_sources(self, (TITLE, HOLDS), air=14)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in (STATE, READ):
            header.resizeSection(column, 130)
        header.setSectionResizeMode(LOCATION, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._choose)
        add_act(self, self.tr("Copy the location"), self._copy, QKeySequence.StandardKey.Copy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns where room is short: the details below say the same."""
        super().resizeEvent(event)
        for column, least in _NEEDS.items():
            self.setColumnHidden(column, self.width() < least)
        for column, (least, most) in _WORDS.items():
            self.setColumnWidth(column, max(least, min(most, self.width() // 4)))

    @property
    def source(self) -> ListedSource | None:
        """The one under the cursor."""
        return self.sources.source(self.currentIndex())

    def show_sources(self, sources: Sequence[ListedSource], wanted: tuple[str, str] | None = None) -> None:
        """Show them; the cursor goes to `wanted` where it is there, else stays, or goes to the first."""
        before = self.source
        self.sources.show(sources)
        rows = [self.sources.row_of(key) for key in (wanted, before.key if before else None) if key]
        row = next((row for row in rows if row >= 0), 0)
        if sources and self.currentIndex().row() != row:
            self.selectRow(row)
            self.setCurrentIndex(self.sources.index(row, TITLE))

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.sources.source(index))

    def _copy(self) -> None:
        if self.source is not None:
            QGuiApplication.clipboard().setText(self.source.offer.location)
