"""A tool's own database on a server, read as it stood at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from forebear.sources.secrets import Secret, split
from forebear.sources.sql.errors import DatabaseError, missing_driver, told
from forebear.sources.sql.tls import mysql_tls

_CONNECT = 10  # seconds
_STATEMENT = 600  # seconds that one question may take
_SILENCE = 120  # seconds in which nothing comes
_BLOCK = 5_000  # rows that are fetched at a time
_COLUMNS = {
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = ANY (current_schemas(false)) ORDER BY table_name, ordinal_position",
    "mysql": "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position",
}
_MYSQL = (
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    # Names in double quotes, as standard SQL has it: one statement serves all three kinds.
    "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)


def is_sql_url(location: str) -> bool:
    """Whether a location is that of a database that `SqlServer` reads (in the words of SQLAlchemy's URLs)."""
    return "://" in location and _kind(location) in _COLUMNS


class SqlServer:
    """An open database, in one read-only transaction: nothing is written there, and nobody has to wait.

    `location` is a URL as SQLAlchemy has it (`postgresql://host:5432/name`, `mysql+pymysql://host/name`),
    with `?sslmode=…`, `?sslrootcert=…` (PostgreSQL) and `?ssl_mode=…`, `?ssl_ca=…` (MySQL) for TLS.
    Statements are standard SQL: names in double quotes, `?` for parameters. Every method raises DatabaseError
    (an ActionableError), which never tells the password.
    """

    def __init__(self, location: str, secret: Secret | None = None) -> None:
        self.location, held = split(location)
        self._secret = secret or held or Secret()
        self.kind = _kind(location)
        self._idle = [self._told(self._connect)]
        self._read = 0  # statements so far
        self._tables: Mapping[str, tuple[str, ...]] | None = None

    def __enter__(self) -> SqlServer:
        """Return the database itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close its connections, whatever has become of them."""
        while self._idle:
            with suppress(Exception):
                self._idle.pop().close()

    @property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the columns of each table, in their order."""
        if self._tables is None:
            found: dict[str, list[str]] = {}
            for table, column in self.rows(_COLUMNS[self.kind]):
                found.setdefault(str(table), []).append(str(column))
            self._tables = {table: tuple(columns) for table, columns in found.items()}
        return self._tables

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a SELECT gives, some thousand of them in memory at a time.

        Where one statement is begun while another is still read, MySQL, which cannot do that, sees the moment
        of the second.
        """
        asked = statement.replace("%", "%%").replace("?", "%s") if parameters else statement
        connection = self._idle.pop() if self._idle else self._told(self._connect)
        try:
            if self.kind == "postgresql":
                self._idle.append(connection)
            with closing(self._told(lambda: self._asked(connection, asked, parameters))) as cursor:
                while block := self._told(lambda: cursor.fetchmany(_BLOCK)):
                    yield from block
        finally:
            if self.kind == "mysql":
                self._idle.append(connection)

    def _asked(self, connection: Any, statement: str, parameters: Sequence[object]) -> Any:
        if self.kind == "postgresql":
            # A cursor of the server's: the driver would else hold all rows.
            self._read += 1
            cursor = connection.cursor(name=f"forebear {self._read}")
            cursor.itersize = _BLOCK
        else:
            cursor = connection.cursor()
        try:
            cursor.execute(statement, tuple(parameters) or None)
        except BaseException:
            with suppress(Exception):
                cursor.close()
            with suppress(Exception):  # what failed must not keep the next one from being asked
                connection.rollback()
            raise
        return cursor

    def _connect(self) -> Any:
        try:
            parts = urlsplit(self.location)
            return _OPENED[self.kind](parts, dict(parse_qsl(parts.query)), self._secret)
        except KeyError:
            raise DatabaseError(
                "This is no address of a database that can be read.",
                where=self.location,
                todo="Give one like postgresql://host/name or mysql://host/name.",
            ) from None
        except ModuleNotFoundError as error:
            raise missing_driver(self.kind, self.location) from error

    def _told(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  (each driver raises its own)
            raise told(error, self.kind, self.location, self._secret) from None


def _kind(location: str) -> str:
    scheme = urlsplit(location).scheme.partition("+")[0]
    return {"postgres": "postgresql", "mariadb": "mysql"}.get(scheme, scheme)


def _postgresql(parts: SplitResult, options: Mapping[str, str], secret: Secret) -> Any:
    import psycopg

    settings = (
        f"-c statement_timeout={_STATEMENT}s -c lock_timeout=5s -c idle_in_transaction_session_timeout=0"
    )
    given: dict[str, Any] = {
        "host": parts.hostname,
        "port": parts.port,
        "dbname": unquote(parts.path.lstrip("/")),
        "user": secret.user,
        "password": secret.password,
        "connect_timeout": _CONNECT,
        "application_name": "forebear",
        **{name: value for name, value in options.items() if name not in ("options", "service")},
        **secret.parameters,
    }
    connection = psycopg.connect(
        **{name: value for name, value in given.items() if value not in (None, "")}, options=settings
    )
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


def _mysql(parts: SplitResult, options: Mapping[str, str], secret: Secret) -> Any:
    from pathlib import Path

    import pymysql  # type: ignore[import-untyped]
    import pymysql.cursors  # type: ignore[import-untyped]

    own = Path.home() / ".my.cnf"
    settings = {**options, **secret.parameters}
    given: dict[str, Any] = {
        "host": parts.hostname,
        "port": parts.port,
        "database": unquote(parts.path.lstrip("/")),
        "user": secret.user,
        "password": secret.password,
        "read_default_file": str(own) if own.is_file() else None,
        "unix_socket": settings.get("unix_socket"),
        "ssl": mysql_tls(settings),
        "ssl_disabled": settings.get("ssl_mode", "").upper() == "DISABLED" or None,
    }
    connection = pymysql.connect(
        **{name: value for name, value in given.items() if value not in (None, "")},
        charset="utf8mb4",
        connect_timeout=_CONNECT,
        read_timeout=_SILENCE,
        write_timeout=_SILENCE,
        cursorclass=pymysql.cursors.SSCursor,
        program_name="forebear",
    )
    try:
        with connection.cursor() as cursor:
            # MariaDB and MySQL call it differently, and count in other units.
            for limit in (f"max_statement_time = {_STATEMENT}", f"max_execution_time = {_STATEMENT * 1000}"):
                with suppress(pymysql.Error):
                    cursor.execute(f"SET SESSION {limit}")
            for statement in _MYSQL:
                cursor.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


_OPENED = {"postgresql": _postgresql, "mysql": _mysql}
