"""The keyboard goes into the page that comes to the front, and Tab from there through it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.lazy import LazyPage
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import GRAPH, HISTORY, MANY, SOURCES


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.mark.parametrize("tab", [GRAPH, HISTORY, MANY, SOURCES])
def test_a_page_that_is_called_has_the_keyboard(opened: MainWindow, qtbot: QtBot, tab: int) -> None:
    workspace = opened.desk.workspace
    assert workspace is not None
    opened.activateWindow()
    key = Qt.Key(Qt.Key.Key_1.value + tab)
    page = (workspace.graph, workspace.history, None, None, workspace.many, None, workspace.sources)[tab]
    assert page is not None
    if tab == GRAPH:  # the picture is made when there is something to draw
        qtbot.waitUntil(lambda: getattr(workspace.graph.view, "canvas", None) is not None, timeout=60_000)
    QTest.keyClick(opened, key, Qt.KeyboardModifier.ControlModifier)
    if isinstance(page, LazyPage):
        qtbot.waitUntil(lambda: page.view is not None, timeout=60_000)
    qtbot.waitUntil(lambda: page.isAncestorOf(focused()), timeout=60_000)
    if tab == GRAPH:  # its picture comes later than its controls, and may be behind the inspector
        return
    # Back from its first piece is the bar of tabs, not the inspector, which was there before the page.
    for _ in range(60):
        QTest.keyClick(focused(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        if not page.isAncestorOf(focused()):
            break
    assert isinstance(focused(), QTabBar)
    assert focused().accessibleName()
