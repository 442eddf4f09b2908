"""A database as MLflow's stores need it: some columns of some rows, never written and never held open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any


class Tables:
    """The tables of a tracking database, in SQLite or on a server.

    Each method is one short question: no transaction stays open between two, so that whoever writes to the
    database never waits for a reader. All raise `StoreError` where the database does not answer. A kind of
    database has its own `columns` and `ask`: names are quoted by `"`, values are given for `?`.
    """

    def columns(self, table: str) -> Collection[str]:
        """Return the names of a table's columns, nothing where there is no such table."""
        raise NotImplementedError

    def ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; raises StoreError."""
        raise NotImplementedError

    def rows(
        self, table: str, columns: Sequence[str], only: tuple[str, Collection[object]] | None = None
    ) -> list[tuple[Any, ...]]:
        """Return rows of these columns in any order; `only` = those whose column has one of these values."""
        query = f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(table)}"  # noqa: S608  (quoted)
        if only is None:
            return self.ask(query)
        marks = ", ".join("?" * len(only[1]))
        return self.ask(f"{query} WHERE {quoted(only[0])} IN ({marks})", tuple(only[1]))

    def counts(self, table: str, column: str) -> Mapping[str, int]:
        """Return how many rows have each value of a column."""
        name = quoted(column)
        return dict(self.ask(f"SELECT {name}, count(*) FROM {quoted(table)} GROUP BY {name}"))  # noqa: S608


class Known:
    """Tables that are asked for columns by name and answer with what stands for those they lack."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._columns: dict[str, frozenset[str]] = {}
        self.lacking: set[tuple[str, str]] = set()  # what was asked for in vain, as (table, column)

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return bool(self._of(table))

    def rows(
        self,
        table: str,
        columns: Mapping[str, object],
        only: tuple[str, Collection[object]] | None = None,
    ) -> list[tuple[Any, ...]]:
        """Return rows of `columns`, each name with what stands for it where the table has no such column."""
        there = self._of(table)
        if not there or (only is not None and (only[0] not in there or not only[1])):
            return []
        asked = [name for name in columns if name in there]
        found = self._tables.rows(table, asked, only)
        if len(asked) == len(columns):
            return found
        self.lacking.update((table, name) for name in columns if name not in there)
        position = {name: number for number, name in enumerate(asked)}
        return [
            tuple(row[position[name]] if name in position else default for name, default in columns.items())
            for row in found
        ]

    def counts(self, table: str, column: str) -> Mapping[str, int]:
        """Return how many rows have each value of a column, nothing where there is none."""
        return self._tables.counts(table, column) if column in self._of(table) else {}

    def _of(self, table: str) -> frozenset[str]:
        if table not in self._columns:
            self._columns[table] = frozenset(self._tables.columns(table))
        return self._columns[table]


def quoted(name: str) -> str:
    """Return a name of a table or a column as SQL takes it, whatever signs it has."""
    return '"' + name.replace('"', '""') + '"'
