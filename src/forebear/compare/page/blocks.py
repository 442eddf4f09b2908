"""What the page is drawn from: sections of blocks. Plain text throughout, but for the SVG of figures.

Nothing here is escaped: the template escapes all text, and writes out what would hide in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from forebear.compare.comparison import Changed


@dataclass(frozen=True, slots=True)
class Cell:
    """A value. `stem` stands before it, muted (the first part of a dotted name); `note` after it, small.

    `style` is code, number, time or ""; `tone` changed, better, worse, warned, absent or "": the text or the
    note always says the same. `mark` is a word in a frame before the value. `full` is what `text` shortens.
    """

    text: str
    style: str = ""
    tone: str = ""
    note: str = ""
    stem: str = ""
    mark: str = ""
    full: str = ""
    link: str = ""  # the anchor of a block of this page


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; the first cell names it. `differs` is None where it cannot be told."""

    cells: tuple[Cell, ...]
    differs: Changed = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numbers` are columns set flush right. `sortable` where the order of rows means nothing."""

    titles: tuple[Cell, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    numbers: frozenset[int] = frozenset()
    sortable: bool = True
    quiet: bool = False  # the caption is for those who do not see: a heading above says as much
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values."""

    rows: tuple[tuple[str, Cell], ...]
    title: str = ""
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences. `tone` is note (small), warned or ""."""

    text: str
    tone: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of what follows in a section; `anchor` where something links to it."""

    text: str
    note: str = ""
    anchor: str = ""
    marks: tuple[tuple[str, str], ...] = ()  # words in frames, with their tone
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG (made by us, its text escaped), or as a data: URI of an image; `title` above it."""

    title: str
    says: str  # what it shows in words, for those who do not see it
    svg: str = ""
    image: str = ""
    note: str = ""
    size: tuple[int, int] | None = None  # in pixels; a wide SVG is not made to fit
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Figures:
    """Pictures side by side, as many as fit; `wide` ones take more room, `full` ones all there is."""

    figures: tuple[Figure, ...]
    wide: bool = False
    full: bool = False
    kind: str = "figures"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a difference: a sign, its numbers before and after, and pieces of text with their class."""

    sign: str
    pieces: tuple[tuple[str, str], ...]  # (class, text)
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines of a difference."""

    lines: tuple[CodeLine, ...]
    note: str = ""
    kind: str = "listing"


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks under a line that opens them; closed ones are not printed. `same` marks what does not differ."""

    title: str
    blocks: tuple[Block, ...]
    note: str = ""
    open: bool = False
    same: bool = False
    anchor: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    kind: str = "fold"


@dataclass(frozen=True, slots=True)
class Strip:
    """What changed in short: a side, its state in a word, the tone of it, and where it is told."""

    states: tuple[tuple[str, str, str, str], ...]
    kind: str = "strip"


@dataclass(frozen=True, slots=True)
class Cause:
    """A change that may explain what happened to the metrics, and the reasons for its place."""

    title: str
    values: str
    reasons: tuple[str, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Causes:
    """Causes in their order."""

    causes: tuple[Cause, ...]
    kind: str = "causes"


Block: TypeAlias = Table | Facts | Paragraph | Heading | Figure | Figures | Listing | Fold | Strip | Causes


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `anchor` names it in links, `count` says how much of it differs."""

    anchor: str
    title: str
    blocks: Sequence[Block]
    count: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A version in the head of the page: its letter, what it is, and what is known of it."""

    label: str
    title: str
    when: str
    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the page."""

    title: str
    project: str
    tool: str
    link: str
    versions: tuple[Column, ...]
    more: Fold | None = None  # versions beyond those, as a table
