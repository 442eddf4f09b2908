"""The page of models: what it offers, asks, follows and shows; once with the real command and engine."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from forebear.compare.comparison import (
    CodeChanges,
    Comparison,
    EnvironmentRow,
    LoadedInside,
    ModelRow,
    PartRow,
    Version,
)
from forebear.compare.model_rows import model_row
from forebear.compare.models.weights import Distance
from forebear.compare.part_documents import model_document
from forebear.desktop.comparing.inside import LoadDialog
from forebear.desktop.comparing.model_page import ModelPage
from forebear.desktop.comparing.model_sheet import model_sheet
from forebear.desktop.comparing.sheet import flat
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.jobs import Jobs
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.lineage.words import Digest, NodeKind
from forebear.rebuild.consent import Consent

A, B = Digest("md5", "a" * 32), Digest("md5", "b" * 32)
BEFORE = ModelRow("m.pkl", (A, B), (5, 6), ("pickle", "pickle"), True, problems=("", ""), values_inside=True)
INSIDE = (
    LoadedInside("train:1", "local", "joblib", {"python": "3.11", "numpy": "2.1"}),
    LoadedInside("train:2", "assumed", "joblib", {"python": "3.11", "numpy": "2.4"}, ("churn.Scorer",)),
)
BOTH = (True, True)
PARTS = (
    PartRow(
        "array",
        ".coef_",
        ("float64, 9", "float64, 9"),
        BOTH,
        (True, False),
        (None, Distance(9, 1, float("inf"), 0.1, None, (1.0, 2.0), 7)),
    ),
    PartRow("leaf", ".C", ("1.0", "1.0"), BOTH, BOTH, (None, Distance(1, 0, 0.0, 0.0, 1.0, (1.0, 1.0), 0))),
    PartRow("volatile", ".n_jobs", ("1", None), BOTH, (True, False), (None, None), "how much is printed"),
)
COUNTS = {"array": (1, 1), "leaf": (0, 1), "volatile": (1, 1)}
AFTER = replace(BEFORE, parts=PARTS, counts=COUNTS, values_inside=False, inside=INSIDE)
FAILED = replace(
    BEFORE, inside=(replace(INSIDE[0], problem="ImportError: no <b>churn</b>"), INSIDE[1]), counts={}
)


def comparison_of(*rows: ModelRow, environment: tuple[EnvironmentRow, ...] = ()) -> Comparison:
    versions = tuple(Version(letter, letter, letter, NodeKind.COMMIT) for letter in "AB")
    return Comparison(versions, (), (), (), environment, CodeChanges(False), None, models=rows)


class FakeJob(QObject):
    """Signals of a job, sent by hand."""

    progressed = Signal(str, int, object, str)
    finished = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.active = True
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled, self.active = True, False


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[tuple[Project, Reader]]:
    root = tmp_path / "project"
    root.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    project = Project.at(root)
    project.prepare()
    Database.open(project.database_url).close()
    reader = Reader(project.database_url)
    yield project, reader
    reader.close()


@pytest.fixture
def page(qtbot: QtBot, reader: tuple[Project, Reader], theme: Theme) -> ModelPage:
    made = ModelPage(*reader, theme)
    made.jobs = []  # type: ignore[attr-defined]

    def load(refs: Any) -> Any:
        assert tuple(refs) == ("A", "B")
        made.jobs.append(FakeJob())  # type: ignore[attr-defined]
        return made.jobs[-1]  # type: ignore[attr-defined]

    made.offer_inside(load)
    qtbot.addWidget(made)
    made.resize(900, 500)
    show(made, BEFORE)
    made.show()
    return made


def show(page: ModelPage, *rows: ModelRow, environment: tuple[EnvironmentRow, ...] = ()) -> None:
    comparison = comparison_of(*rows, environment=environment)
    page.show_comparison(comparison, model_sheet(comparison))


def lines(page: ModelPage) -> dict[str, tuple[str, ...]]:
    return {
        line.cells[0].text: tuple(cell.text for cell in line.cells[1:])
        for line in flat(page.table.model.sheet.lines)
    }


def test_the_question_names_models_and_images(page: ModelPage, theme: Theme) -> None:
    images = tuple(f"train:{number} (sha256:{str(number) * 64})" for number in (1, 2))
    row = EnvironmentRow("image", "image", "", images, (True, True), images)
    show(page, *(replace(BEFORE, path=f"m{number}.pkl") for number in range(12)), environment=(row,))
    page._consented(False)
    dialog = page.findChild(LoadDialog)
    assert dialog is not None
    said = [each.text() for each in dialog.findChildren(QLabel)]
    assert f"A  train:1 (sha256:{'1' * 12})\nB  train:2 (sha256:{'2' * 12})" in said
    assert "\n".join((*(f"m{number}.pkl" for number in range(8)), "…")) in said
    dialog.reject()


def test_documents_are_read_back() -> None:
    for row in (BEFORE, AFTER, FAILED):
        assert model_row(json.loads(json.dumps(model_document(row), allow_nan=False))) == row


def test_it_asks_once_and_shows_what_was_found(
    page: ModelPage, qtbot: QtBot, reader: tuple[Project, Reader]
) -> None:
    assert page.notice.isVisible()
    assert "runs their code" in page.notice.said.text()
    page.notice.start.click()
    qtbot.waitUntil(lambda: page.findChild(LoadDialog) is not None)
    dialog = page.findChild(LoadDialog)
    assert dialog is not None
    assert page.jobs == []  # type: ignore[attr-defined]
    dialog.reject()
    qtbot.waitUntil(lambda: page.findChild(LoadDialog) is None)
    Consent.of_user().give(reader[0].root, "Ada")
    page.start()
    qtbot.waitUntil(lambda: len(page.jobs) == 1)  # type: ignore[attr-defined]
    [job] = page.jobs  # type: ignore[attr-defined]
    job.progressed.emit("loading", 0, None, "Loading m.pkl of A in train:1")
    assert page.notice.more.text() == "Loading m.pkl of A in train:1"
    assert page.notice.stop.isVisible()
    with qtbot.waitSignal(page.counted) as counted:
        job.finished.emit(0, {"models": [model_document(AFTER)]})
    assert counted.args == [5, 8]
    assert not page.notice.isVisible()
    found = lines(page)
    assert found["Loaded in the images: 1 of 2 leaves differ"] == ("", "", "")
    assert found["numpy"] == ("2.1", "2.4", "")
    assert "B: not in the image, so compared as stored: churn.Scorer" in found
    assert "7 ULP" in found[".coef_"][-1]
    assert found[".n_jobs"] == ("1", "\N{EN DASH}", "how much is printed")
    page.show_only_differences(True)
    shown = lines(page)
    assert "python" not in shown
    assert {".coef_", ".n_jobs", "numpy", "Loaded in the images: 1 of 2 leaves differ"} <= set(shown)
    # The same files again keep what was found; others do not.
    with qtbot.waitSignal(page.counted):
        show(page, BEFORE)
    assert not page.notice.isVisible()
    show(page, replace(BEFORE, digests=(A, Digest("md5", "c" * 32))))
    assert page.notice.isVisible()


def started(page: ModelPage, qtbot: QtBot, reader: tuple[Project, Reader]) -> Any:
    Consent.of_user().give(reader[0].root, "Ada")
    page.start()
    qtbot.waitUntil(lambda: len(page.jobs) == 1)  # type: ignore[attr-defined]
    return page.jobs[0]  # type: ignore[attr-defined]


def test_it_says_why_it_failed(page: ModelPage, qtbot: QtBot, reader: tuple[Project, Reader]) -> None:
    job = started(page, qtbot, reader)
    job.finished.emit(3, {"error": {"what": "Docker is not running.", "where": "", "todo": "Start it."}})
    assert page.notice.said.text() == "Docker is not running."
    assert page.notice.more.text() == "Start it."
    assert page.notice.start.isVisible()


def test_one_that_could_not_be_loaded(page: ModelPage, qtbot: QtBot, reader: tuple[Project, Reader]) -> None:
    job = started(page, qtbot, reader)
    with qtbot.waitSignal(page.counted):
        job.finished.emit(0, {"models": [model_document(FAILED)]})
    assert page.notice.isVisible()
    assert "A could not be loaded: ImportError: no <b>churn</b>" in lines(page)
    assert any("cannot be told" in line for line in lines(page))


def test_cancelling_offers_it_again(page: ModelPage, qtbot: QtBot, reader: tuple[Project, Reader]) -> None:
    job = started(page, qtbot, reader)
    page.notice.stop.click()
    assert job.cancelled
    assert page.notice.start.isVisible()
    job.finished.emit(4, {})
    assert page.notice.start.isVisible()


def test_an_answer_that_is_none_is_said(
    page: ModelPage, qtbot: QtBot, reader: tuple[Project, Reader]
) -> None:
    started(page, qtbot, reader).finished.emit(0, {"models": [{"path": "m.pkl"}]})
    qtbot.waitUntil(page.notice.start.isVisible)
    assert page.notice.said.text()


def test_everything_has_a_name(page: ModelPage) -> None:
    page.notice.say_running("x")
    for widget in page.notice.findChildren(QPushButton):
        assert widget.text() or widget.accessibleName()
    assert page.notice.accessibleName()


@pytest.fixture
def recorded(
    reader: tuple[Project, Reader],
    forebear: Callable[..., str],
    base_image: str,
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """The REFs of two runs that really made a pickle each."""
    root = reader[0].root
    monkeypatch.chdir(root)
    (root / ".gitignore").write_text("m.pkl\n")
    refs = []
    for number in (1, 2):
        script = f"import pickle; pickle.dump({{'a': [1.5, {number}]}}, open('m.pkl', 'wb'), {number})\n"
        (root / "train.py").write_text(script)
        subprocess.run(["git", "add", "."], check=True)
        subprocess.run(["git", "commit", "--quiet", "-m", "Work"], check=True)
        words = ("run", "--json", "--image", base_image, "--uses", "train.py", "--makes", "m.pkl")
        done = json.loads(forebear(*words, "--", "python3", "train.py"))
        refs.append(f"run:{done['run'][:16]}")
    forebear("import", str(root))
    return refs


@pytest.mark.docker
def test_the_real_command_in_the_real_window(
    qtbot: QtBot, theme: Theme, reader: tuple[Project, Reader], recorded: list[str]
) -> None:
    project = reader[0]
    fresh, jobs = Reader(project.database_url), Jobs()
    view = CompareView(project, fresh, theme)
    qtbot.addWidget(view)
    try:
        view.offer_jobs(jobs)
        view.show_versions(recorded)
        qtbot.waitUntil(lambda: view.comparison is not None, timeout=30_000)
        view.show_page(Page.MODEL)
        view.show()
        qtbot.waitUntil(view.model.notice.isVisible)
        view.model.start()
        qtbot.waitUntil(lambda: view.model.findChild(LoadDialog) is not None)
        dialog = view.model.findChild(LoadDialog)
        assert dialog is not None
        with qtbot.waitSignal(view.model.counted, timeout=120_000):
            dialog.accept()
        assert lines(view.model)["['a'][1]"][:2] == ("1", "2")
        assert Consent.of_user().is_given(project.root)
    finally:
        jobs.stop_all()
        fresh.close()
