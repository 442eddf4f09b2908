"""The jobs of the data page: looking into the data of versions, and fetching what is not here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from forebear.desktop.jobs import Job, Jobs


class DataJobs(QObject):
    """Starts the jobs for one project; `words` name it on the command line."""

    def __init__(self, jobs: Jobs, words: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._words = jobs, tuple(words)

    def look(self, refs: Sequence[str]) -> Job:
        """Start `forebear compare REF…`."""
        asked = ["compare", *self._words, "--", *refs]
        return self._jobs.start(asked, self.tr("Compare the data of versions"))

    def fetch(self, path: str, remote: str, refs: Sequence[str]) -> Job:
        """Start `forebear fetch --path PATH --remote NAME REF…`."""
        asked = ["fetch", *self._words, f"--path={path}", f"--remote={remote}", "--", *refs]
        return self._jobs.start(asked, self.tr("Fetch {path}").format(path=path))
