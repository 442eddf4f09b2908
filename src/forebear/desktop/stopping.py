"""Ends the window on Ctrl+C in the terminal and on SIGTERM, as any program ends."""

from __future__ import annotations

import os
import signal

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier


class Stopping(QObject):
    """Listens from the moment it is made.

    While Qt waits for events no Python runs, and so no handler of a signal; a byte in a pipe wakes it.
    """

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._application = application
        self._notifier: QSocketNotifier | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        if os.name == "posix":  # elsewhere Qt cannot wait for a pipe
            self._reading, writing = os.pipe()
            for end in (self._reading, writing):
                os.set_blocking(end, False)
            signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
            self._notifier = QSocketNotifier(self._reading, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._wake)

    def _wake(self) -> None:
        os.read(self._reading, 64)  # Python calls the handler on the way out of here

    def _stop(self, _number: int, _frame: object) -> None:
        self._application.exit(0)
