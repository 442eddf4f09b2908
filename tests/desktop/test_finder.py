"""The finder: things, acts by other words, references, what is pasted, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.app import Desktop
from forebear.desktop.finder import Finder
from forebear.desktop.found import Found, FoundModel
from forebear.desktop.window import MainWindow
from forebear.lineage.words import ArtifactType, NodeKind


def opened_finder(window: MainWindow) -> Finder:
    window.actions_table["find.anything"].trigger()
    return next(found for found in window.findChildren(Finder) if found.isVisible())


def typed(finder: Finder, text: str, qtbot: QtBot) -> list[str]:
    """Type a text and return the rows, when all of them are there."""
    finder._line.setText(text)
    qtbot.waitUntil(
        lambda: finder._shown == text.strip() and not finder._finding.busy and not finder._typing.isActive(),
        timeout=60_000,
    )
    return rows(finder)


def rows(finder: Finder) -> list[str]:
    return [finder._model.index(row).data() for row in range(finder._model.rowCount())]


@pytest.fixture
def finder(opened: MainWindow) -> Finder:
    return opened_finder(opened)


def test_the_model_keeps_the_rules_of_models() -> None:
    model = FoundModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for count in (3, 0, 1):
        model.show([Found(f"{n}", "", ("search", "text"), lambda: None) for n in range(count)])
        assert model.rowCount() == count
    assert model.found(1) is None


def test_what_was_looked_at_comes_first_when_nothing_is_typed(opened: MainWindow, qtbot: QtBot) -> None:
    finder = opened_finder(opened)
    node = opened.selection.node
    assert node is not None
    qtbot.waitUntil(lambda: rows(finder)[:1] == [node.name], timeout=60_000)
    assert "Open a folder…" in rows(finder)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("slowly", "Learn more slowly"),
        ("고객", "고객 데이터를 6월 것으로 바꿈"),
        ("데이터", "고객 데이터를 6월 것으로 바꿈"),
        ("model.json", "model.json"),
        ("v1.1", "v1.1"),
        ("customres", "customers.csv"),
        ("reproduce", "Rebuild…"),
        ("diff", "Compare"),
        ("shortc", "Shortcuts"),
    ],
)
def test_things_and_acts_are_found(finder: Finder, wanted: str, first: str, qtbot: QtBot) -> None:
    found = typed(finder, wanted, qtbot)
    assert first in (each.rpartition("/")[2] for each in found[:7])


@pytest.mark.parametrize("ref", ["model.json@v1.0", "HEAD~2", "main^", "v1.0~0"])
def test_a_reference_is_offered_first(finder: Finder, opened: MainWindow, ref: str, qtbot: QtBot) -> None:
    typed(finder, ref, qtbot)
    with qtbot.waitSignal(opened.selection.node_opened, timeout=60_000) as went:
        qtbot.keyClick(finder._line, Qt.Key.Key_Return)
    assert went.args is not None
    workspace = opened.desk.workspace
    assert workspace is not None
    with qtbot.waitCallback() as answered:
        workspace.opened.reader.ask(lambda questions: questions.resolve(ref).node, answered)
    assert went.args[0] == answered.args[0]


def test_what_names_nothing_says_so_with_what_is_near(finder: Finder, qtbot: QtBot) -> None:
    typed(finder, "model.jsn@v1.0", qtbot)
    assert "holds nothing" in finder._said.text()
    assert finder._said.isVisible()
    typed(finder, "qqzzxx", qtbot)
    assert "Nothing found" in finder._said.text()
    assert not finder._list.isVisible()
    typed(finder, "slowly", qtbot)
    assert not finder._said.isVisible()


def test_enter_waits_for_the_answer_to_what_was_typed(
    finder: Finder, opened: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(opened.selection.node_opened, timeout=60_000) as went:
        qtbot.keyClicks(finder._line, "slowly")
        qtbot.keyClick(finder._line, Qt.Key.Key_Return)
    assert went.args is not None
    assert went.args[0].name == "Learn more slowly"


def test_what_was_found_before_stays_until_more_is_known(finder: Finder, qtbot: QtBot) -> None:
    typed(finder, "slow", qtbot)
    before = rows(finder)
    finder._line.setText("slowly")
    assert rows(finder) == before
    assert finder._list.isVisible()


def test_the_list_is_walked_from_the_box(finder: Finder, qtbot: QtBot) -> None:
    typed(finder, "model", qtbot)
    count = finder._model.rowCount()
    assert count > 3
    for key, row in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_PageDown, min(9, count - 1)),
        (Qt.Key.Key_PageUp, max(0, min(9, count - 1) - 8)),
    ):
        qtbot.keyClick(finder._line, key)
        assert finder._list.currentIndex().row() == row
    qtbot.keyClick(finder._line, Qt.Key.Key_Escape)
    assert not finder.isVisible()


def pasted(window: MainWindow, text: str, on: QWidget, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(text)
    on.setFocus()
    qtbot.keyClick(on, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def short_sha(text: str) -> str:
    return text[:9]


@pytest.mark.parametrize("made", [str, short_sha, "\n  {} \n".format], ids=["whole", "short", "with spaces"])
def test_a_pasted_commit_is_gone_to(opened: MainWindow, made: Callable[[str], str], qtbot: QtBot) -> None:
    workspace = opened.desk.workspace
    assert workspace is not None
    commit = workspace.navigator.items.children[-1].children[-1]
    with qtbot.waitSignal(opened.selection.node_opened, timeout=60_000) as went:
        pasted(opened, made(commit.key), workspace.navigator._tree, qtbot)
    assert went.args is not None
    assert went.args[0].key == commit.key


def test_a_pasted_digest_and_a_bare_one(opened: MainWindow, qtbot: QtBot) -> None:
    node = opened.selection.node
    assert node is not None
    assert node.type is ArtifactType.MODEL
    opened.selection.select(None)
    workspace = opened.desk.workspace
    assert workspace is not None
    digest = node.digests[0]
    for text in (str(digest), digest.value):
        with qtbot.waitSignal(opened.selection.node_opened, timeout=60_000) as went:
            pasted(opened, text, workspace.navigator._tree, qtbot)
        assert went.args is not None
        assert went.args[0].digests == node.digests


def test_what_is_pasted_and_names_nothing_is_asked_about(opened: MainWindow, qtbot: QtBot) -> None:
    workspace = opened.desk.workspace
    assert workspace is not None
    pasted(opened, "Learn slow", workspace.navigator._tree, qtbot)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in opened.findChildren(Finder)), timeout=60_000)
    finder = next(each for each in opened.findChildren(Finder) if each.isVisible())
    assert finder._line.text() == "Learn slow"


def test_a_text_field_takes_what_is_pasted_into_it(opened: MainWindow, qtbot: QtBot) -> None:
    workspace = opened.desk.workspace
    assert workspace is not None
    before = opened.selection.node
    pasted(opened, "HEAD~1", workspace.navigator._filter, qtbot)
    assert workspace.navigator._filter.text() == "HEAD~1"
    qtbot.wait(50)
    assert opened.selection.node == before


def test_a_link_to_a_view_is_handed_on(opened: MainWindow, qtbot: QtBot) -> None:
    link = "forebear://view?show=map"
    QGuiApplication.clipboard().setText(link)
    with qtbot.waitSignal(opened.selection.link_opened) as said:
        opened.actions_table["find.pasted"].trigger()
    assert said.args == [link]
    finder = opened_finder(opened)
    assert typed(finder, link, qtbot)[0] == "Open the view of this link"
    with qtbot.waitSignal(opened.selection.link_opened):
        qtbot.keyClick(finder._line, Qt.Key.Key_Return)


def test_without_a_project_there_are_acts(desktop: Desktop, qtbot: QtBot) -> None:
    finder = opened_finder(desktop.window)
    assert typed(finder, "demo", qtbot)[0] == "Make the sample project"
    assert typed(finder, "HEAD", qtbot) == []
    assert "Nothing found" in finder._said.text()


def test_it_goes_on_while_another_project_opens(opened: MainWindow, project: Path, qtbot: QtBot) -> None:
    finder = opened_finder(opened)
    typed(finder, "slowly", qtbot)
    finder._line.setText("model")
    opened.open(project)
    qtbot.waitUntil(
        lambda: finder._shown == "model" and not finder._finding.busy and len(rows(finder)) > 1,
        timeout=60_000,
    )
    assert any("model.json" in each for each in rows(finder))


def test_every_row_says_what_it_is(finder: Finder, qtbot: QtBot) -> None:
    typed(finder, "slowly", qtbot)
    said = finder._model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Learn more slowly, v1.1")
    assert "Commit" in said
    assert NodeKind.COMMIT.value.title() in said


def test_versions_are_pinned_for_a_comparison_without_leaving_the_finder(
    opened: MainWindow, finder: Finder, qtbot: QtBot
) -> None:
    for tag in ("v1.1", "v1.0"):
        assert typed(finder, tag, qtbot)[0] == tag
        qtbot.keyClick(finder._line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened.selection.pinned == ("v1.1", "v1.0")
    assert finder.isVisible()
    assert finder._said.text().startswith("2 pinned for a comparison; ")
    qtbot.keyClick(finder._line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened.selection.pinned == ("v1.1",)  # once more takes it off
    typed(finder, "shortc", qtbot)
    qtbot.keyClick(finder._line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert finder._said.text() == "This is no version that can be compared."
    assert opened.selection.pinned == ("v1.1",)
