"""Add source…: what is found is shown before it is read; paths, servers and what logs in there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import Jobs
from forebear.desktop.sources.adding import AddSourceDialog
from forebear.desktop.sources.view import SourcesView

WAIT = 60_000
CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def dialog(page: SourcesView, qtbot: QtBot) -> AddSourceDialog:
    """The dialog, after it has looked around."""
    made = page.add_source()
    qtbot.waitUntil(lambda: bool(made.offers.offers), timeout=WAIT)
    return made


def looks(dialog: AddSourceDialog, place: str, qtbot: QtBot) -> None:
    """Type a place and press Enter, as a person does."""
    dialog.form.location.clear()
    qtbot.keyClicks(dialog.form.location, place)
    qtbot.keyClick(dialog.form.location, Qt.Key.Key_Return)


def test_what_is_there_is_shown_then_added_and_read(
    dialog: AddSourceDialog, page: SourcesView, qtbot: QtBot, project: Path, share: Path
) -> None:
    offers = {offer.kind: offer for offer in dialog.offers.offers if offer.known}
    assert offers["acme"].location == str(project / "acme")
    assert offers["acme"].details == ("2 runs",)
    assert dialog.offers.chosen == ()
    assert not dialog.add_button.isEnabled()
    kinds = [dialog.form.kind.itemData(row) for row in range(dialog.form.kind.count())]
    assert kinds[0] == ""
    assert "acme" in kinds

    looks(dialog, "/no/such/place", qtbot)
    qtbot.waitUntil(lambda: "There is nothing at this path." in dialog.said, timeout=WAIT)
    assert dialog.form.look_button.isEnabled()
    assert dialog.offers.chosen == ()

    looks(dialog, str(share), qtbot)
    qtbot.waitUntil(lambda: bool(dialog.offers.chosen), timeout=WAIT)
    offer = dialog.offers.chosen[0]
    assert (offer.title, offer.details, offer.known) == ("Acme runs", ("1 runs",), False)
    assert str(share) not in [key[1] for key in keys(page)]  # nothing is remembered by a look
    dialog.table.setCurrentIndex(dialog.offers.index(0, 0))
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert not dialog.add_button.isEnabled()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.added, timeout=WAIT):
        qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)

    def stands() -> str:
        found = [source for source in page.listed.sources if source.offer.location == str(share)]
        return found[0].state if found else ""

    qtbot.waitUntil(lambda: stands() == "fine", timeout=WAIT)
    source = page.table.source
    assert source is not None
    assert source.offer.location == str(share), "the new one is under the cursor"
    assert source.facts


def keys(page: SourcesView) -> list[tuple[str, str]]:
    return [source.key for source in page.listed.sources]


def test_a_password_is_asked_for_never_shown_and_kept_with_the_person(
    dialog: AddSourceDialog, page: SourcesView, jobs: Jobs, qtbot: QtBot, tmp_path: Path
) -> None:
    form = dialog.form
    assert not form.secret.isVisible()
    assert form.secret.echoMode() is QLineEdit.EchoMode.Password
    looks(dialog, "acme://ada:wrong-word@acme.example.org/runs", qtbot)
    assert form.location.text() == "acme://acme.example.org/runs", "moved out of the address"
    assert (form.user.text(), form.secret.text(), form.secret.isVisible()) == ("ada", "wrong-word", True)
    qtbot.waitUntil(lambda: "does not take this password" in dialog.said, timeout=WAIT)

    form.secret.setText("s3cret-word")
    form.look_button.click()
    qtbot.waitUntil(lambda: bool(dialog.offers.chosen), timeout=WAIT)
    assert dialog.offers.chosen[0].details == ("7 runs",)
    with qtbot.waitSignal(dialog.added, timeout=WAIT):
        dialog.add_button.click()
    qtbot.waitUntil(lambda: ("acme", "acme://acme.example.org/runs") in keys(page), timeout=WAIT)
    log_in_again(page, qtbot)
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cret-word" in path.read_bytes()]
    assert [path.name for path in holding] == ["secrets.json"]
    assert not any("s3cret" in word for job in jobs.all for word in job.words)
    assert not any("wrong-word" in path.read_text("utf-8", "replace") for path in holding)


def log_in_again(page: SourcesView, qtbot: QtBot) -> None:
    """The password of a server that is read already can be changed."""
    page.table.selectRow(page.table.sources.row_of(("acme", "acme://acme.example.org/runs")))
    assert page.detail.login.isVisible()
    page.detail.login.click()
    again = page.findChildren(AddSourceDialog)[-1]
    assert again.form.location.text() == "acme://acme.example.org/runs"
    qtbot.waitUntil(lambda: again.form.kind.currentData() == "acme", timeout=WAIT)
    again.form.user.setText("ada")
    again.form.secret.setText("s3cret-word")
    again.form.look_button.click()
    qtbot.waitUntil(lambda: len(again.offers.chosen) == 1, timeout=WAIT)
    again.reject()


def test_a_server_that_hangs_blocks_nothing_and_ends_with_the_dialog(
    dialog: AddSourceDialog, qtbot: QtBot, watched: Callable[..., AbstractContextManager[object]]
) -> None:
    with watched():
        looks(dialog, "acme://hangs", qtbot)
        qtbot.waitUntil(lambda: dialog._commands.busy, timeout=WAIT)
        pids = [job._process.processId() for job in dialog._commands._jobs]
        qtbot.waitUntil(lambda: all(Path(f"/proc/{pid}").exists() for pid in pids))
        dialog.reject()
    qtbot.waitUntil(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), timeout=WAIT)
