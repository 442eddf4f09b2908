"""A comparison saved as a page: ask where to, write it as a job, offer to open it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from forebear.desktop.comparing.directions import Directions
from forebear.desktop.file_export import FileExport, file_name
from forebear.desktop.jobs import Job
from forebear.desktop.opened import OpenedProject
from forebear.desktop.preferences import Preferences
from forebear.desktop.wording import short_key

_ENDINGS = (".html", ".htm")
_MOST_SAID = 200  # metrics of which a person said which way is better; a command has its limits


class PageExport(FileExport):
    """Writes comparisons of one project as pages."""

    def __init__(self, opened: OpenedProject, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._opened, self._preferences = opened, preferences

    def ask(self, refs: Sequence[str]) -> None:
        """Ask for a file, then write the comparison of these REFs there."""
        dialog = self._dialog(
            self.tr("Save the comparison as a page"),
            [self.tr("Web page (*.html)")],
            _file_name([self._opened.name, *refs]),
        )
        dialog.fileSelected.connect(lambda file: self.write(refs, Path(file)))
        dialog.open()

    def write(self, refs: Sequence[str], file: Path) -> Job:
        """Write the comparison of these REFs to `file`."""
        if file.suffix.lower() not in _ENDINGS:
            file = file.with_name(f"{file.name}.html")
        said = Directions(self._preferences, self._opened.root).now
        better = [f"--better={name}={way}" for name, way in sorted(said.items())[:_MOST_SAID]]
        words = ["compare", "--html", str(file), *better, *self._opened.project.words, "--", *refs]
        job = self._opened.jobs.start(words, self.tr("Save the comparison as a page"))
        return self._follow(job, file)


def _file_name(words: Sequence[str]) -> str:
    """Make of names a name that every file system takes."""
    said = "-".join([words[0], *map(short_key, words[1:4])])
    return file_name(said, 60) + ".html"
