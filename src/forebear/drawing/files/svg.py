"""A picture as SVG: text stays text or becomes outlines, every node has a name, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from itertools import groupby

from forebear.drawing.composing import DECK
from forebear.drawing.fonts import FAMILY, REGULAR, STRONG, face
from forebear.drawing.kinds import TILE, mark_markup
from forebear.drawing.picture import Box, Card, Picture, Sample, Stroke, Text, Wire
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


@dataclass(frozen=True, slots=True)
class Hand:
    """How text is written, and the font family of letters that the bundled fonts lack."""

    letters: Letters = Letters.TEXT
    families: Mapping[str, str] = field(default_factory=dict)


def svg(picture: Picture, hand: Hand = Hand()) -> str:
    """Return the picture as an SVG document on a white ground."""
    return "".join(_document(picture, hand))


def _document(picture: Picture, hand: Hand) -> Iterator[str]:
    width, height = picture.width, picture.height
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" role="graphics-document document"'
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
    yield f'</defs><rect class="ground" width="{width:g}" height="{height:g}" fill="#ffffff"/>\n'
    for rule in picture.rules:
        yield f'<path d="M24 {rule:g}H{width - 24:g}" stroke="#c9cfd6" stroke-width="1"/>\n'
    for wire in picture.wires:
        yield _wire(wire)
    for card in picture.cards:
        yield from _card(card, hand)
    for sample in picture.samples:
        yield _sample(sample)
    for text in picture.texts:
        yield f"{_text(text, hand)}\n"
    yield "</svg>\n"


def _wire(wire: Wire) -> str:
    dashes = f' stroke-dasharray="{DASHES[wire.stroke]}"' if DASHES[wire.stroke] else ""
    later = ' opacity="0.45"' if wire.later else ""
    return (
        f'<path class="wire" d="{wire.path}" fill="none" stroke="{_LINE}" stroke-width="1.3"{dashes}{later}'
        f' marker-end="url(#lineage-arrow)"><title>{escape(wire.told)}</title></path>\n'
    )


def _card(card: Card, hand: Hand) -> Iterator[str]:
    left, top, _, high = card.box
    later = ' opacity="0.5"' if card.later else ""
    told = escape(card.told)
    yield f'<g class="node {card.kind.mark}" role="graphics-symbol img" aria-label="{told}"{later}>'
    yield f"<title>{told}</title>"
    if card.deck:
        yield _frame(card, DECK) + _frame(card, DECK / 2)
    yield _frame(card, 0.0)
    yield f'<use href="#lineage-{card.kind.mark}" x="{left + 10:.1f}" y="{top + (high - TILE) / 2:.1f}"/>'
    for text in card.texts:
        yield _text(text, hand)
    yield "</g>\n"


def _frame(card: Card, offset: float) -> str:
    left, top, wide, high = card.box
    width, dashes = _FRAMES[card.change]
    colour = _BORDER if card.change is Change.SAME else _STRONG
    if card.subject:
        width, colour = max(width, 2.4), _STRONG
    if card.assumed and card.change is Change.SAME:
        dashes = "4 3"
    radius = min(high / 2, 26.0) if card.round else 8.0
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<rect x="{left + offset:.1f}" y="{top + offset:.1f}" width="{wide:.1f}" height="{high:.1f}"'
        f' rx="{radius:.1f}" fill="#ffffff" stroke="{colour}" stroke-width="{width:g}"{dash}/>'
    )


def _sample(sample: Sample) -> str:
    if isinstance(sample.of, Stroke):
        dashes = f' stroke-dasharray="{DASHES[sample.of]}"' if DASHES[sample.of] else ""
        return (
            f'<path d="M{sample.x:.1f} {sample.y + 9:.1f}h30" fill="none" stroke="{_LINE}" stroke-width="1.3"'
            f'{dashes} marker-end="url(#lineage-arrow)"/>\n'
        )
    return (
        f'<use href="#lineage-{sample.of.mark}" transform="translate({sample.x:.1f} {sample.y:.1f})'
        f' scale({18 / TILE:g})"/>\n'
    )


def _text(text: Text, hand: Hand) -> str:
    measure = face(STRONG if text.strong else REGULAR)
    exact = measure.has(text.text)
    if hand.letters is Letters.PATHS and exact:
        path = measure.outlines(text.text, text.left, text.y, text.size)
        return f'<path d="{path}" fill="{text.ink}" aria-hidden="true"/>' if path else ""
    weight = ' font-weight="600"' if text.strong else ""
    anchor = ' text-anchor="end"' if text.end else ""
    fitted = ""
    if hand.letters is not Letters.PLAIN and exact and text.text.strip():
        fitted = f' textLength="{text.width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{text.x:.1f}" y="{text.y:.1f}" font-size="{text.size:g}" fill="{text.ink}"'
        f"{weight}{anchor}{fitted}>{_runs(text.text, hand.families)}</text>"
    )


def _runs(text: str, families: Mapping[str, str]) -> str:
    """Return the text with the parts for which there is another font marked as such."""
    if families.keys().isdisjoint(text):
        return escape(text)
    runs = groupby(text, key=lambda letter: families.get(letter, ""))
    return "".join(
        f'<tspan font-family="{escape(family)}">{escape("".join(letters))}</tspan>'
        if family
        else escape("".join(letters))
        for family, letters in runs
    )


def bounds(card: Card) -> Box:
    """Return all that a card covers, with what looks out below it."""
    left, top, wide, high = card.box
    deck = DECK if card.deck else 0.0
    return left, top, wide + deck, high + deck
