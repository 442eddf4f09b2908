"""The folder of a Delta table, on this machine or at a URL: the names in its log and their bytes."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from forebear.sources.delta.names import leads_outside
from forebear.sources.dvc.yaml_text import UnreadableError

LOG = "_delta_log"
LARGEST = 256 << 20
"""Bytes of the file of one version."""
MOST = 1_000_000
"""Names in a log."""

_COMMIT = re.compile(r"([0-9]{20})\.json")
_CHECKPOINT = re.compile(
    r"([0-9]{20})\.checkpoint(?:\.([0-9]{10})\.([0-9]{10})|\.[0-9a-f-]{36})?\.(?:parquet|json)"
)


class TableFolder(Protocol):
    """A table's folder. `options` are what the deltalake library needs to open `url` itself."""

    url: str
    options: Mapping[str, str]

    def names(self) -> list[str]:
        """Return the names in the log; raises OSError."""
        ...

    def read(self, name: str) -> bytes:
        """Return a file of the log; raises UnreadableError or OSError."""
        ...

    def stamp(self, name: str) -> list[int]:
        """Return what changes when a file of the log is written again; [] where it is not there."""
        ...

    def lacks(self, path: str) -> bool:
        """Whether a data file is known not to be there."""
        ...


class LocalFolder:
    """A table in a folder of this machine; links are not followed."""

    options: Mapping[str, str] = {}

    def __init__(self, path: Path) -> None:
        self.url = str(path)
        self._path = path

    def names(self) -> list[str]:
        """Return the names in the log."""
        if (self._path / LOG).is_symlink():
            raise UnreadableError("its log is a link")
        with os.scandir(self._path / LOG) as entries:
            return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]

    def read(self, name: str) -> bytes:
        """Return a file of the log."""
        path = self._path / LOG / name
        if not stat.S_ISREG((status := path.lstat()).st_mode):
            raise UnreadableError("it is no plain file")
        if status.st_size > LARGEST:
            raise UnreadableError(f"it is larger than {LARGEST >> 20} MiB")
        return path.read_bytes()

    def stamp(self, name: str) -> list[int]:
        """Return the size and the time of a file of the log."""
        try:
            status = (self._path / LOG / name).lstat()
        except OSError:
            return []
        return [status.st_size, status.st_mtime_ns]

    def lacks(self, path: str) -> bool:
        """Whether a data file is not there; what lies outside the folder is not looked for."""
        return not leads_outside(path) and not (self._path / path).is_file()


class RemoteFolder:
    """A table at a URL, through fsspec."""

    def __init__(self, location: str, url: str, system: Any, root: str, options: Mapping[str, str]) -> None:
        self.location, self.url, self.options = location, url, options
        self._system, self._root = system, root.rstrip("/")

    def names(self) -> list[str]:
        """Return the names in the log."""
        found = self._system.ls(f"{self._root}/{LOG}", detail=False)
        return [str(path).rstrip("/").rpartition("/")[2] for path in found[:MOST]]

    def read(self, name: str) -> bytes:
        """Return a file of the log."""
        path = f"{self._root}/{LOG}/{name}"
        if (self._system.size(path) or 0) > LARGEST:
            raise UnreadableError(f"it is larger than {LARGEST >> 20} MiB")
        return bytes(self._system.cat_file(path))

    def stamp(self, name: str) -> list[int]:
        """Return the size of a file of the log."""
        try:
            return [int(self._system.size(f"{self._root}/{LOG}/{name}") or 0)]
        except OSError:
            return []

    def lacks(self, path: str) -> bool:  # noqa: ARG002
        """Return False: a server is not asked for every file."""
        return False


def log_name(version: int) -> str:
    """Return the name of the file of a version."""
    return f"{version:020}.json"


def commits_and_checkpoints(names: Iterable[str]) -> tuple[dict[int, str], set[int]]:
    """Return the files of versions by their number, and of which versions there is a whole checkpoint."""
    commits: dict[int, str] = {}
    checkpoints: set[int] = set()
    parts: dict[tuple[int, int], set[int]] = {}
    for name in names:
        if found := _COMMIT.fullmatch(name):
            commits[int(found[1])] = name
        elif found := _CHECKPOINT.fullmatch(name):
            if found[2] is None:
                checkpoints.add(int(found[1]))
            else:
                parts.setdefault((int(found[1]), int(found[3])), set()).add(int(found[2]))
    checkpoints |= {version for (version, many), there in parts.items() if len(there) == many}
    return commits, checkpoints
