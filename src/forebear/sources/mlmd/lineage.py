"""What the records of ML-Metadata say as lineage.

Contexts are how TensorFlow Extended (types `pipeline`, `pipeline_run`, `node`) and Kubeflow Pipelines
(`system.Pipeline`, `system.PipelineRun`) say which executions belong together.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from forebear.lineage.facts import (
    Fact,
    Generated,
    Metric,
    Nested,
    Parameter,
    RanIn,
    Seen,
    Tag,
    Used,
)
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    Environment,
    Listed,
    NodeKind,
    Origin,
    Role,
    Run,
    Scalar,
)
from forebear.sources.hiding import hidden_value
from forebear.sources.mlmd.records import Event, Thing
from forebear.sources.shapes import (
    as_number,
    as_text,
    as_whole,
    identity,
    image_named,
    of_bytes,
    parameters_of,
    type_named,
)
from forebear.sources.urls import without_secrets

KIND = "mlmd"
EVENTS = {
    1: "DECLARED_OUTPUT",
    2: "DECLARED_INPUT",
    3: "INPUT",
    4: "OUTPUT",
    5: "INTERNAL_INPUT",
    6: "INTERNAL_OUTPUT",
}
PENDING = 7  # an output that was announced and is not there yet
_INPUTS = (2, 3, 5)
_ENDED = {3: "completed", 4: "failed", 5: "cached", 6: "cancelled"}
_STATES = {0: "", 1: "new", 2: "running", **_ENDED}
_ARTIFACT_STATES = {1: "pending", 3: "marked for deletion", 4: "deleted", 5: "abandoned", 6: "reference"}
_RUN_CONTEXTS = ("pipeline_run", "system.PipelineRun", "run")
_KFP_RUN = "system.PipelineRun"
_DAG = "parent_dag_id"
# What Kubeflow Pipelines notes of an execution beside its parameters (backend/src/v2/metadata/client.go).
_NOTES = frozenset(
    "display_name task_name pod_name pod_uid namespace image cached_execution_id cache_fingerprint "
    "iteration_index iteration_count total_dag_tasks parameter_producer_task artifact_producer_task status "
    f"__external_execution_id__ {_DAG}".split()
)


class MlmdLineage:
    """Makes facts of records. `store` is what the store is called in keys.

    `contexts` are all that are needed, `of_executions` and `of_artifacts` say which of them executions and
    artifacts belong to.
    """

    def __init__(
        self,
        store: str,
        contexts: Mapping[int, Thing],
        of_executions: Mapping[int, Collection[int]],
        of_artifacts: Mapping[int, Collection[int]],
        remapped: Callable[[str], str] = str,
    ) -> None:
        self._store = store
        self._remapped = remapped
        self._contexts = contexts
        self._of_executions = of_executions
        self._of_artifacts = of_artifacts

    def context(self, context: Thing) -> Iterator[Fact]:
        """Yield the run that a context stands for, nothing where it stands for none."""
        if context.type not in _RUN_CONTEXTS:
            return
        key = self._run_of(context)
        yield Run(key, context.name, source=KIND, started_at=_moment(context.created))
        for name, value in context.properties.items():
            yield Tag(NodeKind.RUN, key, name, _shown(name, value))

    def execution(self, execution: Thing) -> Iterator[Fact]:
        """Yield the run that an execution is, its parameters, where it ran and what it belongs to."""
        key = self._key(execution.id)
        contexts = self._belongs(self._of_executions, execution.id)
        yield Run(
            key,
            _execution_name(execution, contexts),
            source=KIND,
            status=_STATES.get(execution.state, f"state {execution.state}"),
            started_at=_moment(execution.created),
            ended_at=_moment(execution.updated) if execution.state in _ENDED else None,
        )
        yield Tag(NodeKind.RUN, key, "type", execution.type)
        if execution.external_id:
            yield Tag(NodeKind.RUN, key, "external id", execution.external_id)
        for type_, names in _by_type(contexts).items():
            yield Tag(NodeKind.RUN, key, type_, ", ".join(names))
        properties = execution.properties
        dag = as_whole(properties.get(_DAG))
        if dag:
            yield Nested(key, self._key(dag))
        else:
            yield from (Nested(key, self._run_of(each)) for each in contexts if each.type in _RUN_CONTEXTS)
        image = image_named(as_text(properties.get("image")))
        if image is not None:
            yield RanIn(key, Environment(image), Origin.IMPORTED)
        for name, value in properties.items():
            if name in _NOTES:
                yield Tag(NodeKind.RUN, key, name, _shown(name, value))
            elif name == "inputs" and isinstance(value, Listed):
                yield from (Parameter(key, *each) for each in parameters_of(json.loads(value)))
            else:
                yield Parameter(key, name, _kept(name, value))

    def artifact(self, artifact: Thing) -> Iterator[Fact]:
        """Yield an artifact, where it was, its metrics and what else is noted of it."""
        digest = self._digest(artifact.id)
        type_ = _type_of(artifact)
        contexts = self._belongs(self._of_artifacts, artifact.id)
        runs = [each.name for each in contexts if each.type == _KFP_RUN]
        same = tuple(kubeflow_artifact(run, artifact.id) for run in runs)
        place = self._place(artifact.uri)
        name = as_text(artifact.properties.get("display_name")) or artifact.name
        if not name:
            name = _called(place) or f"{artifact.type} {artifact.id}"
        yield Artifact((digest, *same, *of_bytes(artifact.properties)), name, type_)
        if place:
            yield Seen(digest, KIND, place, at=_moment(artifact.created))
        yield Tag(NodeKind.ARTIFACT, digest, "type", artifact.type)
        if artifact.state in _ARTIFACT_STATES:
            yield Tag(NodeKind.ARTIFACT, digest, "state", _ARTIFACT_STATES[artifact.state])
        if artifact.external_id:
            yield Tag(NodeKind.ARTIFACT, digest, "external id", artifact.external_id)
        for context_type, names in _by_type(contexts).items():
            yield Tag(NodeKind.ARTIFACT, digest, context_type, ", ".join(names))
        for key, value in artifact.properties.items():
            number = as_number(value) if isinstance(value, int | float) else None
            if number is not None and (type_ is ArtifactType.METRICS or isinstance(value, float)):
                yield Metric(digest, key, number)
            else:
                yield Tag(NodeKind.ARTIFACT, digest, key, _shown(key, value))

    def event(self, event: Event, metrics: Collection[int], places: Mapping[int, str]) -> Fact | None:
        """Return the edge that an event is, None for one that is announced or unknown.

        `metrics` are the artifacts that hold metrics, `places` the URIs of artifacts.
        """
        if event.type not in EVENTS:
            return None
        evidence = f"event {EVENTS[event.type]}{f' at {event.path}' if event.path else ''}"
        run, digest = self._key(event.execution), self._digest(event.artifact)
        place = self._place(places.get(event.artifact, ""))
        if event.type in _INPUTS:
            return Used(run, digest, place, evidence=evidence)
        role = Role.METRICS if event.artifact in metrics else Role.OUTPUT
        return Generated(run, digest, place, role, evidence=evidence)

    def _belongs(self, of: Mapping[int, Collection[int]], id_: int) -> list[Thing]:
        return [self._contexts[each] for each in of.get(id_, ()) if each in self._contexts]

    def _key(self, execution: int) -> str:
        for context in self._belongs(self._of_executions, execution):
            if context.type == _KFP_RUN:
                return kubeflow_execution(context.name, execution)
        return f"{KIND}:{self._store}/{execution}"

    def _run_of(self, context: Thing) -> str:
        if context.type == _KFP_RUN:
            return f"kfp:{context.name}"
        return f"{KIND}:{self._store}/context/{context.id}"

    def _place(self, uri: str) -> str:
        return without_secrets(uri) if "://" in uri else self._remapped(uri)

    def _digest(self, artifact: int) -> Digest:
        return identity(KIND, self._store, artifact)


def kubeflow_execution(run: str, execution: object) -> str:
    """Return the key of an execution of a run of Kubeflow Pipelines, which its own API also knows."""
    return f"kfp:{run}/execution/{as_text(execution)}"


def kubeflow_artifact(run: str, artifact: object) -> Digest:
    """Return what an artifact is called in a run of Kubeflow Pipelines, whose API gives its number alone."""
    return identity("kfp", run, artifact)


def holds_metrics(artifact: Thing) -> bool:
    """Whether an artifact is one of metrics."""
    return _type_of(artifact) is ArtifactType.METRICS


def _type_of(artifact: Thing) -> ArtifactType:
    found = type_named(artifact.type)
    return type_named(artifact.base) if found is ArtifactType.FILE else found


def _called(place: str) -> str:
    """Return the last part of a place that is a name: TensorFlow Extended numbers its folders."""
    parts = [part for part in re.split(r"[/\\]", place) if part]
    return next((part for part in reversed(parts) if not part.isdecimal()), "")


def _execution_name(execution: Thing, contexts: Iterable[Thing]) -> str:
    for name in ("display_name", "task_name"):
        if said := as_text(execution.properties.get(name)):
            return said
    node = next((each.name for each in contexts if each.type == "node"), "")
    return node or execution.type.rpartition(".")[2] or f"execution {execution.id}"


def _by_type(contexts: Iterable[Thing]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for context in contexts:
        found[context.type.removeprefix("system.")].append(context.name)
    return found


def _kept(name: str, value: Scalar) -> Scalar:
    if isinstance(value, Listed):
        return Listed(json.dumps(hidden_value(name, json.loads(value)), ensure_ascii=False))
    return str(hidden_value(name, value)) if isinstance(value, str) else value


def _shown(name: str, value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else as_text(_kept(name, value))


def _moment(milliseconds: int) -> datetime | None:
    try:
        return (
            datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds) if milliseconds else None
        )
    except (OverflowError, TypeError):
        return None
