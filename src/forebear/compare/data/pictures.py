"""A directory of pictures as a table: a row for each with its format, width, height and size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import BrokenLine, Column, Form, Kind
from forebear.compare.data.images import picture_of
from forebear.compare.data.opened import EXAMPLES, OpenTable
from forebear.sources.dvc.storage import DirectoryEntry

_COLUMNS = (
    Column("path", "text", Kind.CATEGORY),
    Column("folder", "text", Kind.CATEGORY),
    Column("format", "text", Kind.CATEGORY),
    Column("width", "integer", Kind.NUMBER),
    Column("height", "integer", Kind.NUMBER),
    Column("bytes", "integer", Kind.NUMBER),
    Column("digest", "text", Kind.OTHER),
)
_SQL = ("VARCHAR", "VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "BIGINT", "VARCHAR")
_BLOCK = 20_000


def open_pictures(
    engine: Engine,
    entries: Sequence[DirectoryEntry],
    find: Callable[[DirectoryEntry], Path | None],
    table: str,
) -> OpenTable:
    """Read the headers of pictures; what is no picture counts as broken, what is not here is noted."""
    columns = ", ".join(f"c{place} {sql}" for place, sql in enumerate(_SQL))
    engine.rows(f"CREATE OR REPLACE TABLE {table} ({columns})")
    broken: list[BrokenLine] = []
    rows: list[tuple[Any, ...]] = []
    absent = spoiled = 0
    for number, entry in enumerate(entries):
        if number % 100 == 0:
            engine.look()
        path = find(entry)
        picture = picture_of(path) if path is not None else None
        if path is None:
            absent += 1
        elif picture is None:
            spoiled += 1
            if len(broken) < EXAMPLES:
                broken.append(BrokenLine(0, f"{entry.path} is no image."))
        folder = entry.path.rpartition("/")[0]
        size = path.stat().st_size if path is not None else None
        seen = (picture.format, picture.width, picture.height) if picture else (None, None, None)
        rows.append((entry.path, folder, *seen, size, entry.digest.value))
        if len(rows) == _BLOCK or number == len(entries) - 1:
            engine.insert_rows(table, rows, len(_SQL))
            rows = []
    notes = (f"{absent:,} of {len(entries):,} images are not on this machine.",) if absent else ()
    return OpenTable(table, Form.IMAGES, len(entries), _COLUMNS, _SQL, spoiled, tuple(broken), notes)
