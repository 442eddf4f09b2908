"""The graph in memory: closures, ways, cycles; held against NetworkX, small and large."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage import neighbours
from forebear.lineage.answers import Edge
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Generated, Used
from forebear.lineage.graph import Adjacency
from forebear.lineage.questions import Questions
from forebear.lineage.words import Digest, Role

nodes = st.integers(1, 12)
edges = st.lists(
    st.builds(
        Edge, nodes, nodes, st.sampled_from([Role.INPUT, Role.OUTPUT, Role.CODE]), st.sampled_from(["", "a"])
    ),
    max_size=40,
    unique=True,
)


@pytest.fixture(params=[neighbours._PATIENCE, 0], ids=["in Python", "in SciPy"], autouse=True, scope="module")
def patience(request):
    """Walk every small graph in both ways."""
    before = neighbours._PATIENCE
    neighbours._PATIENCE = request.param
    yield
    neighbours._PATIENCE = before


def chain(*ids):
    return [Edge(a, b, Role.OUTPUT, "p") for a, b in itertools.pairwise(ids)]


def reference(some):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(1, 13))
    graph.add_edges_from((edge.source, edge.target) for edge in some)
    return graph


def distances(graph, starts, depth=None):
    found = {}
    for start in starts:
        for node, distance in nx.single_source_shortest_path_length(graph, start, depth).items():
            found[node] = min(found.get(node, distance), distance)
    return found


@given(edges, st.lists(nodes, min_size=1, max_size=4, unique=True), st.none() | st.integers(0, 5))
def test_closures_are_those_of_networkx_nearest_first(some, starts, depth):
    adjacency, graph = Adjacency.of(some), reference(some)
    for found, expected in (
        (adjacency.downstream(starts, depth), distances(graph, starts, depth)),
        (adjacency.upstream(starts, depth), distances(graph.reverse(), starts, depth)),
    ):
        assert len(found) == len(set(found))
        assert set(found) == set(expected)
        assert [expected[node] for node in found] == sorted(expected.values())
        assert found[: len(starts)] == starts


@given(edges, nodes, nodes)
def test_a_way_is_made_of_edges_and_is_the_shortest(some, a, b):
    graph, way = reference(some), Adjacency.of(some).path(a, b)
    for along, begin, end in ((graph, a, b), (graph, b, a), (graph.to_undirected(), a, b)):
        if nx.has_path(along, begin, end):
            assert len(way) - 1 == nx.shortest_path_length(along, begin, end)
            assert (way[0], way[-1]) == (begin, end)
            assert all(along.has_edge(x, y) for x, y in itertools.pairwise(way))
            return
    assert way == []


@given(edges, nodes, nodes)
def test_all_ways_are_what_lies_below_one_and_above_the_other(some, a, b):
    graph, found = reference(some), Adjacency.of(some).paths(a, b)
    expected = set()
    for begin, end in ((a, b), (b, a)):
        expected = ({begin} | nx.descendants(graph, begin)) & ({end} | nx.ancestors(graph, end))
        if expected:
            far = distances(graph, [begin])
            assert [far[node] for node in found] == sorted(far[node] for node in expected)
            break
    assert set(found) == expected
    assert len(found) == len(expected)


@given(edges, st.lists(nodes, min_size=1, max_size=4, unique=True), st.booleans())
def test_what_nodes_have_in_common(some, chosen, upstream):
    graph, found = reference(some), Adjacency.of(some).common(chosen, upstream=upstream)
    closure = nx.ancestors if upstream else nx.descendants
    expected = set.intersection(*({node} | closure(graph, node) for node in chosen))
    assert set(found) == expected
    far = distances(graph.reverse() if upstream else graph, chosen[:1])
    assert [far[node] for node in found] == sorted(far[node] for node in expected)


@given(edges, st.lists(st.integers(-2, 14), unique=True, max_size=8))
def test_a_part_has_the_edges_among_its_nodes_and_counts_the_rest(some, inside):
    adjacency = Adjacency.of(some)
    part = adjacency.part(inside)
    assert part.nodes == tuple(inside)
    assert sorted(part.edges, key=repr) == sorted(
        (edge for edge in some if edge.source in inside and edge.target in inside), key=repr
    )
    for node in inside:
        up = {edge.source for edge in some if edge.target == node} - set(inside)
        down = {edge.target for edge in some if edge.source == node} - set(inside)
        assert part.more.get(node, (0, 0)) == (len(up), len(down))
    sources, targets = adjacency.among(inside)
    assert sorted(zip(sources.tolist(), targets.tolist(), strict=True)) == sorted(
        {(edge.source, edge.target) for edge in part.edges}
    )


@given(edges, nodes, nodes)
def test_roles_and_neighbours(some, a, b):
    adjacency = Adjacency.of(some)
    assert len(adjacency) == len(some)
    assert adjacency.roles(a, b) == {edge.role for edge in some if (edge.source, edge.target) == (a, b)}
    assert adjacency.after(a) == sorted({edge.target for edge in some if edge.source == a})
    assert adjacency.before(a) == sorted({edge.source for edge in some if edge.target == a})
    data = {edge.source for edge in some if edge.target == a and edge.role is not Role.CODE}
    data |= {edge.target for edge in some if edge.source == a and edge.role is not Role.CODE}
    assert set(adjacency.data_of(a)) == data


def test_a_content_that_is_input_and_output_of_a_run_ends():
    graph = Adjacency.of([*chain(1, 2, 1), *chain(2, 3)])
    assert graph.upstream([3]) == [3, 2, 1]
    assert graph.downstream([1]) == [1, 2, 3]
    assert graph.path(1, 3) == [1, 2, 3]
    assert graph.paths(3, 1) == [1, 2, 3]


def test_two_siblings_are_joined_by_their_parent():
    graph = Adjacency.of([*chain(1, 2, 3), *chain(1, 4, 5)])
    assert graph.path(3, 5) == [3, 2, 1, 4, 5]
    assert graph.paths(3, 5) == []
    assert graph.common([3, 5], upstream=True) == [1]


def test_an_empty_graph():
    graph = Adjacency.of([])
    assert graph.upstream([7]) == [7]
    assert graph.path(7, 8) == []
    assert graph.path(7, 7) == [7]
    assert graph.paths(7, 8) == []
    assert graph.common([], upstream=True) == []
    assert graph.part([7]).edges == ()


def test_a_long_chain_is_walked_in_depth():
    graph = Adjacency.of(chain(*range(1, 100_001)))
    assert len(graph.upstream([100_000])) == 100_000
    assert graph.upstream([100_000], 70_000)[-1] == 30_000
    assert len(graph.path(1, 100_000)) == 100_000
    assert len(graph.paths(100_000, 1)) == 100_000


def test_large_closures_are_those_of_networkx():
    """Large enough that walks change over from Python to SciPy in the middle."""
    lots = random.Random(7)
    some = {
        Edge(lots.randrange(max(1, target - 1_500), target + 5), target, Role.INPUT)
        for target in range(2, 30_000)
        for _ in range(3)
    }
    adjacency, graph = Adjacency.of(some), reference(some)
    for start in ([15_001], [29_001, 10_001, 2_001]):
        for depth in (None, 3, 40):
            for found, expected in (
                (adjacency.upstream(start, depth), distances(graph.reverse(copy=False), start, depth)),
                (adjacency.downstream(start, depth), distances(graph, start, depth)),
            ):
                assert set(found) == set(expected)
                assert [expected[node] for node in found] == sorted(expected.values())
    first = next(iter(nx.ancestors(graph, 29_001)))
    assert len(adjacency.path(first, 29_001)) - 1 == nx.shortest_path_length(graph, first, 29_001)


def test_what_the_database_holds(database: Database):
    """Edges with their roles and paths, and cycles and self edges as tools record them."""
    data, other = Digest("md5", "1" * 32), Digest("md5", "2" * 32)
    run = "a" * 64
    database.write(
        [
            Used(run, data, "data"),
            Used(run, data, "copy of data"),
            Generated(run, data, "data"),
            Generated(run, other, "scores", Role.METRICS),
        ]
    )
    questions = Questions(database)
    with questions.look() as look:
        part = look.adjacency.part([1, 2, 3])
        assert len(look.adjacency) == 4
    names = {node.id: node.key for node in questions.nodes(part.nodes)}
    found = [(names[edge.source][:5], names[edge.target][:5], edge.role, edge.path) for edge in part.edges]
    assert sorted(found) == [
        ("aaaaa", "md5:1", "output", "data"),
        ("aaaaa", "md5:2", "metrics", "scores"),
        ("md5:1", "aaaaa", "input", "copy of data"),
        ("md5:1", "aaaaa", "input", "data"),
    ]


def test_a_database_that_breaks_while_it_is_read_is_told(tmp_path):
    path = tmp_path / "lineage.db"
    database = Database.open(f"sqlite:///{path}")
    facts = [
        Used(f"{n:064x}", Digest("md5", f"{m:032x}"), f"data/{m}") for n in range(300) for m in range(20)
    ]
    database.write(facts)
    database.close()
    content = bytearray(path.read_bytes())
    pages = [
        start for start in range(0, len(content), 4096) if b"inputdata/" in content[start : start + 4096]
    ]
    for start in pages[5:]:  # of the edges, not the first ones
        content[start : start + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    database = Database.open(f"sqlite:///{path}")
    with pytest.raises(ActionableError) as error, Questions(database).look() as look:
        assert len(look.adjacency) < 0
    assert error.value.todo
    database.close()
