"""The sources of a project as an item model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from forebear.desktop import wording
from forebear.desktop.pieces import tip
from forebear.desktop.sources.listed import ListedSource
from forebear.desktop.sources.words import details_text, icon_of, place_text, state_icon, state_text, title_of
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
TITLE, STATE, LOCATION, HOLDS, READ = range(5)
_TEXTS = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)
"""What is asked of a cell that is a text; a view asks for much else in each picture it draws."""


class SourcesModel(QAbstractTableModel):
    """One row for each source: what it is, how it stands, where, what is in it, when it was read."""

    def __init__(self, theme: Theme, roots: Sequence[Path] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._roots = theme, tuple(roots)
        self._sources: tuple[ListedSource, ...] = ()
        theme.changed.connect(self._recolour)

    def show(self, sources: Sequence[ListedSource]) -> None:
        """Show other sources; where they are the same ones, what is chosen stays."""
        if [source.key for source in sources] == [source.key for source in self._sources]:
            self._sources = tuple(sources)
            self._recolour()
            return
        self.beginResetModel()
        self._sources = tuple(sources)
        self.endResetModel()

    def source(self, index: Index) -> ListedSource | None:
        """Return the source of a row."""
        return self._sources[index.row()] if index.isValid() and index.row() < len(self._sources) else None

    def row_of(self, key: tuple[str, str]) -> int:
        """Return the row of a source, -1 where it is not shown."""
        return next((row for row, source in enumerate(self._sources) if source.key == key), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of sources."""
        return 0 if parent.isValid() else len(self._sources)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Source, state, location, what is in it, when it was read."""
        return 0 if parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Source"),
            self.tr("State"),
            self.tr("Location"),
            self.tr("Holds"),
            self.tr("Last read"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say a cell; the tooltip has all of it."""
        source = self.source(index)
        if source is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(source, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = source.state == "off" or column in (HOLDS, READ)
            return self._theme.color("text.muted") if quiet else None
        if role not in _TEXTS:
            return None
        text = self._text(source, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(source.offer.location if column == LOCATION else text)
        said = visible(text)
        return said or self.tr("nothing said") if role == Qt.ItemDataRole.AccessibleTextRole else said

    def _picture(self, source: ListedSource, column: int) -> QIcon | None:
        if column == TITLE:
            token = "text.disabled" if source.state == "off" else "text.muted"
            return self._theme.icon(icon_of(source.offer), token)
        return self._theme.icon(*state_icon(source.state)) if column == STATE else None

    def _text(self, source: ListedSource, column: int) -> str:
        if column == TITLE:
            return title_of(source.offer)
        if column == STATE:
            return state_text(source)
        if column == LOCATION:
            return place_text(source.offer, self._roots)
        if column == HOLDS:
            return details_text(source.offer)
        return wording.when_text(source.read_at) if source.read_at else self.tr("never")

    def _recolour(self) -> None:
        if self._sources:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._sources) - 1, 4))
