"""Asks before the window closes while jobs run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QWidget

    from forebear.desktop.jobs import Job, Jobs


class Quitting(QObject):
    """Decides whether a window may close, and stops jobs where the person says so.

    Attributes: `leaves` whether the person has decided: the window closes, whatever outlives it.
    """

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._window = jobs, window
        self._asked: QMessageBox | None = None
        self._stopping = self.leaves = False
        self._awaited: tuple[Job, ...] = ()

    def may_close(self) -> bool:
        """Return whether nothing runs; otherwise ask, and close the window when all that ends with it has."""
        if self.leaves or not self._jobs.active:
            return True
        if self._asked is None and not self._stopping:
            self._ask()
        return False

    def _ask(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        bound, free = self._jobs.bound, [job for job in self._jobs.active if job.root is not None]
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Jobs are running"))
        box.setText(
            self.tr("%n jobs are still running. Stop them and quit?", "", len(bound))
            if bound
            else self.tr("%n jobs go on when the window is closed.", "", len(free))
        )
        parts = ["\n".join(f"\N{BULLET} {job.title}" for job in bound or free)]
        if bound and free:
            parts += [
                self.tr("These go on; the next window on this project picks them up:"),
                "\n".join(f"\N{BULLET} {job.title}" for job in free),
            ]
        elif free:
            parts.append(
                self.tr("The next window on this project picks them up and shows how they came out.")
            )
        box.setInformativeText("\n\n".join(parts))
        accept = QMessageBox.ButtonRole.AcceptRole
        if bound:
            stop = box.addButton(self.tr("Stop and quit"), accept)
            stop.clicked.connect(self._stop)
        else:
            close = box.addButton(self.tr("Close and let them run"), accept)
            close.clicked.connect(self._leave)
        if free:
            cancel = box.addButton(self.tr("Cancel all and quit"), QMessageBox.ButtonRole.DestructiveRole)
            cancel.clicked.connect(self._cancel_all)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay if bound else close)
        box.setEscapeButton(stay)
        self._asked = box
        self._jobs.changed.connect(self._close_when_done)
        box.finished.connect(self._answered)
        box.open()

    def _close_when_done(self) -> None:
        """The jobs ended while the person was asked: there is nothing to ask any more."""
        if self._asked is not None and not self._jobs.active:
            self._asked.reject()
            self._window.close()

    def _answered(self, _result: int) -> None:
        if self._asked is not None:
            self._jobs.changed.disconnect(self._close_when_done)
            self._asked.deleteLater()
        self._asked = None

    def _leave(self) -> None:
        """Close, and let run what outlives the window."""
        self.leaves = True
        self._window.close()

    def _stop(self) -> None:
        self._cancel(self._jobs.bound)

    def _cancel_all(self) -> None:
        self._cancel(self._jobs.active)

    def _cancel(self, jobs: Sequence[Job]) -> None:
        self._stopping = True
        self._awaited = tuple(jobs)
        self._jobs.changed.connect(self._close_when_stopped)
        for job in jobs:
            job.cancel()
        self._close_when_stopped()

    def _close_when_stopped(self) -> None:
        if not any(job.active for job in self._awaited):
            self._jobs.changed.disconnect(self._close_when_stopped)
            self._leave()
