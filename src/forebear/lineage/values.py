"""Metrics and parameters of many nodes at once."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from forebear.lineage import schema
from forebear.lineage.answers import MetricValue, ParameterValue
from forebear.lineage.facts import Slot
from forebear.lineage.packing import floats, whole_numbers
from forebear.lineage.rows import metric_number, scalar_of
from forebear.lineage.tables import AnyRow, among
from forebear.lineage.words import Role

Last = tuple[float | None, str, int]
"""The last value of a metric: number, text, how many steps."""


@dataclass(frozen=True, slots=True)
class Series:
    """All that was reported of a metric, in order; `times` are microseconds since 1970, or empty."""

    steps: array[int]
    values: array[float]
    times: array[int]


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
        own = self.last(wanted)
        for (artifact, path), runs in files.items():
            values = [MetricValue(path, name, *last) for name, last in own.get(artifact, {}).items()]
            for run in runs:
                found[run] += values
        for node, values_by_name in own.items():
            if asked is None or node in asked:
                path = paths.get(node, "")
                found[node] += [MetricValue(path, name, *last) for name, last in values_by_name.items()]
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

    def last(self, ids: Collection[int] | None) -> Mapping[int, Mapping[str, Last]]:
        """Return by name the last value of each metric that these nodes themselves reported."""
        metric = schema.metric
        query = select(metric.c.node, metric.c.name, metric.c.value, metric.c.text)
        found: dict[int, dict[str, Last]] = defaultdict(dict)
        for condition in among(metric.c.node, ids):
            # Most have no steps, and finding out which is the last costs twice as much as reading them.
            plain = query.where(metric.c.step == schema.NO_STEP, condition)
            for node, name, value, text in self._connection.execute(plain).all():
                found[node][name] = (metric_number(value, text), text or "", 1)
            for node, name, value, text, known, count in self._of_last_steps(condition):
                steps = known or count + (name in found[node])
                found[node][name] = (metric_number(value, text), text or "", steps)
        return found

    def steps(self, node: int, name: str) -> tuple[tuple[int | None, float | None], ...]:
        """Return all values of one metric of one node, by step."""
        history = self.series(node, name)
        if history is not None:
            return tuple(zip(history.steps, history.values, strict=True))
        metric = schema.metric
        query = select(metric.c.step, metric.c.value, metric.c.text).where(
            metric.c.node == node, metric.c.name == name
        )
        return tuple(
            (None if step == schema.NO_STEP else step, metric_number(value, text))
            for step, value, text in self._connection.execute(query.order_by(metric.c.step))
        )

    def series(self, node: int, name: str) -> Series | None:
        """Return all that was reported of a metric where a tool kept its history as one, else None."""
        table = schema.metric_series
        row = self._connection.execute(
            select(table.c.steps, table.c.numbers, table.c.times).where(
                table.c.node == node, table.c.name == name
            )
        ).first()
        if row is None:
            return None
        return Series(whole_numbers(row.steps), floats(row.numbers), whole_numbers(row.times))

    def _of_last_steps(self, condition: ColumnElement[bool]) -> Collection[AnyRow]:
        """Return node, name, value and text at the last step, and of how many: in a history, and in rows."""
        metric, series = schema.metric, schema.metric_series
        last = (
            select(
                metric.c.node, metric.c.name, func.max(metric.c.step).label("step"), func.count().label("n")
            )
            .where(metric.c.step != schema.NO_STEP, condition)
            .group_by(metric.c.node, metric.c.name)
            .subquery()
        )
        at_last = and_(
            metric.c.node == last.c.node, metric.c.name == last.c.name, metric.c.step == last.c.step
        )
        query = (
            select(metric.c.node, metric.c.name, metric.c.value, metric.c.text, series.c.count, last.c.n)
            .join_from(last, metric, at_last)
            .outerjoin(series, and_(series.c.node == last.c.node, series.c.name == last.c.name))
        )
        return self._connection.execute(query).all()

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
