"""A person joins the records of other tools to a project: found, looked at, added, watched, switched off.

Pictures go to the folder that FOREBEAR_PICTURES names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt, QThreadPool
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.app import Desktop
from forebear.desktop.jobs import Job
from forebear.desktop.preferences import Preferences
from forebear.desktop.sources import watching as watching_module
from forebear.desktop.sources.adding import AddSourceDialog
from forebear.desktop.sources.view import SourcesView
from forebear.desktop.theme import Scheme
from forebear.desktop.workspace import SOURCES, Workspace

pytestmark = pytest.mark.journey

BLOCKED = 0.1
"""Seconds that the window's thread may work at a stretch."""


LOG = """
import sys, mlflow
mlflow.set_tracking_uri(sys.argv[1])
for name in sys.argv[2:]:
    with mlflow.start_run(run_name=name):
        mlflow.log_param("rate", 0.1)
        for step in range(3):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
"""
"""Logs runs as anybody does."""


class Person:
    """Somebody with the window open on a project."""

    def __init__(self, desktop: Desktop, qtbot: QtBot, root: Path, pictures: Path) -> None:
        self.desktop, self.qtbot, self.root = desktop, qtbot, root
        self._pictures = pictures
        self.watch: Any = None  # the watchdog, where one watches

    @property
    def workspace(self) -> Workspace:
        workspace = self.desktop.window.desk.workspace
        assert workspace is not None
        return workspace

    @property
    def page(self) -> SourcesView:
        view = self.workspace.sources.view
        assert isinstance(view, SourcesView)
        return view

    @property
    def imports(self) -> list[Job]:
        return [job for job in self.desktop.jobs.all if job.words[0] == "import"]

    def waits(self, reached: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(reached()), timeout=60_000)

    def state(self, location: Path) -> str:
        """How a source stands as the page says it; "" where it is not listed."""
        found = [each for each in self.page.listed.sources if each.offer.location == str(location)]
        return next((each.state for each in found if not each.fixed), "")

    def brought(self, kind: str) -> int:
        """How many facts the imports since the window opened brought of a tool."""
        sources = [source for job in self.imports for source in job.document.get("sources", ())]
        return sum(source["facts"] for source in sources if source["kind"] == kind)

    def photographs(self, name: str, what: QWidget | None = None) -> None:
        QApplication.processEvents()
        with self.watch.uncounted() if self.watch is not None else nullcontext():
            picture = (what or self.desktop.window).grab().toImage()
            assert picture.save(str(self._pictures / f"sources-{name}.png"))
            across, down = range(0, picture.width(), 29), range(0, picture.height(), 29)
            assert len({picture.pixel(x, y) for x in across for y in down}) > 12


@pytest.fixture(scope="session")
def log_runs(tool: Callable[[str], Path]) -> Callable[..., None]:
    """Return `log_runs(folder, *names)`: the real MLflow logs runs to its database there."""

    def log(folder: Path, *names: str) -> None:
        words = [str(tool("mlflow").parent / "python"), "-W", "ignore", "-c", LOG]
        subprocess.run(
            [*words, f"sqlite:///{folder / 'mlflow.db'}", *names], cwd=folder, check=True, capture_output=True
        )

    return log


@pytest.fixture(scope="session")
def logged(log_runs: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the real MLflow, with two runs."""
    folder = tmp_path_factory.mktemp("mlflow")
    log_runs(folder, "first", "second")
    return folder / "mlflow.db"


@pytest.fixture
def root(
    churn_project: Path, logged: Path, acme: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project with two runs of MLflow and two of Acme, of somebody who never used Forebear."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    source = Path(__file__).parents[2] / "src"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(source), str(acme.site))))
    monkeypatch.setattr(watching_module, "PATIENCE", 200)
    monkeypatch.setattr(watching_module, "SHARE", 0)
    root = tmp_path / "churn"
    shutil.copytree(churn_project, root)
    shutil.copy(logged, root)
    for name in ("a1", "b2"):
        acme.record(root, name, "0" * 40, {"auc": 0.5})
    return root


@pytest.fixture
def person(root: Path, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    preferences = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    preferences.language, preferences.scheme = "en", Scheme.LIGHT
    desktop = Desktop(qapp, preferences)
    desktop.window.resize(1280, 800)
    desktop.show()
    qtbot.waitExposed(desktop.window)
    pictures = Path(os.environ.get("FOREBEAR_PICTURES") or tmp_path / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    yield Person(desktop, qtbot, root, pictures)
    desktop.jobs.stop_all()
    desktop.window.retire()
    desktop.languages.choose("en")
    QThreadPool.globalInstance().waitForDone()
    desktop.deleteLater()
    qapp.processEvents()


@pytest.fixture
def share(acme: Any, tmp_path: Path) -> Path:
    """Records of another run of Acme, outside of the project."""
    record: Path = acme.record(tmp_path / "share", "z9", "0" * 40, {"auc": 0.1})
    return record.parents[1]


def opens(person: Person) -> None:
    window = person.desktop.window
    window.open(person.root)
    person.waits(lambda: window.desk.workspace is not None)
    person.waits(lambda: person.workspace.graph.view is not None)
    person.waits(lambda: not person.desktop.jobs.active)


def adds_a_folder(person: Person, share: Path) -> None:
    """By keyboard alone: the shortcut, the path, Enter, and the button."""
    window = person.desktop.window
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    person.qtbot.keyClick(window, Qt.Key.Key_N, both)
    person.waits(lambda: person.workspace.tab == SOURCES and person.workspace.sources.view is not None)
    person.waits(lambda: person.page.findChild(AddSourceDialog) is not None)
    dialog = person.page.findChild(AddSourceDialog)
    assert dialog is not None
    person.waits(lambda: any(offer.kind == "acme" and offer.known for offer in dialog.offers.offers))
    person.qtbot.keyClicks(dialog.form.location, str(share))
    person.qtbot.keyClick(dialog.form.location, Qt.Key.Key_Return)
    person.waits(lambda: [offer.location for offer in dialog.offers.chosen] == [str(share)])
    person.photographs("adding", dialog)
    dialog.add_button.click()
    person.waits(lambda: person.state(share) == "fine")
    person.waits(lambda: not person.desktop.jobs.active)
    person.photographs("page")


def runs_named(person: Person, kind: str) -> int:
    """How many runs of a tool the lineage has."""
    opened = person.desktop.window.desk.opened
    assert opened is not None
    answers: list[int] = []
    opened.reader.ask(
        lambda questions: sum(run.node.key.startswith(f"{kind}:") for run in questions.runs()), answers.append
    )
    person.waits(lambda: answers)
    return answers[0]


def test_records_of_other_tools_join_the_project_and_are_followed(
    person: Person,
    share: Path,
    acme: Any,
    log_runs: Callable[..., None],
    watched: Callable[..., AbstractContextManager[object]],
) -> None:
    opens(person)
    assert runs_named(person, "mlflow") == 2, "what is in the project is read without being asked for"
    with watched(BLOCKED) as person.watch:
        adds_a_folder(person, share)
    (store,) = [each for each in person.page.listed.sources if each.offer.kind == "mlflow"]
    assert store.state == "fine"
    assert store.offer.location == str(person.root / "mlflow.db")

    # MLflow logs a run meanwhile, in another process.
    log_runs(person.root, "third")
    person.waits(lambda: runs_named(person, "mlflow") == 3)

    # A new record outside of the project, and a commit: both are read by themselves.
    before = person.brought("acme")
    acme.record(share.parent, "z10", "0" * 40, {"auc": 0.2})
    person.waits(lambda: person.brought("acme") > before)
    commits = person.brought("git")
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "By hand"], cwd=person.root, check=True)
    person.waits(lambda: person.brought("git") > commits)

    # Reading does not wake itself: it comes to rest.
    watching = person.desktop.window.desk.watching
    assert watching is not None
    person.waits(lambda: not person.desktop.jobs.active and not watching.waiting)
    done = len(person.imports)
    assert done <= 8

    # What cannot be read is a badge and a list, no dialog.
    (share / "runs" / "bad.json").write_text("{")
    person.waits(lambda: person.state(share) == "problems")
    person.waits(person.desktop.window.problems.isVisible)
    assert QApplication.activeModalWidget() is None
    person.photographs("problem")


def test_a_commit_of_a_closed_project_is_not_read(person: Person) -> None:
    opens(person)
    watching = person.desktop.window.desk.watching
    assert watching is not None
    person.waits(lambda: str(person.root / ".git" / "refs" / "heads") in watching.watched)
    person.desktop.window.desk.close()
    assert watching.watched == ()
    assert person.desktop.window.desk.watching is None
