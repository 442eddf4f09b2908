"""Texts as words: how names are kept for finding them, and how what a person types is read."""

from __future__ import annotations

import itertools
import re
import unicodedata

LONGEST = 400
"""Characters of a text that count; what comes after them is not looked at."""
_ROOM = 600
"""Characters of all words together: an index of PostgreSQL takes 2,704 bytes."""

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ACCENTS = dict.fromkeys(range(0x0300, 0x0370))


class _Spaces(dict[int, str | None]):
    """What becomes of a character: part of a word, a word of its own, or a space between words.

    Scripts that write no spaces (or join words freely, as Korean does) are cut into their characters, so
    that any part of such a text is found. Symbols, among them emoji, are named by their number, because not
    every database takes them for text.
    """

    def __missing__(self, point: int) -> str | None:
        self[point] = made = self._made(point)
        return made

    @staticmethod
    def _made(point: int) -> str | None:
        if 0xFE00 <= point <= 0xFE0F:  # says only whether a symbol is drawn in colour
            return None
        character = chr(point)
        if alone(point):
            return f" {character} "
        category = unicodedata.category(character)
        if category[0] in "LNM" or category == "Co":
            return character
        return f" u{point:x} " if category[0] == "S" and point > 0x7F else " "


def alone(point: int) -> bool:
    """Whether a character is of a script that writes no spaces between words, or joins them as it likes."""
    return (
        0x2E80 <= point <= 0x2FFF
        or 0x3005 <= point <= 0x9FFF
        or 0xAC00 <= point <= 0xD7A3
        or 0xF900 <= point <= 0xFAFF
        or 0x20000 <= point <= 0x3FFFF
    )


_SPACES = _Spaces()


def folded(text: str) -> str:
    """Return a text without the differences that people do not type: case, accents, ways of encoding."""
    text = text[:LONGEST]
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_ACCENTS)
    return unicodedata.normalize("NFC", plain)[:LONGEST]


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded: `models/churnV2.pkl` is models, churnv2, pkl.

    What is written in humps is there as a whole and, at the end, in its parts (churn, v2).
    """
    text = text[:LONGEST]
    words = _words(folded(text))
    humps = _HUMP.sub(" ", text)
    if len(humps) > len(text):
        known = set(words)
        words += [word for word in dict.fromkeys(_words(folded(humps))) if word not in known]
    if sum(map(len, words)) + len(words) > _ROOM:
        ends = itertools.accumulate(len(word) + 1 for word in words)
        words = [word for word, end in zip(words, ends, strict=True) if end <= _ROOM]
    return words


def _words(text: str) -> list[str]:
    return _ASCII_WORD.findall(text) if text.isascii() else text.translate(_SPACES).split()
