"""Model versions with their history, and references of several repositories in one lineage."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of the registry; say of each reference which repository it is of."""
    op.create_table(
        "model_version",
        sa.Column("node", ID, autoincrement=False, nullable=False),
        sa.Column("registry", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("commit", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_model_version_node_node")),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_model_version")),
    )
    op.create_table(
        "transition",
        sa.Column("version", ID, autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("when", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.Column("by_email", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["node.id"], name=op.f("fk_transition_version_node")),
        sa.PrimaryKeyConstraint("version", "record", name=op.f("pk_transition")),
    )
    op.rename_table("ref", "ref_before")
    op.create_table(
        "ref",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("tagger_name", sa.Text(), nullable=True),
        sa.Column("tagger_email", sa.Text(), nullable=True),
        sa.Column("tagged_at", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("repository", "kind", "name", name="pk_ref_of_repository"),
    )
    op.execute(
        "INSERT INTO ref SELECT '', kind, name, sha, tagger_name, tagger_email, tagged_at, message "
        "FROM ref_before"
    )
    op.drop_table("ref_before")
