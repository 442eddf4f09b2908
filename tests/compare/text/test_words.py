"""Which lines belong together, and which words changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.text.words import Spans, changed_words, pair_lines


def without(line: str, spans: Spans) -> str:
    for start, length in reversed(spans):
        line = line[:start] + line[start + length :]
    return line


def test_only_the_words_that_changed_are_marked() -> None:
    before, after = "rate = 0.01  # slow", "rate = 0.05  # slow"
    spans = changed_words(before, after)
    assert [before[start : start + length] for start, length in spans[0]] == ["01"]
    assert [after[start : start + length] for start, length in spans[1]] == ["05"]


def test_of_a_very_long_line_the_middle_is_marked() -> None:
    middle = "x" * 1_000_000
    before, after = f"{middle}1{middle}", f"{middle}2{middle}"
    assert changed_words(before, after) == (((1_000_000, 1),), ((1_000_000, 1),))
    assert changed_words(f"{middle}", f"{middle}{middle}") == ((), ((1_000_000, 1_000_000),))


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_not_marked_is_the_same(before: str, after: str) -> None:
    old, new = changed_words(before, after)
    assert without(before, old) == without(after, new)
    assert (before == after) == (not old and not new)


@given(st.lists(st.text("ab ", max_size=6), max_size=8), st.lists(st.text("ab ", max_size=6), max_size=8))
def test_pairs_do_not_cross(removed: list[str], added: list[str]) -> None:
    pairs = pair_lines(removed, added)
    assert pairs == sorted(pairs)
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert all(one < len(removed) and other < len(added) for one, other in pairs)


def test_very_many_lines_go_by_their_place() -> None:
    removed = [f"value {number}" for number in range(5_000)]
    assert pair_lines(removed, [f"{line} more" for line in removed])[:2] == [(0, 0), (1, 1)]
