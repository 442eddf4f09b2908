"""A comparison saved as a page: ask where to, write it as a job, offer to open it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QDir, QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from forebear.desktop.comparing.directions import Directions
from forebear.desktop.jobs import Job
from forebear.desktop.opened import OpenedProject
from forebear.desktop.preferences import Preferences
from forebear.desktop.wording import short_key

_ENDINGS = (".html", ".htm")
_MOST_SAID = 200  # metrics of which a person said which way is better; a command has its limits


class PageExport(QObject):
    """Writes comparisons of one project as pages.

    Signals: `written(str)` the file; `failed(object, object)` the Job and its error {what, where, todo}.
    """

    written = Signal(str)
    failed = Signal(object, object)

    def __init__(self, opened: OpenedProject, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._opened, self._preferences, self._window = opened, preferences, window
        self._files: dict[Job, Path] = {}

    def ask(self, refs: Sequence[str]) -> None:
        """Ask for a file, then write the comparison of these REFs there."""
        dialog = QFileDialog(self._window, self.tr("Save the comparison as a page"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Web page (*.html)"))
        dialog.setDefaultSuffix("html")
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            or QDir.homePath()
        )
        dialog.selectFile(_file_name([self._opened.name, *refs]))
        dialog.fileSelected.connect(lambda file: self.write(refs, Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, refs: Sequence[str], file: Path) -> Job:
        """Write the comparison of these REFs to `file`."""
        if file.suffix.lower() not in _ENDINGS:
            file = file.with_name(f"{file.name}.html")
        said = Directions(self._preferences, self._opened.root).now
        better = [f"--better={name}={way}" for name, way in sorted(said.items())[:_MOST_SAID]]
        words = ["compare", "--html", str(file), *better, *self._opened.project.words, "--", *refs]
        job = self._opened.jobs.start(words, self.tr("Save the comparison as a page"))
        self._files[job] = file
        job.finished.connect(self._end)
        return job

    def open(self, file: str) -> None:
        """Open a written page, or its folder, with what the system has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(file))

    def _end(self, code: int, document: dict[str, Any]) -> None:
        # A bound method with its sender, not a closure: the job may outlive this object.
        job = cast("Job", self.sender())
        file = self._files.pop(job)
        if "error" not in document and code == 0:
            self.written.emit(str(file))
        elif code != 4:
            self.failed.emit(job, document.get("error", {}))


def _file_name(words: Sequence[str]) -> str:
    """Make of names a name that every file system takes."""
    said = "-".join([words[0], *map(short_key, words[1:4])])
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in said)[:60] + ".html"
