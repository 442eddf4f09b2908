"""A graph in an order that does not come from the database, so that the same lineage gives the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forebear.drawing.cards import CardText, card_text
from forebear.drawing.picture import About
from forebear.lineage.answers import CardFacts, Edge, Graph, Node
from forebear.lineage.documents import identities


@dataclass(frozen=True, slots=True)
class Ordered:
    """A graph to write.

    `nodes` by name, time and REF; `links` are the edges between the same two nodes; `called` the REF of each
    node, `texts` what its card says; `grouped` are the ids of nodes that stand for many.
    """

    nodes: Sequence[Node]
    links: Mapping[tuple[int, int], Sequence[Edge]]
    called: Mapping[int, str]
    texts: Mapping[int, CardText]
    grouped: frozenset[int]


def ordered(graph: Graph, about: About, kept: frozenset[int] | None = None) -> Ordered:
    """Put a graph in order; of nodes only those `kept`."""
    called = identities(graph)
    nodes = sorted(
        (node for node in graph.nodes if kept is None or node.id in kept),
        key=lambda node: (node.name, str(node.when or ""), called[node.id]),
    )
    place = {node.id: number for number, node in enumerate(nodes)}
    known = [edge for edge in graph.edges if edge.source in place and edge.target in place]
    known.sort(key=lambda edge: (place[edge.source], place[edge.target], edge.role.value, edge.path))
    links: dict[tuple[int, int], list[Edge]] = {}
    for edge in known:
        links.setdefault((edge.source, edge.target), []).append(edge)
    texts = {node.id: card_text(node, called[node.id], graph, about) for node in nodes}
    return Ordered(nodes, links, called, texts, frozenset(graph.groups))


def only(graph: Graph, kept: frozenset[int]) -> Graph:
    """Return the part of a graph that holds these nodes; edges that lead out of it are counted in `more`."""
    more = {id_: list(counts) for id_, counts in graph.more.items() if id_ in kept}
    beside: dict[int, tuple[set[int], set[int]]] = {}
    for edge in graph.edges:
        if edge.source in kept and edge.target not in kept:
            beside.setdefault(edge.source, (set(), set()))[1].add(edge.target)
        elif edge.target in kept and edge.source not in kept:
            beside.setdefault(edge.target, (set(), set()))[0].add(edge.source)
    for id_, (up, down) in beside.items():
        counts = more.setdefault(id_, [0, 0])
        counts[0] += len(up)
        counts[1] += len(down)
    return replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node.id in kept),
        edges=tuple(edge for edge in graph.edges if edge.source in kept and edge.target in kept),
        more={id_: (up, down) for id_, (up, down) in more.items()},
        groups={id_: group for id_, group in graph.groups.items() if id_ in kept},
    )


def spelled(graph: Graph, about: About, letters: frozenset[str]) -> tuple[Graph, About]:
    """Write some letters as [U+4E2D] wherever they stand: what cannot be drawn is not hidden."""
    table = {ord(letter): f"[U+{ord(letter):04X}]" for letter in letters}

    def changed(facts: CardFacts) -> CardFacts:
        metric = facts.metric and replace(facts.metric, name=facts.metric.name.translate(table))
        version, stage = facts.version.translate(table), facts.stage.translate(table)
        return replace(facts, version=version, stage=stage, metric=metric)

    nodes = (
        replace(node, name=node.name.translate(table), detail=node.detail.translate(table))
        for node in graph.nodes
    )
    return replace(graph, nodes=tuple(nodes)), replace(
        about,
        title=about.title.translate(table),
        says=tuple(sentence.translate(table) for sentence in about.says),
        facts={id_: changed(facts) for id_, facts in about.facts.items()},
    )
