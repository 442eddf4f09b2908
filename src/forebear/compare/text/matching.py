"""Which lines of two texts are the same, quickly also for logs of very many lines.

Lines that each text has once are matched first, in the longest order that both share (patience diff, Bram
Cohen); what lies between them is compared as Myers does ("An O(ND) Difference Algorithm", 1986), a part at a
time where much differs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

_MOST_EDITS = 200  # that are looked ahead
_MOST_STEPS = 200  # of so many edits in one place; what comes after them is taken as replaced

Run = tuple[int, int, int]
"""Lines that are the same: where they begin in the one text and in the other, and how many they are."""


def same_runs(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    """Yield the runs of lines that stay the same, in order; the rest was removed or added."""
    numbers: dict[str, int] = {}
    old = [numbers.setdefault(line, len(numbers)) for line in before]
    new = [numbers.setdefault(line, len(numbers)) for line in after]
    # What is yet to be looked at, the next one last: ranges of both, or a run that was found.
    todo: list[tuple[int, int, int, int]] = [(0, len(old), 0, len(new))]
    while todo:
        start, stop, at, end = todo.pop()
        head = 0
        while start + head < stop and at + head < end and old[start + head] == new[at + head]:
            head += 1
        if head:
            yield start, at, head
        start, at = start + head, at + head
        tail = 0
        while stop - tail > start and end - tail > at and old[stop - tail - 1] == new[end - tail - 1]:
            tail += 1
        if tail:
            # Its own range is all alike, so that it comes out as one run in its turn.
            todo.append((stop - tail, stop, end - tail, end))
        stop, end = stop - tail, end - tail
        if start == stop or at == end:
            continue
        anchors = _anchors(old[start:stop], new[at:end], start, at)
        if anchors:
            places = [*anchors, (stop, end)]
            pieces = [(start, places[0][0], at, places[0][1])]
            pieces += [(here, there, this, that) for (here, this), (there, that) in pairwise(places)]
            todo += reversed(pieces)
        else:
            yield from _shortest(old[start:stop], new[at:end], start, at)


def _anchors(old: Sequence[int], new: Sequence[int], start: int, at: int) -> list[tuple[int, int]]:
    """Return the places of lines that both have once, in the longest order that both share.

    `start` and `at` are added to the places.
    """
    once = {line for line, count in Counter(old).items() if count == 1}
    once &= {line for line, count in Counter(new).items() if count == 1}
    where = {line: place for place, line in enumerate(new, at) if line in once}
    pairs = [(place, where[line]) for place, line in enumerate(old, start) if line in once]
    # The longest increasing subsequence of the places in `new`.
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        below.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            piles.append(number)
        else:
            tops[pile], piles[pile] = place, number
    found = []
    number = piles[-1] if piles else -1
    while number >= 0:
        found.append(pairs[number])
        number = below[number]
    return found[::-1]


def _shortest(old: Sequence[int], new: Sequence[int], start: int, at: int) -> Iterator[Run]:
    """Yield the runs of a shortest edit, or of one that is short as far as can be seen step by step.

    `start` and `at` are added to the places.
    """
    if set(old).isdisjoint(new):
        return
    x = y = 0
    for _ in range(_MOST_STEPS):
        trace, (right, down) = _reach(old[x:], new[y:])
        yield from _walked(trace, right, down, start + x, at + y)
        x, y = x + right, y + down
        if x == len(old) or y == len(new):
            return


def _reach(old: Sequence[int], new: Sequence[int]) -> tuple[list[dict[int, int]], tuple[int, int]]:
    """Return how far one gets with few edits (the furthest on each diagonal, edit by edit), and where to."""
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(_MOST_EDITS + 1):
        trace.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            down = _goes_down(furthest, diagonal, edits)
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x == len(old) and y == len(new):
                return trace, (x, y)
    reached = [
        (x, x - diagonal)
        for diagonal, x in furthest.items()
        if (diagonal - _MOST_EDITS) % 2 == 0 and x <= len(old) and 0 <= x - diagonal <= len(new)
    ]
    return trace, max(reached, key=sum)


def _goes_down(furthest: Mapping[int, int], diagonal: int, edits: int) -> bool:
    """Whether the furthest way to a diagonal is by an added line, not by a removed one."""
    return diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])


def _walked(trace: Sequence[Mapping[int, int]], x: int, y: int, start: int, at: int) -> Iterator[Run]:
    runs = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[edits], x - y
        down = _goes_down(furthest, diagonal, edits)
        before = furthest[diagonal + 1] if down else furthest[diagonal - 1]
        ahead = before if down else before + 1
        if x > ahead:
            runs.append((start + ahead, at + ahead - diagonal, x - ahead))
        x, y = before, before - (diagonal + 1 if down else diagonal - 1)
    yield from reversed(runs)
