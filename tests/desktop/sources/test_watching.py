"""Files that change are read again: replaced, made, removed; and reading that touches them comes to rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import Jobs
from forebear.desktop.opened import OpenedProject
from forebear.desktop.sources import watching as module
from forebear.desktop.sources.watching import Watching

WAIT = 60_000


@pytest.fixture
def watching(
    opened_project: OpenedProject, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watching]:
    """What watches the project, after a first import."""
    monkeypatch.setattr(module, "PATIENCE", 50)
    monkeypatch.setattr(module, "SHARE", 0)
    parent = QObject()
    made = Watching(opened_project, parent)
    with qtbot.waitSignal(opened_project.import_ended, timeout=WAIT):
        opened_project.read()
    qtbot.waitUntil(lambda: bool(made.watched), timeout=WAIT)
    yield made
    made.stop()
    parent.deleteLater()


def test_a_record_is_read_however_it_comes_about(
    watching: Watching, opened_project: OpenedProject, project: Path, acme: Any, qtbot: QtBot
) -> None:
    folder = project / "acme" / "runs"
    assert str(folder) in watching.watched
    with qtbot.waitSignal(opened_project.import_ended, timeout=WAIT) as read:
        made = acme.record(project, "new", "0" * 40, {"auc": 0.1})
        made.rename(folder / "renamed.json")  # as programs write that want a file whole or not at all
    assert brought(read.args[0]) > 0

    # A folder that goes and comes back is another one to the system.
    qtbot.waitUntil(lambda: opened_project.importing is None and not watching.waiting, timeout=WAIT)
    away = project / "away"
    folder.rename(away)
    qtbot.waitUntil(lambda: str(folder) not in watching.watched and not watching.waiting, timeout=WAIT)
    assert str(folder.parent) in watching.watched, "where it may come back"
    away.rename(folder)
    qtbot.waitUntil(lambda: str(folder) in watching.watched, timeout=WAIT)


def brought(job: Any) -> int:
    return sum(source["facts"] for source in job.document["sources"] if source["kind"] == "acme")


def test_reading_that_touches_what_is_watched_waits_longer_each_time(
    watching: Watching, opened_project: OpenedProject, jobs: Jobs, project: Path, qtbot: QtBot
) -> None:
    """The worst that a tool can do: each import changes what it read, and brings nothing."""
    folder = project / "acme" / "runs"
    touched = 0

    def touch(*_job: object) -> None:
        nonlocal touched
        touched += 1
        (folder / f"scratch-{touched}").touch()

    opened_project.import_ended.connect(touch)
    touch()
    qtbot.waitUntil(lambda: watching.patience >= 400, timeout=WAIT)
    assert touched <= 6, "50, 100, 200, 400 ms"
    opened_project.import_ended.disconnect(touch)
    qtbot.waitUntil(lambda: opened_project.importing is None and not watching.waiting, timeout=WAIT)
    assert len(jobs.all) == 1, "what nobody asked for and brought nothing is not kept in the list"
