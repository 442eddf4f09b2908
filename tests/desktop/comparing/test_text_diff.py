"""The diff of two texts in the window."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from forebear.compare.text.lines import Change, compare_texts, read_diff
from forebear.compare.text.rows import TextDiff
from forebear.desktop.comparing.diffs.view import TextDiffView
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.errors import ActionableError

Watched = Callable[..., AbstractContextManager[object]]
NAMES = ("A: v1.2, 2026-03-01", "B: v1.3, 2026-06-01")
BEFORE = "import os\n\n\n" + "".join(f"x{number} = {number}\n" for number in range(40)) + 'name = "a"\n'
AFTER = BEFORE.replace("x5 = 5", "x5 = 55").replace('name = "a"\n', 'name = "b"\nmore = 1\n')


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> TextDiffView:
    made = TextDiffView(theme)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(view: TextDiffView, qtbot: QtBot, before: str = BEFORE, after: str = AFTER) -> None:
    with qtbot.waitSignal(view.settled):
        view.show_made(
            lambda: TextDiff.of("train.py", compare_texts(before, after), whole=True), "train.py", NAMES
        )


def cells(view: TextDiffView, column: int = 0) -> list[str]:
    model = view.table.lines
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def heading(view: TextDiffView, column: int = 0) -> str:
    return str(view.table.lines.headerData(column, Qt.Orientation.Horizontal))


def test_it_is_a_proper_model(view: TextDiffView, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(view.table.lines)
    show(view, qtbot)
    with qtbot.waitSignal(view.settled):
        view.show_beside(True)
    assert tester.model() is view.table.lines


def test_lines_below_each_other_and_side_by_side(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot)
    assert heading(view) == "A: v1.2, 2026-03-01  →  B: v1.3, 2026-06-01"
    shown = cells(view)
    assert shown[0].startswith("5 lines that are the same")
    assert shown[4:6] == ["x5 = 5", "x5 = 55"]
    with qtbot.waitSignal(view.settled), qtbot.waitSignal(view.beside_chosen):
        qtbot.keyClick(view.table, Qt.Key.Key_S)
    assert view.beside
    assert [heading(view, 0), heading(view, 1)] == list(NAMES)
    row = cells(view).index("x5 = 5")
    assert cells(view, 1)[row] == "x5 = 55"
    assert cells(view)[-1] == ""
    assert cells(view, 1)[-1] == "more = 1"


def test_a_line_is_read_out_with_its_number_and_change(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot)
    model = view.table.lines
    said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert "Line 9 removed: x5 = 5" in said
    assert "Line 9 added: x5 = 55" in said
    assert "Line 8: x4 = 4" in said


def test_keys_go_from_change_to_change(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot)
    qtbot.keyClick(view.table, Qt.Key.Key_N)
    assert view.table.currentIndex().data() == "x5 = 5"
    qtbot.keyClick(view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert view.table.currentIndex().data() == 'name = "a"'
    assert view.bar.count.text() == "Change 2 of 2"
    qtbot.keyClick(view.table, Qt.Key.Key_P)
    assert view.table.currentIndex().data() == "x5 = 5"


def test_the_whole_file_or_one_gap_can_be_seen(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot)
    few = len(cells(view))
    view.table.setCurrentIndex(view.table.lines.index(0, 0))
    with qtbot.waitSignal(view.settled):
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert len(cells(view)) == few + 4
    with qtbot.waitSignal(view.settled):
        qtbot.keyClick(view.table, Qt.Key.Key_W)
    assert len(cells(view)) == len(BEFORE.splitlines()) + 3
    assert view.bar.whole.isChecked()


def test_chosen_lines_are_copied_as_code(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot, "a = 1\r\nb = 2\r\n", "a = 1\r\nb = 3\r\n")
    assert cells(view) == ["a = 1", "b = 2", "b = 3"]
    view.table.selectAll()
    view.table.copy()
    assert QApplication.clipboard().text() == "a = 1\nb = 2\nb = 3"


def test_line_ends_are_seen_where_they_differ(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot, "a = 1\nb = 2\n", "a = 1\r\nb = 2\n")
    assert cells(view) == ["a = 1", "a = 1[CR]", "b = 2"]


def test_what_does_not_show_is_shown(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot, "ok = 1\n", "ok = 1  # \u202e\u2066\n")
    assert cells(view)[1] == "ok = 1  # [U+202E][U+2066]"


def test_hunks_of_a_patch_are_shown_as_they_are(view: TextDiffView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.settled):
        view.show_diff(read_diff("@@ -3 +3 @@ def f():\n-x = 1\n+x = 2\n"), "a.py", NAMES)
    assert cells(view) == ["def f():", "x = 1", "x = 2"]
    assert not view.bar.whole.isEnabled()


def test_why_there_is_nothing_to_see_is_said(view: TextDiffView, qtbot: QtBot) -> None:
    show(view, qtbot, "same\n", "same\n")
    assert view.message.text() == "No line differs."

    def gone() -> None:
        raise ActionableError("The file is not here.", where="a.py", todo="Fetch it.")

    with qtbot.waitSignal(view.settled):
        view.show_made(gone, "a.py", NAMES)  # type: ignore[arg-type]
    assert "The file is not here." in view.message.text()
    assert view.message.isVisible()


def test_a_diff_is_painted_with_signs_grounds_and_marks(
    view: TextDiffView, theme: Theme, qtbot: QtBot
) -> None:
    show(view, qtbot)
    qtbot.waitUntil(lambda: bool(view.table.lines._syntax.after))
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme.choose(scheme)
        picture = view.table.viewport().grab().toImage()
        for text, change in (("x5 = 5", Change.REMOVED), ("x5 = 55", Change.ADDED)):
            box = view.table.visualRect(view.table.lines.index(cells(view).index(text), 0))
            spot = picture.pixelColor(box.right() - 20, box.center().y())
            assert spot.name() == theme.color(f"diff.{change.name.lower()}").name()
            colours = {picture.pixelColor(x, box.center().y()).name() for x in range(box.width())}
            assert theme.color(f"diff.{change.name.lower()}.word").name() in colours


def test_long_lines_are_scrolled_on_both_sides_at_once(view: TextDiffView, qtbot: QtBot) -> None:
    view.show_beside(True)
    show(view, qtbot, f"x = '{'a' * 400}'\n", f"x = '{'b' * 400}'\n")
    assert view.table.sideways.isVisible()
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    assert view.table.sideways.value() > 0
    qtbot.keyClick(view.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    show(view, qtbot)
    assert not view.table.sideways.isVisible()


def test_a_line_of_ten_megabytes_does_not_hold_up_the_window(
    view: TextDiffView, qtbot: QtBot, watched: Watched
) -> None:
    with watched():
        show(view, qtbot, "x" * 10_000_000 + "\n", "y" * 10_000_000 + "\n")
        view.table.viewport().repaint()
    assert view.table.lines.rowCount() == 2


def test_twenty_thousand_lines_open_smoothly(view: TextDiffView, qtbot: QtBot, watched: Watched) -> None:
    picked = random.Random(3)
    before = [f"    value_{number} = compute({number}, 'text')" for number in range(20_000)]
    after = [f"{line}  # new" if picked.random() < 0.2 else line for line in before]
    with watched():
        show(view, qtbot, "\n".join(before), "\n".join(after))
        for wanted in (True, False):
            with qtbot.waitSignal(view.settled):
                view.show_beside(wanted)
        with qtbot.waitSignal(view.settled):
            view.show_whole(True)
        for _ in range(20):
            view.go(1)
            with qtbot.waitCallback() as turned:
                QTimer.singleShot(0, turned)
        qtbot.waitUntil(lambda: bool(view.table.lines._syntax.after), timeout=30_000)
    assert view.table.lines.rowCount() > 20_000


def test_every_button_has_a_name(view: TextDiffView) -> None:
    for button in view.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or button.isHidden()
    assert view.table.accessibleName()
