"""Runs, their tasks and their artifacts as the API of Kubeflow Pipelines tells them (v2beta1).

Sources: backend/api/v2beta1/run.proto and artifact.proto of kubeflow/pipelines; the latter is that of the
proposal 12147, which takes ML-Metadata out of Kubeflow Pipelines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from forebear.lineage.facts import Fact, Generated, Metric, Nested, Parameter, RanIn, Seen, Tag, Used
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Origin, Role, Run
from forebear.sources.guarded import guarded, without_passwords
from forebear.sources.hiding import hidden_value
from forebear.sources.kfp.specification import Specification
from forebear.sources.shapes import (
    Entry,
    artifact_at,
    as_list,
    as_mapping,
    as_moment,
    as_number,
    as_text,
    as_whole,
    identity,
    of_bytes,
    parameters_of,
    type_named,
)
from forebear.sources.urls import without_secrets

KIND = "kfp"
_STATES = {"SUCCEEDED": "completed", "CANCELED": "cancelled", "PENDING": "new"}
_OUTPUTS = {
    "OUTPUT",
    "ITERATOR_OUTPUT",
    "ONE_OF_OUTPUT",
    "TASK_FINAL_STATUS_OUTPUT",
}
_NOTED = (
    ("experiment id", "experiment_id"),
    ("description", "description"),
    ("service account", "service_account"),
    ("recurring run", "recurring_run_id"),
    ("storage state", "storage_state"),
)


def run_facts(run: Entry, specification: Specification | None, experiment: str = "") -> Iterator[Fact]:
    """Yield a run with all its tasks, nothing for what is no run.

    `specification` is that of its pipeline, `experiment` the name of what the run itself gives the id of.
    """
    id_ = as_text(run.get("run_id"))
    if not id_:
        return
    key = f"{KIND}:{id_}"
    yield Run(
        key,
        as_text(run.get("display_name")) or id_,
        source=KIND,
        status=status_of(run),
        started_at=_began(run) or as_moment(run.get("created_at")),
        ended_at=as_moment(run.get("finished_at")),
        by=as_text(run.get("service_account")),
    )
    yield from _notes(key, run, specification)
    if experiment:
        yield Tag(NodeKind.RUN, key, "experiment", experiment)
    config = as_mapping(run.get("runtime_config"))
    yield from (Parameter(key, *each) for each in parameters_of(config.get("parameters")))
    details = as_mapping(run.get("run_details"))
    tasks = [as_mapping(each) for each in (*as_list(details.get("task_details")), *as_list(run.get("tasks")))]
    keys = {as_text(task.get("task_id")): task_key(id_, task) for task in tasks}
    for task in tasks:
        yield from _task(id_, task, keys, specification)


def task_key(run: str, task: Entry) -> str:
    """Return the key of a task: by its execution in ML-Metadata where it has one, which that also knows."""
    execution = as_whole(task.get("execution_id"))
    if execution:
        return f"{KIND}:{run}/execution/{execution}"
    return f"{KIND}:{run}/{as_text(task.get('task_id')) or as_text(task.get('pod_name'))}"


def artifact_facts(artifact: Entry) -> Iterator[Fact]:
    """Yield an artifact of the artifact API, nothing for what is none."""
    id_ = as_text(artifact.get("artifact_id"))
    if not id_:
        return
    digest = identity(KIND, id_)
    type_ = type_named(as_text(artifact.get("type")))
    place = without_secrets(as_text(artifact.get("uri")))
    name = as_text(artifact.get("name"))
    metadata = as_mapping(artifact.get("metadata"))
    yield artifact_at((digest, *of_bytes(metadata)), place, name, type_)
    if place:
        yield Seen(digest, KIND, place, at=as_moment(artifact.get("created_at")))
    number = as_number(artifact.get("number_value"))
    if number is not None:
        yield Metric(digest, name or "value", number)
    for tag in ("type", "description", "namespace"):
        if said := as_text(artifact.get(tag)):
            yield Tag(NodeKind.ARTIFACT, digest, tag, said)
    for tag, value in parameters_of(metadata):
        yield Tag(NodeKind.ARTIFACT, digest, tag, as_text(value) or json.dumps(value))


def link_facts(link: Entry) -> Iterator[Fact]:
    """Yield the edge of an entry of `artifact_tasks`, nothing for what is none."""
    names = ("artifact_id", "run_id", "task_id")
    artifact, run, task = (as_text(link.get(name)) for name in names)
    if not (artifact and run and task):
        return
    digest = identity(KIND, artifact)
    yield _edge(f"{KIND}:{run}/{task}", digest, as_text(link.get("type")), as_text(link.get("key")), "")


def _task(
    run: str, task: Entry, keys: Mapping[str, str], specification: Specification | None
) -> Iterator[Fact]:
    key = task_key(run, task)
    if key.endswith("/"):
        return
    name = as_text(task.get("name")) or as_text(task.get("display_name"))
    executor = specification.executor_of(name) if specification else None
    yield Run(
        key,
        name or key.rpartition("/")[2],
        command=executor.command if executor else (),
        source=KIND,
        status=status_of(task),
        started_at=as_moment(task.get("start_time")) or as_moment(task.get("create_time")),
        ended_at=as_moment(task.get("end_time")),
    )
    parent = as_text(task.get("parent_task_id"))
    yield Nested(key, keys.get(parent, f"{KIND}:{run}/{parent}") if parent else f"{KIND}:{run}")
    if executor is not None and executor.environment is not None:
        yield RanIn(key, executor.environment, Origin.IMPORTED)
    for tag, field in (("pod", "pod_name"), ("type", "type"), ("cache fingerprint", "cache_fingerprint")):
        if said := as_text(task.get(field)):
            yield Tag(NodeKind.RUN, key, tag, said)
    if error := _error(task):
        yield Tag(NodeKind.RUN, key, "error", error)
    inputs, outputs = as_mapping(task.get("inputs")), as_mapping(task.get("outputs"))
    for output, digest in _numbered(run, outputs):
        type_ = type_named(specification.type_of(name, output)) if specification else ArtifactType.FILE
        yield Artifact((digest,), output, type_)
        role = Role.METRICS if type_ is ArtifactType.METRICS else Role.OUTPUT
        yield Generated(key, digest, "", role, evidence=f"artifact {output}")
    yield from (_edge(key, digest, "INPUT", each, "") for each, digest in _numbered(run, inputs))
    yield from _described(key, inputs, "inputs")
    yield from _described(key, outputs, "outputs")


def _numbered(run: str, group: Entry) -> Iterator[tuple[str, Digest]]:
    """Yield the artifacts of `task_details` by the names of inputs or outputs: numbers of ML-Metadata."""
    for name, entry in group.items():
        for number in as_list(as_mapping(entry).get("artifact_ids")):
            if (id_ := as_whole(number)) is not None:
                yield as_text(name), identity(KIND, run, id_)


def _described(key: str, group: Entry, which: str) -> Iterator[Fact]:
    """Yield what `tasks` say: artifacts with all that is known of them, and parameters."""
    for entry in map(as_mapping, as_list(group.get("artifacts"))):
        for artifact in map(as_mapping, as_list(entry.get("artifacts"))):
            yield from artifact_facts(artifact)
            if id_ := as_text(artifact.get("artifact_id")):
                place = without_secrets(as_text(artifact.get("uri")))
                name = as_text(entry.get("artifact_key"))
                yield _edge(key, identity(KIND, id_), which.upper().removesuffix("S"), name, place)
    for entry in map(as_mapping, as_list(group.get("parameters"))):
        name = as_text(entry.get("parameter_key"))
        for _, value in parameters_of({name: entry.get("value")}):
            if which == "inputs":
                yield Parameter(key, name, value)
            elif (number := as_number(value)) is not None:
                yield Metric(key, name, number)
            else:
                yield Tag(NodeKind.RUN, key, f"output {name}", as_text(value) or json.dumps(value))


def _edge(run: str, artifact: Digest, type_: str, name: str, place: str) -> Fact:
    evidence = f"artifact {name}" if name else "its record"
    if type_ in _OUTPUTS:
        return Generated(run, artifact, place, Role.OUTPUT, evidence=evidence)
    return Used(run, artifact, place, evidence=evidence)


def _notes(key: str, run: Entry, specification: Specification | None) -> Iterator[Fact]:
    for name, field in _NOTED:
        if said := as_text(run.get(field)):
            yield Tag(NodeKind.RUN, key, name, guarded(field, said)[0])
    reference = as_mapping(run.get("pipeline_version_reference")) or as_mapping(run.get("pipeline_reference"))
    for name, field in (("pipeline id", "pipeline_id"), ("pipeline version", "pipeline_version_id")):
        if said := as_text(reference.get(field)) or as_text(run.get(field)):
            yield Tag(NodeKind.RUN, key, name, said)
    if specification is not None:
        yield Tag(NodeKind.RUN, key, "pipeline", specification.name)
    if root := as_text(as_mapping(run.get("runtime_config")).get("pipeline_root")):
        yield Tag(NodeKind.RUN, key, "pipeline root", without_secrets(root))
    if error := _error(run):
        yield Tag(NodeKind.RUN, key, "error", error)
    if plugins := as_mapping(hidden_value("", run.get("plugins_output"))):
        yield Tag(NodeKind.RUN, key, "plugins", as_text(json.dumps(plugins, ensure_ascii=False)))


def _error(entry: Entry) -> str:
    said = as_text(as_mapping(entry.get("error")).get("message"))
    return without_passwords(said or as_text(as_mapping(entry.get("status_metadata")).get("message")))


def status_of(entry: Entry) -> str:
    """Return how a run or a task ended, or how far it is."""
    state = as_text(entry.get("state"))
    return "" if state.endswith("UNSPECIFIED") else _STATES.get(state, state.lower())


def _began(run: Entry) -> datetime | None:
    for each in map(as_mapping, as_list(run.get("state_history"))):
        if each.get("state") == "RUNNING":
            return as_moment(each.get("update_time"))
    return None
