"""Width, height and format of a picture, from its header alone; nothing is decoded.

Read as PNG (ISO 15948), JPEG (T.81), GIF89a, BMP, WebP (RFC 9649) and TIFF 6.0 say.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's format and its size in pixels."""

    format: str
    width: int
    height: int


def picture_of(path: Path) -> Picture | None:
    """Return what the header says; None where the file is no picture of a known format."""
    try:
        with path.open("rb") as file:
            return read_header(file.read(_HEAD))
    except OSError:
        return None


def read_header(head: bytes) -> Picture | None:
    """Return what the first bytes say; None where they are no known header, or say no size."""
    try:
        found = _read(head)
    except (struct.error, IndexError):
        return None
    return found if found and found.width > 0 and found.height > 0 else None


def _read(head: bytes) -> Picture | None:  # noqa: PLR0911 -- one for each format
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return Picture("PNG", *struct.unpack(">II", head[16:24]))
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg(head)
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return Picture("GIF", *struct.unpack("<HH", head[6:10]))
    if head.startswith(b"BM"):
        width, height = struct.unpack("<ii", head[18:26])
        return Picture("BMP", width, abs(height))
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _webp(head)
    if head[:4] in (b"II*\0", b"MM\0*"):
        return _tiff(head, "<" if head[:2] == b"II" else ">")
    return None


def _jpeg(head: bytes) -> Picture | None:
    place = 2
    while head[place] == 0xFF:
        mark = head[place + 1]
        if mark == 0xFF or 0xD0 <= mark <= 0xD9 or mark == 0x01:
            place += 1 if mark == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", head[place + 2 : place + 4])
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[place + 5 : place + 9])
            return Picture("JPEG", width, height)
        place += 2 + length
    return None


def _webp(head: bytes) -> Picture | None:
    kind = head[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return Picture("WebP", width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", head[21:25])
        return Picture("WebP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
        return Picture("WebP", width, height)
    return None


def _tiff(head: bytes, order: str) -> Picture | None:
    (at,) = struct.unpack(f"{order}I", head[4:8])
    (entries,) = struct.unpack(f"{order}H", head[at : at + 2])
    size: dict[int, int] = {}
    for entry in range(min(entries, 200)):
        place = at + 2 + 12 * entry
        tag, kind = struct.unpack(f"{order}HH", head[place : place + 4])
        if tag in (256, 257):
            form, length = ("H", 2) if kind == 3 else ("I", 4)
            (size[tag],) = struct.unpack(f"{order}{form}", head[place + 8 : place + 8 + length])
    return Picture("TIFF", size[256], size[257]) if len(size) == 2 else None
