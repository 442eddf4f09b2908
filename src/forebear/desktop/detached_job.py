"""A job that outlives the window: its process is nobody's child, and what it says is read from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from forebear.desktop.background import Background
from forebear.desktop.jobs import Job, JobState
from forebear.rebuild.detached import DetachedJob, JobStore
from forebear.rebuild.following import Follower

_EVERY = 150
"""Milliseconds between two looks at the files."""

DIED = 70
"""The exit code of a process that ended without an answer (EX_SOFTWARE of sysexits.h)."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found in a job's files: new lines, whether it has ended, and then its exit code (None: died),
    its answer and how long it ran, in seconds."""

    lines: Sequence[str]
    ended: bool = False
    code: int | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class FollowedJob(Job):
    """One `forebear` command in a process of its own, as this window follows it.

    Attributes: `record` where it is kept, None until it has started; `died` whether it ended without saying
    how.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- those of any job, and where it is kept
        self,
        words: Sequence[str],
        title: str,
        exclusive: str,
        root: Path,
        parent: QObject | None,
        record: DetachedJob | None = None,
    ) -> None:
        super().__init__(words, title, exclusive, parent)
        self.root = root
        self.record = record
        self.died = False
        self._follower: Follower | None = None
        self._cancelled = self._looking = False
        self._before = 0  # milliseconds that it had run before this window followed it
        self._took: int | None = None
        self._background = Background(self)
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self._look)

    @classmethod
    def of(cls, record: DetachedJob, parent: QObject | None) -> FollowedJob:
        """Return the job of a record."""
        return cls(record.words, record.title, "", Path(record.root), parent, record)

    def follow(self) -> None:
        """Follow the record's process, however far it is."""
        from datetime import UTC, datetime

        if self.record is None:
            return
        self._follower = Follower(self.record.progress)
        self._before = max(0, round((datetime.now(UTC) - self.record.started_at).total_seconds() * 1000))
        self._clock.start()
        self._change(JobState.RUNNING)
        self._timer.start()
        self._look()

    def wait(self, milliseconds: int) -> bool:
        """Return at once: it is not waited for."""
        del milliseconds
        return True

    def kill(self) -> None:
        """End its process; its watchdog puts in order what it leaves."""
        record = self.record
        if self.active and record is not None:
            self._background.run(record.kill, lambda _nothing: None)

    def _ran(self) -> int:
        return self._before + super()._ran() if self._took is None else self._took

    def _launch(self) -> None:
        words, title, root = self.words, self.title, self.root
        if root is not None:
            start = JobStore.of_user().start
            self._background.run(lambda: start(words, title, root), self._launched, self._not_launched)

    def _launched(self, record: DetachedJob) -> None:
        self.record = record
        self._follower = Follower(record.progress)
        self._timer.start()
        if self._cancelled:
            self._interrupt()

    def _not_launched(self, error: Exception) -> None:
        from forebear.lineage.errors import ActionableError

        if not isinstance(error, ActionableError):
            raise error
        self._finish(error.exit_code, {"error": error.document()})

    def _interrupt(self) -> None:
        self._cancelled = True  # it may only just be starting
        record = self.record
        if record is not None:
            self._background.run(record.cancel, lambda _nothing: None)

    def _look(self) -> None:
        record, follower = self.record, self._follower
        if record is not None and follower is not None and not self._looking:
            self._looking = True
            self._background.run(lambda: _read(record, follower), self._looked)

    def _looked(self, look: _Look) -> None:
        self._looking = False
        for line in look.lines:
            self._take(line)
        if not look.ended or not self.active:
            return
        self._timer.stop()
        if self._follower is not None:
            self._follower.close()
        document = dict(look.answer)
        self.died, self._took = look.code is None, round(look.seconds * 1000)
        if self.died:
            document["error"] = {
                "what": self.tr("The process of this job died."),
                "where": self.command,
                "todo": self.tr(
                    "What it left is removed, and that it was tried is recorded. Start it again."
                ),
            }
        elif look.code != 0 and not document:
            what = self.log[-1] if self.log else f"The command ended with code {look.code}."
            document = {"error": {"what": what, "where": self.command, "todo": ""}}
        self._finish(DIED if look.code is None else look.code, document)


def _read(record: DetachedJob, follower: Follower) -> _Look:
    if record.alive:
        return _Look(follower.read())
    record.mark_seen()
    return _Look(follower.rest(), True, record.exit_code, record.answer(), record.seconds)
