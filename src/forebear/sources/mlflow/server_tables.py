"""Tracking databases on PostgreSQL, MySQL and MariaDB servers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from forebear.sources.mlflow.records import StoreError
from forebear.sources.mlflow.tables import Tables
from forebear.sources.secrets import Secret
from forebear.sources.sql.errors import DatabaseError
from forebear.sources.sql.server import SqlServer


class ServerTables(Tables):
    """The tables of a database on a server; see `Tables`. All are read as they stood when it was opened."""

    def __init__(self, location: str, secret: Secret | None = None) -> None:
        try:
            self._server = SqlServer(location, secret)
        except DatabaseError as error:
            raise _told(error) from None

    def close(self) -> None:
        """End the connection."""
        self._server.close()

    def columns(self, table: str) -> Collection[str]:
        """Return the names of a table's columns, nothing where there is no such table."""
        try:
            return self._server.tables.get(table, ())
        except DatabaseError as error:
            raise _told(error) from None

    def ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; raises StoreError."""
        try:
            return list(self._server.rows(query, values))
        except DatabaseError as error:
            raise _told(error) from None


def _told(error: DatabaseError) -> StoreError:
    return StoreError(error.what, where=error.where, todo=error.todo)
