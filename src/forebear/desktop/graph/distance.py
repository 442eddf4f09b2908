"""How much of a node can be seen at a scale."""

from __future__ import annotations

from enum import IntEnum

NEAR, MIDDLE = 0.8, 0.24  # from NEAR on a card's second line has 9 pixels


class Distance(IntEnum):
    """How much of a node can be seen."""

    FAR = 0
    MIDDLE = 1
    NEAR = 2


def distance(scale: float) -> Distance:
    """Say how far a drawing of that scale is."""
    return Distance.NEAR if scale >= NEAR else Distance.MIDDLE if scale >= MIDDLE else Distance.FAR
