"""What a container printed, kept in a file that cannot grow without end."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path

HEAD = 8 << 20  # bytes kept from the beginning
TAIL = 1 << 20  # bytes kept from the end: errors come last
_LINE = 4000  # characters of one line that are passed on
_WAITING = 2000  # lines waiting to be passed on; of more, the oldest are left out


class RunLog:
    """Writes output to a file: the first 8 MiB, a mark that says how much is cut, and the last MiB.

    One thread writes; another takes whole lines to pass on.
    """

    def __init__(self, path: Path, head: int = HEAD, tail: int = TAIL) -> None:
        self.path = path
        self._head, self._tail_size = head, tail
        self._file = path.open("wb")
        self._written = 0
        self._tail: deque[bytes] = deque()
        self._kept = self._seen = 0
        self._partial = self._end = b""
        self._lines: deque[str] = deque(maxlen=_WAITING)
        self._lock = threading.Lock()

    def write(self, block: bytes) -> None:
        """Take a block of output."""
        with self._lock:
            room = max(0, self._head - self._written)
            self._file.write(block[:room])
            self._file.flush()
            self._written += len(block[:room])
            rest = block[room:]
            if rest:
                self._tail.append(rest)
                self._kept += len(rest)
                self._seen += len(rest)
                while self._kept - len(self._tail[0]) >= self._tail_size:
                    self._kept -= len(self._tail.popleft())
            self._end = (self._end + block)[-500:]
            *lines, self._partial = (self._partial + block).split(b"\n")
            self._partial = self._partial[-_LINE:]
            self._lines.extend(_text(line) for line in lines)

    def note(self, text: str) -> None:
        """Add a line of our own, marked as such."""
        self.write(f"\n[forebear: {text}]\n".encode())

    def last(self) -> str:
        """Return what was printed last, a few hundred characters of it."""
        with self._lock:
            return self._end.decode("utf-8", "replace")

    def take(self) -> list[str]:
        """Return the whole lines that came since the last call."""
        with self._lock:
            lines = list(self._lines)
            self._lines.clear()
        return lines

    def end(self) -> None:
        """Write what was kept of the end, and close."""
        with self._lock:
            if self._file.closed:
                return
            if self._partial:
                self._lines.append(_text(self._partial))
                self._partial = b""
            tail = b"".join(self._tail)[-self._tail_size :]
            cut = self._seen - len(tail)
            if cut:
                self._file.write(f"\n[forebear: {cut} bytes of output are left out here]\n".encode())
            self._file.write(tail)
            self._file.close()


def _text(line: bytes) -> str:
    """Return a line to show: what would steer a terminal is made visible."""
    text = line[:_LINE].decode("utf-8", "replace").rstrip("\r").expandtabs(4)
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
