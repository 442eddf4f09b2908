"""A run's record as facts of the lineage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from forebear.lineage.facts import (
    CodeOf,
    Fact,
    Mentioned,
    Metric,
    MetricSeries,
    Nested,
    Parameter,
    RanIn,
    Tag,
    Used,
)
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    Environment,
    Image,
    Known,
    NodeKind,
    Origin,
    Run,
)
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.guarded import HIDDEN
from forebear.sources.hiding import hidden, names_secret
from forebear.sources.kept_patch import Patch
from forebear.sources.mlflow.projects import Code
from forebear.sources.mlflow.records import ACTIVE, DatasetInput, Experiment, History, RunRecord
from forebear.sources.urls import without_secrets

KIND = "mlflow"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHORT = re.compile(r"[0-9a-f]{7,40}")
_IMAGE = re.compile(r"sha256:[0-9a-f]{64}")
_STATUS = {"FINISHED": "completed", "FAILED": "failed", "KILLED": "cancelled"}
_COMMITS = ("mlflow.source.git.commit", "mlflow.databricks.gitRepoCommit")
DIFF = "mlflow.source.git.diff"
"""The tag in which `mlflow.genai.enable_git_model_versioning` keeps what was not committed."""

NOT_TAGS = frozenset(
    {"mlflow.runName", "mlflow.note.content", "mlflow.log-model.history", "mlflow.parentRunId", DIFF}
)
"""Tags that are said otherwise."""


def run_key(id_: str) -> str:
    """Return what the run of an id is known by."""
    return f"{KIND}:{id_}"


def model_digest(name: str) -> Digest:
    """Return what a model is known by whose bytes are not: its id (`m-…`), or run and path (`RUN/model`)."""
    return Digest("mlflow-model", quote(name, safe="/-_.~"))


def dataset_digest(dataset: DatasetInput) -> Digest:
    """Return what a dataset is known by; MLflow's digest is of a sample, and no file has it."""
    return Digest("mlflow-dataset", f"{quote(dataset.name, safe='')}@{quote(dataset.digest, safe='')}")


def moment(milliseconds: int | None) -> datetime | None:
    """Return a time of MLflow's, None where there is none."""
    if milliseconds is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def past_models(run: RunRecord) -> Iterator[str]:
    """Yield the paths of the models that a run of MLflow 1 or 2 logged, as its history of them says."""
    try:
        history = json.loads(run.tags.get("mlflow.log-model.history") or "[]")
    except (ValueError, RecursionError):
        return
    for each in as_list(history):
        path = as_mapping(each).get("artifact_path")
        if isinstance(path, str) and path:
            yield path.strip("/")


def has_ended(run: RunRecord) -> bool:
    """Whether a run is over."""
    return run.status not in ("RUNNING", "SCHEDULED")


def run_facts(run: RunRecord, code: Code) -> Iterator[Fact]:
    """Yield the facts of a run but those of its tags and files."""
    key, tags = run_key(run.id), run.tags
    by = tags.get("mlflow.user") or run.user
    ran = _code(run, key, code)
    command, folder = code.command(run, ran.commit) if ran is not None else ("", "")
    yield Run(
        key,
        tags.get("mlflow.runName") or run.name or run.id[:12],
        (hidden(command),) if command else (),
        folder,
        Origin.IMPORTED,
        KIND,
        _STATUS.get(run.status, run.status.lower()),
        moment(run.started),
        moment(run.ended),
        "" if by == "unknown" else by,
    )
    if ran is not None:
        yield ran
    yield from patch_facts(key, tags)
    if parent := tags.get("mlflow.parentRunId"):
        yield Nested(key, run_key(parent))
    for name, text in run.params.items():
        yield Parameter(key, name, kept(name, text))
    for name, history in run.metrics.items():
        yield from _metric(key, name, history)
    for dataset in run.datasets:
        yield from _dataset(key, dataset)


def patch_facts(run: str, tags: Mapping[str, str]) -> Iterator[Fact]:
    """Yield what a tag of a run, or of a model that it logged, has of changes that were not committed."""
    if text := tags.get(DIFF, ""):
        yield from Patch.of((_in_order(text) or text).encode()).facts(run, DIFF, KIND, f"tag {DIFF}")


def _in_order(text: str) -> str:
    """Return such a tag as a patch of the commit.

    MLflow puts what was not staged before what was (mlflow/genai/git_versioning/git_info.py), and a file may
    be in both: then the second has to come first. Each is in the order of its paths, so the second begins
    where that ends. GitPython gives what Git says without its last end of line.
    """
    parts = [part for part in re.split(r"(?m)^(?=diff --git )", text) if part.startswith("diff --git ")]
    heads = [part.partition("\n")[0] for part in parts]
    second = next((at for at in range(1, len(heads)) if heads[at] <= heads[at - 1]), 0)
    return "".join(f"{part.removesuffix(chr(10))}\n" for part in (*parts[second:], *parts[:second]))


def noted(run: RunRecord, experiment: Experiment) -> Mapping[str, str]:
    """Return what is noted of a run beside its parameters and metrics, by name."""
    found = {"experiment": experiment.name or experiment.id}
    if text := run.tags.get("mlflow.note.content"):
        found["description"] = hidden(text)
    if experiment.lifecycle != ACTIVE or run.lifecycle != ACTIVE:
        found["lifecycle"] = "deleted"
    if run.artifacts:
        found["artifacts"] = without_secrets(run.artifacts)
    if run.tags.get("mlflow.source.git.dirty", "").lower() == "true":
        found["dirty"] = "true"
    for name in ("source_name", "entry_point"):
        if (value := getattr(run, name)) and f"mlflow.{name.replace('_', '.')}" not in run.tags:
            found[name] = hidden(value)
    for name, value in run.tags.items():
        if name not in NOT_TAGS:
            found[name] = kept(name, value)
    return found


def environment_of(run: RunRecord, packages: Mapping[str, str]) -> RanIn | None:
    """Return where a run ran: the image of its project, and the packages that its model asks for."""
    tags = run.tags
    reference, id_ = tags.get("mlflow.docker.image.uri", ""), tags.get("mlflow.docker.image.id", "")
    image = None
    if reference or id_:
        known = id_ if _IMAGE.fullmatch(id_) else ""
        # On Kubernetes the image was pushed, and this is the digest that the registry gave it.
        pushed = tags.get("mlflow.project.backend") == "kubernetes"
        image = Image(reference, "" if pushed else known, known if pushed else "")
    if image is None and not packages:
        return None
    return RanIn(run_key(run.id), Environment(image, packages=packages), Origin.IMPORTED)


def kept(name: str, value: str) -> str:
    """Return a logged value without what is secret in it."""
    if _secret(name) and value:
        return HIDDEN
    return hidden(value) if "@" in value else value


@lru_cache(maxsize=4096)
def _secret(name: str) -> bool:
    return names_secret(name.rpartition(".")[2])


def _code(run: RunRecord, key: str, code: Code) -> CodeOf | None:
    said = [(f"tag {name}", run.tags.get(name, "")) for name in _COMMITS]
    for evidence, sha in [*said, ("source_version", run.source_version)]:
        if _SHA.fullmatch(sha):
            return CodeOf(key, sha, Known.RECORDED, evidence)
        if _SHORT.fullmatch(sha) and (full := code.full(sha)):
            return CodeOf(key, full, Known.NAMED, f"{evidence}, which begins its sha")
    return None


def _metric(key: str, name: str, history: History) -> Iterator[Fact]:
    if len(history.steps) == 1 and not history.steps[0]:
        # Most are logged once, without a step, which MLflow keeps as step 0.
        yield Metric(key, name, history.values[0])
        return
    yield MetricSeries(key, name, history.steps, history.values, history.times)


def _dataset(run: str, dataset: DatasetInput) -> Iterator[Fact]:
    digest = dataset_digest(dataset)
    evidence = f"dataset {dataset.name}" + (f" ({dataset.context})" if dataset.context else "")
    place, version = place_of(dataset)
    yield Artifact((digest,), dataset.name, ArtifactType.DATASET)
    yield Used(run, digest, place or dataset.name, evidence=evidence)
    for name in ("digest", "source_type", "schema", "profile"):
        if value := getattr(dataset, name):
            yield Tag(NodeKind.ARTIFACT, digest, name, value)
    if place:
        yield Tag(NodeKind.ARTIFACT, digest, "source", place)
        yield Mentioned(run, place, evidence=evidence, version=version)


def place_of(dataset: DatasetInput) -> tuple[str, str]:
    """Return where a dataset was read, and its version there; "" where that is code or not said."""
    try:
        source = as_mapping(json.loads(dataset.source or "{}"))
    except (ValueError, RecursionError):
        return "", ""
    place = next((value for key in ("uri", "url", "path") if isinstance(value := source.get(key), str)), "")
    if dataset.source_type == "hugging_face" and place:
        place = f"hf://datasets/{place}"
    version = source.get("delta_table_version")
    return without_secrets(place), "" if version is None else str(version)
