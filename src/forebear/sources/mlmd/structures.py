"""Values that ML-Metadata keeps as a protobuf `Struct`, in base64 behind a mark.

Sources: ml_metadata, `StructToString` of metadata_store; google/protobuf/struct.proto.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterator

_MARK = "mlmd-struct::"
_DEEPEST = 100
_VARINT, _EIGHT, _SIZED, _FOUR = 0, 1, 2, 5  # wire types


class _MalformedError(ValueError):
    """The bytes are no such message."""


def is_structure(text: str) -> bool:
    """Whether a text property is a structure."""
    return text.startswith(_MARK)


def structure_of(text: str) -> dict[str, object] | None:
    """Return what a structure holds, None where it cannot be read."""
    try:
        content = base64.b64decode(text.removeprefix(_MARK), validate=True)
        return _structure(memoryview(content), 0)
    except (binascii.Error, ValueError, struct.error, IndexError, RecursionError):
        return None


def _structure(content: memoryview, depth: int) -> dict[str, object]:
    if depth > _DEEPEST:
        raise _MalformedError
    found: dict[str, object] = {}
    for number, entry in _fields(content):
        if number == 1 and isinstance(entry, memoryview):
            key, value = "", None
            for part, inner in _fields(entry):
                if part == 1 and isinstance(inner, memoryview):
                    key = str(inner, "utf-8", "replace")
                elif part == 2 and isinstance(inner, memoryview):
                    value = _value(inner, depth)
            found[key] = value
    return found


def _value(content: memoryview, depth: int) -> object:
    value: object = None
    for number, inner in _fields(content):
        match number, inner:
            case 2, memoryview():
                value = struct.unpack("<d", inner)[0]
            case 3, memoryview():
                value = str(inner, "utf-8", "replace")
            case 4, int():
                value = bool(inner)
            case 5, memoryview():
                value = _structure(inner, depth + 1)
            case 6, memoryview():
                if depth > _DEEPEST:
                    raise _MalformedError
                value = [
                    _value(item, depth + 1)
                    for part, item in _fields(inner)
                    if part == 1 and isinstance(item, memoryview)
                ]
    return value


def _fields(content: memoryview) -> Iterator[tuple[int, memoryview | int]]:
    """Yield the fields of a message: number, and its bytes or its whole number."""
    place = 0
    while place < len(content):
        tag, place = _varint(content, place)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, place = _varint(content, place)
            yield number, value
            continue
        if wire == _SIZED:
            size, place = _varint(content, place)
        elif wire in (_EIGHT, _FOUR):
            size = 8 if wire == _EIGHT else 4
        else:
            raise _MalformedError
        if place + size > len(content):
            raise _MalformedError
        yield number, content[place : place + size]
        place += size


def _varint(content: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
    raise _MalformedError
