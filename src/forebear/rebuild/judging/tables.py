"""Tables: CSV cell by cell as text, Parquet and Arrow column by column in the engine of comparisons."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …)

from __future__ import annotations

import csv
import math
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from forebear.compare.data.columnar import open_arrow, open_parquet
from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import Form, Kind
from forebear.compare.data.opened import OpenTable, UnreadableTableError
from forebear.compare.data.text_files import Text, delimiter_of, open_text
from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.documents import Differences, compare_leaf, concluded, is_exactly, shown
from forebear.rebuild.judging.finding import Finding, NoComparatorError, OtherFormatError, Pair, aside_words
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.judging.tolerance import Tolerance, largest_words

_NUMBER = re.compile(
    r"[+-]?(?!0[0-9])(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?[iI]nf(?:inity)?|[nN]a[nN]"
)
_LONGEST = 300  # letters of a number
_AT_ONCE = 100  # columns that one statement compares
_NAMED = 3

csv.field_size_limit(64 << 20)


# CSV


def judge_delimited(pair: Pair) -> Finding:
    """Compare two tables of delimited text, row by row and cell by cell.

    Cells of the same text are equal; others only where both are numbers, by the tolerance of their column.
    """
    texts: list[Text] = []
    for side, path in enumerate((pair.before, pair.after)):
        target = pair.scratch / f"text-{pair.depth}-{side}"
        try:
            texts.append(open_text(path, False, partial(Path, target), pair.pulse))
        except UnreadableTableError as error:
            raise (NoComparatorError if side == 0 else OtherFormatError)(str(error)) from error
    delimiters = [delimiter_of(text.head, pair.name) for text in texts]
    found = Differences()
    try:
        with _records(texts[0].path, delimiters[0]) as one, _records(texts[1].path, delimiters[1]) as other:
            _compare_rows(pair, one, other, found)
    except csv.Error as error:
        raise NoComparatorError(Compared.NOT_DELIMITED.said(why=error)) from error
    if not found.count:
        _written(pair, texts, delimiters, found)
    for text, path in zip(texts, (pair.before, pair.after), strict=True):
        if text.path != path:
            text.path.unlink()
    return concluded("delimited text", pair, found)


def _compare_rows(
    pair: Pair, one: Iterator[list[str]], other: Iterator[list[str]], found: Differences
) -> None:
    names: Sequence[str] = ()
    lines = [0, 0]
    for number, (before, after) in enumerate(zip_longest(one, other)):
        if number % 10_000 == 0:
            pair.pulse()
        if number == 0:
            names = before or ()
        lines = [lines[0] + (before is not None), lines[1] + (after is not None)]
        if before == after:
            found.every += len(before or ())
        elif before is not None and after is not None:
            _compare_cells(pair, names, number, (before, after), found)
    if lines[0] != lines[1]:
        found.differ(Compared.LINES.said(before=f"{lines[0]:,}", after=f"{lines[1]:,}"))


def _compare_cells(
    pair: Pair, names: Sequence[str], number: int, rows: tuple[list[str], list[str]], found: Differences
) -> None:
    before, after = rows
    where = f"row {number:,}, " if number else "the line of names, "
    if len(before) != len(after):
        cells = Compared.CELLS if number else Compared.CELLS_OF_NAMES
        said = cells.said(line=f"{number:,}", before=f"{len(before):,}", after=f"{len(after):,}")
        found.differ(said)
        return
    found.every += len(before)
    for place, (one, other) in enumerate(zip(before, after, strict=True)):
        if one == other:
            continue
        name = names[place] if place < len(names) else f"column {place + 1}"
        was, now = (_number(text) if number else None for text in (one, other))
        if was is not None and now is not None:
            # In a table NaN is a value that is missing.
            if is_exactly(was, now) or (math.isnan(was) and math.isnan(now)):
                found.set_aside(named.NUMBER_SPELLING)
            else:
                compare_leaf(pair, name, was, now, found, where)
        else:
            found.differ(where + Compared.WAS.said(name=name, before=shown(one), after=shown(other)))


def _number(text: str) -> float | None:
    """Return a number, None for any other text; whole ones keep all of their digits."""
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    if text.lstrip("+-").isdecimal():
        return int(text)
    value = float(text)
    # What is too large for a number is its text.
    return None if math.isinf(value) and "n" not in text.lower() else value


def _written(pair: Pair, texts: Sequence[Text], delimiters: Sequence[str], found: Differences) -> None:
    """Note how two texts of the same cells are written differently."""
    found.set_aside(named.DELIMITER, delimiters[0] != delimiters[1])
    facts = [_line_facts(path, pair.pulse) for path in (pair.before, pair.after)]
    if texts[0].notes != texts[1].notes or facts[0][2] != facts[1][2]:
        found.set_aside(named.ENCODING)  # of line ends nothing can be said by bytes then
    else:
        found.set_aside(named.LINE_ENDS, facts[0][0] != facts[1][0])
        found.set_aside(named.LAST_LINE, facts[0][1] != facts[1][1])
    found.set_aside(named.QUOTING, not found.noted)


def _line_facts(path: Path, pulse: Callable[[], None]) -> tuple[tuple[bool, bool], bool, bytes]:
    """Return whether a file has CR and LF, whether it ends with one, and its byte order mark."""
    carriage = line = False
    first = last = b""
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            first = first or block[:3]
            carriage, line, last = carriage or b"\r" in block, line or b"\n" in block, block[-1:]
            pulse()
    return (
        (carriage, line),
        last in (b"\r", b"\n"),
        first if first[:1] in (b"\xef", b"\xff", b"\xfe") else b"",
    )


@contextmanager
def _records(path: Path, delimiter: str) -> Iterator[Iterator[list[str]]]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        yield csv.reader(stream, delimiter=delimiter)


# Parquet and Arrow


@dataclass(slots=True)
class _Compared:
    """What was found out about the columns of two tables."""

    beyond: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    largest: float | None = None
    consulted: bool = False


def judge_columns(pair: Pair, form: Form) -> Finding:
    """Compare two Parquet or two Arrow files: names and types of the columns, and every row in its place."""
    folder = Path(tempfile.mkdtemp(prefix="table-", dir=pair.scratch))
    engine = Engine(folder, _Pulse(pair.pulse), (pair.before, pair.after))
    try:
        tables = [_open(engine, path, form, side) for side, path in enumerate((pair.before, pair.after))]
        return _columns(engine, pair, form, *tables)
    except EngineError as error:
        raise NoComparatorError(Compared.NO_ROWS.said(why=error)) from error
    finally:
        engine.close()
        shutil.rmtree(folder, ignore_errors=True)


def _open(engine: Engine, path: Path, form: Form, side: int) -> OpenTable:
    try:
        if form is Form.PARQUET:
            return open_parquet(engine, [path], f"t{side}")
        return open_arrow(engine, path, f"t{side}")
    except (UnreadableTableError, EngineError) as error:
        raise (NoComparatorError if side == 0 else OtherFormatError)(str(error)) from error
    except CancelledError:
        raise
    except ActionableError as error:  # what reads it is not installed
        raise NoComparatorError(str(error)) from error


def _columns(engine: Engine, pair: Pair, form: Form, one: OpenTable, other: OpenTable) -> Finding:
    kind = str(form)
    before, after = ([(column.name, column.type) for column in table.columns] for table in (one, other))
    if before != after:
        return Finding(Verdict.DIFFERENT, _schema_words(before, after), kind)
    if one.rows != other.rows:
        return Finding(
            Verdict.DIFFERENT, Compared.ROWS.said(before=f"{one.rows:,}", after=f"{other.rows:,}"), kind
        )
    found = _Compared()
    for start in range(0, len(one.columns), _AT_ONCE):
        _some_columns(engine, pair, one, other, range(start, min(start + _AT_ONCE, len(one.columns))), found)
    policy = pair.policy.label if found.consulted else ""
    aside, loose = _packed(engine, pair, form)
    if found.beyond:
        more = f"; and {len(found.beyond) - _NAMED:,} more columns" if len(found.beyond) > _NAMED else ""
        few = "; ".join(found.beyond[:_NAMED])
        said = f"{len(found.beyond):,} of {len(one.columns):,} columns differ: {few}"
        order = _other_order(engine, one, other)
        return Finding(Verdict.DIFFERENT, f"{said}{more}.{order}", kind, aside, found.largest, None, policy)
    if found.within:
        said = f"{', '.join(found.within[:_NAMED])} differ{largest_words(found.largest, None)}; {policy}."
        return Finding(Verdict.WITHIN_TOLERANCE, said, kind, aside, found.largest, None, policy)
    if loose or not aside:
        written = Compared.SCHEMA_NOTES if loose else Compared.SAME_VALUES
        return Finding(Verdict.SAME_VALUES, written.said(), kind, aside)
    return Finding(Verdict.EQUIVALENT, aside_words(aside), kind, aside)


def _some_columns(  # noqa: PLR0913, PLR0917 -- two tables, which of their columns, and what is found
    engine: Engine, pair: Pair, one: OpenTable, other: OpenTable, places: range, found: _Compared
) -> None:
    asked, tolerances = [], []
    for place in places:
        column = one.columns[place]
        tolerance = pair.tolerance(column.name)
        tolerances.append(tolerance)
        sql = one.sql[place].upper()
        asked.append(_differs(place, sql))
        asked.append(_gap(place) if column.kind is Kind.NUMBER else "NULL")
        asked.append(_outside(place, tolerance) if column.kind is Kind.NUMBER else "NULL")
    names = ", ".join(f"c{place}" for place in places)
    renamed = ", ".join(f"c{place} AS d{place}" for place in places)
    row = engine.row(
        f"SELECT {', '.join(asked)} FROM (SELECT {names}, {one.place} AS place FROM {one.name}) a "
        f"JOIN (SELECT {renamed}, {other.place} AS place FROM {other.name}) b USING (place)"
    )
    for number, place in enumerate(places):
        differing, gap, outside = row[3 * number : 3 * number + 3]
        if not differing:
            continue
        name, tolerance = one.columns[place].name, tolerances[number]
        largest = math.inf if gap is not None and math.isnan(gap) else gap
        if largest is not None:
            found.largest = max(found.largest or 0.0, float(largest))
        said = f"{name} ({differing:,} of {one.rows:,} values{largest_words(largest, None)})"
        found.consulted = found.consulted or not tolerance.is_exact
        passes = one.columns[place].kind is Kind.NUMBER and not tolerance.is_exact and not outside
        (found.within if passes else found.beyond).append(said)


def _differs(place: int, sql: str) -> str:
    """Return SQL that counts the values of a column that differ in any bit; NaN is one value."""
    apart = f"c{place} IS DISTINCT FROM d{place}"
    if sql in ("FLOAT", "DOUBLE"):
        # -0.0 equals 0.0, and has no sign bit of a NaN asked for.
        zero = f"c{place} = 0 AND d{place} = 0 AND signbit(c{place}) <> signbit(d{place})"
        apart = f"({apart} OR coalesce({zero}, false))"
    elif "FLOAT" in sql or "DOUBLE" in sql:  # within lists and structs
        apart = f"({apart} OR c{place}::VARCHAR IS DISTINCT FROM d{place}::VARCHAR)"
    return f"count(*) FILTER ({apart})"


def _gap(place: int) -> str:
    return f"max(abs(c{place}::DOUBLE - d{place}::DOUBLE)) FILTER (c{place} IS DISTINCT FROM d{place})"


def _outside(place: int, tolerance: Tolerance) -> str:
    """Return SQL that counts the values of a column that are further apart than they may be."""
    one, other = f"c{place}::DOUBLE", f"d{place}::DOUBLE"
    bound = f"greatest({tolerance.relative!r} * greatest(abs({one}), abs({other})), {tolerance.absolute!r})"
    within = f"(isfinite({one}) AND isfinite({other}) AND abs({one} - {other}) <= {bound})"
    return f"count(*) FILTER (c{place} IS DISTINCT FROM d{place} AND NOT coalesce({within}, false))"


def _other_order(engine: Engine, one: OpenTable, other: OpenTable) -> str:
    """Say whether the same rows are there in another order."""
    names = ", ".join(f"c{place}" for place in range(len(one.columns)))
    sides = [f"(SELECT {names} FROM {table.name})" for table in (one, other)]
    left = engine.row(f"SELECT count(*) FROM (FROM {sides[0]} EXCEPT ALL FROM {sides[1]})")[0]
    return "" if left else f" {Compared.OTHER_ORDER.said()}"


def _schema_words(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> str:
    one, other = dict(before), dict(after)
    said = [
        Compared.WAS.said(name=name, before=one[name], after=other[name])
        for name in one
        if other.get(name, one[name]) != one[name]
    ]
    said += [Compared.COLUMN_GONE.said(name=name) for name in one if name not in other]
    said += [Compared.COLUMN_NEW.said(name=name) for name in other if name not in one]
    if not said:
        return Compared.SCHEMA_ORDER.said()
    return Compared.SCHEMA.said(notes="; ".join(said[:_NAMED]))


def _packed(engine: Engine, pair: Pair, form: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how two files of the same values are written differently: by name, and beyond that."""
    if form is not Form.PARQUET:
        return (), ()
    sides = [dict(_parquet_facts(engine, path)) for path in (pair.before, pair.after)]
    aside = [name for name in sides[0] if sides[0][name] != sides[1].get(name)]
    loose = ("notes of the schema differ",) if named.SCHEMA_NOTES in aside else ()
    return tuple(name for name in aside if name != named.SCHEMA_NOTES), loose


def _parquet_facts(engine: Engine, path: Path) -> Iterator[tuple[str, Any]]:
    file = engine.link(path)
    yield (
        named.PARQUET_WRITER,
        engine.rows(f"SELECT created_by, format_version FROM parquet_file_metadata({file})"),
    )
    groups = "row_group_id, row_group_num_rows"
    yield (
        named.ROW_GROUPS,
        engine.rows(f"SELECT DISTINCT {groups} FROM parquet_metadata({file}) ORDER BY ALL"),
    )
    yield (
        named.COMPRESSION,
        engine.rows(
            f"SELECT DISTINCT path_in_schema, compression FROM parquet_metadata({file}) ORDER BY ALL"
        ),
    )
    yield (
        named.DICTIONARY,
        engine.rows(f"SELECT DISTINCT path_in_schema, encodings FROM parquet_metadata({file}) ORDER BY ALL"),
    )
    yield named.SCHEMA_NOTES, engine.rows(f"SELECT key, value FROM parquet_kv_metadata({file}) ORDER BY ALL")


class _Pulse:
    """The progress of the engine's statements, passed on as a pulse."""

    def __init__(self, pulse: Callable[[], None]) -> None:
        self._pulse = pulse

    def step(self, *_words: object, **_named: object) -> None:
        """Give a sign of life; raises CancelledError if the work is to stop."""
        self._pulse()

    def log(self, line: str) -> None:
        """Do nothing."""
