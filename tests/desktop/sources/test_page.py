"""The page of sources: what is listed, how it stands, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import Jobs
from forebear.desktop.sources.detail import SourceDetail
from forebear.desktop.sources.listed import ListedSource, Offer, SourceList
from forebear.desktop.sources.model import HOLDS, LOCATION, READ, STATE, TITLE
from forebear.desktop.sources.moved import MovedDialog
from forebear.desktop.sources.removing import RemoveDialog
from forebear.desktop.sources.table import SourceTable
from forebear.desktop.sources.view import SourcesView
from forebear.desktop.sources.words import icon_of, state_icon
from forebear.desktop.theme import Theme
from forebear.lineage.words import Problem

WAIT = 60_000


def rows(page: SourcesView) -> dict[str, dict[int, str]]:
    """What the table says, by the kind of source."""
    model = page.table.sources
    found = {}
    for row in range(model.rowCount()):
        source = model.source(model.index(row, 0))
        assert source is not None
        found[source.offer.kind] = {column: model.index(row, column).data() for column in range(5)}
    return found


def test_what_is_in_the_project_is_listed_refreshed_and_switched_off(
    page: SourcesView, jobs: Jobs, qtbot: QtBot, choose: Callable[..., None], project: Path
) -> None:
    said = rows(page)
    assert {"git", "dvc", "acme"} <= set(said)
    acme = said["acme"]
    assert (acme[TITLE], acme[LOCATION], acme[HOLDS]) == ("Acme runs", "acme", "2 runs")
    assert (acme[STATE], said["git"][STATE]) == ("fine", "fine")
    assert acme[READ].startswith(f"{datetime.now().astimezone():%Y-%m}")

    index = page.table.sources.index(page.table.sources.row_of(("acme", str(project / "acme"))), LOCATION)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == str(project / "acme")
    choose("git")
    assert not page.detail.switch.isVisible()  # it is the repository itself
    assert not page.detail.remove.isVisible()
    choose("acme")
    assert page.detail.switch.text() == "Switch off"
    assert not page.detail.remove.isVisible()  # it was found, not added

    bad = project / "acme" / "runs" / "bad.json"
    bad.write_text("{")
    qtbot.mouseClick(page.detail.refresh, Qt.MouseButton.LeftButton)
    job = jobs.all[-1]
    assert page.strip.isVisible()
    qtbot.waitUntil(lambda: rows(page)["acme"][STATE] == "one problem", timeout=WAIT)
    assert job.words[1] == f"--only={project / 'acme'}"
    assert [source["kind"] for source in job.document["sources"]] == ["acme"]
    assert page.detail.problems.rowCount() == 1
    assert page.detail.problems.index(0, 1).data() == str(bad)
    assert not page.strip.isVisible()

    page.detail.switch.click()
    qtbot.waitUntil(lambda: rows(page)["acme"][STATE] == "switched off", timeout=WAIT)
    assert not page.detail.refresh.isEnabled()
    page.detail.switch.click()
    qtbot.waitUntil(lambda: rows(page)["acme"][STATE] == "one problem", timeout=WAIT)


def test_folders_move_and_what_was_added_is_removed(
    page: SourcesView, qtbot: QtBot, choose: Callable[..., None], share: Path
) -> None:
    page.ask_moved()
    dialog = page.findChild(MovedDialog)
    assert dialog is not None
    assert not dialog.add_button.isEnabled()
    dialog.old.setText("/home/bob/ml")
    dialog.new.setText("/data/ml")
    dialog.add_button.click()
    qtbot.waitUntil(lambda: page.listed.remaps == (("/home/bob/ml", "/data/ml"),), timeout=WAIT)
    page.ask_moved()
    again = page.findChildren(MovedDialog)[-1]
    again.list.setCurrentItem(again.list.topLevelItem(0))
    again.drop_button.click()
    qtbot.waitUntil(lambda: page.listed.remaps == (), timeout=WAIT)

    page.commands.ask([f"--add={share}"], lambda _document: page.reload())
    choose("acme", str(share))
    assert page.detail.remove.isVisible()
    page.detail.remove.click()
    sure = page.findChild(RemoveDialog)
    assert sure is not None
    next(each for each in sure.findChildren(QPushButton) if each.text() == "Remove").click()
    qtbot.waitUntil(lambda: str(share) not in {key[1] for key in keys(page)}, timeout=WAIT)

    page._fail({"what": "The database is in use.", "where": "/x", "todo": "Try again."})
    shown = page._empty
    assert shown.said == "The database is in use."
    page.listed = SourceList()
    next(each for each in shown.findChildren(QPushButton) if each.isVisible()).click()
    qtbot.waitUntil(lambda: bool(page.listed.sources), timeout=WAIT)


def keys(page: SourcesView) -> list[tuple[str, str]]:
    return [source.key for source in page.listed.sources]


def test_thirty_sources_with_long_addresses_are_readable(
    theme: Theme, watched: Callable[..., AbstractContextManager[object]], qtbot: QtBot
) -> None:
    """Shortened in the middle, whole in the tooltip and on the clipboard; nothing of it is markup."""
    places = [f"https://mlflow.example.org/<b>{'team/' * 40}{number}" for number in range(30)]
    sources = tuple(
        ListedSource(
            Offer("mlflow", "MLflow", "MLflow tracking server", place, ("12 runs",)),
            "unreachable",
            True,
            False,
            datetime(2026, 1, 1, tzinfo=UTC),
            problems=(Problem("mlflow", place, "It did not answer. Try again."),),
        )
        for place in places
    )
    table, detail = SourceTable(theme), SourceDetail(theme)
    table.chosen.connect(detail.show_source)
    for widget in (table, detail):
        qtbot.addWidget(widget)
        widget.resize(1000, 400)
        widget.show()
    QApplication.processEvents()  # what was to be done before
    with watched(0.1):
        table.show_sources(sources)
        QApplication.processEvents()
    assert table.sources.rowCount() == 30
    assert detail.problems.rowCount() == 1
    index = table.sources.index(29, LOCATION)
    assert table.visualRect(index).width() < table.width()
    assert table.textElideMode() is Qt.TextElideMode.ElideMiddle
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
    table.setCurrentIndex(index)
    table.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == places[29]


@pytest.mark.parametrize("state", ["new", "fine", "problems", "unreachable", "gone", "off"])
def test_each_state_is_a_picture_and_a_word(theme: Theme, state: str) -> None:
    icon, token = state_icon(state)
    assert theme.color(token).isValid()
    assert not theme.icon(icon, token).isNull()
    offer = Offer("something new", "New", "New", "https://example.org")
    assert icon_of(offer) == "server"
