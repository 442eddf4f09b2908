"""Jobs: real commands in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from forebear.desktop import jobs as jobs_module
from forebear.desktop.jobs import Job, Jobs, JobState
from forebear.desktop.jobs_model import JobsModel, seconds_text
from forebear.desktop.jobs_panel import JobsPanel
from forebear.desktop.theme import Theme


@pytest.fixture
def jobs(qapp: QApplication) -> Jobs:
    return Jobs()


def ended(qtbot: QtBot, job: Job) -> None:
    qtbot.waitUntil(lambda: not job.active, timeout=60_000)


def many_commits(root: Path, count: int) -> Path:
    """A repository with many commits, made by `git fast-import`."""
    root.mkdir()
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + n} +0000\ndata 2\nm\n"
        for n in range(count)
    )
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream.encode(), check=True)
    return root


def test_a_job_is_the_real_command_and_answers_with_its_document(
    jobs: Jobs, project: Path, qtbot: QtBot
) -> None:
    job = jobs.start(["import", str(project)], "Read churn", exclusive=str(project))
    assert job.state is JobState.WAITING
    ended(qtbot, job)
    assert (job.state, job.exit_code) == (JobState.DONE, 0)
    assert job.document["commits"] == 4
    assert job.command == f"forebear import {project}"


def test_progress_arrives_while_it_runs(jobs: Jobs, tmp_path: Path, qtbot: QtBot) -> None:
    root = many_commits(tmp_path / "many", 3_000)
    job = jobs.start(["import", str(root)])
    seen: list[tuple[str, int]] = []
    job.progressed.connect(lambda phase, done, _total, _message: seen.append((phase, done)))
    ended(qtbot, job)
    assert job.state is JobState.DONE, job.log
    assert job.document["commits"] == 3_000
    assert seen


def test_what_went_wrong_is_said_with_what_to_do(jobs: Jobs, tmp_path: Path, qtbot: QtBot) -> None:
    job = jobs.start(["import", str(tmp_path / "nowhere")])
    ended(qtbot, job)
    assert job.state is JobState.FAILED
    error = job.document["error"]
    assert error["what"]
    assert error["todo"]
    assert "nowhere" in error["where"]


def test_a_command_that_breaks_is_a_failure_with_the_end_of_its_log(jobs: Jobs, qtbot: QtBot) -> None:
    job = jobs.start(["import", "--no-such-option"])
    ended(qtbot, job)
    assert job.state is JobState.FAILED
    assert "--no-such-option" in job.document["error"]["what"]


def test_cancel_stops_a_running_import(jobs: Jobs, tmp_path: Path, qtbot: QtBot) -> None:
    root = many_commits(tmp_path / "many", 40_000)
    job = jobs.start(["import", str(root)])
    qtbot.waitUntil(lambda: bool(job.phase) or not job.active, timeout=60_000)
    assert job.active, job.document
    job.cancel()
    ended(qtbot, job)
    assert (job.state, job.exit_code) == (JobState.CANCELLED, 4)


def test_a_process_that_does_not_listen_is_killed(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jobs_module, "GRACE", 200)
    deaf = tmp_path / "deaf"
    deaf.write_text(
        f"#!{sys.executable}\nimport signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('listening', file=sys.stderr, flush=True)\nwhile True:\n    time.sleep(1)\n"
    )
    deaf.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(deaf))
    job = jobs.start(["whatever"])
    with qtbot.waitSignal(job.logged, timeout=10_000):
        pass
    job.cancel()
    ended(qtbot, job)
    assert job.state in (JobState.CANCELLED, JobState.FAILED)


def test_one_writer_at_a_time(jobs: Jobs, project: Path, qtbot: QtBot) -> None:
    first = jobs.start(["import", str(project)], exclusive="here")
    second = jobs.start(["import", str(project)], exclusive="here")
    other = jobs.start(["import", str(project)], exclusive="there")
    qtbot.waitUntil(lambda: first.state is JobState.RUNNING, timeout=10_000)
    assert (second.state, other.state) == (JobState.WAITING, JobState.RUNNING)
    overlapped: list[bool] = []
    second.state_changed.connect(
        lambda: overlapped.append(first.active) if second.state is JobState.RUNNING else None
    )
    ended(qtbot, second)
    ended(qtbot, other)
    assert overlapped == [False]
    assert second.state is JobState.DONE


def test_a_waiting_job_can_be_cancelled(jobs: Jobs, project: Path, qtbot: QtBot) -> None:
    first = jobs.start(["import", str(project)], exclusive="here")
    second = jobs.start(["import", str(project)], exclusive="here")
    second.cancel()
    assert second.state is JobState.CANCELLED
    ended(qtbot, first)
    assert first.state is JobState.DONE


def test_retry_starts_the_same_command_again(jobs: Jobs, tmp_path: Path, qtbot: QtBot) -> None:
    job = jobs.start(["import", str(tmp_path / "nowhere")], "Read it")
    ended(qtbot, job)
    again = jobs.retry(job)
    assert (again.words, again.title) == (job.words, job.title)
    ended(qtbot, again)
    jobs.clear()
    assert jobs.all == ()


def test_a_projects_own_modules_are_never_imported(
    jobs: Jobs, project: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "json.py").write_text("raise SystemExit('planted')\n")
    (project / "forebear.py").write_text("raise SystemExit('planted')\n")
    monkeypatch.chdir(project)
    job = jobs.start(["import", str(project)])
    ended(qtbot, job)
    assert job.state is JobState.DONE, job.log


def test_the_list_of_jobs_is_a_sound_model(
    jobs: Jobs, project: Path, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    model = JobsModel(jobs)
    qtmodeltester.check(model)
    first = jobs.start(["import", str(project)])
    second = jobs.start(["import", str(project / "nowhere")])
    qtmodeltester.check(model)
    assert model.job(model.index(0)) is second
    ended(qtbot, first)
    ended(qtbot, second)
    jobs.clear()
    qtmodeltester.check(model)
    assert model.rowCount() == 0
    assert model.job(QModelIndex()) is None


def test_the_panel_shows_the_chosen_job(jobs: Jobs, project: Path, theme: Theme, qtbot: QtBot) -> None:
    panel = JobsPanel(jobs, theme)
    qtbot.addWidget(panel)
    job = jobs.start(["import", str(project / "nowhere")], "Read nowhere")
    panel.show_job(job)
    ended(qtbot, job)
    assert "no such folder" in panel._log.toPlainText()
    assert panel._retry.isVisibleTo(panel)
    assert not panel._cancel.isVisibleTo(panel)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (59.9, "59 s"), (61, "1:01"), (3_725, "1:02:05")]
)
def test_durations_are_said_shortly(seconds: float, said: str) -> None:
    assert seconds_text(seconds) == said
