"""How well a name fits what a person typed: exactly, from its start, by its words, or nearly."""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import pairwise

from forebear.lineage.spelling import LONGEST, alone, folded, words_of

_MOST = 12  # words of a query that are looked at one by one
_SHORT, _LONG = 4, 8  # letters of a word from which on one, or two, of them may be wrong


class Match(IntEnum):
    """How a name fits; the smaller, the better."""

    EXACT = 0
    START = 1
    WORDS = 2
    NEARLY = 3


class Wanted:
    """What a person typed.

    Attributes: `line` all its words, folded, as in `name.words`; `words` the first of them, each of which may
    be only a beginning.
    """

    def __init__(self, text: str) -> None:
        self.text = folded(text.strip())
        self.line = " ".join(words_of(text.strip()))
        self.words = tuple(dict.fromkeys(self.line.split()))[:_MOST]

    @cached_property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """The words, with characters of scripts without spaces kept together: they follow each other."""
        found: list[list[str]] = []
        before = False
        for word in self.line.split()[:_MOST]:
            single = len(word) == 1 and alone(ord(word))
            if single and before:
                found[-1].append(word)
            else:
                found.append([word])
            before = single
        return tuple(dict.fromkeys(tuple(each) for each in found))

    def grade(self, text: str) -> Match | None:
        """Return how well a name fits, None where it does not."""
        known = folded(text.strip())  # as what was typed is
        last = known.rstrip("/").rpartition("/")[2]
        words = words_of(text)
        line = " ".join(words)
        if self.text in (known, last) or (self.line and line == self.line):
            return Match.EXACT if self.text else None
        if known.startswith(self.text) or last.startswith(self.text):
            return Match.START if self.text else None
        if self.words and all(f" {word}" in f" {line}" for word in self.words):
            return Match.WORDS
        nearly = self.words and all(near(word, words) for word in self.words)
        return Match.NEARLY if nearly or scattered(self.text, known) else None

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return which parts of `text` are what was typed, as (start, end), in order and apart."""
        known = "".join(folded(letter)[:1] or letter for letter in text[:LONGEST])
        wanted = [self.text] if self.text and self.text in known else list(self.words)
        marked: set[int] = set()
        for word in wanted:
            start = _start(word, known)
            if start >= 0:
                marked.update(range(start, start + len(word)))
        if not marked:
            marked.update(_places(self.text.replace(" ", ""), known))
        spans: list[tuple[int, int]] = []
        for place in sorted(marked):
            if spans and spans[-1][1] == place:
                spans[-1] = (spans[-1][0], place + 1)
            else:
                spans.append((place, place + 1))
        return tuple(spans)


def near(wanted: str, words: list[str]) -> bool:
    """Whether one of the words begins as `wanted` does, but for what people mistype."""
    return any(word.startswith(wanted) or mistyped(wanted, word) for word in words)


@lru_cache(maxsize=20_000)  # many names are spelled with the same words
def mistyped(wanted: str, word: str) -> bool:
    """Whether `wanted` may be a mistyped beginning of `word`.

    A letter may be missing, wrong or too many, or two swapped: once from four letters on, twice from eight.
    """
    allowed = (len(wanted) >= _SHORT) + (len(wanted) >= _LONG)
    if not allowed or len(word) < len(wanted) - allowed:
        return False
    word = word[: len(wanted) + allowed]
    # A mistake spoils at most three pairs of letters; with this look most words need no table.
    if sum(pair in word for pair in map("".join, pairwise(wanted))) < len(wanted) - 1 - 3 * allowed:
        return False
    before: list[int] = []
    row = list(range(len(word) + 1))
    for place, letter in enumerate(wanted, start=1):
        older, before, row = before, row, [place]
        for at, other in enumerate(word, start=1):
            cost = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != other))
            if at > 1 and place > 1 and letter == word[at - 2] and wanted[place - 2] == other:
                cost = min(cost, older[at - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return False
    # Only the beginning of the word must have been typed, but none of its own letters may be skipped before.
    return min(row[max(0, len(wanted) - allowed) :]) <= allowed


def scattered(wanted: str, text: str) -> bool:
    """Whether the letters of `wanted` are in `text` in this order, from the start of a word on.

    So `trft` is train_features. What is spread over more than twice its length is chance.
    """
    letters = wanted.replace(" ", "")
    if not 2 <= len(letters) <= len(text):
        return False
    places = _places(letters, text)
    if not places:
        return False
    first = places[0]
    starts = first == 0 or not text[first - 1].isalnum()
    return starts and places[-1] - first < 2 * len(letters) + 2


def _places(letters: str, text: str) -> list[int]:
    """Return where the letters are, one after the other; nothing where one is not there."""
    places: list[int] = []
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return []
        places.append(at)
    return places


def _start(word: str, text: str) -> int:
    """Return where `word` is in `text`, at the start of a word if it is at one."""
    at = found = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at if at >= 0 else found
