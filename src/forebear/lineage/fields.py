"""One metric or parameter of very many runs or files at once, as columns: only what is looked at is read.

1,500 runs of 1,500 metrics have more than two million values; a chart shows a dozen columns of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from forebear.lineage.batches import batched
from forebear.lineage.driver import driven
from forebear.lineage.rows import metric_number, scalar_of
from forebear.lineage.words import Role, Scalar

_BATCH = 500

# Marks are SQLite's; `{marks}` stands for as many as there are nodes.
_METRICS_OF_RUNS = "SELECT DISTINCT '', metric.name FROM run JOIN metric ON metric.node = run.node"
_METRICS_OF_FILES = (
    "SELECT DISTINCT edge.path, metric.name FROM edge JOIN metric ON metric.node = edge.target "
    "WHERE edge.role = ?"
)
_PARAMETERS_OF_RUNS = "SELECT DISTINCT file, name FROM run JOIN parameter ON parameter.node = run.node"
_METRICS_IN = "SELECT DISTINCT node, name FROM metric WHERE node IN ({marks})"
_PARAMETERS_IN = "SELECT DISTINCT node, name FROM parameter WHERE node IN ({marks})"
_FILES_AT = "SELECT source, target FROM edge WHERE role = ? AND path = ?"
_PARAMETER_OF_RUNS = (
    "SELECT run.node, parameter.value FROM run JOIN parameter ON parameter.node = run.node "
    "AND parameter.file = ? AND parameter.name = ?"
)
# A step in the index for each node, however many steps it has.
_LAST_METRIC = (
    "SELECT node.id, metric.value, metric.text FROM node JOIN metric ON metric.node = node.id "
    "AND metric.name = ? AND metric.step = (SELECT MAX(step) FROM metric AS other "
    "WHERE other.node = node.id AND other.name = metric.name) WHERE node.id IN ({marks})"
)
_PARAMETER_IN = "SELECT node, value FROM parameter WHERE name = ? AND node IN ({marks})"
_FILLED = "SELECT id FROM node WHERE id IN ({marks}) AND EXISTS (SELECT 1 FROM metric WHERE node = id)"


class FieldKind(StrEnum):
    """What a field is."""

    METRIC = "metric"
    PARAMETER = "parameter"


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """A metric or parameter by the file that it is in ("" where a run has it directly) and its name."""

    kind: FieldKind
    source: str
    name: str


class Fields:
    """Reads from one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._mark = "?" if connection.dialect.name == "sqlite" else "%s"

    def of_runs(self) -> tuple[Field, ...]:
        """Return the metrics (also of their metrics files) and parameters that any run has, sorted."""
        metrics = (*self._rows(_METRICS_OF_RUNS), *self._rows(_METRICS_OF_FILES, (Role.METRICS.value,)))
        found = {Field(FieldKind.METRIC, *row) for row in metrics}
        found |= {Field(FieldKind.PARAMETER, *row) for row in self._rows(_PARAMETERS_OF_RUNS)}
        return tuple(sorted(found))

    def of_files(
        self, metrics: Mapping[int, Collection[str]], parameters: Mapping[int, Collection[str]]
    ) -> tuple[Field, ...]:
        """Return the fields of files of metrics and of parameters, given the paths they were held at."""
        found: set[Field] = set()
        for kind, query, held in (
            (FieldKind.METRIC, _METRICS_IN, metrics),
            (FieldKind.PARAMETER, _PARAMETERS_IN, parameters),
        ):
            for node, name in self._among(query, held):
                found |= {Field(kind, path, name) for path in held[node]}
        return tuple(sorted(found))

    def values_of_runs(self, field: Field) -> dict[int, Scalar]:
        """Return the last value of a field by run; a run without it has no entry."""
        if field.kind is FieldKind.PARAMETER:
            rows = self._rows(_PARAMETER_OF_RUNS, (field.source, field.name))
            return {run: scalar_of(text) for run, text in rows}
        if not field.source:
            return self.last_metrics([run for (run,) in self._rows("SELECT node FROM run")], field.name)
        files = self._rows(_FILES_AT, (Role.METRICS.value, field.source))
        values = self.last_metrics({file for _, file in files}, field.name)
        return {run: values[file] for run, file in files if file in values}

    def last_metrics(self, nodes: Collection[int], name: str) -> dict[int, Scalar]:
        """Return the last value of a metric by node: a number, or its text."""
        return {
            node: text if (number := metric_number(value, text)) is None else number
            for node, value, text in self._among(_LAST_METRIC, nodes, (name,))
        }

    def parameters(self, nodes: Collection[int], name: str) -> dict[int, Scalar]:
        """Return a parameter by the parameters file that holds it."""
        return {node: scalar_of(text) for node, text in self._among(_PARAMETER_IN, nodes, (name,))}

    def filled(self, nodes: Collection[int]) -> set[int]:
        """Return the metrics files among `nodes` whose content is known."""
        return {node for (node,) in self._among(_FILLED, nodes)}

    def _rows(self, query: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        with driven(self._connection, query.replace("?", self._mark), parameters) as rows:
            found: list[Any] = rows.fetchall()
            return found

    def _among(self, query: str, nodes: Collection[int], parameters: tuple[object, ...] = ()) -> list[Any]:
        found: list[Any] = []
        for batch in batched(sorted(nodes), _BATCH):
            marks = ", ".join("?" * len(batch))
            found += self._rows(query.format(marks=marks), (*parameters, *batch))
        return found
