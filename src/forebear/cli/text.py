"""Text for a terminal: tables, and names from a project that cannot play tricks with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind, Transition


def printable(text: str) -> str:
    """Return `text` on one line, with control and other invisible characters made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if character == " " or (character.isprintable() and unicodedata.category(character) != "Cf")
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def printable_lines(text: str) -> str:
    """Return `text` with each of its lines made `printable`."""
    return "\n".join(map(printable, text.split("\n")))


def width(text: str) -> int:
    """Return how many columns a terminal gives a text; Korean and Chinese letters take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an aligned table; columns that are empty in all rows are left out."""
    cells = [[printable(cell) for cell in row] for row in rows]
    kept = [column for column in range(len(head)) if any(row[column] for row in cells)]
    lines = [[head[column] for column in kept], *([row[column] for column in kept] for row in cells)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(kept))]
    return "\n".join(
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def day(when: datetime | None) -> str:
    """Return a time in UTC to the minute, "" for none."""
    return "" if when is None else f"{when:%Y-%m-%d %H:%M}"


def moved(move: Transition) -> str:
    """Return when a model version moved, or by when that was noticed where its registry keeps no time."""
    return f"seen {day(move.seen)}" if move.when is None and move.seen is not None else day(move.when)


def short(ref: str) -> str:
    """Return the beginning of a sha, key or digest that people read, and that resolves again."""
    scheme, colon, value = ref.rpartition(":")
    long_hex = len(value) > 12 and all(character in "0123456789abcdef" for character in value.split(".")[0])
    return f"{scheme}{colon}{value[:12]}" if long_hex else ref


def called(node: Node, path: str = "") -> str:
    """Return a line that names a node: its name (or where it was, for an artifact), its kind, and its REF."""
    artifact = node.kind is NodeKind.ARTIFACT
    kind = node.type.value if artifact and node.type else node.kind.value
    name = path if artifact and path else node.name
    return f"{printable(name)}  [{kind}]  {printable(short(node.ref))}"


def section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table under a title; nothing where it has no rows."""
    if rows:
        yield f"\n{title}"
        yield from (f"  {line}" for line in table(head, rows).splitlines())
