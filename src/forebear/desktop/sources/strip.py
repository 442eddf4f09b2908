"""One line that follows the reading of sources."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from forebear.desktop.jobs import Job
from forebear.desktop.jobs_model import progress_text
from forebear.desktop.pieces import ElidedLabel, button


class ReadingStrip(QFrame):
    """What is being read, how far it is, and a way to stop it; hidden while nothing is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self._job: Job | None = None
        self._said = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.cancel_button = button(self.tr("Cancel"), self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 6, 20, 6)
        layout.setSpacing(12)
        layout.addWidget(self._bar)
        layout.addWidget(self._said, 1)
        layout.addWidget(self.cancel_button)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show the progress of `job` until it ends."""
        if self._job is job:
            return
        self._job = job
        self._bar.setRange(0, 0)
        self._said.set_text(progress_text(job))
        self.cancel_button.setEnabled(True)
        job.progressed.connect(self._progress)
        job.finished.connect(self._end)
        self.show()

    def _progress(self, _phase: str, done: int, total: int | None, _message: str) -> None:
        self._bar.setRange(0, total or 0)
        self._bar.setValue(done)
        if self._job is not None:
            self._said.set_text(progress_text(self._job))

    def _cancel(self) -> None:
        if self._job is not None:
            self.cancel_button.setEnabled(False)
            self._said.set_text(self.tr("Stopping…"))
            self._job.cancel()

    def _end(self, _code: int, _document: object) -> None:
        if self._job is not None and not self._job.active:
            self._job = None
            self.hide()
