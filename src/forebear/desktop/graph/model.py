"""What the graph shows and how one gets from one picture to the next; widgets only show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forebear.desktop.graph.picture import Picture, Still, displaced, draw, name_of
from forebear.desktop.graph.trail import Crumb, Place, Trail
from forebear.desktop.reading import Reader
from forebear.lineage.view import Opened, Show, View

if TYPE_CHECKING:
    from forebear.desktop.graph.measures import CardSizes
    from forebear.desktop.graph.scene import Scene
    from forebear.lineage.answers import Node
    from forebear.lineage.questions import Questions

PROJECT = "project"
"""The key of the first crumb: the project folded."""

_REMEMBERED = 24


class Manner(StrEnum):
    """How a picture follows the one before."""

    FRESH = "fresh"  # another picture: look at it as a whole
    GROWN = "grown"  # the same with more, less or other marks: it stays where it is
    HELD = "held"  # the same, and a person looks at a place in it: that place stays under the pointer


class GraphModel(QObject):
    """Holds the view, asks for its picture, and keeps the way one came.

    An answer to a question that is no longer asked is dropped (the reader does so). A view that was drawn
    before is drawn again exactly as it was, as long as the database has not changed.

    Attributes: `picture` what is drawn (None = nothing yet); `view` what is wanted.
    Signals: `view_changed(object)` a View, as soon as it is wanted; `trail_changed(object)` the tuple of
    Crumbs; `asked()` a question is under way; `scene_changed(object, object)` a Picture and a Manner;
    `failed(object)` an Exception.
    """

    view_changed = Signal(object)
    trail_changed = Signal(object)
    asked = Signal()
    scene_changed = Signal(object, object)
    failed = Signal(object)

    def __init__(self, reader: Reader, sizes: Callable[[], CardSizes], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._sizes = reader, sizes
        self._trail = Trail()
        self._drawn: list[Picture] = []  # the last one first
        self._anchor: int | None = None  # the node at which a person changed something
        self._holds = False
        self._question = ""  # what the picture answers
        self.picture: Picture | None = None
        reader.changed.connect(self.renew)
        reader.checked.connect(self.renew)

    @property
    def view(self) -> View | None:
        """What is wanted; None before anything is."""
        place = self._trail.place
        return place.view if place is not None else None

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        """The way one came."""
        place = self._trail.place
        return place.crumbs if place is not None else ()

    # where to

    def show_project(self) -> None:
        """Show the project folded to stages and datasets."""
        self._go(Place((self._project(),)))

    def show_map(self) -> None:
        """Show everything."""
        view = replace(self._kept(), show=Show.MAP)
        self._go(Place((self._project(), Crumb("map", "", view))))

    def show_node(self, node: Node, *, onwards: bool = False) -> None:
        """Show what is around a node; `onwards`: as a further step of the way, else as a new one."""
        view = replace(self._kept(), show=Show.NEIGHBOURHOOD, about=node.ref)
        self._onward(Crumb(node.ref, node.name or node.key, view), onwards=onwards)

    def show_commit(self, node: Node, *, onwards: bool = False) -> None:
        """Show all that a commit held."""
        view = replace(self._kept(), show=Show.HELD, about=node.key)
        self._onward(Crumb(node.key, node.name or node.key, view), onwards=onwards)

    def show_view(self, view: View, title: str = "") -> None:
        """Show a saved or linked view."""
        if view.show is Show.FOLDED and view == replace(View(), show=Show.FOLDED):
            self.show_project()
        else:
            self._go(
                Place((self._project(), Crumb(f"view:{title or view.about}", title or view.about, view)))
            )

    def step_back_to(self, number: int) -> None:
        """Go to a step of the way, 0 the first."""
        place = self._trail.place
        if place is not None:
            self._go(place.back_to(number))

    # changes of what is shown

    def change(self, anchor: int | None = None, **fields: object) -> None:
        """Show the same with other fields of the view; the node with the id `anchor` does not move."""
        place = self._trail.place
        if place is not None:
            self._anchor = anchor
            self._go(place.changed(replace(place.view, **fields)))  # type: ignore[arg-type]

    def unfold_group(self, key: str, title: str, anchor: int | None = None) -> None:
        """Draw a group as its parts."""
        place = self._trail.place
        if place is not None:
            self._anchor = anchor
            view = replace(place.view, unfolded=place.view.unfolded | {key})
            self._go(place.beyond(Crumb(key, title, view)))

    def fold_group(self, key: str) -> None:
        """Draw a group, and all groups within it, as one again."""
        place = self._trail.place
        if place is None:
            return
        view = place.view
        within = {each for each in view.unfolded if each == key or each.startswith(f"{key}/")}
        single = tuple(each for each in view.opened if each.node not in within)
        crumbs = tuple(crumb for crumb in place.crumbs if crumb.key not in within)
        fresh = replace(view, unfolded=view.unfolded - within, opened=single)
        self._go(Place(crumbs).changed(fresh))

    def open_neighbours(self, node: str, refs: Iterable[str], *, upstream: bool, anchor: int) -> None:
        """Draw more neighbours of a node (by REF or group key)."""
        view = self.view
        if view is None:
            return
        one = next((each for each in view.opened if (each.node, each.upstream) == (node, upstream)), None)
        known = one.neighbours if one is not None else ()
        opened = Opened(node, upstream, tuple(dict.fromkeys((*known, *refs))))
        self.change(anchor, opened=(*(each for each in view.opened if each is not one), opened))

    def close_neighbours(self, node: str, *, upstream: bool, anchor: int) -> None:
        """Draw the neighbours that were unfolded on a side no more, nor what was unfolded from them."""
        view = self.view
        if view is not None:
            kept = (each for each in view.opened if (each.node, each.upstream) != (node, upstream))
            self.change(anchor, opened=tuple(kept))

    def ask_slice(self, text: str, title: str = "") -> None:
        """Show what a slice chooses of everything: an answer to a question, as a further step of the way."""
        place = self._trail.place
        view = replace(self._kept(), show=Show.SLICE, slice=text)
        crumb = Crumb(f"slice:{text}", title or text, view)
        self._go((place or Place((self._project(),))).beyond(crumb))

    def fold_all(self) -> None:
        """Fold everything that was unfolded in this view."""
        self.change(unfolded=frozenset(), opened=())

    def move(self, node: Node, right: float, down: float) -> None:
        """Keep a node so much farther from its place, in units; shown at once."""
        place, picture = self._trail.place, self.picture
        if place is None or picture is None or picture.laid is None or picture.view != place.view:
            return
        x, y = place.view.moved.get(name_of(node), (0.0, 0.0))
        moved = {**place.view.moved, name_of(node): (round(x + right, 1), round(y + down, 1))}
        self._moved(place, picture, picture.laid, moved)

    def put_back(self) -> None:
        """Put nodes that were moved by hand back where the layout has them."""
        place, picture = self._trail.place, self.picture
        if place is not None and picture is not None and picture.laid is not None:
            self._moved(place, picture, picture.laid, {})

    def _moved(
        self, place: Place, picture: Picture, laid: Scene, moved: Mapping[str, tuple[float, float]]
    ) -> None:
        view = replace(place.view, moved=moved)
        self._trail.go(place.changed(view))
        self._holds = True
        self.view_changed.emit(view)
        self._show(replace(picture, view=view, scene=displaced(laid, moved)))

    # undo

    def can_step(self, steps: int) -> bool:
        """Whether there is something to undo (-1) or to redo (1)."""
        return self._trail.can_step(steps)

    def step(self, steps: int) -> None:
        """Undo (-1) or redo (1) the last change of what is shown."""
        if self._trail.step(steps) is not None:
            self._tell()

    # asking

    def renew(self) -> None:
        """Ask again what is drawn: the database has changed, or the last try failed."""
        self._drawn.clear()
        if self.view is not None:
            self._ask(self.view)

    def clear(self) -> None:
        """Show nothing, and forget the way."""
        self._trail = Trail()
        self._drawn.clear()
        self.picture = None
        self.trail_changed.emit(())

    def _project(self) -> Crumb:
        return Crumb(PROJECT, "", replace(self._kept(), show=Show.FOLDED, about=""))

    def _kept(self) -> View:
        """What of a view goes along to another picture: the moment, the hops and what is hidden."""
        view = self.view or View()
        return View(
            up=view.up,
            down=view.down,
            as_of=view.as_of,
            against=view.against,
            later=view.later,
            hidden=view.hidden,
        )

    def _onward(self, crumb: Crumb, *, onwards: bool) -> None:
        place = self._trail.place
        start = place if onwards and place is not None else Place((self._project(),))
        self._go(start.beyond(crumb))

    def _go(self, place: Place) -> None:
        self._trail.go(place)
        self._tell()

    def _tell(self) -> None:
        view = self.view
        if view is None:
            return
        self._holds = self._anchor is not None
        self.view_changed.emit(view)
        self.trail_changed.emit(self.crumbs)
        known = next((picture for picture in self._drawn if picture.view == view), None)
        if known is not None:
            self._reader.drop("graph", self)
            self._anchor = None
            self._show(known)
        else:
            self._ask(view)

    def _ask(self, view: View) -> None:
        sizes, still = self._sizes(), self._still(view)
        self._anchor = None

        def question(questions: Questions) -> Picture:
            return draw(questions, view, sizes, still)

        self.asked.emit()
        self._reader.ask(question, self._show, self._fail, topic="graph")

    def _still(self, view: View) -> Still | None:
        """What is not to jump: the picture there is, where the view is of the same thing."""
        picture = self.picture
        if picture is None or picture.laid is None or not self._is_same_thing(picture.view, view):
            return None
        about = picture.about.id if picture.about is not None else -1
        return Still(picture.laid, self._anchor if self._anchor is not None else about)

    def _show(self, picture: Picture) -> None:
        before, self.picture = self.picture, picture
        # A map is large: only the last one is kept.
        kept = (
            each
            for each in self._drawn
            if each.view != picture.view and (each.laid is not None or picture.laid is not None)
        )
        self._drawn = [picture, *kept][:_REMEMBERED]
        grown = before is not None and self._is_same_thing(before.view, picture.view)
        self._question = self._asks
        held = Manner.HELD if self._holds else Manner.GROWN
        self._holds = False
        self.scene_changed.emit(picture, held if grown else Manner.FRESH)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    @property
    def _asks(self) -> str:
        """The question that a slice answers: its step of the way."""
        return self.crumbs[-1].key if self.crumbs and self.crumbs[-1].view.show is Show.SLICE else ""

    def _is_same_thing(self, one: View, other: View) -> bool:
        """Whether a view is of the same as another: a slice that is typed on is, a new question is not."""
        return (one.show, one.about) == (other.show, other.about) and self._question == self._asks
