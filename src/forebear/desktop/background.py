"""Small work on files, off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QThreadPool, Signal

T = TypeVar("T")


class Background(QObject):
    """Runs a function on a pool thread and calls back on the thread of this object.

    Nothing is called back once this object is gone; `parent` is who waits for the answer.
    """

    _arrived = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._arrived.connect(self._deliver)

    def run(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `function`; then `done` with what it returned, or `failed` with what it raised."""

        def work() -> None:
            answer: Any = None
            failure: Exception | None = None
            try:
                answer = function()
            except Exception as error:  # noqa: BLE001  (it is delivered to whoever asked)
                failure = error
            if shiboken6.isValid(self):
                call = (lambda: done(answer)) if failure is None else self._failing(failure, failed)
                self._arrived.emit(call)

        QThreadPool.globalInstance().start(work)

    @staticmethod
    def _failing(failure: Exception, failed: Callable[[Exception], None] | None) -> Callable[[], None]:
        def call() -> None:
            if failed is None:
                raise failure
            failed(failure)

        return call

    def _deliver(self, call: Callable[[], None]) -> None:
        call()
