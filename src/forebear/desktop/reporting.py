"""Export of the audit report: ask where to, write it as a job, offer to open it."""

from __future__ import annotations

from pathlib import Path
from string import hexdigits
from typing import Any, cast

from PySide6.QtCore import QDir, QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from forebear.desktop.jobs import Job
from forebear.desktop.opened import OpenedProject
from forebear.desktop.wording import short_key

_ENDINGS = (".html", ".pdf", ".zip")


class ReportExport(QObject):
    """Writes reports of one project.

    Signals: `written(str)` the file; `failed(object, object)` the Job and its error {what, where, todo}.
    """

    written = Signal(str)
    failed = Signal(object, object)

    def __init__(self, opened: OpenedProject, window: QWidget) -> None:
        super().__init__(window)
        self._opened, self._window = opened, window
        self._files: dict[Job, Path] = {}

    def ask(self, ref: str) -> None:
        """Ask for a file, then write the report of `ref` there."""
        said = _shortened(ref)
        dialog = QFileDialog(self._window, self.tr("Export the report of {ref}").format(ref=said))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(
            [
                self.tr("Web page (*.html)"),
                self.tr("PDF document (*.pdf)"),
                self.tr("Evidence bundle to verify (*.zip)"),
            ]
        )
        dialog.setDefaultSuffix("html")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))
        )
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            or QDir.homePath()
        )
        dialog.selectFile(f"{self._opened.name}-{_as_file_name(said)}.html")
        dialog.fileSelected.connect(lambda file: self.write(ref, Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, ref: str, file: Path) -> Job:
        """Write the report of `ref` to `file`, whose ending says the format."""
        if file.suffix.lower() not in _ENDINGS:
            file = file.with_name(f"{file.name}.html")
        job = self._opened.act(
            "report", ["--output", str(file)], ref, self.tr("Report of {ref}").format(ref=_shortened(ref))
        )
        self._files[job] = file
        job.finished.connect(self._end)
        return job

    def open(self, file: str) -> None:
        """Open a written report with what the system has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(file))

    def _end(self, code: int, document: dict[str, Any]) -> None:
        # A bound method with its sender, not a closure: the job may outlive this object.
        job = cast("Job", self.sender())
        file = self._files.pop(job)
        if "error" in document or code not in (0, 1):
            if code != 4:
                self.failed.emit(job, document.get("error", {}))
        else:
            self.written.emit(str(file))


def _shortened(ref: str) -> str:
    """Shorten a digest; any other REF says more as it is."""
    value = ref.rpartition(":")[2].removesuffix(".dir")
    is_digest = len(value) >= 32 and all(letter in hexdigits for letter in value)
    return short_key(ref) if is_digest else ref


def _as_file_name(ref: str) -> str:
    """Make of a REF a name that every file system takes."""
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in ref).strip("-.")[:40]
