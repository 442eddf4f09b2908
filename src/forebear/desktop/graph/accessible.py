# mypy: disable-error-code="override"
# PySide's stubs leave out that Qt takes None for "there is none".
"""The painted graph for screen readers: a tree whose items are the nodes.

Qt asks for an interface through a factory, keeps the pointer in a cache of its own and frees it there. So
each is held here as long as Qt may have it, and given back through `deleteAccessibleInterface`. (PySide 6.11:
dropping the Python object alone leaves Qt a dangling pointer; and `interface_cast` must answer with an object
or a null VoidPtr, as anything else crashes.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleSelectionInterface,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget

from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.keyboard import KEYS, Deed, deed_text
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.spoken import spoken_description, spoken_name

if TYPE_CHECKING:
    from forebear.desktop.graph.drawn import Drawn

_INSTALLED = "forebear.accessible"
_MOST_CHILDREN = 500
"""So many nodes of a map are told of at once; a picture of cards never has more than some thousand."""
_MOST_KEPT = 5_000
_Flag = QAccessible.RelationFlag
_ACTIONS = {
    QAccessibleActionInterface.pressAction(): Deed.SELECT,
    QAccessibleActionInterface.showMenuAction(): Deed.MENU,
    "Pin": Deed.PIN,
    "Unfold": Deed.UNFOLD,
    "Open": Deed.OPEN,
}


def install() -> None:
    """Have Qt make these interfaces for every canvas; once for an application."""
    app = QCoreApplication.instance()
    if app is not None and not app.property(_INSTALLED):
        app.setProperty(_INSTALLED, True)
        QAccessible.installFactory(_made)


def _made(_key: str, asked: QObject | None) -> QAccessibleInterface | None:
    return GraphAccessible(asked) if isinstance(asked, GraphCanvas) else None


class GraphAccessible(QAccessibleWidget):
    """The canvas: its children are the nodes in reading order, then legend and minimap.

    Of a map the nodes in view, and what is selected or in focus.
    """

    def __init__(self, canvas: GraphCanvas) -> None:
        super().__init__(canvas, QAccessible.Role.Tree, canvas.accessibleName())
        self._canvas = canvas
        self._selection = _Selection(self)
        self._nodes: dict[int, NodeAccessible] = {}
        self._listed: tuple[object, list[int], dict[int, int]] = (None, [], {})
        canvas.accessible = self  # held as long as the canvas is there
        nodes = self._nodes
        canvas.destroyed.connect(lambda: _give_back(nodes, list(nodes)))

    # children

    @property
    def ids(self) -> list[int]:
        """The ids of the nodes that are children."""
        return self._list()[0]

    def node(self, id_: int) -> NodeAccessible:
        """The interface of a node."""
        if id_ not in self._nodes:
            if len(self._nodes) >= _MOST_KEPT:
                kept = set(self.ids)
                _give_back(self._nodes, [each for each in self._nodes if each not in kept])
            self._nodes[id_] = NodeAccessible(self, self._canvas, id_)
        return self._nodes[id_]

    def at_row(self, row: int | None) -> NodeAccessible | None:
        """The interface of the node of a row."""
        scene = self._canvas.scene
        return self.node(int(scene.ids[row])) if scene is not None and row is not None else None

    def childCount(self) -> int:
        """The nodes, and the widgets in the corners."""
        return len(self.ids) + super().childCount()

    def child(self, index: int) -> QAccessibleInterface | None:
        """A node, or a widget behind them."""
        ids = self.ids
        if 0 <= index < len(ids):
            return self.node(ids[index])
        return super().child(index - len(ids)) if index >= len(ids) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Where a child is, -1 where it is none."""
        ids, places = self._list()
        if isinstance(child, NodeAccessible):
            return places.get(child.id, -1)
        place = super().indexOfChild(child)
        return place + len(ids) if place >= 0 else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        """What is at a place on the screen."""
        spot = self._canvas.mapFromGlobal(QPoint(x, y))
        if not self._canvas.rect().contains(spot):
            return None
        widget = self._canvas.childAt(spot)
        if widget is not None:
            return super().childAt(x, y)
        return self.at_row(self._canvas.row_at(QPointF(spot)))

    def focusChild(self) -> QAccessibleInterface | None:
        """The node in the keyboard's focus."""
        if self._canvas.hasFocus():
            return self.at_row(self._canvas.marks.ring) or self
        return super().focusChild()

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """The selection."""
        if kind is QAccessible.InterfaceType.SelectionInterface:
            return self._selection
        return shiboken6.VoidPtr(0)

    def selected(self) -> list[QAccessibleInterface]:
        """The selected nodes."""
        marks = self._canvas.marks
        rows = [row for row in (marks.selected, *sorted(marks.also)) if row is not None]
        return [node for node in map(self.at_row, rows) if node is not None]

    def select(self, row: int) -> None:
        """Select a row, -1 nothing."""
        self._canvas.clicked.emit(row)

    def _list(self) -> tuple[list[int], dict[int, int]]:
        canvas = self._canvas
        scene, marks = canvas.scene, canvas.marks
        moving = (canvas.camera, canvas.size(), marks.ring, marks.selected)
        key = (scene, moving) if isinstance(scene, MapScene) else (scene, None)
        if self._listed[0] != key:
            ids = _reading_order(scene, canvas) if scene is not None else []
            self._listed = key, ids, {id_: place for place, id_ in enumerate(ids)}
        return self._listed[1], self._listed[2]


class NodeAccessible(QAccessibleInterface):
    """A node, found anew in every picture by its `id`; invalid while it is in none."""

    def __init__(self, graph: GraphAccessible, canvas: GraphCanvas, id_: int) -> None:
        super().__init__()
        self.id = id_
        self._graph, self._canvas = graph, canvas
        self._actions = _Actions(self)

    @property
    def row(self) -> int | None:
        """The row in the picture, None where it is not in it."""
        if not shiboken6.isValid(self._canvas) or self._canvas.scene is None:
            return None
        return self._canvas.scene.row.get(self.id)

    def do(self, deed: Deed) -> None:
        """Do something with the node: what the key does when the focus is on it."""
        row, canvas = self.row, self._canvas
        if row is not None:
            canvas.walk(row)
            canvas.keyboard.do(deed)

    def focus(self) -> None:
        """Move the keyboard's focus here."""
        self._canvas.setFocus()
        self._canvas.walk(self.row)

    # Qt's own

    def isValid(self) -> bool:
        """Whether it is in the picture."""
        return self.row is not None

    def object(self) -> None:
        """None: it is painted."""

    def window(self) -> QWindow | None:
        """The window of the canvas."""
        return self._canvas.window().windowHandle() if shiboken6.isValid(self._canvas) else None

    def parent(self) -> QAccessibleInterface | None:
        """The graph."""
        return self._graph if shiboken6.isValid(self._graph) else None

    def childCount(self) -> int:
        """None."""
        return 0

    def child(self, _index: int) -> None:
        """None."""

    def childAt(self, _x: int, _y: int) -> None:
        """None."""

    def focusChild(self) -> None:
        """None."""

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """None."""
        return -1

    def rect(self) -> QRect:
        """Where it is drawn, on the screen."""
        row, canvas = self.row, self._canvas
        if row is None or canvas.scene is None:
            return QRect()
        left, top, width, height = canvas.scene.box(row)
        corner = QPointF(*canvas.camera.to_view(left, top))
        scale = canvas.camera.scale
        spot = canvas.mapToGlobal(corner).toPoint()
        return QRect(spot.x(), spot.y(), max(1, round(width * scale)), max(1, round(height * scale)))

    def role(self) -> QAccessible.Role:
        """An item of a tree."""
        return QAccessible.Role.TreeItem

    def state(self) -> QAccessible.State:
        """Focus, selection, and whether it can be seen."""
        state = QAccessible.State()
        row, canvas = self.row, self._canvas
        if row is None or canvas.scene is None:
            state.invalid = state.invisible = True
            return state
        marks = canvas.marks
        state.focusable = state.selectable = True
        state.extSelectable = state.multiSelectable = True
        state.focused = row == marks.ring and canvas.hasFocus()
        state.selected = row == marks.selected or row in marks.also
        inside = QRect(canvas.mapToGlobal(QPoint(0, 0)), canvas.size())
        state.offscreen = not inside.intersects(self.rect())
        state.invisible = not canvas.isVisible()
        state.expandable = state.collapsed = self.id < 0 or any(canvas.scene.more.get(row, (0, 0)))
        return state

    def text(self, kind: QAccessible.Text) -> str:
        """Name and description."""
        row, scene = self.row, self._canvas.scene if self.isValid() else None
        if row is None or scene is None:
            return ""
        match kind:
            case QAccessible.Text.Name:
                return spoken_name(scene, row)
            case QAccessible.Text.Description:
                return spoken_description(scene, row, self._canvas.marks)
            case _:
                return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """A node cannot be renamed."""

    def relations(
        self, match: QAccessible.RelationFlag = _Flag.AllRelations
    ) -> list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]:
        """What it was made from, and what was made from it, as far as a reader can go there."""
        row, scene = self.row, self._canvas.scene if self.isValid() else None
        if row is None or scene is None:
            return []
        sides = ((_Flag.FlowsFrom, scene.before(row)), (_Flag.FlowsTo, scene.after(row)))
        near = ((flag, other) for flag, rows in sides if match & flag for other in rows[:_MOST_CHILDREN])
        return [(self._graph.node(int(scene.ids[other])), flag) for flag, other in near]

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """The actions."""
        return self._actions if kind is QAccessible.InterfaceType.ActionInterface else shiboken6.VoidPtr(0)


class _Actions(QAccessibleActionInterface):
    """What can be done with a node."""

    def __init__(self, node: NodeAccessible) -> None:
        super().__init__()
        self._do: Callable[[Deed], None] = node.do
        self._focus: Callable[[], None] = node.focus

    def actionNames(self) -> list[str]:
        """Names that Qt knows, and some of our own."""
        return [self.setFocusAction(), *_ACTIONS]

    def doAction(self, name: str) -> None:
        """Do it."""
        if name == self.setFocusAction():
            self._focus()
        elif name in _ACTIONS:
            self._do(_ACTIONS[name])

    def keyBindingsForAction(self, name: str) -> list[str]:
        """The keys that do the same."""
        return [keys[0] for deed, keys in KEYS if deed is _ACTIONS.get(name)]

    def localizedActionName(self, name: str) -> str:
        """Say it in the person's language."""
        return deed_text(_ACTIONS[name]) if name in _ACTIONS else name

    def localizedActionDescription(self, name: str) -> str:
        """The same."""
        return self.localizedActionName(name)


class _Selection(QAccessibleSelectionInterface):
    """What is selected in the graph."""

    def __init__(self, graph: GraphAccessible) -> None:
        super().__init__()
        self._graph = graph

    def selectedItemCount(self) -> int:
        """How many nodes are selected."""
        return len(self._graph.selected())

    def selectedItems(self) -> list[QAccessibleInterface]:
        """The selected nodes, that whose lineage is lit first."""
        return self._graph.selected()

    def select(self, child: QAccessibleInterface) -> bool:
        """Select a node."""
        row = child.row if isinstance(child, NodeAccessible) else None
        if row is not None:
            self._graph.select(row)
        return row is not None

    def unselect(self, child: QAccessibleInterface) -> bool:
        """Select nothing, where it was selected."""
        return self.clear() if child in self._graph.selected() else False

    def selectAll(self) -> bool:
        """Nothing can be done with all nodes at once."""
        return False

    def clear(self) -> bool:
        """Select nothing."""
        self._graph.select(-1)
        return True


def _reading_order(scene: Drawn, canvas: GraphCanvas) -> list[int]:
    """Ids column by column from the left, top to bottom."""
    if isinstance(scene, MapScene):
        camera = canvas.camera
        view = (camera.x, camera.y, canvas.width() / camera.scale, canvas.height() / camera.scale)
        marks = {row for row in (canvas.marks.ring, canvas.marks.selected) if row is not None}
        rows = np.union1d(scene.grid.touching(*view)[:_MOST_CHILDREN], np.asarray(sorted(marks), np.intp))
        rows = rows.astype(np.intp)
    else:
        rows = np.arange(scene.count)
    ids: list[int] = scene.ids[rows[np.lexsort((scene.boxes[rows, 1], scene.columns[rows]))]].tolist()
    return ids


def _give_back(nodes: dict[int, NodeAccessible], ids: list[int]) -> None:
    """Have Qt free interfaces, and forget them."""
    for id_ in ids:
        node = nodes.pop(id_)
        if shiboken6.isValid(node):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(node))
