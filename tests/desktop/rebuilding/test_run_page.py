"""A run while it runs: its log in colours, searched and followed, and what it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QAbstractSlider
from pytestqt.qtbot import QtBot

from forebear.desktop.rebuilding.ansi import TOKENS, Style, pieces, plain
from forebear.desktop.rebuilding.run_page import RunPage
from forebear.desktop.rebuilding.usage_chart import POINTS
from forebear.desktop.theme import Theme

ESC = "\x1b"


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> RunPage:
    page = RunPage(theme)
    qtbot.addWidget(page)
    page.resize(800, 500)
    page.show()
    qtbot.waitExposed(page)
    return page


def write(page: RunPage, *lines: str) -> None:
    for line in lines:
        page.log.add(line)
    page.log.flush()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("plain", [("plain", Style())]),
        (f"{ESC}[1;31merror{ESC}[0m: no", [("error", Style("verdict.bad", bold=True)), (": no", Style())]),
        (f"{ESC}[32mok{ESC}[39m!", [("ok", Style("verdict.good")), ("!", Style())]),
        (f"{ESC}[93mlook{ESC}[m", [("look", Style("verdict.warn"))]),
        (f"{ESC}[90mgrey", [("grey", Style("text.muted"))]),
        (f"{ESC}[38;5;196mred", [("red", Style("verdict.bad"))]),
        (f"{ESC}[38;2;20;200;30mgreen", [("green", Style("verdict.good"))]),
        (f"{ESC}[48;5;1;4mground", [("ground", Style(underline=True))]),
        (f"{ESC}[3msl{ESC}[23m{ESC}[2K{ESC}]0;title\x07 up", [("sl", Style(italic=True)), (" up", Style())]),
        ("10%\r50%\r100%\r\n", [("100%", Style())]),
    ],
)  # fmt: skip
def test_colours_of_a_terminal(line: str, told: list[tuple[str, Style]]) -> None:
    assert list(pieces(line)) == told


@given(st.text(st.sampled_from([ESC, "[", "]", "3", "8", "5", "2", ";", ":", "m", "a", "\r", "\x07", "é"])))
def test_pieces_of_any_line_are_its_plain_text_in_known_colours(line: str) -> None:
    found = list(pieces(line))
    assert all(style.colour in (*TOKENS, "text.muted") for _, style in found)
    assert ESC not in "".join(text for text, _ in found)
    if "\x1b]" not in line:  # a title that does not end takes what follows, up to the next colour
        assert "".join(text for text, _ in found) == plain(line)


def test_the_log_shows_colours_and_follows_the_theme(page: RunPage, theme: Theme) -> None:
    write(page, "", f"{ESC}[31mred{ESC}[0m end", "")
    assert page.log.toPlainText() == "\nred end\n"
    cursor = QTextCursor(page.log.document().findBlockByNumber(1))
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    before = cursor.charFormat().foreground().color()
    assert before == theme.color("verdict.bad")
    theme.changed.emit()
    assert page.log.toPlainText() == "\nred end\n"


def test_searching(page: RunPage, qtbot: QtBot) -> None:
    write(page, *(f"\N{PARTY POPPER} epoch {number}: Loss" for number in range(100)), "done")
    page.bar.start_search()
    qtbot.keyClicks(page.bar.field, "loss")
    assert page.bar.count.text() == "100 of 100"
    qtbot.keyClick(page.bar.field, Qt.Key.Key_Return)
    assert page.bar.count.text() == "1 of 100"
    marks = page.log.extraSelections()  # which own their cursors
    assert {mark.cursor.selectedText() for mark in marks} == {"Loss"}
    qtbot.keyClick(page.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.bar.count.text() == "100 of 100"
    assert not page.bar.follow.isChecked(), "it stays at the hit"
    write(page, "the loss of all")
    assert page.bar.count.text() == "100 of 101"
    qtbot.keyClicks(page.bar.field, "es")
    assert page.bar.count.text() == "nothing found"
    assert not page.bar.after.isEnabled()
    qtbot.keyClick(page.bar.field, Qt.Key.Key_Escape)
    assert page.log.extraSelections() == []


def test_ctrl_f_searches_the_log_and_not_the_window(page: RunPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.log.setFocus()
    qtbot.keyClick(page.log, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.focusWidget() is page.bar.field


def test_following_is_a_button_and_the_scroll_bar(page: RunPage) -> None:
    write(page, *map(str, range(500)))
    bar = page.log.verticalScrollBar()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderPageStepSub)
    assert not page.bar.follow.isChecked()
    write(page, "more")
    assert bar.value() < bar.maximum()
    page.bar.follow.click()
    assert bar.value() == bar.maximum()
    page.resize(800, 300)
    write(page, "more")
    assert bar.value() == bar.maximum(), "a smaller window still follows"


def test_copying_and_the_file(page: RunPage, tmp_path: Path) -> None:
    write(page, f"{ESC}[1mone{ESC}[0m", "two")
    page.bar.copy.click()
    assert QGuiApplication.clipboard().text() == "one\ntwo"
    assert not page.bar.open.isEnabled()
    page.finish(str(tmp_path / "log"))
    assert page.bar.open.isEnabled()
    page.reset()
    assert not page.bar.open.isEnabled()
    page.finish()
    assert "nothing" in page.log.placeholderText()


def test_what_a_run_takes_is_drawn_and_said(page: RunPage) -> None:
    assert not page.charts["memory"].isVisible(), "nothing is measured yet"
    for second in range(3):
        usage = {"seconds": second, "processor": 50.0 * second, "memory": (3 - second) << 20, "disk": 0}
        page.add_usage(usage)
    assert page.charts["processor"].text() == ("100 %", "at most 100 %")
    now, most = page.charts["memory"].text()
    assert (now, most) == ("1.00 MiB", "at most 3.00 MiB")
    assert page.charts["memory"].accessibleDescription() == f"{now}, {most}"
    page.add_usage({"seconds": 3, "memory": 9 << 20})
    for second in range(4, 5 * POINTS):
        page.add_usage({"seconds": second, "memory": second})
    assert page.charts["memory"].text()[1] == "at most 9.00 MiB", "a peak is not left out"
    assert len(page.charts["memory"].points) <= POINTS
    assert page.charts["disk"].points[-1] == (2, 0)
    page.reset()
    assert page.charts["memory"].text() == ("", "")
