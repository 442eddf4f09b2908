"""What a table of a comparison shows, as plain values: headings, lines, cells. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Tone(StrEnum):
    """What a cell means beyond its words; a mark in the text always says the same."""

    PLAIN = ""
    CHANGED = "changed"
    BETTER = "better"
    WORSE = "worse"
    WARNED = "warned"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value. `full` is what is copied and shown as a tooltip where `text` is shortened; of a value that is
    absent it says why."""

    text: str
    full: str = ""
    tone: Tone = Tone.PLAIN
    icon: str = ""

    @property
    def whole(self) -> str:
        """The value unshortened."""
        return self.full or self.text

    @property
    def copied(self) -> str:
        """What is copied: the value unshortened, or the sign that there is none."""
        return self.text if self.tone is Tone.ABSENT else self.whole


@dataclass(frozen=True, slots=True)
class Line:
    """A row; `differs` is None where it cannot be told. `key` names what it is about.

    A heading groups others and stands over all columns. One that `differs` is a remark: it is shown where
    only differences are as well, and is not counted.
    """

    cells: tuple[Cell, ...]
    differs: bool | None = False
    children: tuple[Line, ...] = ()
    key: str = ""
    heading: bool = False

    @property
    def rows(self) -> int:
        """How many values are below: a heading counts its lines, any other line itself."""
        # There may be very many, and most are no headings.
        return sum(child.rows if child.heading else 1 for child in self.children) if self.heading else 1

    @property
    def differing(self) -> int:
        """How many of them differ, or may differ."""
        if self.heading:
            return sum(child.differing for child in self.children)
        return int(self.differs is not False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `headings` of the columns, and the lines; a heading line groups others."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    numbers: frozenset[int] = frozenset()
    """Columns that hold numbers and are set flush right."""
    yielding: frozenset[int] = frozenset()
    """Columns that matter less than the others, and are shortened before them; never the first."""

    @property
    def rows(self) -> int:
        """How many values there are."""
        return sum(line.rows for line in self.lines)

    @property
    def differing(self) -> int:
        """How many of them differ, or may differ."""
        return sum(line.differing for line in self.lines)

    def only_differences(self) -> Sheet:
        """The same without what is equal."""
        return replace(self, lines=_differing(self.lines))

    def matching(self, text: str) -> Sheet:
        """The same without the lines whose name, or that of a heading above, lacks a word of `text`."""
        words = text.casefold().split()
        return replace(self, lines=_matching(self.lines, words)) if words else self

    def tsv(self) -> str:
        """Everything as tab-separated values, unshortened, with the headings."""
        rows = ["\t".join(self.headings)]
        rows += ["\t".join(_plain(cell.copied) for cell in line.cells) for line in flat(self.lines)]
        return "\n".join(rows) + "\n"

    def markdown(self) -> str:
        """The same as a Markdown table."""
        rows: list[Sequence[str]] = [
            self.headings,
            ["---:" if place in self.numbers else "---" for place in self._places],
        ]
        rows += [[_escaped(cell.copied) for cell in line.cells] for line in flat(self.lines)]
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)

    @property
    def _places(self) -> range:
        return range(len(self.headings))


def _escaped(text: str) -> str:
    """Escape what Markdown or HTML would read as markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#!|&~])", r"\\\1", _plain(text))


def _differing(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    kept = []
    for line in lines:
        if line.heading:
            children = _differing(line.children)
            if children or line.differs:
                kept.append(replace(line, children=children))
        elif line.differs is not False:
            kept.append(replace(line, children=_differing(line.children)) if line.children else line)
    return tuple(kept)


def _matching(lines: tuple[Line, ...], words: Sequence[str]) -> tuple[Line, ...]:
    kept = []
    for line in lines:
        name = line.cells[0].whole.casefold()
        lacking = [word for word in words if word not in name]
        if not lacking:
            kept.append(line)
        elif line.heading and (children := _matching(line.children, lacking)):
            kept.append(replace(line, children=children))
    return tuple(kept)


def flat(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Yield lines with those below them."""
    for line in lines:
        yield line
        yield from flat(line.children)


def depth(lines: tuple[Line, ...]) -> int:
    """Return how many levels of lines there are."""
    return 1 + max((depth(line.children) for line in lines if line.children), default=0) if lines else 0


def _plain(text: str) -> str:
    return " ".join(text.split())
