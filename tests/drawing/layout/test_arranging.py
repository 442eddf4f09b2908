"""The layout: drawn examples, and what must hold for every graph."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.drawing.layout.arranging import arrange, rearrange
from forebear.drawing.layout.diagram import Arrangement, Diagram, Gaps, Wire

CARD = (180.0, 50.0)


def diagram(text: str, size: tuple[float, float] = CARD) -> tuple[Diagram, dict[str, int]]:
    """Read `a>b b>c d` into a diagram; ids are numbers in the order of first mention."""
    ids: dict[str, int] = {}
    wires = []
    for word in text.split():
        names = word.split(">")
        for name in names:
            ids.setdefault(name, len(ids) + 100)
        wires += [Wire(ids[one], ids[two]) for one, two in pairwise(names)]
    return Diagram(list(ids.values()), wires, [size] * len(ids)), ids


def picture(drawn: Arrangement, names: dict[str, int]) -> list[list[str]]:
    """The names in each column, top to bottom: what a person would see."""
    name = {number: text for text, number in names.items()}
    columns: dict[int, list[tuple[float, str]]] = {}
    for node, column, box in zip(drawn.ids, drawn.columns.tolist(), drawn.boxes.tolist(), strict=True):
        columns.setdefault(column, []).append((box[1], name[node]))
    return [[text for _, text in sorted(columns[column])] for column in sorted(columns)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a>b>c", [["a"], ["b"], ["c"]]),
        ("a>c b>c", [["a", "b"], ["c"]]),
        ("a>b>d a>c>d", [["a"], ["b", "c"], ["d"]]),
        # a late input stands beside what it goes into, not at the far left
        (
            "raw>prepare>features>train>model params>train",
            [["raw"], ["prepare"], ["features", "params"], ["train"], ["model"]],
        ),
        # a chain that joins late moves as a whole
        ("a>b>c>d>e x>y>e", [["a"], ["b"], ["c", "x"], ["d", "y"], ["e"]]),
        # crossing inputs are put in the order of what they go into
        ("a>q b>p p>z q>z c>p", [["a", "b", "c"], ["q", "p"], ["z"]]),
        # a circle: the edge that closes it runs backwards
        ("a>b>c>a", [["a"], ["b"], ["c"]]),
    ],
)  # fmt: skip
def test_drawn_examples(text: str, expected: list[list[str]]) -> None:
    graph, names = diagram(text)
    seen = picture(arrange(graph), names)
    mirrored = [list(reversed(column)) for column in seen]
    assert expected in (seen, mirrored)


def test_a_chain_is_one_level_line() -> None:
    graph, _ = diagram("a>b>c>d>e")
    drawn = arrange(graph)
    assert np.ptp(drawn.boxes[:, 1]) == 0
    assert all(y == drawn.routes[0][0][1] for route in drawn.routes for _, y in route)


def test_a_fan_is_centred() -> None:
    graph, names = diagram("run>a run>b run>c")
    drawn = arrange(graph)
    middle = {name: drawn.boxes[drawn.ids.index(node), 1] for name, node in names.items()}
    children = sorted(middle[name] for name in "abc")
    assert middle["run"] == pytest.approx(children[1], abs=1)


def test_a_long_edge_passes_beside_the_cards_of_the_columns_between() -> None:
    graph, names = diagram("a>b>c>d a>d")
    drawn = arrange(graph)
    route = drawn.routes[3]
    assert len(route) == 6
    for name in "bc":
        _, top, _, height = drawn.boxes[drawn.ids.index(names[name])].tolist()
        assert all(not top < y < top + height for _, y in route[1:-1])


def test_a_circle_is_drawn_and_said() -> None:
    graph, _ = diagram("a>b>c>a")
    drawn = arrange(graph)
    assert drawn.turned == {2}
    assert drawn.routes[2][0][0] > drawn.routes[2][-1][0]


def test_a_node_that_feeds_itself_gets_a_loop_over_its_top() -> None:
    drawn = arrange(Diagram([1], [Wire(1, 1)], [CARD]))
    left, top, width, _ = drawn.boxes[0].tolist()
    assert drawn.routes[0][0][0] == left + width
    assert drawn.routes[0][-1][0] == left
    assert min(y for _, y in drawn.routes[0]) < top


def test_edges_twice_between_two_nodes_share_a_route() -> None:
    drawn = arrange(Diagram([1, 2], [Wire(1, 2), Wire(1, 2)], [CARD] * 2))
    assert drawn.routes[0] == drawn.routes[1]


def test_nothing_is_drawn_of_nothing() -> None:
    drawn = arrange(Diagram([], [], []))
    assert drawn.ids == ()
    assert drawn.boxes.shape == (0, 4)


def test_an_unknown_end_is_an_error() -> None:
    with pytest.raises(KeyError):
        arrange(Diagram([1], [Wire(1, 2)], [CARD]))


def test_a_hub_of_many_and_a_long_chain_are_drawn() -> None:
    hub = Diagram(list(range(2001)), [Wire(0, child) for child in range(1, 2001)], [CARD] * 2001)
    assert no_overlap(arrange(hub))
    chain = Diagram(list(range(3000)), [Wire(n, n + 1) for n in range(2999)], [CARD] * 3000)
    drawn = arrange(chain)
    assert drawn.columns.tolist() == list(range(3000))


def test_a_hundred_thousand_children_and_other_extremes_are_drawn() -> None:
    """Laid out, not refused; who shows them should fold them first: one column of these is 7 km high."""
    many = 100_001
    hub = arrange(Diagram(range(many), [Wire(0, child) for child in range(1, many)], [CARD] * many))
    assert no_overlap(hub)
    chain = arrange(Diagram(range(10_000), [Wire(n, n + 1) for n in range(9_999)], [CARD] * 10_000))
    assert chain.columns.tolist() == list(range(10_000))
    circle = arrange(
        Diagram(range(10_000), [Wire(n, (n + 1) % 10_000) for n in range(10_000)], [CARD] * 10_000)
    )
    assert len(circle.turned) == 1
    alone = arrange(Diagram(range(5_000), [], [CARD] * 5_000))
    assert no_overlap(alone)


@st.composite
def diagrams(draw: st.DrawFn, acyclic: bool = False) -> Diagram:
    count = draw(st.integers(1, 24))
    ends = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=40))
    if acyclic:
        pairs = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    sizes = st.tuples(st.floats(20, 300), st.floats(10, 120))
    return Diagram(
        list(range(count)),
        [Wire(source, target) for source, target in pairs],
        draw(st.lists(sizes, min_size=count, max_size=count)),
    )


def no_overlap(drawn: Arrangement) -> bool:
    boxes = drawn.boxes
    for column in set(drawn.columns.tolist()):
        own = boxes[drawn.columns == column]
        own = own[np.argsort(own[:, 1])]
        if len(own) > 1 and (own[1:, 1] - own[:-1, 1] - own[:-1, 3]).min() < Gaps().along - 0.5:
            return False
    lanes = [drawn.lanes[column] for column in sorted(drawn.lanes)]
    return all(left + width < next_left for (left, width), (next_left, _) in pairwise(lanes))


@given(diagrams())
@settings(max_examples=150)
def test_no_two_cards_touch(graph: Diagram) -> None:
    assert no_overlap(arrange(graph))


@given(diagrams())
@settings(max_examples=100)
def test_edges_run_right_unless_they_close_a_circle(graph: Diagram) -> None:
    drawn = arrange(graph)
    row = {node: number for number, node in enumerate(drawn.ids)}
    for number, wire in enumerate(graph.wires):
        if wire.source == wire.target:
            continue
        route = drawn.routes[number]
        source, target = drawn.boxes[row[wire.source]], drawn.boxes[row[wire.target]]
        if number in drawn.turned:
            assert source[0] > target[0]
            assert [x for x, _ in route] == sorted((x for x, _ in route), reverse=True)
        else:
            assert source[0] + source[2] < target[0]
            assert [x for x, _ in route] == sorted(x for x, _ in route)
        assert route[0][1] == pytest.approx(source[1] + source[3] / 2)
        assert route[-1][1] == pytest.approx(target[1] + target[3] / 2)


@given(diagrams())
@settings(max_examples=100)
def test_no_wire_runs_through_a_foreign_card(graph: Diagram) -> None:
    drawn = arrange(graph)
    for wire, route in zip(graph.wires, drawn.routes, strict=True):
        if wire.source == wire.target:
            continue
        for (x1, y1), (x2, y2) in zip(route[1:-1:2], route[2:-1:2], strict=True):
            assert y1 == y2  # level through a column
            low, high = sorted((x1, x2))
            for node, (left, top, width, height) in zip(drawn.ids, drawn.boxes.tolist(), strict=True):
                beside = high <= left or left + width <= low
                assert beside or not top < y1 < top + height, (wire, node)


@given(diagrams(acyclic=True))
@settings(max_examples=60)
def test_nothing_is_turned_without_a_circle(graph: Diagram) -> None:
    assert not arrange(graph).turned


@given(diagrams())
@settings(max_examples=40)
def test_the_same_graph_is_drawn_the_same_way(graph: Diagram) -> None:
    one, two = arrange(graph), arrange(graph)
    assert (one.boxes == two.boxes).all()
    assert one.routes == two.routes


@st.composite
def growths(draw: st.DrawFn) -> tuple[Diagram, Diagram, int]:
    """A graph, the same with one to six nodes more beside one of its nodes, and that node."""
    before = draw(diagrams(acyclic=True))
    anchor = draw(st.sampled_from(list(before.ids)))
    count, upstream = draw(st.integers(1, 6)), draw(st.booleans())
    new = [1000 + number for number in range(count)]
    wires = [Wire(node, anchor) if upstream else Wire(anchor, node) for node in new]
    return (
        before,
        Diagram([*before.ids, *new], [*before.wires, *wires], [*before.sizes, *[CARD] * count]),
        anchor,
    )


@given(growths())
@settings(max_examples=120)
def test_unfolding_keeps_columns_and_order_and_the_clicked_node(growth: tuple[Diagram, Diagram, int]) -> None:
    before, after, anchor = growth
    first = arrange(before)
    second = rearrange(first, after, anchor)
    assert no_overlap(second)
    row = second.ids.index(anchor)
    assert second.boxes[row, :2] == pytest.approx(first.boxes[first.ids.index(anchor), :2])
    for column in set(first.columns.tolist()):
        old = _order(first, column)
        assert [node for node in _order(second, column) if node in old] == old


def test_unfolding_and_folding_again_gives_the_picture_back() -> None:
    graph, names = diagram("raw>prepare>features>train>model>evaluate>metrics params>train features>evaluate")
    first = arrange(graph)
    grown, _ = diagram(
        "raw>prepare>features>train>model>evaluate>metrics params>train features>evaluate model>x"
    )
    second = rearrange(first, grown, names["model"])
    third = rearrange(second, graph, names["model"])
    assert third.boxes == pytest.approx(first.boxes, abs=CARD[1] / 2)


def test_most_of_a_large_picture_stays_when_a_node_unfolds() -> None:
    random = np.random.default_rng(3)
    count = 150
    wires = [Wire(int(random.integers(max(0, n - 12), n)), n) for n in range(1, count)]
    wires += [Wire(n, n + int(random.integers(1, 12))) for n in range(0, count - 12, 4)]
    before = Diagram(list(range(count)), wires, [CARD] * count)
    new = [count + n for n in range(5)]
    after = Diagram(
        [*before.ids, *new], [*wires, *(Wire(70, node) for node in new)], [CARD] * (count + len(new))
    )
    first = arrange(before)
    second = rearrange(first, after, 70)
    moved = np.abs(second.boxes[:count, :2] - first.boxes[:, :2]).max(axis=1)
    assert (moved < CARD[1]).mean() > 0.8


def _order(drawn: Arrangement, column: int) -> list[int]:
    rows = [row for row, other in enumerate(drawn.columns.tolist()) if other == column]
    return [drawn.ids[row] for row in sorted(rows, key=lambda row: drawn.boxes[row, 1])]
