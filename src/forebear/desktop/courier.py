"""Brings home what other threads worked out.

A view may end at any moment, also between a thread's look at it and its signal: no thread may touch what
belongs to one. So threads speak to one object that lives as long as the application, and what may hold on to
widgets is let go of on the main thread, whichever thread is done with it last.
"""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThreadPool, Signal


class Load(Protocol):
    """What is brought to the main thread."""

    def arrive(self) -> None:
        """Hand over what it holds, and hold nothing more."""


class Errand:
    """A piece of work for another thread, and what is done with its outcome at home.

    `work` is called on the other thread; `home` on the main one with the answer and None, or None and what
    was raised, unless `owner` is gone by then. Only this object holds on to the two.
    """

    def __init__(
        self,
        owner: QObject,
        work: Callable[[], Any],
        home: Callable[[Any, Exception | None], None],
    ) -> None:
        self._owner = weakref.ref(owner)
        self._work: Callable[[], Any] | None = work
        self._home: Callable[[Any, Exception | None], None] | None = home
        self._answer: Any = None
        self._failure: Exception | None = None

    def go(self) -> None:
        """Do the work."""
        if self._work is None:
            return
        try:
            self._answer = self._work()
        except Exception as error:  # noqa: BLE001  (it is delivered to whoever asked)
            self._failure = error

    def arrive(self) -> None:
        """Give the outcome to the owner."""
        owner, home, answer, failure = self._owner(), self._home, self._answer, self._failure
        self._work = self._home = self._answer = self._failure = None
        if home is not None and owner is not None and shiboken6.isValid(owner):
            home(answer, failure)


class Courier(QObject):
    """The way from other threads to the main one; the application has one."""

    _brought = Signal(object)

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._brought.connect(self._arrive)

    @classmethod
    def of_application(cls) -> Courier:
        """Return the application's; to be called on the main thread."""
        application = QCoreApplication.instance()
        if application is None:
            raise RuntimeError("there is no application")
        known = application.findChild(cls, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return known if known is not None else cls(application)

    def start(self, errand: Errand, pool: QThreadPool | None = None) -> None:
        """Do an errand on a thread of a pool, the application's own unless another is given."""

        def run() -> None:
            errand.go()
            self.bring(errand)

        (pool or QThreadPool.globalInstance()).start(run)

    def bring(self, load: Load) -> None:
        """Let something arrive on the main thread; may be called on any."""
        with contextlib.suppress(RuntimeError):  # the application is ending
            self._brought.emit(load)

    def _arrive(self, load: Load) -> None:
        load.arrive()
