"""What a container printed, kept in a file that cannot grow without end."""

from __future__ import annotations

import re
import threading
from collections import deque
from pathlib import Path

HEAD = 8 << 20  # bytes kept from the beginning
TAIL = 1 << 20  # bytes kept from the end: errors come last
_END = 64 << 10  # bytes of the end that are looked at for a reason
_LINE = 4000  # characters of one line that are passed on
_WAITING = 2000  # lines waiting to be passed on; of more, the oldest are left out
_UNREAD = 1 << 20  # bytes waiting to be passed on

# Colours and weights (ECMA-48 SGR) steer nothing else, so they may stay.
_COLOUR = re.compile(r"(\x1b\[[0-9;:]*m)")


class RunLog:
    """Writes output to a file: the first 8 MiB, a mark that says how much is cut, and the last MiB.

    One thread writes; another takes whole lines to pass on. Writing costs the same whatever is printed: lines
    are only made of what is taken.
    """

    def __init__(self, path: Path, head: int = HEAD, tail: int = TAIL) -> None:
        self.path = path
        self._head, self._tail = head, tail
        self._file = path.open("wb")
        self._size = 0
        self._recent = _Recent(max(tail, _END))
        self._unread = _Recent(_UNREAD)
        self._lock = threading.Lock()

    def write(self, block: bytes) -> None:
        """Take a block of output."""
        with self._lock:
            room = self._head - self._size
            if room > 0:
                self._file.write(block[:room])
                self._file.flush()
            self._size += len(block)
            self._recent.add(block)
            self._unread.add(block)

    def note(self, text: str) -> None:
        """Add a line of our own, marked as such."""
        self.write(f"\n[forebear: {text}]\n".encode())

    def last(self, size: int = _END) -> str:
        """Return what was printed last, up to 64 KiB of it."""
        with self._lock:
            return self._recent.end(size).decode("utf-8", "replace")

    def take(self) -> list[str]:
        """Return the whole lines that came since the last call; of too many, the oldest are left out."""
        with self._lock:
            left_out, block = self._unread.lost, self._unread.take()
            whole, newline, partial = block.rpartition(b"\n")
            if not self._file.closed:
                self._unread.add(partial[-_UNREAD:])
            elif partial:
                whole, newline = block, b"\n"
        if not newline:
            return []
        lines = whole.split(b"\n")
        if left_out or len(lines) > _WAITING:
            lines = lines[-_WAITING:] if len(lines) > _WAITING else lines[1:]
            lines.insert(0, b"[forebear: lines came too fast; some are not shown here]")
        return [_text(line) for line in lines]

    def end(self) -> None:
        """Write what was kept of the end, and close."""
        with self._lock:
            if self._file.closed:
                return
            rest = max(0, self._size - self._head)
            tail = self._recent.end(min(rest, self._tail))
            cut = rest - len(tail)
            if cut:
                self._file.write(f"\n[forebear: {cut} bytes of output are left out here]\n".encode())
            self._file.write(tail)
            self._file.close()


class _Recent:
    """The last blocks of a stream, of which at least `size` bytes are kept; `lost` is how many are not."""

    def __init__(self, size: int) -> None:
        self._most = size
        self._blocks: deque[bytes] = deque()
        self._kept = self.lost = 0

    def add(self, block: bytes) -> None:
        self._blocks.append(block)
        self._kept += len(block)
        while self._kept - len(self._blocks[0]) >= self._most:
            gone = len(self._blocks.popleft())
            self._kept -= gone
            self.lost += gone

    def end(self, size: int) -> bytes:
        """Return the last bytes, up to `size` of them."""
        return b"".join(self._blocks)[-size:] if size else b""

    def take(self) -> bytes:
        """Return all that is kept, and keep none of it."""
        block = b"".join(self._blocks)
        self._blocks.clear()
        self._kept = self.lost = 0
        return block


def _text(line: bytes) -> str:
    """Return a line to show: colours stay, what else would steer a terminal is made visible.

    After a carriage return only what follows is shown, as a terminal does it.
    """
    text = (line[-_LINE:] if b"\r" in line else line[:_LINE]).decode("utf-8", "replace")
    text = next(filter(None, reversed(text.split("\r"))), "").expandtabs(4)
    if text.isprintable():
        return text
    parts = _COLOUR.split(text)
    shown = [part if number % 2 else _visible(part) for number, part in enumerate(parts)]
    return "".join((*shown, "\x1b[0m")) if len(parts) > 1 else shown[0]


def _visible(text: str) -> str:
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
