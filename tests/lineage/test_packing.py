"""Histories as bytes: whatever the numbers, they come back; what counts on evenly takes next to nothing."""

from __future__ import annotations

from array import array

from hypothesis import example, given
from hypothesis import strategies as st

from forebear.lineage.packing import floats, packed_floats, packed_numbers, whole_numbers

WHOLE = st.integers(-(2**63), 2**63 - 1)
NOW = 1_700_000_000_000_000


@given(st.lists(WHOLE, max_size=40))
@example([])
@example([2**63 - 1])
@example([-(2**63), 2**63 - 1])
@example([5, 5, 5])
@example([3, 2, 1, 0])
@example([NOW, NOW + 1])
@example([NOW + 2_000, NOW, NOW + 1_000])
def test_whole_numbers_come_back(numbers: list[int]) -> None:
    assert list(whole_numbers(packed_numbers(array("q", numbers)))) == numbers


@given(
    st.integers(-(2**62), 2**62),
    st.lists(st.integers(0, 2**32 - 2), max_size=40),
)
def test_times_come_back(first: int, apart: list[int]) -> None:
    numbers = [first, *(first + 1000 * each for each in apart)]
    assert list(whole_numbers(packed_numbers(array("q", numbers)))) == numbers


@given(st.integers(-(2**40), 2**40), st.integers(-(2**20), 2**20), st.integers(0, 300))
def test_what_counts_on_comes_back(first: int, stride: int, count: int) -> None:
    numbers = [first + stride * place for place in range(count)]
    assert list(whole_numbers(packed_numbers(array("q", numbers)))) == numbers


@given(st.lists(st.floats()))
def test_floats_come_back(numbers: list[float]) -> None:
    assert packed_floats(floats(packed_floats(array("d", numbers)))) == packed_floats(array("d", numbers))


def test_steps_and_times_take_little_room() -> None:
    assert len(packed_numbers(array("q", range(100_000)))) == 25
    times = array("q", [NOW + place * 1000 * (place % 7) for place in range(100)])
    assert len(packed_numbers(times)) == 9 + 4 * 100
