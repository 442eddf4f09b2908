"""1,500 runs of 1,500 metrics: a hundred chosen, all of them drawn; CPU time on the window's thread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.compare.population import Scope
from forebear.desktop.comparing.chart import View
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.project import Project

RUNS = METRICS = 1_500  # of the fixture `many_runs`
Watched = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def view(many_runs: str, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[CompareView]:
    theme = Theme(qapp)
    theme.install(Scheme.LIGHT)
    reader = Reader(many_runs)
    made = CompareView(Project(tmp_path, many_runs), reader, theme)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    reader.close()


def redraws(widget: object, change: Callable[[int], object], count: int = 15) -> list[float]:
    """The CPU milliseconds of redraws, each after a change."""
    found = []
    for number in range(count):
        before = time.thread_time()
        change(number)
        widget.repaint()  # type: ignore[attr-defined]
        found.append((time.thread_time() - before) * 1e3)
        QApplication.processEvents()
    return found


def test_a_hundred_are_chosen_and_all_are_looked_at_without_a_stutter(
    view: CompareView, qtbot: QtBot, watched: Watched
) -> None:
    refs = [f"run:{number:064x}" for number in range(1, 101)]
    page = view.metrics
    with watched(0.1):
        qtbot.wait(10)
        view.show_versions(refs)
        qtbot.waitUntil(lambda: view.comparison is not None, timeout=120_000)
        qtbot.wait(300)
        view.show_page(Page.METRICS)
        qtbot.wait(300)
    with watched(0.1):
        page.chart.turn_to(View.SCATTER)
        qtbot.waitUntil(lambda: page.many.population is not None, timeout=60_000)
        page.many.choose_scope(Scope.RUNS)
        qtbot.waitUntil(lambda: _all(view), timeout=120_000)
        qtbot.wait(100)
        page.chart.turn_to(View.PARALLEL)
        qtbot.wait(200)
        page.chart.turn_to(View.HISTORY)
        qtbot.wait(500)
    assert page.table.model.rowCount() == METRICS


def test_points_and_lines_of_all_runs_are_drawn_anew_in_time(
    view: CompareView, qtbot: QtBot, slower: float
) -> None:
    page = view.metrics
    view.show_versions([f"run:{number:064x}" for number in (1, 2)])
    qtbot.waitUntil(lambda: view.comparison is not None, timeout=120_000)
    view.show_page(Page.METRICS)
    page.chart.turn_to(View.SCATTER)
    qtbot.waitUntil(lambda: page.many.population is not None, timeout=60_000)
    page.many.choose_scope(Scope.RUNS)
    qtbot.waitUntil(lambda: _all(view), timeout=120_000)
    qtbot.wait(200)
    plot = page.many.scatter.plot
    panned = redraws(plot.viewport(), lambda _n: plot.box.translateBy(x=0.01))
    marked = redraws(plot.viewport(), lambda n: page.many.scatter.mark(range(n)))
    page.chart.turn_to(View.PARALLEL)
    qtbot.wait(300)
    canvas = page.many.parallel.lines
    assert (canvas.parallel.count, len(canvas.parallel.axes)) == (RUNS, 12)
    page.chart._widen()
    qtbot.wait(200)
    brushed = redraws(
        canvas, lambda n: canvas._change(canvas.parallel.clear().brushed_more(n % 12, 0, 0.3 + n / 40), 0)
    )
    pointed = redraws(canvas, canvas.point_at)
    for name, found in (("panned", panned), ("marked", marked), ("brushed", brushed), ("pointed", pointed)):
        assert statistics.median(found) < 50 * slower, (name, found)
        assert sorted(found)[-2] < 50 * slower, (name, found)


def _all(view: CompareView) -> bool:
    population = view.metrics.many.population
    return population is not None and population.scope is Scope.RUNS
