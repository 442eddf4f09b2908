"""The legend: what it lists, what it hides, by hand, by keyboard and for screen readers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.legend import Legend, word_of
from forebear.desktop.graph.legend_rows import Sample, SampleRow
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.measures import CardSizes
from forebear.desktop.graph.scene import Scene
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.answers import Change, Graph, Node
from forebear.lineage.species import SPECIES
from forebear.lineage.words import ArtifactType, NodeKind, Origin

SIZES = CardSizes(200, 200, 7, 50, 16)
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


def scene(*kinds: tuple[NodeKind, ArtifactType | None]) -> Scene:
    nodes = [Node(n, kind, f"k{n}", f"n{n}", Origin.IMPORTED, type_) for n, (kind, type_) in enumerate(kinds)]
    return Scene(Graph(tuple(nodes), ()), {}, SIZES)


RUN, COMMIT = (NodeKind.RUN, None), (NodeKind.COMMIT, None)
DATA, MODEL = (NodeKind.ARTIFACT, ArtifactType.DATASET), (NodeKind.ARTIFACT, ArtifactType.MODEL)
SMALL = (RUN, RUN, DATA, DATA, DATA, MODEL)


@pytest.fixture
def legend(theme: Theme, qtbot: QtBot) -> Iterator[Legend]:
    ground = QWidget()
    ground.resize(600, 600)
    made = Legend(theme, ground)
    made.show_scene(scene(*SMALL))
    qtbot.addWidget(ground)
    ground.show()
    qtbot.waitExposed(ground)
    yield made
    ground.close()


def samples(legend: Legend) -> list[Sample]:
    return [row.sample for row in legend.findChildren(SampleRow) if row.isVisible()]


def test_it_lists_the_kinds_that_are_there_with_how_many(legend: Legend) -> None:
    assert [(row.entry.text, row.entry.count) for row in legend.rows.values()] == [
        ("Dataset", 3),
        ("Model", 1),
        ("Run", 2),
    ]
    assert all(row.isChecked() for row in legend.rows.values())
    assert samples(legend) == [Sample.UPSTREAM, Sample.DOWNSTREAM]
    legend.show_scene(scene(COMMIT))
    assert list(legend.rows) == ["commit"]
    legend.show_scene(None)
    assert not legend.rows
    assert not samples(legend)
    assert legend.sizeHint().isEmpty()


def test_every_kind_has_a_word_of_its_own() -> None:
    words = [word_of(*species) for species in SPECIES]
    assert len(set(words)) == len(words)


def test_a_click_hides_a_kind_and_another_shows_it(legend: Legend, qtbot: QtBot) -> None:
    with qtbot.waitSignal(legend.hidden_changed) as told:
        QTest.mouseClick(legend.rows["dataset"], Qt.MouseButton.LeftButton)
    assert told.args == [frozenset({"dataset"})]
    legend.show_scene(scene(RUN, RUN, MODEL))  # as it is drawn then
    assert list(legend.rows) == ["dataset", "model", "run"]  # still listed, to be shown again
    assert not legend.rows["dataset"].isChecked()
    with qtbot.waitSignal(legend.hidden_changed) as told:
        QTest.mouseClick(legend.rows["dataset"], Qt.MouseButton.LeftButton)
    assert told.args == [frozenset()]


def test_alt_and_a_click_show_a_kind_alone_and_then_all_again(legend: Legend, qtbot: QtBot) -> None:
    with qtbot.waitSignal(legend.hidden_changed) as told:
        QTest.mouseClick(legend.rows["model"], Qt.MouseButton.LeftButton, ALT)
    assert told.args == [frozenset({"dataset", "run"})]
    with qtbot.waitSignal(legend.hidden_changed) as told:
        QTest.mouseClick(legend.rows["model"], Qt.MouseButton.LeftButton, ALT)
    assert told.args == [frozenset()]


def test_everything_can_be_shown_again_at_once(legend: Legend, qtbot: QtBot) -> None:
    assert not legend._all.isVisible()
    legend.rows["run"].click()
    legend.rows["model"].click()
    assert legend._all.isVisible()
    with qtbot.waitSignal(legend.hidden_changed) as told:
        legend._all.click()
    assert told.args == [frozenset()]
    assert not legend._all.isVisible()


def test_a_view_that_is_opened_says_what_is_hidden_without_an_echo(legend: Legend, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(legend.hidden_changed):
        legend.set_hidden({"dataset", "commit"})
    assert legend.hidden == {"dataset", "commit"}
    assert not legend.rows["commit"].isChecked()
    assert legend.rows["run"].isChecked()


def test_by_keyboard(legend: Legend, qtbot: QtBot) -> None:
    legend.window().activateWindow()
    legend.rows["dataset"].setFocus()
    qtbot.waitUntil(legend.rows["dataset"].hasFocus)
    QTest.keyClick(legend.rows["dataset"], Qt.Key.Key_Space)
    assert legend.hidden == {"dataset"}
    qtbot.waitUntil(legend.rows["dataset"].hasFocus)  # the new row of the same kind
    QTest.keyClick(legend.rows["dataset"], Qt.Key.Key_Return)
    assert legend.hidden == frozenset()
    QTest.keyClick(legend.rows["dataset"], Qt.Key.Key_Down)
    assert legend.rows["model"].hasFocus()
    QTest.keyClick(legend.rows["model"], Qt.Key.Key_Return, ALT)
    assert legend.hidden == {"dataset", "run"}


def test_a_screen_reader_finds_boxes_to_check(legend: Legend) -> None:
    row = QAccessible.queryAccessibleInterface(legend.rows["dataset"])
    assert row.role() == QAccessible.Role.CheckBox
    assert row.text(QAccessible.Text.Name) == "Dataset 3"
    assert row.state().checked
    legend.rows["dataset"].click()
    again = QAccessible.queryAccessibleInterface(legend.rows["dataset"])
    assert not again.state().checked
    assert legend.accessibleName() == "Legend"
    assert "Model" in legend.accessibleDescription()


def test_it_folds_to_its_title(legend: Legend, qtbot: QtBot) -> None:
    high = legend.height()
    with qtbot.waitSignal(legend.resized):
        legend.toggle()
    assert legend.folded
    assert legend.height() < high / 2
    legend.toggle()
    assert legend.height() == high


def test_marks_are_explained_while_they_are_there(legend: Legend) -> None:
    legend.show_marks(Marks(later=frozenset({1})))
    assert samples(legend)[2:] == [Sample.LATER]
    legend.show_marks(Marks(changes={0: Change.REMOVED, 1: Change.ADDED, 2: Change.SAME}))
    assert samples(legend)[2:] == [Sample.ADDED, Sample.REMOVED]
    legend.show_marks(Marks())
    assert len(samples(legend)) == 2


def test_a_click_on_it_does_not_go_through(legend: Legend, qtbot: QtBot) -> None:
    seen: list[object] = []
    legend.window().mousePressEvent = seen.append  # type: ignore[method-assign]
    QTest.mouseClick(legend, Qt.MouseButton.LeftButton, NONE, QPoint(3, 3))
    assert not seen


@pytest.mark.parametrize("scheme", [scheme for scheme in Scheme if scheme is not Scheme.SYSTEM])
def test_a_hidden_kind_looks_hidden_in_every_theme(legend: Legend, theme: Theme, scheme: Scheme) -> None:
    theme.choose(scheme)
    shown = legend.rows["dataset"].grab().toImage()
    legend.set_hidden({"dataset"})
    assert legend.rows["dataset"].grab().toImage() != shown
