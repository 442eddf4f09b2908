"""Plots and files of the versions: a list, and the chosen one opened."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QSplitter, QVBoxLayout, QWidget

from forebear.compare.comparison import Comparison
from forebear.desktop.comparing.files.detail import FileDetail
from forebear.desktop.comparing.files.looking import Found, Item, Wanted, look
from forebear.desktop.comparing.sheet import Line, Sheet
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.pieces import scrolled
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from forebear.lineage.project import Project

_NARROWEST, _NARROW = 420, 860
_log = logging.getLogger(__name__)


class FilesPage(QWidget):
    """Lists plots and files; what is in the chosen one is read on another thread, when the page is seen."""

    def __init__(self, project: Project, theme: Theme, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project, self._reader = project, reader
        self._items: Mapping[str, Item] = {}
        self._refs: tuple[str, ...] = ()
        self._labels: tuple[str, ...] = ()
        self._commits: tuple[str | None, ...] = ()
        self._wanted: Wanted | None = None
        self._asked: Wanted | None = None
        self._pair = 1
        self.table = SheetPage(theme, self.tr("Plots and files"), "plot")
        header = self.table.view.header()
        header.setStretchLastSection(False)
        self.detail = FileDetail(theme)
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        self._room = scrolled(self.detail)
        split.addWidget(self._room)
        split.setStretchFactor(1, 1)
        split.setSizes([330, 950])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self.setMinimumWidth(_NARROWEST)
        self.table.line_chosen.connect(lambda line: self._choose(line.key))
        self.table.model.modelReset.connect(self._choose_again)
        self.detail.pair_wanted.connect(self._choose_pair)
        self.detail.rule_wanted.connect(lambda rule: self._change(rule=rule))
        self.detail.rest_wanted.connect(lambda: self._change(whole=True))
        self.detail.file_wanted.connect(self._open_inside)

    def show_comparison(
        self, comparison: Comparison, names: Mapping[str, str], sheet: Sheet, items: Mapping[str, Item]
    ) -> None:
        """Show a comparison's plots and files, and the one chosen before, or the first that differs.

        `names` are what the versions are called, by letter.
        """
        self._items = items
        self._refs = tuple(version.ref for version in comparison.versions)
        self._labels = tuple(version.label for version in comparison.versions)
        self._commits = tuple(version.commit for version in comparison.versions)
        self._pair = min(self._pair, len(self._labels) - 1)
        self.detail.show_versions([f"{label}: {names[label]}" for label in self._labels])
        before, self._wanted, self._asked = self._wanted, None, None
        self.table.show_sheet(sheet, self.tr("No plots or files are recorded"))
        self._room.setVisible(bool(items))
        chosen = before.item.key if before is not None and before.item.key in items else _first(sheet, items)
        if chosen:
            self.table.choose(chosen)
            self._choose(chosen)

    def show_only_differences(self, only: bool) -> None:
        """Show all plots and files, or only those that differ."""
        self.table.show_only_differences(only)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list is above what is shown."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() is not wanted:
            self._split.setOrientation(wanted)
            self._split.setSizes([200, 500] if narrow else [330, event.size().width() - 330])

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is chosen when a person first sees it."""
        super().showEvent(event)
        self._ask()

    def _choose_again(self) -> None:
        header = self.table.view.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        if self._wanted is not None:
            self.table.choose(self._wanted.item.key)

    def choose(self, path: str) -> None:
        """Show what is at a path: a file, or the plot that is drawn of it."""
        for key, item in self._items.items():
            drawn = item.plot.digests if item.plot is not None else ()
            if (item.file is not None and item.file.path == path) or any(path in each for each in drawn):
                self.table.choose(key)
                self._choose(key)
                return

    def _choose(self, key: str) -> None:
        item = self._items.get(key)
        if item is None or (self._wanted is not None and self._wanted.item.key == key):
            return
        self._wanted = Wanted(item, self._refs, self._labels, self._commits, (0, self._pair))
        if self.isVisible():
            self._ask()

    def _choose_pair(self, place: int) -> None:
        self._pair = place
        if self._wanted is not None:
            self._wanted = replace(self._wanted, pair=(0, place))
            self._ask()

    def _change(self, *, rule: str | None = None, whole: bool = False) -> None:
        wanted = self._wanted
        if wanted is not None:
            chosen = wanted.rule if rule is None else rule
            self._wanted = replace(wanted, rule=chosen, whole=wanted.whole or whole)
            self._ask()

    def _open_inside(self, path: str) -> None:
        folder = self._wanted.item.file if self._wanted and self._wanted.item.file else None
        wanted = f"{folder.path}/{path}" if folder else path
        for key, item in self._items.items():
            if item.file is not None and item.file.path == wanted:
                self.table.choose(key)
                self._choose(key)
                return

    def _ask(self) -> None:
        """Find out what is to be shown, unless it is known or being found out."""
        wanted, project = self._wanted, self._project
        if wanted is None or wanted is self._asked:
            return
        new = self._asked is None or self._asked.item.key != wanted.item.key
        self._asked = wanted
        if new:
            self.detail.say(wanted.item.name, self.tr("Reading…"))
        self._reader.ask(
            lambda questions: look(questions, project, wanted, lambda: self._asked is wanted),
            self._show,
            self._fail,
            topic="file",
        )

    def _show(self, found: Found) -> None:
        if found.wanted is self._wanted:
            self.detail.show_found(found)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            _log.error("a file cannot be compared", exc_info=error)
        if self._wanted is not None:
            said = str(error) or type(error).__name__
            self.detail.say(self._wanted.item.name, self.tr("It cannot be compared"), said)


def _first(sheet: Sheet, items: Mapping[str, Item]) -> str:
    """Return the first that differs, else the first."""
    lines: list[Line] = [line for group in sheet.lines for line in group.children]
    differing = (line.key for line in lines if line.differs is not False and line.key in items)
    return next(differing, lines[0].key if lines else "")
