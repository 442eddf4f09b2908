"""Shares against what Shapley's axioms and brute force demand."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.rebuild.attribution.shares import (
    Mixed,
    interaction,
    interval,
    orders_of,
    share_out,
    way,
)

NAMES = ("data", "code", "parameters", "environment")
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def mixtures(factors: tuple[str, ...]) -> list[Mixed]:
    return [frozenset(chosen) for size in range(len(factors) + 1) for chosen in combinations(factors, size)]


@st.composite
def games(draw: st.DrawFn, least: int = 1) -> tuple[tuple[str, ...], dict[Mixed, float]]:
    factors = NAMES[: draw(st.integers(least, 4))]
    return factors, {mixed: draw(NUMBERS) for mixed in mixtures(factors)}


def shares(factors: tuple[str, ...], values: dict[Mixed, float]) -> dict[str, float]:
    sharing = share_out(factors, values)
    assert sharing is not None
    assert sharing.is_whole
    return {share.factors[0]: share.value for share in sharing.shares}


def near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


@given(games())
def test_shares_add_up_to_the_difference(game: tuple[tuple[str, ...], dict[Mixed, float]]) -> None:
    factors, values = game
    whole = values[frozenset(factors)] - values[frozenset()]
    assert near(sum(shares(factors, values).values()), whole)


@given(games())
def test_they_are_those_of_the_formula_over_sets(game: tuple[tuple[str, ...], dict[Mixed, float]]) -> None:
    """The same by the other definition, a weighted sum over sets instead of a mean over orders."""
    factors, values = game
    count = len(factors)
    found = shares(factors, values)
    for factor in factors:
        total = 0.0
        for mixed in mixtures(tuple(each for each in factors if each != factor)):
            size = len(mixed)
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            total += weight * (values[mixed | {factor}] - values[mixed])
        assert near(found[factor], total)


@given(games(2), st.data())
def test_two_factors_that_do_the_same_have_the_same_share(
    game: tuple[tuple[str, ...], dict[Mixed, float]], data: st.DataObject
) -> None:
    factors, values = game
    one, other = data.draw(st.permutations(factors))[:2]
    swapped = {one: other, other: one}
    even = {
        mixed: (values[mixed] + values[frozenset(swapped.get(each, each) for each in mixed)]) / 2
        for mixed in values
    }
    found = shares(factors, even)
    assert near(found[one], found[other])


@given(games(), st.data(), NUMBERS)
def test_a_factor_that_always_adds_the_same_has_that_share(
    game: tuple[tuple[str, ...], dict[Mixed, float]], data: st.DataObject, gain: float
) -> None:
    factors, values = game
    dummy = data.draw(st.sampled_from(factors))
    made = {mixed: values[mixed - {dummy}] + (gain if dummy in mixed else 0.0) for mixed in values}
    assert near(shares(factors, made)[dummy], gain)


@given(games(), st.data(), st.floats(-10, 10))
def test_shares_of_a_sum_are_the_sum_of_shares(
    game: tuple[tuple[str, ...], dict[Mixed, float]], data: st.DataObject, by: float
) -> None:
    factors, values = game
    second = {mixed: data.draw(NUMBERS) for mixed in values}
    both = {mixed: values[mixed] + by * second[mixed] for mixed in values}
    one, other, found = shares(factors, values), shares(factors, second), shares(factors, both)
    assert all(
        math.isclose(found[each], one[each] + by * other[each], rel_tol=1e-6, abs_tol=1e-3)
        for each in factors
    )


@given(games(2), st.data())
def test_what_failed_leaves_the_sum_whole_and_bounds_hold(
    game: tuple[tuple[str, ...], dict[Mixed, float]], data: st.DataObject
) -> None:
    factors, values = game
    inner = [mixed for mixed in values if mixed and mixed != frozenset(factors)]
    failed = data.draw(st.sets(st.sampled_from(inner)))
    known = {mixed: value for mixed, value in values.items() if mixed not in failed}
    sharing = share_out(factors, known)
    assert sharing is not None
    whole = values[frozenset(factors)] - values[frozenset()]
    assert near(sum(share.value for share in sharing.shares), whole)
    assert sorted(factor for share in sharing.shares for factor in share.factors) == sorted(factors)
    for share in sharing.shares:
        assert share.least <= share.value + 1e-6
        assert share.value <= share.most + 1e-6
    assert 1 <= sharing.orders <= sharing.possible
    assert sharing.is_whole == (not failed)


def test_an_end_without_value_is_nothing_to_share() -> None:
    assert share_out(("data",), {frozenset(): 1.0}) is None
    assert share_out(("data",), {frozenset({"data"}): 1.0}) is None


def test_what_can_only_change_together_is_told_together() -> None:
    values = {
        frozenset(): 1.0,
        frozenset({"parameters"}): 2.0,
        frozenset({"data", "code"}): 5.0,
        frozenset({"data", "code", "parameters"}): 7.0,
    }
    sharing = share_out(("data", "code", "parameters"), values)
    assert sharing is not None
    assert [(share.factors, share.value) for share in sharing.shares] == [
        (("data", "code"), 4.5),
        (("parameters",), 1.5),
    ]
    assert not sharing.is_whole


@given(games(2))
def test_the_interaction_is_that_of_every_order(game: tuple[tuple[str, ...], dict[Mixed, float]]) -> None:
    """In a mean over orders: how much more the second changes when the first comes right before it."""
    factors, values = game
    one, other = factors[:2]
    found = interaction(factors, values, one, other)
    assert found is not None
    terms = []
    merged = (*factors[2:], "both")
    for order in permutations(merged):
        before = frozenset(order[: order.index("both")])
        terms.append(
            values[before | {one, other}] - values[before | {one}] - values[before | {other}] + values[before]
        )
    assert near(found, sum(terms) / len(terms))


def test_additive_factors_do_not_interact_and_unknown_is_not_zero() -> None:
    values = {mixed: 2.0 * ("data" in mixed) + 3.0 * ("code" in mixed) for mixed in mixtures(NAMES[:2])}
    assert interaction(NAMES[:2], values, "data", "code") == 0
    del values[frozenset({"data"})]
    assert interaction(NAMES[:2], values, "data", "code") is None


def test_orders_are_all_and_the_first_two_are_each_others_reverse() -> None:
    for count in range(1, 5):
        found = list(orders_of(NAMES[:count]))
        assert sorted(found) == sorted(permutations(NAMES[:count]))
    found = list(orders_of(NAMES))
    assert found[1] == found[0][::-1]
    assert {order[0] for order in found[:8]} == set(NAMES)
    assert way(("data", "code")) == [frozenset(), {"data"}, {"data", "code"}]


def test_the_interval_is_students() -> None:
    """Against scipy.stats.t.interval(0.95, 4, loc=mean, scale=sem) of these numbers."""
    found = interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found == pytest.approx((1.0367568385, 4.9632431615), abs=1e-3)
    assert interval([2.0, 2.0]) == (2.0, 2.0)
    assert interval([1.0]) is None
