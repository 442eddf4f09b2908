"""The navigator's tree as a Qt item model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from forebear.desktop.outline import Item, Section
from forebear.desktop.pieces import tip
from forebear.desktop.rows import DETAIL, HEADING, ICON, LABELS
from forebear.desktop.wording import date_text, icon_name, kind_text, short_key, token_of
from forebear.lineage.words import NodeKind

ITEM = Qt.ItemDataRole.UserRole + 10
"""The `outline.Item` of a row."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class OutlineModel(QAbstractItemModel):
    """A tree of `Item`s; rows are said only when they are drawn, so ten thousand cost nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Item("")
        self._before = self._root
        self._sayings: dict[int, Callable[[Item], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            DETAIL: self._detail,
            LABELS: lambda item: item.labels[:3],
            ICON: self._icon,
            HEADING: lambda item: item.section is not None,
            ITEM: lambda item: item,
        }

    @property
    def root(self) -> Item:
        """The tree shown."""
        return self._root

    def show(self, root: Item) -> None:
        """Show another tree."""
        self.beginResetModel()
        # Qt may still ask about an old index while it lets go of it.
        self._before, self._root = self._root, root
        self.endResetModel()

    def item(self, index: Index) -> Item:
        """Return the item of a row; the root for no row."""
        if not index.isValid():
            return self._root
        item: Item = index.internalPointer()
        return item

    def index_of(self, item: Item) -> QModelIndex:
        """Return where an item of the tree is."""
        return self.createIndex(item.row, 0, item)

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return where a child is."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self.item(parent).children[row])

    def parent(self, index: Index = _NOWHERE) -> Any:
        """Return where the parent is."""
        above = self.item(index).parent if index.isValid() else None
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of children."""
        return 0 if parent.column() > 0 else len(self.item(parent).children)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """There is one column; the delegate draws the rest."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say a row."""
        say = self._sayings.get(role)
        return say(self.item(index)) if say is not None and index.isValid() else None

    def _text(self, item: Item) -> str:
        match item.section:
            case Section.MODELS:
                return self.tr("Models")
            case Section.REGISTRY:
                return self.tr("Model versions")
            case Section.DATA:
                return self.tr("Data")
            case Section.RUNS:
                return self.tr("Runs")
            case Section.COMMITS:
                return self.tr("Commits")
        # Under its name a version is known by its digest; one of a registry has a name of its own.
        by_key = self._nested(item) and item.kind is not NodeKind.MODEL_VERSION
        return short_key(item.key) if by_key else item.text

    def _spoken(self, item: Item) -> str:
        if item.kind is None:
            return self._text(item)
        parts = (kind_text(item.kind, item.type), item.text, *item.labels, date_text(item.when))
        return ", ".join(part for part in parts if part)

    def _tip(self, item: Item) -> str | None:
        return tip("\n".join((item.text, *item.labels, item.key))) if item.key else None

    def _detail(self, item: Item) -> str:
        many = item.section is not None or item.children
        return str(item.count) if many else date_text(item.when)

    def _icon(self, item: Item) -> tuple[str, str] | None:
        if item.kind is None or self._nested(item):
            return None
        return icon_name(item.kind, item.type), token_of(item.kind, item.type)

    @staticmethod
    def _nested(item: Item) -> bool:
        return item.parent is not None and item.parent.kind is not None
