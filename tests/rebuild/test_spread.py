"""The spread of metrics: against SciPy's t distribution, and by simulation of what it promises."""

from __future__ import annotations

import math
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from forebear.rebuild.spread import spread_of, spreads, student_quantile, student_share

FINITE = st.floats(-1e9, 1e9)


@given(st.floats(0.5, 0.9999), st.integers(1, 300))
def test_students_quantile_is_scipys(share: float, freedom: int) -> None:
    assert student_quantile(share, freedom) == pytest.approx(t.ppf(share, freedom), rel=1e-8, abs=1e-9)


@given(st.floats(0, 1e6), st.integers(1, 60))
def test_students_share_is_scipys(value: float, freedom: int) -> None:
    assert student_share(value, freedom) == pytest.approx(t.cdf(value, freedom), abs=1e-12)


@given(st.lists(FINITE, min_size=1, max_size=30), FINITE)
def test_the_order_of_the_runs_and_their_unit_do_not_matter(values: list[float], recorded: float) -> None:
    one, other = spread_of("m", values, recorded), spread_of("m", values[::-1], recorded)
    assert (one.interval, one.inside, one.range) == (other.interval, other.inside, other.range)
    doubled = spread_of("m", [2 * value for value in values], 2 * recorded)
    assert doubled.inside == one.inside


@given(st.lists(FINITE, min_size=2, max_size=30))
def test_the_mean_is_inside_and_what_is_far_away_is_not(values: list[float]) -> None:
    spread = spread_of("m", values, statistics.fmean(values))
    assert spread.interval is not None
    reach = max(spread.interval[1] - spread.interval[0], 1.0)
    assert spread_of("m", values, spread.interval[1] + reach).inside is False
    if min(values) != max(values):
        assert spread.inside


@pytest.mark.parametrize("count", [2, 3, 5, 12])
def test_one_more_run_is_inside_in_95_of_100_cases(count: int) -> None:
    chance, cases = random.Random(count), 4000
    inside = within = 0
    for _ in range(cases):
        spread = spread_of("m", [chance.gauss(3, 2) for _ in range(count)], chance.gauss(3, 2))
        inside += bool(spread.inside)
        within += bool(spread.within_range)
    # Four standard errors of a share of 4000.
    assert inside / cases == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / cases))
    expected = 1 - 2 / (count + 1)
    assert within / cases == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / cases))


def test_few_and_strange_numbers() -> None:
    assert spread_of("m", [1.0], 1.0).inside is None
    assert spread_of("m", [], 1.0).range is None
    assert spread_of("m", [0.5, 0.5], 0.5).inside is True
    assert spread_of("m", [0.5, 0.5], 0.5 + 1e-12).inside is False
    strange = spread_of("m", [1.0, math.nan, math.inf, 2.0, 1e300], None)
    assert (strange.values, strange.left_out, strange.inside) == ((1.0, 2.0), 3, None)
    assert spread_of("m", [1.0, 2.0], math.nan).inside is False


def test_a_metric_that_one_run_lacks_is_not_lost() -> None:
    both = spreads([{"a": 1.0, "b": 2.0}, {"a": 1.0}], {"c": 3.0})
    assert [(each.name, len(each.values)) for each in both] == [("a", 2), ("b", 1), ("c", 0)]
