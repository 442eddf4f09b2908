"""The graph as a tree of rows: what a node was made from, what was made from it, what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from forebear.desktop import wording
from forebear.desktop.graph.kin import Kin
from forebear.desktop.graph.saying import card_text
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Group, GroupKind, Node

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST_LOOKED_AT = 20_000
BATCH = 200
"""So many children are listed at once."""


class Side(StrEnum):
    """What the children of a row are."""

    BOTH = "both"  # headings of the sides
    UP = "up"
    DOWN = "down"
    MEMBERS = "members"
    NONE = "none"


class Item:
    """A row: a node, or (`heading`) what is said above its children.

    `waiting` are children that are not listed yet, None before anybody looked; `again` says that the node is
    listed elsewhere, with its children.
    """

    __slots__ = ("again", "children", "heading", "id", "parent", "row", "side", "waiting")

    def __init__(self, id_: int, side: Side, parent: Item | None = None, *, heading: bool = False) -> None:
        self.id, self.side, self.parent, self.heading = id_, side, parent, heading
        self.children: list[Item] = []
        self.waiting: Sequence[Item | int] | None = None
        self.again = False
        self.row = 0


class OutlineRows(QAbstractItemModel):
    """Rows are made when somebody looks at them, so that circles end and 100,000 children cost nothing.

    Signals: `details_wanted(object)` ids of nodes whose details are not known.
    """

    details_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kin: Kin | None = None
        self._root = self._before = Item(0, Side.NONE)
        self._first: dict[int, Item] = {}
        self._wanted: set[int] = set()

    def show(self, kin: Kin | None, found: Sequence[int] | None = None) -> None:
        """Show another graph; of it only what was `found`, if given."""
        self.beginResetModel()
        # Qt may still ask about an old index while it lets go of it.
        self._before, self._root, self._kin = self._root, Item(0, Side.NONE), kin
        self._first, self._wanted = {}, set()
        root = self._root
        if kin is None:
            root.waiting = []
        elif found is not None:
            root.waiting, root.side = list(found), Side.BOTH
        elif kin.root is not None:
            root.waiting, root.side = [kin.root], Side.BOTH
        else:
            root.waiting, root.side = list(kin.sources()), Side.DOWN
        root.children = self._take(root)
        self.endResetModel()
        self._ask(root.children)

    def supply(self, nodes: Iterable[Node]) -> None:
        """Take in details that were wanted."""
        if self._kin is None:
            return
        nodes = list(nodes)
        self._kin.supply(nodes)
        for node in nodes:
            item = self._first.get(node.id)
            if item is not None:
                self.dataChanged.emit(self.index_of(item), self.index_of(item, 3))

    def item(self, index: Index) -> Item:
        """The item of a row; the root for no row."""
        if not index.isValid():
            return self._root
        found: Item = index.internalPointer()
        return found

    def node(self, index: Index) -> Node | None:
        """The node of a row; None for a heading, and while nothing is known of it."""
        item = self.item(index)
        return self._kin.node(item.id) if self._kin is not None and not item.heading and item.id else None

    def index_of(self, item: Item, column: int = 0) -> QModelIndex:
        """Where an item is."""
        return self.createIndex(item.row, column, item)

    def find(self, id_: int) -> QModelIndex:
        """Where a node is listed first; what leads to it is listed, if need be. Invalid = nowhere."""
        kin = self._kin
        if id_ in self._first:
            return self.index_of(self._first[id_])
        if kin is None or id_ not in kin:
            return QModelIndex()
        while kin.root is None and 0 < len(self._root.waiting or ()) <= _MOST_LOOKED_AT // 4:
            self.fetchMore(QModelIndex())  # what leads to it begins at one of these
        for upstream in (False, True) if kin.root is not None else (False,):
            for one, next_ in self._way(id_, upstream=upstream):
                if one in self._first:
                    self._list_until(self._first[one], next_)
            if id_ in self._first:
                return self.index_of(self._first[id_])
        return QModelIndex()

    def _way(self, id_: int, *, upstream: bool) -> list[tuple[int, int]]:
        """The steps (from, to) from a listed node to this one, following data or (`upstream`) against it."""
        kin = self._kin
        if kin is None:
            return []
        come, waiting = {id_: 0}, [id_]
        for each in waiting:
            if each in self._first and not (
                kin.root is not None and self._first[each].side is self._away(upstream)
            ):
                way, here = [], each
                while come[here]:
                    way.append((here, come[here]))
                    here = come[here]
                return way
            for other in kin.after(each) if upstream else kin.before(each):
                if other not in come:
                    come[other] = each
                    waiting.append(other)
            if len(waiting) > _MOST_LOOKED_AT:
                break
        return []

    @staticmethod
    def _away(upstream: bool) -> Side:
        return Side.DOWN if upstream else Side.UP

    def _list_until(self, item: Item, wanted: int) -> None:
        """List the children of a node, below its headings too, until one is there."""
        waiting = [item]
        for each in waiting:
            while wanted not in self._first and self.canFetchMore(self.index_of(each)):
                self.fetchMore(self.index_of(each))
            waiting += [child for child in each.children if child.heading]

    # Qt's own

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Where a child is."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self.item(parent).children[row])

    def parent(self, index: Index = _NOWHERE) -> Any:
        """Where the parent is."""
        above = self.item(index).parent if index.isValid() else None
        if above is None or above.parent is None:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many children are listed."""
        return 0 if parent.column() > 0 else len(self.item(parent).children)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """Name, version, date and role."""
        return 4

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        """Whether there is anything below a row, listed or not."""
        item = self.item(parent)
        return parent.column() <= 0 and (bool(item.children) or bool(self._look(item)))

    def canFetchMore(self, parent: Index) -> bool:
        """Whether more children can be listed."""
        return parent.column() <= 0 and bool(self._look(self.item(parent)))

    def fetchMore(self, parent: Index) -> None:
        """List some more children."""
        item = self.item(parent)
        if not self._look(item):
            return
        first = len(item.children)
        fresh = self._take(item, first)
        self.beginInsertRows(parent, first, first + len(fresh) - 1)
        item.children += fresh
        self.endInsertRows()
        self._ask(fresh)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Say the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Name"), self.tr("Version"), self.tr("Date"), self.tr("Role"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say a row."""
        if not index.isValid() or self._kin is None:
            return None
        item, column = self.item(index), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts(item)[column]
            case Qt.ItemDataRole.AccessibleTextRole if column == 0:
                node = self.node(index)
                kind = wording.node_text(node) if node is not None else ""
                return ", ".join(text for text in (*self._texts(item), kind) if text)
            case Qt.ItemDataRole.DecorationRole if column == 0:
                node = self.node(index)
                if node is not None:
                    species = (node.kind, node.type)
                    return self._theme.icon(wording.icon_name(*species), wording.token_of(*species))
            case Qt.ItemDataRole.ForegroundRole if item.heading or item.again or column:
                return self._theme.color("text.muted")
        return None

    def _texts(self, item: Item) -> tuple[str, str, str, str]:
        kin = self._kin
        if item.heading or kin is None:
            return self._heading(item), "", "", ""
        node = kin.node(item.id)
        if node is None:
            return "\N{HORIZONTAL ELLIPSIS}", "", "", ""
        members = kin.members(item.id)
        group = Group(node.key, GroupKind.OTHERS, tuple(members)) if members else None
        text = card_text(node, kin.facts(item.id), group)
        name = self.tr("{name} (see above)").format(name=text.name) if item.again else text.name
        return name, text.version, wording.date_text(node.when), self._role(item)

    def _heading(self, item: Item) -> str:
        count = len(item.children) + len(item.waiting or ())
        said = {
            Side.UP: self.tr("Made from ({count})"),
            Side.DOWN: self.tr("Went into ({count})"),
            Side.MEMBERS: self.tr("Stands for ({count})"),
        }[item.side]
        return said.format(count=f"{count:,}")

    def _role(self, item: Item) -> str:
        above = item.parent
        if above is None or not above.id or self._kin is None or item.side not in (Side.UP, Side.DOWN):
            return ""
        ends = (item.id, above.id) if item.side is Side.UP else (above.id, item.id)
        return ", ".join(wording.role_text(role) for role in self._kin.roles(*ends))

    # rows

    def _look(self, item: Item) -> Sequence[Item | int]:
        """What of an item is not listed yet."""
        if item.waiting is None:
            item.waiting = self._below(item)
        return item.waiting

    def _below(self, item: Item) -> Sequence[Item | int]:
        kin = self._kin
        if kin is None or item.again or item.side is Side.NONE:
            return []
        neighbours = {
            Side.UP: kin.before,
            Side.DOWN: kin.after,
            Side.MEMBERS: kin.members,
        }
        side = neighbours.get(item.side)
        members = list(kin.members(item.id)) if not item.heading else []
        if side is not None and (item.heading or not members):
            return [id_ for id_ in side(item.id) if id_ != item.id]
        sides = (Side.UP, Side.DOWN) if item.side is Side.BOTH else (item.side,)
        headings: list[Item] = []
        for each in (Side.MEMBERS, *sides):
            ids = [id_ for id_ in neighbours[each](item.id) if id_ != item.id]
            if ids:
                heading = Item(item.id, each, item, heading=True)
                heading.waiting = ids
                headings.append(heading)
        return headings

    def _take(self, item: Item, first: int = 0) -> list[Item]:
        """Make the next rows of an item."""
        waiting = item.waiting or []
        fresh: list[Item] = []
        for number, each in enumerate(waiting[:BATCH]):
            if isinstance(each, Item):
                child = each
            else:
                inside = item.side is Side.MEMBERS
                child = Item(each, Side.NONE if inside else item.side, item)
                child.again = each in self._first
                self._first.setdefault(each, child)
            child.row = first + number
            fresh.append(child)
        item.waiting = waiting[BATCH:]
        return fresh

    def _ask(self, items: Iterable[Item]) -> None:
        """Ask for details that are not known, once."""
        kin = self._kin
        if kin is None:
            return
        ids = {item.id for item in items if item.id > 0 and kin.node(item.id) is None} - self._wanted
        if ids:
            self._wanted |= ids
            self.details_wanted.emit(sorted(ids))
