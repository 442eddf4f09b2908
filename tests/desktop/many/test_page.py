"""Many rebuilds in the window: chosen by a slice, watched as the table fills, stopped and gone on with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import Jobs
from forebear.desktop.many.page import BatchPage
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.confirming import AllowDialog
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.project import Project
from forebear.rebuild.many.standing import State

LONG = 180_000


@pytest.fixture(autouse=True)
def _own_consent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def page(sample: Path, theme: Theme, qtbot: QtBot) -> Iterator[BatchPage]:
    jobs, reader = Jobs(), Reader(Project.at(sample).database_url)
    made = BatchPage(Project.at(sample), jobs, reader, theme)
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.stood is not None, timeout=LONG)
    yield made
    jobs.stop_all()
    reader.close()


def buttons(page: BatchPage) -> dict[str, QAbstractButton]:
    found = page.findChildren(QAbstractButton)
    return {each.text(): each for each in found if each.isVisible() and each.isEnabled()}


def press(page: BatchPage, text: str, qtbot: QtBot) -> None:
    """Press a button as soon as it can be pressed."""
    qtbot.waitUntil(lambda: text in buttons(page), timeout=LONG)
    buttons(page)[text].click()


def picture(page: BatchPage, name: str) -> None:
    folder = os.environ.get("FOREBEAR_PICTURES")
    if folder:
        page.grab().save(str(Path(folder) / f"{name}.png"))


def texts(page: BatchPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def stands(page: BatchPage, *states: State) -> Callable[[], bool]:
    return lambda: page.stood is not None and all(each.state in states for each in page.stood.runs)


def choose(page: BatchPage, slice_: str, qtbot: QtBot) -> None:
    """Choose what to rebuild, and wait until it was looked up."""
    page.show_slice(slice_)
    qtbot.waitUntil(lambda: page.stood is not None and page.stood.batch.asked == slice_, timeout=LONG)


@pytest.mark.docker
def test_a_selection_is_rebuilt_and_its_table_fills(page: BatchPage, theme: Theme, qtbot: QtBot) -> None:
    QAbstractItemModelTester(page.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.stood is not None
    every = len(page.stood.runs)
    choose(page, "kind:model tag:v1.*", qtbot)
    assert 0 < len(page.stood.runs) < every
    assert page.stood.runs[0].chosen.stands_for
    picture(page, "many-chosen-en-light")
    press(page, "Rebuild all", qtbot)
    qtbot.waitUntil(lambda: page.findChild(AllowDialog) is not None, timeout=LONG)
    dialog = page.findChild(AllowDialog)
    assert dialog is not None
    assert "python" in "\n".join(each.text() for each in dialog.findChildren(QLabel))
    dialog.accept()
    qtbot.waitUntil(lambda: page.stood is not None and page.stood.state_is(State.RUNNING) > 0, timeout=LONG)
    picture(page, "many-running-en-light")
    with qtbot.waitSignal(page.rebuilt, timeout=LONG):
        pass
    qtbot.waitUntil(stands(page, State.GOOD), timeout=LONG)
    assert page.table.model.sheet.rows == len(page.stood.runs)
    assert page.bar.accessibleName() == f"{len(page.stood.runs)} as recorded"
    with qtbot.waitSignal(page.report_wanted) as wanted:
        press(page, "Report…", qtbot)
    assert wanted.args == [page.stood.batch.id]
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme.choose(scheme)
        picture(page, f"many-done-en-{scheme.value}")
    theme.choose(Scheme.LIGHT)


@pytest.mark.docker
def test_it_is_stopped_and_gone_on_with(
    page: BatchPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page, "kind:run tag:v1.*", qtbot)
    press(page, "Rebuild all", qtbot)
    qtbot.waitUntil(lambda: page.findChild(AllowDialog) is not None, timeout=LONG)
    page.findChild(AllowDialog).accept()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: page.stood is not None and page.stood.state_is(State.GOOD) > 0, timeout=LONG)
    with qtbot.waitSignal(page.rebuilt, timeout=LONG):
        press(page, "Cancel", qtbot)
    qtbot.waitUntil(
        lambda: page.stood is not None and 0 < len(page.stood.remaining) < len(page.stood.runs), timeout=LONG
    )
    qtbot.waitUntil(lambda: "have not been rebuilt yet" in texts(page), timeout=LONG)
    picture(page, "many-stopped-en-light")
    done = {each.chosen.run: each.rebuild for each in page.stood.runs if each.state is State.GOOD}  # type: ignore[union-attr]
    with qtbot.waitSignal(page.rebuilt, timeout=LONG):
        press(page, "Continue", qtbot)
    qtbot.waitUntil(stands(page, State.GOOD), timeout=LONG)
    now = {each.chosen.run: each.rebuild for each in page.stood.runs}  # type: ignore[union-attr]
    assert all(now[run] == rebuild for run, rebuild in done.items())
    # The list of batches has it, and leads back to an empty selection.
    batches = page.findChild(QComboBox)
    assert batches is not None
    assert batches.count() == 2
    page.show_batch("")
    qtbot.waitUntil(lambda: "Rebuild all" in buttons(page), timeout=LONG)


def test_a_selection_of_nothing_says_why(page: BatchPage, qtbot: QtBot) -> None:
    page.show_slice("verdict:nonsense")
    qtbot.waitUntil(lambda: page.stood is None, timeout=LONG)
    assert "no verdict" in texts(page)
    assert "Rebuild all" not in buttons(page)
    picture(page, "many-wrong-en-light")
