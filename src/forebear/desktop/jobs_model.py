"""The jobs as a Qt list model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from forebear.desktop.jobs import Job, Jobs, JobState
from forebear.desktop.pieces import tip
from forebear.desktop.rows import DETAIL, ICON

_NOWHERE = QModelIndex()
_ICONS = {
    JobState.WAITING: ("history", "text.muted"),
    JobState.RUNNING: ("play", "accent"),
    JobState.DONE: ("good", "verdict.good"),
    JobState.FAILED: ("error", "verdict.bad"),
    JobState.CANCELLED: ("stop", "text.muted"),
}


def seconds_text(seconds: float) -> str:
    """Write a duration: `8 s`, `2:05`, `1:02:05`."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours}:{minutes:02}:{left:02}"
    if minutes:
        return f"{minutes}:{left:02}"
    return QCoreApplication.translate("Jobs", "{seconds} s").format(seconds=whole)


def state_text(state: JobState) -> str:
    """Say where a job stands."""
    translate = QCoreApplication.translate
    return {
        JobState.WAITING: translate("Jobs", "waiting"),
        JobState.RUNNING: translate("Jobs", "running"),
        JobState.DONE: translate("Jobs", "done"),
        JobState.FAILED: translate("Jobs", "failed"),
        JobState.CANCELLED: translate("Jobs", "cancelled"),
    }[state]


def phase_text(phase: str) -> str:
    """Say what a job is doing; a phase without a name of its own is said as it is."""
    translate = QCoreApplication.translate
    said = {
        "commits": translate("Jobs", "Reading commits"),
        "documents": translate("Jobs", "Reading records"),
        "writing": translate("Jobs", "Writing the lineage"),
        "image": translate("Jobs", "Getting the image"),
        "running": translate("Jobs", "Running the command"),
        "hashing": translate("Jobs", "Checking digests"),
        "sample": translate("Jobs", "Making its history"),
    }
    return said.get(phase, phase.capitalize())


def progress_text(job: Job) -> str:
    """Say in one line how far a job is."""
    if job.state is not JobState.RUNNING:
        return state_text(job.state)
    count = f"{job.done:,}/{job.total:,}" if job.total else f"{job.done:,}" if job.done else ""
    said = (phase_text(job.phase) if job.phase else state_text(job.state), count, job.message)
    return " · ".join(part for part in said if part)


class JobsModel(QAbstractListModel):
    """All jobs, the newest first."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._shown: tuple[Job, ...] = ()
        jobs.changed.connect(self._follow)
        self._follow()

    def job(self, index: QModelIndex | QPersistentModelIndex) -> Job | None:
        """Return the job of a row."""
        return self._shown[index.row()] if index.isValid() and index.row() < len(self._shown) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of jobs."""
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Say a row."""
        job = self.job(index)
        if job is None:
            return None
        said = {
            int(Qt.ItemDataRole.DisplayRole): job.title,
            int(Qt.ItemDataRole.ToolTipRole): tip(job.command),
            int(Qt.ItemDataRole.AccessibleTextRole): f"{job.title}, {state_text(job.state)}",
            int(DETAIL): seconds_text(job.seconds) if job.state is not JobState.WAITING else "",
            int(ICON): _ICONS[job.state],
        }
        return said.get(int(role))

    def tick(self) -> None:
        """Say the running times again."""
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def _follow(self) -> None:
        shown = tuple(reversed(self._jobs.all))
        if shown == self._shown:
            self.tick()
            return
        new = len(shown) - len(self._shown)
        if new > 0 and shown[new:] == self._shown:
            # Only new ones at the top: what is selected stays selected.
            self.beginInsertRows(QModelIndex(), 0, new - 1)
            self._shown = shown
            self.endInsertRows()
            return
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()
