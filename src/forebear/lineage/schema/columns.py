"""The columns that the tables are made of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Text

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
ID = BigInteger().with_variant(Integer(), "sqlite")


def node_id(name: str, *, key: bool = False, optional: bool = False, index: bool = False) -> Column[int]:
    """Return a column that refers to a node."""
    return Column(
        name,
        ID,
        ForeignKey("node.id"),
        primary_key=key,
        autoincrement=False,
        nullable=optional,
        index=index,
    )


def text(
    name: str, *, key: bool = False, optional: bool = False, before: str | None = None, index: bool = False
) -> Column[str]:
    """Return a column of text; `before` is what rows have that were written before there was this column."""
    return Column(name, Text, primary_key=key, nullable=optional, server_default=before, index=index)


def whole(name: str, *, key: bool = False, optional: bool = True) -> Column[int]:
    """Return a column of whole numbers of 64 bits."""
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=optional)
