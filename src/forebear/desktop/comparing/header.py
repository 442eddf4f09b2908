"""The head of a comparison: the versions, and how they are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QMenu, QVBoxLayout, QWidget

from forebear.compare.comparison import Version
from forebear.desktop.comparing.adding import AddVersion
from forebear.desktop.comparing.chosen import ChosenDelegate, ChosenModel
from forebear.desktop.pieces import IconButton, button
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme


class VersionStrip(QFrame):
    """The versions by letter, the baseline first: dragged to reorder, dropped, added, swapped.

    Signals: `refs_wanted(object)` the tuple of REFs to compare instead; `link_wanted()`, `page_wanted()`.
    """

    refs_wanted = Signal(object)
    link_wanted = Signal()
    page_wanted = Signal()

    def __init__(self, theme: Theme, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "plain")
        self.model = ChosenModel(self)
        self._delegate = ChosenDelegate(theme, self)
        self.view = self._list()
        self.adding = AddVersion(reader)
        self.adding.chosen.connect(self._add)
        self._swap = button(self.tr("Swap"), self.swap, "quiet")
        self._swap.setToolTip(self.tr("Exchange the baseline and the chosen version, or the last one"))
        link = IconButton(theme, "copy", self.tr("Copy a link to this comparison"), self.link_wanted.emit)
        page = IconButton(theme, "export", self.tr("Save this comparison as a page…"), self.page_wanted.emit)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.adding, 1)
        below.addStretch(1)
        below.addWidget(self._swap)
        below.addWidget(link)
        below.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 4)
        layout.setSpacing(4)
        layout.addWidget(self.view)
        layout.addLayout(below)
        self.model.reordered.connect(self.refs_wanted)
        theme.changed.connect(self.view.viewport().update)

    def show_versions(self, versions: Sequence[Version], tags: Mapping[str, str]) -> None:
        """Show them in their order, the baseline first; `tags` are names of their commits."""
        row = self.view.currentIndex().row()
        self.model.show_versions(versions, tags)
        if 0 <= row < len(versions):
            self.view.setCurrentIndex(self.model.index(row))
        self._share()

    def swap(self) -> None:
        """Exchange the baseline and the chosen version; the last one where none is chosen."""
        refs = list(self.model.refs)
        row = self._row or len(refs) - 1
        if len(refs) > 1:
            refs[0], refs[row] = refs[row], refs[0]
            self.refs_wanted.emit(tuple(refs))

    def make_baseline(self) -> None:
        """Put the chosen version first."""
        self.model.move(self._row, 0)

    def drop(self) -> None:
        """Leave the chosen version out."""
        refs = [ref for row, ref in enumerate(self.model.refs) if row != self._row]
        if len(refs) < self.model.rowCount():
            self.refs_wanted.emit(tuple(refs))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self._share()

    @property
    def _row(self) -> int:
        """The chosen version's row; -1 where there is none."""
        return self.view.currentIndex().row()

    def _add(self, ref: str) -> None:
        if ref not in self.model.refs:
            self.refs_wanted.emit((*self.model.refs, ref))

    def _share(self) -> None:
        self._delegate.share(self.view.viewport().width(), self.model.rowCount())
        height = 2 * self.fontMetrics().height() + 24
        bar = self.view.horizontalScrollBar()
        needs = self._delegate.width * self.model.rowCount() > self.view.viewport().width()
        self.view.setFixedHeight(height + (bar.sizeHint().height() if needs else 0))
        self.view.doItemsLayout()

    def _list(self) -> QListView:
        view = QListView()
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setAccessibleName(self.tr("Versions compared"))
        view.setFlow(QListView.Flow.LeftToRight)
        view.setWrapping(False)
        view.setUniformItemSizes(True)
        view.setProperty("frame", "none")
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        view.setDefaultDropAction(Qt.DropAction.MoveAction)
        view.setMinimumSize(QSize(120, 0))
        for text, key, act in (
            (self.tr("Make it the baseline"), QKeySequence("Ctrl+B"), self.make_baseline),
            (self.tr("Move before"), QKeySequence("Ctrl+Left"), partial(self._move, -1)),
            (self.tr("Move after"), QKeySequence("Ctrl+Right"), partial(self._move, 1)),
            (self.tr("Leave out"), QKeySequence(QKeySequence.StandardKey.Delete), self.drop),
        ):
            action = QAction(text, view)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, act=act: act())
            view.addAction(action)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        return view

    def _menu(self, at: QPoint) -> None:
        if not self.view.indexAt(at).isValid():
            return
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.view.actions())
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _move(self, by: int) -> None:
        row = self._row
        if self.model.move(row, row + by):
            self.view.setCurrentIndex(self.model.index(row + by))
