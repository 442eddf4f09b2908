"""Histories of metrics as bytes: what the database keeps of them."""

from __future__ import annotations

import sys
from array import array
from typing import TypeVar

_MONTH = (2**32 - 1) * 1000  # microseconds that fit into 32 bits of milliseconds: 49 days
_Array = TypeVar("_Array", "array[int]", "array[float]")


def packed_floats(numbers: array[float]) -> bytes:
    """Return floats as the database keeps them: 64 bits each, little end first."""
    return _turned(numbers).tobytes()


def floats(raw: bytes) -> array[float]:
    """Return the floats that `packed_floats` made bytes of."""
    return _turned(array("d", raw))


def packed_numbers(numbers: array[int]) -> bytes:
    """Return whole numbers of 64 bits as the database keeps them, little end first, in the shortest form.

    Steps mostly count on evenly (`e`: first, difference, count); times are mostly whole milliseconds of one
    month (`m`: first, then 32 bits each); others stand as they are (`q`). A third of the bytes is a third of
    the writing: a history of a hundred values then has four on a page instead of one.
    """
    if not numbers:
        return b""
    first, count = numbers[0], len(numbers)
    stride = numbers[1] - first if count > 1 else 1
    if 0 < abs(stride) < 1 << 63 and numbers[-1] == first + stride * (count - 1):
        even = range(first, first + stride * count, stride)
        if numbers == array("q", even):
            return b"e" + _turned(array("q", (first, stride, count))).tobytes()
    if numbers[-1] - first < _MONTH:
        apart = [number - first for number in numbers]
        if min(apart) >= 0 and max(apart) < _MONTH and not any(each % 1000 for each in apart):
            rest = _turned(array("I", [each // 1000 for each in apart])).tobytes()
            return b"m" + _turned(array("q", (first,))).tobytes() + rest
    return b"q" + _turned(numbers).tobytes()


def whole_numbers(raw: bytes) -> array[int]:
    """Return the whole numbers that `packed_numbers` made bytes of."""
    form, rest = raw[:1], raw[1:]
    if form == b"e":
        first, stride, count = _turned(array("q", rest))
        return array("q", range(first, first + stride * count, stride))
    if form == b"m":
        (first,) = _turned(array("q", rest[:8]))
        return array("q", [first + 1000 * each for each in _turned(array("I", rest[8:]))])
    return _turned(array("q", rest))


def _turned(numbers: _Array) -> _Array:
    """Return numbers with their little end first, and those back."""
    if sys.byteorder != "little":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
