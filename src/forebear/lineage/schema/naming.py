"""Tables of what things are called, derived from the others."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, Index, Table, event

from forebear.lineage.schema.columns import ID, metadata, node_id, text

# What people look for, derived from the tables above by `naming` and read by `names`. One row for each
# distinct text of each kind; `words` is the text as words in small letters. The number of the kind
# (`naming.NameKind`) is in the upper bits of `id`, so that the index gives each kind by itself, newest first.
_by_words = Index("ix_name_words", "words")
name = Table(
    "name",
    metadata,
    Column("id", ID, primary_key=True, autoincrement=False),
    text("text"),
    text("words"),
    _by_words,
)


@event.listens_for(name, "before_create")
def _find_beginnings(_table: Table, connection: Connection, **_options: object) -> None:
    """Have PostgreSQL find beginnings, too; said with the index, its dialect would be loaded for SQLite."""
    if connection.dialect.name == "postgresql":
        _by_words.dialect_options["postgresql"]["ops"] = {"words": "text_pattern_ops"}


called = Table(
    "called",
    metadata,
    Column("name", ID, ForeignKey("name.id"), primary_key=True, autoincrement=False),
    node_id("node", key=True, index=True),
    sqlite_with_rowid=False,
)

# Each word of letters once, to find the ones that a mistyped word may have meant.
word = Table("word", metadata, text("text", key=True), sqlite_with_rowid=False)

NAME_SEARCH = "name_search"
"""Finds rows of `name` by words and their beginnings: a full-text table of SQLite, an index of PostgreSQL."""


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
