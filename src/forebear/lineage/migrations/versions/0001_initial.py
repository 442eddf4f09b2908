"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "checkpoint",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "location", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "node",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
    )
    op.create_index("uq_node_kind_key", "node", ["kind", "key"], unique=True)
    op.create_table(
        "problem",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_problem")),
    )
    op.create_table(
        "ref",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("tagger_name", sa.Text(), nullable=True),
        sa.Column("tagger_email", sa.Text(), nullable=True),
        sa.Column("tagged_at", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_ref")),
    )
    op.create_table(
        "revision",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_revision")),
    )
    op.create_table(
        "artifact",
        sa.Column("node", ID, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("files", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_artifact_node_node")),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_artifact")),
    )
    op.create_table(
        "came_from",
        sa.Column("artifact", ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["artifact"], ["node.id"], name=op.f("fk_came_from_artifact_node")),
        sa.PrimaryKeyConstraint("artifact", "source", "path", "revision", name=op.f("pk_came_from")),
    )
    op.create_table(
        "digest",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("node", ID, nullable=False),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_digest_node_node")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_digest")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_digest_node"), "digest", ["node"], unique=False)
    op.create_table(
        "edge",
        sa.Column("source", ID, nullable=False),
        sa.Column("target", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["node.id"], name=op.f("fk_edge_source_node")),
        sa.ForeignKeyConstraint(["target"], ["node.id"], name=op.f("fk_edge_target_node")),
        sa.PrimaryKeyConstraint("source", "target", "role", "path", name=op.f("pk_edge")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_edge_target_source", "edge", ["target", "source"], unique=False)
    op.create_table(
        "environment",
        sa.Column("node", ID, nullable=False),
        sa.Column("image_reference", sa.Text(), nullable=True),
        sa.Column("image_id", sa.Text(), nullable=False),
        sa.Column("image_digest", sa.Text(), nullable=False),
        sa.Column("image_diff_ids", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("packages", sa.Text(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_environment_node_node")),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_environment")),
    )
    op.create_table(
        "git_commit",
        sa.Column("node", ID, nullable=False),
        sa.Column("parents", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("author_email", sa.Text(), nullable=False),
        sa.Column("authored_at", sa.BigInteger(), nullable=False),
        sa.Column("committer_name", sa.Text(), nullable=False),
        sa.Column("committer_email", sa.Text(), nullable=False),
        sa.Column("committed_at", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_git_commit_node_node")),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_git_commit")),
    )
    op.create_table(
        "held",
        sa.Column("commit", ID, nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("node", ID, nullable=True),
        sa.Column("names", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["commit"], ["node.id"], name=op.f("fk_held_commit_node")),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_held_node_node")),
        sa.PrimaryKeyConstraint("commit", "slot", "path", name=op.f("pk_held")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_held_node"), "held", ["node"], unique=False)
    op.create_table(
        "metric",
        sa.Column("node", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_metric_node_node")),
        sa.PrimaryKeyConstraint("node", "name", "step", name=op.f("pk_metric")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parameter",
        sa.Column("node", ID, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_parameter_node_node")),
        sa.PrimaryKeyConstraint("node", "file", "name", name=op.f("pk_parameter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ran_in",
        sa.Column("run", ID, nullable=False),
        sa.Column("environment", ID, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["environment"], ["node.id"], name=op.f("fk_ran_in_environment_node")),
        sa.ForeignKeyConstraint(["run"], ["node.id"], name=op.f("fk_ran_in_run_node")),
        sa.PrimaryKeyConstraint("run", "environment", "origin", "by", name=op.f("pk_ran_in")),
    )
    op.create_index(op.f("ix_ran_in_environment"), "ran_in", ["environment"], unique=False)
    op.create_table(
        "rebuild",
        sa.Column("node", ID, nullable=False),
        sa.Column("run", ID, nullable=False),
        sa.Column("ended", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("image_reference", sa.Text(), nullable=True),
        sa.Column("image_id", sa.Text(), nullable=False),
        sa.Column("image_digest", sa.Text(), nullable=False),
        sa.Column("image_diff_ids", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_rebuild_node_node")),
        sa.ForeignKeyConstraint(["run"], ["node.id"], name=op.f("fk_rebuild_run_node")),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_rebuild")),
    )
    op.create_index(op.f("ix_rebuild_run"), "rebuild", ["run"], unique=False)
    op.create_table(
        "rebuild_output",
        sa.Column("rebuild", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("obtained", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rebuild"], ["node.id"], name=op.f("fk_rebuild_output_rebuild_node")),
        sa.PrimaryKeyConstraint("rebuild", "position", name=op.f("pk_rebuild_output")),
    )
    op.create_table(
        "run",
        sa.Column("node", ID, nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("working_directory", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["node"], ["node.id"], name=op.f("fk_run_node_node")),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_run")),
    )
    op.execute("INSERT INTO revision (one, number) VALUES (1, 0)")
    for table in ("rebuild", "rebuild_output"):
        _append_only(table)


def _append_only(table: str) -> None:
    if op.get_context().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
