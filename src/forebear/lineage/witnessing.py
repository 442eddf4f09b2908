"""What was witnessed here, added once and never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.errors import ActionableError
from forebear.lineage.rebuilds import OutputVerdict, Rebuild
from forebear.lineage.rows import image_columns, microseconds
from forebear.lineage.tables import Row
from forebear.lineage.words import Artifact, Environment, NodeKind, Origin, Role
from forebear.lineage.writing import Writer


def record_rebuild(
    writer: Writer,
    rebuild: Rebuild,
    produced: Sequence[tuple[str, Artifact]],
    environment: Environment | None,
) -> None:
    """Add a rebuild with its edges: from its run, the run's inputs and its environment, to what it made.

    One in which something was changed on purpose is no part of the lineage: it has no edges.
    """
    connection = writer.connection
    node, edge = schema.node, schema.edge
    run = connection.execute(
        select(node.c.id, node.c.name).where(node.c.kind == NodeKind.RUN.value, node.c.key == rebuild.run)
    ).first()
    if run is None:
        raise ActionableError(
            "The rebuilt run is not in the lineage.",
            where=f"run:{rebuild.run[:12]}",
            todo="Import the project again: forebear import PATH.",
        )
    known = select(node.c.id).where(node.c.kind == NodeKind.REBUILD.value, node.c.key == rebuild.id)
    if connection.execute(known).first() is not None:
        raise ActionableError("What was witnessed is never changed.", where=f"rebuild:{rebuild.id}")
    id_ = writer.new_node(NodeKind.REBUILD, rebuild.id, run.name, Origin.RECORDED)
    edges: list[Row] = []
    if rebuild.vouches:
        edges.append((run.id, id_, Role.REBUILD.value, ""))
        inputs = select(edge.c.source, edge.c.path).where(
            edge.c.target == run.id, edge.c.role == Role.INPUT.value
        )
        edges += [(source, id_, Role.INPUT.value, path) for source, path in connection.execute(inputs)]
        edges += [(id_, made, Role.REBUILT.value, path) for path, made in writer.artifacts_at(produced)]
    ran_in: list[Row] = []
    if environment is not None and rebuild.vouches:
        there = writer.environment(environment, Origin.RECORDED)
        edges.append((there, id_, Role.ENVIRONMENT.value, ""))
        ran_in.append((id_, there, Origin.RECORDED.value, rebuild.by))
    writer.flush_nodes(Origin.RECORDED)
    insert = writer.tables.insert
    insert(schema.rebuild, [_rebuild_row(id_, run.id, rebuild)])
    insert(schema.rebuild_output, [_output_row(id_, *each) for each in enumerate(rebuild.outputs)])
    insert(schema.edge, edges)
    insert(schema.ran_in, ran_in)
    writer.finish()


def _rebuild_row(id_: int, run: int, rebuild: Rebuild) -> Row:
    return (
        id_,
        run,
        rebuild.ended.value,
        None if rebuild.verdict is None else rebuild.verdict.value,
        *image_columns(rebuild.image),
        rebuild.how,
        microseconds(rebuild.started_at),
        rebuild.seconds,
        rebuild.by,
        rebuild.explanation,
        json.dumps(rebuild.missing),
        json.dumps(rebuild.steps),
        rebuild.log,
        json.dumps(dict(rebuild.profile)),
        rebuild.purpose.value,
        rebuild.series,
        json.dumps(dict(rebuild.variation)),
        json.dumps(dict(rebuild.metrics)),
        json.dumps(dict(rebuild.usage)),
        json.dumps([asdict(cause) for cause in rebuild.causes]),
    )


def _output_row(id_: int, position: int, output: OutputVerdict) -> Row:
    return (
        id_,
        position,
        output.path,
        None if output.expected is None else str(output.expected),
        None if output.obtained is None else str(output.obtained),
        output.verdict.value,
        output.explanation,
        output.comparator,
        json.dumps(output.normalisations),
        output.largest,
        output.ulp,
        output.policy,
    )
