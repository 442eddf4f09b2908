"""Rows into tables: the few statements that the writer needs, made once for the database at hand."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Connection, Table, select, true
from sqlalchemy import Row as Found

from forebear.lineage.batches import batched

Row = tuple[object, ...]
AnyRow: TypeAlias = "Found[*tuple[Any, ...]]"
"""A row of a query, with its columns by name."""

BATCH = 5000
_LONGEST = 800  # bytes of a text in an index


class Conflict(enum.Enum):
    """What happens to a row whose key is already there."""

    KEEP = "keep"  # the old row stays
    REPLACE = "replace"  # the new values are taken over, where they differ


class Tables:
    """Bulk statements on one connection. Rows are tuples in the order of the table's columns."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._postgresql = connection.dialect.name == "postgresql"
        self._statements: dict[tuple[str, Conflict], str] = {}

    def insert(self, table: Table, rows: Sequence[Row], conflict: Conflict = Conflict.KEEP) -> int:
        """Insert rows and return how many were new or changed."""
        if not rows:
            return 0
        if self._postgresql:
            keys = [column.primary_key or column.unique for column in table.c]
            rows = [
                tuple(
                    fitting(value) if key and isinstance(value, str) else value
                    for key, value in zip(keys, row, strict=True)
                )
                for row in rows
            ]
        statement = self._statements.get((table.name, conflict))
        if statement is None:
            statement = self._statements[table.name, conflict] = self._insertion(table, conflict)
        return self.execute(statement, rows)

    def execute(self, statement: str, rows: Sequence[Row]) -> int:
        """Run a statement with `?` placeholders once for each row; return how many rows it changed."""
        if not rows:
            return 0
        if self._postgresql:
            statement = statement.replace("?", "%s")
            rows = [tuple(map(_storable, row)) for row in rows]
        try:
            result = self.connection.exec_driver_sql(statement, list(rows))
        except (
            UnicodeEncodeError
        ):  # a name that is not UTF-8; rows before it are there already, which does no harm
            result = self.connection.exec_driver_sql(statement, [tuple(map(_storable, row)) for row in rows])
        return max(result.rowcount, 0)

    def rows(self, columns: Sequence[Column[Any]], key: Column[Any], keys: Iterable[object]) -> Iterator[Row]:
        """Yield rows of columns of one table whose `key` is among `keys`, in no order."""
        for condition in among(key, keys):
            yield from (tuple(row) for row in self.connection.execute(select(*columns).where(condition)))

    def _insertion(self, table: Table, conflict: Conflict) -> str:
        # One of the two is loaded with the database's own dialect, and PostgreSQL's takes its time.
        if self._postgresql:
            from sqlalchemy.dialects.postgresql import insert
        else:
            from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
        statement = insert(table)
        key = list(table.primary_key)
        rest = [column for column in table.c if not column.primary_key]
        if conflict is Conflict.KEEP or not rest:
            statement = statement.on_conflict_do_nothing()
        else:
            new = statement.excluded
            differs = rest[0].is_distinct_from(new[rest[0].name])
            for column in rest[1:]:
                differs = differs | column.is_distinct_from(new[column.name])
            statement = statement.on_conflict_do_update(
                index_elements=key, set_={column.name: new[column.name] for column in rest}, where=differs
            )
        text = str(statement.compile(dialect=self.connection.dialect))
        return text.replace("%s", "?")


def among(column: Column[Any], wanted: Iterable[object] | None) -> Iterator[ColumnElement[bool]]:
    """Yield conditions that together select the rows whose `column` is among `wanted`, or all rows for None.

    Each asks for no more at once than a database takes.
    """
    if wanted is None:
        yield true()
        return
    for some in batched(wanted, BATCH):
        yield column.in_(some)


def fitting(key: str) -> str:
    """Return a text that an index of PostgreSQL can hold (2,704 bytes in all columns): a long one is cut.

    What was cut off lives on as a digest, so that two long texts stay two.
    """
    if len(key) <= _LONGEST // 4:
        return key
    raw = key.encode("utf-8", "surrogatepass")
    if len(raw) <= _LONGEST:
        return key
    return f"{raw[: _LONGEST - 40].decode('utf-8', 'ignore')}…{hashlib.sha256(raw).hexdigest()[:32]}"


def _storable(value: object) -> object:
    """Return a text that every database holds: bytes that are not UTF-8 and NUL become visible escapes."""
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    try:
        raw = value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can hold
        raw = value.encode("utf-8", "surrogatepass")
    return raw.decode("utf-8", "backslashreplace").replace("\0", r"\x00")
