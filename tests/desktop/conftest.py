"""Fixtures of the window's tests: a project imported by the real command, and the real window on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop.app import Desktop
from forebear.desktop.languages import Languages
from forebear.desktop.preferences import Preferences
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.desktop.window import MainWindow
from forebear.lineage.project import Project


@pytest.fixture(scope="session")
def imported_project(churn_project: Path, once: Callable[..., Path]) -> Path:
    """A copy of the small project, imported by `forebear import`; not to be written to."""

    def make(folder: Path) -> None:
        root = shutil.copytree(churn_project, folder / "churn")
        words = [sys.executable, "-m", "forebear", "import", str(root)]
        subprocess.run(words, check=True, capture_output=True)

    return once("imported", make) / "churn"


@pytest.fixture
def project(imported_project: Path, tmp_path: Path) -> Path:
    """An imported project to write to."""
    root = tmp_path / "churn"
    shutil.copytree(imported_project, root)
    return root


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made, languages = Theme(qapp), Languages(qapp)
    made.install(Scheme.LIGHT)
    languages.choose("en")
    yield made
    del languages


@pytest.fixture
def reader(imported_project: Path, qapp: QApplication) -> Iterator[Reader]:
    made = Reader(Project.at(imported_project).database_url)
    yield made
    made.close()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    made = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made.language, made.scheme = "en", Scheme.LIGHT
    return made


@pytest.fixture
def desktop(qapp: QApplication, qtbot: QtBot, preferences: Preferences) -> Iterator[Desktop]:
    """The whole application as `forebear open` makes it, with its own settings."""
    made = Desktop(qapp, preferences)
    made.window.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made.window)
    yield made
    made.jobs.stop_all()
    made.window.retire()
    made.languages.choose("en")
    QThreadPool.globalInstance().waitForDone()
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def opened(desktop: Desktop, project: Path, qtbot: QtBot) -> MainWindow:
    """The window with the imported project open, its first node described, and the import behind it."""
    window = desktop.window
    window.open(project)
    qtbot.waitUntil(lambda: window.desk.workspace is not None, timeout=60_000)
    workspace = window.desk.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: workspace.inspector.description is not None, timeout=60_000)
    qtbot.waitUntil(lambda: workspace.opened.importing is None, timeout=60_000)
    qtbot.waitUntil(lambda: bool(workspace.navigator.items.children), timeout=60_000)
    return window


@pytest.fixture(scope="session")
def forebear() -> Callable[..., str]:
    """Return `forebear(*words)`, which runs the real command and returns its standard output."""

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "forebear", *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
