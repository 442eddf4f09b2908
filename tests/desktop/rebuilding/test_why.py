"""Why a rebuild differs and how its metrics spread, on the real panel with real reruns."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from forebear.desktop.jobs import Jobs
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.panel import SPREAD, VERDICT, WHY, RebuildPanel
from forebear.desktop.rebuilding.strips import SpreadStrips
from forebear.desktop.rebuilding.times import TimesChoice
from forebear.desktop.theme import Theme
from forebear.lineage.database import Database
from forebear.lineage.facts import RanIn
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Verdict
from forebear.lineage.words import Environment, Origin
from forebear.rebuild.spread import spread_of

LONG = 120_000
SCRIPT = """
import json, random, time
json.dump({"zone": time.tzname[0], "auc": 0.8 + random.random() / 100}, open("metrics.json", "w"))
"""
FIXED = SCRIPT.replace("random.random() / 100", "0.01")


@pytest.fixture
def recorded(tmp_path: Path, base_image: str) -> Callable[[str], tuple[Path, str]]:
    """Return `recorded(script)`: a project with a run in another time zone that its record does not tell."""

    def make(script: str) -> tuple[Path, str]:
        root = tmp_path / "project"
        root.mkdir()
        (root / "train.py").write_text(script)
        for words in (("init",), ("add", "."), ("commit", "-m", "Begin")):
            subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
        words = ["run", "--json", "--image", base_image, "--uses", "train.py", "--makes", "metrics.json"]
        words += ["--env", "TZ=KST-9", "--", "python3", "train.py"]
        done = subprocess.run(
            [sys.executable, "-m", "forebear", *words], cwd=root, check=True, capture_output=True
        )
        run = json.loads(done.stdout)["run"]
        database = Database.open(Project.at(root).database_url)
        known = Questions(database).run(run).environments[0].environment
        with database.writing() as connection:
            connection.execute(text("DELETE FROM ran_in"))
        bare = Environment(known.image, known.platform, known.packages, {}, known.facts)
        database.write([RanIn(run, bare, Origin.IMPORTED)])
        database.close()
        return root, f"run:{run[:16]}"

    return make


@pytest.fixture
def panel_on(theme: Theme, qtbot: QtBot) -> Iterator[Callable[[Path], RebuildPanel]]:
    made: list[tuple[Jobs, Reader]] = []

    def open_panel(root: Path) -> RebuildPanel:
        jobs, reader = Jobs(), Reader(Project.at(root).database_url)
        made.append((jobs, reader))
        panel = RebuildPanel(Project.at(root), jobs, reader, theme)
        qtbot.addWidget(panel)
        panel.resize(1000, 700)
        panel.show()
        qtbot.waitExposed(panel)
        return panel

    yield open_panel
    for jobs, reader in made:
        jobs.stop_all()
        reader.close()


def rebuilt(panel: RebuildPanel, ref: str, times: int, qtbot: QtBot) -> None:
    panel.show_ref(ref)
    qtbot.waitUntil(lambda: panel.plan is not None, timeout=LONG)
    choice = panel.findChildren(TimesChoice)[0].choice
    choice.setCurrentIndex(choice.findData(times))
    panel._allow()
    qtbot.waitUntil(lambda: panel.explanation.known is not None, timeout=LONG)


def said(panel: RebuildPanel) -> str:
    return "\n".join(each.text() for each in panel.findChildren(QLabel) if each.isVisible())


def keep(panel: RebuildPanel, name: str) -> None:
    folder = os.environ.get("FOREBEAR_PICTURES")
    if folder:
        panel.grab().save(f"{folder}/{name}.png")


@pytest.mark.docker
def test_the_cause_is_found_while_one_looks_on(
    recorded: Callable[[str], tuple[Path, str]],
    panel_on: Callable[[Path], RebuildPanel],
    qtbot: QtBot,
) -> None:
    root, ref = recorded(FIXED)
    panel = panel_on(root)
    rebuilt(panel, ref, 1, qtbot)
    assert panel.tabs.currentIndex() == VERDICT
    assert panel.verdict.outcome is not None
    assert panel.verdict.outcome.verdict is Verdict.DIFFERENT
    panel.verdict.why_wanted.emit()
    assert panel.tabs.currentIndex() == WHY
    assert "Unexplained" in said(panel)
    assert "time zone" in said(panel)
    assert not panel.tabs.isTabVisible(SPREAD)
    page = panel.explanation.why
    page.find_out.click()
    assert not page.find_out.isEnabled()
    # A line comes in before all is done.
    qtbot.waitUntil(lambda: page.table.model.rowCount() > 0, timeout=LONG)
    qtbot.waitUntil(lambda: panel.explanation.known.diagnosis.is_proven, timeout=LONG)
    qtbot.waitUntil(lambda: "Shown: with time zone = KST-9" in said(panel), timeout=LONG)
    assert panel.tabs.currentIndex() == WHY
    assert page.find_out.isHidden()
    tried = [line.cells[1].text for line in page.table.model.sheet.lines]
    assert tried[0] == "the same again"
    assert tried[-1] == "explains it"
    keep(panel, "why-shown")


@pytest.mark.docker
def test_three_times_give_a_spread(
    recorded: Callable[[str], tuple[Path, str]],
    panel_on: Callable[[Path], RebuildPanel],
    qtbot: QtBot,
) -> None:
    root, ref = recorded(SCRIPT)
    panel = panel_on(root)
    rebuilt(panel, ref, 3, qtbot)
    qtbot.waitUntil(lambda: panel.tabs.isTabVisible(SPREAD), timeout=LONG)
    assert "Rebuilt 3 times, and they differ" in said(panel)
    panel.tabs.setCurrentIndex(SPREAD)
    assert "3 runs under the same conditions." in said(panel)
    assert "50% of the time" in said(panel)
    (line,) = panel.explanation.spread.table.model.sheet.lines
    assert line.cells[0].text == "metrics.json:auc"
    assert line.cells[2].text in {"inside", "outside"}
    assert "metrics.json:auc: 3 runs" in panel.explanation.spread.strips.accessibleDescription()
    panel.tabs.setCurrentIndex(WHY)
    assert "It is not deterministic: 3 rebuilds" in said(panel)
    keep(panel, "spread")


@pytest.mark.parametrize("recorded_value", [None, 0.5, 2.0, math.nan, math.inf, -1e140])
def test_any_record_has_its_strip(theme: Theme, qtbot: QtBot, recorded_value: float | None) -> None:
    strips = SpreadStrips(theme)
    qtbot.addWidget(strips)
    none = strips.sizeHint().height()
    values = ([1.0, 2.0, 3.0], [1.0, 1.0], [1e149, -1e149], [1e-300, 2e-300], [1.0])
    strips.show_spreads([spread_of(f"m{place}", each, recorded_value) for place, each in enumerate(values)])
    strips.resize(500, strips.sizeHint().height())
    assert strips.grab().toImage().width() > 0
    assert strips.sizeHint().height() > none
    assert len(strips.accessibleDescription().splitlines()) == 4  # one number has no spread
