"""Scatter plot, parallel coordinates and history: by hand, by keys, in words, as files."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from forebear.compare.columns import Column
from forebear.compare.population import Population, Scope, Subject
from forebear.desktop.charting.colour_scale import BINS, coloured
from forebear.desktop.charting.field_choice import FieldChoice, FieldModel, short
from forebear.desktop.charting.history_chart import HistoryChart
from forebear.desktop.charting.many import ManyVersions
from forebear.desktop.charting.parallel_chart import ParallelChart
from forebear.desktop.charting.saving import SaveButton, draw_svg, picture_of
from forebear.desktop.charting.scatter import ScatterChart
from forebear.desktop.charting.table import Table, exact
from forebear.desktop.colours import DARK, LIGHT
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.fields import Field, FieldKind

FIELDS = tuple(Field(FieldKind.PARAMETER, "p.yaml", name) for name in ("rate", "kind", "depth"))
AUC = Field(FieldKind.METRIC, "m.json", "auc")


def population(columns: Sequence[Column]) -> Population:
    count = len(columns[0].values)
    subjects = tuple(Subject(f"run:{n}", f"train ({n})", summary="<b>try</b>") for n in range(count))
    return Population(Scope.RUNS, subjects, tuple(column.field for column in columns))


@pytest.fixture
def columns() -> tuple[Column, ...]:
    return (
        Column(FIELDS[0], (0.1, 1.0, 10.0, 100.0, None)),
        Column(FIELDS[1], ("a", "b", "a", None, "b")),
        Column(FIELDS[2], (1, 2, 3, 4, 5)),
        Column(AUC, (0.5, 0.6, math.nan, 0.9, 0.7)),
    )


@pytest.fixture
def scatter(theme: Theme, qtbot: QtBot, columns: tuple[Column, ...]) -> ScatterChart:
    fields = FieldModel()
    made = ScatterChart(theme, fields)
    fields.setParent(made)
    qtbot.addWidget(made)
    made.resize(560, 560)
    made.show()
    qtbot.waitExposed(made)
    fields.show_fields([column.field for column in columns])
    made.show_fields(FIELDS[0], AUC, FIELDS[1])
    made.show_columns(population(columns), (columns[0], columns[3], columns[1]))
    return made


def test_points_are_counted_and_what_is_missing_is_said(scatter: ScatterChart) -> None:
    assert scatter.note.text().startswith("3 of 5 versions. rate has no number in 1. auc has no number in 1.")
    assert scatter.plot.accessibleName() == "auc over rate"
    assert "auc from 0.5 to 0.9" in scatter.plot.accessibleDescription()
    scatter.log_x.setChecked(True)
    assert scatter.plot.box.viewRange()[0][0] == pytest.approx(-1, abs=0.2)


def test_points_are_walked_by_keys_and_opened(scatter: ScatterChart, qtbot: QtBot) -> None:
    scatter.plot.setFocus()
    qtbot.keyClick(scatter.plot, Qt.Key.Key_Right)
    assert "train (0)" in scatter.said.text()
    qtbot.keyClick(scatter.plot, Qt.Key.Key_End)
    assert "rate 100" in scatter.said.text()
    qtbot.keyClick(scatter.plot, Qt.Key.Key_Left)
    with qtbot.waitSignal(scatter.ref_opened) as asked:
        qtbot.keyClick(scatter.plot, Qt.Key.Key_Return)
    assert asked.args == ["run:1"]
    before = scatter.plot.box.viewRange()
    qtbot.keyClick(scatter.plot, Qt.Key.Key_Plus)
    assert scatter.plot.box.viewRange() != before
    qtbot.keyClick(scatter.plot, Qt.Key.Key_0)
    assert np.allclose(scatter.plot.box.viewRange(), before, rtol=0.2)


def test_a_rectangle_selects(scatter: ScatterChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scatter.refs_selected) as selected:
        scatter.plot.selected.emit(QRectF(-1, 0.55, 300, 1))
    assert selected.args == [("run:1", "run:3")]


def test_a_click_finds_the_nearest_point(scatter: ScatterChart) -> None:
    box = scatter.plot.box
    at = box.mapViewToScene(box.mapToView(box.mapFromView(QPoint(1, 0))))
    assert scatter.plot.nearest(box.mapViewToScene(QRectF(1.0, 0.6, 0, 0).topLeft())) == 1
    assert scatter.plot.nearest(at) == -1


def test_the_chart_is_saved_on_light_paper_and_its_text_is_text(
    scatter: ScatterChart, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    theme.choose(Scheme.DARK)
    image = picture_of(scatter, theme.colours)
    assert image.pixelColor(2, 2).name() == LIGHT["surface"]
    draw_svg(scatter, tmp_path / "a.svg", theme.colours)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<text" in text
    assert "rate" in text
    assert scatter.plot.backgroundBrush().color().name() == DARK["surface"]
    save = scatter.findChild(SaveButton)
    assert save is not None
    save.save(tmp_path / "a.csv")
    qtbot.waitUntil(lambda: (tmp_path / "a.csv").exists() and (tmp_path / "a.csv").stat().st_size > 0)
    rows = list(csv.reader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[:2] == [["version", "rate", "auc", "kind"], ["run:0", "0.1", "0.5", "a"]]
    save.save(tmp_path / "a.png")
    assert not QImage(str(tmp_path / "a.png")).isNull()
    save._copy(markdown=True)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("| version | rate"))
    theme.choose(Scheme.LIGHT)


@pytest.fixture
def lines(theme: Theme, qtbot: QtBot, columns: tuple[Column, ...]) -> ParallelChart:
    fields = FieldModel()
    made = ParallelChart(theme, fields)
    fields.setParent(made)
    qtbot.addWidget(made)
    made.resize(700, 520)
    made.show()
    qtbot.waitExposed(made)
    fields.show_fields([column.field for column in columns])
    made.show_fields([column.field for column in columns], AUC)
    made.show_columns(population(columns), columns)
    return made


def test_axes_are_brushed_by_hand(lines: ParallelChart, qtbot: QtBot) -> None:
    canvas = lines.lines
    frame = canvas._frame
    x = round(frame.across(2))
    with qtbot.waitSignal(lines.refs_selected) as selected:
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, round(frame.y(1))))
        qtbot.mouseMove(canvas, QPoint(x, round(frame.y(0.6))))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, round(frame.y(0.4))))
    assert selected.args == [("run:2", "run:3", "run:4")]
    assert lines.note.text() == "3 of 5 versions."
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, round(frame.y(0.7))))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, round(frame.y(0.7))))
    assert not canvas.parallel.brushed
    frame = canvas._frame
    rail = QPoint(round(frame.across(0)), round(frame.rail))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=rail)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=rail)
    assert canvas.parallel.passing.tolist() == [False, False, False, False, True]


def test_axes_are_moved_by_hand_and_by_keys(lines: ParallelChart, qtbot: QtBot) -> None:
    canvas = lines.lines
    frame = canvas._frame
    names = [axis.column.field.name for axis in canvas.parallel.axes]
    assert names == ["rate", "kind", "depth", "auc"]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(frame.across(0)), 8))
    qtbot.mouseMove(canvas, QPoint(round(frame.across(1)), 8))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(frame.across(1)), 8))
    assert [axis.column.field.name for axis in canvas.parallel.axes][:2] == ["kind", "rate"]
    canvas.setFocus()
    canvas.axis = 0
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert [axis.column.field.name for axis in canvas.parallel.axes][:2] == ["rate", "kind"]
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    assert canvas.parallel.axes[1].inverted


def test_lines_are_walked_and_brushed_by_keys(lines: ParallelChart, qtbot: QtBot) -> None:
    canvas = lines.lines
    canvas.setFocus()
    canvas.axis = 2
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Space):
        qtbot.keyClick(canvas, key)
    assert canvas.parallel.passing.tolist() == [True, True, False, False, False]
    assert "train (1)" in lines.said.text()
    with qtbot.waitSignal(lines.ref_opened) as opened:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert opened.args == ["run:1"]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.parallel.passing.all()


def test_a_field_is_found_by_a_part_of_its_name(qtbot: QtBot) -> None:
    model = FieldModel("none")
    QAbstractItemModelTester(model)
    choice = FieldChoice(model, "Axis")
    qtbot.addWidget(choice)
    long = Field(FieldKind.METRIC, "", "x" * 10_000)
    model.show_fields([*FIELDS, AUC, Field(FieldKind.METRIC, "other.json", "auc"), long])
    assert len(str(model.index(6).data())) == len(short(long.name)) <= 81
    assert model.name_of(AUC) == "auc (m.json)"
    with qtbot.waitSignal(choice.field_chosen) as chosen:
        choice._complete("auc (m.json)")
    assert chosen.args == [AUC]
    assert choice.currentText() == "auc (m.json)"


def test_colours_are_a_scale_or_categories(columns: tuple[Column, ...]) -> None:
    scale = coloured(columns[2], 5)
    assert scale.numbers.tolist() == [0, 6, 12, 17, BINS - 1]
    assert [entry.text for entry in scale.entries] == ["1", "5"]
    kinds = coloured(columns[1], 5)
    assert kinds.numbers.tolist() == [0, 1, 0, -1, 1]
    assert len(set(kinds.shapes()[:2])) == 2
    assert kinds.shapes()[3] == "x"
    assert coloured(Column(AUC, (None, None)), 2).numbers.tolist() == [-1, -1]
    assert coloured(Column(AUC, (-1e100, 1e100)), 2).numbers.tolist() == [0, BINS - 1]


def test_tables_are_written_as_programs_and_people_read_them() -> None:
    table = Table(("a|b", "c"), lambda: [("x\ty", exact(0.1)), ("*", exact(math.nan))], frozenset((1,)))
    assert table.tsv() == "a|b\tc\nx y\t0.1\n*\t\n"
    assert table.markdown().splitlines()[:3] == [r"| a\|b | c |", "| --- | ---: |", "| x y | 0.1 |"]
    assert [exact(value) for value in (3.0, 1e300, -0.5, math.inf)] == ["3", "1e+300", "-0.5", "inf"]


def test_names_from_the_project_are_no_formulas_in_csv_and_numbers_stay_numbers(tmp_path: Path) -> None:
    rows = [("@SUM(A1)", "-0.5"), ("  +x", "-inf"), ("-O2", "1e-05"), ("auc", "")]
    table = Table(('=HYPERLINK("https://example.org")', "value"), lambda: rows)
    table.write_csv(tmp_path / "chart.csv")
    with (tmp_path / "chart.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [
            ['\'=HYPERLINK("https://example.org")', "value"],
            ["'@SUM(A1)", "-0.5"],
            ["'  +x", "-inf"],
            ["'-O2", "1e-05"],
            ["auc", ""],
        ]
    assert table.csv() == (tmp_path / "chart.csv").read_text(encoding="utf-8")


def test_a_metric_along_the_history(reader: Reader, theme: Theme, qtbot: QtBot) -> None:
    chart = HistoryChart(theme, reader)
    qtbot.addWidget(chart)
    chart.resize(600, 500)
    chart.show()
    qtbot.waitExposed(chart)
    chart.show_metric(Field(FieldKind.METRIC, "metrics.json", "auc"), ())
    qtbot.waitUntil(lambda: chart.line.count() > 0, timeout=60_000)
    assert "have a number" in chart.note.text()
    chart.plot.setFocus()
    qtbot.keyClick(chart.plot, Qt.Key.Key_Home)
    assert "Train a first model" in chart.said.text()
    assert "v1.0" in chart.said.text()
    with qtbot.waitSignal(chart.ref_opened) as opened:
        qtbot.keyClick(chart.plot, Qt.Key.Key_Return)
    assert len(opened.args[0]) == 40
    assert next(iter(chart.table().rows()))[4] == "v1.0"


def test_all_commits_are_looked_at(reader: Reader, theme: Theme, qtbot: QtBot) -> None:
    from forebear.compare.side_by_side import compare

    many = ManyVersions(theme, reader)
    qtbot.addWidget(many)
    many.resize(700, 600)
    many.show()
    qtbot.waitExposed(many)
    metric = Field(FieldKind.METRIC, "metrics.json", "auc")
    answers = []
    reader.ask(lambda questions: compare(questions, None, ["v1.0", "v1.1"]), answers.append, receiver=many)
    qtbot.waitUntil(lambda: bool(answers), timeout=60_000)
    many.show_comparison(answers[0], {}, metric)
    qtbot.waitUntil(lambda: many.population is not None, timeout=60_000)
    assert many.scatter.y_field.field == metric
    many.choose_scope(Scope.COMMITS)
    qtbot.waitUntil(
        lambda: many.population is not None and many.population.scope is Scope.COMMITS, timeout=60_000
    )
    count = len(many.population.subjects)  # type: ignore[union-attr]
    assert count >= 3
    many.scatter.plot.selected.emit(QRectF(-1e9, -1e9, 2e9, 2e9))
    with qtbot.waitSignal(many.compare_wanted) as wanted:
        many._compare.click()
    assert len(wanted.args[0]) == count
