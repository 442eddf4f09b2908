"""An event as facts of the lineage: what it says of a run, its job, and the datasets it read and wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from forebear.lineage.facts import (
    CodeOf,
    Fact,
    Generated,
    Mentioned,
    Metric,
    Nested,
    Parameter,
    Seen,
    Tag,
)
from forebear.lineage.identity import last_part
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Role, Scalar
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.guarded import guarded
from forebear.sources.hiding import hidden, hidden_value
from forebear.sources.openlineage.events import (
    KIND,
    Merged,
    RefusedError,
    Runs,
    event_time,
    moment,
    number,
    run_id,
)
from forebear.sources.openlineage.places import is_path, place_of
from forebear.sources.urls import without_secrets

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LONGEST = 256 * 1024  # characters of a facet that is kept
_REPEATED = 16 * 1024  # characters of one that is remembered
_MOST = 5_000  # datasets of one event
_KEPT = ("schema", "columnLineage", "lineage", "symlinks", "dataSource", "storage", "catalog", "hierarchy",
         "lifecycleStateChange", "dataQualityAssertions")  # fmt: skip
"""Facets of datasets that are kept as they are, as JSON."""

_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_SPACED = re.compile(r"(?<=[a-z])(?=[A-Z])")


class ForgottenError(Exception):
    """An event of a run that ended long ago: only reading everything tells what is known of it."""


def event_facts(event: Mapping[str, Any], runs: Runs) -> Iterator[Fact]:
    """Yield what an event says; what belongs to the run itself is put into `runs`, to be told once.

    Events that speak of a job or a dataset without a run say nothing of a lineage that happened: of them
    nothing is yielded. Raises RefusedError for what is no event, ForgottenError where the run is not known
    as a whole any more.
    """
    if "run" not in event:
        if "job" in event or "dataset" in event:
            return
        raise RefusedError("it is no OpenLineage event")
    key = run_id(event["run"])
    run = runs.of(key)
    if run is None:
        raise ForgottenError
    run.take(str(event.get("eventType") or ""), event_time(event))
    run.name = str(as_mapping(event.get("job")).get("name") or run.name)
    for fact in _facts(event, key, run, runs):
        what, value = ((fact.subject, fact.name), fact.value) if isinstance(fact, Tag) else (fact, True)
        if run.told.get(what) != value:
            run.told[what] = value
            yield fact
    if run.has_ended:
        run.told.clear()


def _facts(event: Mapping[str, Any], key: str, run: Merged, runs: Runs) -> Iterator[Fact]:
    job = as_mapping(event.get("job"))
    yield from _said(key, {"namespace": job.get("namespace"), "producer": event.get("producer")})
    yield from _run_facets(key, run, as_mapping(as_mapping(event["run"]).get("facets")), runs)
    yield from _job_facets(key, as_mapping(job.get("facets")))
    # What is said to be written when a run starts is written after that.
    at = event_time(event)
    later = None if at is None else at + (event.get("eventType") == "START")
    for field, role in (("inputs", Role.INPUT), ("outputs", Role.OUTPUT)):
        for dataset in as_list(event.get(field))[:_MOST]:
            yield from _dataset(key, as_mapping(dataset), role, field, later)


def _run_facets(key: str, run: Merged, facets: Mapping[str, Any], runs: Runs) -> Iterator[Fact]:
    for name, value in facets.items():
        facet = as_mapping(value)
        if name in _TOLD_OF_RUNS:
            yield from _said(key, _TOLD_OF_RUNS[name](facet))
        elif name == "tags":
            yield from _tags(key, facet)
        elif name in ("parent", "parentRun"):
            yield from _parent(key, facet, runs)
        elif name == "environmentVariables":
            for each in map(as_mapping, as_list(facet.get("environmentVariables"))):
                variable = str(each.get("name") or "")
                if variable:
                    run.variables[variable] = guarded(variable, str(each.get("value")))[0]
        elif name == "processing_engine":
            run.engine["engine"] = _words(facet, "name", "version")
        elif name == "executionParameters":
            for each in map(as_mapping, as_list(facet.get("parameters"))):
                if isinstance(given := each.get("key"), str):
                    yield Parameter(key, given, _scalar(given, each.get("value")))


def _parent(key: str, facet: Mapping[str, Any], runs: Runs) -> Iterator[Fact]:
    try:
        parent = run_id(facet.get("run"))
    except RefusedError:
        return
    if parent != key:
        runs.name(parent, str(as_mapping(facet.get("job")).get("name") or ""))
        yield Nested(key, parent)


_TOLD_OF_RUNS: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, object]]] = {
    "errorMessage": lambda facet: {"error": facet.get("message"), "stack trace": facet.get("stackTrace")},
    "nominalTime": lambda facet: {"nominal time": _words(facet, "nominalStartTime", "nominalEndTime")},
    "externalQuery": lambda facet: {"external query": facet.get("externalQueryId")},
    "jobDependencies": lambda facet: {"depends on": _json(facet.get("upstream"))},
}
_TOLD_OF_JOBS: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, object]]] = {
    "sourceCodeLocation": lambda facet: {
        "source code": without_secrets(str(facet.get("url") or facet.get("repoUrl") or "")),
        "source path": facet.get("path"),
        "source version": facet.get("version"),
        "source tag": facet.get("tag"),
        "branch": facet.get("branch"),
        "pull request": facet.get("pullRequestNumber"),
    },
    "sql": lambda facet: {"SQL": facet.get("query")},
    "sourceCode": lambda facet: {f"code in {facet.get('language') or '?'}": facet.get("sourceCode")},
    "jobType": lambda facet: {"job type": _words(facet, "integration", "jobType", "processingType")},
    "ownership": lambda facet: {"owners": _owners(facet)},
    "documentation": lambda facet: {"description": facet.get("description")},
}


def _job_facets(key: str, facets: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in facets.items():
        facet = as_mapping(value)
        if name in _TOLD_OF_JOBS:
            yield from _said(key, _TOLD_OF_JOBS[name](facet))
        if name == "tags":
            yield from _tags(key, facet)
        elif name == "sourceCodeLocation":
            version = str(facet.get("version") or "")
            if _SHA.fullmatch(version):
                yield CodeOf(key, version, evidence="facet sourceCodeLocation.version")


def _owners(facet: Mapping[str, Any]) -> str:
    return ", ".join(str(each.get("name")) for each in map(as_mapping, as_list(facet.get("owners"))))


def _words(facet: Mapping[str, Any], *names: str) -> str:
    return " ".join(str(facet[name]) for name in names if facet.get(name))


def _scalar(name: str, value: object) -> Scalar:
    kept = hidden_value(name, value)
    return kept if kept is None or isinstance(kept, str | int | float) else str(kept)


def _dataset(key: str, dataset: Mapping[str, Any], role: Role, field: str, at: int | None) -> Iterator[Fact]:
    """Yield what a run read or wrote.

    A dataset is known by where it is, so that what a run wrote to a place is another dataset than what was
    there before: it is known by the place and the run, and who reads the place later reads that. Where its
    version is recorded the place and the version say which it is, and of a file the commit may say.
    """
    place = place_of(dataset)
    facets = as_mapping(dataset.get("facets"))
    version = as_mapping(facets.get("version")).get("datasetVersion")
    version = version if isinstance(version, str) else ""
    told: Callable[[str, str], Tag]
    if role is Role.OUTPUT and not version and not is_path(place):
        digest = Digest(KIND, f"{quote(place)}@{key.partition(':')[2]}")
        yield Artifact((digest,), last_part(place) or place, ArtifactType.DATASET)
        yield Generated(key, digest, place, evidence=f"{field} of an event")
        yield Seen(digest, KIND, place, at=moment(at))

        def told(name: str, value: str) -> Tag:
            return Tag(NodeKind.ARTIFACT, digest, name, value)
    else:
        yield Mentioned(key, place, role, f"{field} of an event", version)

        def told(name: str, value: str) -> Tag:
            return Tag(NodeKind.RUN, key, f"{name} of {place}", value)

    for name in _KEPT:
        if name in facets and (text := _json(_plain(facets[name]))):
            yield told(_SPACED.sub(" ", name).lower(), text)
    described = as_mapping(facets.get("documentation")).get("description")
    if isinstance(described, str) and described:
        yield told("description", hidden(described)[:_LONGEST])
    if owners := _owners(as_mapping(facets.get("ownership"))):
        yield told("owners", owners)
    measured = {**as_mapping(dataset.get("inputFacets")), **as_mapping(dataset.get("outputFacets"))}
    for name in ("dataQualityMetrics", "inputStatistics", "outputStatistics"):
        for what, value in as_mapping(measured.get(name)).items():
            found = number(value)
            if found is not None and not what.startswith("_"):
                yield Metric(key, f"{place} {what}", found)


def _plain(facet: object) -> object:
    """Return a facet without who made it and by which schema."""
    return {
        name: value for name, value in as_mapping(facet).items() if name not in ("_producer", "_schemaURL")
    }


def _json(value: object) -> str:
    """Return JSON without secrets that is not too long to keep, else ""."""
    if not value:
        return ""
    text = _encoded(value)
    if len(text) > _LONGEST:
        return ""
    return _checked(text) if len(text) <= _REPEATED else _checked.__wrapped__(text)


@lru_cache(maxsize=1024)
def _checked(text: str) -> str:
    """Return JSON without secrets; most datasets have the same facets each time."""
    return _encoded(hidden_value("", json.loads(text)))


def _said(key: str, said: Mapping[str, object]) -> Iterator[Tag]:
    for name, value in said.items():
        if isinstance(value, str | int) and value:
            yield Tag(NodeKind.RUN, key, name, hidden(str(value))[:_LONGEST])


def _tags(key: str, facet: Mapping[str, Any]) -> Iterator[Tag]:
    for each in map(as_mapping, as_list(facet.get("tags"))):
        if isinstance(name := each.get("key"), str) and name:
            yield Tag(NodeKind.RUN, key, name, str(hidden_value(name, str(each.get("value")))))
