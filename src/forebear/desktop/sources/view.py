"""The page of sources: what a project's lineage is read from, how each stands, and ways to add others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from forebear.desktop.jobs import Job, JobState
from forebear.desktop.opened import OpenedProject
from forebear.desktop.pieces import ElidedLabel, EmptyState, button, label
from forebear.desktop.sources.asking import SourceCommands
from forebear.desktop.sources.detail import SourceDetail
from forebear.desktop.sources.listed import ListedSource, SourceList, source_list
from forebear.desktop.sources.strip import ReadingStrip
from forebear.desktop.sources.table import SourceTable
from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from forebear.desktop.sources.adding import AddSourceDialog


class SourcesView(QWidget):
    """Lists the sources of a project.

    Attributes: `listed` what is shown.
    Signals: `shown(object)` the SourceList after it was looked up anew.
    """

    shown = Signal(object)

    def __init__(self, opened: OpenedProject, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened, self._theme = opened, theme
        self.listed = SourceList()
        self._wanted: tuple[str, str] | None = None  # what is to be chosen when it is in the list
        self._stale = True
        self._again = False  # whether an import is to follow the one under way, which began too early
        self.commands = SourceCommands(opened.project, self)
        self.add_button = button(self.tr("Add source…"), self.add_source, "primary")
        self.refresh_button = button(self.tr("Refresh all"), opened.read)
        self._moved_button = button(self.tr("Moved folders…"), self.ask_moved)
        self._count = ElidedLabel("", QPalette.ColorRole.PlaceholderText)
        self.strip = ReadingStrip()
        self.table = SourceTable(theme, opened.project.roots)
        self.detail = SourceDetail(theme)
        self._empty = EmptyState(theme, "source")
        self._lay_out()
        self.setFocusProxy(self.table)
        self.table.chosen.connect(self.detail.show_source)
        self.detail.refresh_wanted.connect(self._refresh)
        self.detail.login_wanted.connect(self._log_in)
        self.detail.switch_wanted.connect(self._switch)
        self.detail.remove_wanted.connect(self._ask_remove)
        opened.import_started.connect(self.strip.follow)
        opened.import_ended.connect(self._read)
        opened.closing.connect(self.commands.stop)
        if opened.importing is not None:
            self.strip.follow(opened.importing)
        self.detail.show_source(None)

    def reload(self) -> None:
        """Look up anew what there is and how it stands."""
        if self.commands.busy:
            self._stale = True
            return
        self._stale = False
        if not self.listed.sources:
            self._say(self.tr("Looking for sources…"), "")
        self.commands.ask([], self._show, self._fail)

    def add_source(self) -> AddSourceDialog:
        """Open the dialog to add one."""
        from forebear.desktop.sources.adding import AddSourceDialog

        dialog = AddSourceDialog(self._opened.project, self._theme, self)
        self._opened.closing.connect(dialog.reject)
        dialog.added.connect(self._added)
        dialog.open()
        return dialog

    def ask_moved(self) -> None:
        """Open the dialog that says which folders of other machines moved where."""
        from forebear.desktop.sources.moved import MovedDialog

        dialog = MovedDialog(self.listed.remaps, self)
        dialog.changed.connect(self._remap)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        """Look when it is seen: nobody waits for a page that is behind another."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def _show(self, document: dict[str, Any]) -> None:
        self.listed = source_list(document)
        sources = self.listed.sources
        self.table.show_sources(sources, self._wanted)
        if any(source.key == self._wanted for source in sources):
            self._wanted = None
        self._count.set_text(self._counted(sources))
        if sources:
            self._pages.setCurrentIndex(0)
        else:
            self._say(
                self.tr("Nothing to read was found"),
                self.tr("Add a source: a folder, a database or a server that holds records of runs."),
                self.tr("Add source…"),
            )
        self.detail.show_source(self.table.source)
        self.shown.emit(self.listed)
        if self._stale and self.isVisible():
            self.reload()

    def _counted(self, sources: Sequence[ListedSource]) -> str:
        waiting = sum(source.state in ("problems", "unreachable", "gone") for source in sources)
        said = [self.tr("%n sources", "", len(sources))]
        if waiting:
            said.append(self.tr("%n with problems", "", waiting))
        return " \N{MIDDLE DOT} ".join(said) if sources else ""

    def _fail(self, error: Mapping[str, Any]) -> None:
        what = str(error.get("what") or self.tr("The sources cannot be looked up."))
        more = " \N{MIDDLE DOT} ".join(str(error[key]) for key in ("where", "todo") if error.get(key))
        self._empty.say(what, more, self.tr("Try again"), self.reload)
        self._pages.setCurrentIndex(1)

    def _say(self, title: str, text: str, action: str = "") -> None:
        self._empty.say(title, text, action, self.add_source)
        self._pages.setCurrentIndex(1)

    def _refresh(self, source: ListedSource) -> None:
        self._opened.read(source.offer.location)

    def _log_in(self, source: ListedSource) -> None:
        self.add_source().form.ask_login(source.offer.location, source.offer.kind)

    def _read_changed(self) -> None:
        """Read what is read now: an import under way may have begun before that was chosen."""
        self._again = self._opened.importing is not None
        if not self._again:
            self._opened.read()

    def _switch(self, source: ListedSource) -> None:
        word = "--on" if source.state == "off" else "--off"
        on = source.state == "off"
        self._change([f"{word}={source.offer.location}", f"--kind={source.offer.kind}"], read=on)

    def _ask_remove(self, source: ListedSource) -> None:
        from forebear.desktop.sources.removing import RemoveDialog

        dialog = RemoveDialog(source, self._theme, self)
        dialog.accepted.connect(
            lambda: self._change([f"--remove={source.offer.location}", f"--kind={source.offer.kind}"])
        )
        dialog.open()

    def _remap(self, words: Sequence[str]) -> None:
        self._change(words, read=True)

    def _change(self, words: Sequence[str], *, read: bool = False) -> None:
        """Change what is remembered; the answer is the list as it is now."""

        def done(document: dict[str, Any]) -> None:
            self._show(document)
            if read:
                self._read_changed()

        self.commands.ask(words, done, self._fail)

    def _added(self, key: tuple[str, str]) -> None:
        self._wanted = key
        self._read_changed()
        self.reload()

    def _read(self, job: Job) -> None:
        """Show how the sources stand after they were read."""
        self._stale = True
        if self._again:
            self._read_changed()
        if job.state is not JobState.CANCELLED and self.isVisible():
            self.reload()

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("surface", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(8)
        row.addWidget(label(self.tr("Sources"), "strong"))
        row.addWidget(self._count, 1)
        for act in (self._moved_button, self.refresh_button, self.add_button):
            row.addWidget(act)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setHandleWidth(1)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.table)
        parts.addWidget(self.detail)
        parts.setStretchFactor(0, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(parts)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.strip)
        column.addWidget(self._pages, 1)
