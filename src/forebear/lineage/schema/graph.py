"""Tables of what there is and how it hangs together."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from forebear.lineage.schema.columns import ID, metadata, node_id, text, whole

node = Table(
    "node",
    metadata,
    Column("id", ID, primary_key=True, autoincrement=False),
    text("kind"),
    text("key"),  # commit: sha; run: key; artifact: preferred digest; environment: digest; rebuild: id
    text("name"),
    text("origin"),
    Index("uq_node_kind_key", "kind", "key", unique=True),
)

artifact = Table(
    "artifact",
    metadata,
    node_id("node", key=True),
    text("type"),
    whole("size"),
    whole("files"),
)

# `key` is `algorithm:value`; an opaque one (etag, checksum) is followed by a space and the artifact's name.
digest = Table(
    "digest", metadata, text("key", key=True), node_id("node", index=True), sqlite_with_rowid=False
)

git_commit = Table(
    "git_commit",
    metadata,
    node_id("node", key=True),
    text("parents"),  # shas in Git's order, separated by a space
    text("author_name"),
    text("author_email"),
    whole("authored_at", optional=False),
    text("committer_name"),
    text("committer_email"),
    whole("committed_at", optional=False),
    text("message"),
)

ref = Table(
    "ref",
    metadata,
    Column("repository", Text, nullable=False),  # "" in a lineage of one project
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    text("sha"),
    text("tagger_name", optional=True),
    text("tagger_email", optional=True),
    whole("tagged_at"),
    text("message"),
    PrimaryKeyConstraint("repository", "kind", "name", name="pk_ref_of_repository"),
)

run = Table(
    "run",
    metadata,
    node_id("node", key=True),
    text("command"),  # JSON list of shell lines
    text("working_directory"),
    text("source"),
    text("status"),
    whole("started_at"),
    whole("ended_at"),
    text("by"),
)

edge = Table(
    "edge",
    metadata,
    node_id("source", key=True),
    node_id("target", key=True),
    text("role", key=True),
    text("path", key=True),
    Index("ix_edge_target_source", "target", "source"),
    sqlite_with_rowid=False,
)

environment = Table(
    "environment",
    metadata,
    node_id("node", key=True),
    text("image_reference", optional=True),  # null: no image is recorded
    text("image_id"),
    text("image_digest"),
    text("image_diff_ids"),  # JSON list
    text("platform"),
    text("packages"),  # JSON objects
    text("variables"),
    text("facts"),
)

ran_in = Table(
    "ran_in",
    metadata,
    node_id("run", key=True),
    node_id("environment", key=True, index=True),
    text("origin", key=True),
    text("by", key=True),
)

held = Table(
    "held",
    metadata,
    node_id("commit", key=True),
    text("slot", key=True),
    text("path", key=True),
    node_id("node", optional=True, index=True),  # null: no longer held
    text("names"),  # JSON list
    sqlite_with_rowid=False,
)

metric = Table(
    "metric",
    metadata,
    node_id("node", key=True),
    text("name", key=True),
    whole("step", key=True, optional=False),
    Column("value", Float, nullable=True),
    text("text", optional=True),  # value and text both null: not a number (SQLite cannot hold a NaN)
    sqlite_with_rowid=False,
)

# All that was reported of a metric, packed: whole numbers, floats and microseconds of 64 bits, little end
# first. Its last value is in `metric` too.
metric_series = Table(
    "metric_series",
    metadata,
    node_id("node", key=True),
    text("name", key=True),
    whole("count", optional=False),
    Column("steps", LargeBinary, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("times", LargeBinary, nullable=False),
)

parameter = Table(
    "parameter",
    metadata,
    node_id("node", key=True),
    text("file", key=True),
    text("name", key=True),
    text("value"),  # JSON
    sqlite_with_rowid=False,
)

came_from = Table(
    "came_from",
    metadata,
    node_id("artifact", key=True),
    text("source", key=True),
    text("path", key=True),
    text("revision", key=True),
)
