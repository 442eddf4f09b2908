"""The application ends when it is told to from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

# The signal comes while Qt waits for events and no Python runs, sent by another process.
_PROGRAM = """
import subprocess, sys, os
from PySide6.QtCore import QCoreApplication, QTimer
from forebear.desktop.stopping import Stopping

application = QCoreApplication([])
Stopping(application)
QTimer.singleShot(0, lambda: subprocess.Popen(["kill", "-s", sys.argv[1], str(os.getpid())]))
code = application.exec()
print("ended")
sys.exit(code)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_event_loop_and_what_follows_it_still_runs(number: signal.Signals) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", _PROGRAM, str(int(number))],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr
