"""The data page on what the real command finds out in the sample of a drifted column."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from forebear.cli.sample_data import EXTRACTS, rows
from forebear.compare.comparison import CodeChanges, Comparison, DataRole, DataRow, NodeKind, Version
from forebear.compare.data.document import drift_document, study_document
from forebear.compare.data.study import DataStudent
from forebear.desktop.comparing.data_page import SMALL, DataPage
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest


class Folder:
    """Two extracts of the sample's customers, by digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, extract in EXTRACTS.items():
            text = "".join(",".join(row) + "\n" for row in rows(extract))
            (folder / name).write_text(text, encoding="utf-8")

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        path = self.folder / digest.value
        return path if path.exists() else None

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


def comparison_of(size: int | None = 1000) -> Comparison:
    versions = tuple(Version(letter, ref, ref, NodeKind.COMMIT) for letter, ref in (("A", "a"), ("B", "b")))
    march, june = Digest("md5", "march"), Digest("md5", "june")
    data = (
        DataRow("data/customers.csv", DataRole.SOURCE, (march, june), (size, size), (None, None), (1, 1)),
        DataRow("data/same.csv", DataRole.SOURCE, (march, march), (5, 5), (None, None), (1, 1)),
    )
    return Comparison(versions, (), (), data, (), CodeChanges(False), None)


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


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    objects = Folder(tmp_path_factory.mktemp("data"))
    held = [("A", Digest("md5", "march")), ("B", Digest("md5", "june"))]
    study = DataStudent(objects, Silent()).study("data/customers.csv", held)
    row = {"path": "data/customers.csv", "drift": drift_document(study), **study_document(study)}
    told: dict[str, Any] = json.loads(json.dumps({"data": [row]}, allow_nan=False))
    return told


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> DataPage:
    made = DataPage(theme)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    return made


def said(page: DataPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_the_story_of_the_sample(page: DataPage, document: dict[str, Any], theme: Theme) -> None:
    jobs: list[FakeJob] = []
    asked: list[tuple[str, ...]] = []

    def look(refs: Any) -> Any:
        asked.append(tuple(refs))
        jobs.append(FakeJob())
        return jobs[-1]

    page.offer_look(look)
    page.show_comparison(comparison_of(SMALL))
    assert not jobs
    page.show()
    assert asked == [("a", "b")]
    jobs[0].progressed.emit("drift", 40, 100, "data/customers.csv")
    assert "Comparing data/customers.csv" in said(page)
    jobs[0].finished.emit(0, document)
    worst = page.detail.columns.topLevelItem(0)
    assert worst is not None
    assert [worst.text(place) for place in (0, 1)] == ["monthly_charge", "large"]
    assert "Rows by customer: 0 added, 0 removed, 3,000 changed" in said(page)
    assert "54 % of the values are 100 times larger" in said(page)
    assert page.detail.plot.is_drawn
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme.install(scheme)
        assert not page.detail.plot.grab().isNull()
    for place in range(page.detail.columns.topLevelItemCount()):
        page.detail.columns.setCurrentItem(page.detail.columns.topLevelItem(place))
        page.detail.plot.grab()
    assert page.detail.columns.topLevelItemCount() == 6
    page.table.show_sheet(page.table.model.sheet, "")
    page.hide()
    page.show()
    assert len(jobs) == 1


def test_small_data_is_looked_into_before_its_page_is_seen(page: DataPage) -> None:
    asked: list[tuple[str, ...]] = []

    def look(refs: Any) -> Any:
        asked.append(tuple(refs))
        return FakeJob()

    page.offer_look(look)
    for size in (None, SMALL):
        page.show_comparison(comparison_of(size))
        assert not asked
    page.show_comparison(comparison_of())
    assert not page.isVisible()
    assert asked == [("a", "b")]
    page.show()
    assert len(asked) == 1


def test_much_data_waits_for_a_person_and_can_be_cancelled(page: DataPage) -> None:
    jobs: list[FakeJob] = []

    def look(_refs: Any) -> Any:
        jobs.append(FakeJob())
        return jobs[-1]

    page.offer_look(look)
    page.show_comparison(comparison_of(2 << 30))
    page.show()
    assert not jobs
    assert "4.00 GiB" in said(page)
    page.detail.start_wanted.emit()
    (job,) = jobs
    page.detail.cancel_wanted.emit()
    assert job.cancelled
    assert "4.00 GiB" in said(page)
    page.detail.start_wanted.emit()
    jobs[1].finished.emit(3, {"error": {"what": "DuckDB is not installed.", "where": "", "todo": ""}})
    assert "DuckDB is not installed." in said(page)
    page.show_comparison(comparison_of())
    jobs[-1].finished.emit(0, {"data": []})
    assert len(jobs) == 3


def test_what_is_not_here_is_fetched_from_a_remote_and_then_looked_into(
    page: DataPage, document: dict[str, Any], qtbot: QtBot
) -> None:
    jobs: list[FakeJob] = []
    asked: list[tuple[Any, ...]] = []

    def start(*words: Any) -> Any:
        asked.append(words)
        jobs.append(FakeJob())
        return jobs[-1]

    at = {"how": "dvc", "name": "store", "url": "s3://bucket/dvc", "path": "files/md5/ab/c"}
    folder = {**at, "name": "disk", "url": "/mnt/dvc"}
    absent = [{"version": "A", "digest": "md5:abc", "obtainable": [at, folder]}]
    gone = {**document["data"][0], "absent": absent, "drift": None, "changes": [], "tables": {}}
    page.offer_look(lambda refs: start("look", *refs), start)
    page.show_comparison(comparison_of())
    page.show()
    jobs[0].finished.emit(0, {"data": [gone]})
    assert "It could be fetched from store (s3://bucket/dvc)" in said(page)
    buttons = [each for each in page.detail.findChildren(QAbstractButton) if "remote" in each.text()]
    assert [each.text() for each in buttons] == ["Fetch from remote store"]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert asked[-1] == ("data/customers.csv", "store", ("a", "b"))
    jobs[1].progressed.emit("fetch", 50, 100, "data/customers.csv")
    assert "Fetching data/customers.csv" in said(page)
    jobs[1].finished.emit(3, {"data": [{"path": "data/customers.csv", "missing": "store does not have it"}]})
    assert "store does not have it" in said(page)
    page.detail.start_wanted.emit()
    jobs[2].finished.emit(0, {"data": [gone]})
    page.detail.fetch_wanted.emit("store")
    page.detail.cancel_wanted.emit()
    assert jobs[3].cancelled
    page.detail.fetch_wanted.emit("store")
    jobs[4].finished.emit(0, {"data": []})
    assert asked[-1] == ("look", "a", "b")
    jobs[5].finished.emit(0, document)
    assert page.detail.columns.topLevelItemCount() == 6


def test_the_same_data_needs_no_look(page: DataPage) -> None:
    page.show_comparison(comparison_of())
    page.table.show_only_differences(False)
    page.show()
    page.table.choose("data/same.csv")
    assert "All versions hold the same bytes here." in said(page)


def test_the_module_is_light() -> None:
    asked = (
        "import sys, forebear.desktop.comparing.data_page, forebear.cli.comparing; "
        "print([name for name in ('duckdb', 'scipy') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_tables_of_one_dataset_are_told_apart_and_the_worst_column_of_all_is_first(
    page: DataPage, document: dict[str, Any]
) -> None:
    (row,) = document["data"]
    (change,), (drift,) = row["changes"], row["drift"]["versions"]
    calm = [{**each, "level": "none", "psi": 0.0} for each in drift["columns"]]
    parted = {
        **row,
        "changes": [{**change, "part": "calm.csv"}, {**change, "part": "train.csv"}],
        "drift": {
            **row["drift"],
            "versions": [{**drift, "part": "calm.csv", "columns": calm}, {**drift, "part": "train.csv"}],
        },
        "unreadable": {"B/torn.csv": "It cannot be read."},
    }
    page.offer_look(lambda _refs: FakeJob())  # type: ignore[arg-type, return-value]
    page.show_comparison(comparison_of(SMALL))
    page.detail.show_found("data", parted)
    first = page.detail.columns.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "train.csv: monthly_charge"
    text = page.detail.said.text()
    assert "B/torn.csv: It cannot be read." in text
    assert "calm.csv: Rows by customer" in text
    assert "train.csv: Rows by customer" in text
