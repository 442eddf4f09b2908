"""Which characters a font can draw: a reader of the OpenType `cmap` table (formats 4 and 12)."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path


@cache
def covered(font: Path) -> frozenset[int]:
    """Return the code points that an OpenType file has glyphs for; raises ValueError for anything else."""
    data = font.read_bytes()
    try:
        table = _table(data, b"cmap")
        count = struct.unpack_from(">H", table, 2)[0]
        offsets = {struct.unpack_from(">HHI", table, 4 + 8 * number)[2] for number in range(count)}
        points: set[int] = set()
        for offset in offsets:
            kind = struct.unpack_from(">H", table, offset)[0]
            if kind == 4:
                points |= _format_4(table[offset:])
            elif kind == 12:
                points |= _format_12(table[offset:])
    except struct.error as error:
        raise ValueError(f"not a font: {font}") from error
    return frozenset(points)


def _table(data: bytes, name: bytes) -> bytes:
    for number in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        if tag == name:
            return data[offset : offset + length]
    raise ValueError(f"the font has no table {name!r}")


def _format_4(table: bytes) -> set[int]:
    segments = struct.unpack_from(">H", table, 6)[0] // 2
    shape = f">{segments}H"
    ends = struct.unpack_from(shape, table, 14)
    starts = struct.unpack_from(shape, table, 16 + 2 * segments)
    deltas = struct.unpack_from(shape, table, 16 + 4 * segments)
    ranges = struct.unpack_from(shape, table, 16 + 6 * segments)
    found = set()
    for number, (start, end, delta, jump) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        if start == 0xFFFF:
            continue
        for point in range(start, end + 1):
            glyph = point
            if jump:
                place = 16 + 6 * segments + 2 * number + jump + 2 * (point - start)
                glyph = struct.unpack_from(">H", table, place)[0]
                if glyph == 0:
                    continue
            if (glyph + delta) & 0xFFFF:
                found.add(point)
    return found


def _format_12(table: bytes) -> set[int]:
    found: set[int] = set()
    for number in range(struct.unpack_from(">I", table, 12)[0]):
        start, end, glyph = struct.unpack_from(">III", table, 16 + 12 * number)
        found.update(range(start if glyph else start + 1, end + 1))
    return found
