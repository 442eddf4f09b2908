"""Metrics and parameters of many nodes at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, and_, func, select

from forebear.lineage import schema
from forebear.lineage.answers import MetricValue, ParameterValue
from forebear.lineage.describing import among
from forebear.lineage.facts import Slot
from forebear.lineage.rows import metric_number, scalar_of
from forebear.lineage.words import Role

_Last = tuple[str, float | None, str, int]
"""The last value of a metric: name, number, text, how many steps."""


class Values:
    """Reads metrics and parameters from one connection. `ids=None` means all runs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def metrics(self, ids: Collection[int] | None) -> dict[int, tuple[MetricValue, ...]]:
        """Return the last value of each metric of runs (and of their metrics files) and of artifacts."""
        asked = None if ids is None else set(ids)
        files = self._metrics_files(ids)
        wanted = None if ids is None else {*ids, *(artifact for artifact, _ in files)}
        found: dict[int, list[MetricValue]] = defaultdict(list)
        paths = {} if ids is None else self._paths(ids, Slot.METRICS)
        own = self._last_values(wanted)
        for (artifact, path), runs in files.items():
            values = [MetricValue(path, *value) for value in own.get(artifact, ())]
            for run in runs:
                found[run] += values
        for node, last in own.items():
            if asked is None or node in asked:
                path = paths.get(node, "")
                found[node] += [MetricValue(path, *value) for value in last]
        return {node: tuple(sorted(values, key=_place)) for node, values in found.items()}

    def parameters(self, ids: Collection[int] | None) -> dict[int, tuple[ParameterValue, ...]]:
        """Return the parameters that runs were given and that parameters files hold."""
        parameter = schema.parameter
        paths = {} if ids is None else self._paths(ids, Slot.PARAMETERS)
        found: dict[int, list[ParameterValue]] = defaultdict(list)
        for condition in among(parameter.c.node, ids):
            for node, file, name, value in self._connection.execute(select(parameter).where(condition)).all():
                found[node].append(ParameterValue(file or paths.get(node, ""), name, scalar_of(value)))
        return {node: tuple(sorted(values, key=_place)) for node, values in found.items()}

    def steps(self, node: int, name: str) -> tuple[tuple[int | None, float | None], ...]:
        """Return all values of one metric of one node, by step."""
        metric = schema.metric
        query = select(metric.c.step, metric.c.value, metric.c.text).where(
            metric.c.node == node, metric.c.name == name
        )
        return tuple(
            (None if step == schema.NO_STEP else step, metric_number(value, text))
            for step, value, text in self._connection.execute(query.order_by(metric.c.step))
        )

    def _last_values(self, ids: Collection[int] | None) -> Mapping[int, list[_Last]]:
        metric = schema.metric
        found: dict[int, list[_Last]] = defaultdict(list)
        for condition in among(metric.c.node, ids):
            last = (
                select(
                    metric.c.node,
                    metric.c.name,
                    func.max(metric.c.step).label("step"),
                    func.count().label("n"),
                )
                .where(condition)
                .group_by(metric.c.node, metric.c.name)
                .subquery()
            )
            query = select(metric.c.node, metric.c.name, metric.c.value, metric.c.text, last.c.n).join_from(
                last,
                metric,
                and_(
                    metric.c.node == last.c.node, metric.c.name == last.c.name, metric.c.step == last.c.step
                ),
            )
            for node, name, value, text, count in self._connection.execute(query).all():
                found[node].append((name, metric_number(value, text), text or "", count))
        return found

    def _metrics_files(self, ids: Collection[int] | None) -> Mapping[tuple[int, str], list[int]]:
        """Return the runs that made each metrics file, by artifact and path."""
        edge = schema.edge
        runs: dict[tuple[int, str], list[int]] = defaultdict(list)
        for condition in among(edge.c.source, ids):
            query = select(edge.c.source, edge.c.target, edge.c.path).where(
                edge.c.role == Role.METRICS.value, condition
            )
            for run, artifact, path in self._connection.execute(query).all():
                runs[artifact, path].append(run)
        return runs

    def _paths(self, ids: Collection[int], slot: Slot) -> dict[int, str]:
        """Return a path at which artifacts were held; the first in the alphabet where there are several."""
        held = schema.held
        paths: dict[int, str] = {}
        for condition in among(held.c.node, ids):
            query = select(held.c.node, func.min(held.c.path)).where(held.c.slot == slot.value, condition)
            paths.update(map(tuple, self._connection.execute(query.group_by(held.c.node))))
        return paths


def _place(value: MetricValue | ParameterValue) -> tuple[str, str]:
    return value.source, value.name
