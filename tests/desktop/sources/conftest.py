"""A project with records of another package's tool, and the page of its sources."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import Jobs
from forebear.desktop.opened import OpenedProject, find
from forebear.desktop.sources.view import SourcesView
from forebear.desktop.theme import Theme

SERVER = """
    def at(self, location, context):
        from forebear.lineage.errors import ActionableError
        import time
        if location == "acme://hangs":
            time.sleep(3600)
        if location.startswith("acme://"):
            secret = context.secret(location)
            if secret is None or (secret.user, secret.password) != ("ada", "s3cret-word"):
                raise ActionableError("The server does not take this password.", todo="Give another.")
            return Found(self.kind, location, "Acme server", ("7 runs",), inside=False)
"""
"""What the tool of the example would do if Acme had servers."""


@pytest.fixture(scope="session")
def site(acme: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's tool with servers, installed."""
    start = "    def at(self, location, context):  # what a person names; None = nothing of ours\n"
    program = acme.example()
    assert start in program
    installed: Path = acme.install(
        tmp_path_factory.mktemp("servers") / "acme", program.replace(start, SERVER.lstrip("\n"))
    )
    return installed


@pytest.fixture(autouse=True)
def _person(tmp_path: Path, site: Path, project: Path, acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who has installed that, in whose project there are two runs of it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    here = Path(__file__).parents[3] / "src"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(here), str(site))))
    for name in ("a1", "b2"):
        acme.record(project, name, commit_of(project), {"auc": 0.5})


def commit_of(root: Path) -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.stop_all()
    made.deleteLater()


@pytest.fixture
def opened_project(project: Path, jobs: Jobs) -> Iterator[OpenedProject]:
    """The project, opened and read."""
    made = OpenedProject(find([project], None), jobs)
    yield made
    made.close()
    made.deleteLater()
    QThreadPool.globalInstance().waitForDone()


@pytest.fixture
def page(opened_project: OpenedProject, theme: Theme, qtbot: QtBot) -> SourcesView:
    """The page of its sources, with what was found, after a first import."""
    view = SourcesView(opened_project, theme)
    qtbot.addWidget(view)
    view.resize(1000, 640)
    view.show()
    with qtbot.waitSignal(opened_project.import_ended, timeout=60_000):
        opened_project.read()
    qtbot.waitUntil(lambda: "fine" in states(view), timeout=60_000)
    return view


def states(page: SourcesView) -> list[str]:
    """How the project's own Acme stands, as a list of none or one."""
    return [source.state for source in page.listed.sources if source.offer.kind == "acme"]


@pytest.fixture
def choose(page: SourcesView, qtbot: QtBot) -> Callable[..., None]:
    """Return `choose(kind, location=…)`, which puts the cursor on a source once it is listed."""

    def put(kind: str, location: str = "") -> None:
        def row() -> int:
            named = [source.key for source in page.listed.sources]
            wanted = [key for key in named if key[0] == kind and location in ("", key[1])]
            return page.table.sources.row_of(wanted[0]) if wanted else -1

        qtbot.waitUntil(lambda: row() >= 0, timeout=60_000)
        page.table.selectRow(row())

    return put


@pytest.fixture
def share(acme: Any, tmp_path: Path) -> Path:
    """Records of another run, outside the project."""
    acme.record(tmp_path / "share", "z9", "0" * 40, {"auc": 0.1})
    return tmp_path / "share" / "acme"
