"""A diff made ready to be shown: all that takes time, and needs no Qt."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from forebear.compare.text.lines import Change, DiffLine
from forebear.compare.text.rows import Row, TextDiff, change_starts, make_rows

_MEASURED = 12  # lines that may be the widest


@dataclass(frozen=True, slots=True)
class Arranged:
    """The rows of a diff, and what is known of them as a whole.

    `starts` are the rows at which changes begin, `removed` and `added` the texts of such lines by number,
    `longest` the lines that may be the widest, `largest` the largest number of a line. `crlf` says that all
    lines end in a carriage return.
    """

    diff: TextDiff
    rows: Sequence[Row]
    beside: bool
    starts: Sequence[int]
    removed: Mapping[int, str]
    added: Mapping[int, str]
    longest: Sequence[DiffLine]
    largest: int
    crlf: bool


def arrange(diff: TextDiff, *, beside: bool, context: int | None, opened: Collection[int]) -> Arranged:
    """Make the rows of a diff; none where no line differs. See `make_rows`."""
    rows = make_rows(diff, beside=beside, context=context, opened=opened)
    lines = [line for line in diff.lines if line.change is not Change.HUNK]
    removed = {line.before or 0: line.text for line in lines if line.change is Change.REMOVED}
    added = {line.after or 0: line.text for line in lines if line.change is Change.ADDED}
    texts = [line for line in lines if line.change is not Change.NOTE]
    return Arranged(
        diff,
        rows if removed or added else (),
        beside,
        change_starts(rows),
        removed,
        added,
        heapq.nlargest(_MEASURED, texts, key=lambda line: len(line.text)),
        max((max(line.before or 0, line.after or 0) for line in texts), default=0),
        bool(texts) and all(line.text.endswith("\r") for line in texts),
    )


NOTHING = arrange(TextDiff("", (), whole=True), beside=False, context=None, opened=())
