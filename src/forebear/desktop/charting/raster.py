"""Pixels of curves, from arrays alone: a run of pixels for each curve in each column.

All runs are drawn at once. A run adds its colour's number where it begins and takes it off where it ends; the
sums down the rows then say at every pixel which colours are there, and the last one in order is seen. That
costs as much as the picture has pixels, however long the runs are and however often they cover each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

_BITS = 52  # whole numbers of that many bits are exact in a float64, and their highest bit is its exponent
_EXPONENTS = 2_048
_BIAS = 1_023


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Runs of pixels: `top` (first row) and `bottom` (row after the last) in `column`, of a curve each."""

    curve: Whole
    column: Whole
    top: Whole
    bottom: Whole


class Raster:
    """A picture of one size; its memory is used again for the next one."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._sums = np.zeros((height + 1, width))
        self._numbers = np.empty((height, width), np.int64)

    def draw(
        self, runs: Sequence[Runs], colours: Sequence[int], pixels: NDArray[np.uint32], overlap: int = 1
    ) -> None:
        """Draw runs into `pixels` (height, width), whatever was there before.

        `colours` are the ARGB numbers of the curves; curves of a later colour are drawn over those of an
        earlier one. `overlap` is how many runs of one curve may cover a pixel.
        """
        order: dict[int, list[int]] = {}
        for curve, colour in enumerate(colours):
            order.setdefault(colour, []).append(curve)
        layers: list[list[tuple[int, list[int], int]]] = [[]]
        used = 0
        for colour, members in order.items():
            bits = (len(members) * overlap).bit_length()
            if used + bits > _BITS:
                layers.append([])
                used = 0
            layers[-1].append((colour, members, used))
            used += bits
        for number, layer in enumerate(layers):
            target = np.empty_like(pixels) if number else pixels
            self._draw(runs, layer, len(colours), target)
            if number:
                np.copyto(pixels, target, where=target != 0)

    def _draw(
        self,
        runs: Sequence[Runs],
        layer: Sequence[tuple[int, list[int], int]],
        curves: int,
        pixels: NDArray[np.uint32],
    ) -> None:
        weights, seen = np.zeros(curves), np.zeros(_EXPONENTS, np.uint32)
        for colour, members, bit in layer:  # the highest colour there is, is seen
            weights[members] = 2.0**bit
            seen[_BIAS + bit :] = colour
        sums = self._sums
        sums.fill(0)
        flat = sums.reshape(-1)
        for each in runs:
            weight = weights[each.curve]
            np.add.at(flat, each.top * self.width + each.column, weight)
            np.subtract.at(flat, each.bottom * self.width + each.column, weight)
        # Not np.add.accumulate: a row at a time is four times as fast.
        for row in range(1, self.height):
            np.add(sums[row - 1], sums[row], out=sums[row])
        np.right_shift(sums[:-1].view(np.int64), _BITS, out=self._numbers)
        np.take(seen, self._numbers, out=pixels, mode="clip")
