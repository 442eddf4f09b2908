"""Frames of the canvas: CPU time on the window's thread, offscreen, 1280x800, without a GPU."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np
import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.map_scene import MapScene, draw_map
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.measures import measure
from forebear.desktop.graph.scene import Before, Scene, Scope
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.drawing.overview import Chart, place
from forebear.lineage.answers import Edge, Graph, Node
from forebear.lineage.everything import Everything, Lane
from forebear.lineage.folds import Fold
from forebear.lineage.species import SPECIES
from forebear.lineage.words import NodeKind, Origin, Role

SCALES = (None, 0.03, 0.08, 0.2, 0.3, 0.5, 1.0, 2.0)
Watched = Callable[..., AbstractContextManager[object]]


def everything_of(nodes: int, edges: int, lanes: int = 40) -> Everything:
    """A project of that size whose nodes are made from ones a little older."""
    lots = np.random.default_rng(5)
    times = np.sort(1.45e9 + lots.random(nodes) ** 0.7 * 3e8)
    targets = lots.integers(1, nodes, edges)
    sources = np.maximum(0, targets - 1 - (lots.random(edges) ** 4 * nodes * 0.02).astype(np.int64))
    lane = np.minimum((lots.random(nodes) ** 1.5 * lanes).astype(np.int64), lanes - 1)
    kinds = [SPECIES[number % len(SPECIES)] for number in range(lanes)]
    species = np.asarray([SPECIES.index(kind) for kind in kinds], dtype=np.uint8)[lane]
    times[lots.random(nodes) < 0.2] = np.nan
    return Everything(
        np.arange(1, nodes + 1),
        species,
        times,
        lane,
        tuple(
            Lane(kind, Fold(f"path:{number}", None, f"lane {number}", f"lane {number}", kind[0]), 1)  # type: ignore[arg-type]
            for number, kind in enumerate(kinds)
        ),
        sources.astype(np.int32),
        targets.astype(np.int32),
    )


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme(qapp)
    made.install(Scheme.LIGHT)
    return made


@pytest.fixture
def canvas(theme: Theme, qtbot: QtBot) -> Iterator[GraphCanvas]:
    made = GraphCanvas(theme)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.motion.allowed = False
    made.show_minimap(True)
    made.show()
    qtbot.waitExposed(made)
    yield made
    QThreadPool.globalInstance().waitForDone()


def settle(canvas: GraphCanvas, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: canvas.painted and canvas.layers.idle, timeout=60_000)


def named(number: int) -> Node:
    return Node(number, NodeKind.ARTIFACT, f"md5:{number:032x}", f"data {number}.csv", Origin.IMPORTED)


def frames(canvas: GraphCanvas, step: Callable[[], None], count: int = 40) -> list[float]:
    """The CPU milliseconds of frames that a person's gesture makes, some 60 a second."""
    found = []
    for _ in range(count):
        started = time.perf_counter()
        before = time.thread_time()
        step()
        canvas.repaint()
        found.append((time.thread_time() - before) * 1e3)
        QApplication.processEvents()
        while time.perf_counter() - started < 0.016:
            QApplication.processEvents()
            time.sleep(0.001)
    return found


def gestures(canvas: GraphCanvas, qtbot: QtBot) -> dict[str, list[float]]:
    """Pan at every zoom level, warm and where nothing is painted yet, and zoom through all of them."""
    assert canvas.scene is not None
    left, top, width, height = canvas.scene.bounds
    found = {}
    for scale in SCALES:
        if scale is None:
            canvas.step(0)
        else:
            canvas.look(Camera(scale).centred(left + width / 2, top + height / 2, 1280, 800))
        settle(canvas, qtbot)
        found[f"pan {scale}"] = frames(canvas, lambda: canvas.look(canvas.camera.moved(12, 5)))
        found[f"fling {scale}"] = frames(canvas, lambda: canvas.look(canvas.camera.moved(-60, 9)), 20)
    canvas.step(0)
    settle(canvas, qtbot)
    found["zoom in"] = frames(canvas, lambda: canvas.zoom(1.06), 80)
    found["zoom out"] = frames(canvas, lambda: canvas.zoom(1 / 1.06), 80)
    return found


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def test_frames_of_a_hundred_thousand_nodes(
    canvas: GraphCanvas, qtbot: QtBot, watched: Watched, slower: float
) -> None:
    scene = MapScene(everything_of(100_000, 150_000))
    scene.supply(named(number) for number in range(40_000, 60_000))
    with watched():
        canvas.show_scene(scene)
        found = gestures(canvas, qtbot)
        row = 50_000
        canvas.look(Camera(0.5).centred(*scene.middle(row), 1280, 800))
        settle(canvas, qtbot)
        canvas.mark(Marks(selected=row, up=scene.upstream(row), down=scene.downstream(row)))
        found["pan lit"] = frames(canvas, lambda: canvas.look(canvas.camera.moved(12, 5)))
        canvas.step(0)
        found["pan lit, all"] = frames(canvas, lambda: canvas.look(canvas.camera.moved(12, 5)))
    told = {
        name: (round(statistics.median(each), 2), round(percentile(each, 0.95), 2))
        for name, each in found.items()
    }
    # Measured: 3.0 to 4.9 ms, from machine to machine and run to run.
    assert all(median < 4 * slower for name, (median, _) in told.items() if "lit" not in name), told
    assert all(high < 16 * slower for _, high in told.values()), told
    assert canvas.layers.tiles.size <= 64 << 20


def test_frames_of_a_million_nodes(canvas: GraphCanvas, qtbot: QtBot, watched: Watched) -> None:
    scene = MapScene(everything_of(1_000_000, 1_500_000))
    with watched():
        canvas.show_scene(scene)
        found = gestures(canvas, qtbot)
    slow = {name: round(percentile(each, 0.95), 2) for name, each in found.items()}
    assert max(slow.values()) < 33, slow


def test_a_change_of_a_thousand_nodes(
    canvas: GraphCanvas, qtbot: QtBot, watched: Watched, slower: float
) -> None:
    lots = np.random.default_rng(3)
    nodes = tuple(named(number) for number in range(1, 1_041))
    edges = [
        Edge(int(max(1, number - 1 - lots.integers(60))), number, Role.INPUT) for number in range(2, 1_001)
    ]
    sizes = measure(canvas.font())
    before = Scene(Graph(nodes[:1_000], tuple(edges)), {}, sizes)
    more = [Edge(400, number, Role.INPUT) for number in range(1_001, 1_041)]
    after = Scene(Graph(nodes, tuple(edges + more)), {}, sizes, Scope(), Before(before, 400))
    canvas.motion.allowed = True
    for scale in (0.1, 0.3, 0.6, 1.0):
        found = []
        for _ in range(4):  # a change has few frames
            canvas.show_scene(before, animated=False)
            canvas.look(Camera(scale).centred(*before.middle(before.row[400]), 1280, 800))
            settle(canvas, qtbot)
            with watched():
                canvas.show_scene(after, keep_camera=True)
                assert canvas.motion.transition is not None
                while canvas.motion.transition is not None:
                    QApplication.processEvents()
                    start = time.thread_time()
                    canvas.repaint()
                    found.append((time.thread_time() - start) * 1e3)
                    time.sleep(0.005)
        assert statistics.median(found) < 10 * slower, (scale, found)
        # The frame in which what stays is drawn anew takes up to 26 ms on a machine that is slow at painting.
        assert percentile(found, 0.9) < 16 * slower, (scale, found)


def test_the_map_of_a_hundred_thousand_nodes_is_placed_within_a_second() -> None:
    known = everything_of(100_000, 150_000)
    chart = Chart(known.times, known.lane, known.sources.astype(np.int64), known.targets.astype(np.int64))
    start = time.process_time()
    place(chart)
    assert time.process_time() - start < 1.0


def test_opening_a_hundred_thousand_nodes(
    canvas: GraphCanvas, qtbot: QtBot, large_project: str, watched: Watched
) -> None:
    reader = Reader(large_project)
    try:
        ready: list[bool] = []
        reader.ask(lambda questions: questions.counts(), lambda _counts: ready.append(True))
        qtbot.waitUntil(lambda: bool(ready), timeout=30_000)  # the project is open, its libraries loaded
        drawn: list[MapScene] = []
        with watched():
            start = time.process_time()
            reader.ask(draw_map, drawn.append)
            qtbot.waitUntil(lambda: bool(drawn), timeout=30_000)
            canvas.show_scene(drawn[0])
            qtbot.waitUntil(lambda: canvas.layers.overall.image is not None, timeout=30_000)
            canvas.repaint()
            took = time.process_time() - start
        assert took < 1.0
    finally:
        reader.close()


_MEMORY = """
import sys, time
from PySide6.QtWidgets import QApplication
application = QApplication([])
from forebear.desktop.theme import Theme
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.map_scene import draw_map
from forebear.lineage.database import Database
from forebear.lineage.questions import Questions
import scipy.sparse.csgraph
theme = Theme(application)
theme.install()
canvas = GraphCanvas(theme)
canvas.resize(1280, 800)
canvas.show()
questions = Questions(Database.open(sys.argv[1], create=False, read_only=True))
questions.counts()
application.processEvents()
def used():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
empty = used()
scene = draw_map(questions)
canvas.show_scene(scene)
left, top, width, height = scene.bounds
most = 0
for scale in (0.012, 0.03, 0.08, 0.2, 0.5, 1.0):
    for step in range(8):
        canvas.look(Camera(scale).centred(left + width * (step + 1) / 10, top + height / 2, 1280, 800))
        for _ in range(200):
            application.processEvents()
            if canvas.layers.idle:
                break
            time.sleep(0.005)
    most = max(most, used() - empty)
print(most)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_of_a_hundred_thousand_nodes(large_project: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, large_project],
        capture_output=True, text=True, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert float(done.stdout) < 150, done.stdout
