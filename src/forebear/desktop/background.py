"""Small work on files, off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QThreadPool

from forebear.desktop.courier import Courier, Errand

T = TypeVar("T")


class Background(QObject):
    """Runs a function on a pool thread and calls back on the main one.

    Nothing is called back once this object is gone; `parent` is who waits for the answer. `in_order` does
    one thing after another, so that what was asked for first is not told last; what waits is done even when
    this object goes.
    """

    def __init__(self, parent: QObject, *, in_order: bool = False) -> None:
        super().__init__(parent)
        self._courier = Courier.of_application()
        self._pool = QThreadPool(self) if in_order else None
        if self._pool is not None:
            self._pool.setMaxThreadCount(1)

    def run(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `function`; then `done` with what it returned, or `failed` with what it raised."""

        def home(answer: T, failure: Exception | None) -> None:
            if failure is None:
                done(answer)
            elif failed is None:
                raise failure
            else:
                failed(failure)

        self._courier.start(Errand(self, function, home), self._pool)
