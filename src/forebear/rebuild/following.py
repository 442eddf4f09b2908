"""Follows the progress that a detached job writes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

LIMIT = 1 << 20
"""Bytes of progress after which a new file is begun; the one before is kept, those before it are not."""

_AT_ONCE = 256 << 10  # bytes that are read in one go


class Follower:
    """Reads the lines of a `progress` file as they come, also when a new file is begun."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting = [old_of(path), path]
        self._file: BinaryIO | None = None
        self._partial = b""

    def read(self) -> list[str]:
        """Return the whole lines that came since the last call, a bounded amount of them."""
        room = _AT_ONCE
        blocks = []
        while room > 0 and (file := self._open()) is not None:
            # Asked again after it was superseded: what was written just before that is still to be read.
            block = file.read(room) or (file.read(room) if self._superseded(file) else b"")
            if block:
                blocks.append(block)
                room -= len(block)
            elif self._superseded(file):
                self.close()
                self._waiting = [self._path]
            else:
                break
        *lines, self._partial = (self._partial + b"".join(blocks)).split(b"\n")
        return [line.decode("utf-8", "replace").rstrip("\r") for line in lines]

    def rest(self) -> list[str]:
        """Return all that is left, when nothing comes any more."""
        lines: list[str] = []
        while found := self.read():
            lines += found
        last, self._partial = self._partial.decode("utf-8", "replace").rstrip("\r"), b""
        return [*lines, last] if last else lines

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Follower:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> BinaryIO | None:
        while self._file is None and self._waiting:
            path = self._waiting.pop(0)
            with suppress(OSError):
                self._file = path.open("rb")
        if self._file is None:
            self._waiting = [self._path]  # it is yet to come
        return self._file

    def _superseded(self, file: BinaryIO) -> bool:
        """Whether a newer file was begun."""
        try:
            newest = self._path.stat()
        except OSError:
            return False
        mine = os.fstat(file.fileno())
        return (newest.st_dev, newest.st_ino) != (mine.st_dev, mine.st_ino)


def old_of(path: Path) -> Path:
    """Return where the lines before those of `path` are."""
    return path.with_name(f"{path.name}.old")


class ProgressFile:
    """Standard error of a detached job: a file of lines that cannot grow without end.

    It takes the place of file descriptor 2 as well, so that also what breaks below Python is written there.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._path, self._limit = path, limit
        self._size = 0
        self._begin()

    def write(self, text: str) -> int:
        """Write text; raises OSError where the disk is full."""
        data = text.encode(self.encoding, self.errors)
        self._size += os.write(2, data)
        if self._size > self._limit and data.endswith(b"\n"):
            os.replace(self._path, old_of(self._path))  # noqa: PTH105 -- beside os.write
            self._begin()
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing waits."""

    def isatty(self) -> bool:
        """It is no terminal."""
        return False

    def fileno(self) -> int:
        """The file descriptor of standard error."""
        return 2

    def install(self) -> None:
        """Let it be `sys.stderr`."""
        sys.stderr = self

    def _begin(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        fresh = os.open(self._path, flags, 0o600)
        self._size = os.fstat(fresh).st_size
        os.dup2(fresh, 2)
        os.close(fresh)
