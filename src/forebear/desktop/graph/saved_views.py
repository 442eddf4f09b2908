"""Saved views: a button, and below it the views of the project, to open, save, rename, delete and link to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.background import Background
from forebear.desktop.pieces import button, label
from forebear.desktop.theme import Theme
from forebear.lineage.errors import ActionableError
from forebear.lineage.saved_views import LONGEST_NAME, SavedView, SavedViews
from forebear.lineage.view import View
from forebear.lineage.view_text import link_to

_NOWHERE = QModelIndex()
_WIDTH, _ROWS = 320, 8


class SavedViewsModel(QAbstractListModel):
    """Saved views as rows. Signal: `rename_wanted(str, str)` a row was edited: its name, and the new one."""

    rename_wanted = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views: tuple[SavedView, ...] = ()

    def show(self, views: tuple[SavedView, ...]) -> None:
        """Show other views."""
        self.beginResetModel()
        self._views = views
        self.endResetModel()

    def saved(self, row: int) -> SavedView | None:
        """Return the view of a row."""
        return self._views[row] if 0 <= row < len(self._views) else None

    def row_of(self, name: str) -> int:
        """Return the row of a name, -1 where there is none."""
        return next((row for row, each in enumerate(self._views) if each.name == name), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of views."""
        return 0 if parent.isValid() else len(self._views)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """A name can be edited in its place."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Say a name."""
        saved = self.saved(index.row()) if index.isValid() else None
        if saved is not None and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return saved.name
        return None

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Ask for another name; it is shown once the file has it."""
        saved = self.saved(index.row())
        if saved is None or role != Qt.ItemDataRole.EditRole:
            return False
        if str(value).strip() not in ("", saved.name):
            self.rename_wanted.emit(saved.name, str(value))
        return True


class _ViewList(QListView):
    """Enter opens, F2 renames, Delete deletes. Signals: `opened(int)`, `delete_wanted(int)` a row."""

    opened = Signal(int)
    delete_wanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        editing = self.state() is QAbstractItemView.State.EditingState
        if row >= 0 and not editing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        elif row >= 0 and not editing and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit(row)
        else:
            super().keyPressEvent(event)


class ViewsPanel(QFrame):
    """The views of a project. The file is read and written off the window's thread.

    Signals: `chosen(object, str)` a View and its name; `done()` it may be closed.
    """

    chosen = Signal(object, str)
    done = Signal()

    def __init__(self, saved: SavedViews, current: Callable[[], View | None], project: str) -> None:
        super().__init__()
        self._saved, self._current, self._project = saved, current, project
        self._background = Background(self, in_order=True)
        self._deleted: SavedView | None = None
        self.setProperty("surface", "over")
        self.setAccessibleName(self.tr("Saved views"))
        self.model = SavedViewsModel(self)
        self.model.rename_wanted.connect(self._rename)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(self.tr("Name of this view"))
        self.name.setAccessibleName(self.tr("Name of this view"))
        self.name.returnPressed.connect(self.save)
        self._save = button(self.tr("Save this view"), self.save)
        self._link = button(self.tr("Copy link"), self.copy_link, "link")
        self.rows = _ViewList()
        self.rows.setModel(self.model)
        self.rows.setUniformItemSizes(True)
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.rows.setAccessibleName(self.tr("Saved views"))
        self.rows.setAccessibleDescription(self.tr("Enter opens a view, F2 renames it, Delete deletes it."))
        self.rows.clicked.connect(lambda index: self._open(index.row()))
        self.rows.opened.connect(self._open)
        self.rows.delete_wanted.connect(self.delete)
        self.rows.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, run in (
            (self.tr("Open"), self._open),
            (self.tr("Rename"), lambda row: self.rows.edit(self.model.index(row))),
            (self.tr("Delete"), self.delete),
        ):
            act = QAction(text, self.rows)
            act.triggered.connect(lambda _checked=False, run=run: run(self.rows.currentIndex().row()))
            self.rows.addAction(act)
        self._none = label(self.tr("No view has been saved yet."), "muted")
        self._keys = label(self.tr("F2 renames, Delete deletes"), "small")
        self._news = label("", "small")
        self._news.setWordWrap(True)
        self._undo = button(self.tr("Undo"), self.undo, "link")
        self._arrange()
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.done.emit, context=_WITHIN)
        self._say("")

    def read(self) -> None:
        """Read the views again."""
        self._background.run(self._saved.all, self._show, self._fail)

    def save(self) -> None:
        """Save what is shown now under the name that was typed."""
        view, name = self._current(), self.name.text()
        if view is None or not name.strip():
            self.name.setFocus()
            return
        self._do(lambda: self._saved.save(name, view), self.tr("Saved."))
        self.name.clear()

    def delete(self, row: int) -> None:
        """Delete the view of a row; it can be undone until the next one."""
        saved = self.model.saved(row)
        if saved is not None:
            self._deleted = saved
            said = self.tr("Deleted: {name}").format(name=saved.name)
            self._do(lambda: self._saved.delete(saved.name), said, undo=True)

    def undo(self) -> None:
        """Bring back what was deleted last."""
        saved, self._deleted = self._deleted, None
        if saved is not None:
            self._do(lambda: self._saved.save(saved.name, saved.view), self.tr("It is back."))

    def copy_link(self) -> None:
        """Put a link to what is shown now on the clipboard."""
        view = self._current()
        if view is not None:
            QGuiApplication.clipboard().setText(link_to(view, self._project))
            self._say(self.tr("The link is on the clipboard."))

    def _rename(self, name: str, new: str) -> None:
        self._do(lambda: self._saved.rename(name, new), self.tr("Renamed."))

    def _do(self, act: Callable[[], SavedView], said: str, *, undo: bool = False) -> None:
        def work() -> tuple[SavedView, tuple[SavedView, ...]]:
            return act(), self._saved.all()

        def show(found: tuple[SavedView, tuple[SavedView, ...]]) -> None:
            self._show(found[1])
            row = self.model.row_of(found[0].name)
            self.rows.setCurrentIndex(self.model.index(row) if row >= 0 else _NOWHERE)
            self._say(said, undo=undo)

        self._background.run(work, show, self._fail)

    def _open(self, row: int) -> None:
        saved = self.model.saved(row)
        if saved is not None:
            self.chosen.emit(saved.view, saved.name)
            self.done.emit()

    def _show(self, views: tuple[SavedView, ...]) -> None:
        self.model.show(views)
        self.rows.setVisible(bool(views))
        self._none.setVisible(not views)
        self._keys.setVisible(bool(views))
        self.rows.setFixedHeight(self.rows.sizeHintForRow(0) * min(len(views), _ROWS) + 8 if views else 0)
        has_view = self._current() is not None
        for piece in (self.name, self._save, self._link):
            piece.setEnabled(has_view)
        self.adjustSize()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            raise error
        self._say(str(error))

    def _say(self, text: str, *, undo: bool = False) -> None:
        self._news.setText(text)
        self._news.setVisible(bool(text))
        self._undo.setVisible(undo)
        self.adjustSize()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self._save)
        news = QHBoxLayout()
        news.addWidget(self._news, 1)
        news.addWidget(self._undo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.rows)
        layout.addWidget(self._none)
        layout.addLayout(news)
        foot = QHBoxLayout()
        foot.addWidget(self._link)
        foot.addStretch(1)
        foot.addWidget(self._keys)
        layout.addLayout(foot)
        self.setFixedWidth(_WIDTH)


class ViewsButton(QToolButton):
    """Opens the panel below itself, as a part of the window.

    `current` gives the view that is shown now, or None. Signal: `view_chosen(object, str)` a View, its name.
    """

    view_chosen = Signal(object, str)

    def __init__(
        self, saved: SavedViews, current: Callable[[], View | None], project: str, theme: Theme
    ) -> None:
        super().__init__()
        self._theme = theme
        self.panel = ViewsPanel(saved, current, project)
        self.panel.hide()
        self.panel.chosen.connect(self.view_chosen)
        self.panel.done.connect(self._close)
        self.setText(self.tr("Views"))
        self.setToolTip(self.tr("Views: save what is shown with a name, and open it again"))
        self.setAccessibleName(self.tr("Views"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(lambda _checked=False: self.open())
        self.destroyed.connect(self.panel.deleteLater)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]
        theme.changed.connect(self._paint)
        self._paint()

    def open(self) -> None:
        """Show the views, or hide them where they are shown."""
        if self.panel.isVisible():
            self._close()
            return
        window = self.window()
        self.panel.setParent(window)
        self.panel.read()
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        left = max(8, min(corner.x(), window.width() - self.panel.width() - 8))
        self.panel.move(left, corner.y())
        self.panel.show()
        self.panel.raise_()
        (self.panel.name if self.panel.name.isEnabled() else self.panel.rows).setFocus()

    def _close(self) -> None:
        inside = self.panel.isAncestorOf(QApplication.focusWidget() or self)
        self.panel.hide()
        if inside:
            self.setFocus()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Close when the keyboard goes elsewhere in the window."""
        if (
            new is not None
            and self.panel.isVisible()
            and not self.panel.isAncestorOf(new)
            and new is not self
        ):
            self.panel.hide()

    def _paint(self) -> None:
        self.setIcon(self._theme.icon("pin", "text.muted"))


_WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
