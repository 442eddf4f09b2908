"""What is offered while a slice is typed, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.lineage.database import Database
from forebear.lineage.questions import Questions
from forebear.lineage.slicing.choosing import Slices
from forebear.lineage.slicing.completing import MOST, Completion


def complete(questions: Questions, text: str) -> tuple[Completion, ...]:
    """Complete at the `^`, else at the end."""
    cursor = text.index("^") if "^" in text else len(text)
    with questions.look() as look:
        return Slices(look).complete(text.replace("^", ""), cursor)


def after(text: str, completion: Completion) -> str:
    text = text.replace("^", "")
    return text[: completion.start] + completion.text + text[completion.end :]


OFFERED = (
    ("", "kind:"),
    ("ki", "kind:"),
    ("kind:model (me", "kind:model (metric."),
    ("kind:mo", "kind:model"),
    ("kind:", "kind:commit"),
    ("-kind:ver", "-kind:model-version"),
    ("+mod", "+model@best.pkl"),
    ("2+mod", "2+model@best.pkl"),
    ("mo^ kind:model", "model@best.pkl kind:model"),
    ("mo^del kind:model", "model@best.pkl kind:model"),
    ("data/d", "data/data.csv"),
    ("tra", "train"),
    ("author:a", "author:Ada"),
    ("author:", "author:me"),
    ("author:ada@", "author:Ada"),
    ("tag:", "tag:v1"),
    ("at:m", "at:main"),
    ("branch:slow", "branch:slow-fox"),
    ("metric.", "metric.auc"),
    ("metric.a^>0.9", "metric.auc>0.9"),
    ("param.dep", "param.train.depth"),
    ("run:pre", "run:prepare"),
    ("path:data/r", "path:data/raw"),
    ("verdict:same", "verdict:same-values"),
    ("origin:re", "origin:recorded"),
    ('"step', '"step 1"'),
)


def test_what_is_offered(told: Questions) -> None:
    missing = {
        text: [after(text, each) for each in complete(told, text)]
        for text, expected in OFFERED
        if expected not in [after(text, each) for each in complete(told, text)]
    }
    assert missing == {}


@pytest.mark.parametrize(
    "text", ["metric.auc>", "metric.auc>0.^9", "size>1", "foo:ba", "after:2026", "kind:zzz"]
)
def test_where_nothing_is_offered(told: Questions, text: str) -> None:
    assert complete(told, text) == ()


def test_what_is_taken_chooses_something(told: Questions) -> None:
    for text in (
        "mod",
        "data/",
        "tra",
        "tag:",
        "branch:",
        "author:",
        "kind:",
        "path:d",
        "name:s",
        "run:",
        "step",
    ):
        for each in complete(told, text):
            if each.kind == "field":
                continue
            with told.look() as look:
                found = Slices(look, me="Ada").choose(after(text, each))
            assert found.problems == ()
            assert found.ids or text == "kind:"


def test_an_empty_project_offers_fields(database: Database) -> None:
    assert [each.kind for each in complete(Questions(database), "")] == ["field"] * MOST
    assert complete(Questions(database), "metric.a") == ()


@given(st.text(alphabet='akm1 ()|+-*":<>=.\\@/\u202e🧬\x00\ud800é', max_size=40), st.integers(-3, 50))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_place_in_no_text_raises(told: Questions, text: str, cursor: int) -> None:
    with told.look() as look:
        found = Slices(look).complete(text, cursor)

    assert len(found) <= MOST
    for each in found:
        assert 0 <= each.start <= each.end <= len(text)
