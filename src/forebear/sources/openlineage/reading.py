"""Events out of files: one JSON object a line, a JSON array, or objects one behind the other."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from forebear.sources.regular import open_regular

_LONGEST = 64 * 1024 * 1024  # bytes of one event
_CHUNK = 1024 * 1024
_SPACE = " \t\r\n"

Event = dict[str, Any]
Refuse = Callable[[str, str], None]
"""Is told where in a file something cannot be read (`line 3`, "" = the rest), and why."""


@dataclass(slots=True)
class Reading:
    """One file while it is read. `offset` is how far it was read whole, in bytes; it stays 0 where one cannot
    go on from there, so that a change means that the file is read again.
    """

    path: Path
    offset: int = 0
    line: int = 0

    def events(self, refuse: Refuse) -> Iterator[tuple[str, Event]]:
        """Yield what is behind `offset`, each event with its place in the file, and move `offset` on.

        Raises OSError where there is no such file.
        """
        with open_regular(self.path) as file:
            file.seek(self.offset)
            if not self.offset:
                first = _first(file)
                file.seek(0)
                if first == b"{":
                    whole = _is_whole(file.readline(_LONGEST))
                    file.seek(0)
                    if not whole:
                        yield from self._documents(file, refuse)
                        return
                elif first:
                    yield from self._documents(file, refuse)
                    return
            yield from self._lines(file, refuse)

    def _lines(self, file: IO[bytes], refuse: Refuse) -> Iterator[tuple[str, Event]]:
        while line := file.readline(_LONGEST):
            whole = line.endswith(b"\n")
            if not whole and len(line) >= _LONGEST:
                while (rest := file.readline(_CHUNK)) and not rest.endswith(b"\n"):
                    pass
                self._passed(file)
                refuse(f"line {self.line}", f"it is longer than {_LONGEST >> 20} MiB")
                continue
            text = line.strip()
            if not text:
                self._passed(file)
                continue
            try:
                value = json.loads(text)
            except RecursionError:
                self._passed(file)
                refuse(f"line {self.line}", "it is nested too deep")
            except ValueError:
                if not whole:
                    refuse("", "its last line is not finished")
                    return
                self._passed(file)
                refuse(f"line {self.line}", "it is no JSON")
            else:
                self._passed(file)
                yield from _flat(value, f"line {self.line}", refuse)

    def _passed(self, file: IO[bytes]) -> None:
        self.offset = file.tell()
        self.line += 1

    def _documents(self, file: IO[bytes], refuse: Refuse) -> Iterator[tuple[str, Event]]:
        """Yield the events of an array, or of documents that are not one a line, a piece at a time."""
        text = codecs.getincrementaldecoder("utf-8-sig")("replace")
        decode = json.JSONDecoder().raw_decode
        rest, number, is_array = "", 0, False
        while True:
            start = len(rest) - len(rest.lstrip(_SPACE + ","))
            if not number and not is_array and rest[start : start + 1] == "[":
                rest, is_array = rest[start + 1 :], True
                continue
            if is_array and rest[start : start + 1] == "]":
                return
            try:
                value, end = decode(rest, start)
            except RecursionError:
                refuse(f"event {number + 1}", "it is nested too deep")
                return
            except ValueError:
                raw = b"" if len(rest) > _LONGEST else file.read(max(_CHUNK, len(rest)))
                if raw:
                    rest = rest[start:] + text.decode(raw)
                    continue
                if rest[start:] or is_array:
                    why = (
                        "it is not finished"
                        if len(rest) <= _LONGEST
                        else "it holds an event that is too long"
                    )
                    refuse("", f"{why}, or no JSON, after {number} events")
                return
            rest, number = rest[end:], number + 1
            yield from _flat(value, f"event {number}", refuse)


def _first(file: IO[bytes]) -> bytes:
    """Return the first byte that is no space and no mark of the encoding."""
    head = file.read(4096).removeprefix(codecs.BOM_UTF8).lstrip()
    return head[:1]


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line.removeprefix(codecs.BOM_UTF8))
    except RecursionError:
        return True  # a line by itself, which will be refused
    except ValueError:
        return False
    return True


def _flat(value: object, where: str, refuse: Refuse) -> Iterator[tuple[str, Event]]:
    if isinstance(value, dict):
        yield where, value
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield where, item
            else:
                refuse(where, "it is no event")
    else:
        refuse(where, "it is no event")
