"""A picture: what a view shows, laid out, and what stands out of it; made on a worker thread."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.lineage.answers import Change, Graph, GroupKind, Moment, Node
from forebear.lineage.as_of import AsOf
from forebear.lineage.view import Show, View
from forebear.lineage.viewing import Gathered, gather, sliced

if TYPE_CHECKING:  # NumPy and SciPy come in with the first picture, on the worker
    from forebear.desktop.graph.map_scene import MapScene
    from forebear.desktop.graph.measures import CardSizes
    from forebear.desktop.graph.scene import Scene
    from forebear.lineage.questions import Questions


@dataclass(frozen=True, slots=True)
class Picture:
    """What is on the canvas.

    Attributes: `view` what was asked for and `about` its node; `scene` the drawing, `laid` the same before
    nodes were moved by hand (None for a map). By row: `later`, `changes`, and `outside`, what of a map the
    slice leaves out. `chosen` how many nodes the drawing stands for, `folded` that they were too many to draw
    one by one; `moments` what the view's `as_of` and `against` name; `inside` and `unfolded` as in
    `folding.Folded`.
    """

    view: View
    scene: Scene | MapScene
    laid: Scene | None = None
    about: Node | None = None
    chosen: int = 0
    folded: bool = False
    later: Set[int] = frozenset()
    changes: Mapping[int, Change] = field(default_factory=dict)
    moments: tuple[Moment | None, Moment | None] = (None, None)
    inside: Mapping[int, str] = field(default_factory=dict)
    unfolded: Mapping[str, str] = field(default_factory=dict)
    outside: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Still:
    """The drawing before, and the id of the node in it that is not to move."""

    scene: Scene
    anchor: int


def draw(questions: Questions, view: View, sizes: CardSizes, still: Still | None = None) -> Picture:
    """Draw a view, what was there before in its place."""
    if view.show is Show.MAP:
        return _map(questions, view)
    from forebear.lineage.person import who

    gathered = gather(questions, view, who)
    scene = _scene(questions, gathered, sizes, still)
    row = scene.row
    return Picture(
        view,
        displaced(scene, view.moved),
        scene,
        gathered.about,
        gathered.chosen,
        gathered.folded,
        frozenset(row[id_] for id_ in gathered.later),
        {row[id_]: change for id_, change in gathered.changes.items()},
        gathered.moments,
        gathered.inside,
        gathered.unfolded,
    )


def displaced(scene: Scene, moved: Mapping[str, tuple[float, float]]) -> Scene:
    """Return a drawing with nodes, by REF or group key, as far from their places as a person moved them."""
    by = {node.id: moved[name] for node in scene.nodes if (name := name_of(node)) in moved} if moved else {}
    return scene.displaced(by) if by else scene


def name_of(node: Node) -> str:
    """What a view calls a node: its REF, or the key of its group."""
    return node.ref if node.id > 0 else node.key


def _map(questions: Questions, view: View) -> Picture:
    import numpy as np

    from forebear.desktop.graph.map_scene import MapScene
    from forebear.desktop.graph.rows import Rows
    from forebear.lineage.everything import everything
    from forebear.lineage.person import who

    with questions.look() as look:
        scene = MapScene(everything(look))
        as_of = AsOf(look, view)
        known, difference = as_of.known, as_of.difference
        chosen = sliced(look, view.slice, who) if view.slice.strip() else None
    later: Set[int] = frozenset()
    if known is not None and not difference:
        there = np.zeros(max(len(known.flags), int(scene.ids.max(initial=0)) + 1), np.bool_)
        there[: len(known.flags)] = known.flags
        later = Rows.where(~there[scene.ids])
    outside: Set[int] = frozenset()
    if chosen is not None:
        outside = Rows.where(~np.isin(scene.ids, np.fromiter(chosen, np.int64, len(chosen))))
    row = scene.row
    changes = {row[id_]: change for id_, change in difference.items() if id_ in row}
    return Picture(
        view,
        scene,
        chosen=scene.count,
        later=later,
        changes=changes,
        moments=as_of.moments,
        outside=outside,
    )


def _scene(questions: Questions, gathered: Gathered, sizes: CardSizes, still: Still | None) -> Scene:
    from forebear.desktop.graph.keeping import inherited
    from forebear.desktop.graph.scene import Before, Scene, Scope
    from forebear.lineage.cards import Cards

    graph = replace(
        gathered.graph, nodes=tuple(_called(node, gathered.graph) for node in gathered.graph.nodes)
    )
    with questions.look() as look:
        facts = Cards(look).facts([node.id for node in graph.nodes], graph.groups)
    root = gathered.about.id if gathered.about is not None else None
    before = None
    if still is not None:
        scene = inherited(still.scene, graph)
        place = still.scene.row.get(still.anchor)
        wanted = scene.arrangement.ids[place] if place is not None else still.anchor
        drawn = {node.id for node in graph.nodes}
        anchor = next(
            (id_ for id_ in (wanted, root) if id_ in drawn and id_ in scene.row),
            next((id_ for id_ in scene.arrangement.ids if id_ in drawn), None),
        )
        before = Before(scene, anchor) if anchor is not None else None
    return Scene(graph, facts, sizes, Scope(root), before)


def _called(node: Node, graph: Graph) -> Node:
    """A node as it is called here: a group without a name of its own goes by a word of the language."""
    group = graph.groups.get(node.id)
    if group is None:
        return node
    name, translate = "", QCoreApplication.translate
    match group.kind:
        case GroupKind.COMMITS:
            name = translate("Groups", "Commits")
        case GroupKind.OTHERS:
            name = translate("Groups", "Others")
        case GroupKind.BRANCH if group.key == "commits/":
            name = translate("Groups", "On no branch")
        case GroupKind.SIBLINGS if node.name == (node.type.value if node.type else node.kind.value):
            name = wording.node_text(node)
    return replace(node, name=name) if name else node
