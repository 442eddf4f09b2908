"""What caused a change, from the comparison on, with the real command and real containers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forebear.desktop.attribution.view import AttributionView
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.jobs import Jobs
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.confirming import AllowDialog
from forebear.desktop.theme import Theme
from forebear.lineage.project import Project

LONG = 300_000


@pytest.fixture(autouse=True)
def _own_consent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody has allowed anything yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def compared(project: Path, theme: Theme, qtbot: QtBot) -> Iterator[CompareView]:
    jobs, reader = Jobs(), Reader(Project.at(project).database_url)
    view = CompareView(Project.at(project), reader, theme)
    view.offer_jobs(jobs)
    qtbot.addWidget(view)
    view.resize(1300, 800)
    view.show()
    qtbot.waitExposed(view)
    view.show_versions(["v1.0", "v1.1"])
    qtbot.waitUntil(lambda: view.comparison is not None, timeout=LONG)
    view.show_page(Page.METRICS)
    yield view
    jobs.stop_all()
    reader.close()


def asked(compared: CompareView, qtbot: QtBot) -> AttributionView:
    assert compared.metrics.chart.cause.isVisible()
    compared.metrics.chart.cause.click()
    view = compared.metrics.attribution
    assert view is not None
    return view


@pytest.mark.docker
def test_a_metric_is_asked_about_run_and_explained(
    compared: CompareView, project: Path, base_image: str, qtbot: QtBot
) -> None:
    assign = [sys.executable, "-m", "forebear", "assign", base_image, "--all", "--by", "Ada"]
    subprocess.run(assign, cwd=project, check=True, capture_output=True)
    view = asked(compared, qtbot)
    qtbot.waitUntil(lambda: view.shown is not None, timeout=LONG)
    assert view.shown is not None
    assert view.shown.names == ("parameters",)
    assert view.head.said.text().endswith("What caused it?")
    assert view.head.outlook.text().startswith("2 run")

    view.head.start.click()
    qtbot.waitUntil(lambda: view.findChild(AllowDialog) is not None, timeout=LONG)
    dialog = view.findChild(AllowDialog)
    assert dialog is not None
    dialog.accept()
    qtbot.waitUntil(view.head.stop.isVisible, timeout=LONG)
    other = compared.metrics.new_attribution()  # as in another window: it picks up what runs
    assert other is not None
    qtbot.addWidget(other)
    other.show()
    other.show_change("v1.0", "v1.1", "metrics.json:auc")
    qtbot.waitUntil(lambda: bool(other.shown and other.shown.is_shared), timeout=LONG)
    qtbot.waitUntil(lambda: bool(view.shown and view.shown.is_shared), timeout=LONG)

    assert "Parameters +0.0025 (100 %)" in view.head.said.text()
    assert [level.title for level in view.waterfall.levels] == ["A", "Parameters", "B"]
    assert not view.head.start.isEnabled()
    with qtbot.waitSignal(compared.ref_opened) as opened:
        view.table.view.activated.emit(view.table.model.index(0, 0))
    assert opened.args[0].startswith("rebuild:")
    view.head.back.click()
    assert compared.metrics.table.isVisible()


def test_without_an_engine_it_says_what_to_do(
    compared: CompareView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'no.sock'}")
    view = asked(compared, qtbot)
    qtbot.waitUntil(lambda: "Docker is not running" in view.said, timeout=LONG)


def test_what_cannot_be_found_out_is_said_with_the_way_back(compared: CompareView, qtbot: QtBot) -> None:
    view = asked(compared, qtbot)
    view.show_change("v1.0", "v1.1", "nothing.json:auc")
    qtbot.waitUntil(lambda: "nothing.json" in view.said, timeout=LONG)
