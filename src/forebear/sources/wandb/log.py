"""A `.wandb` file: a log in LevelDB's format, whose payloads are protobuf messages.

Seven bytes of header, then blocks of 32 KiB that hold pieces of records: CRC-32 of type and data (zlib's, not
masked as LevelDB's own), length, type, data. A record is one full piece, or a first, middles and a last one.
https://github.com/google/leveldb/blob/main/doc/log_format.md
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

_HEADER = b":W&B\xe1\xbe"
_HEADER_LENGTH = 7  # the last byte is a version, 0 so far
_BLOCK = 32 * 1024
_PIECE = struct.Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4
_LARGEST = 256 * 1024 * 1024  # bytes of one record; a manifest of a million files has less


class NoLogError(Exception):
    """The file is no `.wandb` file; the message says why."""


def payloads(file: BinaryIO, damaged: Callable[[str], None]) -> Iterator[bytes]:
    """Yield the records of a log that are whole; no more than a block and a record are held at a time.

    `damaged` is told of what cannot be read, in words; reading goes on with the next block. Raises NoLogError
    where the file is something else.
    """
    header = file.read(_HEADER_LENGTH)
    if not header:
        raise NoLogError("it is empty: the run had written nothing when it ended, or has not yet")
    if header[: len(_HEADER)] != _HEADER or len(header) < _HEADER_LENGTH:
        raise NoLogError("it does not begin as a .wandb file does")
    begun: list[bytes] = []  # the pieces of a record that is not whole yet
    for kind, data, where in _pieces(file, damaged):
        if kind == _FULL:
            yield data
        elif kind == _FIRST:
            begun = [data]
            continue
        elif begun and kind in (_MIDDLE, _LAST):
            begun.append(data)
            if len(begun) * _BLOCK > _LARGEST:
                damaged(f"the record that goes on at byte {where:,} is too large")
            elif kind == _MIDDLE:
                continue
            else:
                yield b"".join(begun)
        begun = []
    if begun:
        damaged("its last record was not finished")


def _pieces(file: BinaryIO, damaged: Callable[[str], None]) -> Iterator[tuple[int, bytes, int]]:
    """Yield type, data and place of each piece; type 0 where pieces are lost."""
    start = _HEADER_LENGTH
    while block := file.read(_BLOCK - start % _BLOCK):
        position, end = 0, len(block)
        while position + _PIECE.size <= end:
            crc, length, kind = _PIECE.unpack_from(block, position)
            where = start + position
            data = block[position + _PIECE.size : position + _PIECE.size + length]
            if not (crc or length or kind):
                position = end  # the rest of the block was made room for, and not written to
            elif len(data) < length:
                damaged(f"it ends in the middle of a record, at byte {where:,}")
                yield 0, b"", where
                position = end
            elif zlib.crc32(data, zlib.crc32(block[position + 6 : position + 7])) != crc:
                damaged(f"what it holds from byte {where:,} to {start + end:,} is damaged")
                yield 0, b"", where
                position = end
            else:
                yield kind, data, where
                position += _PIECE.size + length
        if position < end and (start + end) % _BLOCK:
            damaged(f"it ends in the middle of a record, at byte {start + position:,}")
        start += end
