"""Calls of `forebear sources`, as short processes that are no jobs for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from forebear.desktop.child_job import ChildJob
from forebear.lineage.project import Project

Answered = Callable[[dict[str, Any]], object]
Failed = Callable[[Mapping[str, Any]], object]


class SourceCommands(QObject):
    """Runs `forebear sources` for one project.

    What a tool's records hold is looked at by another process: it may take long, fail, or be a third
    party's. Nothing is answered any more once this object is gone.
    """

    def __init__(self, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project
        self._jobs: list[ChildJob] = []
        jobs = self._jobs
        self.destroyed.connect(lambda: _end(jobs))

    @property
    def busy(self) -> bool:
        """Whether something is asked that has not been answered."""
        return bool(self._jobs)

    def ask(
        self, words: Sequence[str], answered: Answered, failed: Failed | None = None, typed: str = ""
    ) -> None:
        """Run it with `words`, `typed` on its standard input; call back with its document, or its error."""
        # What a project's file is called must not be read as an option: `--look=-x`.
        job = ChildJob(["sources", *self._project.words, *words], "", "", self, typed.encode("utf-8"))
        self._jobs.append(job)

        def end(code: int, document: dict[str, Any]) -> None:
            self._jobs.remove(job)
            job.deleteLater()
            error = document.get("error")
            if code in (0, 1) and error is None:
                answered(document)
            elif failed is not None and code != 4:
                failed(error if isinstance(error, Mapping) else {})

        job.finished.connect(end)
        job.start()

    def stop(self) -> None:
        """End what is under way; nothing is answered."""
        ended = tuple(self._jobs)
        _end(self._jobs)
        for job in ended:
            job.deleteLater()


def _end(jobs: list[ChildJob]) -> None:
    """Kill what runs: it only looks."""
    for job in jobs:
        job.finished.disconnect()
        job.kill()
        job.wait(1_000)
    jobs.clear()
