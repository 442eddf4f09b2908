"""The map of everything, on a project that Git and DVC made, and on crowds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.camera import Camera, Fit
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.map_frame import AXIS, GUTTER
from forebear.desktop.graph.map_scene import MapScene, draw_map
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.rows import Rows
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.answers import GroupKind, Node
from forebear.lineage.everything import Everything, Lane
from forebear.lineage.folds import Fold
from forebear.lineage.species import SPECIES
from forebear.lineage.words import ArtifactType, NodeKind

Watched = Callable[..., AbstractContextManager[object]]


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


@pytest.fixture
def scene(reader: Reader, qtbot: QtBot) -> MapScene:
    drawn: list[MapScene] = []
    reader.ask(draw_map, drawn.append)
    qtbot.waitUntil(lambda: bool(drawn), timeout=30_000)
    return drawn[0]


def nodes_of(reader: Reader, qtbot: QtBot, scene: MapScene, rows: list[int]) -> tuple[Node, ...]:
    found: list[tuple[Node, ...]] = []
    ids = [int(scene.ids[row]) for row in rows]
    reader.ask(lambda questions: tuple(questions.nodes(ids)), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=30_000)
    return found[0]


def settle(canvas: GraphCanvas, qtbot: QtBot) -> None:
    def is_painted() -> bool:
        canvas.repaint()
        return canvas.painted and canvas.layers.idle

    qtbot.waitUntil(is_painted, timeout=30_000)


def test_everything_is_in_its_lane_at_its_time(reader: Reader, scene: MapScene, qtbot: QtBot) -> None:
    nodes = nodes_of(reader, qtbot, scene, list(range(scene.count)))
    assert len(nodes) == scene.count > 10
    lanes = scene.known.lanes
    for node in nodes:
        row = scene.row[node.id]
        assert SPECIES[scene.species[row]] == (node.kind, node.type)
        lane = lanes[int(scene.known.lane[row])]
        if node.kind is NodeKind.RUN:
            assert lane.fold is not None
            assert lane.fold.title == node.name.partition("@")[0]
        time = float(scene.known.times[row])
        if node.when is not None and node.kind is NodeKind.COMMIT:
            assert time == pytest.approx(node.when.timestamp())
    assert sum(lane.count for lane in lanes) == scene.count
    assert lanes[0].species[0] is NodeKind.COMMIT


def test_what_flows_on_the_map_is_what_the_lineage_says(
    reader: Reader, scene: MapScene, qtbot: QtBot
) -> None:
    model = next(
        row
        for row in range(scene.count)
        if SPECIES[scene.species[row]] == (NodeKind.ARTIFACT, ArtifactType.MODEL)
    )
    id_ = int(scene.ids[model])
    found: list[set[int]] = []
    reader.ask(lambda questions: {node.id for node in questions.upstream([id_]).nodes}, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=30_000)
    up = scene.upstream(model)
    assert {int(scene.ids[row]) for row in up.rows} == found[0]
    assert set(scene.before(model)) <= set(up.rows)
    assert all(int(scene.known.targets[number]) in up.rows for number in up.links)


def test_details_come_when_they_are_looked_at(
    canvas: GraphCanvas, reader: Reader, scene: MapScene, qtbot: QtBot
) -> None:
    canvas.show_scene(scene)
    assert scene.node(0) is None
    with qtbot.waitSignal(canvas.details_wanted) as wanted:
        canvas.look(Camera(0.9).centred(*scene.middle(0), 1000, 700))
    settle(canvas, qtbot)
    skeletons = canvas.grab().toImage()
    rows = wanted.args[0]
    assert 0 in rows
    canvas.supply(nodes_of(reader, qtbot, scene, rows))
    assert scene.node(0) is not None
    settle(canvas, qtbot)
    assert canvas.grab().toImage() != skeletons


def test_rows_that_nobody_knows_are_not_asked_for_again_and_again(
    canvas: GraphCanvas, scene: MapScene, qtbot: QtBot
) -> None:
    canvas.show_scene(scene)
    asked: list[object] = []
    canvas.details_wanted.connect(asked.append)
    with qtbot.waitSignal(canvas.details_wanted):
        canvas.look(Camera(0.9).centred(*scene.middle(0), 1000, 700))
    canvas.supply(())
    QApplication.processEvents()
    assert len(asked) == 1


def test_it_is_painted_at_every_distance_with_anything_marked(
    canvas: GraphCanvas, scene: MapScene, qtbot: QtBot, watched: Watched
) -> None:
    canvas.show_scene(scene)
    with watched(0.2):  # the first time, fonts are looked for
        for scale in (0.02, 0.1, 0.3, 1.0):
            canvas.look(Camera(scale).centred(*scene.middle(3), 1000, 700))
            canvas.mark(
                Marks(
                    selected=3, hovered=2, ring=1, up=scene.upstream(3), down=scene.downstream(3),
                    later=Rows(np.arange(5, scene.count)),
                )
            )  # fmt: skip
            settle(canvas, qtbot)


def test_the_whole_is_shown_beside_its_names(canvas: GraphCanvas, scene: MapScene, qtbot: QtBot) -> None:
    canvas.show_scene(scene)
    canvas.fit(Fit.EVERYTHING)
    left, top, width, height = scene.bounds
    assert canvas.camera.to_view(left, top)[0] >= GUTTER
    assert canvas.camera.to_view(left, top)[1] >= AXIS
    assert canvas.camera.to_view(left + width, top + height)[0] <= 1000
    assert canvas.row_at(QPointF(GUTTER / 2, 300)) is None
    assert not canvas.movable


def test_a_hundred_thousand_children_of_one_node_do_not_block(
    canvas: GraphCanvas, qtbot: QtBot, watched: Watched
) -> None:
    count = 100_001
    run, data = SPECIES.index((NodeKind.RUN, None)), SPECIES.index((NodeKind.ARTIFACT, ArtifactType.DATASET))
    species = np.full(count, run, dtype=np.uint8)
    species[0] = data
    folds = (
        Fold(
            "path:raw.csv", GroupKind.DATASET, "raw.csv", "raw.csv", NodeKind.ARTIFACT, ArtifactType.DATASET
        ),
        Fold("stage:train", GroupKind.STAGE, "train", "train", NodeKind.RUN),
    )
    scene = MapScene(
        Everything(
            np.arange(1, count + 1), species, np.full(count, np.nan), (np.arange(count) > 0).astype(np.int64),
            (Lane(SPECIES[data], folds[0], 1), Lane(SPECIES[run], folds[1], count - 1)),
            np.zeros(count - 1, dtype=np.int32), np.arange(1, count, dtype=np.int32),
        )
    )  # fmt: skip
    with watched(0.15):
        canvas.show_scene(scene)
        settle(canvas, qtbot)
        canvas.mark(Marks(selected=0, down=scene.downstream(0)))
        for scale in (0.05, 0.5):
            canvas.look(Camera(scale).centred(*scene.middle(0), 1000, 700))
            settle(canvas, qtbot)
    assert len(scene.after(0)) == count - 1


def test_sets_of_rows_work_with_those_of_python() -> None:
    rows, few = Rows(np.asarray([1, 4, 9])), frozenset({4, 7})
    assert rows == {1, 4, 9}
    assert rows & few == few & rows == {4}
    assert rows | few == few | rows == {1, 4, 7, 9}
    assert rows - few == {1, 9}
    assert few - rows == {7}
    assert 4 in rows
    assert 5 not in rows
    assert not Rows(np.zeros(0, dtype=np.int64))
