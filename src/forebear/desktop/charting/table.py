"""What a chart shows as a table: CSV, tab-separated values, Markdown. Knows no Qt."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from forebear.drawing.files.tables import no_formula

Row = Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Headings, and rows that are made when they are written, which may be on another thread.

    `numbers` are the columns that are set flush right.
    """

    headings: Row
    rows: Callable[[], Iterable[Row]]
    numbers: frozenset[int] = frozenset()

    def write_csv(self, path: Path) -> None:
        """Write it as CSV (RFC 4180, UTF-8, lines ending in a line feed); raises OSError."""
        with path.open("w", encoding="utf-8", newline="") as file:
            self._write(file)

    def csv(self) -> str:
        """The same as text."""
        text = io.StringIO()
        self._write(text)
        return text.getvalue()

    def _write(self, file: TextIO) -> None:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(map(no_formula, self.headings))
        writer.writerows(map(_cell, row) for row in self.rows())

    def tsv(self) -> str:
        """Everything as tab-separated values; tabs and line ends in texts become spaces."""
        lines = ["\t".join(map(_plain, self.headings))]
        lines += ["\t".join(map(_plain, row)) for row in self.rows()]
        return "\n".join(lines) + "\n"

    def markdown(self) -> str:
        """The same as a Markdown table."""
        rule = ["---:" if place in self.numbers else "---" for place in range(len(self.headings))]
        lines = [list(map(_escaped, self.headings)), rule]
        lines += [list(map(_escaped, row)) for row in self.rows()]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def exact(value: float) -> str:
    """Write a number so that reading it gives the same one again; "" for NaN, which is no value."""
    if math.isnan(value):
        return ""
    whole = math.isfinite(value) and abs(value) < 2**53 and value == int(value)
    return str(int(value)) if whole else repr(float(value))


def _cell(text: str) -> str:
    """Return a number as it is, and a text so that it is no formula: names come from the project."""
    try:
        float(text)
    except ValueError:
        return no_formula(text)
    return text


def _plain(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#!|&~])", r"\\\1", _plain(text))
