"""The lineage view: the picture, its controls, and what it says when there is nothing to draw."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.graph.camera import Fit
from forebear.desktop.graph.controls import Controls, Focus
from forebear.desktop.graph.gathering import around, at_commit, renewed
from forebear.desktop.graph.measures import measure
from forebear.desktop.graph.menu import Acts, node_menu
from forebear.desktop.graph.notice import Notice
from forebear.desktop.graph.unfolding import Unfolding
from forebear.desktop.pieces import EmptyState
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:  # NumPy comes in with the first picture, on a worker thread
    from forebear.desktop.graph.canvas import GraphCanvas
    from forebear.desktop.graph.scene import Scene
    from forebear.lineage.questions import Questions

_HOPS = 2
_log = logging.getLogger(__name__)


class LineageView(QWidget):
    """Draws the neighbourhood of a node, or all that a commit held."""

    def __init__(
        self, reader: Reader, selection: Selection, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._selection, self._theme = reader, selection, theme
        self._question: Callable[[Questions], Scene] | None = None
        self._drawn: Node | None = None  # around which it is drawn
        self._unfolding = Unfolding(reader, self)
        self._unfolding.drawn.connect(lambda scene: self._show_changed(scene, hold=True))
        self.canvas: GraphCanvas | None = None
        self._controls = Controls(theme, _HOPS)
        self._notice = Notice()
        self._notice.more_wanted.connect(self._unfold)
        self._empty = EmptyState(theme, "graph")
        self._ground = QWidget()
        self._stack = QStackedLayout(self._ground)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._controls)
        layout.addWidget(self._notice)
        layout.addWidget(self._ground, 1)
        self._keys = {
            Qt.Key.Key_F: self._controls.toggle_focus,
            Qt.Key.Key_BracketLeft: lambda: self._controls.set_hops(self._controls.hops - 1),
            Qt.Key.Key_BracketRight: lambda: self._controls.set_hops(self._controls.hops + 1),
            Qt.Key.Key_Space: self._pin,
        }
        self._controls.hops_changed.connect(self._change_hops)
        self._controls.focus_changed.connect(lambda _focus: self._mark())
        selection.node_selected.connect(self._mark)
        reader.changed.connect(self._refresh)
        self.clear()

    def show_node(self, node: Node) -> None:
        """Draw the neighbourhood of a node; where it is drawn already, only look at it again."""
        shown = self.canvas is not None and self._stack.currentWidget() is self.canvas
        if shown and self.canvas is not None and self._drawn is not None and self._drawn.id == node.id:
            self.canvas.fit(Fit.OPENING)
            return
        self._drawn = node
        subject = self.tr("Around {name}").format(name=node.name or wording.short_key(node.key))
        self._controls.say(subject, hops=True)
        hops, sizes = self._controls.hops, measure(self.font())
        self._ask(lambda questions: around(questions, node, hops, sizes))

    def show_commit(self, sha: str) -> None:
        """Draw all that a commit held."""
        self._drawn = None
        self._controls.say(self.tr("At commit {sha}").format(sha=wording.short_key(sha)), hops=False)
        sizes = measure(self.font())
        self._ask(lambda questions: at_commit(questions, sha, sizes))

    def clear(self) -> None:
        """Draw nothing."""
        self._drawn = None
        self._question = None
        self._controls.say("", hops=False)
        self._controls.setEnabled(False)
        self._notice.hide()
        if self.canvas is not None:
            self.canvas.show_scene(None)
        self._empty.say(
            self.tr("Nothing selected"),
            self.tr("Select a model, a data set, a run or a commit to see what it was made from."),
        )
        self._stack.setCurrentWidget(self._empty)

    def _ask(self, question: Callable[[Questions], Scene]) -> None:
        self._question = question
        self._reader.ask(question, self._show, self._fail, topic="graph")

    def _refresh(self) -> None:
        """Ask again what is drawn: the database changed, or the last try failed."""
        question, scene = self._question, self.canvas.scene if self.canvas is not None else None
        if question is None:
            return
        if scene is None or self._stack.currentWidget() is not self.canvas:
            self._ask(question)
            return
        unfolded = self._unfolding.renew()
        self._reader.ask(
            lambda questions: renewed(questions, question(questions), scene, unfolded),
            self._show_changed,
            self._fail,
            topic="graph",
        )

    def _change_hops(self, _hops: int) -> None:
        node, self._drawn = self._drawn, None
        if node is not None:
            self.show_node(node)

    def _show(self, scene: Scene) -> None:
        self._unfolding.reset()
        if not scene.nodes:
            self._empty.say(
                self.tr("Nothing is recorded here"),
                self.tr("This commit holds no data, run or metric that a tool recorded."),
            )
            self._stack.setCurrentWidget(self._empty)
            return
        canvas = self._ready_canvas()
        self._stack.setCurrentWidget(canvas)
        self._controls.setEnabled(True)
        canvas.show_scene(scene)
        self._notice.show_scene(scene, self._controls.hops)
        self._mark()

    def _show_changed(self, scene: Scene, *, hold: bool = False) -> None:
        """Show a scene in which what was there kept its place; `hold`: a person looks at that place."""
        if not scene.nodes:
            self._show(scene)
            return
        canvas = self._ready_canvas()
        ring = canvas.marks.ring
        node = canvas.scene.nodes[ring].id if canvas.scene is not None and ring is not None else None
        if hold:
            canvas.look(canvas.camera)
        canvas.show_scene(scene, keep_camera=True)
        self._notice.show_scene(scene, self._controls.hops)
        canvas.mark(replace(canvas.marks, ring=scene.row.get(node) if node is not None else None))
        self._mark()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            _log.error("the graph cannot be drawn", exc_info=error)
        text = str(error) or type(error).__name__
        self._empty.say(self.tr("The graph cannot be drawn"), text, self.tr("Try again"), self._refresh)
        self._stack.setCurrentWidget(self._empty)

    def _ready_canvas(self) -> GraphCanvas:
        """The picture's widget, made with the first picture."""
        if self.canvas is None:
            from forebear.desktop.graph.canvas import GraphCanvas

            self.canvas = canvas = GraphCanvas(self._theme)
            canvas.setAccessibleName(self.tr("Lineage graph"))
            self._stack.addWidget(canvas)
            canvas.clicked.connect(self._click)
            canvas.opened.connect(self._open)
            canvas.walked.connect(self._describe)
            canvas.unfold_requested.connect(self._unfold)
            canvas.menu_requested.connect(self._menu)
            canvas.zoomed.connect(self._controls.show_scale)
            self._controls.zoom_wanted.connect(canvas.step)
            self._controls.legend_wanted.connect(canvas.show_legend)
        return self.canvas

    def _click(self, row: int) -> None:
        if self.canvas is not None and self.canvas.scene is not None:
            self._selection.select(self.canvas.scene.nodes[row] if row >= 0 else None)
            if row >= 0:
                self._describe(row)

    def _open(self, row: int) -> None:
        if self.canvas is not None and self.canvas.scene is not None:
            self._selection.open(self.canvas.scene.nodes[row])  # the window has what is opened drawn

    def _unfold(self, row: int, upstream: bool) -> None:
        if self.canvas is not None and self.canvas.scene is not None:
            self._unfolding.toggle(self.canvas.scene, row, upstream=upstream)

    def _menu(self, row: int, place: QPoint) -> None:
        if self.canvas is None or self.canvas.scene is None:
            return
        scene = self.canvas.scene
        menu = node_menu(
            self,
            scene.nodes[row],
            self._selection,
            self._unfolding.folding(scene, row),
            Acts(
                lambda: self._open(row),
                lambda upstream, away: self._unfolding.turn(scene, row, upstream=upstream, away=away),
            ),
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _describe(self, row: int) -> None:
        """Say to a screen reader where the focus is."""
        if self.canvas is None or self.canvas.scene is None:
            return
        scene, node = self.canvas.scene, self.canvas.scene.nodes[row]
        self.canvas.setAccessibleDescription(
            self.tr("{name}, {kind}, made from {before}, {after} made from it").format(
                name=node.name,
                kind=wording.node_text(node),
                before=len(scene.before(row)),
                after=len(scene.after(row)),
            )
        )

    def _pin(self) -> None:
        """Pin the node under the keyboard's focus for a comparison."""
        scene = self.canvas.scene if self.canvas is not None else None
        ring = self.canvas.marks.ring if self.canvas is not None else None
        if scene is not None and ring is not None:
            self._selection.pin(scene.nodes[ring].ref)

    def _mark(self) -> None:
        """Mark the selected node, light its lineage, dim what is out of focus."""
        canvas, scene = self.canvas, self.canvas.scene if self.canvas else None
        if canvas is None or scene is None:
            return
        node = self._selection.node
        row = scene.row.get(node.id) if node is not None else None
        marks = replace(
            type(canvas.marks)(),
            selected=row,
            ring=canvas.marks.ring if canvas.marks.ring is not None else row,
            unfolded=frozenset(
                (scene.row[id_], upstream) for id_, upstream in self._unfolding.sides if id_ in scene.row
            ),
        )
        focus, everything = self._controls.focus, frozenset(range(len(scene.nodes)))
        if row is None and focus is not Focus.ALL:
            row = marks.ring  # by keyboard alone, without a selection
        if row is not None:
            if focus is not Focus.DOWNSTREAM:
                marks = replace(marks, up=scene.upstream(row))
            if focus is not Focus.UPSTREAM:
                marks = replace(marks, down=scene.downstream(row))
            if focus is not Focus.ALL:
                marks = replace(marks, dimmed=everything - marks.up.rows - marks.down.rows)
        canvas.mark(marks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F focus on the lineage, [ and ] hops, Space pin."""
        run = self._keys.get(Qt.Key(event.key()))
        if run is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            run()
