"""Jobs: acts that take long or write, each a `forebear` command in a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

GRACE = 10_000
"""Milliseconds that a cancelled job has to end (a rebuild removes its container) before it is killed."""

_LOG_LINES = 2_000


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"  # for another job that writes to the same project
    RUNNING = "running"
    DONE = "done"  # ended with exit code 0 or 1: the answer is yes or no
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(QObject):
    """One `forebear` command.

    Attributes: `words` after `forebear`; `title` for people; `exclusive` as given to `Jobs.start`; `phase`,
    `done`, `total` (None = unknown) and `message` as last reported; `log` the last lines it passed on;
    `document` its answer ({} until it ended, and where it gave none); `exit_code` None until it ended.

    Signals:
        progressed(phase: str, done: int, total: object, message: str)
        logged(line: str)
        finished(exit_code: int, document: object): a dict; with `error` {what, where, todo} where it failed.
        state_changed()
    """

    progressed = Signal(str, int, object, str)
    logged = Signal(str)
    finished = Signal(int, object)
    state_changed = Signal()

    def __init__(self, words: Sequence[str], title: str, exclusive: str, parent: QObject | None) -> None:
        from PySide6.QtCore import QElapsedTimer, QProcess  # with the first job

        super().__init__(parent)
        self.words = tuple(words)
        self.title = title or self.command
        self.exclusive = exclusive
        self.state = JobState.WAITING
        self.phase, self.done, self.message = "", 0, ""
        self.total: int | None = None
        self.log: list[str] = []
        self.document: dict[str, Any] = {}
        self.exit_code: int | None = None
        self._clock = QElapsedTimer()
        self._milliseconds = 0
        self._unread = b""
        self._process = QProcess(self)
        self._process.readyReadStandardError.connect(self._read_progress)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._fail_to_start)

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
        running = self.state is JobState.RUNNING
        return (self._clock.elapsed() if running else self._milliseconds) / 1000

    def start(self) -> None:
        """Start the process; `Jobs` calls this when its turn has come."""
        from PySide6.QtCore import QProcess, QProcessEnvironment

        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUTF8", "1")
        self._process.setProcessEnvironment(environment)
        # -P and a neutral folder: a project's own `json.py` must never be imported.
        self._process.setWorkingDirectory(str(Path.home()) if Path.home().is_dir() else os.sep)
        self._process.setProgram(sys.executable)
        # Right after the command: what follows a -- in the words is no option.
        command, *words = self.words
        self._process.setArguments(["-P", "-m", "forebear", command, "--json", "--progress", "json", *words])
        self._clock.start()
        self._change(JobState.RUNNING)
        self._process.start(QProcess.OpenModeFlag.ReadOnly)

    def cancel(self) -> None:
        """Tell it to stop (SIGTERM); kill it when it has not ended after `GRACE`."""
        if self.state is JobState.WAITING:
            self._finish(4, {"error": {"what": "Cancelled.", "where": "", "todo": ""}})
        elif self.state is JobState.RUNNING:
            self._process.terminate()
            QTimer.singleShot(GRACE, self, self.kill)

    def wait(self, milliseconds: int) -> bool:
        """Wait for the end, for use when the application itself ends; returns whether it ended."""
        return not self.active or self._process.waitForFinished(milliseconds)

    def kill(self) -> None:
        """End it at once."""
        if self.state is JobState.RUNNING:
            self._process.kill()

    def _read_progress(self) -> None:
        self._unread += bytes(self._process.readAllStandardError().data())
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            self._take(line.decode("utf-8", "replace").rstrip("\r"))

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
        elif line.strip():
            text = str(said["log"]) if isinstance(said, dict) and "log" in said else line
            self.log.append(text)
            del self.log[:-_LOG_LINES]
            self.logged.emit(text)

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        from PySide6.QtCore import QProcess

        if error is QProcess.ProcessError.FailedToStart:
            self._finish(
                3, {"error": {"what": self._process.errorString(), "where": sys.executable, "todo": ""}}
            )

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        import json

        from PySide6.QtCore import QProcess

        self._read_progress()
        if self._unread:
            self._take(self._unread.decode("utf-8", "replace"))
            self._unread = b""
        text = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        try:
            document = json.loads(text) if text.strip() else {}
        except ValueError:
            document = {}
        if not isinstance(document, dict):
            document = {}
        crashed = status is QProcess.ExitStatus.CrashExit
        if (crashed or code != 0) and not document:
            # It ended without saying why (a defect, or killed): the end of its log is the best there is.
            what = self.log[-1] if self.log else f"The command ended with code {code}."
            document = {**document, "error": {"what": what, "where": self.command, "todo": ""}}
        self._finish(4 if crashed and code in (9, 15) else (70 if crashed else code), document)

    def _finish(self, code: int, document: dict[str, Any]) -> None:
        if not self.active:
            return
        self._milliseconds = self._clock.elapsed() if self._clock.isValid() else 0
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

    def start(self, words: Sequence[str], title: str = "", *, exclusive: str = "") -> Job:
        """Start `forebear WORDS --json --progress json`; connect to the job's signals right away.

        Of the jobs with the same `exclusive` (the project's folder, for what writes its lineage) one runs
        at a time.
        The process starts from the event loop, so that no signal is missed.
        """
        job = Job(words, title, exclusive, self)
        job.state_changed.connect(self.changed)
        job.finished.connect(self._start_next)
        self._jobs.append(job)
        self.added.emit(job)
        self.changed.emit()
        QTimer.singleShot(0, self, self._start_next)
        return job

    def retry(self, job: Job) -> Job:
        """Start the same command once more, as a new job."""
        return self.start(job.words, job.title, exclusive=job.exclusive)

    def clear(self) -> None:
        """Forget the jobs that have ended."""
        for job in self._jobs:
            if not job.active:
                job.deleteLater()
        self._jobs = list(self.active)
        self.changed.emit()

    def stop_all(self, grace: int = GRACE) -> None:
        """Cancel everything and wait for it, as the application ends."""
        running = self.active
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
