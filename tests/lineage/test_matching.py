"""How names fit what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.matching import Match, Wanted, mistyped


@pytest.mark.parametrize(
    ("typed", "name", "match"),
    [
        ("model.pkl", "models/model.pkl", Match.EXACT),
        ("MODEL.pkl", "model.pkl", Match.EXACT),
        ("mod", "models/model.pkl", Match.START),
        ("pkl mod", "models/model.pkl", Match.WORDS),
        ("slow", "Learn more slowly", Match.WORDS),
        ("modle", "models/model.pkl", Match.NEARLY),
        ("trft", "train_features", Match.NEARLY),
        ("xyz", "model.pkl", None),
        ("odel", "model.pkl", Match.NEARLY),
        ("", "model.pkl", None),
    ],
)
def test_how_a_name_fits(typed: str, name: str, match: Match | None) -> None:
    assert Wanted(typed).grade(name) is match


@pytest.mark.parametrize(
    ("typed", "word", "may_be"),
    [
        ("modle", "model", True),
        ("modl", "model", True),
        ("modell", "model", True),
        ("mudel", "model", True),
        ("omdel", "model", True),
        ("fetures", "features", True),
        ("featrues", "features", True),
        ("transfromesr", "transformers", True),
        ("model", "data", False),
        ("mod", "mad", False),  # too short to say
        ("moxxl", "model", False),
    ],
)
def test_what_people_mistype(typed: str, word: str, may_be: bool) -> None:
    assert mistyped(typed, word) is may_be


@pytest.mark.parametrize(
    ("typed", "text", "bold"),
    [
        ("slow", "Learn more slowly", ["slow"]),
        ("csv raw", "data/raw.csv", ["raw", "csv"]),
        ("trft", "train_features", ["tr", "f", "t"]),
        ("raw.csv", "data/raw.csv", ["raw.csv"]),
        ("데이터", "고객 데이터를", ["데이터"]),
        ("MODELE", "Modèle", ["Modèle"]),
        ("🚀", "a 🚀 b", ["🚀"]),
    ],
)
def test_the_letters_that_were_typed(typed: str, text: str, bold: list[str]) -> None:
    assert [text[start:end] for start, end in Wanted(typed).spans(text)] == bold


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared_with_any(typed: str, name: str) -> None:
    wanted = Wanted(typed)
    wanted.grade(name)
    spans = wanted.spans(name)
    assert all(0 <= start < end <= len(name) for start, end in spans)
    assert [place for span in spans for place in span] == sorted(place for span in spans for place in span)


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_a_name_fits_itself(name: str) -> None:
    assert Wanted(name).grade(name.strip()) in (Match.EXACT, Match.START, None)
    if Wanted(name).text:
        assert Wanted(name).grade(name.strip()) is Match.EXACT
