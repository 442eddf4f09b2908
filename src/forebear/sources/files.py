"""Files of a folder that nobody vouches for: found within limits, no link is followed. Light to import."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.sources.regular import open_regular

_HEAD = 8 << 10  # bytes of a file by which it is told
_DEEPEST = 4  # folders in each other
_MOST = 2_000  # files that are looked at
_ENTRIES = 20_000  # entries of folders that are looked at
_ELSEWHERE = {"node_modules", "site-packages", "dist-packages", "venv", "__pycache__", "mlruns", "wandb"}

Belongs = Callable[[str], bool]
"""Whether a file is a tool's, from how it begins."""


class ToolFiles:
    """The files below one folder, or the one file, that are a tool's; what is none of them is left alone.

    Attributes: `too_many` is set where there are more files than are looked at.
    """

    def __init__(self, location: Path, endings: tuple[str, ...], belongs: Belongs) -> None:
        self.location = location
        self._endings = endings
        self._belongs = belongs
        self.too_many = False

    def paths(self) -> Sequence[Path]:
        """Return the files by their names; raises ActionableError where the location cannot be read."""
        return sorted(path for path, _ in self._found())

    def stamps(self) -> Mapping[str, list[int]]:
        """Return what tells whether a file was written since: its size and time, by its name."""
        return {self.name_of(path): stamp(stat) for path, stat in sorted(self._found())}

    def name_of(self, path: Path) -> str:
        """Return what a file is called: its path below the folder."""
        return path.name if path == self.location else path.relative_to(self.location).as_posix()

    def path_of(self, name: str) -> Path:
        """Return the file of a name."""
        return self.location if self.location.name == name else self.location / name

    def _found(self) -> Iterator[tuple[Path, os.stat_result]]:
        try:
            if self.location.is_file():
                yield self.location, self.location.stat()
                return
            with os.scandir(self.location):
                pass
        except OSError as error:
            raise ActionableError(
                f"What was saved there cannot be read: {error.strerror}.",
                where=str(self.location),
                todo="Put it back, or take this source away.",
            ) from error
        for looked, entry in enumerate(below(self.location, self._endings)):
            if looked >= _MOST:
                self.too_many = True
                return
            path = Path(entry.path)
            if self._belongs(head(path)):
                yield path, entry.stat(follow_symlinks=False)


def below(root: Path, endings: tuple[str, ...]) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder that have one of these endings, by their names, within limits.

    Neither links nor hidden folders nor those of installed packages are entered.
    """
    left = _ENTRIES
    waiting = [(root, 0)]
    while waiting:
        folder, depth = waiting.pop(0)
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        left -= len(found)
        if left < 0:
            return
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST and entry.name not in _ELSEWHERE and not entry.name.startswith("."):
                    waiting.append((Path(entry.path), depth + 1))
            elif entry.name.lower().endswith(endings) and entry.is_file(follow_symlinks=False):
                yield entry


def stamp(stat: os.stat_result) -> list[int]:
    """Return what changes when a file is written: its size and its time."""
    return [stat.st_size, stat.st_mtime_ns]


def head(path: Path) -> str:
    """Return how a file begins, "" where it cannot be read or is no text."""
    try:
        with open_regular(path) as stream:
            content = stream.read(_HEAD)
    except OSError:
        return ""
    return "" if b"\0" in content else content.decode("utf-8", "replace")
