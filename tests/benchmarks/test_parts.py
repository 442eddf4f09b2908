"""Parts of the window with very much to show, against the time that people notice: 50 ms of its thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.benchmarks.test_graph import seconds_of
from tests.desktop.graph.test_cards import FULL, PLAIN, Board, node
from tests.desktop.graph.test_outline_tree import graph
from tests.desktop.graph.test_time_bar import stop
from tests.drawing.layout.test_arranging import CARD
from tests.lineage.test_folding import training

from forebear.desktop.graph.cards import CardPainter
from forebear.desktop.graph.kin import GraphKin
from forebear.desktop.graph.measures import measure
from forebear.desktop.graph.outline_rows import BATCH, OutlineRows
from forebear.desktop.graph.outline_tree import OutlineTree
from forebear.desktop.graph.time_bar import TimeBar
from forebear.desktop.graph.time_places import Places
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.drawing.layout.arranging import arrange
from forebear.drawing.layout.diagram import Diagram, Wire
from forebear.lineage.database import Database
from forebear.lineage.folding import Folding
from forebear.lineage.questions import Questions

NOTICED = 0.05  # seconds


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


def test_a_hundred_thousand_stops_are_shown_at_once(theme: Theme, qtbot: QtBot) -> None:
    bar = TimeBar(theme)
    qtbot.addWidget(bar)
    bar.resize(900, bar.sizeHint().height())
    bar.show()
    qtbot.waitExposed(bar)
    tagged = [(f"v{number // 10}",) if number % 10 == 0 else () for number in range(100_000)]
    places = Places([stop(number, *tags) for number, tags in enumerate(tagged)])

    def step() -> None:
        qtbot.keyClick(bar.track, Qt.Key.Key_Left)
        bar.track.repaint()

    for act in (lambda: bar.show_stops(places), bar.track.grab, step, step, step):
        assert seconds_of(act, rounds=1) < NOTICED


def test_a_hundred_thousand_children_are_listed_as_one_looks(theme: Theme) -> None:
    rows, kin = OutlineRows(theme), GraphKin(graph(*((1, other) for other in range(2, 100_002))))

    def show() -> None:
        rows.show(kin)
        top = rows.index(0, 0)
        rows.fetchMore(top)
        assert rows.rowCount(top) == BATCH

    assert seconds_of(show, rounds=1) < 1.0
    top = rows.index(0, 0)
    for _ in range(20):
        assert seconds_of(lambda: rows.fetchMore(top), rounds=1) < NOTICED


def test_a_chain_of_ten_thousand_is_followed_to_its_end(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lineage.db'}"
    Database.open(url, create=True).close()
    reader = Reader(url)
    try:
        outline = OutlineTree(reader, theme)
        qtbot.addWidget(outline)
        outline.resize(400, 500)
        outline.show()
        outline.show_graph(graph(*((number, number + 1) for number in range(1, 10_000))))
        qtbot.waitUntil(lambda: outline.rows.rowCount() == 1, timeout=10_000)

        def follow() -> None:
            outline.follow(10_000)
            outline.grab()

        assert seconds_of(follow, rounds=1) < 20.0
        assert outline.rows.item(outline.tree.currentIndex()).id == 10_000
        assert seconds_of(outline.tree.viewport().grab, rounds=1) < 0.5
    finally:
        reader.close()


def test_extremes_are_laid_out_in_seconds() -> None:
    many = 100_001
    hub = Diagram(range(many), [Wire(0, child) for child in range(1, many)], [CARD] * many)
    steps = [Wire(n, n + 1) for n in range(9_999)]
    chain = Diagram(range(10_000), steps, [CARD] * 10_000)
    circle = Diagram(range(10_000), [*steps, Wire(9_999, 0)], [CARD] * 10_000)
    alone = Diagram(range(5_000), [], [CARD] * 5_000)
    assert seconds_of(lambda: [*map(arrange, (hub, chain, circle, alone))], rounds=1) < 15


def test_a_card_takes_well_under_half_a_millisecond(theme: Theme) -> None:
    """Near and at middle distance, once it was laid out."""
    cards = [node(f"model-{number}.json", id=number) for number in range(100)]
    drawn = Board(cards, {card.id: FULL for card in cards}, {}, measure(QApplication.font()))
    drawn._boxes = [(10 + 30 * (n % 30), 10 + 20 * (n // 30), *drawn._boxes[n][2:]) for n in range(100)]
    image = QImage(1200, 800, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    cards_painter = CardPainter(drawn, theme, QApplication.font())
    for scale in (0.5, 1.0):
        cards_painter.base(painter, range(100), scale, PLAIN)
        least = seconds_of(partial(cards_painter.base, painter, range(100), scale, PLAIN), rounds=5)
        assert least / 100 < 0.000_4
    painter.end()


def test_folding_forty_thousand_nodes_takes_less_than_half_a_second(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    try:
        database.write(training(10_000))
        with Questions(database).look() as look:
            _ = look.adjacency
            assert seconds_of(lambda: Folding(look).project(), rounds=1) < 0.5
    finally:
        database.close()
