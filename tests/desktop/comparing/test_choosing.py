"""Choosing versions: adding, dropping, swapping, reordering, and the link."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from forebear.compare.comparison import Version
from forebear.compare.version import label
from forebear.desktop.comparing.header import VersionStrip
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import COMPARE
from forebear.lineage.comparison_link import read_comparison_link
from forebear.lineage.project import Project
from forebear.lineage.words import NodeKind


def versions(count: int) -> list[Version]:
    when = datetime(2026, 3, 1, tzinfo=UTC)
    return [
        Version(label(place), f"v{place}", f"churn v{place}", NodeKind.COMMIT, "c" * 40, when=when)
        for place in range(count)
    ]


@pytest.fixture
def strip(reader: Reader, theme: Theme, qtbot: QtBot) -> VersionStrip:
    made = VersionStrip(theme, reader)
    qtbot.addWidget(made)
    made.resize(900, 120)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_versions_are_named_by_what_they_are_and_when(
    strip: VersionStrip, qtmodeltester: ModelTester
) -> None:
    strip.show_versions(versions(3), {})
    qtmodeltester.check(strip.model)
    said = strip.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "B: churn v1, 2026-03-01"


def test_a_version_is_made_the_baseline_moved_dropped_and_swapped(strip: VersionStrip, qtbot: QtBot) -> None:
    wanted: list[tuple[str, ...]] = []
    strip.refs_wanted.connect(wanted.append)
    strip.show_versions(versions(4), {})
    view = strip.view
    view.setCurrentIndex(strip.model.index(2))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert wanted.pop() == ("v2", "v0", "v1", "v3")
    strip.show_versions(versions(4), {})
    view.setCurrentIndex(strip.model.index(1))
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert wanted.pop() == ("v0", "v2", "v1", "v3")
    assert view.currentIndex().row() == 2
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert wanted.pop() == ("v0", "v1", "v2", "v3")
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert wanted.pop() == ("v0", "v2", "v3")
    view.setCurrentIndex(strip.model.index(3))
    strip.swap()
    assert wanted.pop() == ("v3", "v1", "v2", "v0")
    view.setCurrentIndex(strip.model.index(0))
    strip.swap()
    assert wanted.pop() == ("v3", "v1", "v2", "v0")


def test_dropping_one_on_another_place_moves_it(strip: VersionStrip) -> None:
    wanted: list[tuple[str, ...]] = []
    strip.refs_wanted.connect(wanted.append)
    strip.show_versions(versions(4), {})
    root = strip.view.rootIndex()
    assert strip.model.moveRow(root, 3, root, 1)  # what the view calls
    assert wanted == [("v0", "v3", "v1", "v2")]
    assert not strip.model.moveRow(root, 1, root, 1)
    assert not strip.model.move(0, 9)


def test_a_hundred_versions_are_drawn_only_where_they_are_seen(
    strip: VersionStrip, watched: object, qtbot: QtBot
) -> None:
    with watched():  # type: ignore[operator]
        strip.show_versions(versions(100), {})
        qtbot.wait(50)
        for row in (99, 0, 50):
            strip.view.setCurrentIndex(strip.model.index(row))
            strip.grab()
    assert strip.model.index(99).data(Qt.ItemDataRole.AccessibleTextRole).startswith("CV: churn v99")


@pytest.fixture
def compared(imported_project: Path, reader: Reader, theme: Theme, qtbot: QtBot) -> CompareView:
    view = CompareView(Project.at(imported_project), reader, theme)
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    qtbot.waitExposed(view)
    view.show_versions(["v1.0", "v1.1"])
    qtbot.waitUntil(lambda: view.comparison is not None, timeout=60_000)
    return view


def refs(view: CompareView) -> list[str]:
    assert view.comparison is not None
    return [version.ref for version in view.comparison.versions]


@pytest.mark.qt_log_ignore("does not support", extend=True)  # a popup without a window system
def test_a_version_is_added_by_its_name_with_completion(compared: CompareView, qtbot: QtBot) -> None:
    adding = compared.versions.adding
    adding.setFocus()
    qtbot.keyClicks(adding, "mai")
    qtbot.waitUntil(lambda: bool(adding.offered), timeout=30_000)
    assert any(line.startswith("main") for line in adding.offered)
    line = next(line for line in adding.offered if line.startswith("main"))
    adding.completer().activated[str].emit(line)
    qtbot.waitUntil(lambda: refs(compared) == ["v1.0", "v1.1", "main"], timeout=60_000)
    assert adding.text() == ""
    popup = adding.completer().popup()
    assert popup is not None
    popup.hide()
    adding.setText("v1.0~0")
    qtbot.keyClick(adding, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(refs(compared)) == 4, timeout=60_000)


def test_swapping_changes_the_baseline_and_the_signs(compared: CompareView, qtbot: QtBot) -> None:
    compared.versions.swap()
    qtbot.waitUntil(lambda: refs(compared) == ["v1.1", "v1.0"], timeout=60_000)
    assert compared.comparison is not None
    loss = next(row for row in compared.comparison.metrics if row.name == "loss")
    assert loss.delta(1) == pytest.approx(0.1)


def test_the_link_names_the_versions_and_the_page(compared: CompareView, qtbot: QtBot) -> None:
    compared.show_page(Page.CODE)
    compared.copy_link()
    chosen = read_comparison_link(QApplication.clipboard().text())
    assert (chosen.project, chosen.refs, chosen.page) == ("churn", ("v1.0", "v1.1"), "code")


def test_a_link_is_opened_again(opened: MainWindow, qtbot: QtBot) -> None:
    opened.selection.link_opened.emit("forebear://compare?project=churn&r=v1.1&r=main&page=parameters")
    workspace = opened.desk.workspace
    assert workspace is not None
    assert workspace.tab == COMPARE
    qtbot.waitUntil(lambda: getattr(workspace.compare.view, "comparison", None) is not None, timeout=60_000)
    view = workspace.compare.view
    assert isinstance(view, CompareView)
    assert refs(view) == ["v1.1", "main"]
    assert view.pages.currentIndex() == Page.PARAMETERS


def test_a_link_that_is_none_says_so(opened: MainWindow) -> None:
    said: list[object] = []
    opened.say_failure = said.append  # type: ignore[method-assign,assignment]
    opened.selection.link_opened.emit("forebear://compare?r=v1.1")
    assert "This is no comparison" in str(said[0])
