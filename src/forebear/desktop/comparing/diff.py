"""A unified diff as numbered lines. Knows no Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$")


class Change(StrEnum):
    """What a line of a diff is."""

    SAME = " "
    ADDED = "+"
    REMOVED = "-"
    HUNK = "@"
    NOTE = "\\"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a file; `before` and `after` are its numbers there, None where it has none."""

    change: Change
    text: str
    before: int | None = None
    after: int | None = None


def read_diff(text: str) -> list[DiffLine]:
    """Read a unified diff of one file; what stands before the first hunk is left out."""
    lines: list[DiffLine] = []
    before = after = 0
    inside = False
    for raw in text.split("\n"):
        line = raw.removesuffix("\r")
        hunk = _HUNK.match(line)
        if hunk is not None:
            before, after, inside = int(hunk[1]), int(hunk[2]), True
            lines.append(DiffLine(Change.HUNK, line))
        elif not inside or not line:
            continue
        elif line[0] == "+":
            lines.append(DiffLine(Change.ADDED, line[1:], None, after))
            after += 1
        elif line[0] == "-":
            lines.append(DiffLine(Change.REMOVED, line[1:], before))
            before += 1
        elif line[0] == " ":
            lines.append(DiffLine(Change.SAME, line[1:], before, after))
            before, after = before + 1, after + 1
        elif line[0] == "\\":
            lines.append(DiffLine(Change.NOTE, line[2:]))
    return lines
