"""What part of the drawing is seen, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

SMALLEST, LARGEST = 0.001, 3.0
MARGIN = 24.0
"""Pixels left free around a drawing."""

Bounds = tuple[float, float, float, float]
"""Left, top, width, height."""


class Fit(StrEnum):
    """How the camera follows the widget's size until a person moves it."""

    OPENING = "opening"
    """The whole picture where it can be read, else as much as possible around the root."""
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Camera:
    """`scale` pixels show one unit of the drawing; `x`, `y` is the unit at the view's upper left corner."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """The unit under a pixel."""
        return self.x + x / self.scale, self.y + y / self.scale

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """The pixel over a unit."""
        return (x - self.x) * self.scale, (y - self.y) * self.scale

    def moved(self, right: float, down: float) -> Camera:
        """Move the drawing by pixels."""
        return replace(self, x=self.x - right / self.scale, y=self.y - down / self.scale)

    def zoomed(self, factor: float, x: float, y: float, smallest: float = SMALLEST) -> Camera:
        """Zoom, not below `smallest`, so that what is under the pixel stays there."""
        scale = min(LARGEST, max(smallest, self.scale * factor))
        world_x, world_y = self.to_world(x, y)
        return Camera(scale, world_x - x / scale, world_y - y / scale)

    def centred(self, x: float, y: float, width: float, height: float) -> Camera:
        """Bring a unit to the middle of a view of that many pixels."""
        return replace(self, x=x - width / 2 / self.scale, y=y - height / 2 / self.scale)

    @staticmethod
    def fitting(bounds: Bounds, width: float, height: float, margin: float = MARGIN) -> Camera:
        """Show all of `bounds` (left, top, width, height), at its own size where there is room."""
        left, top, wide, high = bounds
        room_x, room_y = max(width - 2 * margin, 1.0), max(height - 2 * margin, 1.0)
        scale = max(SMALLEST, min(1.0, room_x / max(wide, 1.0), room_y / max(high, 1.0)))
        return Camera(scale).centred(left + wide / 2, top + high / 2, width, height)

    @staticmethod
    def opening(
        bounds: Bounds, focus: tuple[float, float], width: float, height: float, smallest: float
    ) -> Camera:
        """Show all of `bounds`; if that were smaller than `smallest`, as much of it as there is room for.

        Then `focus`, a unit, is as near to the middle as it can be without empty room beside the drawing.
        """
        whole = Camera.fitting(bounds, width, height)
        if whole.scale >= smallest:
            return whole
        left, top, wide, high = bounds
        margin = MARGIN / smallest
        return Camera(
            smallest,
            _within(left - margin, wide + 2 * margin, focus[0], width / smallest),
            _within(top - margin, high + 2 * margin, focus[1], height / smallest),
        )


def _within(start: float, length: float, focus: float, room: float) -> float:
    """Where to begin looking at `length` units from `start` on, of which `room` are seen."""
    if length <= room:
        return start + length / 2 - room / 2
    return min(max(focus - room / 2, start), start + length - room)
