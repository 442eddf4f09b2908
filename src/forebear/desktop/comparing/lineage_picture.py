"""The picture of a merged lineage: the graph that is drawn, its scene and its marks; made on a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forebear.compare.lineages.merging import MergedLineage
from forebear.compare.lineages.picture import MergedGraph, about, graph_of, only_differing
from forebear.desktop.comparing.lineage_words import detail_text, name_text, told_text
from forebear.lineage.answers import CardFacts

if TYPE_CHECKING:  # NumPy and SciPy come in with the first picture, on the worker
    from forebear.desktop.graph.drawn import Box
    from forebear.desktop.graph.exportable import Exportable
    from forebear.desktop.graph.measures import CardSizes
    from forebear.desktop.graph.scene import Scene


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a merged lineage is to be drawn: `only` what differs and lies between; kinds (the words of the
    legend) that are `hidden`; the keys of groups that are `opened`."""

    only: bool = True
    hidden: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MergedPicture:
    """A merged lineage as it is drawn."""

    merged: MergedLineage
    wanted: Wanted
    drawn: MergedGraph
    scene: Scene


def draw(merged: MergedLineage, wanted: Wanted, sizes: CardSizes) -> MergedPicture:
    """Lay out what is wanted."""
    from forebear.desktop.graph.scene import Scene, Scope

    shown = only_differing(merged) if wanted.only else merged
    drawn = graph_of(_without(shown, wanted.hidden), opened=wanted.opened)
    named = {id_: each[0] for id_, each in drawn.merged.items() if len(each) == 1}
    nodes = tuple(
        replace(node, name=name_text(named[node.id])) if node.id in named else node
        for node in drawn.graph.nodes
    )
    facts = {
        id_: CardFacts(detail=detail_text(node), told=told_text(node, merged)) for id_, node in named.items()
    }
    firsts = {node.id for node in merged.firsts[:1]}
    root = next((id_ for id_, each in drawn.merged.items() if firsts & {node.id for node in each}), None)
    scene = Scene(replace(drawn.graph, nodes=nodes), facts, sizes, Scope(root))
    return MergedPicture(merged, wanted, drawn, scene)


def _without(merged: MergedLineage, hidden: frozenset[str]) -> MergedLineage:
    from forebear.desktop.graph.legend import word_of

    if not hidden:
        return merged
    nodes = tuple(node for node in merged.nodes if word_of(node.kind, node.piece.node.type) not in hidden)
    kept = {node.id for node in nodes}
    edges = tuple(edge for edge in merged.edges if edge.source in kept and edge.target in kept)
    return replace(merged, nodes=nodes, edges=edges)


def exportable(picture: MergedPicture, scene: Scene, view: Box) -> Exportable:
    """Return what can be written of a picture, of which the rectangle `view` of `scene` is seen."""
    from forebear.desktop.graph.exportable import Exportable, touched

    said = about(picture.merged, picture.drawn)
    return Exportable(picture.drawn.graph, scene.arrangement, said, frozenset(touched(scene, view)))
