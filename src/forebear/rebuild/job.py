"""What `forebear run` is to run: said in words, or by a stage of `dvc.yaml`."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from forebear.lineage.errors import AmbiguousReferenceError, UsageError
from forebear.lineage.project import Project
from forebear.lineage.words import Scalar
from forebear.sources.dvc.pipelines import Stage, read_pipeline
from forebear.sources.dvc.stages import address
from forebear.sources.dvc.values import as_mapping, flattened, read_values
from forebear.sources.dvc.yaml_text import UnreadableError, load_yaml

UNCOMMITTED = "uncommitted"
"""The parameter of a run that names what no commit held when it ran."""

METRICS_ENDS = (".json", ".yaml", ".yml", ".toml")


@dataclass(frozen=True, slots=True)
class Job:
    """A command with what it uses and makes; paths are relative to the repository's root.

    `parameters` maps a file to the flattened values that count; `is_stage` says that DVC keeps the outputs.
    """

    name: str
    commands: tuple[str, ...]
    folder: str
    uses: tuple[str, ...]
    makes: tuple[str, ...]
    metrics: frozenset[str] = frozenset()
    plots: frozenset[str] = frozenset()
    parameters: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)
    is_stage: bool = False


def job_of_words(  # noqa: PLR0913
    project: Project,
    command: Sequence[str],
    *,
    uses: Iterable[str],
    makes: Iterable[str],
    files: Iterable[str] = (),
    name: str = "",
) -> Job:
    """Return the job that a command line describes; `files` are parameters files, all of whose values count.

    One word is taken as a shell line, several as they are. Paths are relative to the current folder.
    """
    if not command:
        raise UsageError("There is no command.", todo="Put it last, after --")
    line = command[0] if len(command) == 1 else shlex.join(command)
    folder = relative(project, ".")
    made = tuple(relative(project, path) for path in makes)
    return Job(
        name or _name(command),
        (line,),
        "" if folder == "." else folder,
        tuple(relative(project, path) for path in uses),
        made,
        frozenset(path for path in made if path.endswith(METRICS_ENDS)),
        parameters={
            path: _chosen(project.root, path, ()) for path in (relative(project, file) for file in files)
        },
    )


def job_of_stage(project: Project, name: str) -> Job:
    """Return the job that a stage (`train`, `sub/dvc.yaml:train`, `train@rf`) of the work tree declares.

    Raises UsageError where there is none, AmbiguousReferenceError for a whole `foreach` or `matrix`.
    """
    file, _, short = name.rpartition(":")
    file = file or "dvc.yaml"
    folder = str(PurePosixPath(file).parent)
    root = project.root
    try:
        document = load_yaml((root / file).read_text(encoding="utf-8"))
        pipeline = read_pipeline(document, "" if folder == "." else folder, lambda path: _values(root, path))
    except FileNotFoundError as error:
        raise UsageError(
            "There is no dvc.yaml with stages.",
            where=str(root / file),
            todo="Say the command instead.",
        ) from error
    except UnreadableError as error:
        raise UsageError(
            f"dvc.yaml cannot be read: {error}.",
            where=str(root / file),
            todo="Mend it, or say the command instead.",
        ) from error
    stage = pipeline.stages.get(short)
    if stage is None:
        parts = [each for each in pipeline.stages if each.partition("@")[0] == short]
        if parts:
            raise AmbiguousReferenceError(f"{short} stands for several stages.", parts)
        why = pipeline.unresolved.get(short, "")
        known = ", ".join(pipeline.stages) or "none"
        raise UsageError(
            f"There is no stage {short!r}{f' ({why})' if why else ''}.",
            where=str(root / file),
            todo=f"Stages: {known}.",
        )
    return Job(
        address(file, stage.name),
        stage.commands,
        stage.folder,
        stage.dependencies,
        stage.made,
        stage.metrics,
        stage.plots,
        {path: _chosen(root, path, names) for path, names in _asked(stage).items()},
        is_stage=True,
    )


def relative(project: Project, path: str) -> str:
    """Return a path of the command line relative to the project; raises UsageError for one outside."""
    absolute = Path(os.path.normpath(Path.cwd() / path))
    # The file itself may be a link into a cache; only its folder is looked through.
    there = absolute.resolve() if path in (".", "") else absolute.parent.resolve() / absolute.name
    try:
        return there.relative_to(project.root).as_posix()
    except ValueError as error:
        raise UsageError(
            "This path is outside the project.", where=path, todo="Name files of the project."
        ) from error


def _asked(stage: Stage) -> Mapping[str, tuple[str, ...]]:
    """Return the names that count of each parameters file, none = all; what templates used counts."""
    asked = dict(stage.parameters)
    for file, names in stage.variables.items():
        if file not in asked or asked[file]:
            asked[file] = tuple(dict.fromkeys((*asked.get(file, ()), *names)))
    return asked


def _values(root: Path, path: str) -> object:
    try:
        return read_values(path, (root / path).read_bytes())
    except OSError:
        return None


def _chosen(root: Path, path: str, names: Sequence[str]) -> Mapping[str, Scalar]:
    try:
        values = as_mapping(read_values(path, (root / path).read_bytes()))
    except (OSError, UnreadableError) as error:
        raise UsageError(
            f"The parameters cannot be read: {error}.", where=path, todo="Mend the file, or leave it out."
        ) from error
    if not names:
        return flattened(values)
    chosen = {}
    for name in names:
        found: object = values
        for step in name.split("."):
            inner = as_mapping(found)
            if step not in inner:
                raise UsageError(
                    f"There is no parameter {name}.",
                    where=path,
                    todo=f"Those beside it are: {', '.join(map(str, inner)) or 'none'}.",
                )
            found = inner[step]
        chosen[name] = found
    return flattened(chosen)


def _name(command: Sequence[str]) -> str:
    words = command[0].split() if len(command) == 1 else list(command)
    scripts = [word for word in words if PurePosixPath(word).suffix in (".py", ".r", ".R", ".sh", ".jl")]
    return PurePosixPath((scripts or words)[0]).stem
