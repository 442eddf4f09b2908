"""Parts of the window with very much to show, against the time that people notice: 50 ms of its thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.desktop.graph.test_cards import FULL, PLAIN, Board, node
from tests.desktop.graph.test_outline_tree import graph
from tests.desktop.graph.test_time_bar import stop
from tests.lineage.test_folding import training

from forebear.desktop.graph.cards import CardPainter
from forebear.desktop.graph.kin import GraphKin
from forebear.desktop.graph.measures import measure
from forebear.desktop.graph.outline_rows import BATCH, OutlineRows
from forebear.desktop.graph.time_bar import TimeBar
from forebear.desktop.graph.time_places import Places
from forebear.desktop.theme import Theme
from forebear.lineage.database import Database
from forebear.lineage.folding import Folding
from forebear.lineage.questions import Questions

NOTICED = 0.05  # seconds


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


def seconds_of(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def test_a_hundred_thousand_stops_are_shown_at_once(theme: Theme, qtbot: QtBot) -> None:
    bar = TimeBar(theme)
    qtbot.addWidget(bar)
    bar.resize(900, bar.sizeHint().height())
    bar.show()
    qtbot.waitExposed(bar)
    tagged = [(f"v{number // 10}",) if number % 10 == 0 else () for number in range(100_000)]
    places = Places([stop(number, *tags) for number, tags in enumerate(tagged)])
    assert seconds_of(lambda: bar.show_stops(places)) < NOTICED
    assert seconds_of(bar.track.grab) < NOTICED
    for _ in range(3):
        assert seconds_of(lambda: (qtbot.keyClick(bar.track, Qt.Key.Key_Left), bar.track.repaint())) < NOTICED


def test_a_hundred_thousand_children_are_listed_as_one_looks(theme: Theme) -> None:
    rows, kin = OutlineRows(theme), GraphKin(graph(*((1, other) for other in range(2, 100_002))))

    def show() -> None:
        rows.show(kin)
        top = rows.index(0, 0)
        rows.fetchMore(top)
        assert rows.rowCount(top) == BATCH

    assert seconds_of(show) < 1.0
    top = rows.index(0, 0)
    for _ in range(20):
        assert seconds_of(lambda: rows.fetchMore(top)) < NOTICED


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
        turns = [
            seconds_of(lambda scale=scale: cards_painter.base(painter, range(100), scale, PLAIN))  # type: ignore[misc]
            for _ in range(5)
        ]
        assert min(turns) / 100 < 0.000_4
    painter.end()


def test_folding_forty_thousand_nodes_takes_less_than_half_a_second(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    try:
        database.write(training(10_000))
        with Questions(database).look() as look:
            _ = look.adjacency
            assert seconds_of(lambda: Folding(look).project()) < 0.5
    finally:
        database.close()
