"""Paints images beside the window's thread."""

from __future__ import annotations

import atexit
import logging
import sys
import threading
import weakref
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter

from forebear.desktop.courier import Courier
from forebear.desktop.graph.pens import View

_log = logging.getLogger(__name__)
_PATIENCE = 0.0005  # seconds after which the painting thread gives Python's lock to one that waits for it


class Brush(Protocol):
    """Paints a part of a picture, on the painting thread alone."""

    def paint(self, painter: QPainter, view: View, scale: float) -> None:
        """Paint a view (in units) at a scale; the painter is in units."""

    def drop(self) -> None:
        """Let go of what belongs to this thread, as fonts do; it can be made again."""


@dataclass(frozen=True, slots=True)
class Job:
    """An image to paint: the `view` it shows (in units), at a scale.

    `token` says what it is; `size` in pixels of the screen, of which there are `ratio` for a logical one.
    """

    token: object
    brush: Brush
    view: View
    scale: float
    ratio: float
    size: tuple[int, int]


class PainterThread(QObject):
    """Paints one image after the other, for several clients.

    Signals: `painted(object, QImage)` token and image.
    """

    painted = Signal(object, QImage)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._queue = queue = _Queue()
        self._thread: threading.Thread | None = None
        self.destroyed.connect(lambda: queue.close())  # noqa: PLW0108  (a method of it would not keep it)

    @property
    def idle(self) -> bool:
        """Whether nothing is being painted or waiting for it."""
        return self._queue.idle

    def ask(self, client: str, jobs: Sequence[Job]) -> None:
        """Paint these next, in this order, in place of what the client asked for and is not begun.

        What the client whose name comes first in the alphabet asks for goes first.
        """
        self._queue.replace(client, jobs)
        if jobs and self._thread is None:
            if sys.getswitchinterval() > _PATIENCE:
                sys.setswitchinterval(_PATIENCE)
            # It lives as long as the picture: what fonts keep for a thread is gone with it.
            self._thread = thread = threading.Thread(
                target=_run,
                args=(Courier.of_application(), weakref.ref(self), self._queue),
                name="forebear-painter",
                daemon=True,
            )
            thread.start()
            atexit.register(self._queue.close, thread)


@dataclass(slots=True)
class _Painted:
    """An image on its way to the main thread."""

    home: weakref.ref[PainterThread]
    token: object
    image: QImage

    def arrive(self) -> None:
        """Give it to who asked, if they are there still."""
        home = self.home()
        if home is not None and shiboken6.isValid(home):
            home.painted.emit(self.token, self.image)


class _Queue:
    """What is to be painted, between the two threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[Job]] = {}
        self._under_way: object = None
        self._closed = False

    @property
    def idle(self) -> bool:
        with self._changed:
            return self._under_way is None and not any(self._waiting.values())

    def replace(self, client: str, jobs: Sequence[Job]) -> None:
        """Take in what is to be painted."""
        with self._changed:
            self._waiting[client] = deque(job for job in jobs if job.token != self._under_way)
            self._changed.notify()

    def next(self) -> Job | None:
        """Wait for a job; None ends the thread."""
        with self._changed:
            self._under_way = None
            while not self._closed and not any(self._waiting.values()):
                self._changed.wait()
            if self._closed:
                return None
            first = min(client for client, jobs in self._waiting.items() if jobs)
            job = self._waiting[first].popleft()
            self._under_way = job.token
            return job

    def close(self, thread: threading.Thread | None = None) -> None:
        """Give no more jobs; wait for a thread at the program's end."""
        atexit.unregister(self.close)
        with self._changed:
            self._closed = True
            self._changed.notify()
        if thread is not None:
            thread.join(1.0)


def _run(courier: Courier, home: weakref.ref[PainterThread], queue: _Queue) -> None:
    brush: Brush | None = None
    while (job := queue.next()) is not None:
        if brush is not None and job.brush is not brush:
            brush.drop()
        brush = job.brush
        try:
            courier.bring(_Painted(home, job.token, paint_image(job)))
        except Exception:  # noqa: BLE001  (the next part may do better)
            _log.exception("a part of the graph cannot be painted")
    if brush is not None:
        brush.drop()


def paint_image(job: Job) -> QImage:
    """Paint an image; it comes back without a ratio, to be copied pixel by pixel."""
    image = QImage(*job.size, QImage.Format.Format_RGB32)  # without alpha, text is drawn as on the screen
    image.fill(0)
    image.setDevicePixelRatio(job.ratio)
    painter = QPainter(image)
    try:
        painter.scale(job.scale, job.scale)
        painter.translate(-job.view[0], -job.view[1])
        job.brush.paint(painter, job.view, job.scale)
    finally:
        painter.end()
    image.setDevicePixelRatio(1.0)
    return image
