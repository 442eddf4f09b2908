"""What of a picture in the window can be written to a file: its graph, where it stands, what is in view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forebear.desktop.graph.drawn import Box, Drawn
from forebear.desktop.graph.scene import Scene
from forebear.drawing.ordering import only
from forebear.drawing.picture import About
from forebear.lineage.answers import Graph
from forebear.lineage.describing import Describer
from forebear.lineage.view import Later, Show, View

if TYPE_CHECKING:
    from forebear.desktop.graph.picture import Picture
    from forebear.drawing.layout.diagram import Arrangement
    from forebear.lineage.questions import Questions


@dataclass(frozen=True, slots=True)
class Exportable:
    """What can be written. `seen` are the ids of the nodes in view.

    Without an `arrangement` (of a map, whose cells are too small for cards) pictures are laid out anew.
    """

    graph: Graph
    arrangement: Arrangement | None
    about: About
    seen: frozenset[int]

    def part(self, *, in_view: bool) -> Graph:
        """Return the graph, or what of it is in view; the neighbours left out are counted."""
        return only(self.graph, self.seen) if in_view else self.graph


def exportable(questions: Questions, picture: Picture, view: Box, about: About) -> Exportable:
    """Return what can be written of a picture of which the rectangle `view` (in its own units) is seen.

    `about` says what it is called; what its view shows (unless it says that itself) and what is marked on it
    is added here. Reads the details of a map's nodes, so it belongs on a worker thread.
    """
    about = replace(about, says=about.says or tuple(_says(picture.view)))
    scene = picture.scene
    seen = frozenset(touched(scene, view))
    if isinstance(scene, Scene):
        ids = [node.id for node in scene.nodes]
        told = replace(
            about,
            subjects=about.subjects or frozenset({picture.about.id} if picture.about else ()),
            later=frozenset(ids[row] for row in picture.later),
            changes={ids[row]: change for row, change in picture.changes.items()},
            facts=scene.facts,
        )
        return Exportable(scene.graph, scene.arrangement, told, seen)
    with questions.look() as look:
        part = look.adjacency.part(scene.ids.tolist())
        nodes = Describer(look.connection).nodes(part.nodes)
    graph = Graph(tuple(nodes[id_] for id_ in part.nodes if id_ in nodes), part.edges, part.more)
    return Exportable(graph, None, about, seen)


def _says(view: View) -> Iterator[str]:
    """Say what a view shows, in the words of the command line."""
    match view.show:
        case Show.NEIGHBOURHOOD if view.about:
            yield f"Around {view.about}: at most {view.up} links upstream and {view.down} downstream."
        case Show.HELD:
            yield f"What {view.about} held."
        case Show.FOLDED:
            yield "The whole project, folded to stages and datasets."
        case Show.MAP:
            yield "All that is known."
        case _:
            pass
    if view.slice:
        yield f"Only what the slice {view.slice} chooses."
    if view.as_of:
        later = "what came later is faded" if view.later is Later.FADED else "what came later is left out"
        yield f"As it was at {view.as_of}; {later}."
    if view.against:
        yield f"Marked is what differs from {view.against}."
    if view.hidden:
        yield f"Left out by kind: {', '.join(sorted(view.hidden))}."


def touched(scene: Drawn, view: Box) -> list[int]:
    """Return the ids of the nodes of which anything is in a rectangle."""
    left, top, wide, high = view
    x, y, width, height = scene.boxes.T
    touched = (x < left + wide) & (x + width > left) & (y < top + high) & (y + height > top)
    ids: list[int] = scene.ids[np.flatnonzero(touched)].tolist()
    return ids
