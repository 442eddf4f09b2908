"""Sentences with figures in them: written in English, and read back to be said in another language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from string import Formatter

_OPEN = frozenset(("why", "notes", "command"))
_LISTED = "counts"
_BREAK = re.compile(r"(?<=\.) |; ")
_BETWEEN = re.compile(r"[;.]* +|[;.]+")
_SKIPPED = re.compile(r".+?(?:: |; |\. |\) )")
_LONGEST = 4_000  # characters of a line that is read
_MOST = 6  # breaks within one sentence
_PIECES = 100  # of a line that are told apart


class Sentence(Enum):
    """A sentence that a room tells people; the value is its English, with `{names}` where figures belong.

    Each room has enums of its own, derived from this one. What is kept and passed on is the text, so the one
    template both writes a sentence and knows it again (`Catalogue`). The figures `why`, `notes` and `command`
    may hold whole sentences, `counts` holds parts with semicolons; no other one does.
    """

    def said(self, **figures: object) -> str:
        """Say it."""
        return str(self._value_).format(**figures)  # `value` is looked for anew each time


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that was found in a text, with its figures by name; `str` says it again."""

    sentence: Sentence
    figures: Mapping[str, str]

    def __str__(self) -> str:
        return self.sentence.said(**self.figures)


class Catalogue:
    """Finds sentences in texts."""

    def __init__(self, *enums: type[Sentence]) -> None:
        templates = [_Template.of(sentence) for enum in enums for sentence in enum]
        # What says the most of itself is tried first.
        templates.sort(key=lambda each: -len("".join(each.literals)))
        self._any = tuple(each for each in templates if not each.word)
        self._by_word = {
            word: tuple(each for each in templates if each.word in (word, ""))
            for word in {each.word for each in templates}
        }

    def read(self, text: str) -> tuple[Said | str, ...]:
        """Return the sentences of a text, and as they are what is none and what stands between them.

        All of it put together is the text again.
        """
        pieces: list[Said | str] = []
        for line in text.splitlines(keepends=True):
            bare = line.rstrip("\r\n")
            pieces += self._line(bare) if len(bare) <= _LONGEST else [bare]
            pieces += [line[len(bare) :]] if len(bare) < len(line) else []
        return tuple(pieces)

    def _line(self, text: str) -> list[Said | str]:
        pieces: list[Said | str] = []
        place = 0
        while place < len(text) and len(pieces) < _PIECES:
            between = _BETWEEN.match(text, place)
            if between is not None:
                pieces.append(between[0])
                place = between.end()
                continue
            ends = [found.start() for found in islice(_BREAK.finditer(text, place), _MOST)]
            parts = (text[place:end] for end in (len(text), *reversed(ends)))
            said = next(filter(None, map(self._sentence, parts)), None)
            if said is None:  # a name with a colon may go before a sentence
                skipped = _SKIPPED.match(text, place)
                pieces.append(skipped[0] if skipped else text[place:])
            else:
                pieces.append(said)
            place += len(str(pieces[-1]))
        return [*pieces, text[place:]] if place < len(text) else pieces

    def _sentence(self, text: str) -> Said | None:
        """Return the sentence that a text is; a full stop may follow it, where it is the last of several."""
        templates = self._by_word.get(text.partition(" ")[0].removesuffix("."), self._any)
        short = text.removesuffix(".")
        for template in templates:
            if template.key not in text:
                continue
            figures = template.figures(text if template.literals[-1].endswith(".") else short)
            if figures is not None:
                return Said(template.sentence, figures)
        return None


@dataclass(frozen=True, slots=True)
class _Template:
    """A sentence taken apart: literals, and between each two of them the name of a figure.

    `word` is the first one where that is always the same, else ""; `key` is the longest literal.
    """

    sentence: Sentence
    literals: tuple[str, ...]
    names: tuple[str, ...]
    word: str
    key: str

    @classmethod
    def of(cls, sentence: Sentence) -> _Template:
        """Take a sentence apart."""
        parts = [(literal, name) for literal, name, _, _ in Formatter().parse(str(sentence.value))]
        literals = [literal for literal, _ in parts]
        names = [name for _, name in parts if name is not None]
        literals += [""] if len(literals) == len(names) else []
        word, blank, _ = literals[0].partition(" ")
        key = max(literals, key=len)
        return cls(
            sentence, tuple(literals), tuple(names), word.removesuffix(".") if blank or not names else "", key
        )

    def figures(self, text: str) -> dict[str, str] | None:
        """Return the figures that make a text of this sentence; None where none do. It never backtracks."""
        first, last = self.literals[0], self.literals[-1]
        if not self.names:
            return {} if text == first else None
        if not (text.startswith(first) and text.endswith(last)) or len(text) <= len(first) + len(last):
            return None
        found: dict[str, str] = {}
        place, end = len(first), len(text) - len(last)
        for name, literal in zip(self.names, (*self.literals[1:-1], ""), strict=True):
            stop = text.find(literal, place + 1, end) if literal else end
            if stop <= place:
                return None
            value = text[place:stop]
            if found.setdefault(name, value) != value:
                return None
            if not _may_hold(name, value) or (not place and ": " in value):
                return None
            place = stop + len(literal)
        return found


def _may_hold(name: str, value: str) -> bool:
    """Whether a figure can have a value: none but those that are open has the end of a sentence in it."""
    if name in _OPEN:
        return True
    found = _BREAK.search(value)
    if found is not None and (name != _LISTED or ". " in value):
        return False
    if value.count("(") != value.count(")") or value.startswith(" "):
        return False
    return value.find(")") >= value.find("(")
