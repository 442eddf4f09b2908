"""Metrics and parameters by name, for all that have them; read once and kept as long as the lineage stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, and_, func, select

from forebear.lineage import schema
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
    """Reads one metric of everything, as `measuring` finds it for single nodes: a run's own, else that of its
    first metrics file; a model's from the first run that made it, else from the first that used it."""

    name: str

    def __call__(self, connection: Connection) -> Measurements:
        """Read it."""
        node, edge = schema.node, schema.edge
        size = int(connection.execute(select(func.max(node.c.id))).scalar() or 0) + 1
        values = np.full(size, np.nan)
        self._read_last(connection, values)

        def beside(role: Role, here: ColumnElement[int], there: ColumnElement[int]) -> Ints:
            """Return pairs, each `here` with the first `there` that has a value."""
            order = (here, edge.c.path, there) if role is Role.METRICS else (here, there)
            query: Any = select(here, there).where(edge.c.role == role.value).order_by(*order)
            return numbers(connection, query, 2)

        _take(values, beside(Role.METRICS, edge.c.source, edge.c.target))
        artifact = schema.artifact
        model = select(artifact.c.node).where(artifact.c.type == ArtifactType.MODEL.value)
        models = np.zeros(size, np.bool_)
        models[numbers(connection, model).ravel()] = True
        values[models] = np.nan
        for role, here, there in (
            (Role.OUTPUT, edge.c.target, edge.c.source),
            (Role.INPUT, edge.c.source, edge.c.target),
        ):
            pairs = beside(role, here, there)
            _take(values, pairs[models[pairs[:, 0]]])
        measured = self._measured(connection, models)
        chosen = measured & ~np.isnan(values)
        return Measurements(np.flatnonzero(chosen), values[chosen])

    def _read_last(self, connection: Connection, values: NDArray[np.float64]) -> None:
        metric = schema.metric
        last = (
            select(metric.c.node, func.max(metric.c.step).label("step"))
            .where(metric.c.name == self.name)
            .group_by(metric.c.node)
            .subquery()
        )
        query = select(metric.c.node, metric.c.value).join_from(
            last,
            metric,
            and_(metric.c.node == last.c.node, metric.c.name == self.name, metric.c.step == last.c.step),
        )
        for id_, value in connection.execute(query.where(metric.c.value.is_not(None))).all():
            values[id_] = value

    @staticmethod
    def _measured(connection: Connection, models: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return models, metrics files and runs: nothing else is shown with a metric."""
        found = models.copy()
        artifact, node = schema.artifact, schema.node
        files = select(artifact.c.node).where(artifact.c.type == ArtifactType.METRICS.value)
        for query in (files, select(node.c.id).where(node.c.kind == NodeKind.RUN.value)):
            found[numbers(connection, query).ravel()] = True
        return found


def _take(values: NDArray[np.float64], pairs: Ints) -> None:
    """Give the first of each pair, where it has no value, that of the first second one that has."""
    pairs = pairs[np.isnan(values[pairs[:, 0]]) & ~np.isnan(values[pairs[:, 1]])]
    takers, first = np.unique(pairs[:, 0], return_index=True)
    values[takers] = values[pairs[first, 1]]


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
