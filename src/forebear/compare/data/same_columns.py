"""Columns of two Parquet files that hold the same values, for their bytes are the same.

Whoever mends one column writes the others again as they were. What lies in the same bytes, of the same
encoding and as many rows, need not be decoded and compared a second time.
"""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

from collections.abc import Sequence
from io import FileIO
from typing import Any, NamedTuple

from forebear.compare.data.engine import Engine
from forebear.compare.data.opened import OpenTable

_BLOCK = 1 << 18  # bytes compared at a time
_MAGIC = 4  # bytes that every Parquet file begins with
_ELEMENT = (
    "type, type_length, repetition_type, num_children, converted_type, scale, precision, "
    "logical_type::VARCHAR"
)


class _Chunk(NamedTuple):
    """A column of a row group: what says how its bytes are to be read, and where they are."""

    read_as: tuple[Any, ...]
    start: int
    size: int


def same_columns(engine: Engine, before: OpenTable, after: OpenTable) -> frozenset[int]:
    """Return the places of columns that have, row by row, the same values in both tables.

    Others may have too. None is told of tables in several files, with nested columns, of other columns, or
    with other numbers of rows in their row groups.
    """
    if before.file is None or after.file is None or not before.is_like(after):
        return frozenset()
    width = len(before.columns)
    schemas, chunks = [], []
    for path in (before.file, after.file):
        file = engine.link(path)
        schemas.append(engine.rows(f"SELECT {_ELEMENT} FROM parquet_schema({file})")[1:])
        chunks.append(_chunks(engine, file))
    one, other = chunks
    if schemas[0] != schemas[1] or any(element[3] for element in schemas[0]) or len(one) != len(other):
        return frozenset()
    if len(schemas[0]) != width or len(one) % width:
        return frozenset()
    with before.file.open("rb", buffering=0) as left, after.file.open("rb", buffering=0) as right:
        blocks = _Blocks(left, right)
        return frozenset(
            place
            for place in range(width)
            if all(
                _same(engine, blocks, mine, theirs)
                for mine, theirs in zip(one[place::width], other[place::width], strict=True)
            )
        )


class _Blocks:
    """Reads two files block by block, into the same memory each time."""

    def __init__(self, left: FileIO, right: FileIO) -> None:
        self._sides = (left, bytearray(_BLOCK)), (right, bytearray(_BLOCK))

    def are_same(self, starts: tuple[int, int], size: int) -> bool:
        """Whether the same `size` bytes are at these places."""
        for (file, _), start in zip(self._sides, starts, strict=True):
            file.seek(start)
        while size > 0:
            one, other = (self._read(file, block, min(size, _BLOCK)) for file, block in self._sides)
            if one is None or one != other:
                return False
            size -= len(one)
        return True

    @staticmethod
    def _read(file: FileIO, block: bytearray, size: int) -> bytearray | None:
        """Read so many bytes; None where there are fewer."""
        there = 0
        while there < size and (read := file.readinto(memoryview(block)[there:size])):
            there += read
        if there < size:
            return None
        return block if size == _BLOCK else block[:size]


def _chunks(engine: Engine, file: str) -> Sequence[_Chunk]:
    """Return the chunks of a file by row group and column."""
    rows = engine.rows(
        "SELECT row_group_id, row_group_num_rows, column_id, type, compression, encodings, num_values, "
        "total_uncompressed_size, least(dictionary_page_offset, data_page_offset), total_compressed_size "
        f"FROM parquet_metadata({file}) ORDER BY row_group_id, column_id"
    )
    return [_Chunk(tuple(row[:-2]), int(row[-2] or 0), int(row[-1] or 0)) for row in rows]


def _same(engine: Engine, blocks: _Blocks, mine: _Chunk, theirs: _Chunk) -> bool:
    engine.look()
    alike = mine.read_as == theirs.read_as and mine.size == theirs.size > 0
    starts = mine.start, theirs.start
    return alike and min(starts) >= _MAGIC and blocks.are_same(starts, mine.size)
