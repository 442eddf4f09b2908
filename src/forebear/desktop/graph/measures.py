"""How large cards are in the application's font."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from PySide6.QtGui import QFont, QFontMetricsF

PADDING, TILE = 10.0, 30.0


@dataclass(frozen=True, slots=True)
class CardSizes:
    """Sizes of cards in units, of which one is a logical pixel at natural size."""

    narrowest: float
    widest: float
    letter: float  # how wide a letter of a name is on average
    height: float
    metric: float  # how much higher a card with a metric is

    def width(self, name: str) -> float:
        """Return how wide the card of that name is."""
        letters = sum(1.8 if east_asian_width(letter) in "WF" else 1.0 for letter in name[:100])
        wanted = letters * self.letter + 3 * PADDING + TILE
        return min(self.widest, max(self.narrowest, round(wanted)))


def smaller(font: QFont) -> QFont:
    """The font of a card's second line."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.88)
    return small


def measure(font: QFont) -> CardSizes:
    """Return card sizes for a font."""
    name, small = QFontMetricsF(font), QFontMetricsF(smaller(font))
    line = small.height() + 1
    height = max(2 * PADDING + name.height() + line, TILE + 16)
    return CardSizes(
        narrowest=round(name.height() * 11.5),
        widest=round(name.height() * 15.0),
        letter=name.averageCharWidth() * 1.05,
        height=round(height),
        metric=round(line),
    )
