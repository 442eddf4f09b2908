"""What a report is drawn from: sections of blocks, the same for HTML and PDF. Nothing here knows either."""

from __future__ import annotations

from dataclasses import dataclass


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
