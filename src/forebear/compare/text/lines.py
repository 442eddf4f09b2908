"""A diff as numbered lines: read from a unified diff, or made of two texts.

A line ends at a newline alone, as Git has it, so the carriage return of a CRLF is part of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forebear.compare.text.matching import same_runs

_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$", re.DOTALL)
NO_NEWLINE = "No newline at end of file"


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
    """Read a unified diff of one file; what stands outside of its hunks is left out."""
    lines: list[DiffLine] = []
    before = after = 0
    before_end = after_end = 0  # numbers of the first lines that are not the hunk's any more
    for line in text.split("\n"):
        inside = before < before_end or after < after_end
        hunk = None if inside else _HUNK.match(line)
        if hunk is not None:
            before, after = int(hunk[1]), int(hunk[3])
            before_end = before + int(hunk[2] or "1")
            after_end = after + int(hunk[4] or "1")
            lines.append(DiffLine(Change.HUNK, line))
        elif line.startswith("\\") and lines:
            if lines[-1].change is not Change.HUNK:
                lines.append(DiffLine(Change.NOTE, line[2:].rstrip("\r")))
        elif not inside:
            continue
        elif line.startswith("+"):
            lines.append(DiffLine(Change.ADDED, line[1:], None, after))
            after += 1
        elif line.startswith("-"):
            lines.append(DiffLine(Change.REMOVED, line[1:], before))
            before += 1
        elif line.startswith(" ") or not line.strip("\r"):  # some programs strip the space of an empty line
            lines.append(DiffLine(Change.SAME, line[1:] if line.startswith(" ") else line, before, after))
            before, after = before + 1, after + 1
        else:  # no diff after all
            before_end = after_end = 0
    return lines


def split_lines(text: str) -> list[str]:
    """Return the lines of a text; the newline at its end begins no line of its own."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def compare_texts(before: str, after: str) -> list[DiffLine]:
    """Compare two texts line by line; all lines are in the answer, those that are the same included."""
    old, new = split_lines(before), split_lines(after)
    # That a last line has no newline makes it another line, as in Git.
    cut = [bool(text) and not text.endswith("\n") for text in (before, after)]
    keyed = [
        [*lines[:-1], f"{lines[-1]}\n"] if lacks else lines
        for lines, lacks in zip((old, new), cut, strict=True)
    ]
    return list(_joined(old, new, same_runs(*keyed), (cut[0], cut[1])))


def _joined(
    old: Sequence[str], new: Sequence[str], runs: Iterator[tuple[int, int, int]], cut: tuple[bool, bool]
) -> Iterator[DiffLine]:
    note = DiffLine(Change.NOTE, NO_NEWLINE)
    before = after = 0
    for start, at, count in (*runs, (len(old), len(new), 0)):
        for number in range(before, start):
            yield DiffLine(Change.REMOVED, old[number], number + 1)
            if cut[0] and number == len(old) - 1:
                yield note
        for number in range(after, at):
            yield DiffLine(Change.ADDED, new[number], None, number + 1)
            if cut[1] and number == len(new) - 1:
                yield note
        for offset in range(count):
            yield DiffLine(Change.SAME, new[at + offset], start + offset + 1, at + offset + 1)
        if all(cut) and count and old != new and (start + count, at + count) == (len(old), len(new)):
            yield note
        before, after = start + count, at + count


def filled(hunks: Sequence[DiffLine], after: str) -> list[DiffLine]:
    """Return the whole of a file: the hunks of its diff, and between them the lines of `after`."""
    new = split_lines(after)
    whole: list[DiffLine] = []
    old_next = new_next = 1
    for line in hunks:
        if line.change is Change.HUNK:
            hunk = _HUNK.match(line.text)
            start = int(hunk[3]) if hunk else new_next
            if hunk and hunk[4] == "0":  # it names the line before
                start += 1
            whole += _between(new, old_next, new_next, start)
            old_next, new_next = old_next + max(0, start - new_next), max(start, new_next)
            continue
        whole.append(line)
        old_next = line.before + 1 if line.before is not None else old_next
        new_next = line.after + 1 if line.after is not None else new_next
    whole += _between(new, old_next, new_next, len(new) + 1)
    return whole


def _between(new: Sequence[str], before: int, after: int, stop: int) -> Iterator[DiffLine]:
    for step in range(min(stop, len(new) + 1) - after):
        yield DiffLine(Change.SAME, new[after + step - 1], before + step, after + step)
