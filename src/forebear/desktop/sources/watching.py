"""Reads a project again when its sources change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from forebear.desktop.background import Background
from forebear.desktop.jobs import Job, JobState
from forebear.desktop.opened import OpenedProject

PATIENCE = 2_000
"""Milliseconds between the last change and the reading: what writes records rarely writes once."""

SHARE = 2
"""How many times as long as the last reading took it is waited: a source may change all the time."""

_LONGEST = 10 * 60_000
_MOST = 2_000  # paths; each takes a handle of the system


Print = tuple[int, int, int, int]
"""When a file or folder was changed, its size, its number and its mode."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How paths were found: what can be told of each without opening it (None: it is not there).

    `handles` are what the system is to watch for that: the paths that are there, and folders above others.
    """

    prints: Mapping[str, Print | None]
    handles: frozenset[str] = frozenset()


class Watching(QObject):
    """Watches the paths that the tools name, and starts an import when they change.

    Reading may itself touch what is watched (SQLite makes files beside a database): an import that brings
    nothing new makes the next one wait twice as long, until something new is found. Nothing is missed by
    that, and nothing goes round in a circle.

    Attributes: `patience` how many milliseconds it waits now.
    """

    def __init__(self, opened: OpenedProject, parent: QObject) -> None:
        super().__init__(parent)
        self._opened = opened
        self._watcher: QFileSystemWatcher | None = None
        self._stopped = False
        self._seen = Seen({})
        self._ours: Job | None = None
        self.patience = PATIENCE
        self._background = Background(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        opened.import_started.connect(self._begin)
        opened.import_ended.connect(self._settle)

    @property
    def watched(self) -> tuple[str, ...]:
        """What is watched now: the wanted paths that are there, and folders above others."""
        if self._watcher is None:
            return ()
        return (*self._watcher.files(), *self._watcher.directories())

    @property
    def waiting(self) -> bool:
        """Whether something changed that will be looked at."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Watch nothing any more."""
        self._timer.stop()
        self._stopped = True
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None

    def _begin(self, _job: Job) -> None:
        """Remember how things were before the import: what changes while it reads is read by the next."""
        self._timer.stop()
        paths = tuple(self._seen.prints)
        self._background.run(lambda: _seen(paths), self._remember)

    def _remember(self, found: Seen) -> None:
        self._seen = found

    def _settle(self, job: Job) -> None:
        """Learn from an import what to watch and how long to wait; see what changed while it read."""
        brought = job.state is JobState.DONE and _brought(job.document)
        least = max(PATIENCE, round(job.seconds * 1000 * SHARE))
        idle = job is self._ours and not brought
        self.patience = min(max(least, self.patience * 2 if idle else 0), _LONGEST)
        self._ours = None
        if idle and job.state is JobState.DONE:
            self._opened.jobs.forget(job)  # nobody asked for it, and nothing came of it
        done = job.state is JobState.DONE
        missing = [path for path, seen in self._seen.prints.items() if seen is None]  # they may come back
        paths = (*watched_of(job.document), *missing)[:_MOST] if done else tuple(self._seen.prints)
        self._background.run(lambda: _seen(paths), self._wait)

    def _wait(self, found: Seen) -> None:
        if self._compare(found):
            self._timer.start(self.patience)

    def _notice(self, _path: str) -> None:
        if self._opened.importing is None:  # else it is looked at when that has ended
            self._timer.start(self.patience)

    def _look(self) -> None:
        """See whether anything is other than before it was read last."""
        paths = tuple(self._seen.prints)
        self._background.run(lambda: _seen(paths), self._act)

    def _act(self, found: Seen) -> None:
        if self._compare(found) and self._opened.importing is None:
            self._ours = self._opened.read()

    def _compare(self, found: Seen) -> bool:
        """Watch what was found; return whether it is other than before the last import."""
        if self._stopped:
            return False
        before = self._seen.prints
        changed = any(before.get(path, seen) != seen for path, seen in found.prints.items())
        self._seen = Seen({path: before.get(path, seen) for path, seen in found.prints.items()})
        self._rearm(found.handles)
        return changed

    def _rearm(self, handles: frozenset[str]) -> None:
        """Watch what is there now: a file that was replaced is another one to the system."""
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._notice)
            self._watcher.directoryChanged.connect(self._notice)
        now = set(self.watched)
        if now - handles:
            self._watcher.removePaths(sorted(now - handles))
        if handles - now:
            self._watcher.addPaths(sorted(handles - now))


def watched_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths that an import says are to be watched."""
    paths = (str(path) for source in document.get("sources", ()) for path in source.get("watched", ()))
    return tuple(dict.fromkeys(paths))


def _brought(document: Mapping[str, Any]) -> bool:
    """Whether an import found anything new."""
    return any(source.get("facts") for source in document.get("sources", ()))


def _seen(paths: Sequence[str]) -> Seen:
    """Look at paths; off the main thread, as a disk may be far away."""
    prints = {path: _print_of(Path(path)) for path in paths}
    there = {path for path, found in prints.items() if found is not None}
    # Where a path may come about; a folder that is moved away is told by the one above it alone.
    above = {str(Path(path).parent) for path, found in prints.items() if found is None or S_ISDIR(found[3])}
    return Seen(prints, frozenset(there | {folder for folder in above if Path(folder).is_dir()}))


def _print_of(path: Path) -> Print | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_mode
