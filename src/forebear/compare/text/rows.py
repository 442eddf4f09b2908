"""A diff as the rows that are shown: one below the other, or both sides beside each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forebear.compare.text.lines import Change, DiffLine
from forebear.compare.text.words import pair_lines

CONTEXT = 3
"""Lines around a change that are shown, as in Git."""
_FUNCTION = re.compile(r"[A-Za-z_$]")  # what a line begins with that tells where one is, as in Git
_SEARCHED = 2_000  # lines above a change in which such a line is looked for


@dataclass(frozen=True, slots=True)
class TextDiff:
    """How two texts of one file differ.

    `lines` are all of both where `whole`, else the hunks of a diff. `pairs` has the number of a removed line
    to that of the added one that it became.
    """

    path: str
    lines: Sequence[DiffLine]
    whole: bool
    pairs: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, path: str, lines: Sequence[DiffLine], *, whole: bool) -> TextDiff:
        """Return the diff with its pairs found."""
        pairs: dict[int, int] = {}
        for start, stop in _changes(lines):
            removed = [line for line in lines[start:stop] if line.change is Change.REMOVED]
            added = [line for line in lines[start:stop] if line.change is Change.ADDED]
            for one, other in pair_lines([line.text for line in removed], [line.text for line in added]):
                pairs[removed[one].before or 0] = added[other].after or 0
        return cls(path, lines, whole, pairs)


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown in one row. Below each other, a row has one line (`before` is where it is not added).

    `gap` is set instead where lines are left out: the places in `TextDiff.lines` that are, none of which
    is known where the diff is not whole; `where` then says what they are in.
    """

    before: DiffLine | None = None
    after: DiffLine | None = None
    gap: range | None = None
    where: str = ""

    @property
    def changed(self) -> bool:
        """Whether the row shows a change."""
        return any(
            line is not None and line.change in (Change.ADDED, Change.REMOVED)
            for line in (self.before, self.after)
        )


def make_rows(
    diff: TextDiff, *, beside: bool, context: int | None = CONTEXT, opened: Collection[int] = ()
) -> list[Row]:
    """Return the rows: both sides `beside` each other, or one below the other.

    `context` None leaves no lines out; `opened` are the beginnings of gaps that are shown nevertheless.
    """
    rows: list[Row] = []
    lines = diff.lines
    place = 0
    for start, stop in (*_changes(lines), (len(lines), len(lines))):
        if diff.whole and context is not None:
            rows += _folded(lines, place, start, context, opened)
        else:
            rows += [_row(line) for line in lines[place:start]]
        rows += _beside(diff, lines[start:stop]) if beside else [_row(line) for line in lines[start:stop]]
        place = stop
    return rows


def change_starts(rows: Sequence[Row]) -> list[int]:
    """Return the rows at which a change begins."""
    starts = []
    inside = False
    for number, row in enumerate(rows):
        if row.changed and not inside:
            starts.append(number)
        # The note that a last line has no newline belongs to its line.
        inside = row.changed or (inside and row.gap is None and not (row.before and row.after))
    return starts


def _changes(lines: Sequence[DiffLine]) -> Iterator[tuple[int, int]]:
    """Yield where changes begin and end, their notes included."""
    place = 0
    while place < len(lines):
        if lines[place].change not in (Change.ADDED, Change.REMOVED):
            place += 1
            continue
        start = place
        while place < len(lines) and lines[place].change not in (Change.SAME, Change.HUNK):
            place += 1
        yield start, place


def _folded(
    lines: Sequence[DiffLine], start: int, stop: int, context: int, opened: Collection[int]
) -> Iterator[Row]:
    first = start + (context if start else 0)
    last = stop - (context if stop < len(lines) else 0)
    if last - first < 2 or first in opened:  # one line takes no more room than a gap
        first = last = stop
    yield from (_row(line) for line in lines[start:first])
    if first < last:
        yield Row(gap=range(first, last), where=_where(lines, first, last) if stop < len(lines) else "")
    yield from (_row(line) for line in lines[last:stop])


def _where(lines: Sequence[DiffLine], first: int, last: int) -> str:
    for place in range(last - 1, max(first, last - _SEARCHED) - 1, -1):
        if _FUNCTION.match(lines[place].text):
            return lines[place].text[:200].rstrip()
    return ""


def _row(line: DiffLine) -> Row:
    match line.change:
        case Change.HUNK:
            return Row(gap=range(0), where=line.text.rpartition("@@")[2].strip())
        case Change.SAME:
            return Row(line, line)
        case Change.ADDED:
            return Row(after=line)
        case _:
            return Row(before=line)


def _beside(diff: TextDiff, lines: Sequence[DiffLine]) -> Iterator[Row]:
    """Yield the rows of one change: lines that belong together in one row, all others in rows of their own.

    A line that became none shares its row with an added one where both are alone there.
    """
    removed, added = _with_notes(lines)
    places = {line[0].after: place for place, line in enumerate(added)}
    at = to = 0
    for place, line in enumerate(removed):
        mate = places.get(diff.pairs.get(line[0].before or 0))
        if mate is not None:
            yield from _zipped(removed[at:place], added[to:mate])
            yield from _zipped([line], [added[mate]])
            at, to = place + 1, mate + 1
    yield from _zipped(removed[at:], added[to:])


def _with_notes(lines: Sequence[DiffLine]) -> tuple[list[list[DiffLine]], list[list[DiffLine]]]:
    """Return the removed and the added lines, each with its note."""
    sides: tuple[list[list[DiffLine]], list[list[DiffLine]]] = ([], [])
    here = sides[0]
    for line in lines:
        if line.change is Change.NOTE:
            here[-1].append(line)
            continue
        here = sides[0] if line.change is Change.REMOVED else sides[1]
        here.append([line])
    return sides


def _zipped(removed: Sequence[Sequence[DiffLine]], added: Sequence[Sequence[DiffLine]]) -> Iterator[Row]:
    left = [line for lines in removed for line in lines]
    right = [line for lines in added for line in lines]
    for number in range(max(len(left), len(right))):
        yield Row(
            left[number] if number < len(left) else None, right[number] if number < len(right) else None
        )
