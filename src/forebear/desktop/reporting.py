"""Export of the audit report: ask where to, write it as a job, offer to open it."""

from __future__ import annotations

from pathlib import Path
from string import hexdigits

from PySide6.QtWidgets import QWidget

from forebear.desktop.file_export import FileExport, file_name
from forebear.desktop.jobs import Job
from forebear.desktop.opened import OpenedProject
from forebear.desktop.wording import short_key

_ENDINGS = (".html", ".pdf", ".zip")


class ReportExport(FileExport):
    """Writes reports of one project."""

    def __init__(self, opened: OpenedProject, window: QWidget) -> None:
        super().__init__(window, good=(0, 1))
        self._opened = opened

    def ask(self, ref: str) -> None:
        """Ask for a file, then write the report of `ref` there."""
        said = _shortened(ref)
        dialog = self._dialog(
            self.tr("Export the report of {ref}").format(ref=said),
            [
                self.tr("Web page (*.html)"),
                self.tr("PDF document (*.pdf)"),
                self.tr("Evidence bundle to verify (*.zip)"),
            ],
            f"{self._opened.name}-{_as_file_name(said)}.html",
        )
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))
        )
        dialog.fileSelected.connect(lambda file: self.write(ref, Path(file)))
        dialog.open()

    def write(self, ref: str, file: Path) -> Job:
        """Write the report of `ref` to `file`, whose ending says the format."""
        if file.suffix.lower() not in _ENDINGS:
            file = file.with_name(f"{file.name}.html")
        job = self._opened.act(
            "report", ["--output", str(file)], ref, self.tr("Report of {ref}").format(ref=_shortened(ref))
        )
        return self._follow(job, file)


def _shortened(ref: str) -> str:
    """Shorten a digest; any other REF says more as it is."""
    value = ref.rpartition(":")[2].removesuffix(".dir")
    is_digest = len(value) >= 32 and all(letter in hexdigits for letter in value)
    return short_key(ref) if is_digest else ref


def _as_file_name(ref: str) -> str:
    """Make of a REF a name that every file system takes."""
    return file_name(ref, len(ref)).strip("-.")[:40]
