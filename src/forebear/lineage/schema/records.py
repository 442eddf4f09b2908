"""Tables of what tools record beside that, and of how far they were read."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from forebear.lineage.schema.columns import metadata, node_id, text, whole

# How an edge is known, where more is to be said than that a record says so.
evidence = Table(
    "evidence",
    metadata,
    node_id("source", key=True),
    node_id("target", key=True, index=True),
    text("role", key=True),
    text("path", key=True),
    text("known"),
    text("said"),
)

# Where records saw the bytes of an artifact.
place = Table(
    "place",
    metadata,
    node_id("artifact", key=True),
    text("source", key=True),
    text("place", key=True, index=True),
    text("version", key=True),
    whole("seen_at"),
)

# What runs name by path or URI, and which artifact that is by now (`mentions`).
mention = Table(
    "mention",
    metadata,
    node_id("run", key=True),
    text("place", key=True),
    text("version", key=True),
    text("role", key=True),
    text("said"),
    node_id("artifact", optional=True, index=True),
)

tag = Table(
    "tag",
    metadata,
    node_id("node", key=True),
    text("name", key=True),
    text("value"),
    sqlite_with_rowid=False,
)

model_version = Table(
    "model_version",
    metadata,
    node_id("node", key=True),
    text("registry"),
    text("name"),
    text("version"),
    text("commit"),  # sha
    text("path"),
    text("description", before=""),
)

model = Table(
    "model",
    metadata,
    text("registry", key=True),
    text("name", key=True),
    text("description"),
    text("tags"),  # JSON object
)

approval = Table(
    "approval",
    metadata,
    node_id("node", key=True),
    text("record", key=True),
    text("what"),
    text("state"),
    text("by_name", optional=True),
    text("by_email", optional=True),
    whole("when"),
    text("url"),
    text("why"),
)

transition = Table(
    "transition",
    metadata,
    node_id("version", key=True),
    text("record", key=True),
    text("move"),
    text("stage"),
    whole("when"),
    text("by_name", optional=True),
    text("by_email", optional=True),
    text("why"),
    whole("seen"),
)

problem = Table(
    "problem",
    metadata,
    text("key", key=True),  # digest of the rest, which can be too long for an index
    text("source"),
    text("where"),
    text("what"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    text("source", key=True),
    text("location", key=True),
    text("state"),  # JSON object
)

# How often the lineage has changed: one row, by which readers see that what they keep in memory is old.
revision = Table(
    "revision",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    whole("number", optional=False),
)
