"""What is not here, what else is to be said, and how the page was made."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Comparison
from forebear.compare.page.blocks import Block, Cell, Facts, Heading, Paragraph, Row, Section
from forebear.compare.page.tables import tables
from forebear.compare.page.words import count_text, moment

_NOTES = 500


def notes_section(comparison: Comparison, tool: str, options: Sequence[str] = ()) -> Section:
    """Return the section; `options` are further words of the command that made the page."""
    return Section("notes", "Notes, and how this page was made", tuple(_blocks(comparison, tool, options)))


def _blocks(comparison: Comparison, tool: str, options: Sequence[str]) -> Iterator[Block]:
    if comparison.unavailable:
        yield Heading("Not here")
        titles = (Cell("File"), Cell("Version"), Cell("What"), Cell("Why"))
        rows = [
            Row((Cell(file.path), Cell(file.label), Cell(str(file.slot)), Cell(file.why)))
            for file in comparison.unavailable
        ]
        yield from tables(rows, titles, "file", caption="Files whose content is not on this machine")
    for note in comparison.notes[:_NOTES]:
        yield Paragraph(note)
    if len(comparison.notes) > _NOTES:
        left = count_text(len(comparison.notes) - _NOTES, "note")
        yield Paragraph(f"{left} more; “forebear compare … --json” has all of them.", "warned")
    refs = [shlex.quote(version.ref) for version in comparison.versions]
    words = ["forebear compare", *map(shlex.quote, options), *refs, "--html FILE.html"]
    known = [version.when for version in comparison.versions if version.when]
    yield Facts(
        (
            ("Made by", Cell(tool)),
            ("To make it again", Cell(" ".join(words), "code")),
            ("All values, for programs", Cell(" ".join([*words[:-1], "--json"]), "code")),
            *((("Newest version", Cell(moment(max(known)))),) if known else ()),
        )
    )
    yield Paragraph(
        "The same versions of the same records give the same page, to the byte: the only times in it are "
        "those of the versions.",
        "note",
    )
