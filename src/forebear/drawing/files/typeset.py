"""A picture as PDF and PNG, set by Typst from its SVG: the fonts inside, the same bytes each time."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from forebear.drawing.files.other_fonts import fonts_for, ours
from forebear.drawing.files.svg import Letters, svg
from forebear.drawing.fonts import FAMILY, REGULAR, font_path
from forebear.drawing.picture import Picture
from forebear.lineage.errors import ActionableError

SCALES = (1, 2, 3, 4)
MOST_PIXELS = 120_000_000
"""Of a PNG: 480 MB while it is drawn."""

_POINTS = 0.75  # of a pixel
_LONGEST = 14_400.0  # points; readers refuse longer pages
_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_SOURCE = """\
#let said = json("picture.json")
#set document(title: said.title, description: said.description, keywords: ("lineage", said.maker))
#set page(width: said.width * 1pt, height: said.height * 1pt, margin: 0pt, fill: white)
#set text(lang: "en", font: said.fonts)
#image("picture.svg", width: 100%, height: 100%, alt: said.description)
"""


def pdf(picture: Picture) -> bytes:
    """Return one page as large as the picture: text that can be selected, tagged, with its description.

    Its date is that of the newest record in it, so that it can be written again, byte for byte.
    """
    longest = max(picture.width, picture.height) * _POINTS
    return _set(picture, "pdf", min(1.0, _LONGEST / longest))


def png(picture: Picture, scale: int = 1) -> bytes:
    """Return the picture in `scale` times as many pixels. Raises ActionableError when it gets too large."""
    pixels = picture.width * picture.height * scale * scale
    if pixels > MOST_PIXELS:
        size = f"{picture.width * scale:,.0f} × {picture.height * scale:,.0f}"  # noqa: RUF001
        raise ActionableError(
            f"The picture would be {size} pixels.",
            todo="Choose a smaller scale, show less, or write SVG or PDF, which have no such limit.",
        )
    return _set(picture, "png", 1.0, 96.0 * scale)


def undrawable(picture: Picture) -> frozenset[str]:
    """Return the letters that no font here has: they are to be spelled before the picture is composed."""
    letters = _letters(picture)
    return letters - ours() - frozenset().union(*(font.letters for font in fonts_for(letters)))


def _letters(picture: Picture) -> frozenset[str]:
    """Return the letters that are drawn."""
    lines = (text.text for card in picture.cards for text in card.texts)
    return frozenset().union(*lines, *(text.text for text in picture.texts))


def _set(picture: Picture, form: Literal["pdf", "png"], shrunk: float, ppi: float | None = None) -> bytes:
    import typst  # a large library, needed here alone

    others = fonts_for(_letters(picture))
    said = {
        "title": picture.title,
        "description": picture.description,
        "maker": picture.caption.rpartition(" · ")[2],
        "width": picture.width * _POINTS * shrunk,
        "height": picture.height * _POINTS * shrunk,
        "fonts": [FAMILY, *(font.family for font in others)],
    }
    with tempfile.TemporaryDirectory(prefix="forebear-picture-") as folder:
        root = Path(folder)
        (root / "picture.svg").write_text(svg(picture, Letters.PLAIN), encoding="utf-8")
        (root / "picture.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        (root / "picture.typ").write_text(_SOURCE, encoding="utf-8")
        made: bytes = typst.compile(
            str(root / "picture.typ"),
            root=str(root),
            font_paths=[str(font_path(REGULAR).parent), *(font.folder for font in others)],
            ignore_system_fonts=True,
            format=form,
            ppi=ppi,
            timestamp=picture.newest or _DATE,
        )
        return made
