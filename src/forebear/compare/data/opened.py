"""A table that was opened in the engine, whatever file it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from forebear.compare.data.findings import BrokenLine, Column, DeltaLog, Form, Kind, Summary, TableFacts
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from forebear.compare.data.keyed_rows import KeyedRows
    from forebear.compare.data.numbered_rows import LaterRows, NumberedRows

EXAMPLES = 5
"""Broken lines that are shown."""


class UnreadableTableError(ActionableError):
    """A file that is not the table its name says."""


class Counts(NamedTuple):
    """How many rows differ."""

    changed: int
    added: int
    removed: int


STATUSES = Counts._fields


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of a long table gave: its `rows`, and by a column's place its `summaries`.

    `key` are the places of the columns that may name a row. `sample` is a table in the engine with one of
    about `share` rows. `kept` says of each row its key and what its values hash to, but those in the columns
    `same`, which are known to be the same in each version; None where a row has no key, or where rows were or
    will be compared in their places with those of the table `against`: then there are the `counts`, and the
    numbers of the `first` rows that changed.
    """

    rows: int
    key: tuple[int, ...]
    summaries: tuple[Summary, ...]
    sample: OpenTable
    share: int
    kept: KeyedRows | NumberedRows | LaterRows | None = None
    same: frozenset[int] = frozenset()
    against: str = ""
    counts: Counts | None = None
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table or view `name` in the engine; its columns there are c0, c1, … in the order of `columns`.

    `sql` are their DuckDB types. Where it is `digested` it has only c0 there, a digest of each row.
    `place` is SQL for the number of a row, "" where it has none: then every use reads the file again.
    `file` is the one Parquet file that it is read from, None where there are several or it is none; `groups`
    are the rows of its row groups.
    """

    name: str
    form: Form
    rows: int
    columns: tuple[Column, ...]
    sql: tuple[str, ...]
    broken: int = 0
    examples: tuple[BrokenLine, ...] = ()
    notes: tuple[str, ...] = ()
    digested: bool = False
    place: str = "rowid"
    survey: Survey | None = None
    log: DeltaLog | None = None
    file: Path | None = None
    groups: tuple[int, ...] = ()

    def parts(self, most: int) -> Iterator[tuple[int, str]]:
        """Yield parts of up to `most` rows: the number of the first, and a condition for them.

        They are of whole row groups where these are no larger, for each is decoded as a whole.
        """
        if self.rows <= most:
            yield 0, ""
            return
        first = last = 0
        for group in (*(self.groups or (self.rows,)), most + 1):
            while last - first > most or (last > first and last + group - first > most):
                end = min(last, first + most)
                yield first, f"WHERE {self.place} >= {first} AND {self.place} < {end}"
                first = end
            last += group

    def is_like(self, other: OpenTable) -> bool:
        """Whether both have the same columns of the same types in the same order."""
        return self.columns == other.columns and self.sql == other.sql

    @property
    def facts(self) -> TableFacts:
        """What is told of it."""
        return TableFacts(
            self.form, self.rows, self.columns, self.broken, self.examples, self.notes, self.log
        )


def columns_of(names: Sequence[str], types: Sequence[str], *, exact: bool) -> tuple[Column, ...]:
    """Return columns of DuckDB's types; `exact` where the file itself declares them."""
    return tuple(
        Column(name, type_.lower() if exact else _plain_type(type_), kind_of(type_))
        for name, type_ in zip(names, types, strict=True)
    )


def kind_of(sql: str) -> Kind:
    """Return what values of a DuckDB type are for statistics."""
    head = sql.partition("(")[0].upper()
    if sql.endswith("]") or head in ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "VARIANT"):
        return Kind.OTHER
    if head.endswith(("INT", "INTEGER")) or head in ("FLOAT", "DOUBLE", "DECIMAL", "BIGNUM"):
        return Kind.NUMBER
    if head.startswith("TIMESTAMP") or head == "DATE":
        return Kind.TIME
    return Kind.CATEGORY


def number_sql(place: int, kind: Kind) -> str:
    """Return a column as SQL for a double that is NULL where it is missing or no number."""
    if kind is Kind.TIME:
        return f"epoch(c{place}::TIMESTAMP)"
    return f"CASE WHEN isnan(c{place}::DOUBLE) THEN NULL ELSE c{place}::DOUBLE END"


def is_integer(sql: str) -> bool:
    """Whether a DuckDB type is one of whole numbers."""
    return sql.upper().endswith(("INT", "INTEGER"))


def _plain_type(sql: str) -> str:
    head = sql.partition("(")[0]
    return {
        "BIGINT": "integer",
        "DOUBLE": "number",
        "BOOLEAN": "boolean",
        "VARCHAR": "text",
        "DATE": "date",
        "TIMESTAMP": "time",
    }.get(head, sql.lower())
