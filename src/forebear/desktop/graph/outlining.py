"""The outline beside the picture, and the picture: each follows the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt

from forebear.desktop.graph.menu import Acts, Folding, node_menu
from forebear.desktop.graph.outline_tree import OutlineTree
from forebear.desktop.graph.picture import Picture
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node

if TYPE_CHECKING:
    from forebear.desktop.graph.view import LineageView


class Outlining(QObject):
    """Puts an outline into a lineage view. `outline` is its widget."""

    def __init__(self, view: LineageView, reader: Reader, selection: Selection, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._selection = view, selection
        self._knows_canvas = False
        self.outline = outline = OutlineTree(reader, theme)
        view.add_outline(outline)
        view.model.scene_changed.connect(self._show)
        view.too_dense.connect(outline.show_graph)
        selection.node_selected.connect(self._follow_selection)
        outline.chosen.connect(self._choose)
        outline.moved.connect(self._move)
        outline.opened.connect(self._open)
        outline.pin_wanted.connect(self._pin)
        outline.menu_wanted.connect(self._show_menu)
        outline.left.connect(self._leave)

    def _show(self, picture: Picture, _manner: object) -> None:
        canvas = self._view.canvas
        if canvas is not None and not self._knows_canvas:
            self._knows_canvas = True
            canvas.walked.connect(self._follow)
        self.outline.show_picture(picture)

    def _follow(self, row: int) -> None:
        canvas = self._view.canvas
        if canvas is not None and canvas.scene is not None:
            self.outline.follow(int(canvas.scene.ids[row]))

    def _follow_selection(self, node: Node | None) -> None:
        self.outline.follow(node.id if node is not None else None)

    def _row(self, id_: int) -> int | None:
        """The row of a node in the picture that is drawn."""
        canvas, picture = self._view.canvas, self._view.model.picture
        if canvas is None or picture is None or canvas.scene is not picture.scene or not canvas.isVisible():
            return None
        return canvas.scene.row.get(id_)

    def _choose(self, node: Node) -> None:
        row, hands = self._row(node.id), self._view.hands
        if node.id > 0:
            self._selection.select(node)
        elif row is not None and hands is not None:
            hands.click(row)

    def _move(self, id_: int) -> None:
        row, canvas = self._row(id_), self._view.canvas
        if row is not None and canvas is not None:
            canvas.mark(replace(canvas.marks, ring=row))
            canvas.reveal(row)

    def _open(self, node: Node) -> None:
        row, hands = self._row(node.id), self._view.hands
        if row is not None and hands is not None:
            hands.open(row)
        elif node.id > 0:
            self._view.model.show_node(node, onwards=True)
            self._selection.open(node)
        else:
            self._view.model.unfold_group(node.key, node.name)

    def _pin(self, node: Node) -> None:
        if node.id > 0:
            self._selection.pin(node.ref)

    def _show_menu(self, node: Node, place: QPoint) -> None:
        row, hands = self._row(node.id), self._view.hands
        if row is not None and hands is not None:
            hands.show_menu(row, place)
        elif node.id > 0:
            acts = Acts(
                lambda: self._open(node), lambda _upstream, _away: None, ask=self._view.model.ask_slice
            )
            menu = node_menu(self.outline, node, self._selection, Folding(0, 0, False, False), acts)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(place)

    def _leave(self) -> None:
        canvas = self._view.canvas
        if canvas is not None and canvas.isVisible():
            canvas.setFocus(Qt.FocusReason.OtherFocusReason)
