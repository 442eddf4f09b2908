"""Just enough of protobuf's wire format to walk a file without its schema.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass

from forebear.compare.models.contents import UnreadableModelError


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its number, its wire type, the number it holds (wire 0), and where its bytes are."""

    number: int
    wire: int
    value: int
    start: int
    end: int


def fields(buffer: bytes | mmap.mmap, start: int, end: int) -> Iterator[Field]:
    """Yield the fields of a message; raises UnreadableModelError where the bytes are none."""
    place = start
    while place < end:
        key, place = varint(buffer, place, end)
        number, wire = key >> 3, key & 7
        first = place
        value = 0
        if wire == 0:
            value, place = varint(buffer, place, end)
        elif wire == 1:
            place += 8
        elif wire == 2:
            length, first = varint(buffer, place, end)
            place = first + length
        elif wire == 5:
            place += 4
        else:
            raise UnreadableModelError(f"there is no protobuf field at byte {first:,}")
        if place > end or not number:
            raise UnreadableModelError(f"a field at byte {first:,} is longer than what holds it")
        yield Field(number, wire, value, first, place)


def varint(buffer: bytes | mmap.mmap, place: int, end: int) -> tuple[int, int]:
    """Read a number of seven bits a byte; return it and where it ends."""
    value = shift = 0
    while place < end and shift < 70:
        byte = buffer[place]
        value |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            return value, place
        shift += 7
    raise UnreadableModelError(f"there is no protobuf number at byte {place:,}")
