"""What was witnessed in one project: recorded runs, rebuilds, and who said which image a run ran in.

No other tool's record holds it, so a lineage of several projects takes it from each project's own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from forebear.lineage.facts import Checkpoint, CodeOf, Fact, Generated, Metric, Parameter, RanIn, Used
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Environment,
    NodeKind,
    Origin,
    Role,
)

if TYPE_CHECKING:
    from forebear.lineage.answers import Link, MetricValue, Node, RunRecord
    from forebear.lineage.questions import Questions


@dataclass(frozen=True, slots=True)
class WitnessedRebuild:
    """A rebuild as `Database.record_rebuild` takes it."""

    rebuild: Rebuild
    produced: tuple[tuple[str, Artifact], ...]
    environment: Environment | None


def state_of(root: Path) -> int | None:
    """Return how often the lineage of the project at `root` has changed, None where it has none."""
    file = Project.at(root).private / "lineage.db"
    if not file.is_file():
        return None
    try:
        connection = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)
        try:
            found = connection.execute("SELECT number FROM revision").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return None
    return None if found is None else int(found[0])


class WitnessSource:
    """The lineage database of one project."""

    kind = "forebear"

    def __init__(self, root: Path) -> None:
        self._project = Project.at(root)
        self.location = str(self._project.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield recorded runs with all that is known of them, when the lineage has changed since `since`."""
        number = state_of(self._project.root)
        if since is not None and since.get("number") == number:
            return
        if number is not None:
            with self._questions() as questions:
                runs = questions.runs()
                for done, row in enumerate(runs, 1):
                    record = questions.run(row.node.key)
                    if record.run.origin is Origin.RECORDED:
                        yield from _run(questions, record)
                    for answer in record.environments:
                        if answer.origin is not Origin.IMPORTED:
                            yield RanIn(record.run.key, answer.environment, answer.origin, answer.by)
                    progress.step("recorded runs", done, len(runs))
        yield Checkpoint(self.kind, self.location, {"number": number})

    def rebuilds(self, known: frozenset[str]) -> Iterator[WitnessedRebuild]:
        """Yield the rebuilds whose ids are not `known`, oldest first."""
        if state_of(self._project.root) is None:
            return
        with self._questions() as questions:
            environments = {answer.node.id: answer.environment for answer in questions.environments()}
            for rebuild in reversed(questions.rebuilds()):
                if rebuild.id in known:
                    continue
                node = questions.node(NodeKind.REBUILD, rebuild.id)
                before, after = questions.upstream([node.id], 1), questions.downstream([node.id], 1)
                made = {other.id: other for other in after.nodes}
                yield WitnessedRebuild(
                    rebuild,
                    tuple(
                        (edge.path, _artifact(questions, made[edge.target]))
                        for edge in after.edges
                        if edge.source == node.id and edge.role is Role.REBUILT
                    ),
                    next(
                        (environments[other.id] for other in before.nodes if other.id in environments), None
                    ),
                )

    @contextmanager
    def _questions(self) -> Iterator[Questions]:
        from forebear.lineage.database import Database
        from forebear.lineage.questions import Questions

        database = Database.open(self._project.database_url, create=False, read_only=True)
        try:
            yield Questions(database)
        finally:
            database.close()


def _artifact(questions: Questions, node: Node) -> Artifact:
    size, files = questions.sizes([node.id]).get(node.id, (None, None))
    return Artifact(node.digests, node.name, node.type or ArtifactType.FILE, size, files)


def _run(questions: Questions, record: RunRecord) -> Iterator[Fact]:
    run = record.run
    yield run
    for link in record.inputs:
        if link.artifact.digests:
            yield _artifact(questions, link.artifact)
            yield Used(run.key, link.artifact.digests[0], link.path, link.role)
    for link in record.outputs:
        if link.artifact.digests:
            yield _artifact(questions, link.artifact)
            yield Generated(run.key, link.artifact.digests[0], link.path, link.role)
            yield from _metrics_of(questions, link)
    yield from (CodeOf(run.key, sha) for sha in record.code)
    for value in record.parameters:
        yield Parameter(run.key, value.name, value.value, value.source)
    for metric in record.metrics:
        if not metric.source:
            for step, number in questions.metric_steps(record.node.id, metric.name):
                yield Metric(run.key, metric.name, number, step, _text_at(metric, number))


def _metrics_of(questions: Questions, link: Link) -> Iterator[Fact]:
    if link.role is Role.METRICS:
        for metric in questions.metrics([link.artifact.id]).get(link.artifact.id, ()):
            for step, number in questions.metric_steps(link.artifact.id, metric.name):
                yield Metric(link.artifact.digests[0], metric.name, number, step, _text_at(metric, number))


def _text_at(metric: MetricValue, number: float | None) -> str:
    """Return what is beside a step's number: the last one's digits belong to no other number."""
    return metric.text if number is None or number == metric.value else ""
