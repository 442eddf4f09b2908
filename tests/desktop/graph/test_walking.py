"""The graph by keyboard: its keys, walks, finding by name, and a focus that is seen and stays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.by_keyboard import ByKeyboard
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.controls import Part
from forebear.desktop.graph.keyboard import KEYS, Deed, combination, deed_of, deed_text, shown_sheet
from forebear.desktop.graph.measures import CardSizes
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.view import LineageView
from forebear.desktop.graph.walking import Way, names, step
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Scheme, Theme
from forebear.desktop.window import MainWindow
from forebear.lineage.answers import Edge, Graph, Node
from forebear.lineage.questions import Questions
from forebear.lineage.view import Show, View
from forebear.lineage.words import ArtifactType, NodeKind, Origin, Role

SIZES = CardSizes(200, 200, 7, 50, 16)


def scene(text: str) -> Scene:
    """Read `a>b b>c` into a scene."""
    ids: dict[str, int] = {}
    edges = []
    for word in text.split():
        ends = word.split(">")
        for name in ends:
            ids.setdefault(name, len(ids) + 1)
        edges += [Edge(ids[one], ids[two], Role.INPUT) for one, two in pairwise(ends)]
    nodes = tuple(
        Node(id_, NodeKind.ARTIFACT, f"md5:{id_:032x}", name, Origin.IMPORTED, ArtifactType.FILE)
        for name, id_ in ids.items()
    )
    return Scene(Graph(nodes, tuple(edges)), {}, SIZES)


def row(drawn: Scene, name: str) -> int:
    return next(number for number, each in enumerate(drawn.nodes) if each.name == name)


@pytest.fixture
def canvas(theme: Theme, qtbot: QtBot) -> GraphCanvas:
    made = GraphCanvas(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def show(canvas: GraphCanvas, text: str, start: str) -> Callable[[], str]:
    """Show a scene with the focus on a node; return what tells the name in focus."""
    drawn = scene(text)
    canvas.show_scene(drawn)
    canvas.walk(row(drawn, start))

    def focus() -> str:
        ring = canvas.marks.ring
        return drawn.nodes[ring].name if ring is not None else ""

    return focus


def test_shift_goes_to_the_ends() -> None:
    drawn = scene("a>b>c>d>e x>c")
    assert step(drawn, row(drawn, "d"), Way.OLDEST) in {row(drawn, "a"), row(drawn, "x")}
    assert step(drawn, row(drawn, "a"), Way.NEWEST) == row(drawn, "e")
    assert step(drawn, row(drawn, "a"), Way.OLDEST) is None
    wide = scene("a>b a>c a>d a>e")
    column = sorted((row(wide, name) for name in "bcde"), key=lambda each: wide.boxes[each, 1])
    assert step(wide, column[2], Way.TOP) == column[0]
    assert step(wide, column[1], Way.BOTTOM) == column[3]
    assert step(wide, column[0], Way.TOP) is None


def test_letters_go_to_names(canvas: GraphCanvas, qtbot: QtBot) -> None:
    now = [0.0]
    canvas.keyboard = ByKeyboard(canvas, lambda: now[0])
    focus = show(canvas, "raw.csv>train>model.pkl>metrics.json train.csv>train Makefile>train", "raw.csv")
    qtbot.keyClicks(canvas, "mod")
    assert focus() == "model.pkl"
    now[0] = 2.0
    qtbot.keyClicks(canvas, "T")
    first = focus()
    qtbot.keyClicks(canvas, "RAIN.")
    assert focus() == "train.csv"
    assert first in {"train", "train.csv"}
    now[0] = 4.0
    visited = []
    for _ in range(4):
        qtbot.keyClicks(canvas, "m")
        visited.append(focus())
    assert visited[0] == visited[3]  # round and round
    assert set(visited) == {"model.pkl", "metrics.json", "Makefile"}
    now[0] = 6.0
    with qtbot.waitSignal(canvas.keyboard.missed) as missed:
        qtbot.keyClicks(canvas, "q")
    assert missed.args == ["q"]


def test_keys_that_do_something_are_letters_once_a_name_was_begun(canvas: GraphCanvas, qtbot: QtBot) -> None:
    now = [0.0]
    canvas.keyboard = ByKeyboard(canvas, lambda: now[0])
    deeds: list[Deed] = []
    canvas.keyboard.wanted.connect(deeds.append)
    focus = show(canvas, "a>xf0-1>b", "a")
    qtbot.keyClicks(canvas, "xf0-")
    assert focus() == "xf0-1"
    assert not deeds
    now[0] = 2.0
    qtbot.keyClicks(canvas, "f")
    assert deeds == [Deed.FOCUS]


def test_korean_is_found_while_a_syllable_is_written(canvas: GraphCanvas, qtbot: QtBot) -> None:
    canvas.keyboard = ByKeyboard(canvas, lambda: 0.0)
    focus = show(canvas, "a>모델.pkl>b 무게>b", "a")
    assert names(scene("모델.pkl>b"))
    for unfinished in ("ㅁ", "모"):
        QApplication.sendEvent(canvas, QInputMethodEvent(unfinished, []))
    assert focus() == "모델.pkl"
    done = QInputMethodEvent("", [])
    done.setCommitString("무")
    QApplication.sendEvent(canvas, done)
    assert focus() == "무게"
    assert canvas.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert canvas.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle) == canvas.keyboard.ring()


def pressed(keys: str) -> QKeyEvent:
    combined = combination(keys)
    return QKeyEvent(QEvent.Type.KeyPress, combined.key(), combined.keyboardModifiers())


def test_the_table_is_whole() -> None:
    assert [deed for deed, _ in KEYS] == list(Deed)
    every = [keys for _, each in KEYS for keys in each]
    assert len(every) == len(set(every))
    for deed, each in KEYS:
        assert deed_text(deed)
        assert {deed_of(pressed(keys)) for keys in each} == {deed}
    shifted = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Asterisk, Qt.KeyboardModifier.ShiftModifier)
    assert deed_of(shifted) is Deed.UNFOLD
    back = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert deed_of(back) is None  # that is the window's


def test_the_sheet_lists_every_key_of_the_graph(opened: MainWindow) -> None:
    from forebear.desktop.shortcuts import ShortcutSheet

    sheet = ShortcutSheet(opened.actions_table, opened)
    texts = {each.text() for each in sheet.findChildren(QLabel)}
    assert {text for row in shown_sheet() for text in row} <= texts
    window = {keys for act in opened.actions_table.acts for keys in act.shortcuts}
    assert not window & {keys for _, each in KEYS for keys in each}  # none is taken away by the window


# in the view


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def view(reader: Reader, selection: Selection, theme: Theme, qtbot: QtBot) -> LineageView:
    made = LineageView(reader, selection, theme)
    qtbot.addWidget(made)
    made.resize(1200, 700)
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
    assert made.canvas is not None
    made.canvas.setFocus()
    qtbot.waitUntil(made.canvas.hasFocus)
    return made


def drawn_canvas(view: LineageView) -> GraphCanvas:
    assert view.canvas is not None
    return view.canvas


def focused(view: LineageView) -> str:
    canvas = drawn_canvas(view)
    found = canvas.scene.node(canvas.marks.ring) if canvas.scene and canvas.marks.ring is not None else None
    return found.name if found is not None else ""


def test_every_key_does_what_the_sheet_says(view: LineageView, selection: Selection, qtbot: QtBot) -> None:
    canvas, controls = drawn_canvas(view), view._controls

    def press(deed: Deed) -> None:
        for keys in next(each for one, each in KEYS if one is deed)[:1]:
            combined = combination(keys)
            qtbot.keyClick(canvas, combined.key(), combined.keyboardModifiers())

    press(Deed.ROOT)
    assert focused(view) == "model.json"
    press(Deed.LEFT)
    assert focused(view) == "train"
    press(Deed.RIGHT)
    assert focused(view) != "train"
    press(Deed.ROOT)
    press(Deed.OLDEST)
    assert focused(view) not in ("model.json", "train")
    press(Deed.NEWEST)
    assert focused(view)
    press(Deed.LEAVE)
    assert selection.node is None
    press(Deed.ROOT)
    press(Deed.SELECT)
    assert selection.node is not None
    press(Deed.PIN)
    qtbot.waitUntil(lambda: list(canvas.marks.pins.values()) == ["A"], timeout=10_000)
    press(Deed.LEFT)
    press(Deed.PIN)
    qtbot.waitUntil(lambda: sorted(canvas.marks.pins.values()) == ["A", "B"], timeout=10_000)
    hops = controls.up.count, controls.down.count
    for deed, moved in (
        (Deed.MORE, (1, 1)),
        (Deed.FEWER, (0, 0)),
        (Deed.MORE_UPSTREAM, (1, 0)),
        (Deed.MORE_DOWNSTREAM, (1, 1)),
    ):
        press(deed)
        assert (controls.up.count - hops[0], controls.down.count - hops[1]) == moved
    scale = canvas.camera.scale
    press(Deed.CLOSER)
    assert canvas.camera.scale > scale
    press(Deed.FARTHER)
    press(Deed.WHOLE)
    press(Deed.FOCUS)
    assert canvas.marks.dimmed or controls.focus.value == "both"
    canvas.menu_requested.disconnect()
    with qtbot.waitSignal(canvas.menu_requested):
        press(Deed.MENU)
    press(Deed.FILTER)
    assert view._filter.line.hasFocus()
    qtbot.keyClick(view._filter.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(canvas.hasFocus)


def test_star_unfolds_and_folds_again(view: LineageView, qtbot: QtBot) -> None:
    canvas = drawn_canvas(view)
    qtbot.keyClicks(canvas, "train.c")
    assert focused(view) == "train.csv"
    assert canvas.scene is not None
    before = canvas.scene
    view._controls.setFocus()
    canvas.setFocus()
    canvas.keyboard.do(Deed.UNFOLD)
    qtbot.waitUntil(lambda: canvas.scene is not before, timeout=10_000)
    assert canvas.scene.count > before.count
    assert focused(view) == "train.csv"
    unfolded = canvas.scene
    canvas.keyboard.do(Deed.UNFOLD)
    qtbot.waitUntil(lambda: canvas.scene is not unfolded, timeout=10_000)
    assert canvas.scene.count == before.count


def test_the_focus_survives_what_the_view_does(view: LineageView, reader: Reader, qtbot: QtBot) -> None:
    canvas = drawn_canvas(view)
    canvas.keyboard.do(Deed.ROOT)
    canvas.keyboard.do(Deed.LEFT)
    for change in (
        reader.changed.emit,
        lambda: view.model.change(slice="kind:run"),
        lambda: view.model.change(slice=""),
        lambda: view.model.change(as_of="HEAD"),
    ):
        before = canvas.scene
        change()
        qtbot.waitUntil(lambda before=before: canvas.scene is not before, timeout=10_000)
        assert focused(view) == "train"
        assert canvas.hasFocus()


def test_the_map_is_walked_too(view: LineageView, qtbot: QtBot) -> None:
    canvas, before = drawn_canvas(view), drawn_canvas(view).scene
    view.model.show_view(View(show=Show.MAP))
    qtbot.waitUntil(lambda: canvas.scene is not before, timeout=20_000)
    canvas.setFocus()
    canvas.keyboard.do(Deed.ROOT)
    seen = {canvas.marks.ring}
    for deed in (Deed.LEFT, Deed.LEFT, Deed.DOWN, Deed.DOWN, Deed.RIGHT, Deed.UP, Deed.OLDEST, Deed.NEWEST):
        canvas.keyboard.do(deed)
        seen.add(canvas.marks.ring)
    assert len(seen) > 3
    assert None not in seen


def test_tab_goes_through_everything_and_is_caught_nowhere(view: LineageView, qtbot: QtBot) -> None:
    view._controls.show_part(Part.LEGEND, shown=True)
    view._controls.show_part(Part.OUTLINE, shown=True)
    view._controls.show_part(Part.TIME, shown=True)
    outline = view._outlining.outline
    canvas = drawn_canvas(view)
    canvas.setFocus()
    seen: list[QWidget] = []
    now: QWidget | None = canvas
    while now is not None and now not in seen and len(seen) < 200:
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
    assert now is canvas  # round and back
    legend = next(iter(canvas.legend.rows.values()))
    for wanted in (view._filter.line, legend, outline.line, outline.tree):
        assert wanted in seen
    places = [seen.index(each) for each in (canvas, legend, outline.line, outline.tree)]
    assert places == sorted(places)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.LIGHT_CONTRAST, Scheme.DARK_CONTRAST])
def test_the_focus_ring_is_seen_in_every_theme(
    canvas: GraphCanvas, theme: Theme, scheme: Scheme, qtbot: QtBot
) -> None:
    theme.choose(scheme)
    one, other = sorted((luminance(theme.color(name).name()) for name in ("focus", "window")), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 3.0
    focus = show(canvas, "a>b>c", "b")
    qtbot.waitUntil(canvas.hasFocus)

    def painted() -> bool:
        left, top, width, _ = canvas.scene.box(canvas.marks.ring)  # type: ignore[union-attr, arg-type]
        spot = QPoint(*(round(each) for each in canvas.camera.to_view(left + width / 2, top - 5.0)))
        ratio = canvas.devicePixelRatioF()
        image = canvas.grab().toImage()
        near = [
            image.pixelColor(round(spot.x() * ratio), round((spot.y() + by) * ratio))
            for by in (-2, -1, 0, 1, 2)
        ]
        return theme.color("focus").name() in {colour.name() for colour in near}

    qtbot.waitUntil(painted, timeout=10_000)
    assert focus() == "b"
    theme.choose(Scheme.LIGHT)
