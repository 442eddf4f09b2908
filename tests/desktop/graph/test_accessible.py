"""What a screen reader is told of the painted graph."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.accessible import GraphAccessible, NodeAccessible
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.speaking import Speaker
from forebear.desktop.graph.view import LineageView
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node
from forebear.lineage.questions import Questions
from forebear.lineage.view import Show, View
from forebear.lineage.words import ArtifactType

Role, Text, Event = QAccessible.Role, QAccessible.Text, QAccessible.Event
Flag = QAccessible.RelationFlag


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def model(reader: Reader, qtbot: QtBot) -> Node:
    found: list[Node] = []

    def newest(questions: Questions) -> Node:
        return next(node for node in questions.artifacts(ArtifactType.MODEL) if node.name == "model.json")

    reader.ask(newest, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=30_000)
    return found[0]


@pytest.fixture
def view(
    reader: Reader, selection: Selection, theme: Theme, model: Node, qtbot: QtBot
) -> Iterator[LineageView]:
    made = LineageView(reader, selection, theme)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    selection.select(model)
    made.show_node(model)
    qtbot.waitUntil(lambda: made.canvas is not None and made.canvas.scene is not None, timeout=30_000)
    QAccessible.setActive(True)
    yield made
    QAccessible.setActive(False)


@pytest.fixture
def canvas(view: LineageView) -> GraphCanvas:
    assert view.canvas is not None
    view.canvas.setFocus()
    return view.canvas


@pytest.fixture
def graph(canvas: GraphCanvas) -> GraphAccessible:
    made = QAccessible.queryAccessibleInterface(canvas)
    assert isinstance(made, GraphAccessible)
    return made


def node(graph: GraphAccessible, name: str) -> NodeAccessible:
    """The child of that name."""
    children = [graph.child(index) for index in range(graph.childCount())]
    found = [each for each in children if each is not None and each.text(Text.Name).split(",")[0] == name]
    assert len(found) == 1, name
    assert isinstance(found[0], NodeAccessible)
    return found[0]


def test_nodes_have_names_roles_and_descriptions(graph: GraphAccessible) -> None:
    assert graph.role() is Role.Tree
    assert graph.text(Text.Name) == "Lineage graph"
    model = node(graph, "model.json")
    assert model.role() is Role.TreeItem
    name = model.text(Text.Name)
    assert name == "model.json, 3 of 3, Model, made by train"
    train = node(graph, "train").text(Text.Name)
    assert train.startswith("train, ")
    assert "inputs, " in train
    assert "auc" in model.text(Text.Description)


def test_rectangles_are_where_the_nodes_are_drawn(graph: GraphAccessible, canvas: GraphCanvas) -> None:
    scene = canvas.scene
    assert scene is not None
    for zoomed in (1.0, 1.5, 0.5):
        canvas.zoom(zoomed)
        for row in range(scene.count):
            left, top, width, height = scene.box(row)
            spot = QPoint(
                *(round(each) for each in canvas.camera.to_view(left + width / 2, top + height / 2))
            )
            face = graph.at_row(row)
            assert face is not None
            rect = face.rect()
            assert (rect.center() - canvas.mapToGlobal(spot)).manhattanLength() <= 3
            assert rect.width() == pytest.approx(width * canvas.camera.scale, abs=1)
            if canvas.rect().contains(spot) and canvas.childAt(spot) is None:
                spot = canvas.mapToGlobal(spot)
                assert graph.childAt(spot.x(), spot.y()) is face
                assert not face.state().offscreen
            elif not QRect(canvas.mapToGlobal(QPoint()), canvas.size()).intersects(rect):
                assert face.state().offscreen
    assert graph.childAt(-500, -500) is None


def test_children_and_parents_agree(graph: GraphAccessible, canvas: GraphCanvas) -> None:
    assert canvas.scene is not None
    assert graph.childCount() >= canvas.scene.count
    assert graph.child(graph.childCount()) is None
    for index in range(graph.childCount()):
        child = graph.child(index)
        assert child is not None
        assert graph.indexOfChild(child) == index
        assert child.isValid()
    assert node(graph, "model.json").parent() is graph
    assert graph.indexOfChild(QAccessible.queryAccessibleInterface(canvas.window())) == -1


def test_what_it_was_made_from_is_a_relation(graph: GraphAccessible) -> None:
    model = node(graph, "model.json")
    made_from = [
        one.text(Text.Name).split(",")[0] for one, flag in model.relations() if flag is Flag.FlowsFrom
    ]
    assert made_from == ["train"]
    to = [one for one, _ in node(graph, "train").relations(Flag.FlowsTo)]
    assert model in to
    assert not [flag for _, flag in model.relations(Flag.FlowsFrom) if flag is not Flag.FlowsFrom]


def test_states_follow_focus_and_selection(
    graph: GraphAccessible, canvas: GraphCanvas, selection: Selection, qtbot: QtBot
) -> None:
    qtbot.waitUntil(canvas.hasFocus)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    model, train = node(graph, "model.json"), node(graph, "train")
    assert model.state().focused
    assert graph.focusChild() is model
    assert model.state().selected
    assert graph.selectionInterface().selectedItems() == [model]
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert train.state().focused
    assert not model.state().focused
    assert graph.selectionInterface().select(train)
    assert selection.node is not None
    assert selection.node.name == "train"
    assert train.state().selected
    assert graph.selectionInterface().clear()
    assert selection.node is None


def test_actions_do_what_keys_do(
    graph: GraphAccessible, canvas: GraphCanvas, selection: Selection, qtbot: QtBot
) -> None:
    train = node(graph, "train")
    acts = train.actionInterface()
    assert acts.actionNames() == ["SetFocus", "Press", "ShowMenu", "Pin", "Unfold", "Open"]
    assert acts.keyBindingsForAction("Pin") == ["Space"]
    assert acts.localizedActionName("Pin") == "Pin for a comparison, or unpin"
    acts.doAction("SetFocus")
    assert graph.focusChild() is train
    acts.doAction("Press")
    assert selection.node is not None
    assert selection.node.name == "train"
    acts.doAction("Pin")
    assert selection.pinned == (selection.node.ref,)
    qtbot.waitUntil(lambda: canvas.marks.pins == {train.row: "A"}, timeout=10_000)
    assert "pinned as A" in train.text(Text.Description)
    canvas.menu_requested.disconnect()  # no menu without a screen
    with qtbot.waitSignal(canvas.menu_requested):
        acts.doAction("ShowMenu")
    assert train.valueInterface() is None
    assert train.textInterface() is None


def test_a_key_that_is_held_changes_no_action(
    graph: GraphAccessible, canvas: GraphCanvas, view: LineageView, selection: Selection, qtbot: QtBot
) -> None:
    qtbot.keyPress(canvas, Qt.Key.Key_Control)
    qtbot.keyPress(canvas, Qt.Key.Key_F24, Qt.KeyboardModifier.ControlModifier)
    node(graph, "train").actionInterface().doAction("Press")
    assert selection.node is not None
    assert selection.node.name == "train"
    assert view.hands is not None
    assert view.hands.others == ()
    qtbot.keyRelease(canvas, Qt.Key.Key_Control)


def test_interfaces_survive_other_pictures(
    graph: GraphAccessible, canvas: GraphCanvas, view: LineageView, qtbot: QtBot
) -> None:
    train, model = node(graph, "train"), node(graph, "model.json")
    scene = canvas.scene
    view.model.change(slice="kind:model")
    qtbot.waitUntil(lambda: canvas.scene is not scene, timeout=10_000)
    assert not train.isValid()
    assert train.text(Text.Name) == ""
    assert train.rect() == QRect()
    assert train.state().invalid
    assert train.relations() == []
    train.actionInterface().doAction("Press")  # too late, and no harm
    assert model.isValid()
    scene = canvas.scene
    view.model.change(slice="")
    qtbot.waitUntil(lambda: canvas.scene is not scene, timeout=10_000)
    assert train.isValid()
    assert node(graph, "train") is train


class Heard:
    """Takes what a screen reader would be told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.events: list[tuple[Event, str]] = []

    def __call__(self, event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            self.said.append(event.message())
            return
        told = event.accessibleInterface()
        self.events.append((event.type(), told.text(Text.Name).split(",")[0]))


@pytest.fixture
def heard(view: LineageView, canvas: GraphCanvas, selection: Selection) -> Heard:
    made = Heard()
    Speaker(canvas, view.model, selection, view._pins, made)
    return made


def test_moves_and_selections_are_told(
    heard: Heard, graph: GraphAccessible, canvas: GraphCanvas, qtbot: QtBot
) -> None:
    qtbot.waitUntil(canvas.hasFocus)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    told = [each for each in heard.events if each[0] in (Event.Focus, Event.Selection)]
    assert told == [(Event.Focus, "model.json"), (Event.Focus, "train"), (Event.Selection, "train")]
    assert graph.isValid()


def test_what_is_shown_pinned_and_missed_is_announced(
    heard: Heard, canvas: GraphCanvas, view: LineageView, qtbot: QtBot
) -> None:
    qtbot.waitUntil(canvas.hasFocus)
    view.model.change(slice="kind:model")
    qtbot.waitUntil(lambda: bool(heard.said), timeout=10_000)
    assert canvas.scene is not None
    assert canvas.scene.count == 1
    assert heard.said == ["1 node shown"]
    assert (Event.ObjectReorder, "Lineage graph") in heard.events
    view.model.show_view(View(show=Show.SLICE, slice="kind:model after:2999"))
    qtbot.waitUntil(lambda: heard.said[1:] == ["Nothing matches"], timeout=10_000)
    view.model.show_view(View(show=Show.SLICE, slice="kind:model"))
    qtbot.waitUntil(lambda: heard.said[2:] == ["3 nodes shown"], timeout=10_000)
    heard.said.clear()
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: heard.said == ["Pinned as A: model.json"], timeout=10_000)
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: heard.said[1:] == ["Unpinned: model.json"], timeout=10_000)
    qtbot.keyClicks(canvas, "xx")
    assert heard.said[-1] == "No name begins with xx"


def test_nothing_is_told_while_nobody_listens(heard: Heard, canvas: GraphCanvas, qtbot: QtBot) -> None:
    QAccessible.setActive(False)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert not heard.events
    assert not heard.said


def test_a_long_walk_leaks_nothing(graph: GraphAccessible, canvas: GraphCanvas, qtbot: QtBot) -> None:
    def walk(steps: int) -> None:
        for number in range(steps):
            key = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down)[number % 4]
            qtbot.keyClick(canvas, key)
            child = graph.focusChild()
            assert child is not None
            child.text(Text.Name), child.text(Text.Description), child.rect(), child.state()
            child.actionInterface().actionNames()

    def held() -> int:
        gc.collect()
        return sum(isinstance(each, NodeAccessible) for each in gc.get_objects())

    qtbot.waitUntil(canvas.hasFocus)
    walk(100)
    before, memory = held(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    walk(1_000)
    assert held() == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 20_000  # KB


def test_the_map_tells_of_what_is_in_view(
    graph: GraphAccessible, canvas: GraphCanvas, view: LineageView, qtbot: QtBot
) -> None:
    view.model.show_view(View(show=Show.MAP))
    scene = canvas.scene
    qtbot.waitUntil(lambda: canvas.scene is not scene, timeout=10_000)
    found = canvas.scene
    assert found is not None
    inside = set(graph.ids)
    assert inside
    canvas.zoom(3.0 / canvas.camera.scale)
    canvas.centre(0)
    fewer = set(graph.ids)
    assert int(found.ids[0]) in fewer
    assert len(fewer) < found.count
    face = graph.at_row(0)
    assert face is not None
    assert face.text(Text.Name)
    assert face.isValid()


def test_gone_canvases_take_their_interfaces_with_them(theme: Theme, qtbot: QtBot) -> None:
    for _ in range(50):
        canvas = GraphCanvas(theme)
        graph = QAccessible.queryAccessibleInterface(canvas)
        assert isinstance(graph, GraphAccessible)
        faces = [graph.node(id_) for id_ in range(1, 20)]
        numbers = [QAccessible.uniqueId(face) for face in faces]
        shiboken6.delete(canvas)
        assert not any(shiboken6.isValid(face) for face in faces)
        assert all(QAccessible.accessibleInterface(number) is None for number in numbers)


def test_every_button_has_a_name(view: LineageView, canvas: GraphCanvas) -> None:
    canvas.show_legend(True)
    nameless = [
        button
        for button in view.findChildren(QAbstractButton)
        if not button.text()
        and not button.accessibleName()
        and not button.icon().isNull()
        and button.isEnabled()
    ]
    assert not nameless, [(each.objectName(), type(each.parent()).__name__) for each in nameless]
    focusable = [
        each
        for each in view.findChildren(QWidget)
        if each.focusPolicy() is not Qt.FocusPolicy.NoFocus and each.isVisible()
    ]
    unsaid = [
        each
        for each in focusable
        if not QAccessible.queryAccessibleInterface(each).text(Text.Name) and each.focusProxy() is None
    ]
    assert not unsaid, [(type(each).__name__, each.objectName()) for each in unsaid]
