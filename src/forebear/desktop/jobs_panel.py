"""The jobs panel under the views."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.jobs_model import JobsModel, progress_text
from forebear.desktop.pieces import ElidedLabel, IconButton, button, label
from forebear.desktop.rows import RowDelegate
from forebear.desktop.theme import Theme


class JobsPanel(QFrame):
    """The list of jobs; of the chosen one its progress, log, and what can be done about it."""

    def __init__(self, jobs: Jobs, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "plain")
        self._jobs = jobs
        self._job: Job | None = None
        self._model = JobsModel(jobs, self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setAccessibleName(self.tr("Jobs"))
        self._list.setItemDelegate(RowDelegate(theme, self._list))
        self._list.selectionModel().currentChanged.connect(lambda index, _before: self._show(index))
        self._model.rowsInserted.connect(lambda *_place: self._list.setCurrentIndex(self._model.index(0)))
        self._title = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.setTextVisible(False)
        self._log = QPlainTextEdit()
        self._log.setReadOnly(True)
        self._log.setProperty("frame", "none")
        self._log.setMaximumBlockCount(2_000)
        self._log.setFont(theme.fixed_font)
        self._log.setAccessibleName(self.tr("Log"))
        self._cancel = button(self.tr("Cancel"), self._cancel_job)
        self._retry = button(self.tr("Retry"), self._retry_job)
        self._copy = button(self.tr("Copy command"), self._copy_command)
        self._lay_out(theme)
        self._clock = QTimer(self, interval=1_000)
        self._clock.timeout.connect(self._model.tick)
        jobs.changed.connect(self._follow)
        self._follow()
        latest = (jobs.active or jobs.all)[-1:]
        for job in latest:
            self._choose(job)

    def _lay_out(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 8, 6)
        head.addWidget(label(self.tr("Jobs"), "heading"))
        head.addStretch(1)
        head.addWidget(button(self.tr("Clear ended"), self._jobs.clear, "quiet"))
        head.addWidget(IconButton(theme, "close", self.tr("Close the jobs panel"), self.hide))
        acts = QHBoxLayout()
        acts.setSpacing(6)
        acts.addWidget(self._title, 1)
        for act in (self._cancel, self._retry, self._copy):
            acts.addWidget(act)
        detail = QWidget()
        column = QVBoxLayout(detail)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(6)
        column.addLayout(acts)
        column.addWidget(self._bar)
        column.addWidget(self._log, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._list)
        parts.addWidget(detail)
        parts.setStretchFactor(1, 1)
        parts.setSizes([280, 600])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(parts, 1)

    def sizeHint(self) -> QSize:
        """A quarter of a window."""
        return QSize(600, 220)

    def show_job(self, job: Job) -> None:
        """Open the panel on a job."""
        self.show()
        self._choose(job)

    def _choose(self, job: Job) -> None:
        for row in range(self._model.rowCount()):
            if self._model.job(self._model.index(row)) is job:
                self._list.setCurrentIndex(self._model.index(row))

    def _show(self, index: QModelIndex) -> None:
        if self._job is not None:
            self._job.logged.disconnect(self._log.appendPlainText)
            self._job.progressed.disconnect(self._follow_progress)
        self._job = self._model.job(index)
        self._log.clear()
        if self._job is not None:
            self._log.setPlainText("\n".join(self._job.log))
            self._job.logged.connect(self._log.appendPlainText)
            self._job.progressed.connect(self._follow_progress)
        self._follow()

    def _follow(self) -> None:
        job = self._job
        for act in (self._cancel, self._retry, self._copy, self._bar):
            act.setVisible(job is not None)
        if self._jobs.active:
            self._clock.start()
        else:
            self._clock.stop()  # nothing moves, so nothing wakes the processor
        if job is None:
            self._title.set_text(self.tr("No job chosen") if self._jobs.all else self.tr("No jobs yet"))
            return
        self._cancel.setVisible(job.active)
        self._cancel.setEnabled(True)
        self._retry.setVisible(not job.active)
        self._bar.setVisible(job.active)
        self._follow_progress()

    def _follow_progress(self, *_progress: object) -> None:
        job = self._job
        if job is None:
            return
        self._title.set_text(progress_text(job))
        self._bar.setRange(0, job.total or 0)
        self._bar.setValue(job.done)

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._cancel.setEnabled(False)
            self._title.set_text(self.tr("Stopping…"))
            self._job.cancel()

    def _retry_job(self) -> None:
        if self._job is not None:
            self._jobs.retry(self._job)

    def _copy_command(self) -> None:
        if self._job is not None:
            QGuiApplication.clipboard().setText(self._job.command)
