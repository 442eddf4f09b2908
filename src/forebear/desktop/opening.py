"""The ways to open a project: a path, a folder dialog, the sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QDir, QObject, QStandardPaths, Signal

from forebear.desktop.background import Background
from forebear.desktop.jobs import Job, Jobs

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from forebear.desktop.opened import Found

_SAMPLE = "Forebear sample"


class Opening(QObject):
    """Finds projects.

    Signals: `found(object)` an `opened.Found`; `failed(object)` the exception of a path that holds none;
    `sample_started(object)` a Job; `sample_failed(object, object)` the Job and its error {what, where, todo}.
    """

    found = Signal(object)
    failed = Signal(object)
    sample_started = Signal(object)
    sample_failed = Signal(object, object)

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._window = jobs, window
        self._background = Background(self)

    def open(self, path: Path, database_url: str | None = None, beside: Sequence[Path] = ()) -> None:
        """Find the project at `path`, and others to be one lineage with it, off the main thread."""

        def look() -> Found:
            from forebear.desktop.opened import find  # with the words of the lineage, on the worker

            return find([path, *beside], database_url)

        self._background.run(look, self.found.emit, self.failed.emit)

    def ask(self) -> None:
        """Ask for a folder."""
        self._ask(self.tr("Open a project's folder"), self.open)

    def ask_beside(self, roots: Sequence[Path]) -> None:
        """Ask for the folder of a project that is to be in one graph with those that are open."""

        def together(chosen: Path) -> None:
            self.open(roots[0], beside=[*roots[1:], chosen])

        self._ask(self.tr("Add a project's folder to the graph"), together)

    def _ask(self, title: str, chosen: Callable[[Path], None]) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, title, QDir.homePath())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: chosen(Path(folder)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def make_sample(self) -> Job:
        """Make the sample project in the person's documents, and open it; where it is there, just open it."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        root = Path(documents or QDir.homePath()) / _SAMPLE
        job = self._jobs.start(
            ["demo", str(root), "--no-window"], self.tr("Make the sample project"), exclusive=str(root)
        )
        job.finished.connect(self._sample_ended)
        self.sample_started.emit(job)
        return job

    def _sample_ended(self, code: int, document: dict[str, Any]) -> None:
        job = cast("Job", self.sender())
        if code == 0 and "error" not in document:
            self.open(Path(job.words[1]))
        elif code != 4:
            self.sample_failed.emit(job, document.get("error", {}))
