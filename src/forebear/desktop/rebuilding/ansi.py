"""Lines of a terminal: as plain text, and as pieces with their colours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

# CSI (colours, cursor), OSC (titles, links; ended by BEL or ST), and two-character escapes: ECMA-48.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>78])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_COLOUR = re.compile(r"\x1b\[([0-9;:]*)m")

TOKENS = ("text", "verdict.bad", "verdict.good", "verdict.warn", "chart.0", "chart.3", "chart.5", "text")
"""The theme's colours for the eight of a terminal: black, red, green, yellow, blue, magenta, cyan, white.

Black and white are the text's own: which of the two can be read depends on the theme.
"""

_GREY = "text.muted"


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks: `colour` is a token of the theme."""

    colour: str = "text"
    bold: bool = False
    italic: bool = False
    underline: bool = False


def plain(line: str) -> str:
    """Return what a terminal would show of a line: no escapes, and after a carriage return only what
    follows.
    """
    text = _ESCAPES.sub("", _last(line))
    return _CONTROLS.sub("", text).replace("\x1b", "").rstrip("\r\n")


def pieces(line: str) -> Iterator[tuple[str, Style]]:
    """Yield the texts of a line, each with its look; what is no colour or weight is left out."""
    style, place = Style(), 0
    line = _last(line)
    for found in _COLOUR.finditer(line):
        if text := plain(line[place : found.start()]):
            yield text, style
        style, place = _styled(style, found[1]), found.end()
    if text := plain(line[place:]):
        yield text, style


def _last(line: str) -> str:
    return next((part for part in reversed(line.rstrip("\r\n").split("\r")) if part), "")


def _styled(style: Style, text: str) -> Style:
    """Return the style after the numbers of one sequence (ECMA-48, 8.3.117)."""
    numbers = [int(part) if part.isdecimal() else 0 for part in re.split("[;:]", text)[:32]]
    while numbers:
        number = numbers.pop(0)
        match number:
            case 0:
                style = Style()
            case 1 | 22:
                style = replace(style, bold=number == 1)
            case 2 | 90:
                style = replace(style, colour=_GREY)
            case 3 | 23:
                style = replace(style, italic=number == 3)
            case 4 | 24:
                style = replace(style, underline=number == 4)
            case 39:
                style = replace(style, colour="text")
            case 38:
                style = replace(style, colour=_extended(numbers))
            case 48:
                _extended(numbers)  # grounds are left out: the theme has one that all can be read on
            case _ if 30 <= number <= 37 or 91 <= number <= 97:
                style = replace(style, colour=TOKENS[number % 10])
            case _:
                continue
    return style


def _extended(numbers: list[int]) -> str:
    """Take the rest of `38;5;N` or `38;2;R;G;B` off the front; return the nearest of our colours."""
    kind = numbers.pop(0) if numbers else 0
    if kind == 5 and numbers:
        number = numbers.pop(0)
        if number < 16:
            return _GREY if number == 8 else TOKENS[number % 8]
        if number >= 232:
            return _GREY
        cube = number - 16
        return _nearest([cube // 36, cube // 6 % 6, cube % 6])
    if kind == 2 and len(numbers) >= 3:
        colour, numbers[:3] = numbers[:3], []
        return _nearest(colour)
    return "text"


def _nearest(colour: Sequence[int]) -> str:
    low, high = min(colour), max(colour)
    if high - low <= 0.2 * high:
        return "text"
    middle = (low + high) / 2
    return TOKENS[sum(1 << place for place, part in enumerate(colour) if part > middle)]
