"""What a person does on the canvas, as acts of the model and the selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from forebear.desktop import wording
from forebear.desktop.graph.listing import among, neighbours
from forebear.desktop.graph.marking import unfolded_sides
from forebear.desktop.graph.menu import Acts, Folding, GroupActs, group_menu, node_menu
from forebear.desktop.graph.model import GraphModel
from forebear.desktop.graph.picking import Picker
from forebear.desktop.graph.picture import name_of
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node
from forebear.lineage.viewing import EVERY

if TYPE_CHECKING:  # NumPy comes in with the first picture
    from forebear.desktop.graph.canvas import GraphCanvas
    from forebear.desktop.graph.map_scene import MapScene
    from forebear.desktop.graph.scene import Scene

_MOST_DETAILS = 2_000
_FEW = 4
"""So many neighbours are unfolded at once; of more a person picks."""


class Hands(QObject):
    """Follows one canvas.

    Attributes: `others` are the nodes selected together with the selection's own (Ctrl and a click); `group`
    is the group that was clicked last, which only the picture knows.
    Signals: `chosen()` one of the two is another; `begun(str)` a filter that the person goes on with.
    """

    chosen = Signal()
    begun = Signal(str)

    def __init__(
        self, canvas: GraphCanvas, model: GraphModel, selection: Selection, reader: Reader, theme: Theme
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._model, self._selection = canvas, model, selection
        self._reader, self._theme = reader, theme
        self.others: tuple[Node, ...] = ()
        self.group: Node | None = None
        selection.node_selected.connect(self._forget_group)
        canvas.clicked.connect(self.click)
        canvas.added.connect(self.add)
        canvas.opened.connect(self.open)
        canvas.walked.connect(self._describe)
        canvas.unfold_requested.connect(self.turn)
        canvas.menu_requested.connect(self.show_menu)
        canvas.node_moved.connect(self._move)
        canvas.details_wanted.connect(self._look_up)

    @property
    def _scene(self) -> Scene | MapScene | None:
        picture = self._model.picture
        return picture.scene if picture is not None and self._canvas.scene is picture.scene else None

    def node(self, row: int) -> Node | None:
        """The node (or group) of a row; None where the picture is another by now."""
        scene = self._scene
        return scene.node(row) if scene is not None and 0 <= row < scene.count else None

    def click(self, row: int) -> None:
        """Select a node; the ground selects nothing."""
        node = self.node(row)
        if self._has_to_look_up(row, self.click):
            return
        if node is not None:
            self._describe(row)
        self.group = node if node is not None and node.id < 0 else None
        if node is not None and self.group is None:
            self._choose(())
            self._selection.select(node)
            return
        self._choose((), always=True)
        if node is None:
            self._selection.select(None)

    def add(self, row: int) -> None:
        """Select one more node, or leave it out again."""
        if self._has_to_look_up(row, self.add):
            return
        node, chosen = self.node(row), self._selection.node
        if node is None or node.id < 0 or chosen is None:
            self.click(row)
        elif node in self.others:
            self._describe(row)
            self._choose(tuple(other for other in self.others if other != node))
        elif node != chosen:
            self._describe(row)
            self._choose((*self.others, node))

    def _has_to_look_up(self, row: int, then: Callable[[int], None]) -> bool:
        """Whether a node of a map is not known by name yet; `then` is done when it is."""
        if row < 0 or self._scene is None or self.node(row) is not None:
            return False
        self._look_up([row], lambda: then(row) if self.node(row) is not None else None)
        return True

    def open(self, row: int) -> None:
        """Bring a node to the centre; unfold a group."""
        node = self.node(row)
        if node is None:
            return
        if node.id < 0:
            self._model.unfold_group(node.key, node.name, node.id)
            return
        self._model.show_node(node, onwards=True)
        self._selection.open(node)  # the others bring it up as well

    def turn(self, row: int, upstream: bool) -> None:
        """Unfold a side of a node while there is more, then fold it."""
        node, scene = self.node(row), self._scene
        if node is None or scene is None:
            return
        left_out = scene.more.get(row, (0, 0))[0 if upstream else 1]
        self._turn(row, upstream, away=not left_out, all_=left_out <= _FEW)

    def _turn(self, row: int, upstream: bool, *, away: bool, all_: bool) -> None:
        node, scene = self.node(row), self._scene
        if node is None or scene is None:
            return
        name = name_of(node)
        if away:
            self._model.close_neighbours(name, upstream=upstream, anchor=node.id)
        elif all_ and node.id > 0:
            self._model.open_neighbours(name, (EVERY,), upstream=upstream, anchor=node.id)
        else:
            self._pick_neighbours(row, node, upstream=upstream)

    def unfold(self, row: int) -> None:
        """Unfold a group, or both sides of a node; where nothing is left to unfold, fold them."""
        node, scene, picture = self.node(row), self._scene, self._model.picture
        if node is None or scene is None or picture is None:
            return
        if node.id < 0:
            self.open(row)
            return
        left_out = scene.more.get(row, (0, 0))
        sides = [upstream for upstream in (True, False) if left_out[0 if upstream else 1]]
        if sides:
            for upstream in sides:
                self._turn(row, upstream, away=False, all_=True)
            return
        for folds, upstream in sorted(unfolded_sides(picture)):
            if folds == row:
                self._turn(row, upstream, away=True, all_=False)

    def pin(self, row: int) -> None:
        """Pin a node for a comparison, or unpin it; a group stands for no version."""
        node = self.node(row)
        if node is not None and node.id > 0:
            self._selection.pin(node.ref)
        elif node is None and self._scene is not None:
            self._look_up([row], lambda: self.pin(row) if self.node(row) is not None else None)

    def pick_members(self, row: int) -> None:
        """Let single members be pulled out of a group."""
        node, scene = self.node(row), self._scene
        if node is None or scene is None or node.id not in scene.groups:
            return
        members = scene.groups[node.id].members
        picker = self._picker(
            row,
            self.tr("Pull out of {name}").format(name=node.name),
            lambda questions, text: among(questions, members, text),
        )
        picker.picked.connect(
            lambda nodes: self._model.open_neighbours(
                node.key, [each.ref for each in nodes], upstream=False, anchor=node.id
            )
        )
        picker.all_wanted.connect(lambda: self._model.unfold_group(node.key, node.name, node.id))

    def show_menu(self, row: int, place: QPoint) -> None:
        """Show what can be done with a node."""
        node = self.node(row)
        picture = self._model.picture
        if node is None or picture is None:
            return
        inside = picture.inside.get(node.id, "")
        title = picture.unfolded.get(inside, "")
        if node.id < 0:
            acts = GroupActs(
                lambda: self.open(row), lambda: self.pick_members(row), lambda: self._model.fold_group(inside)
            )
            menu = group_menu(self._canvas, acts, title)
        else:
            sides, more = unfolded_sides(picture), picture.scene.more.get(row, (0, 0))
            menu = node_menu(
                self._canvas,
                node,
                self._selection,
                Folding(*more, (row, True) in sides, (row, False) in sides, title),
                Acts(
                    lambda: self.open(row),
                    lambda upstream, away: self._turn(row, upstream, away=away, all_=False),
                    lambda: self._model.fold_group(inside),
                    self._model.ask_slice,
                    self.begun.emit,
                    self._others_than(node),
                ),
            )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _others_than(self, node: Node) -> tuple[Node, ...]:
        chosen = self._selection.node
        every = (*((chosen,) if chosen is not None else ()), *self.others)
        return tuple(other for other in every if other != node) if self.others else ()

    def _pick_neighbours(self, row: int, node: Node, *, upstream: bool) -> None:
        scene = self._scene
        if scene is None:
            return
        group = scene.groups.get(node.id)
        ids = group.members if group is not None else (node.id,)
        drawn = {id_ for id_ in scene.row if id_ > 0}
        drawn.update(member for each in scene.groups.values() for member in each.members)
        name = name_of(node)
        said = self.tr("What {name} was made from") if upstream else self.tr("What was made from {name}")
        picker = self._picker(
            row,
            said.format(name=node.name or wording.short_key(node.key)),
            lambda questions, text: neighbours(questions, ids, drawn, text, upstream=upstream),
        )

        def draw(refs: tuple[str, ...]) -> None:
            self._model.open_neighbours(name, refs, upstream=upstream, anchor=node.id)

        picker.picked.connect(lambda nodes: draw(tuple(each.ref for each in nodes)))
        picker.all_wanted.connect(
            lambda: draw((EVERY,) if node.id > 0 else tuple(each.ref for each in picker.listed))
        )

    def _picker(self, row: int, title: str, ask: object) -> Picker:
        scene = self._scene
        picker = Picker(self._reader, self._theme, title, ask, self._canvas)  # type: ignore[arg-type]
        place = QPoint(0, 0)
        if scene is not None:
            left, top, width, height = scene.box(row)
            x, y = self._canvas.camera.to_view(left + width * 0.3, top + height)
            place = QPoint(round(x), round(y) + 6)
        picker.pop_up(self._canvas.mapToGlobal(place))
        return picker

    def _move(self, row: int, right: float, down: float) -> None:
        node = self.node(row)
        if node is not None:
            self._model.move(node, right, down)

    def _look_up(self, rows: Sequence[int], then: Callable[[], object] | None = None) -> None:
        """Read the details of nodes of a map, which holds only those that were looked at."""
        scene = self._scene
        if scene is None:
            return
        ids = [int(scene.ids[row]) for row in rows[:_MOST_DETAILS]]

        def supply(nodes: Sequence[Node]) -> None:
            if self._scene is scene:
                self._canvas.supply(nodes)
                if then is not None:
                    then()

        topic = "details" if then is None else "detail"  # what is in view does not supersede a click
        self._reader.ask(lambda questions: questions.nodes(ids), supply, topic=topic, receiver=self)

    def _forget_group(self, _node: Node | None) -> None:
        self.group = None

    def _choose(self, others: tuple[Node, ...], *, always: bool = False) -> None:
        if others != self.others or always:
            self.others = others
            self.chosen.emit()

    def _describe(self, row: int) -> None:
        """Say to a screen reader where the focus is."""
        node, scene = self.node(row), self._scene
        if node is None or scene is None:
            return
        self._canvas.setAccessibleDescription(
            self.tr("{name}, {kind}, made from {before}, {after} made from it").format(
                name=node.name,
                kind=wording.node_text(node),
                before=len(scene.before(row)),
                after=len(scene.after(row)),
            )
        )
