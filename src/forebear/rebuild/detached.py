"""Jobs that outlive whoever started them: `forebear` commands in processes of their own, told of in a folder.

They are kept with the person's own settings and not in the project: a job can be repeated, and a project must
not come with jobs that nobody here ever started.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forebear.lineage.durable import write_whole
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.person import state_folder

if sys.platform != "win32":
    import fcntl

CAN_DETACH = sys.platform != "win32"
"""Whether jobs can be detached here: what tells that one lives is a lock that only POSIX has."""

GRACE = 10.0
"""Seconds that a cancelled job has to end (a rebuild removes its container) before it is killed."""

_KEPT = 100  # ended jobs that are kept
_LOOK = 0.02  # seconds between two looks whether a process has ended
_ANSWER = 64 << 20  # bytes of an answer that are read


@dataclass(frozen=True, slots=True)
class DetachedJob:
    """One job: its folder, the words after `forebear`, a title for people, the project's root, when it began.

    The folder holds `job.json`; `lock`, held as long as the process lives, with its id; `progress`, lines of
    JSON as a command prints them; in the end `answer`, the command's document, and `ended`.
    """

    folder: Path
    words: tuple[str, ...]
    title: str
    root: str
    started_at: datetime

    @property
    def id(self) -> str:
        """What it is called."""
        return self.folder.name

    @property
    def progress(self) -> Path:
        """Where its progress is written."""
        return self.folder / "progress"

    @property
    def alive(self) -> bool:
        """Whether its process lives."""
        if sys.platform == "win32":
            return False
        try:
            with (self.folder / "lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    @property
    def cancelling(self) -> bool:
        """Whether it was told to stop."""
        return (self.folder / "cancel").exists()

    @property
    def seen(self) -> bool:
        """Whether somebody was told how it ended."""
        return (self.folder / "seen").exists()

    @property
    def exit_code(self) -> int | None:
        """The exit code, once it has ended; None also where it died."""
        code = _document(self.folder / "ended").get("code")
        return code if isinstance(code, int) else None

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        with suppress(OSError):
            if not self.alive:
                last = max(
                    path.stat().st_mtime
                    for path in (self.folder / "ended", self.progress, self.folder / "job.json")
                    if path.exists()
                )
                return max(0.0, last - self.started_at.timestamp())
        return max(0.0, time.time() - self.started_at.timestamp())

    def answer(self) -> Mapping[str, Any]:
        """Return the command's document; {} where it gave none."""
        return _document(self.folder / "answer")

    def mark_seen(self) -> None:
        """Note that somebody was told how it ended."""
        with suppress(OSError):
            (self.folder / "seen").touch()

    def cancel(self) -> None:
        """Tell it to stop; does not wait."""
        with suppress(OSError):  # a full disk keeps nobody from stopping it
            (self.folder / "cancel").touch()
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End its process at once; its watchdog puts in order what it leaves."""
        if sys.platform != "win32":
            self._signal(signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; returns whether it ended."""
        until = time.monotonic() + seconds
        while self.alive:
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)
        return True

    def _signal(self, number: int) -> None:
        """Send a signal to the process that holds the lock, which is ours to signal as long as it does."""
        with suppress(OSError, ValueError):
            process = int((self.folder / "lock").read_text(encoding="ascii"))
            if self.alive:
                os.kill(process, number)


class JobStore:
    """The jobs of one person, each in a folder of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_user(cls) -> JobStore:
        """Return the store of whoever runs this process."""
        return cls(state_folder() / "jobs")

    def start(
        self, words: Sequence[str], title: str, root: Path, directory: Path | None = None
    ) -> DetachedJob:
        """Start `forebear WORDS --json --progress json` in a process that outlives this one.

        `directory` is where it runs (default: home). Raises ActionableError where it cannot be started.
        """
        moment = datetime.now(UTC)
        folder = self._folder / f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        job = DetachedJob(folder, tuple(words), title, str(root), moment)
        said = {
            "words": list(words),
            "title": title,
            "root": str(root),
            "started_at": moment.isoformat(),
        }
        try:
            folder.mkdir(parents=True, mode=0o700)
            with _locked(folder / "lock") as lock:
                write_whole(folder / "job.json", json.dumps(said).encode())
                _spawn(folder, lock, directory or Path.home())
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise ActionableError(
                f"The job cannot be started: {error.strerror}.",
                where=str(error.filename or folder),
                todo="Make the folder writable or free some space, then try again.",
            ) from error
        from forebear.sources.lineage_login import keep_login  # not with the first window

        keep_login(words)
        self._forget_old()
        return job

    def all(self, root: Path | None = None) -> tuple[DetachedJob, ...]:
        """Return all jobs, or those of the project at `root`, the oldest first."""
        found = []
        for folder in sorted(self._folder.glob("*")):
            job = _read(folder)
            if job is not None and (root is None or job.root == str(root)):
                found.append(job)
        return tuple(found)

    def find(self, text: str) -> DetachedJob:
        """Return the job whose id is, or begins or ends with, `text`; raises UsageError."""
        found = [job for job in self.all() if job.id.startswith(text) or job.id.endswith(text)]
        if len(found) != 1:
            what = "There is no such job." if not found else "Several jobs are called like that."
            raise UsageError(what, where=text, todo="`forebear jobs --everywhere` lists all.")
        return found[0]

    def _forget_old(self) -> None:
        ended = [job for job in self.all() if not job.alive]
        for job in ended[:-_KEPT]:
            shutil.rmtree(job.folder, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Any:
    """Make a lock and hold it until the block ends; who inherits it in the block holds it on."""
    with path.open("xb") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def _spawn(folder: Path, lock: int, directory: Path) -> None:
    """Start the job's process as nobody's child, in a session of its own, with the lock for its own."""
    # The shell ends at once and leaves it to the system, which also collects it in the end.
    words = [sys.executable, "-P", "-m", "forebear.cli.detached", str(folder), str(lock)]
    with (folder / "progress").open("ab") as progress:
        subprocess.run(
            ["/bin/sh", "-c", '"$@" &', "sh", *words],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=progress,
            stderr=progress,
            cwd=directory,
            env={**os.environ, "PYTHONUTF8": "1"},
            pass_fds=(lock,),
            start_new_session=True,
        )


def _read(folder: Path) -> DetachedJob | None:
    said = _document(folder / "job.json")
    try:
        return DetachedJob(
            folder,
            tuple(map(str, said["words"])),
            str(said["title"]),
            str(said["root"]),
            datetime.fromisoformat(said["started_at"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _document(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_ANSWER))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
