"""A job whose process is a child of the window and ends with it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

from forebear.desktop.jobs import Job


class ChildJob(Job):
    """One `forebear` command as a child process, its progress read from a pipe.

    `typed` is what it reads on its standard input: what must not be seen in a list of processes.
    """

    def __init__(
        self,
        words: Sequence[str],
        title: str,
        exclusive: str,
        parent: QObject | None,
        typed: bytes = b"",
    ) -> None:
        super().__init__(words, title, exclusive, parent)
        self._typed = typed
        self._unread = b""
        self._process = QProcess(self)
        self._process.readyReadStandardError.connect(self._read_progress)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._fail_to_start)

    def wait(self, milliseconds: int) -> bool:
        """Wait for the end, for use when the application itself ends; returns whether it ended."""
        return not self.active or self._process.waitForFinished(milliseconds)

    def kill(self) -> None:
        """End it at once."""
        if self.active:
            self._process.kill()

    def _launch(self) -> None:
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUTF8", "1")
        self._process.setProcessEnvironment(environment)
        # -P and a neutral folder: a project's own `json.py` must never be imported.
        self._process.setWorkingDirectory(str(Path.home()) if Path.home().is_dir() else os.sep)
        self._process.setProgram(sys.executable)
        # Right after the command: what follows a -- in the words is no option.
        command, *words = self.words
        self._process.setArguments(["-P", "-m", "forebear", command, "--json", "--progress", "json", *words])
        mode = QProcess.OpenModeFlag
        self._process.start(mode.ReadWrite if self._typed else mode.ReadOnly)
        if self._typed:
            self._process.write(self._typed)
            self._process.closeWriteChannel()
            self._typed = b""

    def _interrupt(self) -> None:
        self._process.terminate()

    def _read_progress(self) -> None:
        self._unread += bytes(self._process.readAllStandardError().data())
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            self._take(line.decode("utf-8", "replace").rstrip("\r"))

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._finish(
                3, {"error": {"what": self._process.errorString(), "where": sys.executable, "todo": ""}}
            )

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_progress()
        if self._unread:
            self._take(self._unread.decode("utf-8", "replace"))
            self._unread = b""
        text = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        try:
            document = json.loads(text) if text.strip() else {}
        except ValueError:
            document = {}
        if not isinstance(document, dict):
            document = {}
        crashed = status is QProcess.ExitStatus.CrashExit
        if (crashed or code != 0) and not document:
            # It ended without saying why (a defect, or killed): the end of its log is the best there is.
            what = self.log[-1] if self.log else f"The command ended with code {code}."
            document = {**document, "error": {"what": what, "where": self.command, "todo": ""}}
        self._finish(4 if crashed and code in (9, 15) else (70 if crashed else code), document)
