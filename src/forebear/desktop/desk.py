"""The project on the desk: opened, read, shown, put away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forebear.desktop.jobs import Job, JobState

if TYPE_CHECKING:
    from forebear.desktop.badges import Badges
    from forebear.desktop.chrome import Chrome
    from forebear.desktop.comparing.page_export import PageExport
    from forebear.desktop.opened import Found, OpenedProject
    from forebear.desktop.reporting import ReportExport
    from forebear.desktop.sources.watching import Watching
    from forebear.desktop.window import MainWindow
    from forebear.desktop.workspace import Workspace


class Desk(QObject):
    """Holds the project that a window shows.

    Attributes: `opened`, `workspace`, `reports`, `saved_pages`, `badges` and `watching` are None while there
    is none.
    Signals: `project_shown()` when its views are there.
    """

    project_shown = Signal()

    def __init__(self, window: MainWindow, chrome: Chrome) -> None:
        super().__init__(window)
        self._window, self._chrome = window, chrome
        self.opened: OpenedProject | None = None
        self.workspace: Workspace | None = None
        self.reports: ReportExport | None = None
        self.saved_pages: PageExport | None = None
        self.badges: Badges | None = None
        self.watching: Watching | None = None

    def close(self) -> None:
        """Show the first page."""
        self.leave()
        self._chrome.show_welcome()
        self._window.setWindowTitle("Forebear")
        self._window.actions_table.refresh()

    def add_project(self) -> None:
        """Ask for another project, to have its graph joined with this one."""
        if self.opened is not None:
            self._window.opening.ask_beside(self.opened.project.roots)

    def read_again(self) -> None:
        """Read what is new in the project."""
        if self.opened is not None:
            self.opened.read()

    def show(self, found: Found) -> None:
        """Show a project: at once where it is known, else when it has been read."""
        from forebear.desktop.opened import OpenedProject
        from forebear.desktop.sources.watching import Watching

        self.leave()
        self._chrome.banner.hide()  # what it says is about the project before
        opened = OpenedProject(found, self._window.jobs, self)
        self.opened = opened
        self._window.preferences.remember(opened.root)
        self._window.setWindowTitle(self.tr("{project} - Forebear").format(project=opened.name))
        opened.import_started.connect(self._import_started)
        opened.import_ended.connect(self._import_ended)
        self.watching = Watching(opened, opened)
        if opened.known:
            self._show_workspace()
        opened.read()
        self._window.actions_table.refresh()

    def _show_workspace(self) -> None:
        from forebear.desktop.assigning import Assigning
        from forebear.desktop.badges import Badges
        from forebear.desktop.comparing.page_export import PageExport
        from forebear.desktop.keeping import Keeping
        from forebear.desktop.reporting import ReportExport
        from forebear.desktop.supervising import Supervising
        from forebear.desktop.workspace import Workspace

        opened = self.opened
        if opened is None or self.workspace is not None:
            return
        workspace = Workspace(opened, self._window.selection, self._window.theme, self._window.preferences)
        self.workspace = workspace
        reports = ReportExport(opened, workspace)
        self.reports = reports
        reports.written.connect(lambda file: self._chrome.say_written(file, reports))
        reports.failed.connect(self._window.say_job_failed)
        self._window.selection.report_requested.connect(reports.ask)
        pages = PageExport(opened, self._window.preferences, workspace)
        self.saved_pages = pages
        pages.written.connect(lambda file: self._chrome.say_page_written(file, pages))
        pages.failed.connect(self._window.say_job_failed)
        self._window.selection.page_requested.connect(pages.ask)
        keeping = Keeping(opened, workspace)
        keeping.kept.connect(self._say_kept)
        keeping.failed.connect(self._window.say_job_failed)
        self._window.selection.keep_requested.connect(keeping.keep)
        assigning = Assigning(opened, workspace)
        assigning.failed.connect(self._window.say_job_failed)
        workspace.image_wanted.connect(assigning.ask)
        workspace.compared_changed.connect(self._window.actions_table.refresh)
        workspace.history.chosen.connect(lambda _refs: self._window.actions_table.refresh())
        supervising = Supervising(opened, workspace)
        supervising.picked_up.connect(workspace.follow_job)
        supervising.ended_meanwhile.connect(self._say_ended)
        self._chrome.show_workspace(workspace)
        self._chrome.problems.follow(opened.reader)
        if not opened.project.beside:  # of several, each is looked up by itself
            self.badges = Badges(opened, workspace)
        workspace.start()
        supervising.start()
        self._window.actions_table.refresh()
        self.project_shown.emit()

    def _say_ended(self, jobs: Sequence[Job]) -> None:
        from forebear.desktop.meanwhile import say_ended

        workspace = self.workspace
        if workspace is not None:
            say_ended(self._chrome, jobs, workspace.show_job)

    def _say_kept(self, what: str) -> None:
        self._chrome.banner.say("good", self.tr("The image is kept."), what)

    def _import_started(self, job: Job) -> None:
        if self.workspace is None and self.opened is not None:
            self._chrome.follow(job, self.opened.name)

    def _import_ended(self, job: Job) -> None:
        opened = self.opened
        if opened is None:
            return
        if job.state is JobState.FAILED:
            self._window.say_job_failed(job, job.document.get("error", {}))
        if opened.known:
            self._show_workspace()
        else:
            self.close()

    def leave(self) -> None:
        """Let go of the project; its jobs go on."""
        if self.watching is not None:
            self.watching.stop()
            self.watching = None
        if self.badges is not None:
            self.badges.stop()
            self.badges = None
        if self.workspace is not None:
            self.workspace.save()
            self.workspace.deleteLater()
            self.workspace = self.reports = self.saved_pages = None
        if self.opened is not None:
            self._chrome.problems.follow(None)
            self.opened.import_started.disconnect(self._import_started)
            self.opened.import_ended.disconnect(self._import_ended)
            self.opened.close()
            self.opened.deleteLater()
            self.opened = None
        self._window.selection.clear()
