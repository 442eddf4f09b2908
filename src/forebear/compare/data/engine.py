"""DuckDB, kept to a bounded memory, a folder of its own and given files: no network, no extensions."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress

if TYPE_CHECKING:
    import numpy as np

_MEMORY = "480MB"
_LINKED = re.compile(r"""(?: at end of| in| of)?(?: file)? ["'][^"']*/file\d+["']""")  # by our own link
_POLL = 0.05  # seconds between two looks at whether the person has cancelled


class EngineError(Exception):
    """A statement failed: what was read is not what its name says, or there is no room."""


class Engine:
    """Runs SQL on a database in `folder`, which must be empty and is the caller's to remove.

    It can read and write what is in the folder, and read the files that are `readable`; no statement, and
    nothing in a file, makes it open another.

    Statements run on a thread of their own, while this one reports progress and looks for a cancel.
    """

    def __init__(self, folder: Path, progress: Progress, readable: Iterable[Path]) -> None:
        try:
            import duckdb
        except ImportError as error:
            raise ActionableError(
                "Tables cannot be compared: DuckDB is not installed.",
                where="duckdb",
                todo="Install it with: pip install duckdb",
            ) from error
        self._folder, self._progress = folder, progress
        self._failures = duckdb.Error
        self._doing = ("data", "")
        self._links = 0
        self._connection = duckdb.connect(
            folder / "tables.duckdb",
            config={
                "memory_limit": _MEMORY,
                "threads": min(4, os.cpu_count() or 1),
                "temp_directory": str(folder / "spilled"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "preserve_insertion_order": "true",
                "python_enable_replacements": "false",
            },
        )
        self._connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = true")
        self._connection.execute("SET enable_progress_bar_print = false")
        self._connection.execute("SET parquet_metadata_cache = true")  # a file is read in many statements
        # Parquet's statistics leave NaN out, and DuckDB takes them for a proof that there is none.
        self._connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        self._lock(readable)

    def _lock(self, readable: Iterable[Path]) -> None:
        """Let it open no other files, and leave it so: DuckDB takes a link for what it leads to."""
        files = ", ".join(quoted(str(path.resolve())) for path in readable)
        self._connection.execute(f"SET allowed_directories = [{quoted(str(self._folder.resolve()))}]")
        self._connection.execute(f"SET allowed_paths = [{files}]")
        self._connection.execute("SET enable_external_access = false; SET lock_configuration = true")

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()

    def doing(self, phase: str, message: str) -> None:
        """Say what the following statements are about."""
        self._doing = (phase, message)
        self._progress.step(phase, 0, 100, message)

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return all its rows."""
        found: list[tuple[Any, ...]] = self._run(statement, parameters, "fetchall")
        return found

    def row(self, statement: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """Run a statement that gives one row."""
        return self.rows(statement, parameters)[0]

    def arrays(self, statement: str, parameters: Sequence[object] = ()) -> dict[str, np.ndarray[Any, Any]]:
        """Run a statement and return its columns; masked where they hold NULL."""
        found: dict[str, np.ndarray[Any, Any]] = self._run(statement, parameters, "fetchnumpy")
        return found

    def insert(self, table: str, arrays: dict[str, Any], selected: str = "* FROM given") -> None:
        """Append arrays as rows to a table, made the first time; `selected` picks of them."""
        self._connection.register("given", arrays)
        try:
            self.rows(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM given LIMIT 0")
            self.rows(f"INSERT INTO {table} SELECT {selected}")
        finally:
            self._connection.unregister("given")

    def insert_rows(self, table: str, rows: Sequence[Sequence[object]], width: int) -> None:
        """Append plain rows to a table."""
        columns = [[row[place] for row in rows] for place in range(width)]
        unnested = ", ".join("unnest(?)" for _ in range(width))
        self.rows(f"INSERT INTO {table} SELECT {unnested}", columns)

    def insert_stream(self, table: str, reader: object) -> None:
        """Make a table of an Arrow stream."""
        self._connection.register("given", reader)
        try:
            self.rows(f"CREATE TABLE {table} AS SELECT * FROM given")
        finally:
            self._connection.unregister("given")

    def link(self, path: Path) -> str:
        """Return a SQL literal that names a file; by a link, for DuckDB takes `*` and `[` for a pattern."""
        self._links += 1
        link = self._folder / f"file{self._links}"
        try:
            link.symlink_to(path.resolve())
        except OSError:  # Windows lets only some people make links
            shutil.copyfile(path, link)
        return quoted(str(link))

    def scratch(self, name: str) -> Path:
        """Return a path for a file of the caller's."""
        self._links += 1
        return self._folder / f"{name}{self._links}"

    def look(self) -> None:
        """Report, and raise CancelledError if the work is to stop."""
        phase, message = self._doing
        self._progress.step(phase, 0, 100, message)

    def _run(self, statement: str, parameters: Sequence[object], fetch: str) -> Any:
        answer: list[Any] = []
        failure: list[BaseException] = []

        def work() -> None:
            try:
                answer.append(getattr(self._connection.execute(statement, parameters), fetch)())
            except BaseException as error:  # noqa: BLE001  (raised again below)
                failure.append(error)

        thread = threading.Thread(target=work, name="data-engine", daemon=True)
        thread.start()
        thread.join(0.005)
        phase, message = self._doing
        while thread.is_alive():
            try:
                done = max(0, min(100, int(self._connection.query_progress())))
                self._progress.step(phase, done, 100, message)
            except CancelledError:
                self._connection.interrupt()
                thread.join()
                raise
            thread.join(_POLL)
        if failure:
            if isinstance(failure[0], self._failures):
                raise EngineError(_plain(str(failure[0]))) from failure[0]
            raise failure[0]
        return answer[0]


def quoted(text: str) -> str:
    """Return a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _plain(message: str) -> str:
    """Keep the first line of DuckDB's message, without its kind and without our own name of a file."""
    first = message.split("\n", 1)[0]
    return _LINKED.sub("", first.partition("Error: ")[2] or first)
