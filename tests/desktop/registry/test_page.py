"""The registry in the window: versions, their history, and what is done with them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forebear.desktop.comparing.sheet_model import LINE
from forebear.desktop.reading import Reader
from forebear.desktop.registry.page import RegistryPage
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.project import Project


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two models in tags of GTO, imported by the real command."""
    root = tmp_path_factory.mktemp("registry") / "risk"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    for number in (1, 2):
        git(root, "commit", "-q", "--allow-empty", "-m", f"commit {number}")
        git(root, "tag", "-a", f"segment@v1.{number}.0", "-m", f"release {number} <b>")
    git(root, "tag", "-a", "segment#prod", "-m", "approved by risk, ticket 4711")
    git(root, "tag", "-a", "churn@v0.1.0", "-m", "")
    git(root, "tag", "-a", "churn@v0.1.0!", "-m", "it drifted")
    subprocess.run([sys.executable, "-m", "forebear", "import", str(root)], check=True, capture_output=True)
    return root


@pytest.fixture
def page(registered: Path, theme: Theme, qtbot: QtBot) -> Iterator[RegistryPage]:
    reader = Reader(Project.at(registered).database_url)
    made = RegistryPage(reader, Selection(), theme)
    made.selection = made._selection
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: bool(made.models))
    yield made
    reader.close()


def choose(page: RegistryPage, *keys: str) -> None:
    model = page.table.view.selectionModel()
    flags = QItemSelectionModel.SelectionFlag
    page.table.choose(keys[0])
    for key in keys[1:]:
        model.select(page.table.model.find(key), flags.Select | flags.Rows)


def test_versions_stages_and_history(page: RegistryPage, theme: Theme, qtbot: QtBot) -> None:
    QAbstractItemModelTester(page.table.model)
    QAbstractItemModelTester(page.moves.model)
    assert [each.model.name for each in page.models] == ["churn", "segment"]
    choose(page, "gto:segment/v1.2.0")
    qtbot.waitUntil(lambda: page.moves.objectName() == "gto:segment")
    moves = page.moves.model.sheet.lines
    assert [line.cells[2].text for line in moves] == ["To prod", "Registered", "Registered"]
    assert moves[0].cells[4].text == "approved by risk, ticket 4711"
    assert page.gaps.text().startswith("Records begin ")
    folder = os.environ.get("FOREBEAR_PICTURES")
    if folder:
        page.grab().save(str(Path(folder) / "models-light.png"))
        theme.choose(Scheme.DARK)
        page.grab().save(str(Path(folder) / "models-dark.png"))


def test_a_chosen_version_is_selected_and_two_are_compared(page: RegistryPage, qtbot: QtBot) -> None:
    choose(page, "gto:segment/v1.1.0")
    assert page.selection.node is not None
    assert page.selection.node.key == "gto:segment/v1.1.0"
    assert not page.compare.isEnabled()
    choose(page, "gto:segment/v1.2.0", "gto:segment/v1.1.0")
    assert page.chosen_refs == ("models:/segment/v1.1.0", "models:/segment/v1.2.0")
    with qtbot.waitSignal(page.selection.compare_requested) as asked:
        page.compare.click()
    assert asked.args == [["models:/segment/v1.1.0", "models:/segment/v1.2.0"]]


def test_what_is_registered_no_more_says_so(page: RegistryPage) -> None:
    churn, segment = page.table.model.sheet.lines
    assert [line.cells[1].text for line in churn.children] == ["Deregistered"]
    assert [line.cells[1].text for line in segment.children] == ["prod", ""]


def test_a_move_leads_to_its_version(page: RegistryPage, qtbot: QtBot) -> None:
    choose(page, "gto:segment/v1.2.0")
    qtbot.waitUntil(lambda: page.moves.objectName() == "gto:segment")
    page.moves.line_opened.emit(page.moves.model.sheet.lines[-1])
    assert page.table.view.currentIndex().siblingAtColumn(0).data(LINE).key == "gto:segment/v1.1.0"


def test_of_models_chosen_one_after_the_other_the_last_has_its_moves_shown(
    page: RegistryPage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(page.moves.objectName()))
    for key in ("gto:churn/v0.1.0", "gto:segment/v1.2.0", "gto:churn/v0.1.0"):
        choose(page, key)
    qtbot.waitUntil(lambda: page.moves.objectName() == "gto:churn")
    assert {line.cells[1].text for line in page.moves.model.sheet.lines} == {"v0.1.0"}


def test_the_filter_finds_a_model(page: RegistryPage) -> None:
    page.filter.setText("churn")
    assert [line.cells[0].text.split()[0] for line in page.table.model.sheet.lines] == ["churn"]


def test_nothing_registered_says_where_versions_come_from(
    imported_project: Path, theme: Theme, qtbot: QtBot
) -> None:
    reader = Reader(Project.at(imported_project).database_url)
    made = RegistryPage(reader, Selection(), theme)
    qtbot.addWidget(made)
    made.show()

    def says() -> bool:
        return any(
            "No models are registered" in each.text()
            for each in made.findChildren(QLabel)
            if each.isVisible()
        )

    qtbot.waitUntil(says)
    reader.close()
