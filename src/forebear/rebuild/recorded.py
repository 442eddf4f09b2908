"""A run that was recorded, as facts for the lineage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from forebear.lineage.facts import CodeOf, Fact, Generated, Metric, Parameter, Used
from forebear.lineage.keys import run_key
from forebear.lineage.words import ArtifactType, Digest, Role, Run
from forebear.rebuild.job import METRICS_ENDS, UNCOMMITTED, Job
from forebear.rebuild.outputs import artifact_of
from forebear.rebuild.workspace import safe_join
from forebear.sources.dvc.digests import type_of
from forebear.sources.dvc.values import metric_values, read_values
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.hashing import Measured
from forebear.sources.kept_patch import Patch

PATCH = "uncommitted.patch"
"""What the patch is called that is kept of a recorded run."""

_NAMED = 20  # of these files are named

Contents = Mapping[str, Measured]
"""What is at each path."""


def key_of(job: Job, used: Contents, made: Contents) -> str:
    """Return the run's key; a stage's is that of the entry that `dvc commit` will write to dvc.lock."""
    outputs = {path: made[path].digests["md5"] if path in made else None for path in job.makes}
    inputs = {path: measured.digests["md5"] for path, measured in used.items()}
    return run_key(job.name, job.commands, job.folder, inputs, job.parameters, outputs)


def facts_of(job: Job, run: Run, used: Contents, made: Contents, tree: Path) -> list[Fact]:
    """Return the run with what it used and made; metrics are read from the files in `tree`."""
    facts: list[Fact] = [run]
    for path, measured in used.items():
        facts.append(artifact_of(path, measured, type_of(path, data=False)))
        facts.append(Used(run.key, measured.digests["md5"], path))
    for path, measured in made.items():
        digest, role = measured.digests["md5"], _role(job, path)
        facts.append(artifact_of(path, measured, _type(path, role)))
        facts.append(Generated(run.key, digest, path, role))
        if role is Role.METRICS and measured.files is None:
            facts += _metrics(safe_join(tree, path), path, digest)
    for file, values in job.parameters.items():
        facts += [Parameter(run.key, name, value, file) for name, value in values.items()]
    return facts


def code_of(
    job: Job, run: Run, commit: str, uncommitted: Sequence[str], patch: Patch | None = None
) -> list[Fact]:
    """Return which commit holds the code, and what of it had not been committed; `patch` makes it of that.

    A stage's is the first that holds its lock entry, which is yet to be made; DVC's source will find it.
    """
    if job.is_stage or not commit:
        return []
    facts: list[Fact] = [CodeOf(run.key, commit)]
    if uncommitted:
        facts.append(Parameter(run.key, UNCOMMITTED, _listed(uncommitted)))
    if patch is not None:
        facts += patch.facts(run.key, PATCH, "forebear", "what was not committed when it was recorded")
    return facts


def _listed(paths: Sequence[str]) -> str:
    more = f", … ({len(paths)} in all)" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more


def _role(job: Job, path: str) -> Role:
    if path in job.metrics:
        return Role.METRICS
    return Role.PLOT if path in job.plots else Role.OUTPUT


def _type(path: str, role: Role) -> ArtifactType:
    match role:
        case Role.METRICS:
            return ArtifactType.METRICS
        case Role.PLOT:
            return ArtifactType.PLOT
        case _:
            return type_of(path, data=True)


def _metrics(file: Path, path: str, digest: Digest) -> list[Fact]:
    if not path.endswith(METRICS_ENDS):
        return []
    try:
        values = metric_values(read_values(path, file.read_bytes()), PurePosixPath(path).stem)
    except UnreadableError:
        return []
    return [Metric(digest, name, number, None, text) for name, (number, text) in values.items()]
