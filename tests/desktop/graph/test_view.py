"""The lineage view on a project that Git and DVC made."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from forebear.desktop.graph.controls import Focus, Part
from forebear.desktop.graph.menu import Acts, Folding, node_menu
from forebear.desktop.graph.notice import Notice
from forebear.desktop.graph.picking import Picker
from forebear.desktop.graph.view import LineageView
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.answers import Node
from forebear.lineage.questions import Questions
from forebear.lineage.view import Show, View
from forebear.lineage.words import ArtifactType, NodeKind

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


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
    return made


def ask(reader: Reader, qtbot: QtBot, question: object) -> object:
    answers: list[object] = []
    reader.ask(question, answers.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    return answers[0]


@pytest.fixture
def model(reader: Reader, qtbot: QtBot) -> Node:
    def newest(questions: Questions) -> Node:
        return next(node for node in questions.artifacts(ArtifactType.MODEL) if node.name == "model.json")

    found = ask(reader, qtbot, newest)
    assert isinstance(found, Node)
    return found


@pytest.fixture
def drawn(view: LineageView, selection: Selection, model: Node, qtbot: QtBot) -> LineageView:
    selection.select(model)
    view.show_node(model)
    qtbot.waitUntil(lambda: view.canvas is not None and view.canvas.scene is not None, timeout=30_000)
    return view


def place(view: LineageView, node: Node) -> QPoint:
    assert view.canvas is not None
    assert view.canvas.scene is not None
    return QPointF(
        *view.canvas.camera.to_view(*view.canvas.scene.middle(view.canvas.scene.row[node.id]))
    ).toPoint()


def named(view: LineageView, name: str) -> Node:
    assert view.canvas is not None
    assert view.canvas.scene is not None
    return next(node for node in view.canvas.scene.nodes if node.name == name)


def names(view: LineageView) -> set[str]:
    assert view.canvas is not None
    assert view.canvas.scene is not None
    return {node.name for node in view.canvas.scene.nodes}


def test_it_says_what_to_do_before_anything_is_selected(view: LineageView) -> None:
    assert view.findChild(QAbstractButton) is not None
    assert any("Nothing selected" in label.text() for label in _labels(view))


def test_the_neighbourhood_is_drawn_within_the_hops(drawn: LineageView, model: Node) -> None:
    assert {"model.json", "train", "train.csv"} <= names(drawn)
    assert "customers.csv" not in names(drawn)  # four hops up
    assert drawn.canvas is not None
    assert drawn.canvas.scene is not None
    assert drawn.canvas.scene.root == drawn.canvas.scene.row[model.id]
    assert drawn.canvas.marks.selected == drawn.canvas.scene.root


def test_more_hops_draw_more(drawn: LineageView, qtbot: QtBot) -> None:
    drawn._controls.up.set_count(4)
    qtbot.waitUntil(lambda: "customers.csv" in names(drawn), timeout=10_000)


def test_a_click_selects_and_a_click_on_the_ground_selects_nothing(
    drawn: LineageView, selection: Selection, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    train = named(drawn, "train")
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place(drawn, train))
    assert selection.node == train
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert selection.node is None


def test_a_double_click_opens(drawn: LineageView, selection: Selection, qtbot: QtBot) -> None:
    train = named(drawn, "train")
    with qtbot.waitSignal(selection.node_opened) as opened:
        qtbot.mouseDClick(drawn.canvas, Qt.MouseButton.LeftButton, pos=place(drawn, train))
    assert opened.args == [train]


def test_hovering_lights_what_is_up_and_down(drawn: LineageView, qtbot: QtBot) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    assert canvas.scene is not None
    train = named(drawn, "train")
    qtbot.mouseMove(canvas, place(drawn, train))
    row = canvas.scene.row[train.id]
    assert canvas.marks.hovered == row
    assert canvas.marks.up == canvas.scene.upstream(row)
    assert canvas.marks.down == canvas.scene.downstream(row)


def test_hovering_an_edge_says_its_role(drawn: LineageView, qtbot: QtBot) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    assert canvas.scene is not None
    number = next(
        number
        for number, link in enumerate(canvas.scene.links)
        if canvas.scene.nodes[link.source].name == "train.csv"
    )
    (x1, y1), (x2, y2) = canvas.scene.arrangement.routes[number][:2]
    qtbot.mouseMove(canvas, QPointF(*canvas.camera.to_view((x1 + x2) / 2, (y1 + y2) / 2)).toPoint())
    assert canvas.marks.link == number
    assert "train.csv" in canvas._tip[0]


def test_unfolding_adds_neighbours_in_place_and_folding_takes_them_away(
    drawn: LineageView, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    scene = canvas.scene
    assert scene is not None
    data = named(drawn, "train.csv")
    row = scene.row[data.id]
    assert scene.more[row][0] > 0
    before = {node.id: scene.box(number) for number, node in enumerate(scene.nodes)}
    camera = canvas.camera
    canvas.unfold_requested.emit(row, True)
    qtbot.waitUntil(lambda: canvas.scene is not scene, timeout=10_000)
    unfolded = canvas.scene
    assert unfolded is not None
    assert "prepare" in names(drawn)
    assert canvas.camera == camera
    assert unfolded.box(unfolded.row[data.id])[:2] == pytest.approx(before[data.id][:2], abs=0.01)
    assert (unfolded.row[data.id], True) in canvas.marks.unfolded
    canvas.unfold_requested.emit(unfolded.row[data.id], True)
    qtbot.waitUntil(lambda: canvas.scene is not unfolded, timeout=10_000)
    assert "prepare" not in names(drawn)
    assert canvas.scene is not None
    assert {node.id: canvas.scene.box(number) for number, node in enumerate(canvas.scene.nodes)} == {
        node: pytest.approx(box) for node, box in before.items()
    }


def test_all_that_a_commit_held_is_drawn(view: LineageView, reader: Reader, qtbot: QtBot) -> None:
    commit = ask(reader, qtbot, lambda questions: questions.resolve("v1.0"))
    view.show_commit(commit.node)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: view.canvas is not None and view.canvas.scene is not None, timeout=30_000)
    assert {"customers.csv", "prepare", "train.csv", "train", "model.json", "metrics.json"} <= names(view)


def test_the_focus_dims_what_is_not_upstream(drawn: LineageView) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    assert canvas.scene is not None
    drawn._controls.set_focus(Focus.UPSTREAM)
    assert canvas.marks.selected is not None
    up = canvas.scene.upstream(canvas.marks.selected).rows
    assert canvas.marks.dimmed == frozenset(range(len(canvas.scene.nodes))) - up
    assert not canvas.marks.down.links
    drawn._controls.set_focus(Focus.ALL)
    assert not canvas.marks.dimmed


def test_the_keyboard_walks_selects_pins_and_zooms(
    drawn: LineageView, selection: Selection, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    assert canvas.scene is not None
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.marks.ring is not None
    assert canvas.scene.nodes[canvas.marks.ring].name == "train"
    assert "train, Run, made from" in canvas.accessibleDescription()
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert selection.node == named(drawn, "train")
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert selection.pinned == (named(drawn, "train").ref,)
    scale = canvas.camera.scale
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.camera.scale > scale
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.camera.scale == pytest.approx(scale)
    qtbot.keyClick(canvas, Qt.Key.Key_F)
    assert drawn._controls.focus is Focus.BOTH
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert (drawn._controls.up.count, drawn._controls.down.count) == (3, 3)


def test_the_wheel_pans_and_with_ctrl_zooms_at_the_pointer(drawn: LineageView) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    start = canvas.camera
    _wheel(canvas, Qt.KeyboardModifier.NoModifier)
    assert canvas.camera.scale == start.scale
    assert canvas.camera.y != start.y
    before = canvas.camera.to_world(300, 200)
    _wheel(canvas, Qt.KeyboardModifier.ControlModifier)
    assert canvas.camera.scale > start.scale
    assert canvas.camera.to_world(300, 200) == pytest.approx(before)


def drag(view: LineageView, qtbot: QtBot, spot: QPoint, right: int, down: int) -> None:
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=spot)
    for step in (0.2, 0.6, 1.0):
        qtbot.mouseMove(view.canvas, spot + QPoint(round(right * step), round(down * step)))
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=spot + QPoint(right, down))


def test_dragging_the_ground_pans_and_does_not_click(
    drawn: LineageView, selection: Selection, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    start, node = canvas.camera, selection.node
    drag(drawn, qtbot, QPoint(8, 8), 60, 30)
    assert canvas.camera.x == pytest.approx(start.x - 60 / start.scale)
    assert selection.node == node


def test_a_node_moved_by_hand_stays_there_until_it_is_put_back(drawn: LineageView, qtbot: QtBot) -> None:
    canvas, train = drawn.canvas, named(drawn, "train")
    assert canvas is not None
    spot = place(drawn, train)
    drag(drawn, qtbot, spot, 60, 30)
    assert (place(drawn, train) - spot - QPoint(60, 30)).manhattanLength() <= 2
    drawn._controls.up.set_count(3)
    qtbot.waitUntil(lambda: "prepare" in names(drawn), timeout=10_000)
    assert drawn.model.view is not None
    assert list(drawn.model.view.moved) == [train.ref]
    drawn.model.step(-1)
    assert (place(drawn, train) - spot - QPoint(60, 30)).manhattanLength() <= 2
    drawn.model.put_back()
    assert (place(drawn, train) - spot).manhattanLength() <= 2


def test_the_menu_offers_what_can_be_done(drawn: LineageView, selection: Selection, qtbot: QtBot) -> None:
    train = named(drawn, "train")
    turned: list[tuple[bool, bool]] = []
    acts = Acts(lambda: None, lambda upstream, away: turned.append((upstream, away)))
    menu = node_menu(drawn, train, selection, Folding(2, 0, False, True), acts)
    texts = {action.text(): action for action in menu.actions()}
    with qtbot.waitSignal(selection.rebuild_requested) as asked:
        texts["Rebuild…"].trigger()
    assert asked.args == [train.ref]
    texts["Unfold 2 upstream"].trigger()
    texts["Fold downstream"].trigger()
    assert turned == [(True, False), (False, True)]
    texts["Pin for a comparison"].trigger()
    assert selection.pinned == (train.ref,)
    texts["Copy reference"].trigger()
    assert QApplication.clipboard().text() == train.ref


def colours(view: LineageView) -> set[str]:
    """The colours along the middle of the picture."""
    canvas = view.canvas
    assert canvas is not None
    picture = canvas.grab().toImage()
    ratio = picture.devicePixelRatio()
    return {
        picture.pixelColor(round(x * ratio), round(y * ratio)).name()
        for x in range(0, canvas.width(), 3)
        for y in range(canvas.height() // 2 - 12, canvas.height() // 2 + 12, 2)
    }


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_it_paints_at_every_distance_in_both_themes(
    drawn: LineageView, theme: Theme, scheme: Scheme, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    assert canvas.scene is not None
    theme.choose(scheme)
    drawn._controls.show_part(Part.LEGEND, shown=True)
    for scale in (1.0, 0.5, 0.3, 0.1):
        canvas.zoom(scale / canvas.camera.scale)
        canvas.centre(canvas.scene.row[named(drawn, "model.json").id])
        qtbot.waitUntil(lambda: len(colours(drawn)) > 4, timeout=10_000)
        qtbot.waitUntil(lambda: theme.color("window").name() in colours(drawn), timeout=10_000)
    theme.choose(Scheme.LIGHT)


def seen(view: LineageView) -> tuple[float, float, float, float]:
    """Where the whole drawing is in the widget: left, top, right, bottom."""
    assert view.canvas is not None
    assert view.canvas.scene is not None
    left, top, width, height = view.canvas.scene.bounds
    camera = view.canvas.camera
    return *camera.to_view(left, top), *camera.to_view(left + width, top + height)


def test_a_picture_opens_whole_and_follows_the_size_until_it_is_moved(
    drawn: LineageView, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    for size in ((1200, 700), (900, 500), (1600, 900)):
        drawn.resize(*size)
        qtbot.waitUntil(lambda size=size: drawn.width() == size[0] and canvas.width() == size[0])
        left, top, right, bottom = seen(drawn)
        assert left >= 0
        assert top >= 0
        assert right <= canvas.width()
        assert bottom <= canvas.height()
        assert canvas.camera.scale <= 1
        assert left + right == pytest.approx(canvas.width(), abs=2)
    canvas.zoom(1.25)
    scale = canvas.camera.scale
    drawn.resize(1000, 600)
    qtbot.waitUntil(lambda: canvas.width() == 1000)
    assert canvas.camera.scale == scale


def test_a_new_import_keeps_the_picture_in_its_place(
    drawn: LineageView, reader: Reader, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    data = named(drawn, "train.csv")
    assert canvas.scene is not None
    canvas.unfold_requested.emit(canvas.scene.row[data.id], True)
    qtbot.waitUntil(lambda: "prepare" in names(drawn), timeout=10_000)
    canvas.zoom(1.25)
    camera, scene, spot = canvas.camera, canvas.scene, place(drawn, data)
    reader.changed.emit()
    qtbot.waitUntil(lambda: canvas.scene is not scene, timeout=10_000)
    assert "prepare" in names(drawn)
    assert canvas.camera == camera
    assert (place(drawn, data) - spot).manhattanLength() <= 1


def test_a_strip_that_is_narrow_keeps_its_buttons(drawn: LineageView, qtbot: QtBot) -> None:
    buttons = drawn._controls._focus.values()
    assert {button.toolButtonStyle() for button in buttons} == {Qt.ToolButtonStyle.ToolButtonTextBesideIcon}
    drawn.setMinimumSize(320, 200)  # as the window's tabs do
    for width in (440, 340):
        drawn.resize(width, 500)
        qtbot.waitUntil(lambda width=width: drawn._controls.width() == width)
        edges = (0, drawn._controls.height() // 2, drawn._controls.height())
        for top, bottom in pairwise(edges):
            lefts = [
                (button.mapTo(drawn._controls, QPoint()).x(), button.width())
                for button in drawn._controls.findChildren(QAbstractButton)
                if button.isVisible() and top <= button.mapTo(drawn._controls, QPoint()).y() < bottom
            ]
            placed = sorted((left, left + wide) for left, wide in lefts)
            assert len(placed) > 3
            assert all(one[1] <= two[0] for one, two in pairwise(placed))
            assert placed[-1][1] <= width
    assert {button.toolButtonStyle() for button in buttons} == {Qt.ToolButtonStyle.ToolButtonIconOnly}


def test_what_is_folded_and_what_was_moved_is_said(drawn: LineageView, qtbot: QtBot) -> None:
    picture = drawn.model.picture
    assert picture is not None
    notice = Notice()
    qtbot.addWidget(notice)
    notice.show_picture(replace(picture, chosen=12_345, folded=True))
    assert notice.text.startswith("12,345 things cannot be drawn one by one")
    notice.show_picture(replace(picture, view=replace(picture.view, moved={"run:1": (1.0, 2.0)})))
    with qtbot.waitSignal(notice.put_back_wanted):
        notice.findChildren(QAbstractButton)[0].click()
    notice.show_picture(picture)
    assert notice.text == ""


def test_at_a_commit_files_that_nothing_reads_or_writes_are_left_out(
    view: LineageView, reader: Reader, qtbot: QtBot
) -> None:
    def newest(questions: Questions) -> Node:
        return questions.node(NodeKind.COMMIT, questions.commits(1)[0].sha)

    commit = ask(reader, qtbot, newest)
    assert isinstance(commit, Node)
    view.show_commit(commit)
    qtbot.waitUntil(lambda: view.canvas is not None and view.canvas.scene is not None, timeout=30_000)
    assert view.canvas is not None
    scene = view.canvas.scene
    assert scene is not None
    joined = {end for link in scene.links for end in (link.source, link.target)}
    lonely = {scene.nodes[row].type for row in range(len(scene.nodes)) if row not in joined}
    assert not lonely & {ArtifactType.CONFIG, ArtifactType.METRICS, ArtifactType.PLOT}
    assert ArtifactType.MODEL in {node.type for node in scene.nodes}


@pytest.fixture
def project_drawn(view: LineageView, qtbot: QtBot) -> LineageView:
    view.model.show_project()
    qtbot.waitUntil(lambda: view.canvas is not None and view.canvas.scene is not None, timeout=30_000)
    return view


def test_a_double_click_unfolds_a_group_and_the_menu_folds_it_back(
    project_drawn: LineageView, selection: Selection, qtbot: QtBot
) -> None:
    canvas, model = project_drawn.canvas, project_drawn.model
    assert canvas is not None
    train = named(project_drawn, "train")
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place(project_drawn, train))
    assert selection.node is None  # a group is nothing that is recorded
    assert canvas.scene is not None
    assert canvas.marks.selected == canvas.scene.row[train.id]
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=place(project_drawn, train))
    qtbot.waitUntil(lambda: train.id not in canvas.scene.row, timeout=10_000)  # type: ignore[union-attr]
    run = named(project_drawn, "train")
    assert run.id > 0
    assert project_drawn._controls.crumbs.texts == ("Project", "train")
    canvas.menu_requested.emit(canvas.scene.row[run.id], QPoint(0, 0))
    menu = canvas.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == "Fold back into train").trigger()
    menu.close()
    qtbot.waitUntil(lambda: train.id in canvas.scene.row, timeout=10_000)  # type: ignore[union-attr]
    assert model.view == View(show=Show.FOLDED)
    assert project_drawn._controls.crumbs.texts == ("Project",)


def test_a_member_is_pulled_out_of_a_group(project_drawn: LineageView, qtbot: QtBot) -> None:
    canvas = project_drawn.canvas
    assert canvas is not None
    assert canvas.scene is not None
    assert project_drawn.hands is not None
    train = named(project_drawn, "train")
    project_drawn.hands.pick_members(canvas.scene.row[train.id])
    picker = canvas.findChild(Picker)
    assert picker is not None
    qtbot.waitUntil(lambda: len(picker.listed) == 3, timeout=10_000)
    assert picker.said == "0 of 3 shown"
    chosen = picker.listed[1]
    picker.picked.emit((chosen,))
    qtbot.waitUntil(lambda: chosen.id in canvas.scene.row, timeout=10_000)  # type: ignore[union-attr]
    assert len(canvas.scene.groups[train.id].members) == 2  # type: ignore[attr-defined]


def test_two_nodes_are_selected_with_ctrl_and_asked_about_together(
    drawn: LineageView, selection: Selection, qtbot: QtBot
) -> None:
    canvas = drawn.canvas
    assert canvas is not None
    assert canvas.scene is not None
    data, model = named(drawn, "train.csv"), named(drawn, "model.json")
    for node, modifier in (
        (data, Qt.KeyboardModifier.NoModifier),
        (model, Qt.KeyboardModifier.ControlModifier),
    ):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, modifier, place(drawn, node))
    assert selection.node == data
    assert canvas.marks.also == {canvas.scene.row[model.id]}
    canvas.menu_requested.emit(canvas.scene.row[model.id], QPoint(0, 0))
    menu = canvas.findChildren(QMenu)[-1]
    texts = {action.text(): action for action in menu.actions()}
    assert {"Compare these", "What both were made from", "What both went into"} <= set(texts)
    texts["All paths between the two"].trigger()
    menu.close()
    qtbot.waitUntil(lambda: names(drawn) == {"train.csv", "train", "model.json"}, timeout=10_000)
    assert drawn._filter.line.text() == drawn.model.view.slice  # type: ignore[union-attr]


def test_a_node_of_the_map_is_looked_up_when_it_is_clicked(
    view: LineageView, selection: Selection, model: Node, qtbot: QtBot
) -> None:
    view.model.show_map()
    qtbot.waitUntil(lambda: view.canvas is not None and view.canvas.scene is not None, timeout=30_000)
    canvas = view.canvas
    assert canvas is not None
    assert canvas.scene is not None
    canvas.clicked.emit(canvas.scene.row[model.id])
    qtbot.waitUntil(lambda: selection.node == model, timeout=10_000)
    view.model.change(slice="kind:model", as_of="v1.0")
    qtbot.waitUntil(lambda: bool(canvas.marks.dimmed) and bool(canvas.marks.later), timeout=10_000)
    assert canvas.scene.row[model.id] not in canvas.marks.dimmed


def test_a_wrong_filter_leaves_the_picture_and_says_what_is_wrong(drawn: LineageView, qtbot: QtBot) -> None:
    drawn.model.change(slice="kind:nonsense")
    qtbot.waitUntil(lambda: "nonsense" in drawn._notice.text, timeout=10_000)
    assert "model.json" in names(drawn)
    assert drawn._ground.shown is drawn.canvas
    drawn._notice.findChildren(QAbstractButton)[0].click()
    qtbot.waitUntil(lambda: not drawn._notice.text, timeout=10_000)
    assert drawn.model.view.slice == ""  # type: ignore[union-attr]


def test_a_filter_that_matches_nothing_offers_the_way_out(drawn: LineageView, qtbot: QtBot) -> None:
    drawn.model.ask_slice("kind:model name:there-is-no-such-thing")
    qtbot.waitUntil(
        lambda: any("Nothing matches" in label.text() for label in _labels(drawn)), timeout=10_000
    )
    clear = next(each for each in drawn.findChildren(QAbstractButton) if each.text() == "Clear the filter")
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawn._ground.shown is drawn.canvas, timeout=10_000)


def test_what_is_too_dense_to_draw_opens_as_the_outline(
    project_drawn: LineageView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    outline = QLabel("outline")
    project_drawn.add_outline(outline)
    assert outline.isHidden()
    monkeypatch.setattr("forebear.lineage.viewing._MOST_DRAWN", 3)
    with qtbot.waitSignal(project_drawn.too_dense, timeout=10_000) as dense:
        project_drawn.model.change(hidden=frozenset({"commit"}))
    assert len(dense.args[0].nodes) > 3
    assert outline.isVisible()
    assert any("Too much to draw" in label.text() for label in _labels(project_drawn))


def test_a_failed_question_is_said_with_a_way_on(
    selection: Selection, theme: Theme, model: Node, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = Reader(f"sqlite:///{tmp_path / 'none' / 'lineage.db'}")
    view = LineageView(broken, selection, theme)
    qtbot.addWidget(view)
    view.show()
    view.show_node(model)
    qtbot.waitUntil(lambda: any("cannot be drawn" in label.text() for label in _labels(view)), timeout=30_000)
    assert any(
        button.text() == "Try again" and button.isVisible() for button in view.findChildren(QAbstractButton)
    )
    broken.close()


def test_clearing_takes_the_picture_away(drawn: LineageView) -> None:
    drawn.clear()
    assert drawn.canvas is not None
    assert drawn.canvas.scene is None


def test_every_control_has_a_name(drawn: LineageView) -> None:
    for button in drawn.findChildren(QAbstractButton):
        inside_a_line = isinstance(button.parent(), QLineEdit)  # an icon, which the line's own name explains
        assert inside_a_line or button.accessibleName() or button.text() or button.isHidden()
    assert drawn.canvas is not None
    assert drawn.canvas.accessibleName() == "Lineage graph"


def test_kinds_are_told_apart_by_shape_as_well(theme: Theme) -> None:
    from PySide6.QtCore import QRectF

    from forebear.desktop import wording
    from forebear.desktop.graph.shapes import outline

    box = QRectF(0, 0, 30, 30)
    kinds = [wording.icon_name(kind) for kind in NodeKind if kind is not NodeKind.ARTIFACT]
    shapes = {icon: outline(icon, box) for icon in (*kinds, "dataset", "model", "config", "metrics")}
    for one in ("commit", "run", "rebuild", "environment", "dataset", "model", "config", "metrics"):
        same = {icon for icon, path in shapes.items() if path == shapes[one]}
        assert same <= {one, "tag"}


def _labels(view: LineageView) -> list[object]:
    from PySide6.QtWidgets import QLabel

    return [label for label in view.findChildren(QLabel) if label.isVisible()]


def _wheel(canvas: object, modifiers: Qt.KeyboardModifier) -> None:
    spot = QPointF(300, 200)
    event = QWheelEvent(
        spot, spot, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)  # type: ignore[arg-type]
