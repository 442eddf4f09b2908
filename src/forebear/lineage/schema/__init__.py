"""The tables. SQLite and PostgreSQL hold the same ones; `migrations/` makes them step by step.

Times are whole microseconds since 1970 in UTC, JSON is kept as text (it must hold NaN). Every thing of the
lineage is a row of `node`; what only its kind has is in the table of that kind. An artifact that was only
referred to has no row in `artifact`, a commit that a shallow clone lacks none in `git_commit`.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, text

from forebear.lineage.schema.columns import metadata
from forebear.lineage.schema.graph import (
    artifact,
    came_from,
    digest,
    edge,
    environment,
    git_commit,
    held,
    metric,
    metric_series,
    node,
    parameter,
    ran_in,
    ref,
    run,
)
from forebear.lineage.schema.naming import NAME_SEARCH, called, name, name_search, word
from forebear.lineage.schema.records import (
    approval,
    checkpoint,
    evidence,
    mention,
    model,
    model_version,
    place,
    problem,
    revision,
    tag,
    transition,
)
from forebear.lineage.schema.witnessed import APPEND_ONLY, append_only, readiness, rebuild, rebuild_output

__all__ = [
    "APPEND_ONLY",
    "HEAD",
    "NAME_SEARCH",
    "NO_STEP",
    "append_only",
    "approval",
    "artifact",
    "called",
    "came_from",
    "checkpoint",
    "create",
    "digest",
    "edge",
    "environment",
    "evidence",
    "git_commit",
    "held",
    "mention",
    "metadata",
    "metric",
    "metric_series",
    "model",
    "model_version",
    "name",
    "name_search",
    "node",
    "parameter",
    "place",
    "problem",
    "ran_in",
    "readiness",
    "rebuild",
    "rebuild_output",
    "ref",
    "revision",
    "run",
    "tag",
    "transition",
    "word",
]

HEAD = "0005"
"""The revision that these tables are; the newest file in `migrations/versions/`."""

NO_STEP = -(2**62)
"""Stands for "reported without a step" in `metric.step`, which is part of a key and so cannot be null."""


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
