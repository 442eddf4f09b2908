"""The lineage of two versions as one picture; a click on what differs turns to where that is told."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from forebear.compare.comparison import Comparison
from forebear.compare.lineages.merging import MergedLineage, MergedNode
from forebear.desktop.comparing.lineage_head import LineageHead
from forebear.desktop.comparing.lineage_picture import MergedPicture, Wanted, draw, exportable
from forebear.desktop.comparing.spots import spot_of_node
from forebear.desktop.graph.measures import measure
from forebear.desktop.pieces import EmptyState
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Change
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:  # NumPy comes in with the first picture, on a worker thread
    from forebear.desktop.comparing.lineage_canvas import LineageCanvas
    from forebear.desktop.graph.scene import Scene
    from forebear.lineage.questions import Questions

_log = logging.getLogger(__name__)


class LineagePage(QWidget):
    """Shows what the baseline and one other version were made from, as one.

    Attributes: `merged` what is shown, None before it is known; `canvas` the picture's widget, None before
    the first picture. Signals: `spot_wanted(object)` the Spot of a difference to turn to; `merged_known
    (object)` a MergedLineage, as soon as it is known.
    """

    spot_wanted = Signal(object)
    merged_known = Signal(object)

    def __init__(self, theme: Theme, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._reader = theme, reader
        self._comparison: Comparison | None = None
        self._wanted = Wanted()
        self._picture: MergedPicture | None = None
        self._scene: Scene | None = None  # as laid out, or as a person moved it
        self.merged: MergedLineage | None = None
        self.canvas: LineageCanvas | None = None
        self.head = LineageHead(theme)
        self._empty = EmptyState(theme, "graph")
        self._empty.say(self.tr("Comparing…"), "")
        self._ground = QWidget()
        self._stack = QStackedLayout(self._ground)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._ground, 1)
        self.head.version_chosen.connect(lambda _place: self._ask())
        self.head.state_wanted.connect(self._go_on)
        self.head.first_wanted.connect(self._go_to_first)
        self.head.fold_wanted.connect(lambda: self._draw(opened=frozenset()))
        self.head.zoom_wanted.connect(self._zoom)
        self.head.legend_wanted.connect(self._show_legend)
        self.head.export_wanted.connect(self.export)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show the lineage of a comparison's baseline and its last version, or the one chosen before."""
        self._comparison = comparison
        self.head.show_versions(comparison.versions)
        self._ask()

    def show_only_differences(self, only: bool) -> None:
        """Show everything, or what differs and what lies between."""
        self._draw(only=only)

    def choose(self, name: str) -> None:
        """Move the focus to what goes by a name, where it is drawn."""
        for id_, nodes in (self._picture.drawn.merged if self._picture else {}).items():
            if any(name in (node.id, node.name) for node in nodes):
                self._walk(id_)
                return

    def export(self) -> None:
        """Ask where what is drawn is to be written."""
        from forebear.desktop.graph.exporting import export

        picture, canvas, scene = self._picture, self.canvas, self._scene
        if picture is not None and canvas is not None and scene is not None:
            left, top = canvas.camera.to_world(0, 0)
            scale = canvas.camera.scale
            view = (left, top, canvas.width() / scale, canvas.height() / scale)
            export(exportable(picture, scene, view), self.window())

    # asking

    def _ask(self) -> None:
        comparison, against = self._comparison, self.head.against
        if comparison is None:
            return
        wanted, sizes = replace(self._wanted, opened=frozenset()), measure(self.font())

        def question(questions: Questions) -> MergedPicture:
            from forebear.compare.lineages.document import merged_lineage

            return draw(merged_lineage(questions, comparison, against), wanted, sizes)

        self._reader.ask(question, self._show_fresh, self._fail, topic="merged lineage")

    def _draw(self, **fields: object) -> None:
        """Draw the same with other wishes."""
        self._wanted = wanted = replace(self._wanted, **fields)  # type: ignore[arg-type]
        merged, sizes = self.merged, measure(self.font())
        if merged is not None:
            self._reader.ask(
                lambda _questions: draw(merged, wanted, sizes), self._show, self._fail, topic="merged lineage"
            )

    # showing

    def _show_fresh(self, picture: MergedPicture) -> None:
        self.merged = picture.merged
        self.head.show_merged(picture.merged)
        self._show(picture)
        # In a turn of its own: who is told has much to draw.
        QTimer.singleShot(0, self, lambda: self._tell(picture.merged))

    def _tell(self, merged: MergedLineage) -> None:
        if merged is self.merged:
            self.merged_known.emit(merged)

    def _show(self, picture: MergedPicture) -> None:
        before = self._picture
        self._picture, self._scene, self._wanted = picture, picture.scene, picture.wanted
        self.head.show_opened(bool(picture.wanted.opened))
        if not picture.scene.count:
            self._say_nothing(picture)
            return
        canvas = self._ready_canvas()
        canvas.legend.set_hidden(picture.wanted.hidden)
        same = before is not None and before.merged is picture.merged and canvas.isVisible()
        keep = same and bool(picture.wanted.opened)
        canvas.show_scene(picture.scene, keep_camera=keep)
        self._mark()
        self._stack.setCurrentWidget(canvas)

    def _say_nothing(self, picture: MergedPicture) -> None:
        if not picture.merged.nodes:
            self._empty.say(self.tr("Nothing is recorded of what these versions were made from"), "")
        elif picture.wanted.hidden:
            self._empty.say(
                self.tr("Nothing matches"),
                self.tr("The kinds that are left hold no difference."),
                self.tr("Show all kinds"),
                lambda: self._draw(hidden=frozenset()),
            )
        else:
            text = self.tr("All {count} are the same. Turn off “Only differences” to see them.")
            self._empty.say(self.tr("No differences"), text.format(count=f"{len(picture.merged.nodes):,}"))
        self._stack.setCurrentWidget(self._empty)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            _log.error("the lineage cannot be drawn", exc_info=error)
        self.merged = self._picture = None
        text = str(error) or type(error).__name__
        self._empty.say(self.tr("The lineage cannot be drawn"), text, self.tr("Try again"), self._ask)
        self._stack.setCurrentWidget(self._empty)

    def _ready_canvas(self) -> LineageCanvas:
        if self.canvas is None:
            from forebear.desktop.comparing.lineage_canvas import LineageCanvas
            from forebear.desktop.graph.speaking import Voice

            self.canvas = canvas = LineageCanvas(self._theme)
            canvas.setAccessibleName(self.tr("The lineages of both versions"))
            canvas.clicked.connect(self._click)
            canvas.opened.connect(self._click)
            canvas.node_moved.connect(self._move)
            canvas.legend.hidden_changed.connect(lambda hidden: self._draw(hidden=hidden))
            Voice(canvas)
            self._stack.addWidget(canvas)
        return self.canvas

    def _mark(self, selected: int | None = None, ring: int | None = None) -> None:
        canvas, picture, scene = self.canvas, self._picture, self._scene
        if canvas is not None and picture is not None and scene is not None:
            canvas.show_changes(picture, scene, selected, ring)

    # what a person does

    def _show_legend(self, shown: bool) -> None:
        if self.canvas is not None:
            self.canvas.show_legend(shown)

    def _zoom(self, steps: int) -> None:
        if self.canvas is not None:
            self.canvas.step(steps)

    def _click(self, row: int) -> None:
        """Turn to the difference; what is the same, or only follows from what was read, is lit."""
        nodes = self._nodes(row)
        if row < 0 or not nodes:
            self._mark()
            return
        self._mark(selected=row, ring=row)
        if len(nodes) > 1 and self._picture is not None and self._scene is not None:
            key = self._picture.drawn.graph.groups[int(self._scene.ids[row])].key
            self._draw(opened=self._wanted.opened | {key})
        elif nodes[0].change is not Change.SAME and self._comparison is not None:
            spot = spot_of_node(nodes[0], self._comparison)
            if spot is not None:
                self.spot_wanted.emit(spot)

    def _move(self, row: int, right: float, down: float) -> None:
        scene, canvas = self._scene, self.canvas
        if scene is not None and canvas is not None:
            self._scene = scene.displaced({int(scene.ids[row]): (right, down)})
            canvas.look(canvas.camera)
            canvas.show_scene(self._scene, keep_camera=True, animated=False)
            self._mark(ring=row)

    def _go_on(self, change: Change) -> None:
        """Move the focus to the next node of a state, in the direction in which data flows."""
        picture, canvas, scene = self._picture, self.canvas, self._scene
        if picture is None or canvas is None or scene is None:
            return
        ids = [node.id for node in picture.drawn.graph.nodes if picture.drawn.changes[node.id] is change]
        ring = canvas.marks.ring
        here = int(scene.ids[ring]) if ring is not None else None
        if ids:
            self._walk(ids[(ids.index(here) + 1) % len(ids)] if here in ids else ids[0])

    def _go_to_first(self) -> None:
        firsts: Sequence[MergedNode] = self.merged.firsts if self.merged is not None else ()
        if firsts:
            self.choose(firsts[0].id)

    def _walk(self, id_: int) -> None:
        canvas, scene = self.canvas, self._scene
        if canvas is not None and scene is not None and id_ in scene.row:
            canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            canvas.walk(scene.row[id_])

    def _nodes(self, row: int) -> Sequence[MergedNode]:
        picture, scene = self._picture, self._scene
        drawn: Mapping[int, Sequence[MergedNode]] = picture.drawn.merged if picture is not None else {}
        return drawn.get(int(scene.ids[row]), ()) if scene is not None and 0 <= row < scene.count else ()
