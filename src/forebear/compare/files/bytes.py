"""The first difference of two files of any size, found by reading both once, block by block."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from forebear.compare.files.findings import ByteDifference

BLOCK = 1 << 20
AROUND = 64
"""Bytes that are shown before the first difference, and twice as many from it on."""

Look = Callable[[int], None]
"""Called with the bytes read so far; raises CancelledError to stop."""


def compare_bytes(
    before: Path, after: Path, *, most: int | None = None, look: Look | None = None
) -> ByteDifference:
    """Find the first byte that differs; where one file is the other's beginning it is the shorter one's end.

    No more than `most` bytes of each are compared, where given. Raises OSError.
    """
    sizes = (before.stat().st_size, after.stat().st_size)
    with before.open("rb") as one, after.open("rb") as other:
        offset, read, line = _first(one, other, most, look)
        if offset is None:
            shorter = min(sizes)
            if sizes[0] != sizes[1] and read >= shorter:
                offset = shorter
            else:
                return ByteDifference(None, sizes, read, whole=read >= shorter)
        suffix = _suffix(one, other, sizes, offset, most, look)
        start = max(0, offset - AROUND) // 16 * 16
        windows = []
        for file in (one, other):
            file.seek(start)
            windows.append(file.read(offset - start + 2 * AROUND))
        return ByteDifference(offset, sizes, read, suffix, start, windows[0], windows[1], line + 1)


def _first(
    one: BinaryIO, other: BinaryIO, most: int | None, look: Look | None
) -> tuple[int | None, int, int]:
    """Return the first difference within what both have, the bytes compared, and the line ends before it."""
    read = lines = 0
    while most is None or read < most:
        a, b = one.read(BLOCK), other.read(BLOCK)
        if a != b:
            place = _place(a, b)
            if place is not None:
                return read + place, read + place, lines + a.count(b"\n", 0, place)
        common = min(len(a), len(b))
        read += common
        lines += a.count(b"\n", 0, common)
        if common < BLOCK:
            return None, read, lines
        if look is not None:
            look(read)
    return None, read, lines


def _place(a: bytes, b: bytes) -> int | None:
    """Return where two blocks begin to differ, None where one is the other's beginning; by halving."""
    low, high = 0, min(len(a), len(b))
    if a[:high] == b[:high]:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _suffix(  # noqa: PLR0913, PLR0917 -- two files, and how much to read of them
    one: BinaryIO, other: BinaryIO, sizes: tuple[int, int], prefix: int, most: int | None, look: Look | None
) -> int:
    """Return how many bytes at the end are the same, none of which is in the common beginning."""
    room = min(sizes) - prefix
    if most is not None:
        room = min(room, most)
    found = 0
    while found < room:
        wanted = min(BLOCK, room - found)
        blocks = []
        for file, size in zip((one, other), sizes, strict=True):
            file.seek(size - found - wanted)
            blocks.append(file.read(wanted))
        if blocks[0] != blocks[1]:
            place = _place(blocks[0][::-1], blocks[1][::-1])
            return found + (place or 0)
        found += wanted
        if look is not None:
            look(prefix + found)
    return found
