"""What can be rebuilt is looked up in the background, and shown on cards and in the inspector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop import wording
from forebear.desktop.graph.measures import has_badges
from forebear.desktop.graph.saying import card_text
from forebear.desktop.theme import Theme
from forebear.desktop.window import MainWindow
from forebear.lineage.answers import CardFacts, Node, Ready
from forebear.lineage.words import ArtifactType, NodeKind, Origin, Readiness

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RUN = Node(1, NodeKind.RUN, "f" * 64, "train", Origin.RECORDED, when=NOON)
MODEL = Node(2, NodeKind.ARTIFACT, f"md5:{'0' * 32}", "model.pkl", Origin.RECORDED, ArtifactType.MODEL)


def looked_up(state: Readiness, *details: str) -> CardFacts:
    return CardFacts(rebuildable=True, ready=Ready(state, details, NOON))


@pytest.mark.parametrize("state", Readiness)
def test_each_state_has_a_word_a_sentence_and_a_colour(state: Readiness, theme: Theme) -> None:
    text = card_text(RUN, looked_up(state, "data.csv is not here."))
    assert text.ready is state
    assert wording.readiness_tip(state) in text.tip
    assert "data.csv is not here." in text.tip
    assert wording.when_text(NOON) in text.tip
    assert theme.color(wording.readiness_token(state)).isValid()
    assert text.rebuildable is (state.possible is not False)
    assert text.flagged is (state is not Readiness.REBUILDABLE)
    assert has_badges(RUN, looked_up(state)) is text.flagged
    assert not has_badges(MODEL, looked_up(state)), "what it made has a coloured arrow"


def test_the_last_verdict_is_told_with_its_date() -> None:
    facts = replace(looked_up(Readiness.REBUILDABLE), verdict="identical", judged_at=NOON)
    assert f"Rebuilt {wording.when_text(NOON)}: identical." in card_text(MODEL, facts).tip


def test_the_window_looks_it_up_by_itself_and_shows_no_job(
    opened: MainWindow, qtbot: QtBot, forebear: Callable[..., str], project: Path
) -> None:
    workspace = opened.desk.workspace
    assert workspace is not None

    def parts() -> list[str]:
        description = workspace.inspector.description
        return [] if description is None else [part.title for part in description.parts]

    qtbot.waitUntil(lambda: "Can it be rebuilt?" in parts(), timeout=120_000)
    described = workspace.inspector.description
    assert described is not None
    part = next(part for part in described.parts if part.title == "Can it be rebuilt?")
    assert (part.rows[0].value, part.rows[1].value) == (
        "not recorded", "No image is recorded: assign one.",
    )  # fmt: skip
    assert not [job for job in opened.jobs.all if job.words[0] == "check"]


def test_closing_the_project_ends_the_looking_up(opened: MainWindow, qtbot: QtBot) -> None:
    badges = opened.desk.badges
    assert badges is not None
    badges._check()
    job = badges._job
    opened.desk.close()
    assert opened.desk.badges is None
    assert job is None or not job.active
    QApplication.processEvents()
