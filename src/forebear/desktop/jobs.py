"""Jobs: acts that take long or write, each a `forebear` command in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from forebear.desktop.rebuilding.ansi import plain

if TYPE_CHECKING:
    from forebear.rebuild.detached import DetachedJob

GRACE = 10_000
"""Milliseconds that a cancelled job has to end (a rebuild removes its container) before it is killed."""

_LOG_LINES = 2_000
_SAMPLES = 600  # of what it took, the newest


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"  # for another job that writes to the same project
    RUNNING = "running"
    DONE = "done"  # ended with exit code 0 or 1: the answer is yes or no
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(QObject):
    """One `forebear` command; how its process is kept is a subclass's.

    Attributes: `words` after `forebear`; `title` for people; `exclusive` as given to `Jobs.start`; `root` the
    project's for a job that outlives the window, else None; `phase`, `done`, `total` (None = unknown) and
    `message` as last reported; `log` the last lines it passed on, `usage` what it took lately; `document` its
    answer ({} until it ended, and where it gave none); `exit_code` None until it ended.

    Signals:
        progressed(phase: str, done: int, total: object, message: str)
        logged(line: str): plain; `printed(line: str)` is the same with the escapes that colour it
        measured(usage: object): what it takes, a dict of numbers by names
        finished(exit_code: int, document: object): a dict; with `error` {what, where, todo} where it failed.
        state_changed()
    """

    progressed = Signal(str, int, object, str)
    logged = Signal(str)
    printed = Signal(str)
    measured = Signal(object)
    finished = Signal(int, object)
    state_changed = Signal()

    def __init__(self, words: Sequence[str], title: str, exclusive: str, parent: QObject | None) -> None:
        from PySide6.QtCore import QElapsedTimer  # with the first job

        super().__init__(parent)
        self.words = tuple(words)
        self.title = title or self.command
        self.exclusive = exclusive
        self.root: Path | None = None
        self.state = JobState.WAITING
        self.phase, self.done, self.message = "", 0, ""
        self.total: int | None = None
        self.log: list[str] = []
        self.usage: list[dict[str, float]] = []
        self.document: dict[str, Any] = {}
        self.exit_code: int | None = None
        self._clock = QElapsedTimer()
        self._milliseconds = 0

    @property
    def command(self) -> str:
        """The command line to paste into a terminal."""
        import shlex

        return shlex.join(("forebear", *self.words))

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        return (self._ran() if self.state is JobState.RUNNING else self._milliseconds) / 1000

    def start(self) -> None:
        """Start the process; `Jobs` calls this when its turn has come."""
        self._clock.start()
        self._change(JobState.RUNNING)
        self._launch()

    def cancel(self) -> None:
        """Tell it to stop (SIGTERM); kill it when it has not ended after `GRACE`."""
        if self.state is JobState.WAITING:
            self._finish(4, {"error": {"what": "Cancelled.", "where": "", "todo": ""}})
        elif self.state is JobState.RUNNING:
            self._interrupt()
            QTimer.singleShot(GRACE, self, self.kill)

    def wait(self, milliseconds: int) -> bool:
        """Wait for the end, for use when the application itself ends; returns whether it ended."""
        raise NotImplementedError

    def kill(self) -> None:
        """End it at once."""
        raise NotImplementedError

    def _ran(self) -> int:
        return self._clock.elapsed() if self._clock.isValid() else 0

    def _launch(self) -> None:
        raise NotImplementedError

    def _interrupt(self) -> None:
        raise NotImplementedError

    def _take(self, line: str) -> None:
        """Read one line of standard error: progress or log as JSON, anything else is log as well."""
        import json  # with the first job, like what follows

        try:
            said = json.loads(line)
        except ValueError:
            said = None
        if isinstance(said, dict) and "phase" in said:
            self.phase, self.done = str(said["phase"]), int(said.get("done") or 0)
            self.total = said.get("total")
            self.message = str(said.get("message") or "")
            self.progressed.emit(self.phase, self.done, self.total, self.message)
            if isinstance(said.get("usage"), dict):
                self.usage.append(said["usage"])
                del self.usage[:-_SAMPLES]
                self.measured.emit(said["usage"])
        elif line.strip():
            text = str(said["log"]) if isinstance(said, dict) and "log" in said else line
            self.printed.emit(text)
            self.log.append(plain(text))
            del self.log[:-_LOG_LINES]
            self.logged.emit(self.log[-1])

    def _finish(self, code: int, document: dict[str, Any]) -> None:
        if not self.active:
            return
        self._milliseconds = self._ran()
        self.exit_code, self.document = code, document
        failed = code not in (0, 1) or "error" in document
        self._change(JobState.CANCELLED if code == 4 else JobState.FAILED if failed else JobState.DONE)
        self.finished.emit(code, document)

    def _change(self, state: JobState) -> None:
        self.state = state
        self.state_changed.emit()


class Jobs(QObject):
    """All jobs of the window, oldest first.

    Signals: `added(object)` a Job; `changed()` whenever a job was added or changed its state.
    """

    added = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []

    @property
    def all(self) -> tuple[Job, ...]:
        """Every job since the window opened, oldest first."""
        return tuple(self._jobs)

    @property
    def active(self) -> tuple[Job, ...]:
        """Those that wait or run."""
        return tuple(job for job in self._jobs if job.active)

    @property
    def bound(self) -> tuple[Job, ...]:
        """Those of the active ones that end with the window: their processes are its children."""
        return tuple(job for job in self.active if job.root is None)

    def start(
        self, words: Sequence[str], title: str = "", *, exclusive: str = "", outlives: Path | None = None
    ) -> Job:
        """Start `forebear WORDS --json --progress json`; connect to the job's signals right away.

        With `outlives`, a project's root, it goes on when the window is closed, and the next one on that
        project picks it up. Of the jobs with the same `exclusive` (the project's folder, for what writes its
        lineage) one runs at a time.
        The process starts from the event loop, so that no signal is missed.
        """
        self._add(job := self._make(words, title, exclusive, outlives))
        QTimer.singleShot(0, self, self._start_next)
        return job

    def adopt(self, records: Iterable[DetachedJob]) -> tuple[Job, ...]:
        """Follow jobs that run by themselves, or have ended, and that this window does not know yet."""
        from forebear.desktop.detached_job import FollowedJob

        known = {
            job.record.id for job in self._jobs if isinstance(job, FollowedJob) and job.record is not None
        }
        found = [FollowedJob.of(record, self) for record in records if record.id not in known]
        for job in found:
            self._add(job)
            job.follow()
        return tuple(found)

    def _make(self, words: Sequence[str], title: str, exclusive: str, outlives: Path | None) -> Job:
        if outlives is not None and os.name == "posix":  # elsewhere no job can be told to be alive
            from forebear.desktop.detached_job import FollowedJob

            return FollowedJob(words, title, exclusive, outlives, self)
        from forebear.desktop.child_job import ChildJob

        return ChildJob(words, title, exclusive, self)

    def _add(self, job: Job) -> None:
        job.state_changed.connect(self.changed)
        job.finished.connect(self._start_next)
        self._jobs.append(job)
        self.added.emit(job)
        self.changed.emit()

    def retry(self, job: Job) -> Job:
        """Start the same command once more, as a new job."""
        return self.start(job.words, job.title, exclusive=job.exclusive, outlives=job.root)

    def clear(self) -> None:
        """Forget the jobs that have ended."""
        for job in self._jobs:
            if not job.active:
                job.deleteLater()
        self._jobs = list(self.active)
        self.changed.emit()

    def forget(self, job: Job) -> None:
        """Forget one that has ended and is of no interest to anybody."""
        if job in self._jobs and not job.active:
            self._jobs.remove(job)
            job.deleteLater()
            self.changed.emit()

    def stop_all(self, grace: int = GRACE) -> None:
        """Cancel what ends with the window and wait for it, as the application ends."""
        running = self.bound
        for job in running:
            job.cancel()
        for job in running:
            if not job.wait(grace):
                job.kill()
                job.wait(1_000)

    def _start_next(self) -> None:
        busy = {job.exclusive for job in self._jobs if job.state is JobState.RUNNING and job.exclusive}
        for job in self._jobs:
            if job.state is JobState.WAITING and job.exclusive not in busy:
                if job.exclusive:
                    busy.add(job.exclusive)
                job.start()
