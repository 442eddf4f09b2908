"""The graph in memory: closures, ways, cycles."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.graph import Adjacency

nodes = st.integers(1, 12)
edges = st.lists(st.tuples(nodes, nodes, st.just("input"), st.just("")), max_size=40, unique=True)


def chain(*ids):
    return [(a, b, "output", "p") for a, b in itertools.pairwise(ids)]


@given(edges, nodes, nodes)
def test_upstream_and_downstream_are_inverse(some, a, b):
    graph = Adjacency(some)
    assert (a in graph.upstream([b])) == (b in graph.downstream([a]))


@given(edges, nodes, st.integers(0, 5))
def test_a_closure_is_all_that_is_near_enough(some, start, depth):
    graph = Adjacency(some)
    expected = {start}
    for _ in range(depth):
        expected |= {target for source, target, _, _ in some if source in expected}
    found = graph.downstream([start], depth)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert found[0] == start


@given(edges, nodes)
def test_without_a_depth_nothing_more_can_be_reached(some, start):
    graph = Adjacency(some)
    reached = set(graph.upstream([start]))
    assert not {source for source, target, _, _ in some if target in reached} - reached


@given(edges, nodes, nodes)
def test_a_way_is_made_of_edges_and_is_the_shortest(some, a, b):
    graph = Adjacency(some)
    way = graph.path(a, b)
    joined = {(source, target) for source, target, _, _ in some}
    forward, backward = graph.downstream([a]), graph.downstream([b])
    if not way:
        assert b not in forward
        assert a not in backward
        return
    assert {way[0], way[-1]} == {a, b}
    directed = [(x, y) in joined for x, y in itertools.pairwise(way)]
    if b in forward or a in backward:
        assert all(directed)
        source, target = (a, b) if b in forward else (b, a)
        assert len(way) - 1 == next(n for n in range(13) if target in graph.downstream([source], n))
    else:
        assert all(one or (y, x) in joined for one, x, y in zip(directed, way, way[1:], strict=False))


@given(edges, st.lists(nodes, unique=True, max_size=8))
def test_a_part_has_the_edges_among_its_nodes_and_counts_the_rest(some, inside):
    part = Adjacency(some).part(inside)
    assert {(edge.source, edge.target) for edge in part.edges} == {
        (source, target) for source, target, _, _ in some if source in inside and target in inside
    }
    for node in inside:
        up = {source for source, target, _, _ in some if target == node} - set(inside)
        down = {target for source, target, _, _ in some if source == node} - set(inside)
        assert part.more.get(node, (0, 0)) == (len(up), len(down))


def test_a_content_that_is_input_and_output_of_a_run_ends():
    graph = Adjacency([*chain(1, 2, 1), *chain(2, 3)])
    assert graph.upstream([3]) == [3, 2, 1]
    assert graph.downstream([1]) == [1, 2, 3]
    assert graph.path(1, 3) == [1, 2, 3]


def test_two_siblings_are_joined_by_their_parent():
    assert Adjacency([*chain(1, 2, 3), *chain(1, 4, 5)]).path(3, 5) == [3, 2, 1, 4, 5]


def test_an_empty_graph():
    graph = Adjacency([])
    assert graph.upstream([7]) == [7]
    assert graph.path(7, 8) == []
    assert graph.path(7, 7) == [7]
    assert graph.part([7]).edges == ()


def test_a_long_chain_is_walked_in_depth():
    graph = Adjacency(chain(*range(1, 100_001)))
    assert len(graph.upstream([100_000])) == 100_000
    assert len(graph.path(1, 100_000)) == 100_000
