"""Fonts of this machine for letters that ours lack: Chinese, Hebrew, Arabic, emoji …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

from forebear.drawing.fonts import REGULAR, STRONG, covered

_ALWAYS = frozenset("\n\u2068\u2069")  # they have no shape
_MOST = 4


@dataclass(frozen=True, slots=True)
class OtherFont:
    """A font that is installed here, and the letters that it is used for."""

    family: str
    folder: str
    letters: frozenset[str]


@cache
def ours() -> frozenset[str]:
    """Return the letters that the bundled fonts have."""
    return frozenset(map(chr, covered(REGULAR) & covered(STRONG))) | _ALWAYS


def fonts_for(letters: frozenset[str]) -> tuple[OtherFont, ...]:
    """Return installed fonts that have letters which ours lack, the one with most of them first.

    Without such letters no font is looked for, so that what is written does not depend on the machine.
    """
    missing = letters - ours()
    chosen: list[OtherFont] = []
    while missing and len(chosen) < _MOST:
        found = ((missing & has, family, folder) for family, folder, has in _installed())
        best = max(found, key=lambda font: (len(font[0]), font[1]), default=(frozenset(), "", ""))
        if not best[0]:
            break
        chosen.append(OtherFont(best[1], best[2], best[0]))
        missing -= best[0]
    return tuple(chosen)


@cache
def _installed() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return family, folder and letters of each installed font in its regular cut, by family."""
    return tuple(sorted(_read(), key=lambda font: font[:2]))


def _read() -> Iterator[tuple[str, str, frozenset[str]]]:
    import typst

    for font in typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts():
        if font.path is None or font.style != "normal" or not 300 <= font.weight <= 500:
            continue
        try:
            with TTFont(font.path, fontNumber=font.index, lazy=True) as opened:
                if "glyf" in opened or "CFF " in opened or "CFF2" in opened:  # not pictures of letters
                    has = frozenset(map(chr, opened.getBestCmap() or {}))
                    yield font.family, str(Path(font.path).parent), has
        except (OSError, TTLibError, ValueError, KeyError, AssertionError):
            continue  # a damaged font is of no use here
