"""The files that differ as an item model: groups, and in them files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from forebear.compare.kept import KeptPatch
from forebear.desktop.comparing.code.entries import Entry, Group
from forebear.desktop.comparing.code.words import counts_text, group_text, kept_text, tip_text, title_text
from forebear.desktop.pieces import tip
from forebear.desktop.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
_NOTHING = QModelIndex()
_NAME, _VERSIONS, _COUNTS = range(3)
_BLOCK = 200  # files of a group that are told of at once: a view lays out all it knows of


class FilesModel(QAbstractItemModel):
    """Holds the groups; a file's row has its group's number as its internal id, a group's row has 0."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: Sequence[Group] = ()
        self._many = False
        self._here: list[int] = []  # files of each group that the views know of

    @property
    def groups(self) -> Sequence[Group]:
        """What is shown."""
        return self._groups

    def show_groups(self, groups: Sequence[Group], *, many: bool) -> None:
        """Show groups; `many` versions are compared, so that it counts in which of them a file differs."""
        self.beginResetModel()
        self._groups, self._many = groups, many
        self._here = [min(_BLOCK, len(group.entries)) for group in groups]
        self.endResetModel()

    def find(self, path: str) -> QModelIndex:
        """Return the first file of a path, or in a folder of it, that the views know of; else invalid."""
        for place, group in enumerate(self._groups):
            for row, entry in enumerate(group.entries[: self._here[place]]):
                if entry.is_at(path):
                    return self.index(row, 0, self.index(place, 0))
        return QModelIndex()

    def first(self) -> QModelIndex:
        """Return the first file."""
        for place, group in enumerate(self._groups):
            if group.entries:
                return self.index(0, 0, self.index(place, 0))
        return QModelIndex()

    def entry(self, index: Index) -> Entry | None:
        """Return the file of a row, None for a group's."""
        group = index.internalId()
        return self._groups[group - 1].entries[index.row()] if index.isValid() and group else None

    # Qt's own

    def index(self, row: int, column: int, parent: Index = _NOTHING) -> QModelIndex:
        """Return a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _NOTHING) -> QModelIndex:  # type: ignore[override]
        """Return the group of a file."""
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """The groups, or the files of one."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column():
            return 0
        return self._here[parent.row()]

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a group has more files than the views know of."""
        is_group = parent.isValid() and not parent.internalId()
        return is_group and self._here[parent.row()] < len(self._groups[parent.row()].entries)

    def fetchMore(self, parent: Index) -> None:
        """Tell of more files of a group."""
        if not self.canFetchMore(parent):
            return
        known = self._here[parent.row()]
        more = min(len(self._groups[parent.row()].entries), known + _BLOCK)
        self.beginInsertRows(self.index(parent.row(), 0), known, more - 1)
        self._here[parent.row()] = more
        self.endInsertRows()

    def columnCount(self, _parent: Index = _NOTHING) -> int:
        """Name, versions and counts."""
        return 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A group cannot be chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled
        return enabled | Qt.ItemFlag.ItemIsSelectable if index.internalId() else enabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is shown of a cell."""
        if not index.isValid():
            return None
        entry = self.entry(index)
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _COUNTS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            muted = entry is None or index.column() != _NAME or entry.used is False
            return self._theme.color("text.muted") if muted else None
        if entry is None:
            return self._of_group(self._groups[index.row()], index.column(), role)
        return self._of_entry(entry, index.column(), role)

    @staticmethod
    def _of_group(group: Group, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return {_NAME: group_text(group), _COUNTS: f"{len(group.entries):,}"}.get(column)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(group.about, KeptPatch):
            return tip(kept_text(group.about))
        return None

    def _of_entry(self, entry: Entry, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(tip_text(entry))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == _NAME:
            return tip_text(entry)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == _NAME:
            return title_text(entry)
        if column == _COUNTS:
            return counts_text(entry)
        labels = [label for difference in entry.differences for label in difference.labels]
        return " ".join(labels) if self._many else ""
