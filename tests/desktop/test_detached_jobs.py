"""Jobs that outlive the window: real commands in processes of nobody's, followed by their files."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from forebear.desktop.app import Desktop
from forebear.desktop.detached_job import DIED, FollowedJob
from forebear.desktop.jobs import Job, Jobs, JobState
from forebear.desktop.meanwhile import how_text, is_one_rebuild
from forebear.rebuild.detached import JobStore

pytestmark = pytest.mark.skipif(os.name != "posix", reason="what tells that a job lives is a lock of POSIX")

Commits = Callable[[Path, int], Path]


@pytest.fixture
def jobs(qapp: QApplication) -> Jobs:
    return Jobs()


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobStore]:
    """The jobs of this test alone; what still runs at its end is ended."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield JobStore.of_user()
    for job in JobStore.of_user().all():
        job.kill()
        assert job.wait(30)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A repository that takes seconds to import."""
    root = tmp_path / "many"
    root.mkdir()
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + n} +0000\ndata 2\nm\n"
        for n in range(20_000)
    )
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream.encode(), check=True)
    return root


def ended(qtbot: QtBot, job: Job) -> None:
    qtbot.waitUntil(lambda: not job.active, timeout=60_000)


def record_of(qtbot: QtBot, job: Job) -> int:
    """Wait until a job says what it does; return its process."""
    assert isinstance(job, FollowedJob)
    qtbot.waitUntil(lambda: bool(job.phase) or not job.active, timeout=60_000)
    assert job.active, job.document
    assert job.record is not None
    return process_of(qtbot, job.record.folder)


def process_of(qtbot: QtBot, folder: Path) -> int:
    """Wait until a job says what it does; return its process."""
    progress = folder / "progress"
    qtbot.waitUntil(lambda: progress.exists() and progress.stat().st_size > 0, timeout=60_000)
    return int((folder / "lock").read_text())


def test_it_answers_like_any_job_and_is_nobodys_child(jobs: Jobs, project: Path, qtbot: QtBot) -> None:
    job = jobs.start(["import", str(project)], "Read churn", outlives=project)
    assert job.state is JobState.WAITING
    ended(qtbot, job)
    assert (job.state, job.exit_code, job.document["commits"]) == (JobState.DONE, 0, 4)
    assert job.seconds > 0
    assert job.command == f"forebear import {project}"
    assert jobs.bound == ()
    assert isinstance(job, FollowedJob)
    assert job.record is not None
    assert job.record.seen


def test_progress_arrives_while_it_runs(jobs: Jobs, many: Path, qtbot: QtBot) -> None:
    job = jobs.start(["import", str(many)], outlives=many)
    process = record_of(qtbot, job)
    assert os.getpgid(process) != os.getpgid(0), "a signal to the window's group does not reach it"
    seen: list[int] = []
    job.progressed.connect(lambda _phase, done, _total, _message: seen.append(done))
    qtbot.waitUntil(lambda: len(seen) > 1 or not job.active, timeout=60_000)
    assert seen
    job.cancel()
    ended(qtbot, job)
    assert (job.state, job.exit_code) == (JobState.CANCELLED, 4)


def test_it_is_cancelled_also_before_it_has_begun(jobs: Jobs, many: Path, qtbot: QtBot) -> None:
    job = jobs.start(["import", str(many)], outlives=many)
    qtbot.waitUntil(lambda: job.state is JobState.RUNNING, timeout=10_000)
    job.cancel()
    ended(qtbot, job)
    assert job.state is JobState.CANCELLED


def test_the_end_of_the_window_does_not_end_it(jobs: Jobs, many: Path, qtbot: QtBot, store: JobStore) -> None:
    job = jobs.start(["import", str(many)], outlives=many)
    record_of(qtbot, job)
    jobs.stop_all()
    (record,) = store.all(many)
    assert record.alive
    following = Jobs()
    (found,) = following.adopt(store.all(many))
    assert following.adopt(store.all(many)) == (), "it is followed once"
    assert found.state is JobState.RUNNING
    ended(qtbot, found)
    assert (found.state, found.document["commits"]) == (JobState.DONE, 20_000)
    assert found.phase, "what it had said before is read as well"


def test_a_job_that_is_killed_has_died(jobs: Jobs, many: Path, qtbot: QtBot) -> None:
    job = jobs.start(["import", str(many)], outlives=many)
    os.kill(record_of(qtbot, job), signal.SIGKILL)
    ended(qtbot, job)
    assert (job.state, job.exit_code) == (JobState.FAILED, DIED)
    assert "died" in job.document["error"]["what"]
    assert isinstance(job, FollowedJob)
    assert job.died


def test_what_went_wrong_is_said_as_by_any_job(jobs: Jobs, project: Path, qtbot: QtBot) -> None:
    job = jobs.start(["import", str(project / "nowhere")], outlives=project)
    ended(qtbot, job)
    assert job.state is JobState.FAILED
    assert "nowhere" in job.document["error"]["where"]
    again = jobs.retry(job)
    assert again.root == project
    ended(qtbot, again)
    wrong = jobs.start(["import", "--no-such-option"], outlives=project)
    ended(qtbot, wrong)
    assert "--no-such-option" in wrong.document["error"]["what"]


def test_a_job_that_cannot_be_kept_is_a_failure_that_says_so(
    jobs: Jobs, project: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("in the way")
    job = jobs.start(["import", str(project)], outlives=project)
    ended(qtbot, job)
    assert job.state is JobState.FAILED
    assert job.document["error"]["todo"]


def open_on(desktop: Desktop, root: Path, qtbot: QtBot) -> None:
    window = desktop.window
    window.open(root)
    qtbot.waitUntil(lambda: window.desk.workspace is not None, timeout=60_000)
    qtbot.waitUntil(
        lambda: window.desk.opened is not None and window.desk.opened.importing is None, timeout=60_000
    )


def test_the_next_window_picks_up_what_runs_and_tells_what_has_ended(
    desktop: Desktop, project: Path, many: Path, store: JobStore, qtbot: QtBot
) -> None:
    done = store.start(["import", str(project)], "Read churn", project)
    assert done.wait(60)
    running = store.start(["import", str(many)], "Read many", project)
    process = process_of(qtbot, running.folder)
    os.kill(process, signal.SIGSTOP)  # so that it still runs when the window has come up, whatever that takes
    open_on(desktop, project, qtbot)
    banner = desktop.window._chrome.banner
    qtbot.waitUntil(lambda: banner.isVisible() and "away" in banner.accessibleName(), timeout=60_000)
    assert "Read churn" in banner.accessibleName()
    titles = {job.title: job for job in desktop.jobs.all}
    assert titles["Read many"].state is JobState.RUNNING
    assert titles["Read churn"].state is JobState.DONE
    assert done.seen
    titles["Read many"].cancel()
    os.kill(process, signal.SIGCONT)
    ended(qtbot, titles["Read many"])
    assert running.exit_code == 4


def button_of(box: QMessageBox, text: str) -> QPushButton:
    (found,) = [each for each in box.findChildren(QPushButton) if each.text().replace("&", "") == text]
    return found


def asked(desktop: Desktop, qtbot: QtBot) -> QMessageBox:
    desktop.window.close()
    qtbot.waitUntil(lambda: bool(desktop.window.findChildren(QMessageBox)), timeout=10_000)
    box = desktop.window.findChildren(QMessageBox)[-1]
    qtbot.waitUntil(box.isVisible, timeout=10_000)
    return box


def test_closing_lets_it_run_unless_the_person_cancels_it(
    desktop: Desktop, many: Path, store: JobStore, qtbot: QtBot
) -> None:
    job = desktop.jobs.start(["import", str(many)], "Read many", outlives=many)
    record_of(qtbot, job)
    box = asked(desktop, qtbot)
    assert box.text() == "1 job goes on when the window is closed."
    assert "Read many" in box.informativeText()
    qtbot.mouseClick(button_of(box, "Stay"), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert desktop.window.isVisible()
    qtbot.waitUntil(lambda: not desktop.window.findChildren(QMessageBox), timeout=10_000)
    box = asked(desktop, qtbot)
    qtbot.mouseClick(button_of(box, "Close and let them run"), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    qtbot.waitUntil(lambda: not desktop.window.isVisible(), timeout=10_000)
    (record,) = store.all(many)
    assert record.alive


def test_closing_can_cancel_it(desktop: Desktop, many: Path, store: JobStore, qtbot: QtBot) -> None:
    job = desktop.jobs.start(["import", str(many)], "Read many", outlives=many)
    record_of(qtbot, job)
    box = asked(desktop, qtbot)
    qtbot.mouseClick(button_of(box, "Cancel all and quit"), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    qtbot.waitUntil(lambda: not desktop.window.isVisible(), timeout=30_000)
    (record,) = store.all(many)
    assert (record.alive, record.exit_code) == (False, 4)


@pytest.mark.parametrize(
    ("words", "one"),
    [
        (["rebuild", "--yes", "--", "run:1"], True),
        (["rebuild", "run:1"], True),
        (["rebuild", "run:1", "--yes"], True),
        (["rebuild", "run:1", "run:2"], False),
        (["rebuild", "--", "run:1", "run:2"], False),
        (["rebuild", "--all"], False),
        (["import", "--", "x"], False),
    ],
)
def test_the_rebuild_panel_shows_what_is_one_rebuild(jobs: Jobs, words: list[str], one: bool) -> None:
    assert is_one_rebuild(FollowedJob(words, "", "", Path("x"), jobs)) is one


def test_how_a_job_came_out_is_said_by_its_verdict(jobs: Jobs) -> None:
    job = FollowedJob(["rebuild", "x"], "", "", Path("x"), jobs)
    said = []
    for document in (
        {"verdict": "same values", "ended": "completed"},
        {"verdict": None, "ended": "blocked"},
        {},
    ):
        job.document = document
        said.append(how_text(job))
    assert said == ["same values", "blocked", "waiting"]
