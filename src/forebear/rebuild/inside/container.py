"""Runs the program that loads a model, in one image and in the isolation of a rebuild."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from forebear.compare.models.contents import UnreadableModelError
from forebear.compare.models.leaves import Loaded, read_leaves
from forebear.lineage.errors import CancelledError
from forebear.lineage.progress import Progress, Usage
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.container import ContainerRunner, Ended
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.inside.python import NO_PYTHON, python_line
from forebear.rebuild.log import RunLog
from forebear.rebuild.planning import container_user
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, Limits, Mounted, Sandbox
from forebear.rebuild.variables import rebuild_variables
from forebear.rebuild.workspace import own_tree
from forebear.sources.docker.engine import EngineFacts

if TYPE_CHECKING:
    from docker import DockerClient

PACKAGE = "forebear_inside"

SECONDS = 600.0
"""How long loading one model may take, by default."""

LARGEST = 4 << 30
"""Bytes of one model's values that are compared number by number."""

LEAST = 64 << 20
"""Bytes of values that are taken of any model, however small its file is."""

_PROGRAM, _CODE, _MODEL, _FOUND = (f"/forebear/{name}" for name in ("program", "code", "model", "found"))
_SPARE = 256 << 20  # bytes of an answer beside the values of arrays: names, and what stands for them


@dataclass(frozen=True, slots=True)
class Task:
    """One model to load: its file, what the project calls it, the project's code and the image.

    `folders` are those of the code, relative to it, in which modules are looked for; `command` is the run's,
    which says which Python it used; `largest` how many bytes of values may be answered.
    """

    file: Path
    name: str
    code: Path
    folders: Sequence[str]
    command: Sequence[str]
    image: ChosenImage
    largest: int

    def words(self) -> str:
        """Return the shell line that finds a Python and runs the program."""
        folders = (f"{_CODE}/{folder}".rstrip("/") for folder in self.folders)
        given = [_MODEL, PurePosixPath(self.name).name, _FOUND, str(self.largest), *folders]
        return python_line(self.command, ["-m", PACKAGE, *given])


class InsideRunner:
    """Loads models on one engine; `limits` are those of each container."""

    def __init__(self, client: DockerClient, engine: EngineFacts, limits: Limits, progress: Progress) -> None:
        self._runner = ContainerRunner(client, _Quiet(progress))
        self._engine = engine
        self._limits = limits

    def load(self, task: Task, place: Path, folder: Path) -> Loaded:
        """Load a model and return what it holds; the values stay in `folder`, which must be new.

        `place` is the workspace that vouches for the container. Raises UnreadableModelError with the reason,
        CancelledError, ActionableError where the engine fails.
        """
        folder.mkdir(parents=True)
        program = folder / "program"
        write_program(program)
        found = folder / "found"
        found.touch()
        user = container_user(self._engine)
        own_tree(found, user)
        log = RunLog(folder / "log")
        ended = self._runner.run(self._sandbox(task, place, program, found, user), log)
        if ended.end is ProcessEnd.CANCELLED:
            raise CancelledError("Cancelled.")
        if ended.end is not ProcessEnd.COMPLETED:
            raise UnreadableModelError(_why(ended))
        return read_leaves(found)

    def _sandbox(self, task: Task, place: Path, program: Path, found: Path, user: str) -> Sandbox:
        limits = self._limits
        return Sandbox(
            image=task.image.id,
            commands=[task.words()],
            directory=_PROGRAM,
            mounts=[
                Mounted(program, _PROGRAM),
                Mounted(task.code, _CODE),
                Mounted(task.file, _MODEL),
                Mounted(found, _FOUND, read_only=False),
            ],
            variables=_variables(task.image.environment.variables),
            user=user,
            limits=Limits(
                memory=limits.memory,
                seconds=limits.seconds,
                processes=256,
                temporary=256 << 20,
                shared_memory=64 << 20,
                file=task.largest + _SPARE,
            ),
            labels={LABEL: place.name, PLACE_LABEL: str(place)},
            init=not self._engine.podman,
        )


def write_program(folder: Path) -> None:
    """Write the program's modules into a new folder, as the package that it is inside."""
    package = folder / PACKAGE
    package.mkdir(parents=True)
    for source in resources.files("forebear.rebuild.inside.program").iterdir():
        if source.name.endswith(".py"):
            target = package / source.name
            target.write_bytes(source.read_bytes())
            target.chmod(0o444)
    for each in (folder, package):
        each.chmod(0o755)


def code_folders(command: Sequence[str], directory: str) -> list[str]:
    """Return where a run's modules were looked for: the root, where it ran, and beside its scripts."""
    words = [word for line in command for word in line.split()]
    scripts = [word for word in words if word.endswith(".py") and not word.startswith(("/", "-"))]
    beside = [os.path.normpath(PurePosixPath(directory, script).parent) for script in scripts]
    inside = (folder for folder in ("", directory, "src", *beside) if not folder.startswith((".", "/")))
    return list(dict.fromkeys(inside))


def _variables(recorded: Mapping[str, str]) -> Mapping[str, str]:
    return rebuild_variables(None, recorded)


def _why(ended: Ended) -> str:
    if ended.code == NO_PYTHON:
        return "its image has no Python 3.6 or newer"
    return ended.explanation.rstrip(".")


class _Quiet:
    """Passes progress on, but not what a model prints while it is loaded."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(
        self,
        phase: str,
        done: int = 0,
        total: int | None = None,
        message: str = "",
        usage: Usage | None = None,
    ) -> None:
        """Report, and raise CancelledError if the work is to stop."""
        del phase, usage
        self._progress.step("loading", done=done, total=total, message=message)

    def log(self, line: str) -> None:
        """Do nothing."""
