"""The map: every node has a place of its own, time runs to the right, lanes do not mix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.drawing.overview import Chart, Overview, place
from forebear.drawing.succession import succession

DAY = 86_400.0
START = 1.6e9


def chart(times: list[float | None], lanes: list[int], edges: list[tuple[int, int]]) -> Chart:
    ends = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    known = np.asarray([np.nan if time is None else time for time in times], dtype=np.float64)
    return Chart(known, np.asarray(lanes, dtype=np.int64), ends[:, 0], ends[:, 1])


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    count = draw(st.integers(1, 60))
    moments = st.none() | st.integers(0, 400).map(lambda day: START + day * DAY) | st.just(0.0) | st.just(9e9)
    times = draw(st.lists(moments, min_size=count, max_size=count))
    lanes = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    node = st.integers(0, count - 1)
    return chart(times, lanes, draw(st.lists(st.tuples(node, node), max_size=120)))


def places(map_: Overview) -> set[tuple[float, float]]:
    return set(zip(map_.left.tolist(), map_.top.tolist(), strict=True))


@given(charts())
def test_no_two_nodes_share_a_place_and_lanes_do_not_mix(given_: Chart) -> None:
    map_ = place(given_)
    assert len(places(map_)) == len(given_.times)
    lane_top, lane_height = map_.lane_tops[given_.lanes], map_.lane_heights[given_.lanes]
    assert (map_.top >= lane_top).all()
    assert (map_.top + map_.cells.height <= lane_top + lane_height + 1e-9).all()
    filled = map_.lane_heights > 0
    tops, ends = map_.lane_tops[filled], (map_.lane_tops + map_.lane_heights)[filled]
    assert (tops[1:] > ends[:-1]).all()
    assert map_.left.min() >= 0
    assert map_.left.max() + map_.cells.width <= map_.width + 1e-9


@given(charts())
def test_time_runs_to_the_right(given_: Chart) -> None:
    times, _ = succession(given_.times, given_.sources, given_.targets)
    column = np.searchsorted(place(given_).columns, place(given_).left, side="right")
    order = np.argsort(times, kind="stable")
    later = times[order][1:] > times[order][:-1]
    assert (np.diff(column[order]) >= 0)[later].all()


@given(charts())
def test_no_edge_runs_backwards_but_in_circles(given_: Chart) -> None:
    times, levels = succession(given_.times, given_.sources, given_.targets)
    circles = _on_circles(given_)
    forward = [
        (one, two)
        for one, two in zip(given_.sources.tolist(), given_.targets.tolist(), strict=True)
        if circles[one] != circles[two]
    ]
    for one, two in forward:
        assert (times[one], levels[one]) < (times[two], levels[two])


def _on_circles(given_: Chart) -> list[int]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(given_.times)
    joined = coo_array((np.ones(len(given_.sources)), (given_.sources, given_.targets)), shape=(count, count))
    parts: list[int] = connected_components(joined.tocsr(), connection="strong")[1].tolist()
    return parts


def test_what_has_no_date_is_beside_what_it_was_made_from() -> None:
    times, levels = succession(*_ends([START, None, None, START + DAY], [(0, 1), (1, 2), (2, 3)]))
    assert times.tolist() == [START, START, START, START + DAY]
    assert levels.tolist() == [0, 1, 2, 0]


def test_what_only_its_users_date_is_just_before_the_first_of_them() -> None:
    times, levels = succession(*_ends([None, START + DAY, START], [(0, 1), (0, 2)]))
    assert times.tolist() == [START, START + DAY, START]
    assert levels[0] < levels[2]


def test_a_clock_that_runs_behind_does_not_turn_edges_round() -> None:
    times, _ = succession(*_ends([START, START - DAY], [(0, 1)]))
    assert times.tolist() == [START, START]


@pytest.mark.parametrize("nonsense", [0.0, 1e11])
def test_a_clock_that_was_never_set_counts_as_no_date(nonsense: float) -> None:
    times, _ = succession(*_ends([START, nonsense], [(0, 1)]))
    assert times.tolist() == [START, START]


def test_without_any_date_ancestry_gives_the_order() -> None:
    map_ = place(chart([None] * 4, [0, 1, 0, 1], [(2, 1), (1, 0), (0, 3)]))
    assert sorted(range(4), key=lambda row: float(map_.left[row])) == [2, 1, 0, 3]


def test_the_same_is_placed_the_same() -> None:
    given_ = chart([START + day * DAY for day in (3, 1, 2, 1)], [0, 1, 0, 1], [(1, 2), (1, 0)])
    assert places(place(given_)) == places(place(given_))


def test_a_hundred_thousand_children_of_one_node_are_no_tower() -> None:
    count = 100_001
    map_ = place(
        Chart(
            np.full(count, START), np.r_[0, np.ones(count - 1, dtype=np.int64)],
            np.zeros(count - 1, dtype=np.int64), np.arange(1, count),
        )
    )  # fmt: skip
    assert 0.3 < map_.width / map_.height < 5
    assert len(places(map_)) == count


def test_a_chain_of_ten_thousand_has_room() -> None:
    count = 10_000
    map_ = place(
        Chart(
            np.full(count, np.nan), np.zeros(count, dtype=np.int64), np.arange(count - 1), np.arange(1, count)
        )
    )
    assert (np.diff(map_.left) >= 0).all()
    assert map_.height < map_.width * 2


def test_nothing_is_a_map_too() -> None:
    map_ = place(chart([], [], []))
    assert (map_.width, map_.height) == (0, 0)


def _ends(
    times: list[float | None], edges: list[tuple[int, int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    made = chart(times, [0] * len(times), edges)
    return made.times, made.sources, made.targets
