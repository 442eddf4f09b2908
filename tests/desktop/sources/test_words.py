"""What a source is and holds, in the window's words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import forebear.sources
from forebear.desktop.sources import words
from forebear.desktop.sources.listed import Offer, offers_of
from forebear.desktop.sources.words import details_text, title_of
from forebear.sources.details import Detail, Told

pytestmark = pytest.mark.usefixtures("theme")

PLAIN = (Told.IN_USE, Told.NO_CONTENT, Told.TOKEN, Told.NO_TOKEN, Told.SCHEMA_UNKNOWN)
NAMED = (Told.SCHEMA, Told.SCHEMA_OF_MLFLOW, Told.VERSION, Told.DVC_REMOTE, Told.VARIABLE)


@pytest.mark.parametrize("what", list(Told))
def test_everything_that_can_be_told_has_words(what: Told) -> None:
    value: int | str = "" if what in PLAIN else "{name}" if what in NAMED else 4
    said = details_text(Offer("mlflow", "MLflow", "a store", "/there", (Detail(what, value), "as it is")))
    told, rest = said.split(" \N{MIDDLE DOT} ")
    assert rest == "as it is"
    assert told
    assert "%" not in told
    assert ("{name}" in told) == (what in NAMED)  # a name that looks like a place for one stays as it is
    assert ("4" in told) == (value == 4)


def test_more_than_were_counted_are_said_to_be_more() -> None:
    many = Offer(
        "objects", "Object store", "Object store", "s3://b", (Detail(Told.OBJECTS, 1000, more=True),)
    )
    assert details_text(many).startswith("more than ")


def test_what_the_command_says_is_worded_here() -> None:
    document = {
        "kind": "mlflow",
        "location": "/there",
        "details": ["3 runs", "MLflow 3.1"],
        "holds": [Detail(Told.RUNS, 3).document(), {"what": None, "text": "MLflow 3.1"}],
    }
    (offer,) = offers_of([document])
    assert offer.details == (Detail(Told.RUNS, 3), "MLflow 3.1")


def test_every_title_of_a_tool_of_our_own_can_be_translated() -> None:
    titles = set()
    for path in Path(forebear.sources.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Found" and len(node.args) > 2:
                title = node.args[2]
                if isinstance(title, ast.Constant):
                    titles.add(str(title.value))
    assert len(titles) > 8
    assert titles <= words.own_titles().keys()


def test_titles_of_others_are_shown_as_they_are() -> None:
    assert title_of(Offer("acme", "Acme", "Acme runs", "/there")) == "Acme runs"
    assert title_of(Offer("kfp", "Kubeflow", "Kubeflow: records saved as files", "/x")) == (
        "Kubeflow: records saved as files"
    )
