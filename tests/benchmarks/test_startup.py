"""The first window comes about as fast as a bare one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_PAINTED = """
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is window:
            QTimer.singleShot(0, application.quit)
        return False
first = FirstPaint()
window.installEventFilter(first)
window.show()
application.exec()
import os
os._exit(0)  # how long an interpreter takes to end is not what is measured
"""
_BARE = (
    """
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Forebear", alignment=Qt.AlignmentFlag.AlignCenter))
window.resize(1280, 800)
"""
    + _PAINTED
)
_OURS = (
    """
import sys
from forebear.cli import opening
app = opening.load()
from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
application = app.make_application()
settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)
desktop = app.Desktop(application, app.Preferences(settings))
window = desktop.window
"""
    + _PAINTED
)
ROUNDS = 9


def seconds(program: str, settings: Path) -> float:
    """Processor time of a process from its start to its first paint; it hardly ever waits for anything.

    Not the time on the clock: that is shared with whatever else runs on the machine.
    """
    # An installed program has its bytecode, and the first start of a checkout writes it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(settings)], env=environment, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


def test_first_paint_takes_at_most_half_as_long_again_as_a_bare_window(tmp_path: Path) -> None:
    settings = tmp_path / "settings.ini"
    for program in (_BARE, _OURS):  # once to fill the caches
        seconds(program, settings)
    pairs = [(seconds(_OURS, settings), seconds(_BARE, settings)) for _ in range(ROUNDS)]
    ratio = min(ours for ours, _ in pairs) / min(bare for _, bare in pairs)
    assert ratio <= 1.5, f"{ratio:.2f}"
