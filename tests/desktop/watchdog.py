"""Measures how long the window's thread works without looking after its events, and on what."""

from __future__ import annotations

import faulthandler
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QAbstractEventDispatcher

LIMIT = 0.05
"""Seconds of CPU that one turn of the event loop may take."""

_SAMPLE = 0.004


class Watchdog:
    """Watches turns of the event loop from `start` to `stop`.

    A turn is what is done between two times at which the loop waits for events; its CPU time counts, which
    other programs on the machine do not lengthen. `longest` is that of the longest turn in seconds, `what`
    the Python stack in which it was found most often.
    """

    def __init__(self) -> None:
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is None:
            raise RuntimeError("there is no event loop to watch")
        self._dispatcher = dispatcher
        self._thread = threading.get_ident()
        self._began: float | None = None
        self._turn = 0
        self._stacks: dict[str, int] = {}
        self._ended = threading.Event()
        self._sampler = threading.Thread(target=self._sample, name="watchdog", daemon=True)
        self.longest = 0.0
        self.what = ""

    def start(self) -> None:
        """Begin to watch."""
        self._dispatcher.awake.connect(self._wake)
        self._dispatcher.aboutToBlock.connect(self._rest)
        self._sampler.start()

    def stop(self) -> None:
        """End it."""
        self._rest()
        self._dispatcher.awake.disconnect(self._wake)
        self._dispatcher.aboutToBlock.disconnect(self._rest)
        self._ended.set()
        self._sampler.join()

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Leave out what is done inside: the test's own work, such as taking a picture."""
        self._rest()
        try:
            yield
        finally:
            self._wake()

    def check(self, limit: float = LIMIT) -> None:
        """Fail with the stack where a turn took longer."""
        assert self.longest <= limit, (
            f"the window's thread worked {self.longest * 1e3:.0f} ms at a stretch, here:\n{self.what}"
        )

    def _wake(self) -> None:
        self._rest()
        self._stacks = {}
        self._turn += 1
        self._began = time.thread_time()

    def _rest(self) -> None:
        began, self._began = self._began, None
        if began is None:
            return
        took = time.thread_time() - began
        if took > self.longest:
            self.longest = took
            self.what = max(self._stacks, key=lambda stack: self._stacks[stack], default="(too short to say)")

    def _sample(self) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            while not self._ended.wait(_SAMPLE):
                if self._began is None:
                    continue
                # Not by sys._current_frames: a frame held for a moment keeps a QPainter alive too long.
                file.seek(0)
                file.truncate()
                faulthandler.dump_traceback(file, all_threads=True)
                file.seek(0)
                stack = self._of_window(file.read())
                self._stacks[stack] = self._stacks.get(stack, 0) + 1

    def _of_window(self, text: str) -> str:
        """The uppermost calls of the window's thread in what faulthandler says of all."""
        found = next((part for part in text.split("\n\n") if f"{self._thread:016x}" in part), "")
        return "\n".join(found.splitlines()[1:9])


@contextmanager
def watched(limit: float = LIMIT) -> Iterator[Watchdog]:
    """Watch what is done inside, and fail where the window's thread worked longer at a stretch."""
    watchdog = Watchdog()
    watchdog.start()
    try:
        yield watchdog
    finally:
        watchdog.stop()
    watchdog.check(limit)
