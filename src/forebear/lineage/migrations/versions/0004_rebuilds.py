"""More of each rebuild: its purpose, what was varied, what it reported and took, how it was compared."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns, and the table of what can be rebuilt here."""
    for name, before in (
        ("purpose", "rebuild"),
        ("series", ""),
        ("variation", "{}"),
        ("metrics", "{}"),
        ("usage", "{}"),
        ("causes", "[]"),
    ):
        op.add_column("rebuild", sa.Column(name, sa.Text(), nullable=False, server_default=before))
    op.create_index("ix_rebuild_series", "rebuild", ["series"])
    for column in (
        sa.Column("comparator", sa.Text(), nullable=False, server_default=""),
        sa.Column("normalisations", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("largest", sa.Float(), nullable=True),
        sa.Column("ulp", sa.BigInteger(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("rebuild_output", column)
    op.create_table(
        "readiness",
        sa.Column("run", ID, autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["node.id"], name=op.f("fk_readiness_run_node")),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_readiness")),
    )
