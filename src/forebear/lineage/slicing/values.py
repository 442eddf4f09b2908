"""Metrics and parameters by name, for all that have them; read once and kept as long as the lineage stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.measuring import Measured
from forebear.lineage.rows import scalar_of
from forebear.lineage.slicing.belonging import Ints, numbers
from forebear.lineage.words import ArtifactType, NodeKind, Role, Scalar


@dataclass(frozen=True, slots=True)
class Measurements:
    """The nodes that have a metric, and its last values."""

    nodes: Ints
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MetricNamed:
    """Reads one metric of runs, metrics files and models, as cards show it."""

    name: str

    def __call__(self, connection: Connection) -> Measurements:
        """Read it."""
        node, artifact = schema.node, schema.artifact

        def files(type_: ArtifactType) -> list[int]:
            return (
                numbers(connection, select(artifact.c.node).where(artifact.c.type == type_.value))
                .ravel()
                .tolist()
            )

        runs = (
            numbers(connection, select(node.c.id).where(node.c.kind == NodeKind.RUN.value)).ravel().tolist()
        )
        found = Measured(connection).values(
            self.name, [*runs, *files(ArtifactType.MODEL), *files(ArtifactType.METRICS)]
        )
        return Measurements(
            np.fromiter(found, np.int64, len(found)), np.fromiter(found.values(), np.float64, len(found))
        )


@dataclass(frozen=True, slots=True)
class ParameterNamed:
    """Reads one parameter of runs and parameters files, and of the models that those runs made."""

    name: str

    def __call__(self, connection: Connection) -> tuple[tuple[int, Scalar], ...]:
        """Read it: node and value, several times where several files have it."""
        parameter, edge, artifact = schema.parameter, schema.edge, schema.artifact
        own = select(parameter.c.node, parameter.c.value).where(parameter.c.name == self.name)
        made: Any = (
            select(edge.c.target, parameter.c.value)
            .join_from(parameter, edge, edge.c.source == parameter.c.node)
            .join(artifact, artifact.c.node == edge.c.target)
            .where(
                parameter.c.name == self.name,
                edge.c.role == Role.OUTPUT.value,
                artifact.c.type == ArtifactType.MODEL.value,
            )
        )
        return tuple(
            (id_, scalar_of(value)) for query in (own, made) for id_, value in connection.execute(query).all()
        )


def metric_names(connection: Connection) -> tuple[str, ...]:
    """Return the names of all metrics."""
    return tuple(sorted(connection.scalars(select(schema.metric.c.name).distinct())))


def parameter_names(connection: Connection) -> tuple[str, ...]:
    """Return the names of all parameters."""
    return tuple(sorted(connection.scalars(select(schema.parameter.c.name).distinct())))
