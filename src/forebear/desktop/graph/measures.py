"""How large cards are in the application's font."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

PADDING, TILE = 10.0, 30.0


@dataclass(frozen=True, slots=True)
class CardSizes:
    """Sizes of cards in units, of which one is a logical pixel at natural size."""

    width: float
    height: float
    metric: float  # how much higher a card with a metric is


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
    return CardSizes(round(name.height() * 13.0), round(height), round(line))
