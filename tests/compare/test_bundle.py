"""Curves in columns, looked at together, against what looking at every point says."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.bundle import bundled
from forebear.compare.pyramid import Pyramid

numbers = st.floats(-1e9, 1e9) | st.just(float("nan"))


@st.composite
def beside(draw: st.DrawFn) -> list[Pyramid]:
    count = draw(st.integers(1, 3_000))
    lots = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = np.cumsum(lots.integers(0, 3, count)).astype(float)
    found = []
    for _ in range(draw(st.integers(1, 4))):
        y = lots.normal(size=count)
        y[lots.random(count) < draw(st.sampled_from([0.0, 0.1, 0.9, 1.0]))] = np.nan
        for value in draw(st.lists(numbers, max_size=8)):
            y[lots.integers(count)] = value
        found.append(Pyramid(x, y))
    return found


@given(beside(), st.integers(1, 700), st.floats(0, 1), st.floats(0.01, 1))
def test_no_value_is_lost_and_each_is_where_it_belongs(
    curves: list[Pyramid], count: int, start: float, share: float
) -> None:
    x = curves[0].x
    span = max(1.0, float(x[-1] - x[0]))
    left = float(x[0]) + start * span
    edges = np.linspace(left, left + share * span, count + 1)
    (bundle,) = bundled(curves)
    lows, highs = bundle.columns(edges)
    for row, curve in enumerate(curves):
        inside = (x >= edges[0]) & (x < edges[-1]) & ~np.isnan(curve.y)
        if not inside.any():
            continue
        values, at = curve.y[inside], np.searchsorted(edges, x[inside], side="right") - 1
        low, high = np.fmin.reduceat(lows[row], [0]), np.fmax.reduceat(highs[row], [0])
        assert low[0] <= values.min()
        assert high[0] >= values.max()
        for place, value in zip(at.tolist(), values.tolist(), strict=True):
            near = slice(max(0, place - 1), place + 2)  # a block may begin one column earlier
            assert np.any((lows[row, near] <= value) & (highs[row, near] >= value))


@given(beside(), st.integers(1, 300))
def test_columns_are_exactly_what_the_lines_are_where_points_are_few(
    curves: list[Pyramid], count: int
) -> None:
    x = curves[0].x
    edges = np.linspace(float(x[0]) - 1, float(x[-1]) + 1, count + 1)
    if np.count_nonzero((x >= edges[0]) & (x < edges[-1])) >= 16 * count:
        return
    (bundle,) = bundled(curves)
    lows, highs = bundle.columns(edges)
    for row, curve in enumerate(curves):
        for place in range(0, count, max(1, count // 20)):
            values = [
                float(v) for v in curve.y[(x >= edges[place]) & (x < edges[place + 1])] if not np.isnan(v)
            ]
            for edge in edges[place : place + 2]:
                after = int(np.searchsorted(x, edge, side="right"))
                if 0 < after < len(x):
                    share = (edge - x[after - 1]) / (x[after] - x[after - 1])
                    value = float(curve.y[after - 1] + (curve.y[after] - curve.y[after - 1]) * share)
                    values += [] if np.isnan(value) else [value]
            if edges[place + 1] == x[-1] or not values:
                continue
            room = 1e-9 * max(map(abs, values))
            assert abs(lows[row, place] - min(values)) <= room
            assert abs(highs[row, place] - max(values)) <= room


def test_curves_over_the_same_x_are_together() -> None:
    x, y = np.arange(5.0), np.arange(5.0)
    curves = [Pyramid(x, y), Pyramid(x + 1, y), Pyramid(x.copy(), -y), Pyramid(x[:3], y[:3])]
    assert [bundle.places for bundle in bundled(curves)] == [(0, 2), (1,), (3,)]


def test_a_value_between_gaps_is_known_as_such() -> None:
    y = np.array([1.0, np.nan, 2.0, np.nan, 3.0, 4.0])
    (bundle,) = bundled([Pyramid(np.arange(6.0), y)])
    row, x, found = bundle.lonely(-1, 10)
    assert (row.tolist(), x.tolist(), found.tolist()) == ([0, 0], [0, 2], [1, 2])
