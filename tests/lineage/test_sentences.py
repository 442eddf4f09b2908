"""Sentences are known again by the templates that they were written from."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.sentences import Catalogue, Said, Sentence


class Weather(Sentence):
    RAIN = "It rains in {place} ({notes})."
    SUN = "The sun shines."
    WIND = "{place} has {kind} wind"
    WIND_FROM = "{place} has {kind} wind from {side}"
    TWICE = "{place} is {place}."
    SHARE = "Days: {counts}."


CATALOGUE = Catalogue(Weather)


def read(text: str) -> list[str | tuple[Sentence, dict[str, str]]]:
    return [
        (each.sentence, dict(each.figures)) if isinstance(each, Said) else each
        for each in CATALOGUE.read(text)
    ]


def test_a_sentence_is_known_again_with_its_figures() -> None:
    said = Weather.RAIN.said(place="Busan", notes="since May; The sun shines.")
    assert read(said) == [(Weather.RAIN, {"place": "Busan", "notes": "since May; The sun shines."})]


def test_what_says_the_most_of_itself_is_taken() -> None:
    said = Weather.WIND_FROM.said(place="Seoul", kind="strong", side="north")
    assert read(said) == [(Weather.WIND_FROM, {"place": "Seoul", "kind": "strong", "side": "north"})]


def test_sentences_in_a_row_are_told_apart() -> None:
    assert read("The sun shines. It rains in Jeju (now). The rest is free text.\nJeju has no wind; x") == [
        (Weather.SUN, {}),
        " ",
        (Weather.RAIN, {"place": "Jeju", "notes": "now"}),
        " ",
        "The rest is free text.",
        "\n",
        (Weather.WIND, {"place": "Jeju", "kind": "no"}),
        "; ",
        "x",
    ]


def test_parts_of_a_list_are_one_figure_and_the_full_stop_of_a_row_is_its_own() -> None:
    assert read("Days: 3 dry; 1 wet.") == [(Weather.SHARE, {"counts": "3 dry; 1 wet"})]
    assert read("Jeju has no wind; Busan has much wind.")[-2:] == [
        (Weather.WIND, {"place": "Busan", "kind": "much"}),
        ".",
    ]


def test_a_name_may_go_before_a_sentence() -> None:
    assert read("station 1 (run:a): The sun shines.") == ["station 1 (run:a): ", (Weather.SUN, {})]


@pytest.mark.parametrize("text", ["It rains in  (x).", "A is B.", "It rains in A. B (x).", "rain", "", "."])
def test_what_only_resembles_a_sentence_is_none(text: str) -> None:
    assert all(isinstance(piece, str) for piece in CATALOGUE.read(text))


def test_a_figure_that_comes_twice_is_the_same() -> None:
    assert read("Jeju is Jeju.") == [(Weather.TWICE, {"place": "Jeju"})]


@given(st.lists(st.one_of(st.text(), st.sampled_from([*(each.value for each in Weather), ". ", "; ", "("]))))
def test_all_of_what_was_read_is_the_text_again(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(map(str, CATALOGUE.read(text))) == text


@given(st.sampled_from(list(Weather)), st.text("abcdefghij/-_0123456789", min_size=1))
def test_every_sentence_with_plain_figures_is_known_again(sentence: Weather, figure: str) -> None:
    names = ("place", "notes", "kind", "side", "counts")
    (found,) = CATALOGUE.read(sentence.said(**dict.fromkeys(names, figure)))
    assert isinstance(found, Said)
    assert str(found) == sentence.said(**dict.fromkeys(names, figure))


@pytest.mark.parametrize(
    "part", ["x; ", "a: ", "A has b wind; ", "It rains in (", ". ", "(" * 50, "The sun "]
)
def test_texts_made_to_take_long_do_not(part: str) -> None:
    text = part * (200_000 // len(part))
    lines = "\n".join([part * (3_900 // len(part))] * 20)
    began = time.process_time()
    CATALOGUE.read(text)
    CATALOGUE.read(lines)
    assert time.process_time() - began < 2
