"""An index of what people look for. It is derived: `migrations.upgrade` has it filled after the last step."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of names."""
    op.create_table(
        "name",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name")),
    )
    op.create_index("ix_name_words", "name", ["words"], postgresql_ops={"words": "text_pattern_ops"})
    op.create_table(
        "word",
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("text", name=op.f("pk_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "called",
        sa.Column("name", ID, nullable=False, autoincrement=False),
        sa.Column("node", ID, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["name"], ["name.id"], name=op.f("fk_called_name_name")),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_called_node_node")),
        sa.PrimaryKeyConstraint("name", "node", name=op.f("pk_called")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_called_node"), "called", ["node"])
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE name_search USING fts5(words, content='name', content_rowid='id', "
            "columnsize=0, prefix='1 2 3 4 5 6 7 8', "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")"
        )
    else:
        op.execute("CREATE INDEX name_search ON name USING gin (to_tsvector('simple', words))")
