"""What is drawn: asked of the lineage on a worker thread, laid out there, handed over whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forebear.lineage.answers import Graph, Node
from forebear.lineage.words import ArtifactType

if TYPE_CHECKING:  # NumPy and SciPy come in with the first picture, on the worker
    from forebear.desktop.graph.measures import CardSizes
    from forebear.desktop.graph.scene import Scene, Scope
    from forebear.lineage.questions import Questions

UNFOLD_AT_ONCE = 40
"""Of a hub's neighbours this many come at a time, the newest first."""

MOST_AT_FIRST = 1_000
"""A neighbourhood of more nodes is drawn with fewer hops."""

_BESIDE = (ArtifactType.CONFIG, ArtifactType.METRICS, ArtifactType.PLOT)


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A picture after neighbours were unfolded, and which came."""

    scene: Scene
    added: frozenset[int]


def around(questions: Questions, node: Node, hops: int, sizes: CardSizes) -> Scene:
    """Draw a node's neighbourhood, no farther than it can be looked at; `Scene.scope` says how far."""
    from forebear.desktop.graph.scene import Scope

    graph = questions.neighbourhood([node.id], hops, hops)
    while len(graph.nodes) > MOST_AT_FIRST and hops > 1:
        hops -= 1
        graph = questions.neighbourhood([node.id], hops, hops)
    if len(graph.nodes) > MOST_AT_FIRST:  # a hub: the newest of its neighbours, the others on request
        newest = sorted(graph.nodes, key=_age, reverse=True)[:UNFOLD_AT_ONCE]
        graph = questions.neighbourhood([node.id, *(other.id for other in newest)], 0, 0)
    return _draw(questions, graph, sizes, Scope(node.id, hops))


def at_commit(questions: Questions, sha: str, sizes: CardSizes) -> Scene:
    """Draw all that was held at a commit, but for small files that nothing there read or wrote."""
    graph = questions.at_commit(sha)
    joined = {end for edge in graph.edges for end in (edge.source, edge.target)}
    nodes = tuple(node for node in graph.nodes if node.id in joined or node.type not in _BESIDE)
    return _draw(questions, replace(graph, nodes=nodes or graph.nodes), sizes)


def renewed(questions: Questions, fresh: Scene, shown: Scene, unfolded: Collection[int]) -> Scene:
    """Draw what is asked for again, `fresh`, with what a person `unfolded`, where it was `shown`."""
    from forebear.desktop.graph.walking import first

    row = first(shown)
    kept = unfolded & shown.row.keys()
    if row is None or not fresh.row.keys() & shown.row.keys():
        return fresh
    graph = fresh.graph
    if not kept <= fresh.row.keys():
        graph = questions.neighbourhood(sorted(fresh.row.keys() | kept), 0, 0)
    return _draw(questions, graph, fresh.sizes, fresh.scope, (shown, shown.nodes[row].id))


def unfold(questions: Questions, scene: Scene, node: int, *, upstream: bool) -> Unfolded:
    """Add a node's neighbours on one side to a picture."""
    beside = questions.neighbourhood([node], 1 if upstream else 0, 0 if upstream else 1)
    new = sorted(
        (other for other in beside.nodes if other.id not in scene.row),
        key=_age,
        reverse=True,
    )[:UNFOLD_AT_ONCE]
    added = frozenset(other.id for other in new)
    return Unfolded(_again(questions, scene, scene.row.keys() | added, node), added)


def fold(questions: Questions, scene: Scene, away: Collection[int], node: int) -> Scene:
    """Take nodes out of a picture, around a node that stays."""
    return _again(questions, scene, scene.row.keys() - set(away), node)


def _age(node: Node) -> tuple[float, int]:
    return node.when.timestamp() if node.when else 0.0, node.id


def _again(questions: Questions, scene: Scene, ids: Collection[int], anchor: int) -> Scene:
    """Draw these nodes and all edges among them, where they were."""
    graph = questions.neighbourhood(sorted(ids), 0, 0)
    return _draw(questions, graph, scene.sizes, scene.scope, (scene, anchor))


def _draw(
    questions: Questions,
    graph: Graph,
    sizes: CardSizes,
    scope: Scope | None = None,
    before: tuple[Scene, int] | None = None,
) -> Scene:
    from forebear.desktop.graph.scene import Before, Scene, Scope
    from forebear.lineage.cards import Cards

    with questions.look() as look:
        facts = Cards(look).facts([node.id for node in graph.nodes], graph.groups)
    return Scene(graph, facts, sizes, scope or Scope(), Before(*before) if before else None)
