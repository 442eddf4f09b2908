"""A small window at a node: what could be drawn beside it, with a search box; pick one, some or all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop import wording
from forebear.desktop.graph.listing import Listing
from forebear.desktop.pieces import button, label, tip
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

_LINES = 15
_PAUSE = 150  # ms without a key before it is looked for
Index = QModelIndex | QPersistentModelIndex


class NodeList(QAbstractListModel):
    """Nodes by name, kind and date."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.nodes: tuple[Node, ...] = ()

    def show(self, nodes: Sequence[Node]) -> None:
        """List these nodes."""
        self.beginResetModel()
        self.nodes = tuple(nodes)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row for each node."""
        return 0 if parent.isValid() else len(self.nodes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A node's line, icon and tooltip."""
        if not index.isValid():
            return None
        node = self.nodes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                told = (
                    " ".join(node.name.split())[:80],
                    wording.short_key(node.key),
                    wording.date_text(node.when),
                )
                return "  ·  ".join(part for part in told if part)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(f"{node.name} · {wording.node_text(node)} · {wording.when_text(node.when)}")
            case Qt.ItemDataRole.DecorationRole:
                return self._theme.icon(
                    wording.icon_name(node.kind, node.type), wording.token_of(node.kind, node.type)
                )
            case _:
                return None


class Picker(QFrame):
    """Lists what `ask` finds for a text.

    Signals: `picked(object)` a tuple of Nodes; `all_wanted()`.
    """

    picked = Signal(object)
    all_wanted = Signal()

    def __init__(
        self,
        reader: Reader,
        theme: Theme,
        title: str,
        ask: Callable[[Questions, str], Listing],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "over")
        self._reader, self._question = reader, ask
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Find among them"))
        self._search.setAccessibleName(self.tr("Find among them"))
        self._search.setClearButtonEnabled(True)
        self._nodes = NodeList(theme, self)
        self._list = QListView()
        self._list.setModel(self._nodes)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(title)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._said = label(self.tr("Looking…"), "muted")
        self._some = button("", self._pick, "primary")
        self._all = button("", self._pick_all)
        for each in (self._some, self._all):
            each.hide()
        self._arrange(title)
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self._ask)
        self._search.textChanged.connect(lambda _text: self._pause.start())
        self._list.selectionModel().selectionChanged.connect(lambda _new, _old: self._count())
        self._list.activated.connect(lambda _index: self._pick())
        self._search.returnPressed.connect(self._pick_first)
        self._nodes.modelReset.connect(self._count)
        self._ask()

    @property
    def listed(self) -> tuple[Node, ...]:
        """What is listed."""
        return self._nodes.nodes

    @property
    def said(self) -> str:
        """How much of it is listed."""
        return self._said.text()

    def pop_up(self, place: QPoint) -> None:
        """Show it at a place on the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.move(place)
        self.show()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _arrange(self, title: str) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self._list.setMinimumWidth(letter * 52)
        self._list.setFixedHeight(self.fontMetrics().height() * _LINES)
        line = QHBoxLayout()
        line.addWidget(self._said, 1)
        line.addWidget(self._all)
        line.addWidget(self._some)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(label(title, "strong"))
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        layout.addLayout(line)

    def _ask(self) -> None:
        question, text = self._question, self._search.text()
        self._reader.ask(lambda questions: question(questions, text), self._show, self._fail, topic="picking")

    def _show(self, listing: Listing) -> None:
        self._nodes.show(listing.nodes)
        if listing.all and not listing.found:
            said = self.tr("None of the {all} is called so")
        elif listing.found < listing.all:
            said = self.tr("{found} of {all} found")
        else:
            said = self.tr("{drawn} of {whole} shown")
        counts = {
            "found": listing.found,
            "all": listing.all,
            "drawn": listing.drawn,
            "whole": listing.drawn + listing.all,
        }
        self._said.setText(said.format(**{name: f"{count:,}" for name, count in counts.items()}))
        self._all.setText(self.tr("Show all {count}").format(count=f"{listing.all:,}"))
        self._all.setVisible(listing.all > 1)

    def _fail(self, error: Exception) -> None:
        self._said.setText(str(error))

    def _count(self) -> None:
        count = len(self._list.selectionModel().selectedIndexes())
        self._some.setText(self.tr("Show {count} selected").format(count=count))
        self._some.setVisible(count > 0)

    def _pick(self) -> None:
        rows = sorted(index.row() for index in self._list.selectionModel().selectedIndexes())
        if rows:
            nodes = tuple(self._nodes.nodes[row] for row in rows)
            self.close()
            self.picked.emit(nodes)

    def _pick_first(self) -> None:
        if not self._list.selectionModel().hasSelection() and self._nodes.nodes:
            self._list.setCurrentIndex(self._nodes.index(0))
        self._pick()

    def _pick_all(self) -> None:
        self.close()
        self.all_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search box, Down goes into the list."""
        if event.key() == Qt.Key.Key_Down and self._search.hasFocus() and self._nodes.nodes:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
            self._list.setCurrentIndex(self._nodes.index(0))
            return
        super().keyPressEvent(event)
