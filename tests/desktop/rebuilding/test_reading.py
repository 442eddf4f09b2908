"""What the command prints about a rebuild, read back; and terminal lines as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forebear.desktop.rebuilding.ansi import plain
from forebear.desktop.rebuilding.checklist import Checklist, limit_text
from forebear.desktop.rebuilding.outcome import from_document
from forebear.desktop.rebuilding.plan import read_plan
from forebear.desktop.rebuilding.verdict_page import outcome_text, token_of, took_text
from forebear.desktop.theme import Theme
from forebear.lineage.rebuilds import ProcessEnd, Verdict


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain text", "plain text"),
        ("\x1b[31mred\x1b[0m and \x1b[1;32mgreen\x1b[m", "red and green"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("10%\r50%\r100%", "100%"),
        ("done\r\n", "done"),
        ("bell\x07 and \x00nul", "bell and nul"),
        ("tab\tstays", "tab\tstays"),
        ("고객 데이터 \x1b[K", "고객 데이터 "),
    ],
)
def test_a_terminal_line_becomes_plain_text(line: str, expected: str) -> None:
    assert plain(line) == expected


@given(st.text())
def test_no_escape_survives_whatever_is_printed(line: str) -> None:
    assert "\x1b" not in plain(line)
    assert plain(plain(line)) == plain(line)


def test_a_plan_that_lacks_everything_is_read() -> None:
    plan = read_plan({})
    assert plan.image is None
    assert plan.wants_image
    assert plan.inputs == plan.outputs == plan.missing == ()
    assert plan.tolerance == ""
    policy = "release 2 (sha256:0123456789ab)"
    assert read_plan({"tolerance": policy}).tolerance == policy


def test_docker_that_is_down_is_told_from_an_image_nobody_recorded() -> None:
    down = read_plan({"engine": {"what": "Docker is not running.", "where": "", "todo": "Start it."}})
    assert down.wants_engine
    assert not down.wants_image
    unknown = read_plan({"missing": ["No image is recorded for this run."], "image": None})
    assert unknown.wants_image


def test_values_of_the_wrong_kind_in_a_document_do_no_harm() -> None:
    plan = read_plan({"inputs": "x", "image": [1], "limits": None, "space": "much", "command": "one"})
    assert plan.inputs == ()
    assert plan.space is None
    assert plan.command == ("one",)


def test_a_document_without_a_rebuild_is_no_outcome() -> None:
    assert from_document({}) is None
    assert from_document({"error": {"what": "no"}}) is None


def test_an_outcome_is_summed_up_by_verdict_or_by_how_it_ended() -> None:
    good = from_document({"ended": "completed", "verdict": "identical", "seconds": 3.25, "outputs": []})
    failed = from_document({"ended": "failed", "verdict": None})
    cancelled = from_document({"ended": "cancelled"})
    assert good is not None
    assert failed is not None
    assert cancelled is not None
    assert (good.verdict, outcome_text(good), token_of(good)) == (
        Verdict.IDENTICAL,
        "identical",
        "verdict.good",
    )
    assert (failed.ended, outcome_text(failed), token_of(failed)) == (
        ProcessEnd.FAILED,
        "failed",
        "verdict.bad",
    )
    assert token_of(cancelled) == "verdict.warn"


@pytest.mark.parametrize(("seconds", "text"), [(0.48, "0.5 s"), (12.4, "12 s"), (125, "2:05")])
def test_a_time_is_written_as_people_read_it(seconds: float, text: str) -> None:
    assert took_text(seconds) == text


def test_limits_are_written_as_people_read_them() -> None:
    assert limit_text("read-only root", True) == "read-only root"
    assert limit_text("network", "none") == "network none"
    assert limit_text("memory", 2 << 30) == "memory 2.00 GiB"
    assert limit_text("seconds", 3600.0) == "at most 1:00:00"
    assert limit_text("loosened", "") == ""


def test_what_a_plan_can_come_to_and_what_is_made_first_is_read() -> None:
    made = {"run": "a" * 64, "name": "prepare", "makes": ["train.csv"], "needs": [], "missing": []}
    plan = read_plan(
        {
            "inputs": [{"path": "train.csv", "place": None, "maker": "a" * 64}],
            "runs": [made, {"run": "b" * 64}],
            "jobs": 2,
            "seconds": 12.5,
            "forecast": {
                "verdict": "within tolerance",
                "reasons": [
                    {"factor": "blas kernel", "said": "Other processors.", "best": "within tolerance"}
                ],
                "seconds": 3,
                "seconds_from": "the recorded run",
                "memory": 5e8,
            },
        }
    )
    assert [(each.name, each.makes) for each in plan.before] == [("prepare", ("train.csv",))]
    assert (plan.inputs[0].maker, plan.at_once, plan.seconds) == ("a" * 64, 2, 12.5)
    assert (plan.forecast.verdict, plan.forecast.memory) == (Verdict.WITHIN_TOLERANCE, 500_000_000)
    assert plan.forecast.reasons[0].caps
    strange = read_plan({"forecast": {"verdict": "splendid", "reasons": "x", "seconds": "soon"}, "runs": 3})
    assert (strange.forecast.verdict, strange.before) == (None, ())


def test_a_checklist_shows_both(theme: Theme, qtbot: QtBot) -> None:
    made = {"run": "a" * 64, "name": "prepare", "makes": ["train.csv"], "needs": [], "missing": []}
    checklist = Checklist(theme)
    qtbot.addWidget(checklist)
    checklist.show_plan(
        read_plan(
            {
                "inputs": [{"path": "train.csv", "place": None, "maker": "a" * 64}],
                "runs": [made, {"run": "b" * 64}],
                "forecast": {"verdict": "identical", "reasons": [], "seconds": 3},
            }
        )
    )
    said = [label.text() for label in checklist.findChildren(QLabel)]
    assert {"What it can come to", "identical", "First, upstream", "prepare"} <= set(said)
    assert any("is made first" in text for text in said)
    assert not any("missing" in text for text in said)
