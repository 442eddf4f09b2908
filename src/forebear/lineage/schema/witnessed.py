"""Tables of what was witnessed here, which only grow, and of what can be made again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Float, Integer, Table

from forebear.lineage.schema.columns import metadata, node_id, text, whole

rebuild = Table(
    "rebuild",
    metadata,
    node_id("node", key=True),
    node_id("run", index=True),
    text("ended"),
    text("verdict", optional=True),
    text("image_reference", optional=True),
    text("image_id"),
    text("image_digest"),
    text("image_diff_ids"),  # JSON list
    text("how"),
    whole("started_at", optional=False),
    Column("seconds", Float, nullable=False),
    text("by"),
    text("explanation"),
    text("missing"),  # JSON lists
    text("steps"),
    text("log"),
    text("profile"),  # JSON object
    text("purpose", before="rebuild"),
    text("series", before="", index=True),
    text("variation", before="{}"),  # JSON objects
    text("metrics", before="{}"),
    text("usage", before="{}"),
    text("causes", before="[]"),  # JSON list
)

rebuild_output = Table(
    "rebuild_output",
    metadata,
    node_id("rebuild", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text("path"),
    text("expected", optional=True),
    text("obtained", optional=True),
    text("verdict"),
    text("explanation"),
    text("comparator", before=""),
    text("normalisations", before="[]"),  # JSON list
    Column("largest", Float, nullable=True),
    whole("ulp"),
    text("policy", before=""),
)

# Whether a run can be made again here and now: looked up ahead, for badges, and looked up anew at any time.
readiness = Table(
    "readiness",
    metadata,
    node_id("run", key=True),
    text("state"),
    text("detail"),  # JSON list of sentences
    whole("checked_at", optional=False),
)


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
