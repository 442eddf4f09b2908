"""The first window comes about as fast as a bare one."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
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
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Forebear"))
window.resize(1280, 800)
"""
    + _PAINTED
)
_OURS = (
    """
import sys
from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from forebear.desktop.app import Desktop, make_application
from forebear.desktop.preferences import Preferences
application = make_application()
desktop = Desktop(application, Preferences(QSettings(sys.argv[1], QSettings.Format.IniFormat)))
window = desktop.window
"""
    + _PAINTED
)
ROUNDS = 7


def seconds(program: str, settings: Path) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, str(settings)], check=True, capture_output=True)
    return time.perf_counter() - began


def test_first_paint_takes_at_most_half_as_long_again_as_a_bare_window(tmp_path: Path) -> None:
    settings = tmp_path / "settings.ini"
    for program in (_BARE, _OURS):  # once to fill the caches
        seconds(program, settings)
    # In turns, so that a busy machine slows both.
    pairs = [(seconds(_OURS, settings), seconds(_BARE, settings)) for _ in range(ROUNDS)]
    ratio = statistics.median(ours for ours, _ in pairs) / statistics.median(bare for _, bare in pairs)
    assert ratio <= 1.5, f"{ratio:.2f}"
