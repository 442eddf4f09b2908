"""A person's way through the window: open, look at a model, its history, compare, report.

Pictures go to the folder that FOREBEAR_PICTURES names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt, QThreadPool
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QTableView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.app import Desktop
from forebear.desktop.jobs import JobState
from forebear.desktop.preferences import Preferences
from forebear.desktop.theme import Scheme
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import COMPARE, REBUILD, Workspace
from forebear.lineage.words import NodeKind

pytestmark = pytest.mark.journey

CASES = [("en", Scheme.LIGHT), ("ko", Scheme.DARK)]


class Person:
    """Does what a person does: looks, clicks and types, and takes pictures on the way."""

    def __init__(self, desktop: Desktop, qtbot: QtBot, pictures: Path, suffix: str) -> None:
        self.desktop, self._qtbot, self._pictures, self._suffix = desktop, qtbot, pictures, suffix

    @property
    def window(self) -> MainWindow:
        return self.desktop.window

    @property
    def workspace(self) -> Workspace:
        assert self.window.desk.workspace is not None
        return self.window.desk.workspace

    def waits(self, reached: object, milliseconds: int = 30_000) -> None:
        assert callable(reached)
        self._qtbot.waitUntil(reached, timeout=milliseconds)

    def clicks(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def clicks_row(self, view: QTreeView | QTableView, index: QModelIndex, *, more: bool = False) -> None:
        view.scrollTo(index)
        modifier = Qt.KeyboardModifier.ControlModifier if more else Qt.KeyboardModifier.NoModifier
        place = view.visualRect(index).center()
        self._qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    def presses(self, keys: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        self._qtbot.keyClick(self.window, keys, modifier)

    def photographs(self, name: str) -> None:
        QApplication.processEvents()
        picture = self.window.grab().toImage()
        file = self._pictures / f"journey-{name}-{self._suffix}.png"
        assert picture.save(str(file))
        assert_drawn(picture)


def assert_drawn(picture: QImage) -> None:
    """A window that shows something has many colours; an empty one has few."""
    colours = {
        picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
    }
    assert len(colours) > 12


@pytest.fixture(params=CASES, ids="-".join)
def person(
    request: pytest.FixtureRequest, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[Person]:
    language, scheme = request.param
    preferences = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    preferences.language, preferences.scheme = language, scheme
    desktop = Desktop(qapp, preferences)
    desktop.window.resize(1440, 900)
    desktop.show()
    qtbot.waitExposed(desktop.window)
    pictures = Path(os.environ.get("FOREBEAR_PICTURES") or tmp_path / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    yield Person(desktop, qtbot, pictures, f"{scheme}-{language}")
    desktop.jobs.stop_all()
    desktop.window.retire()
    desktop.languages.choose("en")
    QThreadPool.globalInstance().waitForDone()
    desktop.deleteLater()
    qapp.processEvents()


@pytest.fixture
def work_tree(churn_project: Path, tmp_path: Path) -> Path:
    root = tmp_path / "churn"
    shutil.copytree(churn_project, root)
    return root


def state_of(root: Path) -> tuple[str, dict[str, bytes]]:
    """The person's own files, index and stash, byte for byte."""
    status = subprocess.run(
        ["git", "-C", str(root), "status", "--porcelain=v2", "--branch", "--ignored"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    files = {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and ".forebear" not in path.parts
    }
    files.pop(".git/index", None)  # `git status` itself refreshes it
    return status.replace("! .forebear/\n", ""), files


def opens(person: Person, root: Path) -> None:
    """The window stays live while the project is read for the first time."""
    person.waits(person.window.isVisible)
    person.photographs("welcome")
    person.window.open(root)
    person.waits(lambda: person.window.desk.workspace is not None)
    person.waits(lambda: bool(person.workspace.navigator.items.children))
    person.waits(lambda: person.workspace.graph.view is not None)


def looks_at_the_oldest_model(person: Person) -> None:
    workspace, selection = person.workspace, person.window.selection
    tree = workspace.navigator.findChild(QTreeView)
    assert tree is not None
    model = tree.model()
    group = model.index(0, 0, model.index(0, 0))
    assert group.data() == "model.json"
    person.clicks_row(tree, model.index(model.rowCount(group) - 1, 0, group))

    def described() -> bool:
        shown = workspace.inspector.description
        return shown is not None and shown.node == selection.node

    person.waits(described)
    assert selection.node is not None
    assert selection.node.kind is NodeKind.ARTIFACT
    assert workspace.inspector.description is not None
    values = {row.value for part in workspace.inspector.description.parts for row in part.rows}
    assert {"python3 train.py", "Train a first model", "0.2", "Ada Example"} <= values
    person.photographs("model")


def compares_two_versions(person: Person) -> None:
    workspace = person.workspace
    person.presses(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    person.waits(workspace.history.isVisible)
    kind = workspace.history.findChild(QComboBox)
    assert kind is not None
    kind.setCurrentIndex(1)
    table = workspace.history.findChild(QTableView)
    assert table is not None
    person.waits(lambda: table.model().rowCount() == 3)
    names = [str(table.model().index(row, 1).data()) for row in range(3)]
    person.clicks_row(table, table.model().index(names.index("main"), 1))
    person.clicks_row(table, table.model().index(names.index("v1.0"), 1), more=True)
    person.waits(lambda: workspace.history.chosen_refs == ("v1.0", "main"))
    person.photographs("history")
    person.presses(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    person.waits(lambda: workspace.tab == COMPARE and workspace.compare.view is not None)
    view = workspace.compare.view
    assert view is not None
    person.waits(lambda: any("loss" in str(cell) for cell in cells(view)))
    person.photographs("compare")


def goes_back(person: Person) -> None:
    trail = person.window.selection.trail
    place = trail.here
    person.presses(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    person.waits(lambda: trail.here != place)


def plans_a_rebuild(person: Person) -> None:
    """The plan names what is missing: nobody recorded an image."""
    workspace, selection = person.workspace, person.window.selection
    # Back, tab by tab, to where the model was selected.
    while selection.node is None or selection.node.kind is not NodeKind.ARTIFACT:
        goes_back(person)
    person.presses(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    person.waits(lambda: workspace.tab == REBUILD and workspace.rebuild.view is not None)
    person.waits(lambda: any(job.words[0] == "rebuild" for job in person.desktop.jobs.all))
    person.waits(lambda: not person.desktop.jobs.active, 120_000)
    person.photographs("rebuild")


def reports(person: Person, file: Path) -> None:
    export = person.window.desk.reports
    assert export is not None
    job = export.write("model.json@v1.0", file)
    person.waits(lambda: not job.active, 120_000)
    assert job.state is JobState.DONE, job.document
    person.photographs("report")
    verified = subprocess.run([sys.executable, "-m", "forebear", "verify", str(file)], check=False)
    assert verified.returncode == 0


def test_from_an_unknown_folder_to_a_comparison_and_a_report(
    person: Person, work_tree: Path, tmp_path: Path
) -> None:
    before = state_of(work_tree)
    opens(person, work_tree)
    looks_at_the_oldest_model(person)
    compares_two_versions(person)
    plans_a_rebuild(person)
    reports(person, tmp_path / "report.zip")
    assert state_of(work_tree) == before


def cells(view: QWidget) -> Iterator[object]:
    """Everything that the trees and tables of a view say."""
    for found in [*view.findChildren(QTreeView), *view.findChildren(QTableView)]:
        model = found.model()
        waiting = [QModelIndex()]
        while waiting:
            parent = waiting.pop()
            for row in range(model.rowCount(parent)):
                waiting.append(model.index(row, 0, parent))
                for column in range(model.columnCount(parent)):
                    yield model.index(row, column, parent).data()
