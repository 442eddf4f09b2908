"""Rows and columns of small tables:

CSV, TSV and JSON Lines, read with the standard library and nothing executed.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_JSON_LINES = {".jsonl", ".ndjson"}
_SAMPLED = 10_000  # rows looked at for the types; all are counted


LARGEST_TABLE = 16 * 1024 * 1024
"""Tables above this size in bytes are not read for a comparison."""


@dataclass(frozen=True, slots=True)
class Table:
    """The number of rows (a CSV's header is none) and each column's type: integer, number, boolean, text,
    mixed or empty."""

    rows: int
    columns: Mapping[str, str]


def is_table(path: str) -> bool:
    """Say whether `path` names a table that can be read here."""
    end = PurePosixPath(path).suffix.lower()
    return end in _DELIMITERS or end in _JSON_LINES


def read_table(content: bytes, path: str) -> Table | None:
    """Read a table; None where it is not UTF-8 or not what its name says."""
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        end = PurePosixPath(path).suffix.lower()
        return _json_lines(text) if end in _JSON_LINES else _delimited(text, _DELIMITERS[end])
    except (UnicodeDecodeError, csv.Error, ValueError, RecursionError):
        return None


def _delimited(text: Iterable[str], delimiter: str) -> Table | None:
    reader = csv.reader(text, delimiter=delimiter)
    header = next(reader, None)
    if not header:
        return None
    kinds: list[set[str]] = [set() for _ in header]
    rows = 0
    for record in reader:
        if not record:
            continue
        rows += 1
        if rows <= _SAMPLED:
            for kind, cell in zip(kinds, record, strict=False):
                kind.add(_cell(cell))
    names = [
        name if header.count(name) == 1 else f"{name} ({place + 1})" for place, name in enumerate(header)
    ]
    return Table(rows, {name: _type(kind) for name, kind in zip(names, kinds, strict=True)})


def _json_lines(text: Iterable[str]) -> Table | None:
    kinds: dict[str, set[str]] = {}
    rows = 0
    for line in text:
        if not line.strip():
            continue
        record = json.loads(line)
        if not isinstance(record, dict):
            return None
        rows += 1
        if rows <= _SAMPLED:
            for name, value in record.items():
                kinds.setdefault(name, set()).add(_value(value))
    return Table(rows, {name: _type(kind) for name, kind in kinds.items()})


def _cell(cell: str) -> str:
    if not cell.strip():
        return "empty"
    if cell.strip().lower() in ("true", "false"):
        return "boolean"
    try:
        int(cell)
    except ValueError:
        pass
    else:
        return "integer"
    try:
        float(cell)
    except ValueError:
        return "text"
    return "number"


def _value(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "text"
        case _:
            return "nested"


def _type(kinds: set[str]) -> str:
    """Sum up the kinds of a column's cells: integers among numbers are numbers, empty cells say nothing."""
    said = kinds - {"empty"}
    if said == {"integer", "number"}:
        return "number"
    if not said:
        return "empty"
    if len(said) == 1:
        return said.pop()
    return "text" if "text" in said and "nested" not in said else "mixed"
