"""The tables. SQLite and PostgreSQL hold the same ones; `migrations/` makes them step by step.

Times are whole microseconds since 1970 in UTC, JSON is kept as text (it must hold NaN). Every thing of the
lineage is a row of `node`; what only its kind has is in the table of that kind. An artifact that was only
referred to has no row in `artifact`, a commit that a shallow clone lacks none in `git_commit`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    insert,
    text,
)

HEAD = "0003"
"""The revision that these tables are; the newest file in `migrations/versions/`."""

NO_STEP = -(2**62)
"""Stands for "reported without a step" in `metric.step`, which is part of a key and so cannot be null."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite takes a row's own number for a key only when the column is called INTEGER.
_ID = BigInteger().with_variant(Integer(), "sqlite")


def _node(name: str, *, key: bool = False, optional: bool = False, index: bool = False) -> Column[int]:
    return Column(
        name,
        _ID,
        ForeignKey("node.id"),
        primary_key=key,
        autoincrement=False,
        nullable=optional,
        index=index,
    )


def _text(name: str, *, key: bool = False, optional: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=optional)


def _whole(name: str, *, key: bool = False, optional: bool = True) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=optional)


node = Table(
    "node",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    _text("kind"),
    _text("key"),  # commit: sha; run: key; artifact: preferred digest; environment: digest; rebuild: id
    _text("name"),
    _text("origin"),
    Index("uq_node_kind_key", "kind", "key", unique=True),
)

artifact = Table(
    "artifact",
    metadata,
    _node("node", key=True),
    _text("type"),
    _whole("size"),
    _whole("files"),
)

# `key` is `algorithm:value`; an opaque one (etag, checksum) is followed by a space and the artifact's name.
digest = Table("digest", metadata, _text("key", key=True), _node("node", index=True), sqlite_with_rowid=False)

git_commit = Table(
    "git_commit",
    metadata,
    _node("node", key=True),
    _text("parents"),  # shas in Git's order, separated by a space
    _text("author_name"),
    _text("author_email"),
    _whole("authored_at", optional=False),
    _text("committer_name"),
    _text("committer_email"),
    _whole("committed_at", optional=False),
    _text("message"),
)

ref = Table(
    "ref",
    metadata,
    Column("repository", Text, nullable=False),  # "" in a lineage of one project
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    _text("sha"),
    _text("tagger_name", optional=True),
    _text("tagger_email", optional=True),
    _whole("tagged_at"),
    _text("message"),
    PrimaryKeyConstraint("repository", "kind", "name", name="pk_ref_of_repository"),
)

run = Table(
    "run",
    metadata,
    _node("node", key=True),
    _text("command"),  # JSON list of shell lines
    _text("working_directory"),
    _text("source"),
    _text("status"),
    _whole("started_at"),
    _whole("ended_at"),
    _text("by"),
)

edge = Table(
    "edge",
    metadata,
    _node("source", key=True),
    _node("target", key=True),
    _text("role", key=True),
    _text("path", key=True),
    Index("ix_edge_target_source", "target", "source"),
    sqlite_with_rowid=False,
)

environment = Table(
    "environment",
    metadata,
    _node("node", key=True),
    _text("image_reference", optional=True),  # null: no image is recorded
    _text("image_id"),
    _text("image_digest"),
    _text("image_diff_ids"),  # JSON list
    _text("platform"),
    _text("packages"),  # JSON objects
    _text("variables"),
    _text("facts"),
)

ran_in = Table(
    "ran_in",
    metadata,
    _node("run", key=True),
    _node("environment", key=True, index=True),
    _text("origin", key=True),
    _text("by", key=True),
)

held = Table(
    "held",
    metadata,
    _node("commit", key=True),
    _text("slot", key=True),
    _text("path", key=True),
    _node("node", optional=True, index=True),  # null: no longer held
    _text("names"),  # JSON list
    sqlite_with_rowid=False,
)

metric = Table(
    "metric",
    metadata,
    _node("node", key=True),
    _text("name", key=True),
    _whole("step", key=True, optional=False),
    Column("value", Float, nullable=True),
    _text("text", optional=True),  # value and text both null: not a number (SQLite cannot hold a NaN)
    sqlite_with_rowid=False,
)

parameter = Table(
    "parameter",
    metadata,
    _node("node", key=True),
    _text("file", key=True),
    _text("name", key=True),
    _text("value"),  # JSON
    sqlite_with_rowid=False,
)

came_from = Table(
    "came_from",
    metadata,
    _node("artifact", key=True),
    _text("source", key=True),
    _text("path", key=True),
    _text("revision", key=True),
)

model_version = Table(
    "model_version",
    metadata,
    _node("node", key=True),
    _text("registry"),
    _text("name"),
    _text("version"),
    _text("commit"),  # sha
    _text("path"),
)

transition = Table(
    "transition",
    metadata,
    _node("version", key=True),
    _text("record", key=True),
    _text("move"),
    _text("stage"),
    _whole("when"),
    _text("by_name", optional=True),
    _text("by_email", optional=True),
    _text("why"),
)

problem = Table(
    "problem",
    metadata,
    _text("key", key=True),  # digest of the rest, which can be too long for an index
    _text("source"),
    _text("where"),
    _text("what"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    _text("source", key=True),
    _text("location", key=True),
    _text("state"),  # JSON object
)

# How often the lineage has changed: one row, by which readers see that what they keep in memory is old.
revision = Table(
    "revision",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    _whole("number", optional=False),
)

rebuild = Table(
    "rebuild",
    metadata,
    _node("node", key=True),
    _node("run", index=True),
    _text("ended"),
    _text("verdict", optional=True),
    _text("image_reference", optional=True),
    _text("image_id"),
    _text("image_digest"),
    _text("image_diff_ids"),  # JSON list
    _text("how"),
    _whole("started_at", optional=False),
    Column("seconds", Float, nullable=False),
    _text("by"),
    _text("explanation"),
    _text("missing"),  # JSON lists
    _text("steps"),
    _text("log"),
    _text("profile"),  # JSON object
)

rebuild_output = Table(
    "rebuild_output",
    metadata,
    _node("rebuild", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("path"),
    _text("expected", optional=True),
    _text("obtained", optional=True),
    _text("verdict"),
    _text("explanation"),
)

# What people look for, derived from the tables above by `naming` and read by `names`. One row for each
# distinct text of each kind; `words` is the text as words in small letters. The number of the kind
# (`naming.NameKind`) is in the upper bits of `id`, so that the index gives each kind by itself, newest first.
name = Table(
    "name",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    _text("text"),
    _text("words"),
    Index("ix_name_words", "words", postgresql_ops={"words": "text_pattern_ops"}),
)

called = Table(
    "called",
    metadata,
    Column("name", _ID, ForeignKey("name.id"), primary_key=True, autoincrement=False),
    _node("node", key=True, index=True),
    sqlite_with_rowid=False,
)

# Each word of letters once, to find the ones that a mistyped word may have meant.
word = Table("word", metadata, _text("text", key=True), sqlite_with_rowid=False)

NAME_SEARCH = "name_search"
"""Finds rows of `name` by words and their beginnings: a full-text table of SQLite, an index of PostgreSQL."""

APPEND_ONLY: Sequence[str] = ("rebuild", "rebuild_output")
"""Tables of what was witnessed here: a row, once written, stays as it is."""


def append_only(table: str, dialect: str) -> tuple[str, ...]:
    """Return the statements that make the database itself refuse to change or delete rows of `table`."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("update", "delete")
        )
    function = (
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
    return function, trigger


def name_search(dialect: str) -> str:
    """Return the statement that makes NAME_SEARCH; in SQLite its rows are kept by `naming`."""
    if dialect == "sqlite":
        # Beginnings of every length up to eight are indexed: without, one that fits much takes 0.2 s.
        return (
            f"CREATE VIRTUAL TABLE {NAME_SEARCH} USING fts5(words, content='name', content_rowid='id', "
            "columnsize=0, prefix='1 2 3 4 5 6 7 8', "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")"
        )
    return f"CREATE INDEX {NAME_SEARCH} ON name USING gin (to_tsvector('simple', words))"


def create(connection: Connection) -> None:
    """Make all tables at once in an empty database, as the migrations would, but without loading Alembic."""
    metadata.create_all(connection, checkfirst=False)
    for table in APPEND_ONLY:
        for statement in append_only(table, connection.dialect.name):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(name_search(connection.dialect.name))
    connection.execute(insert(revision).values(one=1, number=0))
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
