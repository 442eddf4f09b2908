"""When garbage is collected: on the window's thread alone, and not while something large is made that stays.

Python collects on whichever thread has just made something. Where that is a worker's, widgets that only a
circle held end on it, and ending one on a thread that is not its own ends the program.

A full collection walks all that is there: 0.1 s and more with a hundred thousand cells, in which no thread
runs.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from PySide6.QtCore import QObject, QTimer

_LOOK = 150
"""Milliseconds between two looks at how much was made."""
_SELDOM = 10.0
"""Seconds between two full collections, at least."""


class Collector(QObject):
    """Collects garbage on the thread it lives on; Python's own collecting is off as long as it is there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._full = monotonic()
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        # By itself: the object may be gone by the time that this is called.
        self.destroyed.connect(gc.enable)

    def look(self) -> None:
        """Collect as much as has been made since the last time; all of it only now and then."""
        young, middle, old = (
            count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if old and monotonic() - self._full > _SELDOM:
            gc.collect()
            self._full = monotonic()
        elif young or middle:
            gc.collect(1 if middle else 0)


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect nothing inside, and leave what was made out of later collections; it goes when nobody holds it.

    Only for what holds no circles: those would stay.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
