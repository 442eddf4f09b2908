"""The outline of a graph: its rows, and in step with the picture."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.controls import Part
from forebear.desktop.graph.kin import GraphKin
from forebear.desktop.graph.outline_rows import BATCH, OutlineRows
from forebear.desktop.graph.outline_tree import OutlineTree
from forebear.desktop.graph.view import LineageView
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Edge, Graph, Group, GroupKind, Node
from forebear.lineage.questions import Questions
from forebear.lineage.view import Show, View
from forebear.lineage.words import ArtifactType, NodeKind, Origin, Role

NOWHERE = QModelIndex()


def node(id_: int, name: str = "") -> Node:
    kind = NodeKind.ARTIFACT if id_ > 0 else NodeKind.RUN
    return Node(id_, kind, f"md5:{abs(id_):032x}", name or f"n{id_}", Origin.IMPORTED, ArtifactType.FILE)


def graph(*edges: tuple[int, int], more: int = 0) -> Graph:
    ids = sorted({end for edge in edges for end in edge} | set(range(1, more + 1)))
    return Graph(tuple(map(node, ids)), tuple(Edge(*edge, Role.INPUT) for edge in edges))


@pytest.fixture
def shown(theme: Theme) -> Callable[..., OutlineRows]:
    kept: list[object] = []

    def show(drawn: Graph, root: int | None = None) -> OutlineRows:
        rows = OutlineRows(theme)
        tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
        tester.setUseFetchMore(False)  # it would list more in the middle of being told of rows
        kept.extend((tester, rows))
        rows.show(GraphKin(drawn, root=root))
        return rows

    return show


def below(rows: OutlineRows, parent: QModelIndex = NOWHERE) -> list[str]:
    """The texts of the children, all of them listed."""
    while rows.canFetchMore(parent):
        rows.fetchMore(parent)
    return [str(rows.index(row, 0, parent).data()) for row in range(rows.rowCount(parent))]


def whole(rows: OutlineRows, parent: QModelIndex = NOWHERE) -> dict[str, object]:
    """The tree as nested texts."""
    return {text: whole(rows, rows.index(row, 0, parent)) for row, text in enumerate(below(rows, parent))}


def test_a_graph_begins_at_its_sources(shown: Callable[..., OutlineRows]) -> None:
    assert whole(shown(graph((1, 2), (2, 3), (4, 3)))) == {
        "n1": {"n2": {"n3": {}}},
        "n4": {"n3 (see above)": {}},
    }


def test_around_a_node_both_sides_have_a_heading(shown: Callable[..., OutlineRows]) -> None:
    assert whole(shown(graph((1, 2), (2, 3), (3, 4), (3, 5)), root=3)) == {
        "n3": {"Made from (1)": {"n2": {"n1": {}}}, "Went into (2)": {"n4": {}, "n5": {}}}
    }


def test_circles_end(shown: Callable[..., OutlineRows]) -> None:
    assert whole(shown(graph((1, 2), (2, 3), (3, 1), (5, 5)))) == {
        "n1": {"n2": {"n3": {"n1 (see above)": {}}}},
        "n5": {},
    }


def test_groups_have_their_members(shown: Callable[..., OutlineRows]) -> None:
    drawn = Graph(
        (node(1, "data"), node(-1, "train")),
        (Edge(1, -1, Role.INPUT),),
        groups={-1: Group("stage:train", GroupKind.STAGE, (9, 8, 7))},
    )
    rows = shown(drawn)
    asked: list[list[int]] = []
    rows.details_wanted.connect(asked.append)
    below(rows)
    data = rows.index(0, 0)
    below(rows, data)
    group = rows.index(0, 0, data)
    assert below(rows, group) == ["Stands for (3)"]
    members = rows.index(0, 0, group)
    below(rows, members)
    assert asked == [[7, 8, 9]]
    rows.supply([node(7), node(8), node(9)])
    assert below(rows, members) == ["n9", "n8", "n7"]


def test_columns_say_version_date_and_role(shown: Callable[..., OutlineRows]) -> None:
    rows = shown(graph((1, 2)))
    below(rows, rows.index(0, 0))
    child = rows.index(0, 0, rows.index(0, 0))
    assert child.siblingAtColumn(3).data() == "Input"
    assert rows.index(0, 3).data() == ""
    assert child.data(Qt.ItemDataRole.AccessibleTextRole) == "n2, Input, File"
    heads = [rows.headerData(number, Qt.Orientation.Horizontal) for number in range(4)]
    assert heads == ["Name", "Version", "Date", "Role"]


def test_every_node_is_found_where_it_is_listed(shown: Callable[..., OutlineRows]) -> None:
    rows = shown(graph((1, 2), (2, 3), (3, 4), (3, 5), (9, 4), (4, 1)), root=3)
    for id_ in (5, 4, 1, 2, 3, 9):
        index = rows.find(id_)
        assert index.isValid() == (id_ != 9), id_  # it is beside what node 3 is around: not up or down of it
        if index.isValid():
            assert rows.item(index).id == id_
            assert not rows.item(index).again
    assert not rows.find(77).isValid()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=30))
def test_every_node_is_listed_once(theme_rows: OutlineRows, edges: list[tuple[int, int]]) -> None:
    theme_rows.show(GraphKin(graph(*edges, more=12)))
    listed: list[int] = []

    def walk(parent: QModelIndex) -> None:
        below(theme_rows, parent)
        for row in range(theme_rows.rowCount(parent)):
            index = theme_rows.index(row, 0, parent)
            item = theme_rows.item(index)
            if not item.again:
                listed.append(item.id)
                walk(index)

    walk(NOWHERE)
    assert sorted(listed) == list(range(1, 13))


@pytest.fixture(scope="module")
def theme_rows(qapp: object) -> OutlineRows:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return OutlineRows(Theme(app))


def test_100_000_children_are_listed_as_one_looks(theme: Theme, reader: Reader, qtbot: QtBot) -> None:
    wide = graph(*((1, other) for other in range(2, 100_002)))
    kin = GraphKin(wide)
    rows = OutlineRows(theme)
    rows.show(kin)
    top = rows.index(0, 0)
    assert rows.hasChildren(top)
    rows.fetchMore(top)
    assert rows.rowCount(top) == BATCH
    for _ in range(20):
        rows.fetchMore(top)
    assert rows.rowCount(top) == 21 * BATCH


def test_a_chain_of_10_000(theme: Theme, reader: Reader, qtbot: QtBot) -> None:
    outline = OutlineTree(reader, theme)
    qtbot.addWidget(outline)
    outline.resize(400, 500)
    outline.show()
    outline.show_graph(graph(*((number, number + 1) for number in range(1, 10_000))))
    qtbot.waitUntil(lambda: outline.rows.rowCount() == 1, timeout=10_000)
    outline.follow(10_000)
    assert outline.rows.item(outline.tree.currentIndex()).id == 10_000
    assert not outline.grab().isNull()


# in step with the picture


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def view(reader: Reader, selection: Selection, theme: Theme, qtbot: QtBot) -> LineageView:
    made = LineageView(reader, selection, theme)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    qtbot.waitExposed(made)
    found: list[Node] = []

    def newest(questions: Questions) -> Node:
        return next(each for each in questions.artifacts(ArtifactType.MODEL) if each.name == "model.json")

    reader.ask(newest, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=30_000)
    selection.select(found[0])
    made.show_node(found[0])
    qtbot.waitUntil(lambda: made.canvas is not None and made.canvas.scene is not None, timeout=30_000)
    made._controls.show_part(Part.OUTLINE, shown=True)
    qtbot.waitUntil(lambda: outline_of(made).rows.rowCount() > 0, timeout=10_000)
    return made


def outline_of(view: LineageView) -> OutlineTree:
    return view._outlining.outline


def current(outline: OutlineTree) -> str:
    return str(outline.tree.currentIndex().siblingAtColumn(0).data())


def test_selection_and_focus_go_both_ways(view: LineageView, selection: Selection, qtbot: QtBot) -> None:
    outline, canvas = outline_of(view), view.canvas
    assert canvas is not None
    assert canvas.scene is not None
    qtbot.waitUntil(lambda: current(outline) == "model.json", timeout=10_000)
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert current(outline) == "train"
    outline.tree.setFocus()
    qtbot.keyClick(outline.tree, Qt.Key.Key_Right)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Down)
    name = current(outline)
    assert name != "train"
    assert canvas.marks.ring is not None
    assert canvas.scene.nodes[canvas.marks.ring].name == name
    assert selection.node is not None
    assert selection.node.name == "model.json"  # a walk does not select
    qtbot.keyClick(outline.tree, Qt.Key.Key_Return)
    assert selection.node.name == name
    qtbot.keyClick(outline.tree, Qt.Key.Key_Space)
    assert selection.pinned == (selection.node.ref,)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Escape)
    qtbot.waitUntil(canvas.hasFocus)


def test_letters_search_and_escape_gives_the_tree_back(view: LineageView, qtbot: QtBot) -> None:
    outline = outline_of(view)
    outline.tree.setFocus()
    qtbot.keyClick(outline.tree, Qt.Key.Key_T)
    qtbot.keyClicks(outline.line, "rain.c")
    assert outline.line.text() == "train.c"
    qtbot.waitUntil(lambda: [t for t in below(outline.rows) if t != "train.csv"] == [], timeout=10_000)
    assert current(outline) == "train.csv"
    qtbot.keyClick(outline.line, Qt.Key.Key_Down)
    qtbot.waitUntil(outline.tree.hasFocus)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Escape)
    assert outline.line.text() == ""
    assert below(outline.rows) == ["model.json"]


def test_the_map_has_an_outline_too(view: LineageView, qtbot: QtBot) -> None:
    outline = outline_of(view)
    view.model.show_view(View(show=Show.MAP))
    qtbot.waitUntil(lambda: outline.rows.rowCount() > 1, timeout=20_000)
    qtbot.waitUntil(lambda: "\N{HORIZONTAL ELLIPSIS}" not in below(outline.rows), timeout=20_000)
    outline.line.setText("metrics")
    outline._search()
    qtbot.waitUntil(lambda: all("metrics" in text for text in below(outline.rows)), timeout=10_000)
