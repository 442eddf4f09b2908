"""A unified diff as numbered lines in colours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from forebear.compare.page.blocks import CodeLine

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_LONGEST = 2_000  # characters of a line
_CLASSES = (  # of Pygments' tokens, the most special first
    ("Token.Comment", "tc"),
    ("Token.Literal.String", "ts"),
    ("Token.Literal.Number", "tn"),
    ("Token.Keyword", "tk"),
    ("Token.Name.Function", "tf"),
    ("Token.Name.Class", "tf"),
    ("Token.Name.Decorator", "tf"),
    ("Token.Name.Tag", "tf"),
    ("Token.Name.Builtin", "tb"),
)
Pieces = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    sign: str
    text: str
    before: int | None = None
    after: int | None = None


def coloured_diff(path: str, text: str, most: int) -> tuple[tuple[CodeLine, ...], int]:
    """Return the first `most` lines of a diff of one file, and how many lines it has.

    Each side of a hunk is coloured as a whole, so that what spans lines (a docstring) has its colour.
    """
    lines = list(_read(text))
    shown: list[CodeLine] = []
    hunk: list[_Line] = []
    for line in lines[:most]:
        if line.sign == "@":
            shown += _coloured(path, hunk)
            shown.append(CodeLine("@", (("", line.text),)))
            hunk = []
        else:
            hunk.append(line)
    shown += _coloured(path, hunk)
    return tuple(shown), len(lines)


def _read(text: str) -> Iterator[_Line]:
    """Yield the lines of a unified diff of one file; what stands before its first hunk is left out."""
    before = after = 0
    inside = False
    for raw in text.split("\n"):
        line = raw.removesuffix("\r")
        hunk = _HUNK.match(line)
        if hunk is not None:
            before, after, inside = int(hunk[1]), int(hunk[2]), True
            yield _Line("@", line)
        elif not inside or not line:
            continue
        elif line[0] == "\\":
            yield _Line("\\", line[2:])
        elif line[0] in "+- ":
            sign = line[0]
            yield _Line(sign, line[1:], None if sign == "+" else before, None if sign == "-" else after)
            before, after = before + (sign != "+"), after + (sign != "-")


def _coloured(path: str, hunk: Sequence[_Line]) -> Iterator[CodeLine]:
    earlier = _pieces(path, [line.text for line in hunk if line.sign in " -"])
    later = _pieces(path, [line.text for line in hunk if line.sign in " +"])
    for line in hunk:
        if line.sign == "\\":
            yield CodeLine("\\", (("", line.text),))
            continue
        old = next(earlier) if line.sign in " -" else ()
        new = next(later) if line.sign in " +" else ()
        yield CodeLine(line.sign, new or old, line.before, line.after)


@lru_cache(16)
def _lexer(path: str) -> Lexer | None:
    from pygments.lexers import get_lexer_for_filename
    from pygments.util import ClassNotFound

    try:
        lexer: Lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return lexer


def _pieces(path: str, lines: Sequence[str]) -> Iterator[Pieces]:
    cut = [_fitted(line) for line in lines]
    lexer = _lexer(path)
    if lexer is None:
        yield from ((("", line),) for line in cut)
        return
    at: list[list[tuple[str, str]]] = [[]]
    for token, text in lexer.get_tokens("\n".join(cut)):
        kind = _class(str(token))
        for place, piece in enumerate(text.split("\n")):
            if place:
                at.append([])
            if piece:
                if at[-1] and at[-1][-1][0] == kind:
                    at[-1][-1] = (kind, at[-1][-1][1] + piece)
                else:
                    at[-1].append((kind, piece))
    if len(at) != len(cut):  # a lexer that takes other ends of lines for one as well
        yield from ((("", line),) for line in cut)
        return
    yield from map(tuple, at)


def _fitted(line: str) -> str:
    line = line.expandtabs(4)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… ({len(line):,} characters)"


def _class(token: str) -> str:
    return next((short for name, short in _CLASSES if token.startswith(name)), "")
