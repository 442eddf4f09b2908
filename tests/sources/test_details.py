"""What is told of a source at a glance, in English and for programs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.sources.details import Detail, Told, read_detail

COUNTED = (
    Told.ARTIFACTS, Told.COMMITS, Told.EXECUTIONS, Told.EXPERIMENTS, Told.FILES, Told.MODELS, Told.OBJECTS,
    Told.RUNS,
)  # fmt: skip


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (Detail(Told.RUNS, 1), "1 run"),
        (Detail(Told.RUNS, 0), "0 runs"),
        (Detail(Told.COMMITS, 12_345), "12,345 commits"),
        (Detail(Told.OBJECTS, 1000, more=True), "more than 1,000 objects"),
        (Detail(Told.SIZE, 1_234_567), "1.2 MB"),
        (Detail(Told.VERSION, 1_234), "version 1,234"),
        (Detail(Told.VERSION, "2.12.2"), "version 2.12.2"),
        (Detail(Told.SCHEMA_OF_MLFLOW, "2.22"), "schema of MLflow 2.22"),
        (Detail(Told.NO_TOKEN), "needs a token"),
    ],
)
def test_it_is_said_in_english(detail: Detail, said: str) -> None:
    assert str(detail) == said


@given(st.sampled_from(COUNTED), st.integers(0, 10**12), st.booleans())
def test_a_program_reads_what_was_told(what: Told, value: int, more: bool) -> None:
    detail = Detail(what, value, more)
    assert read_detail(json.loads(json.dumps(detail.document()))) == detail


@pytest.mark.parametrize("what", [None, "a word of tomorrow", ["runs"], 3])
def test_what_is_not_known_here_is_shown_as_it_was_told(what: object) -> None:
    assert read_detail({"what": what, "value": 7, "text": "7 of something"}) == "7 of something"
