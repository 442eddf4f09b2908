"""The main window: it holds the parts together and says what happened; the views do the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from forebear.desktop.actions import Actions
from forebear.desktop.acts import acts_of
from forebear.desktop.chrome import Chrome
from forebear.desktop.desk import Desk
from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.linking import Linking
from forebear.desktop.opening import Opening
from forebear.desktop.preferences import STATE_VERSION, Preferences
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Scheme, Theme
from forebear.desktop.wandering import Wandering
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from forebear.desktop.finding import Finding
    from forebear.desktop.quitting import Quitting


class MainWindow(QMainWindow):
    """One window, on one project or none.

    Signals: `language_wanted(str)`: a window in that language is to replace this one.
    """

    language_wanted = Signal(str)

    def __init__(self, theme: Theme, preferences: Preferences, jobs: Jobs) -> None:
        super().__init__()
        self.theme, self.preferences, self.jobs = theme, preferences, jobs
        self.selection = Selection(self)
        self.opening = Opening(jobs, self)
        self._quitting: Quitting | None = None
        self._finding: Finding | None = None
        self._asks = True
        self.setWindowTitle("Forebear")
        self.setAcceptDrops(True)
        self._chrome = Chrome(self)
        self.problems = self._chrome.problems
        self.desk = Desk(self, self._chrome)
        self.actions_table = Actions(acts_of(self), theme, self)
        self._chrome.fill(self.actions_table)
        self.opening.found.connect(self.desk.show)
        self.opening.failed.connect(self.say_failure)
        self.opening.sample_started.connect(lambda job: self._chrome.follow(job, ""))
        self.opening.sample_failed.connect(self.say_job_failed)
        for changed in (self.selection.node_selected, self.selection.refs_pinned):
            changed.connect(lambda _what: self.actions_table.refresh())
        self._restore()
        Wandering(self)
        self.links = Linking(self)
        self.desk.close()

    def open(self, path: Path, database_url: str | None = None, beside: Sequence[Path] = ()) -> None:
        """Open the project at `path`, and others in one graph with it, and read what is new."""
        self.opening.open(path, database_url, beside)

    def find_anything(self) -> None:
        """Open the finder."""
        self._finding_made.ask()

    def find_pasted(self) -> None:
        """Go to what the text on the clipboard names."""
        self._finding_made.paste()

    @property
    def _finding_made(self) -> Finding:
        if self._finding is None:
            from forebear.desktop.finding import Finding

            self._finding = Finding(self)
        return self._finding

    def chosen_refs(self) -> Sequence[str]:
        """Return the versions that a comparison would take: rows of the history in front, else the pins."""
        if self.desk.workspace is not None and self.desk.workspace.history.isVisible():
            rows: Sequence[str] = self.desk.workspace.history.chosen_refs
            if len(rows) > 1:
                return rows
        return self.selection.pinned

    def compare_chosen(self) -> None:
        """Compare them."""
        self.selection.compare(self.chosen_refs())

    def page_refs(self) -> Sequence[str]:
        """Return the versions that a page would be of: the comparison in front, else those chosen for one."""
        workspace = self.desk.workspace
        return (workspace.compared if workspace is not None else ()) or self.chosen_refs()

    def save_page(self) -> None:
        """Save their comparison as a page."""
        self.selection.save_page(self.page_refs())

    def copy(self, text: str) -> None:
        """Copy, and say so."""
        QGuiApplication.clipboard().setText(text)
        self.statusBar().showMessage(self.tr("Copied {text}").format(text=text), 4_000)

    @property
    def jobs_shown(self) -> bool:
        """Whether the jobs panel is open."""
        return self._chrome.jobs_shown

    def toggle_jobs(self) -> None:
        """Show or hide the jobs panel."""
        panel = self._chrome.jobs_panel
        panel.setVisible(panel.isHidden())

    def choose_scheme(self, scheme: Scheme) -> None:
        """Use light, dark, or the system's colours from now on."""
        self.preferences.scheme = scheme
        self.theme.choose(scheme)

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        from forebear.desktop.shortcuts import ShortcutSheet

        self._show_dialog(ShortcutSheet(self.actions_table, self))

    def show_about(self) -> None:
        """Show version and licences."""
        from forebear.desktop.about import About

        self._show_dialog(About(self.theme, self))

    def say_job_failed(self, job: Job, error: Mapping[str, Any]) -> None:
        """Say in the banner what went wrong, where, and what to do."""
        self._say_bad(
            str(error.get("what") or self.tr("The job failed.")),
            str(error.get("where") or ""),
            str(error.get("todo") or ""),
            (self.tr("Retry"), lambda: self.jobs.retry(job)),
            (self.tr("Show the log"), lambda: self._chrome.jobs_panel.show_job(job)),
        )

    def say_failure(self, error: Exception) -> None:
        """Say in the banner what a person can do about an error; raise any other."""
        if not isinstance(error, ActionableError):
            raise error
        offer = (self.tr("Open a folder…"), self.opening.ask)
        self._say_bad(error.what, error.where, error.todo, offer)

    def _say_bad(self, what: str, where: str, todo: str, *offers: tuple[str, Callable[[], object]]) -> None:
        from forebear.desktop.sentences import told  # knows what many rooms say: not for the first window

        advice = " \N{MIDDLE DOT} ".join(filter(None, (where, told(todo))))
        self._chrome.banner.say("bad", told(what), advice, offers)

    def retire(self) -> None:
        """Close for good without asking: another window takes over."""
        self._asks = False
        self.close()
        self.deleteLater()

    def _may_close(self) -> bool:
        if self._quitting is None:
            from forebear.desktop.quitting import Quitting

            self._quitting = Quitting(self.jobs, self)
        return self._quitting.may_close()

    def _show_dialog(self, dialog: Any) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _restore(self) -> None:
        self.resize(1280, 800)
        geometry = self.preferences.state("geometry")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)  # Qt itself brings a window back onto the screen
            self.restoreState(self.preferences.state("state"), STATE_VERSION)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once when jobs are running; keep the layout."""
        if self._asks and self.jobs.active and not self._may_close():
            event.ignore()
            return
        self.preferences.save_state("geometry", self.saveGeometry())
        self.preferences.save_state("state", self.saveState(STATE_VERSION))
        self.desk.leave()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a folder, or a file inside one."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.open(Path(paths[0]), beside=list(map(Path, paths[1:])))
