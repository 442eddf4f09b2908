"""Which lines of two texts are the same, also where very many differ."""

from __future__ import annotations

import difflib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.text import matching
from forebear.compare.text.matching import same_runs

lines = st.lists(st.sampled_from("abcdefgh"), max_size=40)


def check(before: list[str], after: list[str]) -> int:
    """Runs are in order, of lines that are the same; returns how many lines are in one."""
    x = y = total = 0
    for start, at, count in same_runs(before, after):
        assert start >= x
        assert at >= y
        assert count > 0
        assert before[start : start + count] == after[at : at + count]
        x, y, total = start + count, at + count, total + count
    assert x <= len(before)
    assert y <= len(after)
    return total


@pytest.mark.parametrize("ahead", [1, 3, 200])
def test_runs_are_lines_that_are_the_same_in_order(ahead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_MOST_EDITS", ahead)

    @given(lines, lines)
    def runs(before: list[str], after: list[str]) -> None:
        check(before, after)

    runs()


@given(lines, st.integers(0, 40), st.sampled_from("xyz"))
def test_one_line_more_is_the_only_difference(before: list[str], place: int, line: str) -> None:
    after = [*before[:place], line, *before[place:]]
    assert check(before, after) == len(before)
    assert check(after, before) == len(before)


def test_no_more_differs_than_for_difflib() -> None:
    picked = random.Random(7)
    before = [picked.choice("abcdefghijkl") for _ in range(300)]
    after = [line for line in before if picked.random() > 0.1]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    assert check(before, after) >= sum(block.size for block in matcher.get_matching_blocks())


def test_lines_that_repeat_do_not_take_long() -> None:
    picked = random.Random(7)
    before = [picked.choice("ab") for _ in range(20_000)]
    after = [picked.choice("ab") for _ in range(20_000)]
    assert check(before, after) > 12_000  # took minutes with difflib
