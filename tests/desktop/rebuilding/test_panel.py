"""The rebuild panel with the real command, and with a real container."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QInputDialog, QLabel
from pytestqt.qtbot import QtBot

from forebear.desktop.jobs import Jobs, JobState
from forebear.desktop.pieces import EmptyState
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.checklist import Checklist
from forebear.desktop.rebuilding.confirming import ConfirmDialog
from forebear.desktop.rebuilding.contents_choice import ContentsChoice
from forebear.desktop.rebuilding.image_choice import ImageChoice
from forebear.desktop.rebuilding.limits_choice import LimitsChoice, LimitsDialog
from forebear.desktop.rebuilding.log_view import MOST_LINES, LogView
from forebear.desktop.rebuilding.no_engine import say_no_engine
from forebear.desktop.rebuilding.panel import EARLIER, LOG, PLAN, VERDICT, RebuildPanel
from forebear.desktop.rebuilding.patch_choice import PatchChoice
from forebear.desktop.rebuilding.plan import Trouble, read_plan
from forebear.desktop.rebuilding.times import TimesChoice
from forebear.desktop.theme import Theme
from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import ProcessEnd, Verdict
from forebear.rebuild.detached import JobStore

LONG = 120_000


@pytest.fixture(autouse=True)
def _own_consent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody has allowed anything yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def made_panel(root: Path, theme: Theme, qtbot: QtBot) -> Iterator[RebuildPanel]:
    jobs, reader = Jobs(), Reader(Project.at(root).database_url)
    panel = RebuildPanel(Project.at(root), jobs, reader, theme)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitExposed(panel)
    yield panel
    jobs.stop_all()
    reader.close()


@pytest.fixture
def panel(project: Path, theme: Theme, qtbot: QtBot) -> Iterator[RebuildPanel]:
    """On a project that recorded no image."""
    yield from made_panel(project, theme, qtbot)


def texts(panel: RebuildPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def visible(panel: RebuildPanel) -> dict[str, QAbstractButton]:
    return {
        button.text(): button
        for button in panel.findChildren(QAbstractButton)
        if button.isVisible() and button.text()
    }


def planned(panel: RebuildPanel, ref: str, qtbot: QtBot) -> None:
    panel.show_ref(ref)
    qtbot.waitUntil(lambda: panel.plan is not None, timeout=LONG)


def test_it_says_what_to_do_before_anything_is_chosen(panel: RebuildPanel) -> None:
    assert "Nothing to rebuild yet" in texts(panel)


def test_a_ref_that_names_nothing_is_said_with_a_way_on(panel: RebuildPanel, qtbot: QtBot) -> None:
    panel.show_ref("nowhere@v9")
    qtbot.waitUntil(lambda: "Try again" in visible(panel), timeout=LONG)
    assert "nowhere" in texts(panel)


def test_a_ref_that_looks_like_an_option_is_a_ref(panel: RebuildPanel, qtbot: QtBot) -> None:
    panel.show_ref("--yes")
    qtbot.waitUntil(lambda: "Try again" in visible(panel), timeout=LONG)
    assert "--yes" in texts(panel)


@pytest.mark.docker
def test_a_run_without_an_image_offers_to_assign_one(panel: RebuildPanel, qtbot: QtBot) -> None:
    planned(panel, "model.json@v1.1", qtbot)
    assert panel.tabs.currentIndex() == PLAN
    assert panel.plan is not None
    assert [each.path for each in panel.plan.inputs] == ["train.csv", "train.py"]
    assert all(each.place for each in panel.plan.inputs)
    buttons = visible(panel)
    assert not buttons["Rebuild"].isEnabled()
    with qtbot.waitSignal(panel.assign_requested) as asked:
        buttons["Assign image…"].click()
    assert asked.args == [f"run:{panel.plan.run[:12]}"]


@pytest.mark.docker
def test_an_input_that_is_gone_is_listed(panel: RebuildPanel, project: Path, qtbot: QtBot) -> None:
    shutil.rmtree(project / ".dvc" / "cache")
    (project / "train.csv").unlink()
    planned(panel, "model.json@v1.0", qtbot)
    assert panel.plan is not None
    assert [each.path for each in panel.plan.inputs if not each.place] == ["train.csv"]
    assert "train.csv" in texts(panel)
    assert not visible(panel)["Rebuild"].isEnabled()


def test_an_engine_that_does_not_answer_is_said_and_can_be_tried_again(
    panel: RebuildPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'no.sock'}")
    planned(panel, "model.json@v1.1", qtbot)
    assert "Docker is not running" in texts(panel)
    assert "systemctl start docker" in texts(panel)
    buttons = visible(panel)
    assert "Assign image…" not in buttons
    assert "Rebuild" not in buttons
    panel.plan = None
    buttons["Try again"].click()
    qtbot.waitUntil(lambda: panel.plan is not None, timeout=LONG)
    assert "Docker is not running" in texts(panel)


def test_the_log_follows_its_end_until_one_scrolls_up(theme: Theme, qtbot: QtBot) -> None:
    log = LogView(theme)
    qtbot.addWidget(log)
    log.resize(400, 200)
    log.show()
    qtbot.waitExposed(log)
    for number in range(300):
        log.add(f"\x1b[32mline {number}\x1b[0m")
    log.flush()
    bar = log.verticalScrollBar()
    assert log.toPlainText().endswith("line 299")
    assert bar.value() == bar.maximum()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderPageStepSub)
    place = bar.value()
    log.add("one more")
    log.flush()
    assert bar.value() == place
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)
    log.add("and one")
    log.flush()
    assert bar.value() == bar.maximum() > place
    log.finish()
    log.reset()
    for number in range(MOST_LINES + 100):
        log.add(str(number))
    log.flush()
    assert log.blockCount() <= MOST_LINES
    assert log.toPlainText().endswith(str(MOST_LINES + 99))


@pytest.fixture
def sample_panel(sample: Path, theme: Theme, qtbot: QtBot) -> Iterator[RebuildPanel]:
    """On the sample project, whose runs recorded their image."""
    yield from made_panel(sample, theme, qtbot)


@pytest.mark.docker
def test_a_recorded_run_is_rebuilt_and_judged(sample_panel: RebuildPanel, qtbot: QtBot) -> None:
    panel = sample_panel
    planned(panel, "model.json@v1.2", qtbot)
    assert panel.plan is not None
    assert panel.plan.missing == ()
    assert panel.plan.image is not None
    assert panel.plan.image.recorded
    panel.findChildren(TimesChoice)[0].choice.setCurrentText("Twice")
    visible(panel)["Rebuild"].click()
    qtbot.waitUntil(lambda: bool(panel.findChildren(ConfirmDialog)), timeout=LONG)
    dialog = panel.findChildren(ConfirmDialog)[0]
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert panel.plan.command[0] in said
    assert panel.plan.image.reference in said
    dialog.accept()
    assert panel.tabs.currentIndex() == LOG
    assert visible(panel)["Cancel"].isEnabled()
    qtbot.waitUntil(lambda: panel.verdict.outcome is not None, timeout=LONG)
    outcome = panel.verdict.outcome
    assert outcome is not None
    assert (outcome.ended, outcome.verdict) == (ProcessEnd.COMPLETED, Verdict.IDENTICAL)
    assert outcome.deterministic is True
    assert "both came out the same" in texts(panel)
    assert panel.tabs.currentIndex() == VERDICT
    assert panel.verdict.word.text() == "identical"
    assert panel.verdict.table.model.rowCount() == len(outcome.outputs) > 0
    qtbot.waitUntil(lambda: panel.earlier.count == 2, timeout=LONG)
    assert panel.tabs.isTabVisible(EARLIER)
    # Once allowed, nobody is asked again.
    visible(panel)["Rebuild"].click()
    qtbot.waitUntil(lambda: "Cancel" in visible(panel), timeout=LONG)
    # One that has not begun yet would be off the list at once.
    qtbot.waitUntil(lambda: any(job.state is JobState.RUNNING for job in panel._jobs.all), timeout=LONG)
    visible(panel)["Cancel"].click()
    assert not visible(panel)["Cancelling…"].isEnabled()
    qtbot.waitUntil(lambda: "Rebuild" in visible(panel), timeout=LONG)


@pytest.mark.docker
def test_saying_no_runs_nothing(sample_panel: RebuildPanel, sample: Path, qtbot: QtBot) -> None:
    planned(sample_panel, "model.json@v1.2", qtbot)
    visible(sample_panel)["Rebuild"].click()
    qtbot.waitUntil(lambda: bool(sample_panel.findChildren(ConfirmDialog)), timeout=LONG)
    sample_panel.findChildren(ConfirmDialog)[0].reject()
    assert "Rebuild" in visible(sample_panel)
    done = subprocess.run(
        [sys.executable, "-m", "forebear", "rebuild", "--project", str(sample), "--json", "model.json@v1.2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2  # still not allowed


@pytest.mark.docker
def test_another_image_is_a_choice_that_is_shown_and_can_be_taken_back(
    sample_panel: RebuildPanel, qtbot: QtBot
) -> None:
    panel = sample_panel
    planned(panel, "model.json@v1.2", qtbot)
    assert panel.plan is not None
    assert panel.plan.image is not None
    assert "known by its config digest" in texts(panel)
    assert [other.how for other in panel.plan.image.others][-1] == "assumed"

    def choose(options: list[str]) -> str:
        before = panel.plan
        panel.checklist.findChildren(ImageChoice)[-1].chosen.emit(options)
        qtbot.waitUntil(lambda: panel.plan is not before, timeout=LONG)
        return texts(panel)

    said = choose([f"--image={panel.plan.image.identity}"])
    assert "not recorded" in said
    assert "the image is not the recorded one" in said
    assert "Back to the recorded image" in visible(panel)
    before = panel.plan
    visible(panel)["Back to the recorded image"].click()
    qtbot.waitUntil(lambda: panel.plan is not before, timeout=LONG)
    assert "Back to the recorded image" not in visible(panel)
    assert panel.plan.image.recorded
    assert "There is no nothing.lock" in choose(["--reconstruct=nothing.lock"])


def test_a_dockerfile_is_read_before_it_is_built(theme: Theme, qtbot: QtBot) -> None:
    checklist = Checklist(theme)
    qtbot.addWidget(checklist)
    image = {
        "reference": "Dockerfile@1234",
        "how": "reconstructed",
        "source": "Dockerfile of 1234",
        "recipe": {"text": "FROM base:1\nRUN <b>make</b>\n"},
        "alternatives": [
            {"option": "--archive FILE", "how": "archive", "said": "a"},
            {"option": "--reconstruct=a & b.lock", "how": "reconstructed", "said": "b"},
            {"option": "--image IMAGE", "how": "assumed", "said": "c"},
        ],
    }
    checklist.show_plan(read_plan({"image": image, "commit": "1" * 40}))
    shown = [label.text() for label in checklist.findChildren(QLabel)]
    assert "FROM base:1\nRUN <b>make</b>" in shown
    choice = checklist.findChildren(ImageChoice)[0]
    assert [action.text() for action in choice.menu.actions()] == [
        "Load the recorded image from an archive…",
        "Reconstruct it from a && b.lock",
        "Choose an image by its name…",
    ]
    with qtbot.waitSignal(checklist.image_chosen) as chosen:
        choice.menu.actions()[1].trigger()
    assert chosen.args == [["--reconstruct=a & b.lock"]]
    choice.menu.actions()[2].trigger()
    dialog = choice.findChildren(QInputDialog)[0]
    dialog.setTextValue(" other:1 ")
    with qtbot.waitSignal(checklist.image_chosen) as chosen:
        dialog.accept()
    assert chosen.args == [["--image=other:1"]]


def test_a_patch_is_an_entry_of_the_plan_and_one_may_go_on_without_it(theme: Theme, qtbot: QtBot) -> None:
    checklist = Checklist(theme)
    qtbot.addWidget(checklist)
    patch = {
        "path": "<b>diff.patch", "digest": f"md5:{'ab' * 16}", "size": 561, "place": "where it was seen",
        "by": "W&B", "files": ["a.py", "b.py", "c.py"], "applied": True, "left_out": False,
    }  # fmt: skip

    def shown(**more: object) -> str:
        document = {"commit": "1" * 40, "uncommitted": {**patch, **more}}
        checklist.show_plan(read_plan(document))
        return "\n".join(label.text() for label in checklist.findChildren(QLabel))

    said = "<b>diff.patch · md5:abababab · 561 bytes · 3 files · kept by W&B · where it was seen"
    assert f"Uncommitted changes\n{said}" in shown()
    assert checklist.findChildren(PatchChoice) == []
    assert " · not applied · kept by W&B" in shown(applied=False, files=[])
    with qtbot.waitSignal(checklist.patch_chosen) as chosen:
        checklist.findChildren(PatchChoice)[0].findChildren(QAbstractButton)[0].click()
    assert chosen.args == [["--without-patch"]]
    assert "left out by you: the clean commit is used" in shown(applied=False, left_out=True, files=[])
    with qtbot.waitSignal(checklist.patch_chosen) as chosen:
        checklist.findChildren(PatchChoice)[0].findChildren(QAbstractButton)[0].click()
    assert chosen.args == [[]]


def test_limits_are_set_for_one_rebuild_and_taken_back(theme: Theme, qtbot: QtBot) -> None:
    checklist = Checklist(theme)
    qtbot.addWidget(checklist)
    limits = {"network": "none", "read-only root": True, "memory": 8 << 30, "seconds": 86400.0}
    checklist.show_plan(read_plan({"limits": limits}))
    (choice,) = checklist.findChildren(LimitsChoice)
    (ask,) = choice.findChildren(QAbstractButton)

    def asked() -> LimitsDialog:
        choice.findChildren(QAbstractButton)[0].click()
        return choice.findChildren(LimitsDialog)[-1]

    ask.click()
    dialog = choice.findChildren(LimitsDialog)[0]
    assert dialog.options == []
    dialog.network.setChecked(True)
    dialog.writable.setChecked(True)
    dialog.memory.setValue(1.5)
    dialog.time.setCurrentText("without limit")
    dialog.processors.setText("0-")  # not finished: it is left as usual
    options = ["--network", "--writable", "--memory=1.5g", "--timeout=0"]
    assert dialog.options == options
    dialog.processors.setText("0,1")
    with qtbot.waitSignal(checklist.limits_chosen) as chosen:
        dialog.accept()
    assert chosen.args == [[*options, "--cpus=0,1"]]
    # What the command makes of that is where the next dialog begins.
    loose = {"network": "bridge", "memory": 3 << 29, "seconds": None, "processors": "0,1"}
    names = ["network", "writable root", "memory", "time", "processors", "accepted a.csv"]
    checklist.show_plan(read_plan({"limits": {**limits, **loose}, "loosened": names}))
    shown = [label.text() for label in checklist.findChildren(QLabel)]
    said = "the network is open, the image's files can be written, memory, time, processors"
    assert shown[shown.index("Other limits than usual") + 1] == said
    (choice,) = checklist.findChildren(LimitsChoice)
    assert asked().options == [*options, "--cpus=0,1"]
    with qtbot.waitSignal(checklist.limits_chosen) as chosen:
        choice.findChildren(QAbstractButton)[1].click()
    assert chosen.args == [[]]


def test_contents_of_the_commit_are_taken_and_given_back(theme: Theme, qtbot: QtBot) -> None:
    checklist = Checklist(theme)
    qtbot.addWidget(checklist)
    checklist.show_plan(
        read_plan({"missing": ["b"], "acceptable": ["b.csv"], "loosened": ["accepted a.csv"]})
    )
    shown = [label.text() for label in checklist.findChildren(QLabel)]
    assert shown[shown.index("As the commit holds them") + 1] == "a.csv: not what the run used"
    take, back = checklist.findChildren(ContentsChoice)[0].findChildren(QAbstractButton)
    with qtbot.waitSignal(checklist.contents_chosen) as chosen:
        take.click()
    assert chosen.args == [["--accept=a.csv", "--accept=b.csv"]]
    with qtbot.waitSignal(checklist.contents_chosen) as chosen:
        back.click()
    assert chosen.args == [[]]
    checklist.show_plan(read_plan({"loosened": ["accepted a.csv"]}))
    (only,) = checklist.findChildren(ContentsChoice)[0].findChildren(QAbstractButton)
    assert only.text() == "Back to what the run used"
    checklist.show_plan(read_plan({"missing": ["the image"]}))
    assert checklist.findChildren(ContentsChoice) == []


@pytest.mark.docker
def test_other_limits_are_planned_asked_about_and_recorded(sample_panel: RebuildPanel, qtbot: QtBot) -> None:
    panel = sample_panel
    planned(panel, "model.json@v1.2", qtbot)
    visible(panel)["Set other limits…"].click()
    dialog = panel.findChildren(LimitsDialog)[0]
    dialog.network.setChecked(True)
    dialog.memory.setValue(1)
    before = panel.plan
    dialog.accept()
    qtbot.waitUntil(lambda: panel.plan is not before, timeout=LONG)
    assert panel.plan is not None
    assert panel.plan.loosened_limits == ("network", "memory")
    assert "--network=bridge" in panel.plan.line
    visible(panel)["Rebuild"].click()
    qtbot.waitUntil(lambda: bool(panel.findChildren(ConfirmDialog)), timeout=LONG)
    asked = panel.findChildren(ConfirmDialog)[0]
    said = "\n".join(label.text() for label in asked.findChildren(QLabel))
    assert "with network, as you chose" in said
    assert "without network" not in said
    asked.accept()
    qtbot.waitUntil(lambda: panel.verdict.outcome is not None, timeout=LONG)
    assert "It ran under other limits than usual: the network is open, memory." in texts(panel)
    database = Database.open(panel._project.database_url, create=False, read_only=True)
    newest = Questions(database).rebuilds()[0]
    database.close()
    assert newest.profile["loosened"] == "network, memory"
    assert (newest.profile["network"], newest.profile["memory"]) == ("bridge", 1 << 30)


def test_an_engine_that_may_not_be_used_is_told_as_that(theme: Theme, qtbot: QtBot) -> None:
    empty = EmptyState(theme, "rebuild")
    qtbot.addWidget(empty)
    trouble = Trouble("You may not use Docker.", "unix:///var/run/docker.sock", "Ask for rights.")
    say_no_engine(empty, trouble, lambda: None)
    said = "\n".join(label.text() for label in empty.findChildren(QLabel))
    assert "You may not use Docker." in said
    assert "Ask for rights." in said


@pytest.mark.docker
def test_a_rebuild_that_a_terminal_started_is_picked_up_and_one_that_has_ended_is_shown(
    sample: Path, theme: Theme, qtbot: QtBot
) -> None:
    words = ["rebuild", "--yes", "--project", str(sample), "--", "model.json@v1.2"]
    record = JobStore.of_user().start(words, "Rebuild train", sample)
    first, then = made_panel(sample, theme, qtbot), made_panel(sample, theme, qtbot)
    panel = next(first)
    (job,) = panel._jobs.adopt([record])
    panel.follow(job)
    assert "Rebuild train" in texts(panel)
    assert "Cancel" in visible(panel)
    qtbot.waitUntil(lambda: not job.active, timeout=LONG)
    assert panel.tabs.currentIndex() == VERDICT
    assert "identical" in texts(panel)
    panel.check()
    qtbot.waitUntil(lambda: panel.plan is not None, timeout=LONG)  # it knows what it showed
    next(first, None)

    later = next(then)
    (ended,) = later._jobs.adopt([record])
    qtbot.waitUntil(lambda: not ended.active, timeout=LONG)
    later.show_ended(ended)
    assert later.tabs.currentIndex() == VERDICT
    assert "identical" in texts(later)
    next(then, None)
