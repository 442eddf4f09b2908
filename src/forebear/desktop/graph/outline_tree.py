"""The graph as an outline: the same nodes as rows, for those who read or hear better than they see.

It is also what a graph opens as that is too dense to be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.graph.keyboard import Deed, deed_of
from forebear.desktop.graph.kin import GraphKin, Kin, MapKin
from forebear.desktop.graph.outline_rows import Index, OutlineRows
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Graph

if TYPE_CHECKING:
    from forebear.desktop.graph.picture import Picture

_DEEP = 60  # levels
_DELAY = 120  # milliseconds without a key after which what was typed is looked for


class OutlineTree(QFrame):
    """A tree of one graph with a line to search it; in step with the picture.

    Signals: `chosen(object)` a Node to be selected; `moved(int)` the id at the keyboard's focus;
    `opened(object)` a Node to be brought to the centre; `pin_wanted(object)` a Node; `menu_wanted(object,
    QPoint)` a Node and a place on the screen; `left()` Escape was pressed with nothing to clear.
    """

    chosen = Signal(object)
    moved = Signal(int)
    opened = Signal(object)
    pin_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    left = Signal()

    def __init__(self, reader: Reader, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._kin: Kin | None = None
        self._shown: Graph | Picture | None = None  # what there is to show once it is looked at
        self._node: int | None = None
        self._following = False
        self.setProperty("surface", "plain")
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Search the outline"))
        self.line.setAccessibleName(self.tr("Search the outline"))
        self.line.setClearButtonEnabled(True)
        for each in self.line.findChildren(QToolButton):  # Qt gives it no name
            each.setAccessibleName(self.tr("Clear the search"))
        self.rows = OutlineRows(theme, self)
        self.tree = _Tree(self._do, self._type)
        self.tree.setAccessibleName(self.tr("Outline of the graph"))
        self.tree.setModel(self.rows)
        self._typing = QTimer(self, interval=_DELAY, singleShot=True)
        self._typing.timeout.connect(self._search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.tree, 1)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        width = self.fontMetrics().horizontalAdvance("0")
        for column, letters in enumerate((30, 9, 13)):
            self.tree.setColumnWidth(column, letters * width)
        self.line.textEdited.connect(lambda _text: self._typing.start())
        self.line.returnPressed.connect(self._enter)
        self.rows.details_wanted.connect(self._look_up)
        self.tree.selectionModel().currentChanged.connect(lambda index, _before: self._move(index))
        self.tree.clicked.connect(self._choose)
        theme.changed.connect(self.tree.viewport().update)
        reader.changed.connect(self._read_again)

    def show_picture(self, picture: Picture) -> None:
        """List what is drawn, now or when it is looked at."""
        self._take(picture)

    def show_graph(self, graph: Graph) -> None:
        """List what cannot be drawn."""
        self._take(graph)

    def follow(self, id_: int | None) -> None:
        """Go to a node, without telling anybody."""
        self._node = id_
        if id_ is None or not self.isVisible() or self.rows.item(self.tree.currentIndex()).id == id_:
            return
        index = self.rows.find(id_)
        if index.isValid():
            self._following = True
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)
            self._following = False

    def _take(self, shown: Graph | Picture) -> None:
        if shown is not self._shown:
            self._shown = shown
            if self.isVisible():
                self._read()

    def _read_again(self) -> None:
        self._read(again=True)

    def _read(self, *, again: bool = False) -> None:
        shown = self._shown
        if shown is not None and (self.isVisible() or not again):
            self._reader.ask(lambda _questions: _kin_of(shown), self._show, topic="outline")

    def _show(self, kin: Kin) -> None:
        self._kin = kin
        opened = self._opened()
        current = self.rows.item(self.tree.currentIndex()).id or self._node
        self.rows.show(kin)
        for id_ in opened:
            index = self.rows.find(id_)
            if index.isValid():
                self.tree.expand(index)
        if kin.root is not None:
            self.tree.expandToDepth(1)
        if self.line.text():
            self._search()
        else:
            self.follow(current if current in kin else None)

    def _opened(self) -> list[int]:
        """The ids of the first rows that are unfolded, so that a new reading folds nothing."""
        found: list[int] = []
        index = self.rows.index(0, 0)
        while index.isValid() and len(found) < 200:
            if self.tree.isExpanded(index) and not self.rows.item(index).heading:
                found.append(self.rows.item(index).id)
            index = self.tree.indexBelow(index)
        return found

    def _search(self) -> None:
        text, kin = self.line.text().strip(), self._kin
        if kin is None:
            return
        if not text:
            self.rows.show(kin)
            if kin.root is not None:
                self.tree.expandToDepth(1)
            self.follow(self._node)
            return
        self._reader.ask(
            lambda questions: (text, kin, kin.find(questions, text)), self._show_found, topic="outline-search"
        )

    def _show_found(self, found: tuple[str, Kin, Sequence[int]]) -> None:
        text, kin, ids = found
        if kin is self._kin and text == self.line.text().strip():
            self.rows.show(kin, ids)
            if ids:
                self._following = True
                self.tree.setCurrentIndex(self.rows.index(0, 0))
                self._following = False

    def _look_up(self, ids: Sequence[int]) -> None:
        self._reader.ask(lambda questions: questions.nodes(ids), self.rows.supply, receiver=self.rows)

    def _enter(self) -> None:
        self.tree.setFocus()
        self._choose(self.tree.currentIndex())

    def _move(self, index: QModelIndex) -> None:
        item = self.rows.item(index)
        if not self._following and index.isValid() and not item.heading:
            self._node = item.id
            self.moved.emit(item.id)

    def _choose(self, index: QModelIndex) -> None:
        """Select the node of a row; from where it is listed again, go to where it is listed first."""
        item, node = self.rows.item(index), self.rows.node(index)
        if node is None:
            return
        if item.again:
            self.tree.setCurrentIndex(self.rows.find(item.id))
        self.chosen.emit(node)

    def _do(self, deed: Deed) -> bool:
        """Do what a key says here; False where it says nothing."""
        index = self.tree.currentIndex()
        node = self.rows.node(index)
        match deed:
            case Deed.SELECT | Deed.ADD:
                self._choose(index)
            case Deed.OPEN if node is not None:
                self.opened.emit(node)
            case Deed.PIN if node is not None:
                self.pin_wanted.emit(node)
            case Deed.MENU if node is not None:
                spot = self.tree.visualRect(index).center()
                self.menu_wanted.emit(node, self.tree.viewport().mapToGlobal(spot))
            case Deed.UNFOLD | Deed.CLOSER:
                self.tree.expand(index)
            case Deed.FARTHER:
                self.tree.collapse(index)
            case Deed.FILTER:
                self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case Deed.LEAVE if self.line.text():
                self.line.clear()
                self._search()
            case Deed.LEAVE:
                self.left.emit()
            case _:
                return False
        return True

    def _type(self, text: str) -> None:
        """Letters in the tree are looked for."""
        self.line.setFocus()
        self.line.setText(self.line.text() + text)
        self._typing.start()

    # Qt's own

    def sizeHint(self) -> QSize:
        """Room for names, versions and dates."""
        return QSize(self.fontMetrics().horizontalAdvance("0") * 60, 400)

    def showEvent(self, event: QShowEvent) -> None:
        """List what came while it was hidden."""
        super().showEvent(event)
        self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the line down to the tree; Escape clears the line."""
        deed = deed_of(event)
        if deed is Deed.DOWN:
            self.tree.setFocus()
        elif deed is Deed.LEAVE:
            self._do(Deed.LEAVE)
            self.tree.setFocus()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show what can be done with the node under the pointer."""
        spot = self.tree.viewport().mapFromGlobal(event.globalPos())
        node = self.rows.node(self.tree.indexAt(spot))
        if node is not None:
            self.menu_wanted.emit(node, event.globalPos())


class _Tree(QTreeView):
    """Follows the keys of the graph where it has none of its own."""

    def __init__(self, do: Callable[[Deed], bool], type_: Callable[[str], None]) -> None:
        super().__init__()
        self._do, self._type = do, type_
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(16)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows are the tree's own, and so are Home and End; letters are looked for."""
        deed, text = deed_of(event), event.text()
        if deed is not None and self._do(deed):
            event.accept()
        elif deed is Deed.FOCUS or (deed is None and text.isprintable() and text and not event.modifiers()):
            self._type(text)
        else:
            super().keyPressEvent(event)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Without the lines of deep rows: looking at every ancestor would be slow in a chain of 10,000."""
        if rect.width() <= _DEEP * self.indentation():
            super().drawBranches(painter, rect, index)


def _kin_of(shown: Graph | Picture) -> Kin:
    if isinstance(shown, Graph):
        return GraphKin(shown)
    from forebear.desktop.graph.map_scene import MapScene

    scene = shown.scene
    if isinstance(scene, MapScene):
        return MapKin(scene)
    root = scene.nodes[scene.root].id if scene.root is not None else None
    return GraphKin(scene.graph, scene.facts, root)
