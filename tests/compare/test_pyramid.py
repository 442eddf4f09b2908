"""The pyramid of a curve against what looking at every point says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.pyramid import FACTOR, Pyramid, smoothed

numbers = st.floats(-1e9, 1e9) | st.just(float("nan")) | st.just(float("inf"))


@st.composite
def curves(draw: st.DrawFn) -> Pyramid:
    count = draw(st.integers(1, 6_000))
    lots = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = np.cumsum(lots.integers(0, 3, count)).astype(float)
    y = lots.normal(size=count)
    y[lots.random(count) < draw(st.sampled_from([0.0, 0.1, 0.9, 1.0]))] = np.nan
    for value in draw(st.lists(numbers, max_size=8)):
        y[lots.integers(count)] = value
    return Pyramid(x, y)


@given(curves())
def test_every_level_is_the_extremes_of_its_points(curve: Pyramid) -> None:
    for number, level in enumerate(curve.levels, 1):
        assert level.width == FACTOR**number
        for place in {0, len(level.low) // 2, len(level.low) - 1}:
            points = curve.y[place * level.width : (place + 1) * level.width]
            known = points[~np.isnan(points)]
            if len(known):
                assert (level.low[place], level.high[place]) == (known.min(), known.max())
            else:
                assert np.isnan(level.low[place])
                assert np.isnan(level.high[place])


@given(curves(), st.floats(-10, 10_000))
def test_the_nearest_point_with_a_value_is_found(curve: Pyramid, x: float) -> None:
    found = curve.value_at(x)
    if found is not None:
        assert found[1] in curve.y
        assert found[0] in curve.x


def test_bounds_leave_gaps_out() -> None:
    x, y = np.arange(5.0), np.array([np.nan, 2, np.inf, -1, np.nan])
    curve = Pyramid(x, y)
    assert curve.bounds == (1, 3, -1, 2)
    assert curve.gaps == 3
    assert Pyramid(x, np.full(5, np.nan)).bounds is None


@pytest.mark.parametrize("x", [[0.0, 2.0, 1.0], [0.0, np.nan, 1.0], [0.0, 1.0]])
def test_what_is_no_curve_is_refused(x: list[float]) -> None:
    with pytest.raises(ValueError, match="x"):
        Pyramid(np.array(x), np.zeros(3))


@given(st.lists(numbers, max_size=60), st.floats(0.01, 0.99))
def test_smoothing_keeps_gaps_and_stays_within_the_values(values: list[float], amount: float) -> None:
    y = np.array(values, dtype=float)
    found = smoothed(y, amount)
    known = np.isfinite(y)
    assert np.array_equal(np.isfinite(found), known)
    if known.any():
        low, high = y[known].min(), y[known].max()
        room = 1e-6 * max(1.0, abs(low), abs(high))
        assert np.all((found[known] >= low - room) & (found[known] <= high + room))
        assert found[known][0] == pytest.approx(y[known][0])


def test_smoothing_is_the_average_it_says() -> None:
    y = np.array([1.0, np.nan, 3.0, 5.0])
    a = 0.5
    weights = [a**2, a, 1]
    expected = sum(w * v for w, v in zip(weights, [1, 3, 5], strict=True)) / sum(weights)
    assert smoothed(y, a)[3] == pytest.approx(expected)
    assert smoothed(y, 0) is y
