"""One metric of many things at once, without reading their other metrics or steps.

A run is measured by its own metrics, else by those in its metrics files; a metrics file by its own; a model
by those of the run that made it, else of the first run that used it and measured something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, literal, select

from forebear.lineage import schema
from forebear.lineage.answers import MetricValue
from forebear.lineage.tables import among
from forebear.lineage.words import ArtifactType, NodeKind, Role


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric and the node that it was reported for."""

    holder: int
    value: MetricValue


Holders = Mapping[int, list[tuple[int, str]]]
"""Nodes, in order of preference, whose metrics are those of a node, and the path of a metrics file."""


class Measured:
    """Reads from one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first(
        self, runs: Collection[int], models: Collection[int], files: Collection[int]
    ) -> dict[int, Measure]:
        """Return of each node the first metric that is a number, in the order of the alphabet."""
        holders = self._holders(runs, models, files)
        values = self._first_numbers({holder for each in holders.values() for holder, _ in each})
        found: dict[int, Measure] = {}
        for id_, each in holders.items():
            for holder, path in each:
                if holder in values:
                    name, value = values[holder]
                    found[id_] = Measure(holder, MetricValue(path, name, value))
                    break
        return found

    def values(self, name: str, ids: Collection[int]) -> dict[int, float]:
        """Return the last value of the metric with that name of nodes that have it as a number."""
        node, artifact = schema.node, schema.artifact
        query = select(node.c.id, node.c.kind, artifact.c.type).outerjoin(
            artifact, artifact.c.node == node.c.id
        )
        runs, models, files = set(), set(), set()
        for condition in among(node.c.id, ids):
            for id_, kind, type_ in self._connection.execute(query.where(condition)).all():
                if kind == NodeKind.RUN:
                    runs.add(id_)
                elif type_ == ArtifactType.MODEL:
                    models.add(id_)
                elif type_ == ArtifactType.METRICS:
                    files.add(id_)
        holders = self._holders(runs, models, files)
        values = self._last(name, {holder for each in holders.values() for holder, _ in each})
        return {
            id_: next(values[holder] for holder, _ in each if holder in values)
            for id_, each in holders.items()
            if any(holder in values for holder, _ in each)
        }

    def _holders(
        self, runs: Collection[int], models: Collection[int], files: Collection[int]
    ) -> dict[int, list[tuple[int, str]]]:
        makers = self._beside(models, Role.OUTPUT)
        users = self._beside(models, Role.INPUT)
        around = {run for each in (*makers.values(), *users.values()) for run in each}
        reported = self._reported({*runs, *around})
        held = {run: [(run, ""), *reported.get(run, ())] for run in {*runs, *around}}
        found: dict[int, list[tuple[int, str]]] = {run: held[run] for run in runs}
        found |= {file: [(file, "")] for file in files}
        for model in models:
            found[model] = [
                holder
                for run in (*makers.get(model, ()), *sorted(users.get(model, ())))
                for holder in held[run]
            ]
        return found

    def _beside(self, artifacts: Collection[int], role: Role) -> dict[int, list[int]]:
        """Return the runs that made (OUTPUT) or used (INPUT) artifacts."""
        edge = schema.edge
        here, there = (
            (edge.c.target, edge.c.source) if role is Role.OUTPUT else (edge.c.source, edge.c.target)
        )
        found: dict[int, list[int]] = defaultdict(list)
        for condition in among(here, artifacts):
            query = select(here, there).where(condition, edge.c.role == role.value)
            for artifact, run in self._connection.execute(query).all():
                found[artifact].append(run)
        return found

    def _reported(self, runs: Collection[int]) -> dict[int, list[tuple[int, str]]]:
        """Return the metrics files of runs, by path."""
        edge = schema.edge
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for condition in among(edge.c.source, runs):
            query = select(edge.c.source, edge.c.target, edge.c.path).where(
                condition, edge.c.role == Role.METRICS.value
            )
            for run, file, path in self._connection.execute(query.order_by(edge.c.path)).all():
                found[run].append((file, path))
        return found

    def _first_numbers(self, ids: Collection[int]) -> dict[int, tuple[str, float]]:
        """Return name and last value: a step in the index each, however many metrics and steps there are."""
        node, metric = schema.node, schema.metric
        name = (
            select(metric.c.name)
            .where(metric.c.node == node.c.id, metric.c.value.is_not(None))
            .order_by(metric.c.name)
            .limit(1)
            .scalar_subquery()
        )
        found: dict[int, tuple[str, float]] = {}
        for condition in among(node.c.id, ids):
            named = select(node.c.id, name.label("name")).where(condition).subquery()
            value = _last_value(named.c.id, named.c.name)
            query = select(named.c.id, named.c.name, value).where(named.c.name.is_not(None))
            for id_, called, number in self._connection.execute(query).all():
                if number is not None:
                    found[id_] = (called, number)
        return found

    def _last(self, name: str, ids: Collection[int]) -> dict[int, float]:
        node = schema.node
        found: dict[int, float] = {}
        for condition in among(node.c.id, ids):
            query = select(node.c.id, _last_value(node.c.id, literal(name))).where(condition)
            rows = self._connection.execute(query).all()
            found.update({id_: value for id_, value in rows if value is not None})
        return found


def _last_value(node: ColumnElement[int], name: ColumnElement[str]) -> ScalarSelect[float | None]:
    metric = schema.metric
    query: Select[tuple[float | None]] = (
        select(metric.c.value)
        .where(metric.c.node == node, metric.c.name == name)
        .order_by(metric.c.step.desc())
        .limit(1)
    )
    return query.scalar_subquery()
