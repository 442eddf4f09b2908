"""The compare view on versions that Git and DVC made."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forebear.compare.ranking import Rule
from forebear.desktop.charting.bars import alike
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.jobs import Jobs
from forebear.desktop.preferences import Preferences
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.project import Project


@pytest.fixture
def view(imported_project: Path, reader: Reader, theme: Theme, qtbot: QtBot) -> CompareView:
    made = CompareView(Project.at(imported_project), reader, theme)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def compared(view: CompareView, qtbot: QtBot) -> CompareView:
    view.show_versions(["v1.0", "v1.1"])
    qtbot.waitUntil(lambda: view.comparison is not None, timeout=60_000)
    return view


def shown(page: SheetPage) -> dict[str, list[str]]:
    """The lines below the headings: name and the other cells."""
    found = {}
    for row in range(page.model.rowCount()):
        parent = page.model.index(row, 0)
        rows = [page.model.index(child, 0, parent) for child in range(page.model.rowCount(parent))]
        for index in rows or [parent]:
            cells = [str(index.siblingAtColumn(column).data()) for column in range(page.model.columnCount())]
            found[cells[0]] = cells[1:]
    return found


def texts_of(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel))


def texts(view: CompareView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_it_asks_for_two_versions(view: CompareView) -> None:
    assert "Choose two versions" in texts(view)
    view.show_versions(["v1.0"])
    assert "Choose two versions" in texts(view)


def test_it_opens_at_the_summary(compared: CompareView) -> None:
    assert compared.pages.currentIndex() == Page.SUMMARY
    model = compared.versions.model
    said = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert [name[:7] for name in said] == ["A: v1.0", "B: v1.1"]
    assert said[0].endswith("baseline")
    shown = texts(compared)
    assert "Where to look first" in shown
    assert "B is better in 2 of 3 metrics." in shown
    assert "▼ 50.0% better" in shown
    assert [(cause.side, cause.what) for cause in compared.summary.causes] == [("parameters", "train.rate")]


def test_of_several_versions_each_is_told_and_which_two_the_lineage_is_of(
    view: CompareView, qtbot: QtBot
) -> None:
    view.show_versions(["v1.0", "v1.1", "main"])
    qtbot.waitUntil(lambda: view.comparison is not None, timeout=60_000)
    assert "B is better in 2 of 3 metrics. C is " in texts(view)
    view.show_page(Page.LINEAGE)
    qtbot.waitUntil(lambda: "C against A: It starts at " in texts_of(view.summary), timeout=60_000)


def test_the_summary_turns_to_the_page_of_a_change(compared: CompareView) -> None:
    (show,) = [each for each in compared.summary.findChildren(QAbstractButton) if each.text() == "Show"]
    assert "train.rate" in show.accessibleName()
    show.click()
    assert compared.pages.currentIndex() == Page.PARAMETERS
    compared.show_page(Page.METRICS)
    assert "2 of 3 differ" in texts(compared)


def test_the_summary_says_where_it_starts(compared: CompareView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "It starts at params.yaml (changed)" in texts(compared), timeout=60_000)
    named = [each for each in compared.summary.findChildren(QAbstractButton) if "lineage" in each.text()]
    named[0].click()
    assert compared.pages.currentIndex() == Page.LINEAGE


def test_the_summary_takes_the_room_there_is(compared: CompareView, qtbot: QtBot) -> None:
    for width in (1200, 520):
        compared.resize(width, 700)
        qtbot.waitUntil(lambda: compared.summary.viewport().width() <= compared.width())
        page = compared.summary.widget()
        assert page is not None
        assert page.width() <= compared.summary.viewport().width()


def test_metrics_have_values_and_differences(compared: CompareView) -> None:
    rows = shown(compared.metrics.table)
    assert set(rows) == {"auc", "loss"}
    assert rows["loss"] == ["0.2", "★ 0.1", "▼ \N{MINUS SIGN}0.1 (\N{MINUS SIGN}50 %) better"]
    compared.bar._only.setChecked(False)
    assert shown(compared.metrics.table)["rows"][:2] == ["20", "20"]


def test_the_chart_shows_the_chosen_metric(compared: CompareView) -> None:
    page = compared.metrics
    chart = page.chart
    assert chart.bars.accessibleDescription() == "A: 0.995, B: 0.9975"
    assert [(bar.letter, bar.name) for bar in chart.bars.bars] == [("A", "v1.0"), ("B", "v1.1")]
    assert page.table.view.currentIndex().data() == "auc"
    model = page.table.model
    loss = next(
        model.index(row, 0, model.index(0, 0))
        for row in range(model.rowCount(model.index(0, 0)))
        if model.index(row, 0, model.index(0, 0)).data() == "loss"
    )
    page.table.view.setCurrentIndex(loss)
    assert chart.bars.accessibleDescription() == "A: 0.2, B: 0.1"
    assert chart.choice.currentText() == "loss"


def test_the_metric_can_be_chosen_in_the_chart(compared: CompareView) -> None:
    page = compared.metrics
    names = [page.chart.choice.itemText(place) for place in range(page.chart.choice.count())]
    assert names == ["auc", "loss", "rows"]
    page.chart.choice.setCurrentIndex(1)
    page.chart.choice.activated.emit(1)
    assert page.chart.bars.accessibleDescription() == "A: 0.2, B: 0.1"
    assert page.table.view.currentIndex().data() == "loss"
    compared.show_versions(["v1.1", "v1.0"])
    assert page.chart.choice.currentText() == "loss"


def test_values_that_bars_cannot_tell_apart_are_points() -> None:
    assert not alike([0.2, 0.1])
    assert not alike([-1.0, 5.0])
    assert not alike([3.0, 3.0])
    assert not alike([])
    assert alike([0.995, 0.9975])


def test_every_page_says_whether_it_changed(compared: CompareView) -> None:
    assert [tab.accessibleName() for tab in compared.bar.tabs] == [
        "Summary: changed",
        "Metrics: changed",
        "Parameters: changed",
        "Code: same",
        "Data: same",
        "Environment: not recorded",
        "Model: changed",
        "Plots and files: changed",
        "Lineage: changed",
    ]


def test_the_pages_can_be_read_in_a_narrow_window(compared: CompareView) -> None:
    compared.resize(compared.minimumSizeHint().width(), 700)
    assert compared.minimumSizeHint().width() <= 516  # what a window of 1100 leaves between its sides
    for tab in compared.bar.tabs:
        assert tab.width() >= tab.minimumSizeHint().width()
    for page in Page:
        compared.show_page(page)
    assert compared.minimumSizeHint().height() <= 560  # what a window of 700 leaves below its own bars


def test_pages_have_tables(compared: CompareView) -> None:
    compared.show_page(Page.ENVIRONMENT)
    assert shown(compared.parameters) == {"train.rate": ["0.1", "0.05"]}
    compared.show_page(Page.DATA)
    assert set(shown(compared.data.table)) == {"model.json"}


def test_a_later_version_changes_data_and_says_its_rows(view: CompareView, qtbot: QtBot) -> None:
    view.show_versions(["v1.1", "main"])
    qtbot.waitUntil(lambda: view.comparison is not None, timeout=60_000)
    rows = shown(view.data.table)
    assert "rows" in rows["data/customers.csv"][0]
    assert rows["data/customers.csv"][0] != rows["data/customers.csv"][1]
    qtbot.waitUntil(lambda: view.code.files.model.rowCount() > 0)
    assert view.code.commits.model.rowCount() == 2


def test_what_is_in_the_data_gives_it_another_rank(view: CompareView, qtbot: QtBot) -> None:
    view.offer_jobs(Jobs(view))
    view.show_versions(["v1.1", "main"])
    qtbot.waitUntil(lambda: view.comparison is not None, timeout=60_000)
    before = view.summary.causes
    view.show_page(Page.DATA)
    with qtbot.waitSignal(view.data.looked, timeout=120_000) as told:
        pass
    qtbot.waitUntil(lambda: view.summary.causes is not before, timeout=60_000)
    (ranked,) = [cause for cause in view.summary.causes if cause.side == "data"]
    (said,) = [each for each in told.args[0]["ranking"] if each["side"] == "data"]
    assert [each.about for each in ranked.reasons] == [each["about"] for each in said["reasons"]]
    assert Rule.DRIFTED in {each.rule for each in ranked.reasons}
    view.show_page(Page.SUMMARY)
    assert "Columns drifted: " in texts(view)


def test_a_table_is_copied_with_full_digests(compared: CompareView) -> None:
    compared.show_page(Page.DATA)
    compared.data.table.copy()
    copied = QApplication.clipboard().text()
    assert copied.startswith("Path\tA\tB\n")
    assert copied.count("md5:") == 2
    assert len(copied.splitlines()[2].split("\t")[1]) == len("md5:") + 32


def test_what_cannot_be_compared_is_said_with_a_way_on(view: CompareView, qtbot: QtBot) -> None:
    view.show_versions(["v1.0", "nowhere"])
    qtbot.waitUntil(lambda: "cannot be compared" in texts(view), timeout=60_000)
    assert "nowhere" in texts(view)
    again = [b for b in view.findChildren(QAbstractButton) if b.text() == "Try again" and b.isVisible()]
    assert again


def test_how_diffs_are_shown_is_remembered(
    view: CompareView, theme: Theme, preferences: Preferences, qtbot: QtBot
) -> None:
    view.remember(preferences)
    assert not view.code.diff.beside
    view.code.diff.bar.beside.click()
    assert view.files.detail.text.beside
    again = CompareView(view._project, view._reader, theme)
    qtbot.addWidget(again)
    again.remember(preferences)
    assert again.code.diff.beside
    assert again.files.detail.text.beside


def test_the_theme_is_followed(compared: CompareView, theme: Theme) -> None:
    theme.choose(Scheme.DARK)
    compared.show_page(Page.METRICS)
    ground = compared.metrics.table.grab().toImage().pixelColor(3, 200)
    assert ground.name() == theme.color("surface").name()
    theme.choose(Scheme.LIGHT)


def test_every_control_has_a_name(compared: CompareView) -> None:
    for button in compared.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or button.isHidden()


def test_tables_are_filtered_by_name(compared: CompareView, qtbot: QtBot) -> None:
    field = compared.bar._filter
    assert not field.isVisible()
    compared.show_page(Page.PARAMETERS)
    assert field.isVisible()
    assert field.accessibleName()
    compared.bar._only.setChecked(False)
    every = compared.parameters.model.sheet.rows
    field.setText("no such name")
    qtbot.waitUntil(lambda: "“no such name”" in texts(compared))
    compared.show_page(Page.SUMMARY)
    qtbot.waitUntil(lambda: compared.parameters.model.sheet.rows == every)


def test_a_ref_that_names_nothing_leaves_what_was_there(compared: CompareView, qtbot: QtBot) -> None:
    before = compared.comparison
    field = compared.versions.adding
    field.setText("no-such-thing")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no-such-thing" in texts(compared), timeout=60_000)
    assert compared.comparison is before
    assert compared.refs == ("v1.0", "v1.1")
    assert field.text() == "no-such-thing"
