"""The pill in the status bar that says what runs now."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QPushButton, QWidget

from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.jobs_model import state_text
from forebear.desktop.theme import Theme


class JobsPill(QPushButton):
    """Says in the status bar what runs now; a click opens the panel."""

    def __init__(self, jobs: Jobs, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._theme = jobs, theme
        self.setProperty("kind", "quiet")
        jobs.added.connect(self._watch)
        jobs.changed.connect(self._follow)
        theme.changed.connect(self._follow)
        for job in jobs.all:
            self._watch(job)
        self._follow()

    def _watch(self, job: Job) -> None:
        job.progressed.connect(self._follow)
        job.finished.connect(lambda _code, _document: self._announce(job))

    def _announce(self, job: Job) -> None:
        """Have a screen reader say how a job ended."""
        if QAccessible.isActive():
            said = f"{job.title}, {state_text(job.state)}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _follow(self, *_progress: object) -> None:
        running = self._jobs.active
        self.setIcon(self._theme.icon("jobs", "accent" if running else "text.muted"))
        if not running:
            self.setText(self.tr("No jobs running"))
        elif len(running) == 1:
            job = running[0]
            percent = f" {100 * job.done // job.total} %" if job.total else ""
            self.setText(f"{job.title}{percent}")
        else:
            self.setText(self.tr("%n jobs running", "", len(running)))
        self.setAccessibleName(self.text())
