"""A comparison saved as a page, by the real command, from the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import JobState
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import COMPARE


def test_the_comparison_in_front_is_saved_and_can_be_opened(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    action = opened.actions_table["version.page"]
    assert not action.isEnabled()
    opened.selection.compare(["v1.0", "v1.1"])
    workspace = opened.desk.workspace
    assert workspace is not None
    assert workspace.tab == COMPARE
    qtbot.waitUntil(lambda: tuple(workspace.compared) == ("v1.0", "v1.1"), timeout=30_000)
    qtbot.waitUntil(action.isEnabled, timeout=30_000)
    action.trigger()
    qtbot.waitUntil(lambda: bool(opened.findChildren(QFileDialog)), timeout=30_000)
    dialog = opened.findChildren(QFileDialog)[0]
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.fileSelected.emit(str(tmp_path / "둘"))
    dialog.reject()
    qtbot.waitUntil(lambda: opened.jobs.all[-1].words[0] == "compare", timeout=30_000)
    job = opened.jobs.all[-1]
    qtbot.waitUntil(lambda: not job.active, timeout=120_000)
    assert job.state is JobState.DONE, job.document
    written = tmp_path / "둘.html"
    assert job.document["page"] == str(written)
    assert "forebear compare v1.0 v1.1 --html FILE.html" in written.read_text(encoding="utf-8")
    banner = opened._chrome.banner
    assert banner.message == "The page is written."
    assert {each.text() for each in banner.findChildren(QPushButton)} >= {"Open", "Show the folder"}
    workspace.show_tab(0)
    assert not action.isEnabled()


def test_a_page_that_cannot_be_written_says_why(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    pages = opened.desk.saved_pages
    assert pages is not None
    job = pages.write(["v1.0", "v1.1"], tmp_path / "nowhere" / "page.html")
    qtbot.waitUntil(lambda: not job.active, timeout=120_000)
    assert opened._chrome.banner.message == job.document["error"]["what"]
    assert "cannot be written" in job.document["error"]["what"]
