"""Tells screen readers what happens in the graph: where the focus is, what is selected, what is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QWidget

from forebear.desktop.graph.accessible import GraphAccessible, install
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.model import GraphModel
from forebear.desktop.graph.picture import Picture
from forebear.desktop.graph.pins import Pins
from forebear.desktop.selection import Selection
from forebear.lineage.answers import Node

Update = Callable[[QAccessibleEvent], None]


class Voice(QObject):
    """Follows the focus on one canvas; says nothing while no screen reader listens.

    `update` takes the events.
    """

    def __init__(self, canvas: GraphCanvas, update: Update = QAccessible.updateAccessibility) -> None:
        super().__init__(canvas)
        install()
        self._canvas, self._update = canvas, update
        canvas.walked.connect(self._move)
        canvas.keyboard.missed.connect(self._miss)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus)

    def announce(self, text: str) -> None:
        """Have a text read out."""
        if QAccessible.isActive() and text:
            self._update(QAccessibleAnnouncementEvent(self._canvas, text))

    def _tell(self, row: int | None, kind: QAccessible.Event) -> None:
        if not QAccessible.isActive() or row is None:
            return
        graph = QAccessible.queryAccessibleInterface(self._canvas)
        node = graph.at_row(row) if isinstance(graph, GraphAccessible) else None
        if node is not None:
            self._update(QAccessibleEvent(node, kind))

    def _move(self, row: int) -> None:
        self._tell(row, QAccessible.Event.Focus)

    def _focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is self._canvas:
            self._tell(self._canvas.marks.ring, QAccessible.Event.Focus)

    def _miss(self, letters: str) -> None:
        self.announce(self.tr("No name begins with {letters}").format(letters=letters))


class Speaker(Voice):
    """Follows one canvas, its model, what is selected and what is pinned."""

    def __init__(
        self,
        canvas: GraphCanvas,
        model: GraphModel,
        selection: Selection,
        pins: Pins,
        update: Update = QAccessible.updateAccessibility,
    ) -> None:
        super().__init__(canvas, update)
        self._said = ""
        model.scene_changed.connect(self._show)
        model.failed.connect(lambda error: self.announce(str(error)))
        selection.node_selected.connect(self._select)
        pins.pinned.connect(self._pin)
        pins.unpinned.connect(
            lambda node: self.announce(self.tr("Unpinned: {name}").format(name=node.name or node.key))
        )

    def _select(self, node: Node | None) -> None:
        scene = self._canvas.scene
        if node is not None and scene is not None:
            self._tell(scene.row.get(node.id), QAccessible.Event.Selection)

    def _show(self, picture: Picture, _manner: object) -> None:
        if not QAccessible.isActive():
            return
        self._update(QAccessibleEvent(self._canvas, QAccessible.Event.ObjectReorder))
        count = picture.scene.count
        many = self.tr("1 node shown") if count == 1 else self.tr("{count} nodes shown")
        said = many.format(count=f"{count:,}") if count else self.tr("Nothing matches")
        if said != self._said:  # what is read anew and is the same is no news
            self._said = said
            self.announce(said)
        if self._canvas.hasFocus():
            self._tell(self._canvas.marks.ring, QAccessible.Event.Focus)

    def _pin(self, node: Node, letter: str) -> None:
        said = self.tr("Pinned as {letter}: {name}")
        self.announce(said.format(letter=letter, name=node.name or node.key))
