"""Metrics: step curves, the legend, saving, many runs with many metrics, best values."""

from __future__ import annotations

import csv
import math
import subprocess
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from forebear.compare.comparison import CodeChanges, Comparison, MetricRow, ParameterRow, Version
from forebear.compare.directions import Direction, better
from forebear.compare.metrics import best_columns, differing_parameters
from forebear.compare.pyramid import Pyramid
from forebear.compare.step_series import StepSeries
from forebear.compare.version import label
from forebear.desktop.charting.curves import Curve, picture
from forebear.desktop.charting.saving import draw_svg, picture_of
from forebear.desktop.charting.step_chart import StepChart
from forebear.desktop.comparing.directions import Directions
from forebear.desktop.comparing.metrics_page import MetricsPage
from forebear.desktop.comparing.sheets import metric_sheet
from forebear.desktop.comparing.view import CompareView
from forebear.desktop.preferences import Preferences
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.words import NodeKind
from forebear.sources.importing import import_project

NAN = math.nan
Watched = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def chart(theme: Theme, qtbot: QtBot) -> StepChart:
    made = StepChart(theme)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    qtbot.waitExposed(made)
    made.show_series("loss", {"A v1": steps((0, 1, 2), (1.0, NAN, 0.25)), "B v2": steps((0, 5), (2.0, 4.0))})
    return made


def steps(x: Sequence[float], y: Sequence[float], times: Sequence[float] | None = None) -> StepSeries:
    clock = None if times is None else np.array(times, dtype=float)
    return StepSeries(np.array(x, dtype=float), np.array(y, dtype=float), clock)


def test_gaps_are_told_and_not_joined(chart: StepChart) -> None:
    assert [chart.legend.item(row).text() for row in range(2)] == ["A v1 (1 gaps)", "B v2"]
    curve = Curve("a", "a", Pyramid(np.arange(3.0), np.array([0.5, np.nan, 0.5])), QColor("#000000"))
    image = picture([curve], QRectF(-0.5, 0, 3, 1), 300, 100)
    drawn = [any(image.pixelColor(x, y).alpha() for y in range(100)) for x in (50, 150, 250)]
    assert drawn == [True, False, True]


def test_a_spike_among_many_points_is_drawn() -> None:
    y = np.zeros(200_000)
    y[123_456] = 1.0
    curve = Curve("a", "a", Pyramid(np.arange(200_000.0), y), QColor("#000000"))
    image = picture([curve], QRectF(0, -0.5, 200_000, 2), 500, 200)
    top = [x for x in range(500) if any(image.pixelColor(x, y).alpha() for y in range(40, 60))]
    assert len(top) in (1, 2)
    assert abs(top[0] - 123_456 / 400) <= 1.5


def test_curves_are_hidden_by_the_legend(chart: StepChart) -> None:
    assert [curve.key for curve in chart.curves.curves] == ["A v1", "B v2"]
    chart.legend.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert [curve.key for curve in chart.curves.curves] == ["B v2"]


def test_axes_are_logarithmic_where_wanted(chart: StepChart) -> None:
    chart.log_y.setChecked(True)
    assert chart.curves.curves[1].points.y.tolist() == pytest.approx([math.log10(2), math.log10(4)])
    chart.log_x.setChecked(True)  # a step of 0 has no place on it
    assert chart.curves.curves[1].points.x.tolist() == pytest.approx([math.log10(5)])


def test_the_chart_is_saved(chart: StepChart, theme: Theme, tmp_path: Path) -> None:
    rows = list(csv.reader(chart.table().csv().splitlines()))
    assert rows[0] == ["version", "step", "value"]
    assert rows[1:3] == [["A v1", "0", "1"], ["A v1", "1", ""]]
    image = picture_of(chart, theme.colours)
    assert image.height() > 2 * chart.canvas.height()  # the curves are named below
    draw_svg(chart, tmp_path / "a.svg", theme.colours)
    drawing = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<polyline" in drawing or "<path" in drawing
    assert "B v2" in drawing
    assert "<image" not in drawing


def test_time_is_across_where_it_is_recorded(chart: StepChart) -> None:
    assert chart.over.itemText(1) == "Time (not recorded)"
    chart.show_series(
        "loss",
        {
            "A v1": steps((0, 1, 2), (1.0, 0.5, 0.25), (1_644_420_777, 1_644_420_787, 1_644_420_797)),
            "B v2": steps((0, 1), (2.0, 4.0)),
        },
    )
    assert chart.over.itemText(1) == "Time"
    assert chart.legend.item(1).text() == "B v2 (without times)"
    chart.over.setCurrentIndex(2)
    chart.over.activated.emit(2)
    assert [curve.key for curve in chart.curves.curves] == ["A v1"]
    assert chart.curves.curves[0].points.x.tolist() == [0, 10, 20]
    assert chart.table().headings == ("version", "step", "time", "value")
    chart.over.setCurrentIndex(1)
    chart.over.activated.emit(1)
    assert chart.curves.curves[0].points.x[0] == 1_644_420_777
    assert not chart.log_x.isEnabled()


def test_points_of_a_curve_are_walked_and_spoken(chart: StepChart, qtbot: QtBot) -> None:
    chart.legend.setCurrentRow(1)
    chart.plot.setFocus()
    qtbot.keyClick(chart.plot, Qt.Key.Key_Home)
    assert chart.said.text() == "B v2: Step 0, 2"
    qtbot.keyClick(chart.plot, Qt.Key.Key_Right)
    assert chart.said.text() == "B v2: Step 5, 4"
    assert chart.plot.accessibleDescription() == "2 curves; their last values: A 0.25, B 4"


def test_many_points_are_made_ready_on_another_thread(
    chart: StepChart, qtbot: QtBot, watched: Watched
) -> None:
    x = np.arange(100_000.0)
    lots = np.random.default_rng(3)
    series = {f"V{n}": StepSeries(x, lots.normal(size=len(x))) for n in range(20)}
    with watched(0.1):
        qtbot.wait(5)
        chart.show_series("loss", series)
        qtbot.waitUntil(lambda: len(chart.curves.curves) == 20, timeout=20_000)
        for value in (10, 40, 80):
            chart.smoothing.setValue(value)
            qtbot.wait(20)
        qtbot.waitUntil(lambda: float(np.std(chart.curves.curves[0].points.y)) < 0.9, timeout=20_000)


def many(runs: int, metrics: int) -> Comparison:
    lots = np.random.default_rng(1)
    versions = tuple(
        Version(label(place), f"run:{place}", f"run {place}", NodeKind.RUN) for place in range(runs)
    )
    rows = tuple(
        MetricRow("", f"metric_{name:04}.auc", tuple(lots.random(runs).tolist()), (True,) * runs)
        for name in range(metrics)
    )
    return Comparison(versions, rows, (), (), (), CodeChanges(None), None)


def test_a_hundred_runs_of_fifteen_hundred_metrics(
    theme: Theme, reader: Reader, qtbot: QtBot, watched: Watched
) -> None:
    comparison = many(100, 1_500)
    sheet = metric_sheet(comparison)  # on a worker's thread in the window
    page = MetricsPage(theme, reader)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    qtbot.waitExposed(page)
    names = {version.label: version.title for version in comparison.versions}
    with watched(0.1):
        qtbot.wait(10)
        page.show_comparison(comparison, names, sheet)
        qtbot.wait(50)
        bars = (page.table.view.verticalScrollBar(), page.table.view.horizontalScrollBar())
        for bar in bars:
            for share in (0.3, 0.9, 0.1):
                bar.setValue(round(bar.maximum() * share))
                qtbot.wait(10)
    assert page.table.model.rowCount() == 1_500


def test_the_best_value_is_marked_where_the_direction_is_known() -> None:
    there = (True,) * 3
    assert best_columns(MetricRow("", "auc", (0.1, 0.9, 0.9), there)) == {1, 2}
    assert best_columns(MetricRow("", "loss", (0.1, 0.9, float("nan")), there)) == {0}
    assert not best_columns(MetricRow("", "auc", (0.9, 0.9, None), there))
    row = MetricRow("", "wobble", (1.0, 2.0, "x"), there)
    assert not best_columns(row)
    assert best_columns(row, Direction.HIGHER) == {1}


def test_the_legend_names_the_parameters_that_differ() -> None:
    rows = (
        ParameterRow("p.yaml", "train.rate", (0.1, 0.2), (True, True), (True, True)),
        ParameterRow("p.yaml", "train.name", ("x", "x"), (True, True), (True, True)),
    )
    versions = many(2, 1).versions
    comparison = Comparison(versions, (), rows, (), (), CodeChanges(None), None)
    assert differing_parameters(comparison) == ("rate=0.1", "rate=0.2")


def test_a_table_is_copied_as_markdown() -> None:
    sheet = metric_sheet(many(2, 2))
    lines = sheet.markdown().splitlines()
    assert lines[0] == "| Metric | A | B | B against A |"
    assert lines[1].startswith("| --- | ---: |")
    assert lines[2].startswith(r"| metric\_0000.auc | 0.")


def test_the_person_says_which_way_is_better_and_it_is_kept(
    theme: Theme, reader: Reader, qtbot: QtBot, preferences: Preferences, tmp_path: Path
) -> None:
    directions = Directions(preferences, tmp_path)
    page = MetricsPage(theme, reader, directions)
    qtbot.addWidget(page)
    there = (True, True)
    rows = (MetricRow("", "wobble", (1.0, 2.0), there), MetricRow("", "auc", (0.5, 0.6), there))
    shown = Comparison(many(2, 1).versions, rows, (), (), (), CodeChanges(None), None)
    page.show_comparison(shown, {"A": "a", "B": "b"}, metric_sheet(shown, directions.now))
    page.chart.show_metric("\0wobble")
    assert page.chart.direction.currentText() == "Better: not known"
    with qtbot.waitSignal(directions.changed):
        page.chart.direction.setCurrentIndex(2)
        page.chart.direction.activated.emit(2)
    assert directions.now == {"wobble": Direction.LOWER}
    page.chart.show_metric("\0wobble")
    assert page.chart.accessibleName() == "wobble over 2 versions, best A: 1"
    cells = metric_sheet(shown, directions.now).lines[0].cells
    assert cells[1].text == "★ 1"
    assert cells[3].text.endswith("worse")
    assert Directions(preferences, tmp_path).of("wobble") is Direction.LOWER
    assert Directions(preferences, tmp_path / "other").of("wobble") is None
    directions.choose("wobble", None)
    assert not Directions(preferences, tmp_path).now
    preferences.save_words("directions", {"auc": "sideways"}, tmp_path)
    assert not Directions(preferences, tmp_path).now


def test_a_direction_that_was_said_beats_the_name() -> None:
    assert better("auc") is Direction.HIGHER
    assert better("auc", {"auc": Direction.LOWER}) is Direction.LOWER
    assert better("auc", {"loss": Direction.LOWER}) is Direction.HIGHER


def test_steps_are_read_from_the_project_that_holds_the_versions(
    tmp_path: Path, theme: Theme, qtbot: QtBot
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for root in (first, second):
        root.mkdir()
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (first / "README.md").write_text("Nothing is trained here\n")
    plots = second / "dvclive" / "plots" / "metrics"
    plots.mkdir(parents=True)
    (second / "dvc.yaml").write_text("metrics: [dvclive/metrics.json]\n")
    for rate in (1, 2):
        (second / "dvclive" / "metrics.json").write_text(f'{{"loss": {0.1 * rate}, "step": 2}}')
        (plots / "loss.tsv").write_text(f"step\tloss\n0\t{rate}\n1\t0.5\n2\t{0.1 * rate}\n")
        for words in (("add", "-A"), ("commit", "-qm", f"Rate {rate}"), ("tag", f"v{rate}")):
            subprocess.run(["git", *words], cwd=second, check=True)
    for words in (("add", "-A"), ("commit", "-qm", "Begin")):
        subprocess.run(["git", *words], cwd=first, check=True)
    project = Project.together([first, second], f"sqlite:///{tmp_path / 'lineage.db'}")
    database = Database.open(project.database_url)
    import_project(project, database, Silent())
    database.close()
    reader = Reader(project.database_url)
    try:
        view = CompareView(project, reader, theme)
        qtbot.addWidget(view)
        view.show_versions(["v1", "v2"])
        qtbot.waitUntil(lambda: bool(view.metrics.steps.curves.curves), timeout=20_000)
        assert len(view.metrics.steps.curves.curves) == 2
        assert not view.metrics.steps.isHidden()
    finally:
        reader.close()
