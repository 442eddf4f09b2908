"""The lineages of two versions as one picture, in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forebear.desktop.comparing.lineage_page import LineagePage
from forebear.desktop.comparing.spots import Spot, spot_of_cause, spot_of_node
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.graph.exporting import ExportDialog
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Change
from forebear.lineage.project import Project


@pytest.fixture
def view(imported_project: Path, reader: Reader, theme: Theme, qtbot: QtBot) -> CompareView:
    made = CompareView(Project.at(imported_project), reader, theme)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    made.show_versions(["v1.0", "v1.1"])
    qtbot.waitUntil(lambda: made.lineage.canvas is not None, timeout=60_000)
    made.show_page(Page.LINEAGE)
    return made


@pytest.fixture
def page(view: CompareView) -> LineagePage:
    return view.lineage


@pytest.fixture
def click(page: LineagePage, qtbot: QtBot) -> Callable[[str], None]:
    """Return `click(name)`, which clicks a node with the mouse."""

    def press(name: str) -> None:
        canvas = page.canvas
        assert canvas is not None
        scene = canvas.scene
        assert scene is not None
        row = next(row for row in range(scene.count) if getattr(scene.node(row), "name", "") == name)
        canvas.reveal(row)
        qtbot.waitUntil(lambda: canvas.painted, timeout=10_000)
        x, y = canvas.camera.to_view(*scene.middle(row))
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPointF(x, y).toPoint())

    return press


def drawn(page: LineagePage) -> set[str]:
    scene = page.canvas.scene if page.canvas is not None else None
    assert scene is not None
    return {node.name for row in range(scene.count) if (node := scene.node(row)) is not None}


def said(page: LineagePage) -> str:
    return "\n".join(each.text() for each in page.head.findChildren(QLabel) if each.isVisible())


def test_it_says_where_it_starts_and_how_much_differs(view: CompareView, page: LineagePage) -> None:
    assert said(page).startswith("It starts at params.yaml (changed), upstream of")
    merged = page.merged
    assert merged is not None
    assert page.head.states[Change.SAME].accessibleName() == f"{merged.counts[Change.SAME]} same"
    assert view.bar.tabs[Page.LINEAGE].accessibleName() == "Lineage: changed"
    assert page.head.states[Change.ADDED].isHidden()


def test_only_what_differs_is_drawn_until_everything_is_wanted(
    view: CompareView, page: LineagePage, qtbot: QtBot
) -> None:
    before = drawn(page)
    assert "params.yaml" in before
    assert not any(name.endswith(".csv") for name in before)
    view.bar._only.setChecked(False)
    qtbot.waitUntil(lambda: any(name.endswith(".csv") for name in drawn(page)), timeout=10_000)
    assert before < drawn(page)


def test_a_click_turns_to_the_difference(
    view: CompareView, page: LineagePage, click: Callable[[str], None]
) -> None:
    click("params.yaml")
    assert view.pages.currentIndex() == Page.PARAMETERS
    assert view.parameters.view.currentIndex().data() == "train.rate"
    view.show_page(Page.LINEAGE)
    click("metrics.json")
    assert view.pages.currentIndex() == Page.METRICS
    view.show_page(Page.LINEAGE)
    click("train")
    assert view.pages.currentIndex() == Page.PARAMETERS


def test_it_is_walked_and_opened_by_keyboard(view: CompareView, page: LineagePage, qtbot: QtBot) -> None:
    canvas = page.canvas
    assert canvas is not None
    page.head.first_wanted.emit()
    ring = canvas.marks.ring
    assert ring is not None
    assert canvas.scene is not None
    assert getattr(canvas.scene.node(ring), "name", "") == "params.yaml"
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.marks.ring != ring
    page.head.states[Change.CHANGED].click()
    assert canvas.marks.ring is not None
    page.choose("params.yaml")
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert view.pages.currentIndex() == Page.PARAMETERS


def test_a_screen_reader_hears_what_each_version_has(page: LineagePage) -> None:
    graph = QAccessible.queryAccessibleInterface(page.canvas)
    assert graph is not None
    names = [graph.child(place).text(QAccessible.Text.Name) for place in range(graph.childCount())]
    (parameters,) = [name for name in names if name.startswith("params.yaml")]
    assert parameters.startswith("params.yaml, changed, in A md5 ")
    assert ", in B md5 " in parameters
    assert parameters.endswith("nothing upstream of it differs")


def test_kinds_are_hidden_and_shown_again(page: LineagePage, qtbot: QtBot) -> None:
    assert page.canvas is not None
    page.canvas.legend.hidden_changed.emit(frozenset({"run"}))
    qtbot.waitUntil(lambda: "train" not in drawn(page), timeout=10_000)
    page.canvas.legend.hidden_changed.emit(frozenset())
    qtbot.waitUntil(lambda: "train" in drawn(page), timeout=10_000)


def test_the_picture_is_written_to_a_file(page: LineagePage, qtbot: QtBot, tmp_path: Path) -> None:
    page.head.export_wanted.emit()
    dialog = page.window().findChild(ExportDialog)
    assert dialog is not None
    with qtbot.waitSignal(dialog.written, timeout=30_000):
        dialog.write(tmp_path / "lineage.svg")
    written = (tmp_path / "lineage.svg").read_text(encoding="utf-8")
    assert "What A and B were made from" in written
    assert "≠ CHANGED" in written
    dialog.close()


def test_the_same_version_twice_has_no_differences(
    view: CompareView, page: LineagePage, qtbot: QtBot
) -> None:
    view.show_versions(["v1.0", "v1.0"])
    qtbot.waitUntil(lambda: page.merged is not None and not page.merged.firsts, timeout=60_000)
    texts = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
    assert "No differences" in texts


def test_of_several_versions_one_is_set_against_the_baseline(
    view: CompareView, page: LineagePage, qtbot: QtBot
) -> None:
    view.show_versions(["v1.0", "v1.0", "v1.1"])
    qtbot.waitUntil(lambda: page.merged is not None and page.merged.labels == ("A", "C"), timeout=60_000)
    page.head.versions.setCurrentIndex(0)
    page.head.versions.activated.emit(0)
    qtbot.waitUntil(lambda: page.merged is not None and page.merged.labels == ("A", "B"), timeout=60_000)


def test_every_change_has_its_spot(view: CompareView, page: LineagePage) -> None:
    comparison, merged = view.comparison, page.merged
    assert comparison is not None
    assert merged is not None
    assert [spot_of_cause(cause, comparison) for cause in view.summary.causes] == [
        Spot("parameters", "params.yaml\0train.rate")
    ]
    differing = [node for node in merged.nodes if node.change is not Change.SAME]
    assert all(spot_of_node(node, comparison) is not None for node in differing if node.kind != "run")


def test_what_only_one_version_has_is_told_by_its_lines_and_words(
    view: CompareView, page: LineagePage, qtbot: QtBot
) -> None:
    view.show_versions(["params.yaml@v1.0", "model.json@v1.1"])
    qtbot.waitUntil(lambda: page.merged is not None and page.merged.bare == ("A",), timeout=60_000)
    assert "A: nothing is recorded of what it was made from." in said(page)
    canvas, merged = page.canvas, page.merged
    assert canvas is not None
    assert merged is not None
    assert page.head.states[Change.ADDED].text() == f"{merged.counts[Change.ADDED]} only in B"
    assert set(canvas.marks.links.values()) == {Change.ADDED}
    assert canvas.marks.sides == ("A", "B")


def test_it_says_that_it_works_until_there_is_a_picture(reader: Reader, theme: Theme, qtbot: QtBot) -> None:
    page = LineagePage(theme, reader)
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    assert "Comparing…" in [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
