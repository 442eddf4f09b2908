"""Columns, axes and brushes: what differs is told apart, what is the same stays so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.columns import MOST_CATEGORIES, OTHERS, Column, drawable, logarithms
from forebear.compare.parallel import Axis, Parallel
from forebear.lineage.fields import Field, FieldKind

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


def column(*values: object, name: str = "x") -> Column:
    return Column(Field(FieldKind.METRIC, "", name), values)  # type: ignore[arg-type]


@given(st.lists(scalars, min_size=1, max_size=40))
def test_every_value_has_its_place_or_counts_as_missing(values: list[object]) -> None:
    made = column(*values)
    assert len(made.numbers) == len(values)
    assert not np.isinf(made.numbers).any()
    for value, number in zip(values, made.numbers.tolist(), strict=True):
        if value is None:
            assert np.isnan(number)
        elif made.is_categorical:
            assert 0 <= number < len(made.categories)
    assert made.missing == int(np.isnan(made.numbers).sum())


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=20), st.data())
def test_one_value_changed_is_a_column_that_differs(values: list[int], data: st.DataObject) -> None:
    same = [values[0]] * len(values)
    assert not column(*same).differs
    at = data.draw(st.integers(0, len(values) - 1))
    same[at] += data.draw(st.integers(1, 9))
    assert column(*same).differs


def test_true_is_no_number_and_text_beside_numbers_makes_categories() -> None:
    assert column(True, False, None).categories == ("false", "true")
    assert column(10, "auto", 9).categories == ("9", "10", "auto")
    assert column(1, 2.5).categories == ()


def test_very_many_texts_stand_together() -> None:
    made = column(*[f"t{n}" for n in range(100)])
    assert len(made.categories) == MOST_CATEGORIES + 1
    assert made.categories[-1] == OTHERS
    assert made.missing == 0


def test_what_no_float_can_hold_is_missing_and_logarithms_are_of_positive_numbers() -> None:
    assert column(10**400, float("inf"), float("nan"), 1.0).missing == 3
    found = logarithms(np.array([100.0, 0.0, -1.0, np.nan]))
    assert found[0] == 2
    assert np.isnan(found[1:]).all()
    assert drawable([column(1, None, 3), column(1, 2, None)]).tolist() == [True, False, False]
    assert drawable([]).tolist() == []


def test_an_axis_of_one_value_and_of_the_largest_numbers_has_a_length() -> None:
    assert Axis(column(3.0, 3.0)).places.tolist() == [0.5, 0.5]
    assert Axis(column(0.0, 0.0)).places.tolist() == [0.5, 0.5]
    assert Axis(column(-1e100, 1e100)).places.tolist() == [0, 1]
    assert Axis(column(-1.7e308, 1.0, 2.0)).column.missing == 1  # beyond what a picture can hold
    assert np.isnan(Axis(column(None, None)).places).all()


@pytest.fixture
def parallel() -> Parallel:
    axes = (
        column(0, 5, 10, None, name="a"),
        column("x", "y", "x", "y", name="b"),
        column(1, 2, 3, 4, name="c"),
    )
    return Parallel(tuple(map(Axis, axes)), 4)


def names(parallel: Parallel) -> list[str]:
    return [axis.column.field.name for axis in parallel.axes]


def test_axes_are_moved_and_turned_over(parallel: Parallel) -> None:
    assert names(parallel.moved(0, 2)) == ["b", "c", "a"]
    assert names(parallel.moved(2, -5)) == ["c", "a", "b"]
    brushed = parallel.brushed_more(0, 0.0, 0.5)
    assert brushed.inverted(0).passing.tolist() == brushed.passing.tolist() == [True, True, False, False]


def test_ranges_choose_and_several_on_an_axis_add_up(parallel: Parallel) -> None:
    assert parallel.passing.all()
    low = parallel.brushed_more(0, 0.1, -3)
    assert low.passing.tolist() == [True, False, False, False]
    both = low.brushed_more(0, 0.9, 1.0)
    assert both.passing.tolist() == [True, False, True, False]
    assert both.railed(0).passing.tolist() == [True, False, True, True]
    assert both.brushed_more(2, 0.5, 1).passing.tolist() == [False, False, True, False]
    assert both.unbrushed(0, 0.05).passing.tolist() == [False, False, True, False]
    assert both.unbrushed(0).passing.all()
    assert both.clear().passing.all()
    assert both.brushed_more(0, 0.05, 0.95).axes[0].ranges == ((0.0, 1.0),)


def test_a_new_choice_of_axes_keeps_what_was_brushed(parallel: Parallel) -> None:
    brushed = parallel.moved(0, 1).brushed_more(1, 0, 0.5)
    more = brushed.with_columns((column(0, 5, 10, None, name="a"), column(9, 9, 9, 9, name="d")))
    assert names(more) == ["a", "d"]
    assert more.axes[0].ranges == ((0, 0.5),)
    fewer = brushed.with_columns((column(1, 2, name="a"),))  # of other versions
    assert (fewer.count, fewer.brushed) == (2, False)


def test_logarithms_put_what_is_not_above_zero_on_the_rail() -> None:
    found = Parallel((Axis(column(1, 10, 100, -1)),), 4).logarithmic(0, on=True)
    assert found.axes[0].places[:3].tolist() == [0, 0.5, 1]
    assert np.isnan(found.axes[0].places[3])
    assert found.axes[0].value_at(0.5) == pytest.approx(10)
