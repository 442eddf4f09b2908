"""How large cards are in the application's font."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from PySide6.QtGui import QFont, QFontMetricsF

from forebear.lineage.answers import CardFacts, Group, Node
from forebear.lineage.words import NodeKind, Readiness

PADDING, TILE = 10.0, 30.0
LINE_GAP = 9.0
STACK = 6.0
"""How far the cards behind a group's own stand out below and to the right; within its box."""

_LONGEST = 100  # letters of a name that are looked at; no card is wider


@dataclass(frozen=True, slots=True)
class CardSizes:
    """Sizes of cards in units, of which one is a logical pixel at natural size."""

    narrowest: float
    widest: float
    letter: float  # how wide a letter of a name is on average
    height: float  # of a card with a name and a line below it
    line: float  # how much higher a metric makes a card, and badges make it once more

    def of(
        self, node: Node, facts: CardFacts | None = None, group: Group | None = None
    ) -> tuple[float, float]:
        """Return width and height of a node's card."""
        facts = facts or CardFacts()
        letters = _letters(node.name) + (_letters(facts.version) + 3 if facts.version or facts.place else 0)
        wanted = letters * self.letter + 3 * PADDING + TILE
        width = min(self.widest, max(self.narrowest, round(wanted)))
        height = self.height + self.line * lines_below(node, facts)
        return (width + STACK, height + STACK) if group else (width, height)


def lines_below(node: Node, facts: CardFacts) -> int:
    """Return how many lines a card has below its head: one for a metric, one for badges."""
    return int(facts.metric is not None) + int(has_badges(node, facts))


def has_badges(node: Node, facts: CardFacts) -> bool:
    """Whether a card has a line of badges."""
    # What keeps a run from being made again is a badge of the run; what it made has a coloured arrow.
    return bool(
        facts.stage
        or facts.verdict
        or is_flagged(node, facts)
        or (node.kind is NodeKind.REBUILD and node.detail)
    )


def is_flagged(node: Node, facts: CardFacts) -> bool:
    """Whether a card has a badge that says what keeps its run from being made again."""
    ready = facts.ready
    return node.kind is NodeKind.RUN and ready is not None and ready.state is not Readiness.REBUILDABLE


def smaller(font: QFont) -> QFont:
    """The font of a card's second line."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.88)
    return small


def measure(font: QFont) -> CardSizes:
    """Return card sizes for a font."""
    name, small = QFontMetricsF(font), QFontMetricsF(smaller(font))
    return CardSizes(
        narrowest=round(name.height() * 12.0),
        widest=round(name.height() * 16.5),
        letter=name.averageCharWidth() * 1.05,
        height=round(max(2 * PADDING + name.height() + small.height(), TILE + 2 * PADDING)),
        line=round(small.height() + LINE_GAP),
    )


def _letters(text: str) -> float:
    return sum(1.8 if east_asian_width(letter) in "WF" else 1.0 for letter in text[:_LONGEST])
