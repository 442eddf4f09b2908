"""What more tools record: evidence of edges, places, mentions, histories of metrics, tags, approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _node(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, ID, autoincrement=False, nullable=optional)


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=optional)


def _to_node(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["node.id"], name=op.f(f"fk_{table}_{column}_node"))


def upgrade() -> None:
    """Add the tables, and the columns of model versions and their transitions."""
    op.create_table(
        "evidence",
        _node("source"),
        _node("target"),
        _text("role"),
        _text("path"),
        _text("known"),
        _text("said"),
        _to_node("evidence", "source"),
        _to_node("evidence", "target"),
        sa.PrimaryKeyConstraint("source", "target", "role", "path", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_target", "evidence", ["target"])
    op.create_table(
        "place",
        _node("artifact"),
        _text("source"),
        _text("place"),
        _text("version"),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        _to_node("place", "artifact"),
        sa.PrimaryKeyConstraint("artifact", "source", "place", "version", name=op.f("pk_place")),
    )
    op.create_index("ix_place_place", "place", ["place"])
    op.create_table(
        "mention",
        _node("run"),
        _text("place"),
        _text("version"),
        _text("role"),
        _text("said"),
        _node("artifact", optional=True),
        _to_node("mention", "run"),
        _to_node("mention", "artifact"),
        sa.PrimaryKeyConstraint("run", "place", "version", "role", name=op.f("pk_mention")),
    )
    op.create_index("ix_mention_artifact", "mention", ["artifact"])
    op.create_table(
        "metric_series",
        _node("node"),
        _text("name"),
        sa.Column("count", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("steps", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.LargeBinary(), nullable=False),
        _to_node("metric_series", "node"),
        sa.PrimaryKeyConstraint("node", "name", name=op.f("pk_metric_series")),
    )
    op.create_table(
        "tag",
        _node("node"),
        _text("name"),
        _text("value"),
        _to_node("tag", "node"),
        sa.PrimaryKeyConstraint("node", "name", name=op.f("pk_tag")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "model",
        _text("registry"),
        _text("name"),
        _text("description"),
        _text("tags"),
        sa.PrimaryKeyConstraint("registry", "name", name=op.f("pk_model")),
    )
    op.create_table(
        "approval",
        _node("node"),
        _text("record"),
        _text("what"),
        _text("state"),
        _text("by_name", optional=True),
        _text("by_email", optional=True),
        sa.Column("when", sa.BigInteger(), nullable=True),
        _text("url"),
        _text("why"),
        _to_node("approval", "node"),
        sa.PrimaryKeyConstraint("node", "record", name=op.f("pk_approval")),
    )
    op.add_column("model_version", sa.Column("description", sa.Text(), nullable=False, server_default=""))
    op.add_column("transition", sa.Column("seen", sa.BigInteger(), nullable=True))
