"""What a report is drawn from: sections of blocks, the same for HTML and PDF. Nothing here knows either."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str, *, lines: bool = False) -> str:
    """Return text in which nothing hides: controls, direction marks and the like are written as [U+202E].

    With `lines` line ends stay and tabs become four spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    if lines:
        text = text.replace("\r\n", "\n").expandtabs(4)
    return "".join(_visible(character, lines=lines) for character in text)


def _visible(character: str, *, lines: bool) -> str:
    if character == "\n" and not lines:
        return "[U+000A]"
    if character == "\n" or unicodedata.category(character) not in _UNSEEN:
        return character
    return f"[U+{ord(character):04X}]"


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text. `style` is text, strong, code, number, muted or badge; `tone` good, bad, warn or "".

    A badge is drawn with a border and, in words, says all that its colour says.
    """

    text: str
    style: str = "text"
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are relative. An empty one is drawn as its `empty` sentence."""

    titles: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    empty: str = ""
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values; `title` may be empty."""

    title: str
    rows: tuple[tuple[str, Cell, Cell | None], ...]  # label, value, origin
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Question:
    """One of the five questions of the first page, `missing` where it has no answer."""

    number: int
    question: str
    rows: tuple[tuple[str, Cell, Cell | None], ...]
    note: str
    missing: str
    kind: str = "question"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of our own words."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG with what it shows in words; width and height in pixels."""

    svg: str
    caption: str
    description: str
    width: float
    height: float
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of code or of a difference; each line with its tone."""

    title: str
    lines: tuple[tuple[str, str], ...]  # (text, "" | added | removed | muted)
    note: str = ""
    kind: str = "listing"


Block = Table | Facts | Question | Paragraph | Figure | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `anchor` names it in links."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """The whole: a head, the verdict box, and sections, of which the first is the first page."""

    title: str
    subject: str
    project: str
    as_of: str
    tool: str
    report_id: str
    verdict: Cell
    verdict_text: str
    missing_text: str
    sections: tuple[Section, ...]
