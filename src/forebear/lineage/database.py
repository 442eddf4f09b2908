"""The database: where the lineage is kept, SQLite beside the project or a PostgreSQL that a team shares."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.exc import DatabaseError, NoSuchModuleError, SQLAlchemyError

from forebear.lineage import schema
from forebear.lineage.answers import WriteCounts
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Fact
from forebear.lineage.login import parsed, told, whole
from forebear.lineage.progress import Progress, Silent
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.refusals import Refused
from forebear.lineage.troubles import explained, place_of
from forebear.lineage.words import Artifact, Environment

_LOCK = 0x0F0EBEA2  # the number of PostgreSQL's advisory lock that makes a writer the only one


class Database:
    """A lineage database that is open.

    Attributes: `url` as SQLAlchemy writes it (without a password), `engine` for reading with SQLAlchemy Core;
    all writing goes through the methods here, which hold the one lock for writers.
    """

    def __init__(self, url: str, engine: Engine) -> None:
        self.url = url
        self.engine = engine

    @classmethod
    def open(cls, url: str, *, create: bool = True, read_only: bool = False, wait: float = 5.0) -> Database:
        """Open the database at a SQLAlchemy URL, and make it or bring it up to date where that is needed.

        `create=False` refuses a database that does not exist yet; `read_only` never writes, and neither
        creates nor migrates; `wait` is for how many seconds a writer waits for another. Raises
        ActionableError.
        """
        address = _address(url)
        sqlite = address.get_backend_name() == "sqlite"
        if sqlite:
            _look_for_file(address, create=create and not read_only)
        make = _sqlite if sqlite else _postgresql
        engine = make(address, read_only=read_only, wait=wait)
        database = cls(_shown(address), engine)
        try:
            if sqlite and read_only:
                database = database.readable(address)
            database.bring_up_to_date(create=create, read_only=read_only)
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close all connections; SQLite then folds its write-ahead log back into the file."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout."""
        with self._troubles(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, wait: float | None = None) -> Iterator[Connection]:
        """Give a connection in a transaction whose holder is the only writer.

        It is committed at the end and rolled back on any exception. Waits `wait` seconds for another writer
        (as given to `open` if None), then raises ActionableError.
        """
        postgresql = self.engine.dialect.name == "postgresql"
        # What the writer before has committed must be seen once its lock is free; a snapshot would be older.
        level = {"isolation_level": "READ COMMITTED"} if postgresql else {}
        with (
            self._troubles(),
            self.engine.connect().execution_options(writes=True, wait=wait, **level) as connection,
            connection.begin(),
        ):
            if postgresql:
                if wait is not None:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(wait * 1000)}")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection

    def write(self, facts: Iterable[Fact], progress: Progress | None = None) -> WriteCounts:
        """Write facts in one transaction and return how many were new; writing them again changes nothing.

        Facts may come in any order. On any exception, also one from `facts` or a CancelledError from
        `progress`, the database is as it was.
        """
        from forebear.lineage.writing import Writer

        arriving = iter(facts)
        first = next(arriving, None)
        if first is None:  # nothing new: no need to wait for another writer
            return WriteCounts(0, 0, 0, 0)
        with self.writing() as connection:
            return Writer(connection).write(itertools.chain((first,), arriving), progress or Silent())

    def record_rebuild(
        self, rebuild: Rebuild, produced: Sequence[tuple[str, Artifact]], environment: Environment | None
    ) -> None:
        """Add a rebuild, what it made (path and artifact) and where it ran; nothing ever changes it later.

        Waits two minutes for another writer, because what was witnessed must not get lost. Raises
        ActionableError when the rebuild's run is not known, or a rebuild of this id is already there.
        """
        from forebear.lineage.witnessing import record_rebuild
        from forebear.lineage.writing import Writer

        with self.writing(wait=120.0) as connection:
            record_rebuild(Writer(connection), rebuild, produced, environment)

    def checkpoint(self, source: str, location: str) -> Mapping[str, object] | None:
        """Return how far a source was read, None when it never was."""
        table = schema.checkpoint
        with self.reading() as connection:
            state = connection.execute(
                select(table.c.state).where(table.c.source == source, table.c.location == location)
            ).scalar()
        if state is None:
            return None
        known: Mapping[str, object] = json.loads(state)
        return known

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise explained(error, self.url) from error

    def readable(self, address: URL) -> Database:
        """Return self, or a database that takes the file as unchanging where its folder cannot be written.

        A reader of a write-ahead log needs a small file beside the database; on read-only media there can be
        none.
        """
        with self._troubles():
            try:
                with self.engine.connect() as connection:
                    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            except DatabaseError as error:
                # What a writer left in its log would not be seen.
                log = Path(f"{address.database}-wal")
                if log.exists() and log.stat().st_size:
                    raise
                if not any(
                    words in str(error.orig).lower() for words in ("unable to open", "readonly", "disk i/o")
                ):
                    raise
                self.close()
                return Database(self.url, _sqlite(address, read_only=True, wait=0, immutable=True))
        return self

    def bring_up_to_date(self, *, create: bool, read_only: bool) -> None:
        """Make the tables, or change them to what this version of Forebear knows, where that is needed."""
        with self.reading() as connection:
            found = _revision(connection, self.url)
        if found == schema.HEAD:
            return
        if read_only or (found is None and not create):
            raise self._unusable(found)
        with self.writing() as connection:
            found = _revision(connection, self.url)  # another process may have been faster
            if found is None:
                schema.create(connection)
            elif found != schema.HEAD:
                from forebear.lineage.migrations import known, upgrade

                if not known(found):
                    raise self._unusable(found)
                upgrade(connection)

    def _unusable(self, revision: str | None) -> ActionableError:
        if revision is None:
            return _missing(self.url)
        from forebear.lineage.migrations import known  # Alembic takes 0.4 s to load

        if known(revision):
            return ActionableError(
                Refused.OLDER.said(),
                where=place_of(self.url),
                todo=Refused.IMPORT_ONCE.said(),
            )
        return ActionableError(
            Refused.NEWER.said(),
            where=place_of(self.url),
            todo=Refused.UPDATE.said(),
        )


def _address(url: str) -> URL:
    address = parsed(whole(url))
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise ActionableError(
            Refused.OTHER_DATABASE.said(kind=address.get_backend_name()),
            where=_shown(address),
            todo=Refused.USE_DATABASE.said(),
        )
    return address


def _shown(address: URL) -> str:
    return told(address.render_as_string(hide_password=False))


def _look_for_file(address: URL, *, create: bool) -> None:
    if not address.database or address.database == ":memory:":
        return
    path = Path(address.database)
    if path.is_dir():
        raise ActionableError(
            Refused.FOLDER_IN_PLACE.said(),
            where=str(path),
            todo=Refused.MOVE_AWAY.said(),
        )
    if path.exists():
        return
    if not create:
        raise _missing(_shown(address))
    if not path.parent.is_dir():
        raise ActionableError(
            Refused.NO_DATABASE_FOLDER.said(),
            where=str(path.parent),
            todo=Refused.MAKE_FOLDER.said(),
        )


def _sqlite(address: URL, *, read_only: bool, wait: float, immutable: bool = False) -> Engine:
    path = address.database
    if path and path != ":memory:" and read_only:
        uri = f"file:{quote(str(Path(path).absolute()))}?mode=ro{'&immutable=1' if immutable else ''}"

        def connect() -> sqlite3.Connection:
            return sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)

        engine = create_engine(address, creator=connect)
    else:
        engine = create_engine(address, connect_args={"timeout": wait, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def settle(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")  # 64 MiB
        if not read_only:
            # The log lets the window read while an import writes; FULL, because what was witnessed cannot be
            # read again after a power cut. There are few transactions, so it costs little.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # An import is a few large transactions: pages are taken over at its end, not after each.
            connection.execute("PRAGMA wal_autocheckpoint = 16384")  # 64 MiB

    # With isolation_level None the driver begins nothing by itself, so that reads are one snapshot and a
    # writer takes the lock at once instead of failing in the middle.
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("writes"):
            patience = wait if options["wait"] is None else options["wait"]
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(patience * 1000)}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _postgresql(address: URL, *, read_only: bool, wait: float) -> Engine:
    given = address.query.get("options", "")
    options = f"{given if isinstance(given, str) else ' '.join(given)} -c lock_timeout={round(wait * 1000)}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    try:
        # The paramstyle lets one statement take rows as tuples on both databases.
        return create_engine(
            address,
            paramstyle="format",
            isolation_level="REPEATABLE READ",
            connect_args={"options": options.strip(), "connect_timeout": 10},
        )
    except (ImportError, NoSuchModuleError) as error:
        raise ActionableError(
            Refused.NO_DRIVER.said(),
            where=_shown(address),
            todo=Refused.INSTALL_DRIVER.said(),
        ) from error


def _revision(connection: Connection, url: str) -> str | None:
    """Return the revision of the schema, None for a database without tables."""
    tables = set(inspect(connection).get_table_names())
    if schema.revision.name in tables and "alembic_version" in tables:
        found: str = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        return found
    if tables:
        raise ActionableError(
            Refused.OTHER_PROGRAM.said(),
            where=place_of(url),
            todo=Refused.NEW_DATABASE.said(),
        )
    return None


def _missing(url: str) -> ActionableError:
    return ActionableError(
        Refused.NO_LINEAGE.said(),
        where=place_of(url),
        todo=Refused.IMPORT_FIRST.said(),
    )
