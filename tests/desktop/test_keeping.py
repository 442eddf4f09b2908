"""Keeping an image from the window: a job of the real command, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import Jobs
from forebear.desktop.keeping import Keeping
from forebear.desktop.opened import OpenedProject, find
from forebear.rebuild.archives.keeping import KeptImages

LONG = 120_000


@pytest.fixture
def opened(sample: Path) -> Iterator[OpenedProject]:
    """The sample project, whose runs recorded their image."""
    jobs = Jobs()
    made = OpenedProject(find([sample], None), jobs)
    yield made
    jobs.stop_all()
    made.close()


@pytest.mark.docker
def test_the_image_of_a_run_is_kept_once(opened: OpenedProject, qtbot: QtBot) -> None:
    keeping = Keeping(opened, opened)
    with qtbot.waitSignal(keeping.kept, timeout=LONG) as first:
        keeping.keep("model.json@v1.2")
    assert "added" in first.args[0]
    (entry,) = KeptImages(opened.project.private).entries()
    assert entry.reference in first.args[0]
    with qtbot.waitSignal(keeping.kept, timeout=LONG) as second:
        keeping.keep("model.json@v1.2")
    assert "was kept before" in second.args[0]


@pytest.mark.docker
def test_what_cannot_be_kept_is_told(opened: OpenedProject, qtbot: QtBot) -> None:
    keeping = Keeping(opened, opened)
    with qtbot.waitSignal(keeping.failed, timeout=LONG) as failed:
        keeping.keep("nothing@v9")
    assert failed.args[1]["what"]
