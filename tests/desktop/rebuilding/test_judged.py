"""How each output was judged, on the page of the verdict."""

from __future__ import annotations

import json
import math

import pytest
from pytestqt.qtbot import QtBot

from forebear.desktop.rebuilding.judged_words import largest_text, normalisation_text, reason_text
from forebear.desktop.rebuilding.outcome import from_document
from forebear.desktop.rebuilding.verdict_page import VerdictPage
from forebear.desktop.theme import Theme
from forebear.lineage.rebuilds import OutputVerdict, Verdict
from forebear.rebuild.judging.normalisations import REASONS
from forebear.rebuild.judging.telling import judged_document

OUTPUTS = (
    OutputVerdict("data.csv", None, None, Verdict.IDENTICAL),
    OutputVerdict(
        "model.joblib",
        None,
        None,
        Verdict.EQUIVALENT,
        "Everything is equal but for: number of threads (.n_jobs was 1, is 2).",
        "pickle (joblib, inside the image)",
        ("number of threads",),
    ),
    OutputVerdict(
        "net.safetensors",
        None,
        None,
        Verdict.DIFFERENT,
        "1 of 2 tensors differ: w.",
        "safetensors",
        (),
        0.5,
        1234,
        "release 2 (sha256:ab)",
    ),
    OutputVerdict(
        "<b>bold</b>", None, None, Verdict.NO_COMPARATOR, "Other bytes.\n<i>-one</i>", largest=math.inf
    ),
)


def document(output: OutputVerdict) -> dict[str, object]:
    return {
        "path": output.path,
        "verdict": output.verdict.value,
        "explanation": output.explanation,
        **judged_document(output),
    }


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> VerdictPage:
    made = VerdictPage(theme)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitExposed(made)
    text = json.dumps({"ended": "completed", "verdict": "different", "outputs": list(map(document, OUTPUTS))})
    outcome = from_document(json.loads(text))
    assert outcome is not None
    assert outcome.outputs == OUTPUTS
    made.show_outcome(outcome)
    return made


def shown(page: VerdictPage) -> dict[str, str]:
    return {key: value.text() for key, value in page.detail.values.items() if value.isVisible()}


def test_the_worst_output_is_shown_first(page: VerdictPage) -> None:
    assert page.detail.path.text() == "net.safetensors \N{EN DASH} different"
    assert shown(page) == {
        "compared": "safetensors",
        "largest": "0.5 (1,234 ULP)",
        "policy": "release 2 (sha256:ab)",
        "said": "1 of 2 tensors differ: w.",
    }


def test_the_chosen_output_is_shown_with_what_was_set_aside_and_why(page: VerdictPage) -> None:
    page.table.choose("model.joblib")
    assert page.detail.path.text() == "model.joblib \N{EN DASH} equivalent"
    assert shown(page)["aside"] == "number of threads \N{EN DASH} it says how the model runs, not what it is"
    cells = [cell.text for cell in page.table.model.sheet.lines[1].cells]
    assert cells[:4] == ["model.joblib", "equivalent", "number of threads", ""]


def test_an_identical_output_says_that_bytes_were_compared(page: VerdictPage) -> None:
    page.table.choose("data.csv")
    assert shown(page) == {"compared": "bytes"}


def test_what_comes_from_the_project_is_text(page: VerdictPage) -> None:
    page.table.choose("<b>bold</b>")
    assert page.detail.path.text() == "<b>bold</b> \N{EN DASH} no comparator"
    assert page.detail.path.textFormat().name == "PlainText"
    assert page.detail.values["said"].textFormat().name == "PlainText"
    assert shown(page)["largest"] == "NaN or infinity"


def test_every_normalisation_is_said_in_the_language_of_the_window(theme: Theme) -> None:
    for name in REASONS:
        assert normalisation_text(name) == name, "in English it is the word of the record"
        assert reason_text(name), name
    assert normalisation_text("of a later Forebear") == "of a later Forebear"
    assert reason_text("of a later Forebear") == ""
    assert largest_text(OUTPUTS[0]) == ""
