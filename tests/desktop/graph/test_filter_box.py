"""The filter box and the saved views, on an imported project, with real keys."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.completions import CompletionList, CompletionsModel
from forebear.desktop.graph.filter_box import FilterBox, Mood
from forebear.desktop.graph.saved_views import SavedViewsModel, ViewsButton
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.questions import Questions
from forebear.lineage.saved_views import SavedView, SavedViews
from forebear.lineage.slicing.adding import kind_term_of, term_of, with_term
from forebear.lineage.slicing.choosing import Slices
from forebear.lineage.slicing.completing import Completion
from forebear.lineage.view import Show, View
from forebear.lineage.view_text import read_link


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    made.resize(800, 500)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def put(window: QWidget, widget: QWidget, qtbot: QtBot) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    qtbot.waitExposed(window)


@pytest.fixture
def box(window: QWidget, reader: Reader, theme: Theme, qtbot: QtBot) -> FilterBox:
    made = FilterBox(reader, theme, lambda: "Ada <ada@example.org>")
    put(window, made, qtbot)
    made.line.setFocus()
    return made


def offered(box: FilterBox) -> list[str]:
    lists = [each for each in box.window().findChildren(CompletionList) if each.isVisible()]
    return [each.model.index(row).data() for each in lists for row in range(each.model.rowCount())]


def test_what_is_valid_is_applied_after_a_pause(box: FilterBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.slice_changed) as caught:
        QTest.keyClicks(box.line, "kind:model")

    assert caught.args == ["kind:model"]
    assert box.slice == "kind:model"
    assert " of " in box.line.accessibleDescription()


def test_enter_applies_at_once(box: FilterBox, qtbot: QtBot) -> None:
    box.line.setText("kind:run")
    with qtbot.waitSignal(box.slice_changed) as caught:
        QTest.keyClick(box.line, Qt.Key.Key_Return)

    assert caught.args == ["kind:run"]


def test_the_wrong_word_is_underlined_and_said(box: FilterBox, qtbot: QtBot) -> None:
    said: list[str] = []
    box.slice_changed.connect(said.append)
    box.line.setText("🧬 kind:modle authr:me")
    QTest.keyClick(box.line, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: box._saying.mood is Mood.WRONG)

    assert [box.line.text()[start:end] for start, end in box.line.wrong] == ["modle", "authr"]
    assert "There is no kind modle. Did you mean model?" in box._saying.text
    assert box.line.accessibleDescription() == box._saying.text
    assert box._saying.isVisible()
    assert said == []


def test_the_wave_is_under_the_word(box: FilterBox, theme: Theme, qtbot: QtBot) -> None:
    box.line.setText("kind:run kind:modle")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(box.line.wrong))

    picture = box.line.grab().toImage()
    red = theme.color("verdict.bad")
    columns = [
        x
        for x in range(28, picture.width() - 8)
        for y in range(picture.height())
        if abs(picture.pixelColor(x, y).red() - red.red()) < 40
        and picture.pixelColor(x, y).green() < red.green() + 60
        and picture.pixelColor(x, y).red() > 150
    ]
    left, right = box.line.left_of(14), box.line.left_of(19)
    assert columns
    assert left - 2 <= min(columns) <= left + 6
    assert right - 6 <= max(columns) <= right + 2


def test_a_word_that_is_being_typed_is_not_wrong_yet(box: FilterBox, qtbot: QtBot) -> None:
    QTest.keyClicks(box.line, "kind:mod")

    qtbot.waitUntil(lambda: offered(box) != [])

    assert box.line.wrong == ()
    assert offered(box)[0] == "model"


def test_tab_takes_a_completion(box: FilterBox, qtbot: QtBot) -> None:
    QTest.keyClicks(box.line, "kind:dat")
    qtbot.waitUntil(lambda: offered(box) != [])

    with qtbot.waitSignal(box.slice_changed, check_params_cb=lambda text: text == "kind:dataset"):
        QTest.keyClick(box.line, Qt.Key.Key_Tab)

    assert box.line.text() == "kind:dataset"
    assert box.line.hasFocus()
    assert offered(box) == []
    box.line.undo()
    assert box.line.text() == "kind:dat"


def test_arrows_choose_and_enter_takes(box: FilterBox, qtbot: QtBot) -> None:
    QTest.keyClick(box.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "kind:" in offered(box))

    QTest.keyClick(box.line, Qt.Key.Key_Down)
    QTest.keyClick(box.line, Qt.Key.Key_Return)

    assert box.line.text() == "kind:"
    qtbot.waitUntil(lambda: "model" in offered(box))  # what kind


def test_escape_closes_the_list_then_leaves(box: FilterBox, qtbot: QtBot) -> None:
    QTest.keyClicks(box.line, "kind:")
    qtbot.waitUntil(lambda: offered(box) != [])
    QTest.keyClick(box.line, Qt.Key.Key_Escape)
    assert offered(box) == []

    with qtbot.waitSignal(box.left):
        QTest.keyClick(box.line, Qt.Key.Key_Escape)


def test_nothing_found_is_said_and_clearing_shows_all(box: FilterBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.slice_changed):
        box.line.setText("kind:model nosuch")
        QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert box._saying.text == "nosuch matches nothing."
    assert box._saying.mood is Mood.NOTHING

    with qtbot.waitSignal(box.slice_changed) as caught:
        box.clear()
    assert caught.args == [""]
    assert not box._saying.isVisible()


def test_a_view_shows_its_slice_without_a_signal(box: FilterBox, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(box.slice_changed):
        box.show_slice("kind:run")
        qtbot.waitUntil(lambda: " of " in box.line.accessibleDescription())

    assert box.line.text() == box.slice == "kind:run"


def test_what_is_typed_on_is_not_taken_back(box: FilterBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.slice_changed):
        QTest.keyClicks(box.line, "kind:run")
    QTest.keyClicks(box.line, " aft")
    box.show_slice("kind:run")  # as a view does that followed the signal

    assert box.line.text() == "kind:run aft"
    box.show_slice("kind:model")
    assert box.line.text() == "kind:model"


def test_pointing_narrows_the_filter(box: FilterBox, qtbot: QtBot) -> None:
    box.show_slice("kind:model | kind:run")
    with qtbot.waitSignal(box.slice_changed) as caught:
        box.add("author:me", excluded=True)

    assert caught.args == ["(kind:model | kind:run) -author:me"]


def test_a_text_of_ten_thousand_characters_does_no_harm(box: FilterBox, qtbot: QtBot) -> None:
    box.line.setText("\u202e🧬(a|" * 3000)
    QTest.keyClick(box.line, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: box._saying.mood is Mood.WRONG)
    box.line.grab()


def test_rows_of_completions() -> None:
    model = CompletionsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show((Completion(0, 0, "kind:", "", "field"), Completion(0, 1, "a", "b", "tag")))
    model.show(())
    assert tester is not None


def test_terms_of_nodes_choose_just_them(reader: Reader, qtbot: QtBot) -> None:
    found: list[tuple[int, frozenset[int], bool]] = []

    def ask(questions: Questions) -> list[tuple[int, frozenset[int], bool]]:
        with questions.look() as look:
            everything = Slices(look).choose("").ids
        nodes = questions.nodes(everything)
        with questions.look() as look:
            return [
                (
                    node.id,
                    Slices(look).choose(term_of(node)).ids,
                    node.id in Slices(look).choose(kind_term_of(node)).ids,
                )
                for node in nodes
            ]

    reader.ask(ask, found.extend)
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    assert [each for each in found if each[1] != {each[0]} or not each[2]] == []


def test_adding_terms() -> None:
    assert with_term("", "kind:run") == "kind:run"
    assert with_term("a b", "kind:run") == "a b kind:run"
    assert with_term("a | b", "kind:run") == "(a | b) kind:run"
    assert with_term("a kind:run", "kind:run") == "a kind:run"
    assert with_term("a", "b c", excluded=True) == "a -(b c)"


# saved views


@pytest.fixture
def shown() -> list[View]:
    return [View(Show.SLICE, slice="kind:model")]


@pytest.fixture
def views(window: QWidget, theme: Theme, tmp_path: Path, shown: list[View], qtbot: QtBot) -> ViewsButton:
    saved = SavedViews(tmp_path / "views.json")
    saved.save("Weekly", View(up=5))
    made = ViewsButton(saved, lambda: shown[0] if shown else None, "churn", theme)
    put(window, made, qtbot)
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.panel.model.rowCount() == 1)
    return made


def named(views: ViewsButton) -> list[str]:
    model = views.panel.model
    return [model.index(row).data() for row in range(model.rowCount())]


def test_a_view_is_saved_and_opened(views: ViewsButton, qtbot: QtBot, shown: list[View]) -> None:
    QTest.keyClicks(views.panel.name, "Models")
    QTest.keyClick(views.panel.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: named(views) == ["Models", "Weekly"])

    views.panel.rows.setFocus()
    views.panel.rows.setCurrentIndex(views.panel.model.index(0))
    with qtbot.waitSignal(views.view_chosen) as caught:
        QTest.keyClick(views.panel.rows, Qt.Key.Key_Return)
    assert caught.args == [shown[0], "Models"]
    assert not views.panel.isVisible()


class Slow(SavedViews):
    """Views of a file that takes its time: the first who reads it waits until all were told to come."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked, self.told = threading.Event(), threading.Event()

    def all(self) -> tuple[SavedView, ...]:
        found = super().all()
        if not self.asked.is_set():
            self.asked.set()
            assert self.told.wait(30)
        return found


def test_what_was_saved_is_there_though_the_file_was_still_being_read(
    window: QWidget, theme: Theme, tmp_path: Path, shown: list[View], qtbot: QtBot
) -> None:
    saved = Slow(tmp_path / "views.json")
    made = ViewsButton(saved, lambda: shown[0], "churn", theme)
    put(window, made, qtbot)
    made.open()
    assert saved.asked.wait(30)
    for name in ("One", "Two"):
        made.panel.name.setText(name)
        made.panel.save()
    saved.told.set()
    made.panel._background.run(lambda: None, lambda _nothing: made.panel.setObjectName("all is done"))
    qtbot.waitUntil(lambda: made.panel.objectName() == "all is done")
    assert named(made) == ["One", "Two"]


def test_a_view_is_renamed_in_its_place(views: ViewsButton, qtbot: QtBot) -> None:
    model = views.panel.model
    model.setData(model.index(0), "Monthly")

    qtbot.waitUntil(lambda: named(views) == ["Monthly"])


def test_what_is_deleted_comes_back(views: ViewsButton, qtbot: QtBot) -> None:
    views.panel.rows.setFocus()
    views.panel.rows.setCurrentIndex(views.panel.model.index(0))
    QTest.keyClick(views.panel.rows, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: named(views) == [])
    assert views.panel._undo.isVisible()

    QTest.mouseClick(views.panel._undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: named(views) == ["Weekly"])


def test_a_link_is_copied(views: ViewsButton, shown: list[View]) -> None:
    views.panel.copy_link()

    assert read_link(QGuiApplication.clipboard().text()) == ("churn", shown[0])


def test_a_malformed_file_is_said_and_kept(views: ViewsButton, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "views.json").write_text("{")
    QTest.keyClicks(views.panel.name, "New")
    QTest.keyClick(views.panel.name, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: "cannot be read" in views.panel._news.text())
    assert str(tmp_path / "views.json") in views.panel._news.text()
    assert (tmp_path / "views.json").read_text() == "{"


def test_escape_closes_the_panel(views: ViewsButton, qtbot: QtBot) -> None:
    views.panel.rows.setFocus()
    QTest.keyClick(views.panel.rows, Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: not views.panel.isVisible())


def test_rows_of_views() -> None:
    model = SavedViewsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show((SavedView("a", View()), SavedView("b", View())))
    model.show(())
    assert tester is not None
