"""The points that a file of a plot holds, read as DVC 3 reads them (`dvc plots show --json`).

CSV and TSV are rows of text by column; of JSON and YAML it is the lists of mappings, joined by their place.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from forebear.lineage.words import Scalar
from forebear.sources.dvc.yaml_text import UnreadableError, load_yaml

LARGEST = 16 << 20
"""Bytes of a file whose points are read."""

_DEEPEST = 50

Point = dict[str, Scalar]


@dataclass(frozen=True, slots=True)
class Points:
    """What a file holds; `broken` counts the lines of a table that are not like its head, `first` is the
    number of the first of them."""

    rows: list[Point]
    broken: int = 0
    first: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the first point."""
        return tuple(self.rows[0]) if self.rows else ()


def read_points(path: str, content: bytes, *, header: bool = True) -> Points:
    """Read a file's points; raises UnreadableError with the reason."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not UTF-8 text (byte {error.start})") from error
    end = PurePosixPath(path).suffix.lower()
    try:
        if end in (".csv", ".tsv"):
            return _table(text, "\t" if end == ".tsv" else ",", header=header)
        document = json.loads(text) if end == ".json" else load_yaml(text)
        return Points(_joined(document))
    except csv.Error as error:
        raise UnreadableError(f"it is no table ({error})") from error
    except ValueError as error:
        raise UnreadableError(f"it is no JSON ({error})") from error
    except RecursionError as error:
        raise UnreadableError("it is nested too deep") from error


def _table(text: str, delimiter: str, *, header: bool) -> Points:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names: list[str] | None = None
    rows: list[Point] = []
    broken = first = 0
    for record in reader:
        if names is None:
            if header:
                names = record
                continue
            names = [str(place) for place in range(len(record))]
        if not record:
            continue
        if len(record) != len(names):
            broken += 1
            first = first or reader.line_num
            continue
        rows.append(dict(zip(names, record, strict=True)))
    return Points(rows, broken, first)


def _joined(document: object) -> list[Point]:
    rows: list[Point] = []
    for found in _lists(document, 0):
        if not found or not all(isinstance(item, Mapping) for item in found):
            continue
        if any(item.keys() != found[0].keys() for item in found):
            continue
        for place, item in enumerate(found):
            if len(rows) <= place:
                rows.append({})
            rows[place].update({str(key): value for key, value in item.items()})
    return rows


def _lists(value: object, depth: int) -> Iterator[list[Mapping[object, Scalar]]]:
    if isinstance(value, list):
        yield value
    elif isinstance(value, Mapping):
        if depth > _DEEPEST:
            raise UnreadableError("it is nested too deep")
        for inner in value.values():
            if isinstance(inner, (Mapping, list)):
                yield from _lists(inner, depth + 1)
