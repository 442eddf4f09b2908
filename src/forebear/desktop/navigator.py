"""The navigator on the left: models, data, runs and commits, with a filter."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedLayout, QTreeView, QVBoxLayout, QWidget

from forebear.desktop.background import Background
from forebear.desktop.outline import Item, Section, filtered, read_outline
from forebear.desktop.outline_model import OutlineModel
from forebear.desktop.pieces import EmptyState
from forebear.desktop.reading import Reader
from forebear.desktop.rows import RowDelegate
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node

_PAUSE = 150
"""Milliseconds of not typing before the filter acts."""

_MOST_UNFOLDED = 500
"""Versions that are unfolded under their names without anybody asking for it."""


class Navigator(QWidget):
    """Lists what the project holds. A click opens a node in the graph; the menu pins, compares, rebuilds."""

    def __init__(
        self, reader: Reader, selection: Selection, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._selection = reader, selection
        self._all = Item("")
        self._background = Background(self)
        self._model = OutlineModel(self)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Filter"))
        self._filter.setAccessibleName(self.tr("Filter the navigator"))
        self._filter.setClearButtonEnabled(True)
        self._typing = QTimer(self, interval=_PAUSE, singleShot=True)
        self._typing.timeout.connect(self._apply_filter)
        self._filter.textChanged.connect(lambda _text: self._typing.start())
        self._tree = QTreeView()
        self._tree.setModel(self._model)
        self._tree.setAccessibleName(self.tr("Models, data, runs and commits"))
        self._tree.setHeaderHidden(True)
        self._tree.setUniformRowHeights(True)
        self._tree.setIndentation(14)
        self._tree.setItemDelegate(RowDelegate(theme, self._tree))
        self._tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tree.clicked.connect(self._open)
        self._tree.activated.connect(self._open)
        self._tree.customContextMenuRequested.connect(self._show_menu)
        self._nothing = EmptyState(theme, "search")
        top = QVBoxLayout()
        top.setContentsMargins(8, 8, 8, 8)
        top.addWidget(self._filter)
        self._stack = QStackedLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(self._stack, 1)
        # Only now: without a parent the first page would flash up as a window of its own.
        self._stack.addWidget(self._tree)
        self._stack.addWidget(self._nothing)
        self.setAutoFillBackground(True)
        reader.changed.connect(self.reload)
        selection.node_selected.connect(self._follow)

    def reload(self) -> None:
        """Read everything again."""
        self._reader.ask(read_outline, self._take, self._say_failure, topic="outline")

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    @property
    def items(self) -> Item:
        """The whole tree, filter or not; the finder searches it."""
        return self._all

    def _take(self, root: Item) -> None:
        self._all = root
        self._apply_filter()

    def _say_failure(self, error: Exception) -> None:
        self._nothing.say(
            self.tr("The lineage cannot be read"), str(error), self.tr("Try again"), self.reload
        )
        self._stack.setCurrentWidget(self._nothing)

    def _apply_filter(self) -> None:
        """Show what the filter leaves; of very many nodes it takes longer than the window may stand still."""
        root, text = self._all, self._filter.text()
        if not text.strip():
            self._show(root, "")
            return

        def show(shown: Item) -> None:
            if root is self._all and text == self._filter.text():
                self._show(shown, text)

        self._background.run(lambda: filtered(root, text), show)

    def _show(self, shown: Item, text: str) -> None:
        first_time = not self._model.root.children
        folded = {
            self._model.item(index).section
            for index in self._sections()
            if not first_time and not self._tree.isExpanded(index)
        }
        self._model.show(shown)
        found = shown.count
        if text.strip() and not found:
            self._nothing.say(
                self.tr("Nothing matches"),
                self.tr("No name, id, tag or message contains “{text}”.").format(text=text.strip()),
                self.tr("Clear the filter"),
                self._filter.clear,
            )
            self._stack.setCurrentWidget(self._nothing)
            return
        self._stack.setCurrentWidget(self._tree)
        for index in self._sections():
            item = self._model.item(index)
            self._tree.setExpanded(index, bool(text.strip()) or item.section not in folded)
            # Models are what people come for; of the rest the names will do until unfolded.
            if item.section is Section.MODELS or (text.strip() and found < _MOST_UNFOLDED):
                left = _MOST_UNFOLDED
                for row, group in enumerate(item.children):
                    left -= group.count
                    if left < 0:  # Qt lays out every row that is unfolded
                        break
                    self._tree.expand(self._model.index(row, 0, index))
        self._follow(self._selection.node)

    def _sections(self) -> list[QModelIndex]:
        return [self._model.index(row, 0) for row in range(self._model.rowCount())]

    def _follow(self, node: Node | None) -> None:
        """Mark the selected node where it is listed, without unfolding what the person folded."""
        current = self._model.item(self._tree.currentIndex())
        if node is None or (current.kind is node.kind and current.key == node.key):
            return
        like = (each for each in self._model.root.children if each.holds(node.kind))
        for item in (leaf for section in like for leaf in section.leaves()):
            if item.kind is node.kind and item.key == node.key:
                index = self._model.index_of(item)
                self._tree.setCurrentIndex(index)
                self._tree.scrollTo(index)
                return
        self._tree.selectionModel().clear()

    def _open(self, index: QModelIndex) -> None:
        item = self._model.item(index)
        if item.key:
            self._with_node(item, self._selection.open)
        elif index.isValid():
            self._tree.setExpanded(index, not self._tree.isExpanded(index))

    def _with_node(self, item: Item, act: object) -> None:
        """Call `act` with the item's node, read first where the list did not need it."""
        if not callable(act) or item.kind is None:
            return
        if item.node is not None:
            act(item.node)
            return
        kind, key = item.kind, item.key
        self._reader.ask(lambda questions: questions.node(kind, key), act, topic="navigate", receiver=self)

    def _show_menu(self, place: QPoint) -> None:
        item = self._model.item(self._tree.indexAt(place))
        if not item.key:
            return
        selection = self._selection
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show in the graph"), lambda: self._with_node(item, selection.open))
        menu.addAction(
            self.tr("Pin for comparison"), lambda: self._with_node(item, lambda n: selection.pin(n.ref))
        )
        menu.addAction(self.tr("Rebuild…"), lambda: self._with_node(item, lambda n: selection.rebuild(n.ref)))
        menu.addAction(self.tr("Report…"), lambda: self._with_node(item, lambda n: selection.report(n.ref)))
        menu.addSeparator()
        menu.addAction(self.tr("Copy id"), lambda: QGuiApplication.clipboard().setText(item.key))
        menu.addAction(self.tr("Copy name"), lambda: QGuiApplication.clipboard().setText(item.text))
        menu.popup(self._tree.viewport().mapToGlobal(place))
