"""Long values made short still tell values apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.abridging import abridged, on_one_line

LONG = st.text("abc", max_size=60)


@given(st.lists(LONG, max_size=4), LONG, st.integers(8, 40))
def test_they_fit_and_short_ones_stay(texts: list[str], beginning: str, widest: int) -> None:
    asked = [*texts, *(beginning + text for text in texts)]
    cut = abridged(asked, widest)
    assert all(len(text) <= widest for text in cut)
    assert all(was == text for was, text in zip(asked, cut, strict=True) if len(was) <= widest)


@given(LONG, st.text("abc", max_size=3), st.text("abc", max_size=3), st.integers(20, 40))
def test_two_that_differ_at_their_ends_stay_different(same: str, one: str, other: str, widest: int) -> None:
    cut = abridged([same + one, same + other], widest)
    assert (cut[0] == cut[1]) == (one == other)


def test_one_that_goes_on_ends_as_it_ends() -> None:
    cut = abridged(["a" * 40, "a" * 40 + "b"], 20)
    assert cut[0] != cut[1]
    assert cut[1].endswith("b")


def test_lines_are_joined_by_a_sign() -> None:
    assert on_one_line("a\r\nb\nc\n") == "a ⏎ b ⏎ c"
    assert on_one_line("a") == "a"
