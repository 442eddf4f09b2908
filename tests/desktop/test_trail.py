"""The trail: steps, one step that is many, places that change by themselves, the buttons of the mouse."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forebear.desktop.selection import Selection
from forebear.desktop.trail import Place, Trail
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import GRAPH, HISTORY
from forebear.lineage.answers import Node
from forebear.lineage.view import Show, View
from forebear.lineage.words import NodeKind, Origin


def node(number: int) -> Node:
    return Node(number, NodeKind.RUN, f"{number:064x}", f"run {number}", Origin.IMPORTED)


def test_tabs_and_views_are_parts_of_a_place() -> None:
    trail, went = Trail(), []
    trail.went.connect(went.append)
    places = [Place(node(1), GRAPH), Place(node(1), HISTORY), Place(node(1), GRAPH, View(Show.MAP))]
    for place in places:
        trail.visit(place)
        trail.visit(place)
    assert trail.here == places[2]
    trail.go(-1)
    trail.go(-1)
    trail.go(-1)
    trail.go(2)
    assert went == [places[1], places[0], places[2]]
    assert trail.at(1) is None
    assert trail.at(-2) == places[0]


def test_what_is_said_within_one_step_is_one() -> None:
    trail = Trail()
    trail.visit(Place(node(1)))
    with trail.one_step():
        trail.visit(Place(node(2)))
        with trail.one_step():
            trail.visit(Place(node(2), GRAPH))
        trail.visit(Place(node(2), HISTORY))
    assert trail.here == Place(node(2), HISTORY)
    assert trail.at(-1) == Place(node(1))
    assert trail.at(-2) is None
    trail.visit(Place(node(3)))
    assert trail.at(-1) == Place(node(2), HISTORY)


def test_what_came_about_by_itself_is_no_step() -> None:
    trail = Trail()
    trail.amend(Place(tab=GRAPH))
    trail.visit(Place(node(1), GRAPH))
    trail.amend(Place(node(1), GRAPH, View(Show.FOLDED)))
    assert trail.at(-1) == Place(tab=GRAPH)
    assert trail.here.view == View(Show.FOLDED)


def test_views_that_follow_leave_no_trail() -> None:
    trail = Trail()
    trail.visit(Place(node(1)))
    trail.visit(Place(node(2)))
    trail.went.connect(lambda place: trail.visit(replace(place, tab=HISTORY)))
    trail.go(-1)
    assert trail.here == Place(node(1))
    assert trail.at(1) == Place(node(2))


def test_the_last_one_looked_at_is_the_most_recent() -> None:
    selection = Selection()
    for number in (1, 2, 1, 3):
        selection.select(node(number))
    assert [found.id for found in selection.trail.recent()] == [3, 1, 2]
    selection.clear()
    assert selection.trail.recent() == []


def test_a_click_keeps_the_view_and_a_jump_leaves_it() -> None:
    selection = Selection()
    selection.select(node(1))
    view = View(Show.MAP)
    selection.trail.amend(replace(selection.trail.here, view=view))
    selection.select(node(2))
    assert selection.trail.here == Place(node(2), view=view)
    selection.open(node(3))
    assert selection.trail.here == Place(node(3))
    assert selection.trail.at(-1) == Place(node(2), view=view)


def test_the_window_goes_back_to_the_tab_and_the_node(opened: MainWindow, qtbot: QtBot) -> None:
    workspace, selection = opened.desk.workspace, opened.selection
    assert workspace is not None
    first = selection.node
    assert first is not None
    back, forward = opened.actions_table["go.back"], opened.actions_table["go.forward"]
    assert not back.isEnabled()
    workspace.show_tab(HISTORY)
    commit = workspace.navigator.items.children[-1].children[0]
    workspace.opened.reader.ask(
        lambda questions: questions.node(NodeKind.COMMIT, commit.key), selection.select, topic="test"
    )
    qtbot.waitUntil(lambda: selection.node != first, timeout=60_000)
    second = selection.node
    assert second is not None
    assert back.isEnabled()
    assert first.name in back.toolTip()
    assert not forward.isEnabled()
    surface = opened.windowHandle()
    # Over a list, which would take any button for a click.
    over = workspace.history.mapTo(opened, QPoint(40, 80))
    QTest.mouseClick(surface, Qt.MouseButton.BackButton, Qt.KeyboardModifier.NoModifier, over)
    assert (selection.node, workspace.tab) == (first, HISTORY)
    assert second.name in forward.toolTip()
    QTest.mouseClick(surface, Qt.MouseButton.BackButton, Qt.KeyboardModifier.NoModifier, over)
    assert (selection.node, workspace.tab) == (first, GRAPH)
    assert not back.isEnabled()
    QTest.mouseClick(surface, Qt.MouseButton.ForwardButton, Qt.KeyboardModifier.NoModifier, over)
    opened.actions_table["go.forward"].trigger()
    assert (selection.node, workspace.tab) == (second, HISTORY)
