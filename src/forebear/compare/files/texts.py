"""Text of versions as unified diffs; of logs, on request, without their times."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from forebear.compare.files.findings import TextDifference
from forebear.compare.text import lines
from forebear.compare.text.lines import Change, DiffLine
from forebear.compare.text.rows import CONTEXT

LARGEST = 4 << 20
"""Bytes of a text that is compared as a whole; of a larger one only the place of the first difference."""

TIMES = "times of day and dates"
"""The rule for logs: ISO 8601 and syslog times, dates, and durations such as `0:00:12` are taken as equal."""

_TIME = re.compile(
    r"\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d"
    r" \d{2}:\d{2}:\d{2}(?: \d{4})?"
    r"|\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b"
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


def decoded_text(content: bytes) -> tuple[str, str] | None:
    """Return a text and the name of its encoding; None where the bytes are no text.

    Without a byte order mark it is UTF-8, or where it is not that, Latin-1 in which every byte is a letter.
    """
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(codec), name
            except UnicodeDecodeError:
                return None
    if b"\0" in content[:8192]:
        return None
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in content[:8192])
    return None if odd else (content.decode("latin-1"), "Latin-1")


def looks_like_text(path: Path) -> bool:
    """Say whether the beginning of a file is text; raises OSError."""
    with path.open("rb") as file:
        head = file.read(8192)
    # The cut may go through a letter: of what follows the last line end nothing is asked.
    whole = head if len(head) < 8192 else head[: head.rfind(b"\n") + 1] or head[:-4]
    return decoded_text(whole) is not None


def has_times(text: str) -> bool:
    """Say whether there is a time or a date in a text."""
    return _TIME.search(text) is not None


def without_times(text: str) -> str:
    """Return a text in which every time and date is the same word."""
    return _TIME.sub("<time>", text)


def compare_texts(before: str, after: str, *, rule: str = "") -> TextDifference:
    """Compare line by line; with `rule` TIMES the times are taken as equal first."""
    plain = text_lines(before, after)
    ruled = text_lines(before, after, rule=rule) if rule else plain
    return TextDifference(unified(ruled), *_counts(ruled), rule, _counts(plain), notes=_notes(before, after))


def text_lines(before: str, after: str, *, rule: str = "") -> list[DiffLine]:
    """Return all lines of both texts; of lines that differ only in what `rule` leaves out, the later one."""
    if not rule:
        return lines.compare_texts(before, after)
    old, new = lines.split_lines(before), lines.split_lines(after)
    return [
        replace(line, text=new[line.after - 1])
        if line.after is not None
        else replace(line, text=old[line.before - 1])
        if line.before is not None
        else line
        for line in lines.compare_texts(without_times(before), without_times(after))
    ]


def unified(found: Sequence[DiffLine]) -> str:
    """Return the unified diff of all lines of two texts, without the lines that name files."""
    written: list[str] = []
    for first, last in _hunks(found):
        hunk = found[first:last]
        sides = [[number for line in hunk if (number := side(line)) is not None] for side in _NUMBERS]
        # Of a side without lines in the hunk, the line before it counts.
        heads = [
            f"{numbers[0] if numbers else _last_number(found[:first], side)},{len(numbers)}"
            for numbers, side in zip(sides, _NUMBERS, strict=True)
        ]
        written.append(f"@@ -{heads[0]} +{heads[1]} @@\n")
        written += [
            f"\\ {line.text}\n" if line.change is Change.NOTE else f"{line.change}{line.text}\n"
            for line in hunk
        ]
    return "".join(written)


_NUMBERS: tuple[Callable[[DiffLine], int | None], ...] = (lambda line: line.before, lambda line: line.after)


def _last_number(found: Sequence[DiffLine], side: Callable[[DiffLine], int | None]) -> int:
    return next((number for line in reversed(found) if (number := side(line)) is not None), 0)


def _hunks(found: Sequence[DiffLine]) -> list[tuple[int, int]]:
    """Return the stretches of lines that are changed or near a change."""
    stretches: list[tuple[int, int]] = []
    for place, line in enumerate(found):
        if line.change is Change.SAME:
            continue
        first, last = max(0, place - CONTEXT), min(len(found), place + CONTEXT + 1)
        if stretches and first <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    return stretches


def _counts(found: Sequence[DiffLine]) -> tuple[int, int]:
    changes = [line.change for line in found]
    return changes.count(Change.ADDED), changes.count(Change.REMOVED)


def _notes(before: str, after: str) -> tuple[str, ...]:
    ends = ["\r\n" in text for text in (before, after)]
    if ends[0] != ends[1]:
        return ("The line ends differ: CRLF in one version, LF in the other.",)
    return ()
