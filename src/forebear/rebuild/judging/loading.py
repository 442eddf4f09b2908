"""Loads outputs that have to be run to be read, recorded and rebuilt ones, in the image of the rebuild."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.compare.models.contents import UnreadableModelError
from forebear.compare.models.leaves import Loaded
from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.inside.container import LARGEST, LEAST, SECONDS, InsideRunner, Task, code_folders
from forebear.rebuild.sandbox import Limits
from forebear.rebuild.workspace import Workspace, link_or_copy
from forebear.sources.docker.engine import EngineFacts

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass(frozen=True, slots=True)
class Setting:
    """Where outputs are loaded: the image of the rebuild, what its run was, and bytes of memory.

    `export` puts the code of the run's commit into a new folder.
    """

    image: ChosenImage
    command: Sequence[str]
    directory: str
    memory: int
    export: Callable[[Path], None]


class InsideLoader:
    """Loads files on one engine, in the workspace of a rebuild; nothing of the host is seen by them."""

    def __init__(
        self,
        client: DockerClient,
        engine: EngineFacts,
        workspace: Workspace,
        setting: Setting,
        progress: Progress,
    ) -> None:
        self._workspace = workspace
        self._setting = setting
        self._progress = progress
        self._runner = InsideRunner(client, engine, Limits(setting.memory, SECONDS), progress)
        self._count = 0

    def load(self, file: Path, name: str) -> Loaded:
        """Return what a file holds. Raises UnreadableModelError with the reason, CancelledError."""
        self._count += 1
        self._progress.step("loading", message=f"Loading {name} inside the image")
        place = self._workspace.scratch / f"loaded-{self._count}"
        place.mkdir(parents=True)
        given = place / "file"
        link_or_copy(file, given)
        setting = self._setting
        largest = min(LARGEST, max(LEAST, 4 * given.stat().st_size))
        folders = code_folders(setting.command, setting.directory)
        task = Task(given, name, self._code(), folders, setting.command, setting.image, largest)
        try:
            return self._runner.load(task, self._workspace.place, place / "found")
        except CancelledError:
            raise
        except ActionableError as error:
            raise UnreadableModelError(str(error)) from error

    def _code(self) -> Path:
        code = self._workspace.scratch / "code"
        if not code.is_dir():
            code.mkdir(parents=True)
            self._setting.export(code)
        return code
