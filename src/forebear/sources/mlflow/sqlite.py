"""Tracking databases in SQLite files, which may be written to while they are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from forebear.sources.mlflow.records import StoreError
from forebear.sources.mlflow.tables import Tables, quoted

_PATIENCE = 5.0  # seconds that another program may keep the database locked


class SqliteTables(Tables):
    """The tables of one file, opened read-only; `immutable` says that it had to be opened without its log."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.immutable = False
        self._connection = self._open()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def columns(self, table: str) -> Collection[str]:
        """Return the names of a table's columns, nothing where there is no such table."""
        return [str(row[1]) for row in self.ask(f"PRAGMA table_info({quoted(table)})")]

    def ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; raises StoreError."""
        try:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
                # Much slower, so only where some text is none.
                self._connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
                return self._connection.execute(query, values).fetchall()
        except (sqlite3.Error, OverflowError) as error:
            raise _error(error, self._path) from error

    def _open(self) -> sqlite3.Connection:
        if not self._path.is_file():
            todo = "Remove this source, or put the file back."
            raise StoreError("The database is not there any more.", where=str(self._path), todo=todo)
        try:
            return self._connect("mode=ro")
        except sqlite3.OperationalError as error:
            if "unable to open" not in str(error):
                raise _error(error, self._path) from error
        except sqlite3.Error as error:
            raise _error(error, self._path) from error
        # Beside a database with a log SQLite must make a file; where it may not, the database itself remains.
        try:
            connection = self._connect("mode=ro&immutable=1")
        except sqlite3.Error as error:
            raise _error(error, self._path) from error
        self.immutable = True
        return connection

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(self._path))}?{mode}", uri=True, timeout=_PATIENCE, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _error(error: Exception, path: Path) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        what, todo = "Another program has the database locked.", "Read it again when that program is done."
    elif "not a database" in text or "malformed" in text or "encrypted" in text:
        what = f"The file is damaged or no SQLite database ({text})."
        todo = "Put a good copy in its place."
    else:
        what = f"The database cannot be read ({text})."
        todo = "Check that you may read the file and its folder."
    return StoreError(what, where=str(path), todo=todo)
