"""The project that the window shows: its lineage, and the jobs that read and write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.reading import Reader
from forebear.lineage.project import Project


@dataclass(frozen=True, slots=True)
class Found:
    """A project, and whether its lineage was read before. `given` is the --database of the call, if any."""

    project: Project
    known: bool
    given: str | None = None


def find(paths: Sequence[Path], database_url: str | None) -> Found:
    """Find a project, or several that are to be one lineage; run off the main thread.

    Raises ActionableError when there is none.
    """
    project = Project.together(paths, database_url)
    prefix = "sqlite:///"
    if project.database_url.startswith(prefix):
        return Found(project, Path(project.database_url.removeprefix(prefix)).is_file(), database_url)
    return Found(project, True, database_url)


class OpenedProject(QObject):
    """One opened project.

    Attributes: `project`; `root`, the (first) project's; `known` whether there is lineage to show;
    `importing` the import under way, or None.
    Signals: `import_started(object)` a Job; `import_ended(object)` the Job, done, failed or cancelled;
    `closing()` when nobody looks at it any more.
    """

    import_started = Signal(object)
    import_ended = Signal(object)
    closing = Signal()

    def __init__(self, found: Found, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = found.project
        self.root = found.project.root
        self.known = found.known
        self.jobs = jobs
        self.importing: Job | None = None
        self._given = found.given
        self.reader = Reader(found.project.database_url, self, found.project.home)

    @property
    def name(self) -> str:
        """What people call it: its folder, or those of all."""
        return self.project.name

    def read(self, only: str = "") -> Job:
        """Start reading what is new in the project's sources, or in `only` that at a location.

        A second call while one runs does nothing.
        """
        if self.importing is not None:
            return self.importing
        chosen = [f"--only={only}"] if only else []
        job = self.jobs.start(
            ["import", *self._database(), *chosen, "--", *map(str, self.project.roots)],
            self.tr("Read {project}").format(project=self.name),
            exclusive=str(self.root),
        )
        self.importing = job
        job.finished.connect(self._import_ended)
        self.import_started.emit(job)
        return job

    def act(
        self, command: str, options: Sequence[str], argument: str, title: str, *, writes: bool = False
    ) -> Job:
        """Start `forebear COMMAND OPTIONS -- ARGUMENT` here; `writes` if it changes the lineage."""
        # After -- nothing is an option, whatever a tag of the project is called.
        job = self.jobs.start(
            [command, *options, *self.project.words, "--", argument],
            title,
            exclusive=str(self.root) if writes else "",
        )
        if writes:
            job.finished.connect(self._written)
        return job

    def close(self) -> None:
        """Stop reading; jobs go on."""
        self.closing.emit()
        self.reader.close()

    def _database(self) -> Sequence[str]:
        return ["--database", self._given] if self._given else []

    def _written(self, _code: int, _document: dict[str, Any]) -> None:
        if self.project.beside:  # it was written to the lineage of one of them
            self.read()
        else:
            self.reader.refresh()

    def _import_ended(self, code: int, _document: dict[str, Any]) -> None:
        job, self.importing = self.importing, None
        if code in (0, 1):
            self.known = True
        self.reader.refresh()
        self.import_ended.emit(job)
