"""What a REF holds: a revision all of the project, a run its own record, an artifact its producing run's."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from forebear.compare.comparison import DataRole, DataRow, MetricRow, ParameterRow, Version
from forebear.compare.paths import counts_as_code, with_parents
from forebear.compare.pipeline import RunHeld, environment_of, run_of, runs_held
from forebear.compare.unread import unread_files
from forebear.lineage.answers import (
    ArtifactRecord,
    Holding,
    Node,
    ParameterValue,
    Resolved,
    RunRecord,
)
from forebear.lineage.errors import UsageError
from forebear.lineage.facts import Slot
from forebear.lineage.noted import noted
from forebear.lineage.questions import Questions
from forebear.lineage.registered_as import registered_as
from forebear.lineage.values import Last
from forebear.lineage.words import Digest, Environment, NodeKind, Role, Scalar

_REPORTS = {Role.METRICS: Slot.METRICS, Role.PLOT: Slot.PLOT}
_REPORT_SLOTS = (Slot.METRICS, Slot.PARAMETERS, Slot.PLOT)
_ALGORITHMS = ("md5", "sha256", "md5-dos2unix", "git", "etag", "checksum")


@dataclass(frozen=True, slots=True)
class DataHeld:
    """A data path of a version: the artifact there, its role, its size in bytes and its number of files."""

    artifact: Node
    role: DataRole
    size: int | None = None
    files: int | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """A version and what it holds, each by path or name.

    A file of metrics or parameters whose content is not known maps to None. `code` are the paths that its
    runs' records name as code they used. `environments` maps a run's name to where it ran, None = not
    recorded. `reports` are the files of metrics, parameters and plots, each with what it is, `unread` why
    such files that are here could not be read. `patches` are what a run's tool kept of uncommitted changes.
    """

    version: Version
    metrics: Mapping[str, Mapping[str, float | str | None] | None]
    parameters: Mapping[str, Mapping[str, Scalar] | None]
    data: Mapping[str, DataHeld]
    environments: Mapping[str, Environment | None]
    code: frozenset[str]
    records: frozenset[str]
    runs: tuple[RunHeld, ...] = ()
    reports: Mapping[str, tuple[Slot, DataHeld]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    patches: tuple[tuple[str, Node], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it is all that a project held, and not one run or artifact alone."""
        return self.version.kind is NodeKind.COMMIT


def outside(contents: Sequence[Contents]) -> tuple[bool, ...]:
    """Say of each version whether what it lacks is no difference: one run beside whole revisions.

    Such a run does not tell what else the project was given or held. Among runs alone, what one lacks counts.
    """
    whole = any(content.is_whole for content in contents)
    return tuple(whole and not content.is_whole for content in contents)


def is_beyond(row: MetricRow | ParameterRow | DataRow, has: Sequence[bool], out: Sequence[bool]) -> bool:
    """Say whether a row is about nothing that single runs tell of, and no difference between revisions."""
    return (
        any(out) and not row.differs and not any(there for there, each in zip(has, out, strict=True) if each)
    )


def outside_note(contents: Sequence[Contents]) -> tuple[str, ...]:
    """Say which versions are single runs beside whole revisions."""
    labels = [content.version.label for content, out in zip(contents, outside(contents), strict=True) if out]
    if not labels:
        return ()
    said = f"{labels[0]} is" if len(labels) == 1 else f"{', '.join(labels)} are"
    return (f"{said} no whole revision: only what such a run reads, is given and makes is compared.",)


def preferred(digests: Iterable[Digest]) -> Digest | None:
    """Return the digest to show of an artifact: md5 before sha256 before any other."""
    return min(digests, key=_rank, default=None)


def _rank(digest: Digest) -> tuple[int, str]:
    known = digest.algorithm in _ALGORITHMS
    return (_ALGORITHMS.index(digest.algorithm) if known else len(_ALGORITHMS), digest.algorithm)


def label(position: int) -> str:
    """Return A, B, … Z, AA, AB … for 0, 1, …"""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


class VersionReader:
    """Reads what REFs hold from the lineage."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._runs: dict[str, RunRecord] = {}  # a run that did not change is in many versions

    def read(self, ref: str, position: int) -> Contents:
        """Return what `ref` holds; raises UsageError where it names nothing that can be compared."""
        resolved = self._questions.resolve(ref)
        match resolved.node.kind:
            case NodeKind.COMMIT:
                return self._at_commit(resolved, position)
            case NodeKind.RUN:
                return self._of_run(self._run(resolved.node.key), ref, position)
            case NodeKind.ARTIFACT:
                return self._of_artifact(resolved, position)
            case NodeKind.MODEL_VERSION:
                return self._of_model_version(resolved, position)
            case kind:
                raise UsageError(
                    f"A {kind} cannot be compared.",
                    where=ref,
                    todo="Give revisions, runs, artifacts (PATH@REVISION or a digest) or model versions.",
                )

    # a revision

    def _at_commit(self, resolved: Resolved, position: int, title: str = "") -> Contents:
        sha = resolved.node.key
        commit = self._questions.commit(sha)
        held = self._questions.held(sha)
        runs = runs_held(self._questions, [item.node for item in held if item.slot is Slot.RUN], self._run)
        title = title or (resolved.text if not sha.startswith(resolved.text) else sha[:10])
        version = Version(
            label=label(position),
            ref=resolved.text,
            title=title,
            kind=NodeKind.COMMIT,
            commit=sha,
            when=commit.committed_at,
            by=str(commit.author),
            summary=commit.summary,
        )
        made = {path for run in runs for path in run.outputs}

        def role(path: str) -> DataRole:
            return DataRole.SOURCE if made.isdisjoint(with_parents(path)) else DataRole.RESULT

        data = {item.path: (item.node, role(item.path)) for item in held if item.slot is Slot.DATA}
        for run in runs:
            for path, artifact in run.inputs:
                if path not in made and not counts_as_code(path, artifact.type):
                    data.setdefault(path, (artifact, role(path)))
        metrics = {item.path: item for item in held if item.slot is Slot.METRICS}
        parameters = {item.path: item for item in held if item.slot is Slot.PARAMETERS}
        metrics_of, parameters_of = self._metrics_of(metrics), self._parameters_of(parameters)
        lost = {path: metrics[path].node.id for path, values in metrics_of.items() if values is None}
        lost |= {path: parameters[path].node.id for path, values in parameters_of.items() if values is None}
        return Contents(
            version,
            metrics_of,
            parameters_of,
            self._held({path: at for path, at in data.items() if path not in parameters | metrics}),
            {run.name: run.environment for run in runs},
            _code_used(pair for run in runs for pair in run.inputs),
            frozenset(item.path for item in held if item.slot not in (Slot.DATA, Slot.RUN)),
            tuple(runs),
            self._reports((item.path, item.slot, item.node) for item in held),
            unread_files(self._questions, lost),
        )

    def _metrics_of(self, held: Mapping[str, Holding]) -> dict[str, Mapping[str, float | str | None] | None]:
        known = self._questions.last_values([item.node.id for item in held.values()])
        return {path: _metrics(known.get(item.node.id, {})) for path, item in held.items()}

    def _parameters_of(self, held: Mapping[str, Holding]) -> dict[str, Mapping[str, Scalar] | None]:
        known = self._questions.parameters([item.node.id for item in held.values()])
        found: dict[str, Mapping[str, Scalar] | None] = {}
        for path, item in held.items():
            values = {value.name: value.value for value in known.get(item.node.id, ())}
            found[path] = _only(values, item.names) if values else None
        return found

    # a run

    def _of_run(
        self, record: RunRecord, ref: str, position: int, artifact: Digest | None = None, title: str = ""
    ) -> Contents:
        run = record.run
        code = record.code[0] if record.code else None
        commit = self._questions.known_commit(code)
        when = run.started_at or run.ended_at or (commit.committed_at if commit else record.node.when)
        version = Version(
            label=label(position),
            ref=ref,
            title=title or f"{run.name} (run {run.key.rpartition(':')[2][:8]})",
            kind=NodeKind.ARTIFACT if artifact else NodeKind.RUN,
            commit=code,
            run=run.key,
            artifact=artifact,
            when=when,
            by=run.by or (str(commit.author) if commit else ""),
            summary=commit.summary if commit else "",
            origin=run.origin,
        )
        data = {
            link.path: (link.artifact, DataRole.RESULT) for link in record.outputs if link.role is Role.OUTPUT
        }
        files = {value.source for value in record.parameters}
        patches = tuple((link.path, link.artifact) for link in record.inputs if link.role is Role.PATCH)
        for link in record.inputs:
            if link.role is Role.PATCH:
                continue
            if link.path not in files and not counts_as_code(link.path, link.artifact.type):
                data[link.path] = (link.artifact, DataRole.SOURCE)
        return Contents(
            version,
            self._metrics_of_run(record),
            _by_source(record.parameters),
            self._held(data),
            {run.name: environment_of(record)},
            _code_used((link.path, link.artifact) for link in record.inputs),
            frozenset(link.path for link in record.outputs if link.role in (Role.METRICS, Role.PLOT)),
            (run_of(record),),
            self._reports(
                [
                    *(
                        (link.path, Slot.PARAMETERS, link.artifact)
                        for link in record.inputs
                        if link.path in files
                    ),
                    *((link.path, _REPORTS.get(link.role), link.artifact) for link in record.outputs),
                ]
            ),
            patches=patches,
        )

    def _metrics_of_run(self, record: RunRecord) -> dict[str, Mapping[str, float | str | None] | None]:
        files = {link.path: link.artifact.id for link in record.outputs if link.role is Role.METRICS}
        known = self._questions.last_values(list(files.values()))
        found = {path: dict(_metrics(known.get(node_id, {})) or {}) for path, node_id in files.items()}
        for value in record.metrics:
            found.setdefault(value.source, {})[value.name] = _metric(value.value, value.text)
        return {path: values or None for path, values in found.items()}

    # an artifact

    def _of_model_version(self, resolved: Resolved, position: int) -> Contents:
        """Return what the artifact that was registered holds, or its commit where no artifact is known."""
        name, found = resolved.node.name, registered_as(self._questions, resolved)
        if found is not None and found.node.kind is NodeKind.COMMIT:
            return self._at_commit(found, position, name)
        if found is not None and found.node.kind is NodeKind.RUN:
            return self._of_run(self._run(found.node.key), resolved.text, position, title=name)
        if found is not None:
            return self._of_artifact(found, position, name)
        raise UsageError(
            "What was registered as this model version is not known, so it cannot be compared.",
            where=resolved.text,
            todo="Give the revision, or the artifact itself (PATH@REVISION or a digest).",
        )

    def _of_artifact(self, resolved: Resolved, position: int, title: str = "") -> Contents:
        node = resolved.node
        record = self._questions.artifact(node.id)
        digest = preferred(record.artifact.digests)
        short = digest.short if digest else node.key
        title = title or (resolved.text if resolved.path else f"{record.artifact.name} ({short})")
        runs = [producer for producer in record.producers if producer.kind is NodeKind.RUN]
        if runs:
            key = self._run_at(resolved, runs).key
            return self._of_run(self._run(key), resolved.text, position, digest, title)
        return self._bare_artifact(resolved, record, position, title)

    def _run_at(self, resolved: Resolved, runs: list[Node]) -> Node:
        """Of several runs that made the same bytes take the one held at that commit, else the first ever."""
        if len(runs) > 1 and resolved.commit:
            held = {item.node.key for item in self._questions.held(resolved.commit) if item.slot is Slot.RUN}
            runs = [run for run in runs if run.key in held] or runs
        return min(runs, key=lambda run: (_time(run.when), run.key))

    def _bare_artifact(
        self, resolved: Resolved, record: ArtifactRecord, position: int, title: str
    ) -> Contents:
        first = min(record.sightings, key=lambda seen: (_time(seen.when), seen.commit), default=None)
        sha = resolved.commit or (first.commit if first else None)
        commit = self._questions.known_commit(sha)
        path = resolved.path or (first.path if first else self._seen_at(record))
        metrics = {path: {value.name: _metric(value.value, value.text) for value in record.metrics}}
        parameters = {path: {value.name: value.value for value in record.parameters}}
        version = Version(
            label=label(position),
            ref=resolved.text,
            title=title,
            kind=NodeKind.ARTIFACT,
            commit=sha,
            artifact=preferred(record.artifact.digests),
            when=commit.committed_at if commit else record.node.when,
            by=str(commit.author) if commit else "",
            summary=commit.summary if commit else "",
            origin=record.node.origin,
        )
        data = {path: DataHeld(record.node, DataRole.SOURCE, record.artifact.size, record.artifact.files)}
        return Contents(
            version,
            metrics if record.metrics else {},
            parameters if record.parameters else {},
            data,
            {},
            frozenset(),
            frozenset(),
        )

    def _seen_at(self, record: ArtifactRecord) -> str:
        """Return where a tool's record saw an artifact, its name where none did."""
        with self._questions.look() as look:
            places = noted(look, record.node).places
        return places[0].place if places else record.artifact.name

    def _reports(self, found: Iterable[tuple[str, Slot | None, Node]]) -> dict[str, tuple[Slot, DataHeld]]:
        kept = [(path, slot, node) for path, slot, node in found if slot in _REPORT_SLOTS and slot]
        held = self._held({path: (node, DataRole.RESULT) for path, _, node in kept})
        return {path: (slot, held[path]) for path, slot, _ in kept}

    def _run(self, key: str) -> RunRecord:
        if key not in self._runs:
            self._runs[key] = self._questions.run(key)
        return self._runs[key]

    def _held(self, data: Mapping[str, tuple[Node, DataRole]]) -> dict[str, DataHeld]:
        sizes = self._questions.sizes([node.id for node, _ in data.values()])
        return {
            path: DataHeld(node, role, *sizes.get(node.id, (None, None)))
            for path, (node, role) in data.items()
        }


def _time(when: datetime | None) -> datetime:
    """Return a time to sort by; what has none comes last."""
    return when or datetime.max.replace(tzinfo=UTC)


def _code_used(inputs: Iterable[tuple[str, Node]]) -> frozenset[str]:
    return frozenset(path for path, artifact in inputs if counts_as_code(path, artifact.type))


def _metric(number: float | None, text: str) -> float | str | None:
    if number is None:
        return {"true": True, "false": False}.get(text, text or None)
    if not text:
        return number
    if math.isinf(number):
        return text  # what is larger than any float is not reckoned with
    return int(text)  # digits that a float does not hold


def _metrics(values: Mapping[str, Last]) -> Mapping[str, float | str | None] | None:
    return {name: _metric(number, text) for name, (number, text, _) in values.items()} or None


def _by_source(values: Iterable[ParameterValue]) -> dict[str, Mapping[str, Scalar] | None]:
    found: dict[str, dict[str, Scalar]] = {}
    for value in values:
        found.setdefault(value.source, {})[value.name] = value.value
    return dict(found)


def _only(values: Mapping[str, Scalar], names: tuple[str, ...]) -> Mapping[str, Scalar]:
    """Keep the tracked names, where only some are: `train` stands for all below it as well."""
    if not names:
        return values
    return {
        name: value
        for name, value in values.items()
        if any(name == tracked or name.startswith(f"{tracked}.") for tracked in names)
    }
