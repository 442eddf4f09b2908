"""What does not show is made to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.text.hidden import LONGEST, shown


@pytest.mark.parametrize("code", [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0, 7, 0x1B, 0x7F, 0x200B])
def test_characters_that_do_not_show_are_named(code: int) -> None:
    seen = shown(f"ab{chr(code)}c")
    assert seen.text == f"ab[U+{code:04X}]c"
    assert seen.signs == ((2, 8),)
    assert seen.at(2) == 2
    assert seen.at(3) == 10
    assert seen.at(4) == 11


def test_code_that_plays_tricks_reads_as_it_is() -> None:
    line = 'if level != "user\u202e \u2066# Check if admin\u2069 \u2066":'
    assert shown(line).text == 'if level != "user[U+202E] [U+2066]# Check if admin[U+2069] [U+2066]":'


def test_bytes_that_are_no_text_and_carriage_returns() -> None:
    assert shown(b"caf\xe9\r".decode("utf-8", "surrogateescape")).text == "caf[E9][CR]"


def test_letters_of_all_languages_and_tabs_stay() -> None:
    line = "\tvärld 모델 データ עברית 🎉"
    assert shown(line).text == line
    assert not shown(line).signs


def test_of_a_line_of_ten_megabytes_the_beginning_is_shown() -> None:
    seen = shown("x" * 10_000_000)
    assert len(seen.text) == LONGEST
    assert seen.rest == 10_000_000 - LONGEST


@given(st.text(max_size=50))
def test_places_lead_to_the_same_characters(line: str) -> None:
    seen = shown(line)
    for place, character in enumerate(line):
        if character.isalnum():
            assert seen.text[seen.at(place)] == character
    assert seen.text.replace("\t", "").isprintable() or any(ord(character) > 0x7F for character in line)
