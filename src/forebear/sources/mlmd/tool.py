"""How stores of ML-Metadata are found: its tables in a SQLite file, or in a database on a server."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from forebear.sources.details import Detail, Told
from forebear.sources.files import below, stamp
from forebear.sources.regular import open_regular
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source

_ENDINGS = (".db", ".sqlite", ".sqlite3")
_MAGIC = b"SQLite format 3\0"
_BEGINNING = 256 << 10  # bytes
_NAMES = (b"ExecutionProperty", b"EventPath")
_PATIENCE = 0.2  # seconds; whether it can be read in the end is said when it is read
_USUAL = ("tfx/metadata/*/metadata.db", "airflow/tfx/metadata/*/metadata.db")  # below a person's home


class MlmdTool:
    """ML-Metadata: the store of TensorFlow Extended and of Kubeflow Pipelines."""

    kind = "mlmd"
    title = "ML-Metadata"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield stores in the project, and those of pipelines that TensorFlow Extended ran here."""
        for entry in below(context.root, _ENDINGS):
            found = _found(Path(entry.path), inside=True)
            if found is not None:
                yield found
        with suppress(RuntimeError, OSError):
            home = Path.home()
            for path in sorted(path for pattern in _USUAL for path in home.glob(pattern)):
                found = None if path.is_relative_to(context.root) else _found(path, inside=False)
                if found is not None:
                    yield found

    def at(self, location: str, context: Context) -> Found | None:
        """Return the store in a SQLite file or in a database on a server, None where there is none."""
        if "://" in location:
            return _found_on_server(location, context)
        path = Path(location).expanduser()
        return _found(path.resolve(), inside=False) if path.is_file() else None

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a store."""
        from forebear.sources.mlmd.source import MlmdSource

        if "://" in location:
            from forebear.sources.mlflow.server_tables import ServerTables

            secret = context.secret(location, self.kind)
            return MlmdSource(
                location, lambda: ServerTables(location, secret), lambda: None, context.remapped
            )
        from forebear.sources.mlflow.sqlite import SqliteTables

        path = Path(location)
        return MlmdSource(location, lambda: SqliteTables(path), lambda: _stamp(path), context.remapped)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:  # noqa: ARG002
        """Whether neither the file nor its log was written to; of a server nothing tells."""
        return "://" not in location and since.get("stamp") == _stamp(Path(location))

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return the file and its log."""
        return () if "://" in location else [Path(location), Path(f"{location}-wal")]


def _found_on_server(location: str, context: Context) -> Found | None:
    from forebear.sources.secrets import split
    from forebear.sources.sql.server import is_sql_url

    shown, held = split(location)
    if not is_sql_url(shown):
        return None
    from forebear.sources.mlflow.server_tables import ServerTables
    from forebear.sources.mlmd.records import Records

    with closing(ServerTables(shown, held or context.secret(shown, "mlmd"))) as tables:
        records = Records(tables)
        if not records.is_store():
            return None
        counts = records.count("Execution"), records.count("Artifact")
        details = _told(*counts, records.schema())
    kind = "PostgreSQL" if shown.startswith("postgres") else "MySQL"
    return Found("mlmd", shown, f"ML-Metadata store in {kind}", details, inside=False)


def _stamp(path: Path) -> list[object]:
    found: list[object] = []
    for each in (path, Path(f"{path}-wal"), Path(f"{path}-journal")):
        try:
            found.append(stamp(each.stat()))
        except OSError:
            found.append(None)
    return found


def _found(path: Path, *, inside: bool) -> Found | None:
    try:
        with open_regular(path) as stream:
            beginning = stream.read(_BEGINNING)
    except OSError:
        return None
    if not beginning.startswith(_MAGIC):
        return None
    try:
        details = _details(path)
    except sqlite3.OperationalError:
        # In use, perhaps. Its tables stand in the beginning of the file.
        details = (Detail(Told.IN_USE),) if all(name in beginning for name in _NAMES) else None
    except (sqlite3.Error, TypeError, ValueError):
        details = None
    if details is None:
        return None
    return Found("mlmd", os.fspath(path), "ML-Metadata store in SQLite", details, inside)


def _details(path: Path) -> tuple[Detail, ...] | None:
    """Return how many executions and artifacts a store has, and its schema; None for what is no store."""
    address = f"file:{quote(os.fspath(path))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
        names = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not names >= {"Artifact", "Execution", "Event", "Type"}:
            return None
        executions, artifacts = (
            int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608
            for table in ("Execution", "Artifact")
        )
        if "MLMDEnv" not in names:
            return _told(executions, artifacts, 0)
        (schema,) = connection.execute("SELECT max(schema_version) FROM MLMDEnv").fetchone()
        return _told(executions, artifacts, int(schema or 0))


def _told(executions: int, artifacts: int, schema: int) -> tuple[Detail, ...]:
    counted = (Detail(Told.EXECUTIONS, executions), Detail(Told.ARTIFACTS, artifacts))
    return (*counted, Detail(Told.SCHEMA, schema)) if schema else counted
