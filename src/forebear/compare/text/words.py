"""Which lines of a change belong together, and which words changed within them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_WORDS = 300  # of a line; of longer ones only beginning and end are compared
_MOST_PAIRS = 900  # lines removed times lines added; of more, each goes with the one in its place
_ALIKE = 0.4  # from this share of words on, two lines are the same one changed

Spans = tuple[tuple[int, int], ...]
"""Start and length, in characters."""


def pair_lines(removed: Sequence[str], added: Sequence[str]) -> list[tuple[int, int]]:
    """Return which of the removed lines became which added one, as places in both, in order.

    Lines that have little in common stay alone.
    """
    if not removed or not added:
        return []
    if len(removed) * len(added) > _MOST_PAIRS:
        places = range(min(len(removed), len(added)))
        return [(place, place) for place in places if _alike(_bag(removed[place]), _bag(added[place])) > 0]
    old, new = [_bag(line) for line in removed], [_bag(line) for line in added]
    # The pairs that have most in common in all, none crossing another; found from the end.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    score = [[_alike(one, other) for other in new] for one in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            here = score[i][j] + best[i + 1][j + 1] if score[i][j] > 0 else 0.0
            best[i][j] = max(here, best[i + 1][j], best[i][j + 1])
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if score[i][j] > 0 and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _bag(line: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(line[:2_000]) if not word.isspace())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that two lines have in common, 0 where it is too little to say so."""
    size = one.total() + other.total()
    if not size:
        return 1.0  # two empty lines
    share = 2 * (one & other).total() / size
    return share if share >= _ALIKE else 0.0


def changed_words(before: str, after: str) -> tuple[Spans, Spans]:
    """Return what of a line is not in the other one, and the other way round."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        return _changed_middle(before, after)
    spans: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_stop, new_start, new_stop in matcher.get_opcodes():
        if kind == "equal":
            continue
        for found, words, start, stop in (
            (spans[0], old, old_start, old_stop),
            (spans[1], new, new_start, new_stop),
        ):
            if stop > start:
                place = sum(map(len, words[:start]))
                found.append((place, sum(map(len, words[start:stop]))))
    return tuple(spans[0]), tuple(spans[1])


def _words(line: str) -> list[str]:
    # No more than decides which way to go: a line may be of ten million characters.
    return _WORD.findall(line[: 40 * _MOST_WORDS]) if len(line) < 40 * _MOST_WORDS else [""] * 1_000


def _changed_middle(before: str, after: str) -> tuple[Spans, Spans]:
    shorter = min(len(before), len(after))
    head = _common(before, after, shorter)
    tail = _common(before[head:][::-1], after[head:][::-1], shorter - head)
    return tuple(
        ((head, len(line) - head - tail),) if len(line) > head + tail else () for line in (before, after)
    )  # type: ignore[return-value]


def _common(one: str, other: str, limit: int) -> int:
    """Return how many characters two texts have in common at their beginning, by halving."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
