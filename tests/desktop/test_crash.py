"""What happens when Forebear itself is wrong."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from forebear.desktop.crash import CrashHandler, redacted, report_of
from forebear.desktop.crash_dialog import CrashDialog


@pytest.fixture
def crash(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> CrashHandler:
    """A handler that is installed for the test only."""
    made = CrashHandler()
    monkeypatch.setattr(sys, "excepthook", made._caught)
    monkeypatch.setattr(threading, "excepthook", made._caught_on_thread)
    return made


def raised() -> OSError:
    try:
        Path(Path.home() / "no such folder" / "secret").stat()
    except OSError as error:
        return error
    raise AssertionError("there is such a folder")


def test_a_report_names_versions_and_place_but_not_the_person() -> None:
    report = report_of(raised())
    assert report.startswith("Forebear ")
    assert "PySide" in report
    assert "FileNotFoundError" in report
    assert "test_crash.py" in report
    if len(str(Path.home())) > 1:
        assert str(Path.home()) not in report
        assert redacted(f"{Path.home()}/x") == "~/x"


def test_one_dialog_is_shown_and_its_report_copied(crash: CrashHandler, qtbot: QtBot) -> None:
    error = raised()
    sys.excepthook(type(error), error, error.__traceback__)
    dialog = crash._shown
    assert isinstance(dialog, CrashDialog)
    assert dialog.isVisible()
    sys.excepthook(type(error), error, error.__traceback__)
    assert crash._shown is dialog
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy the report").click()
    assert "FileNotFoundError" in QGuiApplication.clipboard().text()
    dialog.accept()
    assert crash._shown is None


def test_a_fault_on_a_thread_is_shown_on_the_main_one(crash: CrashHandler, qtbot: QtBot) -> None:
    def fault() -> None:
        raise ValueError("on a thread")

    with qtbot.waitSignal(crash.crashed, timeout=5_000) as told:
        threading.Thread(target=fault).start()
    assert told.args is not None
    assert "on a thread" in told.args[0]
    qtbot.waitUntil(lambda: crash._shown is not None, timeout=5_000)
    assert crash._shown is not None
    crash._shown.accept()


def test_warnings_of_qt_are_kept(crash: CrashHandler, capsys: pytest.CaptureFixture[str]) -> None:
    before = qInstallMessageHandler(crash._say)
    try:
        qWarning("something is off")
    finally:
        qInstallMessageHandler(before)
    assert crash.messages == ["something is off"]
    assert "something is off" in capsys.readouterr().err
