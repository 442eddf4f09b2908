"""Jobs that outlive windows: picked up when their project is opened, and put in order when they die."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forebear.desktop.background import Background
from forebear.desktop.jobs import Job

if TYPE_CHECKING:
    from forebear.desktop.opened import OpenedProject
    from forebear.lineage.project import Project
    from forebear.rebuild.detached import DetachedJob


class Supervising(QObject):
    """Looks after the jobs of one opened project.

    Signals: `picked_up(object)` a Job that goes on; `ended_meanwhile(object)` the Jobs that ended and that
    nobody was told about.
    """

    picked_up = Signal(object)
    ended_meanwhile = Signal(object)

    def __init__(self, opened: OpenedProject, parent: QObject) -> None:
        super().__init__(parent)
        self._opened = opened
        self._awaited: list[Job] = []
        self._told: list[Job] = []
        self._background = Background(self)
        opened.jobs.added.connect(self._watch)
        for job in opened.jobs.active:  # another window was here before
            self._watch(job)

    def start(self) -> None:
        """Look for jobs that run or have ended, and for what died ones left."""
        project = self._opened.project
        self._background.run(lambda: _look(project), self._found)

    def _found(self, found: tuple[Sequence[DetachedJob], Sequence[DetachedJob], bool]) -> None:
        running, ended, leftovers = found
        jobs = self._opened.jobs
        for job in jobs.adopt(running):
            self.picked_up.emit(job)
        self._awaited = list(jobs.adopt(ended))
        for job in self._awaited:  # their files are still to be read
            job.finished.connect(self._tell)
        if leftovers:
            self._settle()

    def _tell(self, _code: int, _document: object) -> None:
        if self._awaited and not any(job.active for job in self._awaited):
            told, self._awaited = tuple(self._awaited), []
            self.ended_meanwhile.emit(told)

    def _watch(self, job: Job) -> None:
        if job.root in self._opened.project.roots:
            job.finished.connect(lambda _code, _document: self._look_after(job))

    def _look_after(self, job: Job) -> None:
        from forebear.desktop.detached_job import FollowedJob

        if isinstance(job, FollowedJob) and job.died:
            self._settle()

    def _settle(self) -> None:
        job = self._opened.jobs.start(
            ["jobs", "--settle", *self._opened.project.words],
            self.tr("Put in order what a job left that died"),
            exclusive=str(self._opened.root),
        )
        job.finished.connect(lambda _code, _document: self._opened.reader.refresh())


def _look(project: Project) -> tuple[Sequence[DetachedJob], Sequence[DetachedJob], bool]:
    """Return the project's jobs that run, those that ended unseen, and whether died ones left something."""
    from forebear.rebuild.detached import JobStore
    from forebear.rebuild.journal import has_leftovers

    store = JobStore.of_user()
    jobs = [job for root in project.roots for job in store.all(root)]
    running = [job for job in jobs if job.alive]
    ended = [job for job in jobs if not job.seen and job not in running]
    return running, ended, any(has_leftovers(root / ".forebear") for root in project.roots)
