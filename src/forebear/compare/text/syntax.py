"""What the words of a file are in its language, by Pygments.

A file is read as a whole where all of it is known, so that a string over many lines is one; of a diff that
has only hunks, each hunk is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from forebear.compare.text.lines import Change, DiffLine
from forebear.compare.text.rows import TextDiff

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MOST = 1_000_000
"""Characters of one side; larger files are shown without colours."""
_LONGEST_LINE = 20_000  # a file with a longer one was not written by hand


class Part(StrEnum):
    """What a part of a line is."""

    COMMENT = "comment"
    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    DECORATOR = "decorator"


_PARTS = (
    ("Token.Comment", Part.COMMENT),
    ("Token.Keyword", Part.KEYWORD),
    ("Token.Operator.Word", Part.KEYWORD),
    ("Token.Literal.String", Part.STRING),
    ("Token.Literal.Number", Part.NUMBER),
    ("Token.Name.Function", Part.NAME),
    ("Token.Name.Class", Part.NAME),
    ("Token.Name.Tag", Part.NAME),
    ("Token.Name.Decorator", Part.DECORATOR),
)

Parts = tuple[tuple[int, int, Part], ...]
"""Start and length in a line, in characters, and what is there."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """The parts of the lines of both sides, by their numbers; lines with nothing to tell are left out."""

    before: Mapping[int, Parts] = field(default_factory=dict)
    after: Mapping[int, Parts] = field(default_factory=dict)


def read_syntax(diff: TextDiff) -> Syntax:
    """Return what the words are; nothing for a file of an unknown language, or a very large one."""
    lexer = _lexer(diff.path)
    if lexer is None:
        return Syntax()
    sides = []
    for side in ("before", "after"):
        found: dict[int, Parts] = {}
        for lines in _pieces(diff.lines, side):
            found |= _read(lexer, lines, side)
        sides.append(found)
    return Syntax(*sides)


def _lexer(path: str) -> Lexer | None:
    from pygments.lexers import get_lexer_for_filename  # loads its table of languages
    from pygments.util import ClassNotFound

    name = PurePosixPath(path).name
    known = f"{name}.yaml" if name == "dvc.lock" or name.endswith(".dvc") else path
    try:
        return get_lexer_for_filename(known, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _pieces(lines: Sequence[DiffLine], side: str) -> Iterator[list[DiffLine]]:
    """Yield the lines of one side that follow on each other."""
    piece: list[DiffLine] = []
    for line in lines:
        if line.change is Change.HUNK:
            yield piece
            piece = []
        elif getattr(line, side) is not None:
            piece.append(line)
    yield piece


def _read(lexer: Lexer, lines: Sequence[DiffLine], side: str) -> dict[int, Parts]:
    lengths = [len(line.text) + 1 for line in lines]
    if sum(lengths) > MOST or max(lengths, default=0) > _LONGEST_LINE:
        return {}
    numbers = [getattr(line, side) for line in lines]
    found: dict[int, Parts] = {}
    parts: list[tuple[int, int, Part]] = []
    row = start = 0  # the line that is read, and where it begins in the text
    # A carriage return would be an error in many languages.
    text = "\n".join(line.text.replace("\r", " ") for line in lines)
    for place, length, part in _told(lexer.get_tokens_unprocessed(text), text):
        while row < len(lines) and place > start + len(lines[row].text):
            if parts:
                found[numbers[row]] = tuple(parts)
                parts = []
            start += len(lines[row].text) + 1
            row += 1
        parts.append((place - start, length, part))
    if parts and row < len(lines):
        found[numbers[row]] = tuple(parts)
    return found


def _told(tokens: Iterable[tuple[int, Any, str]], text: str) -> Iterator[tuple[int, int, Part]]:
    """Yield the parts with their places in the text, none of them over the end of a line."""
    kinds: dict[Any, Part | None] = {}
    for place, kind, word in tokens:
        if kind not in kinds:
            kinds[kind] = _part(str(kind))
        part = kinds[kind]
        if part is None or not word.strip():
            continue
        at = place
        for piece in text[place : place + len(word)].split("\n"):
            if piece:
                yield at, len(piece), part
            at += len(piece) + 1


def _part(kind: str) -> Part | None:
    return next((part for prefix, part in _PARTS if kind.startswith(prefix)), None)
