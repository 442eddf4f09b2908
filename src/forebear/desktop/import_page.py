"""Shown while a project is read for the first time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from forebear.desktop.jobs import Job
from forebear.desktop.jobs_model import progress_text
from forebear.desktop.pieces import ElidedLabel, button, label


class ImportPage(QWidget):
    """What is being read, how far it is, and a way to stop it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._title = label("", "title")
        self._detail = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = button(self.tr("Cancel"), self._stop)
        middle = QWidget()
        middle.setMaximumWidth(440)
        column = QVBoxLayout(middle)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._bar)
        column.addWidget(self._detail)
        column.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(3)
        layout = QVBoxLayout(self)
        layout.addWidget(middle, 1, Qt.AlignmentFlag.AlignHCenter)
        middle.setMinimumWidth(320)

    def follow(self, job: Job, name: str) -> None:
        """Show the progress of `job`, which reads the project `name` (or, with "", makes the sample)."""
        self._job = job
        reading = self.tr("Reading {project}…").format(project=name)
        self._title.setText(reading if name else self.tr("Making the sample project…"))
        self._detail.set_text("")
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        job.progressed.connect(self._progress)

    def _progress(self, _phase: str, done: int, total: int | None, _message: str) -> None:
        self._bar.setRange(0, total or 0)
        self._bar.setValue(done)
        if self._job is not None:
            self._detail.set_text(progress_text(self._job))

    def _stop(self) -> None:
        if self._job is not None:
            self._cancel.setEnabled(False)
            self._detail.set_text(self.tr("Stopping…"))
            self._job.cancel()
