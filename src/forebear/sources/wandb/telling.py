"""A run of W&B as facts of the lineage."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from forebear.lineage.facts import (
    CodeOf,
    Fact,
    Mentioned,
    Metric,
    MetricSeries,
    Parameter,
    RanIn,
    Tag,
)
from forebear.lineage.words import (
    Environment,
    Image,
    NodeKind,
    Origin,
    Person,
    Role,
    Run,
)
from forebear.sources.dvc.values import as_mapping, flattened, metric_values
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.hiding import hidden, hidden_value
from forebear.sources.urls import without_secrets
from forebear.sources.wandb.artifacts import artifact_facts, uri_of
from forebear.sources.wandb.beside import Beside
from forebear.sources.wandb.command import command_of
from forebear.sources.wandb.replay import Replay, is_media

KIND = "wandb"

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ENDS = {"finished": "completed", "failed": "failed"}  # what a server calls them
_SECONDS_AT_MOST = 10**10


@dataclass(frozen=True, slots=True)
class Told:
    """All that is known of one run: what its records say, and the files beside them."""

    id: str
    replay: Replay
    beside: Beside

    @property
    def project(self) -> str:
        """Entity and project as far as they are recorded; an offline run knows no entity."""
        values = self.replay.details.values
        return "/".join(part for part in (values.get("entity", ""), values.get("project", "")) if part)

    @property
    def key(self) -> str:
        """What the run is known by."""
        return f"{KIND}:{'/'.join(part for part in (self.project, self.id) if part)}"

    @property
    def metadata(self) -> Mapping[str, object]:
        """What is recorded of the machine; in newer versions it is in the log alone."""
        return {**self.beside.metadata, **self.replay.environment}


def run_facts(
    told: Told, remapped: Callable[[str], str], refuse: Callable[[str, str], None]
) -> Iterator[Fact]:
    """Yield all facts of a run; `refuse` is told of values that cannot be kept."""
    replay, key = told.replay, told.key
    details, metadata = replay.details, told.metadata
    git = as_mapping(metadata.get("git"))
    commit = str(details.values.get("commit") or git.get("commit") or "")
    yield _run(told)
    if _SHA.fullmatch(commit):
        yield CodeOf(key, commit, evidence="the commit in its run record")
    environment = _environment(told)
    if environment is not None:
        yield RanIn(key, environment, Origin.IMPORTED)
    yield from _tags(told, str(details.values.get("remote") or git.get("remote") or ""))
    yield from _parameters(told, refuse)
    yield from _metrics(told, refuse)
    patch = told.beside.patch
    if patch is not None:
        yield from patch.facts(key, "diff.patch", KIND, "the diff.patch of the run")
        yield Tag(NodeKind.RUN, key, "dirty", "true")
    by = _person(metadata)
    for artifact, at in replay.artifacts:
        yield from artifact_facts(artifact, key, told.project, at, by, remapped)
    for used in replay.used:
        yield Mentioned(key, uri_of(told.project, used.name), Role.INPUT, "use_artifact")


def _run(told: Told) -> Run:
    replay = told.replay
    started, ended = replay.details.started_at, replay.until
    state = replay.details.values.get("state", "")
    if state and state not in _ENDS:
        status = state
    elif replay.exit_code is None and not state:
        status, ended = "running", None
    elif state:
        status = _ENDS[state]
    else:
        status = "failed" if replay.exit_code else "completed"
        if started is not None and replay.seconds is not None and 0 <= replay.seconds < _SECONDS_AT_MOST:
            planned = started + timedelta(seconds=replay.seconds)
            ended = max(ended or planned, planned)
    command, folder = command_of(told.metadata)
    return Run(
        told.key,
        replay.details.values.get("name") or told.id,
        command,
        folder,
        Origin.IMPORTED,
        KIND,
        status,
        started,
        ended,
        _by(told.metadata),
    )


def _by(metadata: Mapping[str, object]) -> str:
    return str(metadata.get("username") or metadata.get("email") or "")


def _person(metadata: Mapping[str, object]) -> Person | None:
    name, email = str(metadata.get("username") or ""), str(metadata.get("email") or "")
    return Person(name or email, email) if name or email else None


def _environment(told: Told) -> Environment | None:
    metadata = told.metadata
    facts = {
        name: str(value)
        for name in ("python", "host", "cpu", "cpu_count", "gpu", "gpu_count", "cuda")
        if isinstance(value := metadata.get(name), str | int) and value
    }
    docker = metadata.get("docker")
    image = _image(docker) if isinstance(docker, str) and docker else None
    if image is None and not facts and not told.beside.packages:
        return None
    return Environment(image, str(metadata.get("os") or ""), told.beside.packages, facts=facts)


def _image(said: str) -> Image:
    """Return what WANDB_DOCKER named: a reference, with a digest where whoever set it gave one."""
    if said.startswith("sha256:"):
        return Image("", id=said)
    return Image(without_secrets(said), digest=said.partition("@")[2])


def _tags(told: Told, remote: str) -> Iterator[Tag]:
    details = told.replay.details
    said = {
        "project": details.values.get("project", ""),
        "entity": details.values.get("entity", ""),
        "group": details.values.get("group", ""),
        "job type": details.values.get("job_type", ""),
        "tags": ", ".join(details.tags),
        "notes": details.values.get("notes", ""),
        "sweep": details.values.get("sweep", ""),
        "branched from": details.branched_from,
        "resumed": "true" if details.resumed else "",
        "git remote": without_secrets(remote),
        "W&B version": told.replay.version.partition("+")[0],
    }
    for name, value in said.items():
        if value:
            yield Tag(NodeKind.RUN, told.key, name, hidden(value))


def _parameters(told: Told, refuse: Callable[[str, str], None]) -> Iterator[Parameter]:
    config = {
        name: value for name, value in told.replay.config.items() if name != "_wandb"
    } or told.beside.config
    for name, value in config.items():
        try:
            found = flattened({name: hidden_value(name, value)})
        except (UnreadableError, RecursionError) as error:
            refuse(f"config {name}", str(error))
            continue
        for dotted, scalar in found.items():
            yield Parameter(told.key, dotted, scalar)


def _metrics(told: Told, refuse: Callable[[str, str], None]) -> Iterator[Metric | MetricSeries]:
    replay = told.replay
    for name, series in replay.series.items():
        times = array("q") if 0 in series.times else series.times
        yield MetricSeries(told.key, name, series.steps, series.values, times)
    texts = {name: text for name, text in replay.texts.items() if name not in replay.series}
    for name, value in (replay.summary or told.beside.summary).items():
        if name.startswith("_") or is_media(value):
            continue
        try:
            found = metric_values({name: _as_logged(value)}, name)
        except (UnreadableError, RecursionError) as error:
            refuse(f"summary {name}", str(error))
            continue
        for dotted, (number, text) in found.items():
            texts.pop(dotted, None)
            known = replay.series.get(dotted)
            if known is None:
                yield Metric(told.key, dotted, number, text=hidden(text))
            elif number is None or not _same(number, known.values[-1]):
                # Set by hand, or as `define_metric` says (the best, the mean): not the last that was logged.
                yield Metric(told.key, f"{dotted} (summary)", number, text=hidden(text))
    for name, text in texts.items():
        yield Metric(told.key, name, None, text=hidden(text))


def _as_logged(value: object) -> object:
    """Return a value of the summary as the history has it: without media, and truth as a number."""
    if isinstance(value, dict):
        return {name: _as_logged(inner) for name, inner in value.items() if not is_media(inner)}
    return int(value) if isinstance(value, bool) else value


def _same(first: float, second: float) -> bool:
    return first == second or (first != first and second != second)  # noqa: PLR0124 - NaN is no other
