"""The fonts of the reports: which characters they have, and the part of one that a page needs."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from forebear.resources import resource

REGULAR, STRONG, MONO = "Pretendard-Regular.otf", "Pretendard-SemiBold.otf", "JetBrainsMono-Regular.ttf"

_COPYRIGHT_AND_LICENCE = [
    0,
    13,
    14,
]  # numbers in the table of names; the fonts' own name is reserved by the OFL


def font_path(name: str) -> Path:
    """Return where a font of the reports is."""
    return resource("fonts") / name


@cache
def covered(name: str) -> frozenset[int]:
    """Return the code points that a font has glyphs for."""
    with TTFont(font_path(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


def subset_font(name: str, text: str) -> bytes:
    """Return a WOFF with the glyphs that `text` needs; the same text gives the same bytes."""
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
