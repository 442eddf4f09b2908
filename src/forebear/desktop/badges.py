"""Keeps fresh what is known of which runs can be rebuilt: looked up ahead, in the background."""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any

from PySide6.QtCore import QObject, QTimer

from forebear.desktop.background import Background
from forebear.desktop.child_job import ChildJob
from forebear.desktop.opened import OpenedProject

_SOON = 1_500  # milliseconds after something happened: an import is followed by much else
_LATER = 10 * 60_000  # files come and go without telling anybody
_KNOCK = 60_000  # whether there is an engine now


class Badges(QObject):
    """Runs `forebear check` when a project was read or written to, and when the engine comes or goes.

    It is no job that people see: it is short, changes nothing of the lineage, and may be stopped at any time.
    """

    def __init__(self, opened: OpenedProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._job: ChildJob | None = None
        self._engine: bool | None = None
        self._background = Background(self)
        self._soon = _timer(self, _SOON, self._check, once=True)
        self._later = _timer(self, _LATER, self._wake)
        self._knocks = _timer(self, _KNOCK, self._knock)
        opened.import_ended.connect(self._wake)
        opened.reader.changed.connect(self._wake)
        self._later.start()
        self._knocks.start()
        self._wake()

    def stop(self) -> None:
        """Look nothing up any more."""
        for timer in (self._soon, self._later, self._knocks):
            timer.stop()
        if self._job is not None and self._job.active:
            self._job.finished.disconnect(self._checked)
            self._job.kill()
            self._job.wait(1_000)
        self._job = None

    def _wake(self, _what: object = None) -> None:
        self._soon.start()

    def _check(self) -> None:
        if self._job is not None or self._opened.importing is not None:
            self._wake()
            return
        self._job = job = ChildJob(["check", *self._opened.project.words], "", "", self)
        job.finished.connect(self._checked)
        job.start()

    def _checked(self, _code: int, document: dict[str, Any]) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        if document.get("changed"):
            self._opened.reader.checked.emit()

    def _knock(self) -> None:
        self._background.run(_engine_answers, self._heard)

    def _heard(self, answers: bool) -> None:
        if self._engine is not None and answers is not self._engine:
            self._wake()
        self._engine = answers


def _timer(parent: QObject, interval: int, act: Any, *, once: bool = False) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(interval)
    timer.setSingleShot(once)
    timer.timeout.connect(act)
    return timer


def _engine_answers() -> bool:
    """Whether somebody listens where the engine is; run off the main thread."""
    from forebear.sources.docker.engine import find_host

    host = find_host(os.environ)
    if not host.startswith("unix://") or not hasattr(socket, "AF_UNIX"):
        return True  # what is far away is asked only by a rebuild
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.settimeout(2)
        end.connect(host.removeprefix("unix://"))
        return True
    return False
