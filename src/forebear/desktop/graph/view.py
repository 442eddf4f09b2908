"""The lineage view: the picture, its controls, and what it says when there is nothing to draw."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from forebear.desktop.graph.camera import Fit
from forebear.desktop.graph.controls import Controls, Part
from forebear.desktop.graph.filter_box import FilterBox
from forebear.desktop.graph.hands import Hands
from forebear.desktop.graph.keyboard import Deed, deed_of
from forebear.desktop.graph.marking import marked
from forebear.desktop.graph.measures import measure
from forebear.desktop.graph.model import GraphModel, Manner
from forebear.desktop.graph.notice import Ground, Notice
from forebear.desktop.graph.outlining import Outlining
from forebear.desktop.graph.picture import Picture
from forebear.desktop.graph.pins import Pins
from forebear.desktop.graph.saved_views import ViewsButton
from forebear.desktop.graph.states import States
from forebear.desktop.graph.timing import Timing
from forebear.desktop.graph.tools import ExportButton
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node
from forebear.lineage.as_of import WrongMomentError
from forebear.lineage.saved_views import SavedViews
from forebear.lineage.view import Show, View
from forebear.lineage.viewing import TooDenseError, WrongSliceError

if TYPE_CHECKING:  # NumPy comes in with the first picture, on a worker thread
    from forebear.desktop.graph.canvas import GraphCanvas

_ANYWHERE = (Deed.FOCUS, Deed.FEWER, Deed.MORE, Deed.MORE_UPSTREAM, Deed.MORE_DOWNSTREAM, Deed.FILTER)


class LineageView(QWidget):
    """Shows what its model says.

    Attributes: `model` the view-model; `canvas` the picture's widget, None before the first picture.
    Signals: `too_dense(object)` a Graph that cannot be drawn, for a list of it.
    """

    too_dense = Signal(object)

    def __init__(
        self, reader: Reader, selection: Selection, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._selection, self._theme = reader, selection, theme
        self._pins = Pins(reader, selection, self)
        self.model = GraphModel(reader, lambda: measure(self.font()), self)
        self.canvas: GraphCanvas | None = None
        self.hands: Hands | None = None
        self._export: ExportButton | None = None
        self._outline: QWidget | None = None
        self._controls = Controls(theme)
        self._filter = FilterBox(reader, theme, _me)
        self._controls.add_filter(self._filter)
        self._notice = Notice()
        self._states = States(theme, self.model)
        self._ground = Ground(self._notice)
        self._beside = QSplitter(Qt.Orientation.Horizontal)
        self._beside.setHandleWidth(1)
        self._beside.setChildrenCollapsible(False)
        self._beside.addWidget(self._ground)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._controls)
        self._layout.addWidget(self._beside, 1)
        self._timing = Timing(self.model, reader, theme, self._layout)
        self._connect()
        self._outlining = Outlining(self, reader, selection, theme)
        self.clear()

    def show_node(self, node: Node) -> None:
        """Draw the neighbourhood of a node; where it is drawn already, only look at it again."""
        view, canvas = self.model.view, self.canvas
        if view is None or view.show is not Show.NEIGHBOURHOOD or view.about != node.ref:
            self.model.show_node(node)
        elif canvas is not None and self._ground.shown is canvas:
            canvas.fit(Fit.OPENING)

    def show_commit(self, node: Node) -> None:
        """Draw all that a commit held."""
        self.model.show_commit(node)

    def show_view(self, view: View, title: str = "") -> None:
        """Draw a saved or linked view."""
        self.model.show_view(view, title)

    def add_outline(self, outline: QWidget) -> None:
        """Put a list of the same graph beside the picture, hidden until it is wanted."""
        outline.hide()
        self._outline = outline
        self._beside.addWidget(outline)
        self._beside.setStretchFactor(0, 1)
        self._controls.offer_outline()

    def offer_saved(self, saved: SavedViews, project: str) -> None:
        """Let views be saved with a name, opened again and linked to."""
        views = ViewsButton(saved, lambda: self.model.view, project, self._theme)
        views.view_chosen.connect(self.model.show_view)
        self._controls.add_tool(views)

    def export(self) -> None:
        """Ask where what is drawn is to be written."""
        if self._export is not None:
            self._export.export()

    def clear(self) -> None:
        """Draw nothing."""
        self.model.clear()
        self._notice.hide()
        self._controls.setEnabled(False)
        if self.canvas is not None:
            self.canvas.show_scene(None)
        self._states.say_nothing_selected()
        self._ground.show_widget(self._states)

    def _connect(self) -> None:
        model, controls = self.model, self._controls
        model.view_changed.connect(self._follow)
        model.trail_changed.connect(controls.crumbs.show_trail)
        model.scene_changed.connect(self._show)
        model.failed.connect(self._fail)
        controls.crumbs.chosen.connect(model.step_back_to)
        controls.crumbs.fold_wanted.connect(model.fold_all)
        controls.show_wanted.connect(self._change_show)
        self._filter.slice_changed.connect(lambda text: model.change(slice=text))
        self._filter.left.connect(lambda: self._ground.shown and self._ground.shown.setFocus())
        self._notice.everywhere_wanted.connect(model.ask_slice)
        controls.hops_changed.connect(lambda up, down: model.change(up=up, down=down))
        controls.part_wanted.connect(self._show_part)
        controls.focus_changed.connect(lambda _focus: self._mark())
        self._notice.put_back_wanted.connect(model.put_back)
        self._selection.node_selected.connect(self._mark)
        self._pins.changed.connect(self._mark)

    def _follow(self, view: View) -> None:
        self._controls.setEnabled(True)
        self._controls.show_view(view)
        self._filter.show_slice(view.slice)
        if view.as_of or view.against:  # so that it can be seen and changed
            self._controls.show_part(Part.TIME, shown=True)
        if self.canvas is not None:
            self.canvas.legend.set_hidden(view.hidden)

    def _change_show(self, show: Show) -> None:
        node, picture = self._selection.node, self.model.picture
        if show is Show.FOLDED:
            self.model.show_project()
        elif show is Show.MAP:
            self.model.show_map()
        elif node is not None:
            self.model.show_node(node)
        elif picture is not None and picture.about is not None:
            self.model.show_node(picture.about)
        view = self.model.view
        if view is not None:
            self._controls.show_view(view)

    def _show(self, picture: Picture, manner: Manner) -> None:
        if not picture.scene.count:
            self._states.say_empty(picture.view)
            self._show_states()
            return
        canvas = self._ready_canvas()
        before = canvas.scene
        place = canvas.marks.ring
        ring = int(before.ids[place]) if before is not None and place is not None else 0
        self._ground.show_widget(canvas)
        if manner is Manner.HELD:
            canvas.look(canvas.camera)
        canvas.show_scene(picture.scene, keep_camera=manner is not Manner.FRESH)
        self._notice.show_picture(picture)
        row = picture.scene.row.get(ring) if manner is not Manner.FRESH else None
        self._mark(ring=row)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, TooDenseError):
            self._states.say_dense(error.graph)
            if self._outline is not None:
                self._controls.show_part(Part.OUTLINE, shown=True)
            self.too_dense.emit(error.graph)
        elif isinstance(error, WrongSliceError | WrongMomentError):
            fields: dict[str, object] = {"slice": ""}
            if isinstance(error, WrongMomentError):
                fields = {"as_of": "", "against": ""}
            said, clear = f"{error.what} {error.todo}", partial(self.model.change, None, **fields)
            if self._ground.shown is self.canvas:
                self._notice.say_wrong(said, clear)
                return
            self._states.say_wrong(said, clear)
        else:
            self._states.say_failed(error)
        self._show_states()

    def _show_states(self) -> None:
        self._notice.hide()
        self._ground.show_widget(self._states)

    def _begin_filter(self, text: str) -> None:
        """Put the beginning of a filter into the box, for the person to go on with."""
        self._filter.line.setText(text)
        self._filter.line.setFocus()

    def _ready_canvas(self) -> GraphCanvas:
        """The picture's widget, made with the first picture."""
        if self.canvas is None:
            from forebear.desktop.graph.canvas import GraphCanvas
            from forebear.desktop.graph.speaking import Speaker

            self.canvas = canvas = GraphCanvas(self._theme)
            canvas.setAccessibleName(self.tr("Lineage graph"))
            self.hands = Hands(canvas, self.model, self._selection, self._reader, self._theme)
            self._export = ExportButton(self._reader, self._theme, canvas, self.model)
            self._controls.add_tool(self._export)
            self.hands.chosen.connect(self._mark)
            self.hands.begun.connect(self._begin_filter)
            canvas.keyboard.wanted.connect(self._do)
            Speaker(canvas, self.model, self._selection, self._pins)
            canvas.zoomed.connect(self._controls.show_scale)
            self._controls.zoom_wanted.connect(canvas.step)
            canvas.legend.hidden_changed.connect(lambda hidden: self.model.change(hidden=hidden))
        return self.canvas

    def _show_part(self, part: Part, shown: bool) -> None:
        if part is Part.TIME:
            self._timing.show(shown)
        elif part is Part.OUTLINE and self._outline is not None:
            self._outline.setVisible(shown)
        if self.canvas is None:
            return
        if part is Part.LEGEND:
            self.canvas.show_legend(shown)
        elif part is Part.MINIMAP:
            self.canvas.show_minimap(shown)

    def _mark(self, *_what: object, ring: int | None = None) -> None:
        """Mark the selected node, light its lineage, dim what is out of focus."""
        canvas, picture = self.canvas, self.model.picture
        if canvas is None or picture is None or canvas.scene is not picture.scene:
            return
        before = canvas.marks if ring is None else type(canvas.marks)(ring=ring)
        node, others = self._selection.node, self.hands.others if self.hands is not None else ()
        group = self.hands.group if self.hands is not None else None
        selected = [each.id for each in (group or node, *others) if each is not None]
        row, letters = picture.scene.row, self._pins.letters
        pins = {row[id_]: letter for id_, letter in letters.items() if id_ in row}
        canvas.mark(replace(marked(picture, before, selected, self._controls.focus), pins=pins))

    def _do(self, deed: Deed) -> None:
        """Do what a key says that is not the canvas's own."""
        controls, hands = self._controls, self.hands
        ring = self.canvas.marks.ring if self.canvas is not None else None
        match deed:
            case Deed.FOCUS:
                controls.toggle_focus()
            case Deed.FEWER | Deed.MORE:
                controls.change_hops(-1 if deed is Deed.FEWER else 1)
            case Deed.MORE_UPSTREAM | Deed.MORE_DOWNSTREAM:
                side = controls.up if deed is Deed.MORE_UPSTREAM else controls.down
                if not side.isHidden():
                    side.set_count(side.count + 1)
            case Deed.FILTER:
                self._filter.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case Deed.PIN if hands is not None and ring is not None:
                hands.pin(ring)
            case Deed.UNFOLD if hands is not None and ring is not None:
                hands.unfold(ring)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the keys of the graph wherever in the view the focus is; see `keyboard.KEYS`."""
        deed = deed_of(event)
        if deed in _ANYWHERE:
            self._do(deed)
        else:
            super().keyPressEvent(event)


def _me() -> str:
    """Who `author:me` means; asked on a worker thread."""
    from forebear.lineage.person import who

    return who()
