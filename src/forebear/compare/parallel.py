"""Parallel coordinates: axes with their order, direction and brushed ranges, and who passes them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forebear.compare.columns import Column, logarithms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Range = tuple[float, float]
"""From and to, in shares of the axis' length from its foot (0) to its head (1)."""


@dataclass(frozen=True)
class Axis:
    """One axis. `ranges` are brushed: a version passes where it is in any of them; none lets all pass.

    `rail` brushes what has no value: it passes as well (or alone, where there are no ranges).
    """

    column: Column
    inverted: bool = False
    logarithmic: bool = False
    ranges: tuple[Range, ...] = ()
    rail: bool = False

    @cached_property
    def numbers(self) -> Floats:
        """The values in the axis' measure; NaN stands on the rail."""
        return logarithms(self.column.numbers) if self.logarithmic else self.column.numbers

    @cached_property
    def span(self) -> tuple[float, float]:
        """The smallest and largest of the numbers; half a unit around where they are all one."""
        if self.column.is_categorical:
            return (-0.5, len(self.column.categories) - 0.5)
        known = self.numbers[~np.isnan(self.numbers)]
        if not len(known):
            return 0.0, 1.0
        low, high = float(known.min()), float(known.max())
        room = 0.5 if low == 0 else abs(low) / 2
        return (low, high) if low < high else (low - room, high + room)

    @cached_property
    def places(self) -> Floats:
        """Where each version is, from 0 at the foot to 1 at the head; NaN: on the rail."""
        low, high = self.span
        # By halves: the difference of two large numbers may be beyond all numbers.
        found = (self.numbers / 2 - low / 2) / (high / 2 - low / 2)
        return 1 - found if self.inverted else found

    def value_at(self, place: float) -> float:
        """Return the number that stands at a place."""
        low, high = self.span
        share = 1 - place if self.inverted else place
        value = low * (1 - share) + high * share
        return float(10**value) if self.logarithmic else value

    @property
    def brushed(self) -> bool:
        """Whether anything is brushed."""
        return bool(self.ranges) or self.rail

    @property
    def passing(self) -> NDArray[np.bool_]:
        """Which versions pass."""
        missing = np.isnan(self.places)
        if not self.brushed:
            return np.ones(len(missing), np.bool_)
        found: NDArray[np.bool_] = missing & self.rail
        with np.errstate(invalid="ignore"):
            for low, high in self.ranges:
                found = found | ((self.places >= low) & (self.places <= high))
        return found


@dataclass(frozen=True)
class Parallel:
    """Axes side by side; every change is a new one."""

    axes: tuple[Axis, ...]
    count: int
    """How many versions there are."""

    @cached_property
    def passing(self) -> NDArray[np.bool_]:
        """Which versions pass all axes."""
        found = np.ones(self.count, np.bool_)
        for axis in self.axes:
            found &= axis.passing
        return found

    @property
    def brushed(self) -> bool:
        """Whether anything is brushed on any axis."""
        return any(axis.brushed for axis in self.axes)

    def moved(self, axis: int, to: int) -> Parallel:
        """Put an axis at another place."""
        axes = list(self.axes)
        axes.insert(max(0, min(to, len(axes) - 1)), axes.pop(axis))
        return replace(self, axes=tuple(axes))

    def inverted(self, axis: int) -> Parallel:
        """Turn an axis upside down; its ranges stay on their values."""
        old = self.axes[axis]
        ranges = tuple((1 - high, 1 - low) for low, high in old.ranges)
        return self._with(axis, replace(old, inverted=not old.inverted, ranges=ranges))

    def logarithmic(self, axis: int, *, on: bool) -> Parallel:
        """Measure an axis in logarithms or not; its ranges go, for they would be others."""
        return self._with(axis, replace(self.axes[axis], logarithmic=on, ranges=(), rail=False))

    def brushed_more(self, axis: int, one: float, other: float) -> Parallel:
        """Brush one more range on an axis; ranges that touch become one."""
        low, high = sorted((min(1.0, max(0.0, one)), min(1.0, max(0.0, other))))
        kept = []
        for start, end in self.axes[axis].ranges:
            if end < low or start > high:
                kept.append((start, end))
            else:
                low, high = min(low, start), max(high, end)
        ranges = tuple(sorted((*kept, (low, high))))
        return self._with(axis, replace(self.axes[axis], ranges=ranges))

    def unbrushed(self, axis: int, place: float | None = None) -> Parallel:
        """Take the range at a place off an axis; all of its ranges for None."""
        ranges = self.axes[axis].ranges
        kept = () if place is None else tuple(each for each in ranges if not each[0] <= place <= each[1])
        rail = self.axes[axis].rail and place is not None
        return self._with(axis, replace(self.axes[axis], ranges=kept, rail=rail))

    def railed(self, axis: int) -> Parallel:
        """Brush what has no value on an axis, or no longer."""
        return self._with(axis, replace(self.axes[axis], rail=not self.axes[axis].rail))

    def clear(self) -> Parallel:
        """Take all brushes off."""
        return replace(self, axes=tuple(replace(axis, ranges=(), rail=False) for axis in self.axes))

    def with_columns(self, columns: tuple[Column, ...]) -> Parallel:
        """Show other columns; those that were there keep their brushes and direction, in their order."""
        known = {axis.column.field: axis for axis in self.axes}
        given = {column.field: column for column in columns}
        same = all(len(column.values) == self.count for column in columns)
        count = len(columns[0].values) if columns else self.count
        if not same:
            return Parallel(tuple(Axis(column) for column in columns), count)
        kept = [replace(axis, column=given[field]) for field, axis in known.items() if field in given]
        new = [Axis(column) for field, column in given.items() if field not in known]
        return Parallel((*kept, *new), count)

    def _with(self, axis: int, changed: Axis) -> Parallel:
        axes = list(self.axes)
        axes[axis] = changed
        return replace(self, axes=tuple(axes))
