"""The fonts of pictures and reports: how wide a text is, its outlines, and the part of one a page needs."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from forebear.resources import resource

REGULAR, STRONG, MONO = "Pretendard-Regular.otf", "Pretendard-SemiBold.otf", "JetBrainsMono-Regular.ttf"
FAMILY = "Pretendard"

_COPYRIGHT_AND_LICENCE = [
    0,
    13,
    14,
]  # numbers in the table of names; the fonts' own name is reserved by the OFL
_WIDE, _OTHER = 1.3, 0.75  # of an em: letters of other fonts, on the safe side (an emoji takes up to 1.3)


def font_path(name: str) -> Path:
    """Return where a bundled font is."""
    return resource("fonts") / name


@cache
def covered(name: str) -> frozenset[int]:
    """Return the code points that a font has glyphs for."""
    with TTFont(font_path(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


def subset_font(name: str, text: str) -> bytes:
    """Return a WOFF with the glyphs that `text` needs; the same text gives the same bytes."""
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options(
        layout_features=["kern", "ccmp", "tnum", "mark", "mkmk"],
        hinting=False,
        desubroutinize=True,
        name_IDs=_COPYRIGHT_AND_LICENCE,
        notdef_outline=True,
        recalc_timestamp=False,
    )
    font = subset.load_font(str(font_path(name)), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = BytesIO()
    font.save(buffer)
    font.close()
    return buffer.getvalue()


_FACES = (("Report Sans", "400", REGULAR), ("Report Sans", "600 700", STRONG), ("Report Mono", "400", MONO))


def font_faces(letters: Iterable[str]) -> str:
    """Return CSS that brings along what a page needs of the fonts, as `Report Sans` and `Report Mono`.

    So a page looks the same where Korean fonts are missing.
    """
    text = "".join(sorted(set(letters)))
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f" src: url(data:font/woff;base64,{b64encode(subset_font(name, text)).decode()}); }}\n"
        for family, weight, name in _FACES
    )


class Face:
    """A bundled font to measure and draw with. Widths are without kerning, which brings letters together."""

    def __init__(self, name: str) -> None:
        self._font = TTFont(BytesIO(font_path(name).read_bytes()), lazy=True)
        self._reading = Lock()  # glyphs are read when they are drawn
        self._glyphs: dict[int, str] = self._font.getBestCmap()
        self._advances = self._font["hmtx"].metrics
        self._em: int = self._font["head"].unitsPerEm
        self._known: dict[str, float] = {}

    def has(self, text: str) -> bool:
        """Whether the font has a glyph for each letter."""
        return all(ord(letter) in self._glyphs for letter in text)

    def width(self, text: str, size: float) -> float:
        """Return how wide a text is at most, in units of `size`; letters of other fonts are estimated."""
        return sum(map(self._advance, text)) * size

    def _advance(self, letter: str) -> float:
        if letter not in self._known:
            glyph = self._glyphs.get(ord(letter))
            if glyph is not None:
                self._known[letter] = self._advances[glyph][0] / self._em
            elif unicodedata.combining(letter):
                self._known[letter] = 0.0
            else:
                self._known[letter] = _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER
        return self._known[letter]

    def fitted(self, text: str, size: float, room: float) -> str:
        """Return a text of at most that width, its middle left out where it is wider."""
        if len(text) < 500 and self.width(text, size) <= room:
            return text
        left = room / size - self._advance("…")
        head = tail = 0
        head_width = tail_width = 0.0
        while head + tail < len(text):  # letter by letter at both ends; a long text is never measured whole
            at_head = head_width <= tail_width
            advance = self._advance(text[head] if at_head else text[-1 - tail])
            if head_width + tail_width + advance > left:
                break
            if at_head:
                head, head_width = head + 1, head_width + advance
            else:
                tail, tail_width = tail + 1, tail_width + advance
        while tail > 0 and unicodedata.combining(text[-tail]):  # no mark without its letter
            tail -= 1
        return text if head + tail == len(text) else f"{text[:head]}…{text[len(text) - tail :]}"

    def outlines(self, text: str, x: float, y: float, size: float) -> str:
        """Return the outlines of a text as an SVG path that begins at `x` on the baseline `y`."""
        glyphs = self._font.getGlyphSet()
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        scale = size / self._em
        with self._reading:
            for letter in text:
                glyphs[self._glyphs[ord(letter)]].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
                x += self._advance(letter) * size
        commands: str = pen.getCommands()
        return commands


@cache
def face(name: str) -> Face:
    """Return a font, opened once; the fonts are ours and never change."""
    return Face(name)
