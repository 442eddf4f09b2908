"""What charts do with what is hardly to be drawn: each is shown as what it is, the rest stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forebear.compare.comparison import CodeChanges, Comparison, MetricRow, Version
from forebear.compare.population import Scope
from forebear.compare.step_series import StepSeries
from forebear.compare.version import label
from forebear.desktop.charting.plot import Plot, name_axis
from forebear.desktop.charting.saving import draw_svg, picture_of
from forebear.desktop.charting.step_chart import StepChart
from forebear.desktop.collecting import uncollected
from forebear.desktop.comparing.chart import View
from forebear.desktop.comparing.metrics_page import MetricsPage
from forebear.desktop.comparing.sheets import metric_sheet
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.words import NodeKind

NAN, INF = math.nan, math.inf
HUGE = 1.7e308
Watched = Callable[..., AbstractContextManager[object]]


def comparison(rows: dict[str, Sequence[float | str | None]]) -> Comparison:
    count = len(next(iter(rows.values())))
    versions = tuple(Version(label(n), f"run:{n}", f"run {n}", NodeKind.RUN) for n in range(count))
    metrics = tuple(MetricRow("", name, tuple(values), (True,) * count) for name, values in rows.items())
    return Comparison(versions, metrics, (), (), (), CodeChanges(None), None)


@pytest.fixture
def page(theme: Theme, reader: Reader, qtbot: QtBot) -> MetricsPage:
    made = MetricsPage(theme, reader)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def visit(page: MetricsPage, shown: Comparison, qtbot: QtBot) -> None:
    """Show it in every chart."""
    names = {version.label: version.title for version in shown.versions}
    page.show_comparison(shown, names, metric_sheet(shown))
    qtbot.wait(10)
    page.many.choose_scope(Scope.CHOSEN)
    qtbot.waitUntil(lambda: page.many.population is not None, timeout=20_000)
    for view in (View.SCATTER, View.PARALLEL, View.HISTORY, View.VERSIONS):
        page.chart.turn_to(view)
        qtbot.wait(20)
        page.grab()


ODD: dict[str, Sequence[float | str | None]] = {
    "not a number": (NAN, NAN, NAN),
    "infinite": (INF, -INF, 1.0),
    "one of each type": (1.0, "good", None),
    "text": ("a", "b", "a"),
    "all equal": (2.0, 2.0, 2.0),
    "all nothing": (None, None, None),
    "as large as numbers are": (HUGE, -HUGE, 0.0),
    "as small": (5e-324, 1e-323, 0.0),
    "<b>markup</b>": (1.0, 2.0, 3.0),
    "": (1.0, 2.0, 3.0),
    "x" * 10_000: (1.0, 2.0, 3.0),
}


@pytest.mark.parametrize("name", ODD, ids=lambda name: name[:30])
def test_odd_values_are_shown_in_every_chart(page: MetricsPage, name: str, qtbot: QtBot) -> None:
    visit(page, comparison({name: ODD[name], "auc": (0.1, 0.2, 0.3)}), qtbot)
    page.chart.show_metric(f"\0{name}")
    page.many.show_metric(page._field)
    qtbot.wait(20)


def test_odd_values_are_shown_together(page: MetricsPage, qtbot: QtBot) -> None:
    visit(page, comparison(ODD), qtbot)
    fields = page.many.population.fields  # type: ignore[union-attr]
    page.many.parallel.show_fields(fields, fields[0])
    page.many.parallel._ask()
    qtbot.waitUntil(lambda: len(page.many.parallel.lines.parallel.axes) == len(ODD), timeout=20_000)
    page.chart.turn_to(View.PARALLEL)
    qtbot.wait(20)
    page.grab()


def test_one_version_alone_is_shown(page: MetricsPage, qtbot: QtBot) -> None:
    visit(page, comparison({"auc": (0.5,), "loss": (1.0,)}), qtbot)


def test_nothing_is_said_where_there_are_no_metrics(page: MetricsPage, qtbot: QtBot) -> None:
    shown = comparison({"auc": (0.5, 0.6)})
    empty = Comparison(shown.versions, (), (), (), (), CodeChanges(None), None)
    page.show_comparison(empty, {"A": "a", "B": "b"}, metric_sheet(empty))
    assert not page.chart.isVisible()


def test_twelve_thousand_metrics_do_not_stop_the_window(
    page: MetricsPage, qtbot: QtBot, watched: Watched
) -> None:
    lots = np.random.default_rng(2)
    rows = {f"group_{n % 40}.metric_{n:05}": tuple(lots.random(3).tolist()) for n in range(12_000)}
    with uncollected():  # as the view does
        shown = comparison(rows)
        sheet = metric_sheet(shown)
    names = {version.label: version.title for version in shown.versions}
    with watched(0.1):
        qtbot.wait(5)
        page.show_comparison(shown, names, sheet)
        qtbot.wait(50)
        page.chart.turn_to(View.SCATTER)
        qtbot.waitUntil(lambda: page.many.population is not None, timeout=20_000)
        page.chart.turn_to(View.PARALLEL)
        qtbot.wait(50)
    assert page.many.fields.rowCount() == 12_000


def test_odd_series_are_drawn_and_saved(
    theme: Theme, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chart = StepChart(theme)
    qtbot.addWidget(chart)
    chart.resize(500, 500)
    chart.show()
    qtbot.waitExposed(chart)
    x = np.arange(4.0)
    chart.show_series(
        "odd",
        {
            "A": StepSeries(x, np.full(4, NAN)),
            "B": StepSeries(x, np.array([INF, -INF, 1.0, NAN])),
            "C": StepSeries(x, np.array([HUGE, -HUGE, 0.0, 1.0])),
            "D": StepSeries(np.empty(0), np.empty(0)),
            "E": StepSeries(np.zeros(4), np.arange(4.0)),
            "F": StepSeries(x * 1e300, np.arange(4.0)),
        },
    )
    for log in (False, True):
        chart.log_x.setChecked(log)
        chart.log_y.setChecked(log)
        chart.grab()
        picture_of(chart, theme.colours)
        draw_svg(chart, tmp_path_factory.mktemp("odd") / "a.svg", theme.colours)
    chart.show_series("none", {})
    chart.grab()


def test_a_name_beside_an_axis_is_no_markup(qtbot: QtBot) -> None:
    plot = Plot()
    qtbot.addWidget(plot)
    name = "<img src='file:///etc/hostname'> a < b &amp; \u202ec"
    name_axis(plot, "left", name)
    axis = plot.getAxis("left")
    assert axis.label.toPlainText().strip() == name.replace("\u202e", "[U+202E]")
    assert "<img" not in axis.label.toHtml()
