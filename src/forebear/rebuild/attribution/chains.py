"""Finds the chain of runs behind a version's metric, and plans each of them as it is on record."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from forebear.compare.comparison import FileKind
from forebear.compare.paths import counts_as_code, file_kind, with_parents
from forebear.lineage.answers import Link, Node, RunRecord
from forebear.lineage.errors import UsageError
from forebear.lineage.facts import Slot
from forebear.lineage.words import NodeKind, Role, Scalar
from forebear.rebuild.attribution.versions import Metric, Stage, Version
from forebear.rebuild.inputs import GIT
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.references import run_of
from forebear.rebuild.workshop import Workshop

if TYPE_CHECKING:
    from docker import DockerClient

PIPELINES = ("dvc.yaml", "dvc.lock")
"""Files that say what is run; the commands themselves are compared, not these."""


class ChainReader:
    """Reads the chain of runs behind a version's metric from the lineage, and plans each of its runs."""

    def __init__(self, workshop: Workshop, loosened: Loosened, client: DockerClient | None) -> None:
        self._workshop = workshop
        self._questions = workshop.questions
        self._loosened = loosened
        self._client = client
        self._trees: dict[str, dict[str, str]] = {}
        self._plans: dict[str, Plan] = {}

    def read(self, ref: str, metric: Metric) -> Version:
        """Return the version that a REF names; raises UsageError where no run reported this metric."""
        artifact, commit, last = self._reported(ref, metric)
        values = self._questions.metrics([artifact.id]).get(artifact.id, ())
        value = next((each.value for each in values if each.name == metric.name), None)
        if value is None and values:
            raise UsageError(
                f"{metric.file} of {ref} holds no number called {metric.name}.",
                where=str(metric),
                todo=f"It holds: {', '.join(sorted(each.name for each in values))}.",
            )
        held = self._held(commit)
        last = last or self._producer(artifact, metric.file, held)
        if last is None:
            raise UsageError(
                f"No recorded run made {metric.file} of {ref}.",
                where=ref,
                todo="Only what recorded runs made can be made again; record runs with forebear run.",
            )
        records, made = self._chain(last, held)
        declared = {link.path for record in records for link in record.inputs}
        declared |= {link.path for record in records for link in record.outputs}
        declared |= {each.source for record in records for each in record.parameters}
        names = _names(records)
        stages = tuple(
            self._stage(
                record,
                names[record.run.key],
                {path: (names[maker], output) for path, (maker, output) in made[record.run.key].items()},
                declared,
            )
            for record in records
        )
        return Version(ref, stages, value if value is not None and math.isfinite(value) else None)

    # finding the runs

    def _reported(self, ref: str, metric: Metric) -> tuple[Node, str, RunRecord | None]:
        """Return the metrics file's artifact, the commit at which to look for what is around it, and its run.

        A revision does not name the run.
        """
        resolved = self._questions.resolve(ref)
        node = resolved.node
        if node.kind is NodeKind.COMMIT:
            for holding in self._questions.held(node.key):
                if holding.slot is Slot.METRICS and holding.path == metric.file:
                    return holding.node, node.key, None
            raise UsageError(
                f"{ref} holds no metrics file {metric.file}.",
                where=str(metric),
                todo="`forebear compare` lists the metrics of two versions.",
            )
        record = run_of(self._questions, ref)
        for link in record.outputs:
            if link.path == metric.file:
                commit = resolved.commit or (record.code[0] if record.code else "")
                return link.artifact, commit, record
        raise UsageError(
            f"{ref} made no {metric.file}.",
            where=str(metric),
            todo="Give the run that reports the metric, or a revision.",
        )

    def _held(self, commit: str) -> list[RunRecord]:
        holdings = self._questions.held(commit) if commit else ()
        return [self._questions.run(each.node.key) for each in holdings if each.slot is Slot.RUN]

    def _producer(self, artifact: Node, path: str, held: Sequence[RunRecord]) -> RunRecord | None:
        """Return the run that made what is at a path: one that the version holds, else the newest of all."""
        for record in held:
            for link in record.outputs:
                same = link.path == path and link.artifact.id == artifact.id
                if same or (link.path != path and link.path in with_parents(path)):
                    return record
        makers = [
            node for node in self._questions.artifact(artifact.id).producers if node.kind is NodeKind.RUN
        ]
        found = [self._questions.run(node.key) for node in makers]
        here = [record for record in found if any(link.path == path for link in record.outputs)] or found
        return max(here, key=lambda record: str(record.run.started_at or record.node.when), default=None)

    def _chain(
        self, last: RunRecord, held: Sequence[RunRecord]
    ) -> tuple[list[RunRecord], dict[str, dict[str, tuple[str, str]]]]:
        """Return the runs upstream of one, in order, and by a run's key which input is which run's output."""
        found: dict[str, RunRecord] = {}
        made: dict[str, dict[str, tuple[str, str]]] = {}

        def visit(record: RunRecord) -> None:
            key = record.run.key
            if key in made:
                return
            made[key] = {}
            for link in record.inputs:
                maker = self._maker(record, link, held)
                if maker is not None:
                    output = next(each.path for each in maker.outputs if each.path in with_parents(link.path))
                    made[key][link.path] = maker.run.key, output
                    visit(maker)
            found[key] = record

        visit(last)
        return list(found.values()), made

    def _maker(self, record: RunRecord, link: Link, held: Sequence[RunRecord]) -> RunRecord | None:
        """Return the run that made an input, where running it again can make it of something else.

        What a run made of nothing that is known (a download) is data that was given.
        """
        if counts_as_code(link.path, link.artifact.type):
            return None
        maker = self._producer(link.artifact, link.path, held)
        if maker is None or maker.run.key == record.run.key:
            return None
        reaches = any(each.path in with_parents(link.path) for each in maker.outputs)
        given = any(not counts_as_code(each.path, each.artifact.type) for each in maker.inputs)
        return maker if reaches and (given or any(each.source for each in maker.parameters)) else None

    # what a run takes

    def _stage(
        self, record: RunRecord, name: str, made: Mapping[str, tuple[str, str]], declared: Collection[str]
    ) -> Stage:
        key = record.run.key
        if key not in self._plans:
            self._plans[key] = self._workshop.plan(f"run:{key}", self._loosened, self._client)
        plan = self._plans[key]
        parameters: dict[str, dict[str, Scalar]] = {}
        for each in record.parameters:
            if each.source:
                parameters.setdefault(each.source, {})[each.name] = each.value
        code = self._undeclared(plan.code, declared)
        data = {}
        for link in record.inputs:
            if link.path in made or link.path in parameters or link.role is Role.PATCH:
                continue  # a patch is part of the code that the plan reads
            if counts_as_code(link.path, link.artifact.type):
                code[link.path] = self._content(plan, link)
            else:
                data[link.path] = link.artifact
        return Stage(record, name, plan, made, data, code, parameters)

    def _undeclared(self, commit: str, declared: Collection[str]) -> dict[str, str]:
        """Return code of a commit that no run declares: modules that are imported but not named."""
        if not commit:
            return {}
        return {
            path: sha
            for path, sha in self._tree(commit).items()
            if path.rpartition("/")[2] not in PIPELINES
            and not any(part in declared for part in with_parents(path))
            and file_kind(path, (), ()) is FileKind.CODE
        }

    def _content(self, plan: Plan, link: Link) -> str:
        """Return what declared code is, in Git's own digests where the commit holds it."""
        in_git = any(each.wanted.path == link.path and each.place == GIT for each in plan.inputs)
        if not in_git:
            return link.artifact.key
        tree = self._tree(plan.code)
        if link.path in tree:
            return tree[link.path]
        return " ".join(f"{path} {tree[path]}" for path in tree if path.startswith(f"{link.path}/"))

    def _tree(self, commit: str) -> Mapping[str, str]:
        if commit not in self._trees:
            tree = self._workshop.repository.tree(commit)
            self._trees[commit] = {path: entry.sha for path, entry in tree.items()}
        return self._trees[commit]


def _names(records: Sequence[RunRecord]) -> Mapping[str, str]:
    """Return a name for each run by its key; where several are called the same, what they make tells them."""
    times = Counter(record.run.name for record in records)
    return {
        record.run.key: record.run.name
        if times[record.run.name] == 1
        else f"{record.run.name} ({min((link.path for link in record.outputs), default=record.run.key[:8])})"
        for record in records
    }
