"""Many versions looked at together: the ones compared, all runs of the project, or all its commits.

Who they are and what can be asked of them is read once; their values column by column, as charts need them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forebear.compare.columns import Column
from forebear.compare.comparison import Comparison
from forebear.lineage.facts import Slot
from forebear.lineage.fields import Field, FieldKind, Fields
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind, Scalar


class Scope(StrEnum):
    """Which versions are meant."""

    CHOSEN = "chosen"
    RUNS = "runs"
    COMMITS = "commits"


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the versions: the REF that names it, what people call it, and the node or its files.

    `label` is its letter where it is one of the versions compared. `files` are the metrics and parameters
    files that a commit holds: kind and path to the node.
    """

    ref: str
    title: str
    when: datetime | None = None
    by: str = ""
    summary: str = ""
    label: str = ""
    node: int = 0
    files: Mapping[tuple[FieldKind, str], int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Population:
    """The versions, oldest first where their times are known, and the fields that any of them has."""

    scope: Scope
    subjects: tuple[Subject, ...]
    fields: tuple[Field, ...]
    comparison: Comparison | None = None


def of_comparison(comparison: Comparison, names: Mapping[str, str]) -> Population:
    """Return the versions that are compared, in their order; `names` are what they are called by letter."""
    subjects = tuple(
        Subject(
            version.ref,
            names.get(version.label, version.title),
            version.when,
            version.by,
            version.summary,
            version.label,
        )
        for version in comparison.versions
    )
    fields = [Field(FieldKind.METRIC, row.source, row.name) for row in comparison.metrics]
    fields += [Field(FieldKind.PARAMETER, row.source, row.name) for row in comparison.parameters]
    return Population(Scope.CHOSEN, subjects, tuple(fields), comparison)


def all_runs(questions: Questions) -> Population:
    """Return all runs."""
    with questions.look() as look:
        from forebear.lineage.describing import Describer

        nodes = Describer(look.connection).all(NodeKind.RUN).values()
        fields = look.keep(_fields_of_runs)
    ordered = sorted(
        nodes, key=lambda node: (node.when is None, node.when.timestamp() if node.when else 0.0, node.id)
    )
    subjects = tuple(
        Subject(node.ref, f"{node.name} ({node.key.rpartition(':')[2][:8]})", node.when, node=node.id)
        for node in ordered
    )
    return Population(Scope.RUNS, subjects, fields)


def all_commits(questions: Questions) -> Population:
    """Return the commits, of branches and experiments alike, that changed a metrics or a parameters file."""
    with questions.look() as look:
        from forebear.lineage.chronology import Chronology

        history = look.history
        held = history.through((Slot.METRICS, Slot.PARAMETERS))
        kinds = {Slot.METRICS: FieldKind.METRIC, Slot.PARAMETERS: FieldKind.PARAMETER}
        metrics: dict[int, set[str]] = defaultdict(set)
        parameters: dict[int, set[str]] = defaultdict(set)
        subjects = []
        for arrival in look.keep(Chronology).arrivals:
            here = held.get(arrival.sha, {})
            parents = history.parents(arrival.sha)
            if not here or (parents and held.get(parents[0]) is here):
                continue
            files = {}
            for (slot, path), change in here.items():
                if change.node is not None:
                    files[kinds[slot], path] = change.node
                    (metrics if slot is Slot.METRICS else parameters)[change.node].add(path)
            subjects.append(
                Subject(
                    arrival.sha, arrival.sha[:10], arrival.when, summary=arrival.summary, node=arrival.node,
                    files=files,
                )
            )  # fmt: skip
        fields = Fields(look.connection).of_files(metrics, parameters)
    return Population(Scope.COMMITS, tuple(subjects), fields)


def columns_of(questions: Questions, population: Population, fields: Collection[Field]) -> tuple[Column, ...]:
    """Return the values of fields, in the order given; a field that is not known is a column of nothing."""
    if population.scope is Scope.CHOSEN:
        return tuple(_compared(population, each) for each in fields)
    with questions.look() as look:
        reader = Fields(look.connection)
        return tuple(Column(each, _read(reader, population, each)) for each in fields)


def _fields_of_runs(connection: object) -> tuple[Field, ...]:
    return Fields(connection).of_runs()  # type: ignore[arg-type]


def _compared(population: Population, wanted: Field) -> Column:
    comparison = population.comparison
    rows: Sequence[object] = ()
    if comparison is not None:
        rows = comparison.metrics if wanted.kind is FieldKind.METRIC else comparison.parameters
    for row in rows:
        if row.source == wanted.source and row.name == wanted.name:  # type: ignore[attr-defined]
            return Column(wanted, tuple(row.values))  # type: ignore[attr-defined]
    return Column(wanted, (None,) * len(population.subjects))


def _read(reader: Fields, population: Population, wanted: Field) -> tuple[Scalar, ...]:
    if population.scope is Scope.RUNS:
        values = reader.values_of_runs(wanted)
        return tuple(values.get(subject.node) for subject in population.subjects)
    files = [subject.files.get((wanted.kind, wanted.source)) for subject in population.subjects]
    nodes = {file for file in files if file is not None}
    if wanted.kind is FieldKind.METRIC:
        values = reader.last_metrics(nodes, wanted.name)
    else:
        values = reader.parameters(nodes, wanted.name)
    return tuple(None if file is None else values.get(file) for file in files)
