"""Ctrl+K: one box that finds things and acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from forebear.desktop.actions import Actions, plain, shown_keys
from forebear.desktop.outline import Item
from forebear.desktop.pieces import label
from forebear.desktop.rows import DETAIL, ICON, LABELS, RowDelegate
from forebear.desktop.theme import Theme
from forebear.desktop.wording import date_text, icon_name, kind_text, short_key, token_of

_NOWHERE = QModelIndex()
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found; `run` goes there or does it."""

    text: str
    detail: str
    icon: tuple[str, str]
    run: Callable[[], object]
    labels: tuple[str, ...] = ()


def find_acts(actions: Actions, wanted: str) -> Iterable[Hit]:
    """Yield the acts that can be done now and whose name holds `wanted`."""
    for act in actions.doable():
        text = plain(act.text)
        if wanted in text.casefold() and act.id != "find.anything":
            yield Hit(text, shown_keys(act), (act.icon or "chevron-right", "text.muted"), act.run)


def find_items(root: Item, wanted: str, open_item: Callable[[Item], object]) -> Iterable[Hit]:
    """Yield the nodes of the outline in which `wanted` occurs."""
    for item in root.leaves():
        if item.kind is not None and wanted in item.search:
            yield Hit(
                item.text,
                " · ".join(
                    part
                    for part in (kind_text(item.kind, item.type), short_key(item.key), date_text(item.when))
                    if part
                ),
                (icon_name(item.kind, item.type), token_of(item.kind, item.type)),
                lambda item=item: open_item(item),  # type: ignore[misc]
                item.labels[:2],
            )


class HitsModel(QAbstractListModel):
    """What was found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[Hit, ...] = ()

    def show(self, hits: Iterable[Hit]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self._hits = tuple(hits)
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """Return the hit of a row."""
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of hits."""
        return 0 if parent.isValid() else len(self._hits)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Say a hit."""
        hit = self.hit(index.row()) if index.isValid() else None
        if hit is None:
            return None
        said = {
            int(Qt.ItemDataRole.DisplayRole): hit.text,
            int(Qt.ItemDataRole.AccessibleTextRole): f"{hit.text}, {hit.detail}",
            int(DETAIL): hit.detail,
            int(ICON): hit.icon,
            int(LABELS): hit.labels,
        }
        return said.get(int(role))


class Finder(QFrame):
    """A box over the window: type a few letters, Enter goes there or does it, Escape closes it.

    Part of the window itself, because a window of its own has no place of its choice on every desktop.
    """

    def __init__(
        self,
        actions: Actions,
        items: Callable[[], Item],
        open_item: Callable[[Item], object],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._over = parent
        self._actions, self._items, self._open_item = actions, items, open_item
        self.setAccessibleName(self.tr("Find anything"))
        self.setProperty("surface", "over")
        self._line = QLineEdit()
        self._line.setPlaceholderText(self.tr("Find a model, dataset, run, commit or command"))
        self._line.setAccessibleName(self.tr("Find anything"))
        self._model = HitsModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(RowDelegate(theme, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(self.tr("Found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._none = label(self.tr("Nothing found. Try a part of a name, an id or a message."), "muted")
        self._none.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._line)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._none)
        self._typing = QTimer(self, interval=60, singleShot=True)
        self._typing.timeout.connect(self.search)
        self._line.textChanged.connect(lambda _text: self._typing.start())
        self._line.installEventFilter(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._list.clicked.connect(lambda _index: self._go())

    def ask(self) -> None:
        """Open over the middle of the window, empty."""
        window = self._over
        width = min(640, max(360, window.width() - 160))
        self.resize(width, min(440, window.height() - 120))
        self.move((window.width() - width) // 2, 72)
        self._line.clear()
        self.search()
        self.show()
        self.raise_()
        self._line.setFocus()

    def search(self) -> None:
        """Find what the box says."""
        self._typing.stop()
        wanted = self._line.text().strip().casefold()
        hits = list(find_acts(self._actions, wanted))
        if wanted:
            found = find_items(self._items(), wanted, self._open_item)
            # What people look for by name is a thing more often than a command.
            hits = [hit for _place, hit in zip(range(_SHOWN), found, strict=False)] + hits
        self._model.show(hits)
        self._list.setCurrentIndex(self._model.index(0))
        self._list.setVisible(bool(hits))
        self._none.setVisible(not hits)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list from the box; close when the box is left."""
        if watched is self._line and event.type() is QEvent.Type.FocusOut:
            self.close()
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }.get(Qt.Key(event.key()))
            if steps is not None:
                row = self._list.currentIndex().row() + steps
                self._list.setCurrentIndex(self._model.index(max(0, min(row, self._model.rowCount() - 1))))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._typing.isActive():
                    self.search()
                self._go()
                return True
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        hit = self._model.hit(self._list.currentIndex().row())
        if hit is not None:
            self.close()
            hit.run()
