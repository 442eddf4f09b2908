"""The scene: who is where, who is up and down from whom, and what is under the pointer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.grid import Grid
from forebear.desktop.graph.measures import CardSizes
from forebear.desktop.graph.scene import Before, Scene, Scope
from forebear.desktop.graph.walking import Way, first, step
from forebear.lineage.answers import CardFacts, Edge, Graph, MetricValue, Node
from forebear.lineage.words import ArtifactType, NodeKind, Origin, Role

SIZES = CardSizes(200, 200, 7, 50, 16)


def node(number: int, name: str, kind: NodeKind = NodeKind.ARTIFACT) -> Node:
    return Node(number, kind, f"md5:{number:032x}", name, Origin.IMPORTED, ArtifactType.FILE)


def graph(text: str, more: dict[str, tuple[int, int]] | None = None) -> Graph:
    """Read `a>b b>c` into a graph; a name that starts with a capital is a run."""
    ids: dict[str, int] = {}
    edges = []
    for word in text.split():
        names = word.split(">")
        for name in names:
            ids.setdefault(name, len(ids) + 1)
        edges += [Edge(ids[one], ids[two], Role.INPUT) for one, two in pairwise(names)]
    nodes = tuple(
        node(number, name, NodeKind.RUN if name[0].isupper() else NodeKind.ARTIFACT)
        for name, number in ids.items()
    )
    return Graph(nodes, tuple(edges), {ids[name]: counts for name, counts in (more or {}).items()})


def scene(text: str, **kwargs: object) -> Scene:
    return Scene(graph(text), {}, SIZES, **kwargs)  # type: ignore[arg-type]


def rows(drawn: Scene, found: list[int] | frozenset[int]) -> list[str]:
    return sorted(drawn.nodes[row].name for row in found)


def row(drawn: Scene, name: str) -> int:
    return next(number for number, each in enumerate(drawn.nodes) if each.name == name)


def test_upstream_and_downstream_are_closures_over_the_drawn_edges() -> None:
    drawn = scene("raw>Prepare>features>Train>model>Evaluate>metrics params>Train features>Evaluate")
    model = row(drawn, "model")
    assert rows(drawn, drawn.upstream(model).rows) == [
        "Prepare", "Train", "features", "model", "params", "raw",
    ]  # fmt: skip
    assert rows(drawn, drawn.downstream(model).rows) == ["Evaluate", "metrics", "model"]
    ends = {
        (drawn.links[number].source, drawn.links[number].target) for number in drawn.upstream(model).links
    }
    assert (row(drawn, "features"), row(drawn, "Evaluate")) not in ends


def test_a_closure_ends_on_a_circle() -> None:
    drawn = scene("a>b>c>a")
    assert len(drawn.upstream(0).rows) == len(drawn.downstream(0).rows) == 3


def test_edges_between_the_same_two_are_one_link_that_keeps_all_roles() -> None:
    both = Graph(
        (node(1, "a"), node(2, "b")),
        (Edge(1, 2, Role.INPUT, "a.csv"), Edge(1, 2, Role.CODE), Edge(1, 9, Role.CODE)),
    )
    drawn = Scene(both, {}, SIZES)
    assert [[edge.role for edge in link.edges] for link in drawn.links] == [[Role.INPUT, Role.CODE]]


def test_a_card_with_a_metric_is_higher() -> None:
    drawn = Scene(graph("a>b"), {2: CardFacts(metric=MetricValue("m.json", "auc", 0.9))}, SIZES)
    assert drawn.box(row(drawn, "b"))[3] == drawn.box(row(drawn, "a"))[3] + SIZES.line


def test_what_is_under_a_point_is_found() -> None:
    drawn = scene("a>b>c a>c")
    for number in range(len(drawn.nodes)):
        assert drawn.grid.at(*drawn.middle(number)) == number
    long = next(n for n, link in enumerate(drawn.links) if drawn.nodes[link.target].name == "c"
                and drawn.nodes[link.source].name == "a")  # fmt: skip
    x, y = drawn.arrangement.routes[long][1]
    assert drawn.link_at(x + 20, y + 3, 6) == long
    assert drawn.link_at(x + 20, y + 300, 6) is None


def test_the_arrows_lead_along_edges_and_among_the_like() -> None:
    drawn = scene("raw>Train>model Train>log Train>plot", scope=Scope(1))
    train, right = row(drawn, "Train"), []
    assert first(drawn) == row(drawn, "raw")
    middle = step(drawn, train, Way.RIGHT)
    assert middle is not None
    assert drawn.arrangement.columns[middle] == drawn.arrangement.columns[train] + 1
    up, down = step(drawn, middle, Way.UP), step(drawn, middle, Way.DOWN)
    assert up is not None
    assert down is not None
    assert drawn.middle(up)[1] < drawn.middle(middle)[1] < drawn.middle(down)[1]
    assert step(drawn, down, Way.DOWN) is None
    assert step(drawn, middle, Way.LEFT) == train
    assert step(drawn, middle, Way.RIGHT) is None
    assert right == []


def test_a_scene_after_another_keeps_what_was_there() -> None:
    before = scene("raw>Train>model")
    after = Scene(graph("raw>Train>model Train>log"), {}, SIZES, before=Before(before, 2))
    for name in ("raw", "Train"):
        assert after.box(row(after, name)) == pytest.approx(before.box(row(before, name)), abs=0.01)


def test_an_empty_scene_has_nothing_to_find() -> None:
    drawn = Scene(Graph((), ()), {}, SIZES)
    assert drawn.bounds == (0, 0, 0, 0)
    assert drawn.grid.at(0, 0) is None
    assert drawn.link_at(0, 0, 10) is None
    assert first(drawn) is None


boxes = st.lists(
    st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000), st.floats(1, 900), st.floats(1, 900)),
    max_size=40,
)


@given(
    boxes, st.tuples(st.floats(-6000, 6000), st.floats(-6000, 6000), st.floats(0, 3000), st.floats(0, 3000))
)
def test_the_grid_finds_what_a_look_at_every_box_finds(
    each: list[tuple[float, float, float, float]], view: tuple[float, float, float, float]
) -> None:
    array = np.asarray(each, dtype=np.float64).reshape(-1, 4)
    left, top, width, height = view
    expected = [
        number
        for number, (x, y, w, h) in enumerate(each)
        if x <= left + width and x + w >= left and y <= top + height and y + h >= top
    ]
    assert Grid(array).touching(*view).tolist() == expected


@given(
    st.floats(0.02, 2.9), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.floats(0.2, 5), st.floats(0, 2000)
)
def test_zooming_keeps_what_is_under_the_pointer(
    scale: float, x: float, y: float, factor: float, pixel: float
) -> None:
    before = Camera(scale, x, y)
    after = before.zoomed(factor, pixel, pixel / 2)
    assert after.to_world(pixel, pixel / 2) == pytest.approx(before.to_world(pixel, pixel / 2), abs=1e-6)
    assert after.to_view(*after.to_world(3, 4)) == pytest.approx((3, 4), abs=1e-6)


def test_fitting_shows_everything_and_never_enlarges() -> None:
    camera = Camera.fitting((100, 100, 4000, 500), 1000, 600)
    left, top = camera.to_view(100, 100)
    right, bottom = camera.to_view(4100, 600)
    assert left >= 0
    assert top >= 0
    assert right <= 1000
    assert bottom <= 600
    assert Camera.fitting((0, 0, 10, 10), 1000, 600).scale == 1.0


def test_opening_shows_everything_while_it_can_be_read() -> None:
    whole = Camera.opening((0, 0, 1000, 300), (0, 0), 800, 600, 0.45)
    assert whole == Camera.fitting((0, 0, 1000, 300), 800, 600)


@pytest.mark.parametrize(("focus", "left"), [(0, 24), (5000, 800 - 24 - 5000 * 0.45)])
def test_opening_leaves_no_room_beside_a_drawing_that_is_too_large(focus: float, left: float) -> None:
    camera = Camera.opening((0, 0, 5000, 300), (focus, 150), 800, 600, 0.45)
    assert camera.scale == 0.45
    start, middle = camera.to_view(0, 150)
    assert middle == pytest.approx(300)
    assert start == pytest.approx(left)


def test_opening_has_the_focus_in_the_middle_where_there_is_more_on_both_sides() -> None:
    camera = Camera.opening((0, 0, 5000, 3000), (2500, 1500), 800, 600, 0.45)
    assert camera.to_view(2500, 1500) == pytest.approx((400, 300))


def test_a_card_is_as_wide_as_its_name_within_reason() -> None:
    sizes = CardSizes(170, 230, 7, 50, 16)

    def width(name: str) -> float:
        return sizes.of(Node(1, NodeKind.ARTIFACT, "md5:1", name, Origin.IMPORTED))[0]

    assert width("a") == 170
    assert width("x" * 400) == 230
    assert 170 < width("customers_extract_24") < 230
    assert width("고객데이터의전체이름") > width("customers_")
