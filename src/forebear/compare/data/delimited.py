"""CSV, TSV and the like, read into the engine; the first line names the columns."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from forebear.compare.data.engine import Engine, EngineError, quoted
from forebear.compare.data.findings import BrokenLine, Form
from forebear.compare.data.formats import is_packed
from forebear.compare.data.opened import EXAMPLES, OpenTable, Survey, UnreadableTableError, columns_of
from forebear.compare.data.survey import LONG, probable_key, survey
from forebear.compare.data.text_files import HEAD, Text, delimiter_of, open_text
from forebear.compare.data.wide_rows import WIDEST_BY_CELL

_SAMPLED = 5_000  # rows that the types are taken from; a later cell that does not fit widens its column
_CELLS = 200_000
_LARGE = 32 << 20  # bytes of a file that is surveyed
_MOST_SURVEYED = 20_000_000  # rows whose fingerprints are in memory at once; a longer table is kept

_LONG = "-?(0|[1-9][0-9]{0,17})"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CODE = re.compile("[+-]?0[0-9]+")
_FORMS = {
    "BIGINT": re.compile("-?(0|[1-9][0-9]{0,14})"),
    "LONG": re.compile(_LONG),
    "DOUBLE": re.compile("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?|[+-]?[iI]nf(inity)?|[nN]a[nN]"),
    "DATE": re.compile(_DATE),
    "TIMESTAMP": re.compile(_DATE + "[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"),
    "BOOLEAN": re.compile("true|false", re.IGNORECASE),
}


def open_delimited(engine: Engine, path: Path, name: str, table: str, key: Sequence[str] = ()) -> OpenTable:
    """Read a delimited file into `table`; raises UnreadableTableError where it has no header.

    A large one whose rows may be named by `key` (or a column that looks so) is not kept: it is surveyed,
    and the table is a view that reads the file again.
    """
    text = open_text(path, is_packed(name), lambda: engine.scratch("text"), engine.look)
    delimiter = delimiter_of(text.head, name)
    header = _header(text.head, delimiter)
    if len(text.head) >= HEAD // 4 and "\n" not in text.head:
        raise UnreadableTableError("Its first line is too long to name columns.", where=name)
    if not header:
        raise UnreadableTableError("The file is empty: it has no line that names columns.", where=name)
    names = [
        column if header.count(column) == 1 else f"{column} ({place + 1})"
        for place, column in enumerate(header)
    ]
    if len(names) > WIDEST_BY_CELL:
        return _open_wide(engine, text, names, delimiter, table)
    types = _types(text.head, delimiter, len(names))
    reading = _Reading(engine, engine.link(text.path), delimiter, table, names)
    estimate = _rows_about(text)
    while True:
        try:
            surveyed = reading.survey(types, key, estimate) if estimate else None
            rows = surveyed.rows if surveyed else reading.keep(types)
            refused = reading.refused(types)
        except EngineError as error:
            if not (found := _WIDER.search(str(error))):
                raise UnreadableTableError(f"It cannot be read as delimited text: {error}") from error
            refused = {int(found[1]): found[2]}
        if not refused:
            break
        for place, type_ in refused.items():
            types[place] = type_
    types = ["BIGINT" if type_ == "LONG" else type_ for type_ in types]
    broken, examples = _broken(engine, table, text.path)
    if surveyed:
        reading.forget_refused(types)
    notes = list(text.notes)
    usual = "\t" if name.lower().removesuffix(".gz").endswith((".tsv", ".tab")) else ","
    if delimiter != usual:
        notes.append(f"Columns are parted by {_NAMES.get(delimiter, delimiter)}.")
    return OpenTable(
        table,
        Form.DELIMITED,
        rows,
        columns_of(names, types, exact=False),
        tuple(types),
        broken,
        examples,
        tuple(notes),
        place="" if surveyed else "rowid",
        survey=surveyed,
    )


_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _open_wide(engine: Engine, text: Text, names: Sequence[str], delimiter: str, table: str) -> OpenTable:
    """Count the rows of a very wide table, keeping of each a digest of its cells."""
    engine.rows(f"CREATE OR REPLACE TABLE {table} (c0 VARCHAR)")
    rows, block, broken = 0, [], 0
    examples: list[BrokenLine] = []
    with text.path.open(encoding="utf-8-sig", newline="") as file:
        records = csv.reader(file, delimiter=delimiter)
        next(records)
        try:
            for record in records:
                if len(record) != len(names):
                    broken += bool(record)
                    if record and len(examples) < EXAMPLES:
                        examples.append(BrokenLine(records.line_num, f"It has {len(record):,} cells."))
                    continue
                rows += 1
                block.append((blake2b(json.dumps(record).encode(), digest_size=16).hexdigest(),))
                if len(block) == 1_000:
                    engine.insert_rows(table, block, 1)
                    block = []
        except csv.Error as error:
            raise UnreadableTableError(f"It cannot be read as delimited text: {error}") from error
    if block:
        engine.insert_rows(table, block, 1)
    types = _types(text.head, delimiter, len(names))
    types = ["BIGINT" if type_ == "LONG" else type_ for type_ in types]
    columns = columns_of(names, types, exact=False)
    return OpenTable(
        table,
        Form.DELIMITED,
        rows,
        columns,
        tuple(types),
        broken,
        tuple(examples),
        text.notes,
        digested=True,
    )


def _header(head: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(head.split("\n"), delimiter=delimiter), [])
    except csv.Error:
        return []


def _types(head: str, delimiter: str, width: int) -> list[str]:
    """Take the types from the first rows: each cell of a column must be of the type to the letter."""
    lines = head.split("\n")
    if len(head) >= HEAD // 4 and len(lines) > 2:
        del lines[-1]  # cut off
    records = csv.reader(lines, delimiter=delimiter)
    wanted = min(_SAMPLED, max(50, _CELLS // width))
    rows: list[list[str]] = []
    try:
        next(records, None)
        rows += (row for row in islice(records, wanted) if len(row) == width)
    except csv.Error:  # a cell of megabytes; what was read tells the types
        pass
    columns = zip(*rows, strict=True) if rows else ((),) * width
    return [_type([cell for cell in column if cell]) for column in columns]


def _type(cells: Sequence[str]) -> str:
    """Return the type that all cells have; a postcode's leading zeros make it text."""
    if not cells or any(map(_CODE.fullmatch, cells)):
        return "VARCHAR"
    for type_, form in _FORMS.items():
        if all(map(form.fullmatch, cells)):
            return type_
    return "VARCHAR"


def _whole(place: int, type_: str) -> str:
    """Return what selects a column; a cell that is no whole number where all should be ends the reading."""
    column = f"c{place}"
    if type_ == "LONG":
        return (
            f"CASE WHEN {column} IS NULL OR regexp_full_match({column}, {quoted(_LONG)}) "
            f"THEN {column}::BIGINT ELSE error('column {place} VARCHAR') END AS {column}"
        )
    if type_ != "BIGINT":
        return column
    return (
        f"CASE WHEN {column} IS NULL THEN NULL WHEN isfinite({column}) AND {column} = trunc({column}) THEN "
        f"CASE WHEN abs({column}) < 1e15 THEN {column}::BIGINT ELSE error('column {place} LONG') END "
        f"ELSE error('column {place} DOUBLE') END AS {column}"
    )


_WIDER = re.compile(r"column (\d+) (VARCHAR|LONG|DOUBLE)")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file `source` (a SQL literal) that is read with one choice of types after another."""

    engine: Engine
    source: str
    delimiter: str
    table: str
    names: Sequence[str]

    def keep(self, types: Sequence[str]) -> int:
        """Read all rows into the table and return their number; lines that are no rows are put aside."""
        self._clear()
        self.engine.rows(f"CREATE OR REPLACE TABLE {self.table} AS {self._select(types, self._aside)}")
        return int(self.engine.row(f"SELECT count(*) FROM {self.table}")[0])

    def survey(self, types: Sequence[str], key: Sequence[str], rows: int) -> Survey | None:
        """Read all rows once and keep what a survey keeps; None where no column may name a row."""
        self._clear()
        self._view(types, self._aside)
        plain = ["BIGINT" if type_ == "LONG" else type_ for type_ in types]
        columns = columns_of(self.names, plain, exact=False)
        view = OpenTable(self.table, Form.DELIMITED, 0, columns, tuple(plain), place="")
        if all(name in self.names for name in key):
            places = tuple(self.names.index(name) for name in key) or probable_key(self.engine, view)
            if places:
                self._clear_refused()
                return survey(self.engine, view, places, rows=rows)
        self._clear()
        return None

    def refused(self, types: Sequence[str]) -> Mapping[int, str]:
        """Return wider types for columns with a cell of another; then the reading is to be done again."""
        said = f"SELECT DISTINCT column_idx FROM {self.table}_refused WHERE error_type = 'CAST'"
        places = [int(place) - 1 for (place,) in self.engine.rows(said)]
        return {place: "VARCHAR" for place in places if types[place] != "VARCHAR"}

    def forget_refused(self, types: Sequence[str]) -> None:
        """Let later readings of the view leave out lines that are no rows."""
        self._view(types, "ignore_errors = true")

    @property
    def _aside(self) -> str:
        table = self.table
        return (
            f"store_rejects = true, rejects_limit = 0, rejects_table = '{table}_refused', "
            f"rejects_scan = '{table}_scan'"
        )

    def _view(self, types: Sequence[str], errors: str) -> None:
        self.engine.rows(f"CREATE OR REPLACE VIEW {self.table} AS {self._select(types, errors)}")

    def _clear(self) -> None:
        self._clear_refused()
        kinds = self.engine.rows(
            "SELECT table_type FROM information_schema.tables WHERE table_name = ?", [self.table]
        )
        for (kind,) in kinds:
            self.engine.rows(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {self.table}")

    def _clear_refused(self) -> None:
        for left in (f"{self.table}_refused", f"{self.table}_scan"):
            self.engine.rows(f"DROP TABLE IF EXISTS {left}")

    def _select(self, types: Sequence[str], errors: str) -> str:
        selected = ", ".join(_whole(place, type_) for place, type_ in enumerate(types))
        # DuckDB would round 2.5 to read it as a BIGINT, and does not keep all digits of a long one as a
        # DOUBLE.
        read_as = {"BIGINT": "DOUBLE", "LONG": "VARCHAR"}
        columns = ", ".join(f"'c{place}': '{read_as.get(type_, type_)}'" for place, type_ in enumerate(types))
        return (
            f"SELECT {selected} FROM read_csv({self.source}, "
            f"delim = {quoted(self.delimiter)}, quote = '\"', escape = '\"', header = true, "
            f"columns = {{{columns}}}, auto_detect = false, nullstr = '', null_padding = false, "
            f"max_line_size = 2097152, buffer_size = 16777216, {errors})"
        )


def _rows_about(text: Text) -> int:
    """Return about how many rows a large text has; 0 where it is small, or too long to be surveyed."""
    size = text.path.stat().st_size
    if size < _LARGE:
        return 0
    rows = round(size / max(1, len(text.head.encode())) * text.head.count("\n"))
    return rows if LONG / 2 < rows < _MOST_SURVEYED else 0


def _broken(engine: Engine, table: str, path: Path) -> tuple[int, tuple[BrokenLine, ...]]:
    said = engine.rows(
        f"SELECT min(byte_position), any_value(error_message) FROM {table}_refused "
        f"GROUP BY file_id, line ORDER BY 1 LIMIT {EXAMPLES}"
    )
    count = int(engine.row(f"SELECT count(DISTINCT line) FROM {table}_refused")[0])
    for left in (f"{table}_refused", f"{table}_scan"):
        engine.rows(f"DROP TABLE IF EXISTS {left}")
    lines = _line_numbers(engine, path, [int(place or 0) for place, _ in said])
    return count, tuple(
        BrokenLine(line, str(why).split("\n", 1)[0]) for line, (_, why) in zip(lines, said, strict=True)
    )


def _line_numbers(engine: Engine, path: Path, places: Sequence[int]) -> list[int]:
    """Return the line that each byte lies in, for bytes in rising order; DuckDB counts records."""
    found: list[int] = []
    with path.open("rb") as file:
        line, at = 1, 0
        for place in places:
            while at < place:
                piece = file.read(min(4 << 20, place - at))
                if not piece:
                    break
                line, at = line + piece.count(b"\n"), at + len(piece)
                engine.look()
            follows = file.read(1)
            file.seek(at)
            found.append(line + (follows == b"\n"))
    return found
