"""The canvas: what is shown is what is painted, a click hits it, and nothing goes on after the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop import wording
from forebear.desktop.graph.camera import Camera, Fit
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.layers import Layers
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.measures import measure
from forebear.desktop.graph.moving import between
from forebear.desktop.graph.painting import GraphPainter
from forebear.desktop.graph.scene import Before, Scene, Scope
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.answers import Edge, Graph, Node
from forebear.lineage.species import SPECIES
from forebear.lineage.words import ArtifactType, NodeKind, Origin, Role

KINDS = (
    (NodeKind.ARTIFACT, ArtifactType.DATASET), (NodeKind.RUN, None), (NodeKind.ARTIFACT, ArtifactType.MODEL),
    (NodeKind.COMMIT, None), (NodeKind.ENVIRONMENT, None), (NodeKind.REBUILD, None),
)  # fmt: skip
Watched = Callable[..., AbstractContextManager[object]]


def node(number: int, name: str = "") -> Node:
    kind, type_ = KINDS[number % len(KINDS)]
    return Node(number, kind, f"{number:040x}", name or f"node {number}", Origin.IMPORTED, type_)


def graph(count: int, names: Callable[[int], str] = lambda _number: "") -> Graph:
    lots = np.random.default_rng(count)
    edges = [Edge(int(max(1, to - 1 - lots.integers(9))), to, Role.INPUT) for to in range(2, count + 1)]
    return Graph(tuple(node(number, names(number)) for number in range(1, count + 1)), tuple(edges))


@pytest.fixture
def canvas(theme: Theme, qtbot: QtBot) -> Iterator[GraphCanvas]:
    made = GraphCanvas(theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.motion.allowed = False
    made.show()
    qtbot.waitExposed(made)
    yield made
    theme.choose(Scheme.LIGHT)


def scene_of(canvas: GraphCanvas, count: int, names: Callable[[int], str] = lambda _number: "") -> Scene:
    return Scene(graph(count, names), {}, measure(canvas.font()))


def settle(canvas: GraphCanvas, qtbot: QtBot) -> None:
    """Wait until what is in view is painted as it stays."""

    def is_painted() -> bool:
        canvas.repaint()
        return canvas.painted and canvas.layers.idle

    qtbot.waitUntil(is_painted, timeout=30_000)


def pixels(image: QImage) -> np.ndarray:  # type: ignore[type-arg]
    made = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(made.constBits(), dtype=np.uint8)
    return flat.reshape(made.height(), made.bytesPerLine() // 4, 4)[:, : made.width(), :3].astype(np.int16)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("scale", [0.08, 0.31, 0.5, 1.0, 1.37])
def test_tiles_look_as_if_painted_in_place(
    canvas: GraphCanvas, theme: Theme, qtbot: QtBot, scale: float, ratio: float
) -> None:
    theme.choose(Scheme.DARK if ratio in (1.25, 2.0) else Scheme.LIGHT)
    scene, size = scene_of(canvas, 120), (640, 480)
    layers = Layers(theme, canvas)
    layers.begin(scene, canvas.font(), ratio)
    left, top, width, height = scene.bounds
    camera = layers.settle(Camera(scale).centred(left + width / 3 + 0.37, top + height / 2 + 0.21, *size))
    layers.snapshot(camera, *size, ratio)  # asks for the tiles
    layers.tiles.request(camera, *size)
    qtbot.waitUntil(lambda: layers.tiles.holds(camera, *size), timeout=30_000)
    shown = layers.snapshot(camera, *size, ratio)
    painted = QImage(shown.size(), QImage.Format.Format_RGB32)
    painted.setDevicePixelRatio(ratio)
    painter = QPainter(painted)
    painter.scale(camera.scale, camera.scale)
    painter.translate(-camera.x, -camera.y)
    view = (camera.x, camera.y, size[0] / camera.scale, size[1] / camera.scale)
    GraphPainter(scene, theme, canvas.font()).still(painter, view, camera.scale, Marks())
    painter.end()
    apart = np.abs(pixels(shown) - pixels(painted)).max(axis=2)
    assert (apart > 24).mean() < 0.002  # a pixel here and there, where a curve is rounded otherwise
    assert apart.mean() < 0.2


def test_a_click_hits_what_is_shown(canvas: GraphCanvas, theme: Theme, qtbot: QtBot) -> None:
    scene = scene_of(canvas, 60)
    canvas.show_scene(scene)
    for scale in (0.1, 0.4, 1.0):
        canvas.look(Camera(scale).centred(*scene.middle(30), canvas.width(), canvas.height()))
        settle(canvas, qtbot)
        picture = canvas.grab().toImage()
        hit = 0
        for row in range(scene.count):
            spot = QPointF(*canvas.camera.to_view(*scene.middle(row)))
            if not canvas.rect().adjusted(4, 4, -4, -4).contains(spot.toPoint()):
                continue
            hit += 1
            with qtbot.waitSignal(canvas.clicked) as clicked:
                qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot.toPoint())
            assert clicked.args == [row]
            if scale == 0.1:
                color = theme.color(wording.token_of(*SPECIES[scene.species[row]]))
                assert picture.pixelColor(spot.toPoint()) == color
        assert hit
    with qtbot.waitSignal(canvas.clicked) as clicked:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert clicked.args == [-1]


def test_tiles_take_no_more_memory_than_they_may(canvas: GraphCanvas, qtbot: QtBot) -> None:
    scene = scene_of(canvas, 400)
    canvas.show_scene(scene)
    canvas.layers.tiles.cap = 12 << 20
    left, top, width, height = scene.bounds
    for share in np.linspace(0, 1, 12):
        canvas.look(Camera(1.0).centred(left + width * share, top + height * share, 1000, 700))
        settle(canvas, qtbot)
        canvas.repaint()
        assert canvas.layers.tiles.size <= 12 << 20
    assert canvas.layers.tiles.size > 6 << 20


def test_another_theme_and_another_font_paint_everything_again(
    canvas: GraphCanvas, theme: Theme, qtbot: QtBot
) -> None:
    canvas.show_scene(scene_of(canvas, 200))
    canvas.fit(Fit.EVERYTHING)
    settle(canvas, qtbot)
    assert canvas.grab().toImage().pixelColor(2, 2) == theme.color("window")
    theme.choose(Scheme.DARK)
    settle(canvas, qtbot)
    assert canvas.grab().toImage().pixelColor(2, 2) == theme.color("window")
    font = canvas.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    canvas.look(Camera(0.9).centred(*canvas.scene.middle(3), 1000, 700))  # type: ignore[union-attr]
    settle(canvas, qtbot)
    before = canvas.grab().toImage()
    canvas.setFont(font)
    settle(canvas, qtbot)
    assert canvas.grab().toImage() != before


def test_what_fades_is_painted_into_tiles(canvas: GraphCanvas, theme: Theme, qtbot: QtBot) -> None:
    scene = scene_of(canvas, 200)
    canvas.show_scene(scene)
    canvas.look(Camera(0.12).centred(*scene.middle(50), 1000, 700))
    settle(canvas, qtbot)
    spot = QPointF(*canvas.camera.to_view(*scene.middle(50))).toPoint()
    clear = canvas.grab().toImage().pixelColor(spot)
    canvas.mark(Marks(dimmed=frozenset(range(scene.count))))
    canvas.repaint()
    settle(canvas, qtbot)
    faded = canvas.grab().toImage().pixelColor(spot)
    ground = theme.color("window")
    assert abs(faded.lightness() - ground.lightness()) < abs(clear.lightness() - ground.lightness()) / 1.8


def test_painting_ends_with_the_canvas(theme: Theme, qtbot: QtBot) -> None:
    made = GraphCanvas(theme)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    made.show_scene(scene_of(made, 800))
    made.repaint()
    mine = made.layers._thread._thread
    assert mine is not None
    shiboken6.delete(made)
    mine.join(10)
    assert not mine.is_alive()
    QApplication.processEvents()


def test_an_error_while_painting_does_not_end_it(
    canvas: GraphCanvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(GraphPainter, "still", _broken)
        canvas.show_scene(scene_of(canvas, 2_500))
        canvas.fit(Fit.EVERYTHING)
        canvas.repaint()
        qtbot.waitUntil(lambda: "cannot be painted" in caplog.text and canvas.layers.idle, timeout=30_000)
    canvas.show_scene(scene_of(canvas, 100))
    settle(canvas, qtbot)


def _broken(*_arguments: object) -> None:
    raise ValueError("a painter that fails")


@pytest.mark.parametrize(
    "name",
    ["n" * 10_000, "بيانات التدريب.csv", "학습 데이터.csv", "🧪🚀 models 👩‍🔬.pkl", "a\nb\tc\x00d", " "],
)
def test_any_name_is_painted_at_every_distance(
    canvas: GraphCanvas, qtbot: QtBot, name: str, watched: Watched
) -> None:
    scene = scene_of(canvas, 30, lambda _number: name)
    with watched(0.2):  # the first time, fonts are looked for
        canvas.show_scene(scene)
        for scale in (0.1, 0.3, 0.6, 1.0, 2.5):
            canvas.look(Camera(scale).centred(*scene.middle(8), 1000, 700))
            settle(canvas, qtbot)
            canvas.repaint()
        canvas.tell(name, QPointF(20, 20))
        canvas.repaint()


def test_dragging_a_node_moves_it_and_dragging_the_ground_pans(canvas: GraphCanvas, qtbot: QtBot) -> None:
    scene = scene_of(canvas, 12)
    canvas.show_scene(scene)
    settle(canvas, qtbot)
    camera, spot = canvas.camera, QPointF(*canvas.camera.to_view(*scene.middle(4))).toPoint()
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=spot)
    for step in (10, 30, 90):
        qtbot.mouseMove(canvas, spot + QPoint(step // 2, step))
    canvas.repaint()
    with qtbot.waitSignal(canvas.node_moved) as moved:
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=spot + QPoint(45, 90))
    assert moved.args == [4, pytest.approx(45 / camera.scale), pytest.approx(90 / camera.scale)]
    assert canvas.camera == camera
    displaced = scene.displaced({int(scene.ids[4]): (45 / camera.scale, 90 / camera.scale)})
    canvas.show_scene(displaced, keep_camera=True)
    camera = canvas.camera
    spot = QPointF(*camera.to_view(*displaced.middle(4))).toPoint()
    assert 4 in displaced.grid.touching(*camera.to_world(spot.x(), spot.y()), 0, 0)
    assert 4 not in displaced.grid.touching(*scene.middle(4), 0, 0)
    ground = QPoint(3, 3)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=ground)
    for step in (10, 30, 60):
        qtbot.mouseMove(canvas, ground + QPoint(step, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=ground + QPoint(60, 0))
    assert canvas.camera.x == pytest.approx(camera.x - 60 / camera.scale)


def test_lines_follow_a_node_that_is_moved(canvas: GraphCanvas) -> None:
    scene = scene_of(canvas, 20)
    moved = scene.displaced({int(scene.ids[7]): (500.0, -300.0)})
    assert moved.box(7)[:2] == pytest.approx((scene.box(7)[0] + 500, scene.box(7)[1] - 300))
    for number, link in enumerate(scene.links):
        before, after = scene.arrangement.routes[number], moved.arrangement.routes[number]
        way = np.asarray([500.0, -300.0])
        assert np.subtract(after[0], before[0]).tolist() == pytest.approx(
            (way if link.source == 7 else way * 0).tolist()
        )
        assert np.subtract(after[-1], before[-1]).tolist() == pytest.approx(
            (way if link.target == 7 else way * 0).tolist()
        )
    assert moved.displaced({int(scene.ids[7]): (-500.0, 300.0)}).box(7) == pytest.approx(scene.box(7))
    assert scene.upstream(7) == moved.upstream(7)


def grown(canvas: GraphCanvas, before: Scene) -> Scene:
    more = graph(20)
    nodes = (*more.nodes, *(node(number) for number in range(21, 30)))
    edges = (*more.edges, *(Edge(5, number, Role.INPUT) for number in range(21, 30)))
    return Scene(Graph(nodes, edges), {}, measure(canvas.font()), Scope(), Before(before, 5))


def test_a_change_slides_and_ends_as_it_would_without(canvas: GraphCanvas, qtbot: QtBot) -> None:
    before = scene_of(canvas, 20)
    after = grown(canvas, before)
    canvas.show_scene(before)
    canvas.look(Camera(0.6).centred(*before.middle(3), 1000, 700))
    canvas.show_scene(after, keep_camera=True)
    assert canvas.motion.transition is None
    settle(canvas, qtbot)
    at_once = canvas.grab().toImage()
    canvas.show_scene(before)
    canvas.look(canvas.camera)
    canvas.look(Camera(0.6).centred(*before.middle(3), 1000, 700))
    settle(canvas, qtbot)
    canvas.motion.allowed = True
    canvas.show_scene(after, keep_camera=True)
    assert canvas.scene is after
    assert canvas.motion.transition is not None
    canvas.grab()
    qtbot.waitUntil(lambda: canvas.motion.transition is None, timeout=5_000)
    settle(canvas, qtbot)
    assert np.abs(pixels(canvas.grab().toImage()) - pixels(at_once)).mean() < 0.5


def test_the_camera_glides_to_where_it_is_already_said_to_be(canvas: GraphCanvas, qtbot: QtBot) -> None:
    scene = scene_of(canvas, 60)
    canvas.show_scene(scene)
    canvas.look(Camera(1.0).centred(*scene.middle(0), 1000, 700))
    start = canvas.camera
    canvas.motion.allowed = True
    canvas.centre(59)
    goal = canvas.camera
    assert goal == start.centred(*scene.middle(59), 1000, 700)
    assert canvas.motion.seen(goal) != goal
    qtbot.waitUntil(lambda: canvas.motion.seen(goal) == goal, timeout=5_000)


def test_on_its_way_the_camera_keeps_still_what_both_ends_show_in_the_same_place() -> None:
    one = Camera(0.5, 10, 20)
    other = one.zoomed(3.0, 321, 123)
    for share in (0.0, 0.3, 0.7, 1.0):
        on_the_way = between(one, other, share)
        assert on_the_way.to_view(*one.to_world(321, 123)) == pytest.approx((321, 123))


def test_the_minimap_shows_where_one_is_and_leads_elsewhere(canvas: GraphCanvas, qtbot: QtBot) -> None:
    scene = scene_of(canvas, 300)
    canvas.show_scene(scene)
    canvas.show_minimap(True)
    canvas.look(Camera(1.0).centred(*scene.middle(0), 1000, 700))
    qtbot.waitUntil(canvas.minimap.isVisible, timeout=10_000)
    assert canvas.rect().contains(canvas.minimap.geometry())
    spot = QPoint(canvas.minimap.width() * 3 // 4, canvas.minimap.height() // 2)
    qtbot.mouseClick(canvas.minimap, Qt.MouseButton.LeftButton, pos=spot)
    left, _, width, _ = canvas.layers.overall.view
    middle, _ = canvas.camera.to_world(500, 350)
    assert middle == pytest.approx(left + width * spot.x() / canvas.minimap.width(), rel=0.02)
    canvas.minimap.grab()
    canvas.fit(Fit.EVERYTHING)
    assert not canvas.minimap.isVisible()
    canvas.show_minimap(False)
    canvas.look(Camera(1.0))
    assert not canvas.minimap.isVisible()


def test_nothing_is_painted_beside_the_window_while_it_rests(canvas: GraphCanvas, qtbot: QtBot) -> None:
    canvas.show_scene(scene_of(canvas, 100))
    settle(canvas, qtbot)
    before = [thread.name for thread in threading.enumerate()].count("forebear-painter")
    assert before >= 1
    canvas.repaint()
    assert canvas.layers.idle


def test_a_change_of_marks_keeps_tiles_until_theirs_are_painted(canvas: GraphCanvas, qtbot: QtBot) -> None:
    scene = scene_of(canvas, 400)
    canvas.show_scene(scene)
    canvas.fit(Fit.EVERYTHING)
    settle(canvas, qtbot)
    canvas.repaint()
    had = canvas.layers.tiles.size
    canvas.mark(Marks(later=frozenset(range(200))))
    assert canvas.layers.tiles.size == had
