"""Which files hold events: one with what was rotated away from it, a folder, or files of one beginning."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from forebear.sources.regular import open_regular

SMALL = 64 * 1024
"""Bytes of a file that is read again as a whole when it changed."""

_HEAD = 64 * 1024
_ENDING = re.compile(r"\.(?:json|jsonl|ndjson)(?:[.-][\w.-]+)?", re.IGNORECASE)
_ROTATED = r"(?:[.-]\d[\w.-]*)?"
_DEEPEST = 3
_MOST = 1_000_000  # files below a folder


@dataclass(frozen=True, slots=True)
class EventFile:
    """One file; `stamp` is another when it was written since."""

    path: Path
    size: int
    modified: int  # ns

    @property
    def stamp(self) -> str:
        """What tells whether it was written since."""
        return f"{self.path}:{self.size}:{self.modified}"


def event_files(location: str) -> list[EventFile]:
    """Return the files at a location in the order of their names: a file, a folder, or `folder/begin*`.

    Of a rotated file the parts have a number behind its name. Links are not followed.
    """
    path = Path(location)
    name = path.name
    if "*" in name:
        found = _below(path.parent, 0, lambda each: fnmatch.fnmatchcase(each, name))
    elif path.is_dir():
        found = _below(path, _DEEPEST, lambda each: _ENDING.search(each) is not None)
    else:
        rotated = re.compile(re.escape(name) + _ROTATED)
        found = _below(path.parent, 0, lambda each: rotated.fullmatch(each) is not None)
    return sorted(found, key=lambda each: str(each.path))


def holds_events(path: Path) -> bool:
    """Whether a file begins as one with events does."""
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return b'"eventTime"' in head and any(word in head for word in (b'"run"', b'"job"', b'"dataset"'))


def mark_of(path: Path) -> str:
    """Return what a file that only grows is known by, also under another name: its first line."""
    with open_regular(path) as file:
        return hashlib.sha256(file.readline(_HEAD)).hexdigest()[:24]


def all_stamps(files: Sequence[EventFile]) -> str:
    """Return one text that is another when any of the files changed."""
    digest = hashlib.sha256()
    for each in files:
        digest.update(each.stamp.encode("utf-8", "surrogateescape"))
    return f"{len(files)}:{digest.hexdigest()[:24]}"


def _below(folder: Path, deepest: int, wanted: Callable[[str], bool]) -> Iterator[EventFile]:
    waiting = [(str(folder), 0)]
    seen = 0
    while waiting:
        place, depth = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    seen += 1
                    if seen > _MOST:
                        return
                    if wanted(entry.name) and entry.is_file(follow_symlinks=False):
                        status = entry.stat(follow_symlinks=False)
                        yield EventFile(Path(entry.path), status.st_size, status.st_mtime_ns)
                    elif depth < deepest and entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
        except OSError:
            continue
