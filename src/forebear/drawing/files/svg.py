"""A picture as SVG: text stays text or becomes outlines, every node has a name, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from html import escape

from forebear.drawing.cards import CHANGE_INKS
from forebear.drawing.composing import DECK
from forebear.drawing.fonts import FAMILY, REGULAR, STRONG, face
from forebear.drawing.kinds import TILE, Kind, mark_markup
from forebear.drawing.picture import Card, Picture, Sample, Stroke, Text, Wire
from forebear.drawing.wires import DASHES
from forebear.lineage.answers import Change

_LINE, _BORDER, _STRONG = "#6b7480", "#8d96a3", "#1c2129"
_FRAMES: Mapping[Change, tuple[float, str]] = {  # width and dashes of a card's border
    Change.SAME: (1.1, ""),
    Change.ADDED: (2.4, ""),
    Change.REMOVED: (2.0, "6 4"),
    Change.CHANGED: (2.4, "1.5 3"),
}


class Letters(StrEnum):
    """How text is written."""

    TEXT = "text"  # fitted to its measured width, whatever font the viewer has
    PLAIN = "plain"  # for a place that brings the fonts along
    PATHS = "paths"  # outlines; letters that the fonts lack stay text


def svg(picture: Picture, letters: Letters = Letters.TEXT) -> str:
    """Return the picture as an SVG document on a white ground."""
    return "".join(_document(picture, letters))


def _document(picture: Picture, letters: Letters) -> Iterator[str]:
    width, height = f"{picture.width:.0f}", f"{picture.height:.0f}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="graphics-document document"'
        ' aria-labelledby="lineage-title" aria-describedby="lineage-description"'
        f' font-family="{FAMILY}, sans-serif" xml:space="preserve">'
        f'<title id="lineage-title">{escape(picture.title)}</title>'
        f'<desc id="lineage-description">{escape(picture.description)}</desc>'
        "<defs>"
        '<marker id="lineage-arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8"'
        f' orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0.5 8 4 0 7.5z" fill="{_LINE}"/></marker>'
    )
    kinds = {card.kind.mark: card.kind for card in picture.cards}
    for mark, kind in sorted(kinds.items()):
        yield f'<g id="lineage-{mark}">{mark_markup(kind)}</g>'
    yield f'</defs><rect class="ground" width="{width}" height="{height}" fill="#ffffff"/>\n'
    for rule in picture.rules:
        yield f'<path d="M24 {rule:.1f}H{picture.width - 24:.1f}" stroke="#c9cfd6" stroke-width="1"/>\n'
    for wire in picture.wires:
        yield _wire(wire)
    for card in picture.cards:
        yield from _card(card, letters)
    for sample in picture.samples:
        yield _sample(sample)
    for text in picture.texts:
        yield f"{_text(text, letters)}\n"
    yield "</svg>\n"


def _wire(wire: Wire) -> str:
    dashes = f' stroke-dasharray="{DASHES[wire.stroke]}"' if DASHES[wire.stroke] else ""
    later = ' opacity="0.45"' if wire.later else ""
    colour, width = (CHANGE_INKS[wire.change], 2.0) if wire.change in CHANGE_INKS else (_LINE, 1.3)
    return (
        f'<path class="wire" d="{wire.path}" fill="none" stroke="{colour}" stroke-width="{width}"'
        f'{dashes}{later} marker-end="url(#lineage-arrow)"><title>{escape(wire.told)}</title></path>\n'
    )


def _card(card: Card, letters: Letters) -> Iterator[str]:
    later = ' opacity="0.5"' if card.later else ""
    told = escape(card.told)
    yield f'<g class="node {card.kind.mark}" role="graphics-symbol img" aria-label="{told}"{later}>'
    yield f"<title>{told}</title>"
    if card.deck:
        yield _frame(card, DECK) + _frame(card, DECK / 2)
    yield _frame(card, 0.0)
    yield _mark(card.kind, *card.mark)
    for text in card.texts:
        yield _text(text, letters)
    yield "</g>\n"


def _frame(card: Card, offset: float) -> str:
    left, top, wide, high = card.box
    width, dashes = _FRAMES[card.change]
    colour = _BORDER if card.change is Change.SAME else _STRONG
    if card.subject:
        width, colour = max(width, 2.4), _STRONG
    if card.assumed and card.change is Change.SAME:
        dashes = "4 3"
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<rect x="{left + offset:.1f}" y="{top + offset:.1f}" width="{wide:.1f}" height="{high:.1f}"'
        f' rx="{card.radius:g}" fill="#ffffff" stroke="{colour}" stroke-width="{width:g}"{dash}/>'
    )


def _sample(sample: Sample) -> str:
    if isinstance(sample.of, Stroke):
        dashes = f' stroke-dasharray="{DASHES[sample.of]}"' if DASHES[sample.of] else ""
        return (
            f'<path d="M{sample.x:.1f} {sample.y + 9:.1f}h30" fill="none" stroke="{_LINE}" stroke-width="1.3"'
            f'{dashes} marker-end="url(#lineage-arrow)"/>\n'
        )
    return f"{_mark(sample.of, sample.x, sample.y, 18.0)}\n"


def _mark(kind: Kind, x: float, y: float, side: float) -> str:
    scale = "" if side == TILE else f" scale({side / TILE:g})"
    return f'<use href="#lineage-{kind.mark}" transform="translate({x:.1f} {y:.1f}){scale}"/>'


def _text(text: Text, letters: Letters) -> str:
    measure = face(STRONG if text.strong else REGULAR)
    exact = measure.has(text.text)
    if letters is Letters.PATHS and exact:
        path = measure.outlines(text.text, text.left, text.y, text.size)
        return f'<path d="{path}" fill="{text.ink}" aria-hidden="true"/>' if path else ""
    weight = ' font-weight="600"' if text.strong else ""
    anchor = ' text-anchor="end"' if text.end else ""
    # Where the viewer's font may be another one, the text is fitted to the width that was measured.
    fitted = ""
    if text.text.strip() and not (exact and letters is Letters.PLAIN):
        fitted = f' textLength="{text.width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{text.x:.1f}" y="{text.y:.1f}" font-size="{text.size:g}" fill="{text.ink}"'
        f"{weight}{anchor}{fitted}>{escape(text.text)}</text>"
    )
