"""A stage's record (an entry of `dvc.lock`, an old `.dvc` file with a command) as a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from forebear.lineage.facts import Fact, Generated, Parameter, Used
from forebear.lineage.keys import run_key
from forebear.lineage.words import Artifact, ArtifactType, Digest, Origin, Role, Run, Scalar
from forebear.sources.dvc.digests import artifact_of, digest_of, joined, type_of
from forebear.sources.dvc.values import as_list, as_mapping, flattened
from forebear.sources.dvc.yaml_text import UnreadableError


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A run as its record tells it. `outputs` maps paths to digests, None where none is recorded."""

    run: Run
    used: tuple[Used, ...]
    generated: tuple[Generated, ...]
    parameters: tuple[Parameter, ...]
    artifacts: tuple[Artifact, ...]
    inputs: Mapping[str, Digest | None]
    outputs: Mapping[str, Digest | None]

    def facts(self) -> Iterable[Fact]:
        """Return the run, the artifacts and what joins them, without the commit that holds the record."""
        return chain((self.run,), self.artifacts, self.used, self.generated, self.parameters)


def address(file: str, stage: str) -> str:
    """Return DVC's name for a stage: `train` in the root's `dvc.yaml`, `sub/dvc.yaml:train` in another."""
    return stage if file == "dvc.yaml" else f"{file}:{stage}"


def stage_record(  # noqa: PLR0913
    name: str,
    entry: object,
    *,
    folder: str = "",
    metrics: Iterable[str] = (),
    plots: Iterable[str] = (),
    types: Mapping[str, ArtifactType] | None = None,
) -> StageRecord:
    """Return the run that a parsed entry of `dvc.lock` records.

    `name` is the stage's address and `folder` the directory its command ran in (that of `dvc.yaml` joined
    with the stage's `wdir`); `metrics`, `plots` and `types` are what `dvc.yaml` says of outputs, all paths
    relative to the repository's root. The run's key depends on `name`, `folder` and the entry alone. Raises
    UnreadableError where the entry is none.
    """
    stage = as_mapping(entry)
    command = stage.get("cmd")
    lines = [command] if isinstance(command, str) else [str(line) for line in as_list(command)]
    if not lines:
        raise UnreadableError(f"the entry of the stage {name!r} has no command")
    dependencies, parameters = _dependencies(stage, folder)
    outputs = _entries(stage.get("outs"), folder)
    roles = {**dict.fromkeys(plots, Role.PLOT), **dict.fromkeys(metrics, Role.METRICS)}
    for path, output in outputs.items():
        if output.get("metric"):
            roles[path] = Role.METRICS
        elif output.get("plot"):
            roles[path] = Role.PLOT
    known = types or {}
    read = {path: digest_of(item) for path, item in dependencies.items()}
    written = {path: digest_of(item) for path, item in outputs.items()}
    key = run_key(name, lines, folder, read, parameters, written)
    artifacts = [
        artifact_of(digest, path, known.get(path) or type_of(path, data=False), dependencies[path])
        for path, digest in read.items()
        if digest is not None
    ]
    artifacts += [
        artifact_of(digest, path, known.get(path) or _output_type(path, roles.get(path)), outputs[path])
        for path, digest in written.items()
        if digest is not None
    ]
    return StageRecord(
        Run(key, name, tuple(lines), folder, Origin.IMPORTED, "dvc"),
        tuple(Used(key, digest, path) for path, digest in read.items() if digest is not None),
        tuple(
            Generated(key, digest, path, roles.get(path, Role.OUTPUT))
            for path, digest in written.items()
            if digest is not None
        ),
        tuple(
            Parameter(key, parameter, value, file)
            for file, values in parameters.items()
            for parameter, value in values.items()
        ),
        tuple(artifacts),
        read,
        written,
    )


def _output_type(path: str, role: Role | None) -> ArtifactType:
    if role is Role.METRICS:
        return ArtifactType.METRICS
    return ArtifactType.PLOT if role is Role.PLOT else type_of(path, data=True)


def _entries(listed: object, folder: str) -> dict[str, Mapping[str, object]]:
    found = {}
    for item in as_list(listed):
        entry = as_mapping(item)
        path = entry.get("path")
        if not isinstance(path, str):
            raise UnreadableError("an entry of deps or outs has no path")
        found[joined(folder, path)] = entry
    return found


def _dependencies(
    stage: Mapping[str, object], folder: str
) -> tuple[dict[str, Mapping[str, object]], dict[str, dict[str, Scalar]]]:
    """Return what a stage read and its parameters by file; 0.x had parameters among the dependencies."""
    dependencies = _entries(stage.get("deps"), folder)
    parameters = {
        joined(folder, file): flattened(held) for file, held in as_mapping(stage.get("params")).items()
    }
    for path, entry in list(dependencies.items()):
        if "params" in entry:
            parameters[path] = flattened(entry["params"])
            del dependencies[path]
    return dependencies, parameters
