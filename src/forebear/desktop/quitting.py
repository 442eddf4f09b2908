"""Asks before the window closes while jobs run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QWidget

    from forebear.desktop.jobs import Jobs


class Quitting(QObject):
    """Decides whether a window may close, and stops jobs where the person says so."""

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._window = jobs, window
        self._asked: QMessageBox | None = None
        self._stopping = False

    def may_close(self) -> bool:
        """Return whether nothing runs; otherwise ask, and close the window when all has stopped."""
        if not self._jobs.active:
            return True
        if self._asked is None and not self._stopping:
            self._ask()
        return False

    def _ask(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        names = "\n".join(f"• {job.title}" for job in self._jobs.active)
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Jobs are running"),
            self.tr("%n jobs are still running. Stop them and quit?", "", len(self._jobs.active)),
            QMessageBox.StandardButton.NoButton,
            self._window,
        )
        box.setInformativeText(names)
        stop = box.addButton(self.tr("Stop and quit"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        self._asked = box
        self._jobs.changed.connect(self._close_when_done)
        stop.clicked.connect(self._stop)
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

    def _stop(self) -> None:
        self._stopping = True
        self._jobs.changed.connect(self._close_when_stopped)
        for job in self._jobs.active:
            job.cancel()
        self._close_when_stopped()

    def _close_when_stopped(self) -> None:
        if not self._jobs.active:
            self._jobs.changed.disconnect(self._close_when_stopped)
            self._window.close()
