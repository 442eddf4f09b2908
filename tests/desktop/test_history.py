"""The history: rows of runs and versions, sorted as people expect, chosen and compared."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from forebear.desktop.history import HistoryView, _as_text
from forebear.desktop.history_model import FIXED, HistoryModel, HistoryOrder
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.desktop.timeline import Column, ColumnKind, Line, Timeline, _timeline
from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind, Origin, Scalar


def line(name: str, day: int, **metrics: Scalar) -> Line:
    node = Node(day, NodeKind.RUN, f"{day:064x}", name, Origin.IMPORTED)
    values = {(ColumnKind.METRIC, "m.json", metric): value for metric, value in metrics.items()}
    return Line(node.ref, name, node, datetime(2026, 1, day, tzinfo=UTC), "c" * 40, (), "", values)


@pytest.fixture
def view(reader: Reader, theme: Theme, qtbot: QtBot) -> HistoryView:
    made = HistoryView(reader, Selection(), theme)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    made.reload()
    qtbot.waitUntil(lambda: made._order.rowCount() == 5, timeout=20_000)
    return made


def test_what_differs_comes_first() -> None:
    made = _timeline([line("a", 1, same=1.0, auc=0.5), line("b", 2, same=1.0, auc=0.6)])
    assert made.columns == (
        Column(ColumnKind.METRIC, "m.json", "auc", differs=True),
        Column(ColumnKind.METRIC, "m.json", "same", differs=False),
    )


def test_the_table_is_a_sound_model(theme: Theme, qtmodeltester: ModelTester) -> None:
    model = HistoryModel(theme)
    qtmodeltester.check(model)
    model.show(_timeline([line("a", 1, auc=0.5), line("b", 2, auc=None, note="text")]))
    qtmodeltester.check(model)
    order = HistoryOrder()
    order.setSourceModel(model)
    qtmodeltester.check(order)


def test_numbers_sort_as_numbers_and_the_missing_last(theme: Theme) -> None:
    model = HistoryModel(theme)
    model.show(_timeline([line("a", 1, x=10.0), line("b", 2), line("c", 3, x=9.5), line("d", 4, x="none")]))
    order = HistoryOrder()
    order.setSourceModel(model)
    order.sort(FIXED, Qt.SortOrder.AscendingOrder)
    assert [order.index(row, 1).data() for row in range(4)] == ["c", "a", "d", "b"]


def test_numbers_are_short_in_the_cell_and_whole_in_the_tip(theme: Theme) -> None:
    model = HistoryModel(theme)
    model.show(_timeline([line("a", 1, x=0.123456789012)]))
    index = model.index(0, FIXED)
    assert index.data() == "0.123457"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "0.123456789012"
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    tip = model.headerData(FIXED, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "Metric x of m.json"


def test_it_lists_runs_by_time_with_metrics_and_parameters(view: HistoryView) -> None:
    headers = [
        view._order.headerData(place, Qt.Orientation.Horizontal) for place in range(view._order.columnCount())
    ]
    assert headers[:FIXED] == ["When", "Name", "Commit", "Tags and branches"]
    assert {"loss", "auc", "rows", "train.rate"} <= set(headers)
    times = [view._order.index(row, 0).data() for row in range(5)]
    assert times == sorted(times, reverse=True)


def test_versions_can_be_listed_instead(view: HistoryView, qtbot: QtBot) -> None:
    view.choose_kind("versions")
    qtbot.waitUntil(lambda: view._order.rowCount() == 3, timeout=20_000)
    assert {view._order.index(row, 1).data() for row in range(3)} == {"main", "v1.0", "v1.1"}
    assert not view._stage.isVisible()


def test_a_stage_and_a_text_narrow_the_rows(view: HistoryView, qtbot: QtBot) -> None:
    view._stage.setCurrentIndex(view._stage.findData("train"))
    assert view._order.rowCount() == 3
    qtbot.keyClicks(view._filter, "v1.0")
    qtbot.waitUntil(lambda: view._order.rowCount() == 1, timeout=5_000)


def test_two_rows_are_compared_the_older_first(view: HistoryView, qtbot: QtBot) -> None:
    view.choose_kind("versions")
    qtbot.waitUntil(lambda: view._order.rowCount() == 3, timeout=20_000)
    assert not view._compare.isEnabled()
    view.choose(("main", "v1.0"))
    assert view.chosen_refs == ("v1.0", "main")
    with qtbot.waitSignal(view._selection.compare_requested) as asked:
        view._compare.click()
    assert asked.args == [["v1.0", "main"]]


def test_rows_are_copied_as_a_table(view: HistoryView) -> None:
    rows = view._table.selectionModel()
    flags = QItemSelectionModel.SelectionFlag
    rows.select(view._order.index(0, 0), flags.Select | flags.Rows)
    text = _as_text(view._table)
    assert text.splitlines()[0].startswith("When\tName\tCommit")
    assert len(text.splitlines()) == 2
    QGuiApplication.clipboard().setText(text)


def test_a_project_without_runs_says_so(view: HistoryView) -> None:
    view._take(Timeline((), ()))
    assert view._stack.currentWidget() is view._empty
    assert view._empty._title.text() == "No runs are recorded"
