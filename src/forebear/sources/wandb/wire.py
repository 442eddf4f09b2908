"""Protobuf's wire format, as far as W&B's records use it. https://protobuf.dev/programming-guides/encoding/"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_DOUBLE = struct.Struct("<d")


class WireError(ValueError):
    """Bytes that are no protobuf message."""


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field: a whole number, or the bytes of anything else.

    Raises WireError where the message ends too early or holds what protobuf does not.
    """
    position, end = 0, len(message)
    while position < end:
        tag = message[position]
        position += 1
        if tag > 127:
            tag, position = _varint(message, position - 1)
        kind = tag & 7
        if kind == _BYTES:
            if position >= end:
                raise WireError("a field lacks its length")
            length = message[position]
            position += 1
            if length > 127:
                length, position = _varint(message, position - 1)
            value: int | bytes = message[position : position + length]
            position += length
        elif kind == _VARINT:
            value, position = _varint(message, position)
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
            value = message[position : position + length]
            position += length
        else:
            raise WireError(f"a field has the unknown type {kind}")
        if position > end:
            raise WireError("a field is longer than its message")
        yield tag >> 3, value


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    try:
        while (byte := message[position]) > 127:
            value |= (byte & 127) << shift
            shift += 7
            position += 1
            if shift > 63:
                raise WireError("a number is too long")
    except IndexError as error:
        raise WireError("a number is not finished") from error
    return value | byte << shift, position + 1


def as_int(value: int | bytes) -> int:
    """Return an int32 or int64, whose negative numbers are written as large ones."""
    if not isinstance(value, int):
        raise WireError("a number is written as text")
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def as_zigzag(value: int | bytes) -> int:
    """Return a sint64."""
    number = as_int(value) & ((1 << 64) - 1)
    return (number >> 1) ^ -(number & 1)


def as_double(value: int | bytes) -> float:
    """Return a double."""
    if not isinstance(value, bytes) or len(value) != _DOUBLE.size:
        raise WireError("a number has the wrong length")
    found: float = _DOUBLE.unpack(value)[0]
    return found


def as_bytes(value: int | bytes) -> bytes:
    """Return the bytes of a message, or of text that is not decoded yet."""
    if isinstance(value, int):
        raise WireError("a message is written as a number")
    return value


def as_text(value: int | bytes) -> str:
    """Return a string; bytes that are no UTF-8 are replaced, for one of them is no reason to lose a run."""
    return as_bytes(value).decode("utf-8", "replace")
