"""Lists of parameters looked into, by place and by name, and types that alone tell values apart."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.comparison import ParameterRow
from forebear.compare.parameters import inner_rows, type_name, types_matter
from forebear.lineage.words import Listed, Scalar

LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=3)
ITEMS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xy"), inner), max_leaves=5
)


def row(*values: Scalar) -> ParameterRow:
    here = (True,) * len(values)
    return ParameterRow("params.yaml", "layers", values, here, here)


def lists(*values: object) -> ParameterRow:
    return row(*(Listed(json.dumps(value)) for value in values))


def told(found: ParameterRow) -> dict[str, tuple[Scalar, ...]]:
    return {each.name: each.values for each in inner_rows(found) if each.differs}


def test_lists_are_compared_by_place_and_objects_by_name() -> None:
    assert told(lists([8, 16], [8, 32, 64])) == {"layers[1]": (16, 32), "layers[2]": (None, 64)}
    before = [{"name": "conv", "units": 8}, {"name": "dense", "units": 2}]
    after = [{"name": "new", "units": 1}, {"name": "conv", "units": 9}, {"name": "dense", "units": 2}]
    assert told(lists(before, after)) == {
        "layers[name=conv].units": (8, 9),
        "layers[name=new].name": (None, "new"),
        "layers[name=new].units": (None, 1),
    }
    twice = [{"name": "conv", "units": 8}, {"name": "conv", "units": 9}]
    assert "layers[1].units" in told(
        lists(twice, [{"name": "conv", "units": 8}, {"name": "conv", "units": 7}])
    )


def test_what_has_nothing_inside() -> None:
    assert inner_rows(row(Listed("[1]"), 2)) == ()
    assert inner_rows(row("[1]", "[2]")) == ()  # text
    assert inner_rows(lists([1], [1])) == ()
    assert inner_rows(row(Listed("[no json"), Listed("[nor this"))) == ()
    named = [{"id": 1}, {"id": 2}]
    assert inner_rows(lists(named, named[::-1])) == ()  # only the order: the whole lists are shown


@given(st.lists(ITEMS, min_size=1, max_size=4), st.data())
def test_one_other_item_is_always_told(items: list[object], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(items) - 1))
    was = json.dumps(items[place])
    changed = list(items)
    changed[place] = data.draw(ITEMS.filter(lambda item: json.dumps(item) != was))
    found = lists(items, changed)
    assert found.differs is True
    inside = inner_rows(found)
    assert not inside or any(each.differs or len(set(each.present)) > 1 for each in inside)


@pytest.mark.parametrize(
    ("values", "matter"),
    [
        ((1, "1"), True),
        ((True, "true"), True),
        ((1, 1.0), True),
        ((1, 2), False),
        ((1, "2"), False),
        ((None, "null"), True),
        ((Listed("[1]"), "[1]"), True),
    ],
)
def test_types_are_shown_where_they_alone_differ(values: tuple[Scalar, ...], matter: bool) -> None:
    assert types_matter(row(*values)) == matter
    kinds = ["null", "true or false", "whole number", "number", "list", "mapping", "text", "text"]
    of = (None, True, 1, 1.0, Listed("[1]"), Listed("{}"), "[1]", "a")
    assert [type_name(value) for value in of] == kinds
