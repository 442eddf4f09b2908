"""Files that a job writes for a person: ask where to, follow the job, offer to open what it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QDir, QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from forebear.desktop.jobs import Job

_CANCELLED = 4


class FileExport(QObject):
    """What all exports of one project share; `good` are the exit codes of a job that wrote its file.

    Signals: `written(str)` the file; `failed(object, object)` the Job and its error {what, where, todo}.
    """

    written = Signal(str)
    failed = Signal(object, object)

    def __init__(self, window: QWidget, good: tuple[int, ...] = (0,)) -> None:
        super().__init__(window)
        self._window, self._good = window, good
        self._files: dict[Job, Path] = {}

    def open(self, file: str) -> None:
        """Open a written file, or its folder, with what the system has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(file))

    def _dialog(self, title: str, filters: Sequence[str], name: str) -> QFileDialog:
        """Return a question for a file to save to, in the person's documents, HTML unless they choose."""
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix("html")
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            or QDir.homePath()
        )
        dialog.selectFile(name)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _follow(self, job: Job, file: Path) -> Job:
        self._files[job] = file
        job.finished.connect(self._end)
        return job

    def _end(self, code: int, document: dict[str, Any]) -> None:
        # A bound method with its sender, not a closure: the job may outlive this object.
        job = cast("Job", self.sender())
        file = self._files.pop(job)
        if "error" not in document and code in self._good:
            self.written.emit(str(file))
        elif code != _CANCELLED:
            self.failed.emit(job, document.get("error", {}))


def file_name(text: str, longest: int) -> str:
    """Make of a text a name that every file system takes."""
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in text)[:longest]
