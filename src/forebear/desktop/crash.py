"""What happens when Forebear itself is wrong: a report that can be copied, and no lost window."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler, qVersion

from forebear import __version__

if TYPE_CHECKING:
    from forebear.desktop.crash_dialog import CrashDialog


def redacted(text: str) -> str:
    """Replace the person's home folder by `~` and hide passwords and tokens, so that a report can be sent."""
    from forebear.sources.hiding import hidden  # not before it is needed, like all of a report

    home, shown = str(Path.home()), hidden(text)
    return shown.replace(home, "~") if len(home) > 1 else shown


def report_of(error: BaseException) -> str:
    """Return what a developer needs: versions and the traceback, without the person's folders."""
    import platform  # not before they are needed: nearly never
    import traceback

    python = platform.python_version()
    lines = [
        f"Forebear {__version__}, Python {python}, PySide {pyside_version}, Qt {qVersion()}",
        platform.platform(),
        "",
        *traceback.format_exception(error),
    ]
    return redacted("\n".join(line.rstrip("\n") for line in lines))


class CrashHandler(QObject):
    """Catches what nobody caught, on any thread, and shows it once.

    Attributes: `messages` the last warnings of Qt.
    Signals: `crashed(str)` a report; connected to the dialog, and to the log in tests.
    """

    crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages: list[str] = []
        self._shown: CrashDialog | None = None
        self.crashed.connect(self._show)

    def install(self) -> None:
        """Take over Python's and Qt's last resorts."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_on_thread
        qInstallMessageHandler(self._say)

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report = report_of(error)
        sys.stderr.write(report + "\n")
        self.crashed.emit(report)

    def _caught_on_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self._caught(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _say(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        self.messages = [*self.messages[-199:], message]
        if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            sys.stderr.write(f"Qt: {message}\n")

    def _show(self, report: str) -> None:
        if self._shown is not None:  # one at a time: a fault in a repaint would come again and again
            return
        from forebear.desktop.crash_dialog import CrashDialog

        dialog = CrashDialog(report)
        self._shown = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self, _result: int) -> None:
        if self._shown is not None:
            self._shown.deleteLater()
        self._shown = None
