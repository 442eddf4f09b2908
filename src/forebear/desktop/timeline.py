"""The history as plain rows: runs by time, or tags and branches. Made on a worker thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from forebear.lineage.answers import MetricValue, Node, ParameterValue
from forebear.lineage.facts import Slot
from forebear.lineage.words import NodeKind, RefKind, Scalar

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

_VERSIONS = 200
"""Tags and branches that are shown, the newest."""


class ColumnKind(StrEnum):
    """Where a column's values come from."""

    METRIC = "metric"
    PARAMETER = "parameter"


@dataclass(frozen=True, slots=True)
class Column:
    """A metric or parameter. `differs` says whether the rows have more than one value of it."""

    kind: ColumnKind
    source: str
    name: str
    differs: bool = False


Value = Scalar
"""A cell: a number or text; None = not known in this row."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a run or a version. `ref` is what compare, rebuild and report take."""

    ref: str
    name: str
    node: Node
    when: datetime | None
    commit: str
    refs: tuple[str, ...]
    image: str
    values: dict[tuple[ColumnKind, str, str], Value]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows, newest first, and the columns their values fall into: what differs comes first."""

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]


def read_runs(questions: Questions) -> Timeline:
    """Return every run with its parameters and metrics."""
    lines = [
        Line(
            row.node.ref,
            row.run.name,
            row.node,
            row.when,
            row.commit or "",
            row.refs,
            row.image,
            _values(row.metrics, row.parameters),
        )
        for row in questions.runs()
    ]
    return _timeline(lines)


def read_versions(questions: Questions) -> Timeline:
    """Return each tag and branch with the metrics and parameters that its commit holds."""
    commits = questions.commits()
    when = {commit.sha: commit.committed_at for commit in commits}
    place = {commit.sha: number for number, commit in enumerate(commits)}  # the newest first
    refs = [
        ref
        for ref in questions.refs()
        if ref.kind in (RefKind.TAG, RefKind.BRANCH, RefKind.EXPERIMENT) and ref.commit in when
    ]
    refs.sort(key=lambda ref: (place[ref.commit], ref.kind is not RefKind.TAG))
    lines = []
    for ref in refs[:_VERSIONS]:
        held = questions.held(ref.commit)
        metrics = [holding.node.id for holding in held if holding.slot is Slot.METRICS]
        runs = [holding.node.id for holding in held if holding.slot is Slot.RUN]
        found = questions.metrics(metrics) if metrics else {}
        given = questions.parameters(runs) if runs else {}
        lines.append(
            Line(
                ref.name,
                ref.name,
                questions.node(NodeKind.COMMIT, ref.commit),
                when[ref.commit],
                ref.commit,
                (),
                "",
                _values(
                    [value for node in metrics for value in found.get(node, ())],
                    [value for node in runs for value in given.get(node, ())],
                ),
            )
        )
    return _timeline(lines)


def _values(
    metrics: Iterable[MetricValue], parameters: Iterable[ParameterValue]
) -> dict[tuple[ColumnKind, str, str], Value]:
    values: dict[tuple[ColumnKind, str, str], Value] = {}
    for metric in metrics:
        values[ColumnKind.METRIC, metric.source, metric.name] = (
            metric.value if metric.value is not None else metric.text
        )
    for parameter in parameters:
        values[ColumnKind.PARAMETER, parameter.source, parameter.name] = parameter.value
    return values


def _timeline(lines: Sequence[Line]) -> Timeline:
    seen: dict[tuple[ColumnKind, str, str], set[str]] = {}
    for line in lines:
        for key, value in line.values.items():
            seen.setdefault(key, set()).add(repr(value))
    columns = [Column(*key, differs=len(values) > 1) for key, values in seen.items()]
    # What differs first, metrics before parameters; within them the order of the files.
    columns.sort(key=lambda column: (not column.differs, column.kind is not ColumnKind.METRIC))
    return Timeline(tuple(lines), tuple(columns))
