"""A merged lineage as a graph that can be laid out, drawn and written to a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from forebear.compare.lineages.merging import MergedEdge, MergedLineage, MergedNode, is_idle
from forebear.compare.lineages.words import counts_text, detail_text, note_texts, told_text
from forebear.drawing.picture import About
from forebear.lineage.answers import CardFacts, Change, Edge, Graph, Group, GroupKind, Node
from forebear.lineage.words import NodeKind

MOST_SINGLE = 400
"""What would be more nodes than this is folded: like siblings first, then folders and stages."""


@dataclass(frozen=True, slots=True)
class MergedGraph:
    """A merged lineage as `lineage.answers.Graph`, whose nodes' ids count from 1, groups' are negative.

    `merged` has the nodes by the graph's ids, those of a group by the group's; `changes` what became of each,
    `links` of each pair of ids that only one version joins.
    """

    graph: Graph
    changes: Mapping[int, Change]
    links: Mapping[tuple[int, int], Change]
    merged: Mapping[int, tuple[MergedNode, ...]]


def only_differing(merged: MergedLineage) -> MergedLineage:
    """Return what differs, and of what is the same that which lies between."""
    differing = {node.id for node in merged.nodes if node.change is not Change.SAME}
    nodes = {node.id: node for node in merged.nodes}

    def leads(edge: MergedEdge) -> bool:
        """Whether a difference may go this way: other commits differ in other files than in those that are
        the same, and a parameters file in other values than a run was given."""
        if nodes[edge.source].kind is NodeKind.COMMIT and edge.target not in differing:
            return False
        return not is_idle(edge, nodes[edge.target].a, nodes[edge.target].b)

    edges = [edge for edge in merged.edges if leads(edge)]
    kept = _reached(differing, ((edge.source, edge.target) for edge in edges))
    kept &= _reached(differing, ((edge.target, edge.source) for edge in edges))
    kept |= differing
    for edge in merged.edges:
        if edge.change is not Change.SAME:
            kept |= {edge.source, edge.target}
    return replace(
        merged,
        nodes=tuple(node for node in merged.nodes if node.id in kept),
        edges=tuple(edge for edge in merged.edges if edge.source in kept and edge.target in kept),
    )


def _reached(start: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    after: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        after[source].append(target)
    found = set(start)
    waiting = list(found)
    while waiting:
        for other in after.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def graph_of(merged: MergedLineage, most: int = MOST_SINGLE, *, opened: Collection[str] = ()) -> MergedGraph:
    """Return the graph of a merged lineage; of more than `most` nodes those that are alike are one.

    Of groups whose keys are `opened` the first `most` members are drawn, and the rest as one.
    """
    folds: list[_Fold] = []
    for name, members in _folded(merged, most):
        rest = members
        while _group_key(name, rest) in opened:
            folds += [(each.name, (each,)) for each in rest[:most]]
            rest = rest[most:]
        if rest:
            folds.append((name, rest))
    ids: dict[str, int] = {}
    nodes: list[Node] = []
    groups: dict[int, Group] = {}
    within: dict[int, tuple[MergedNode, ...]] = {}
    for number, (name, members) in enumerate(folds, 1):
        id_ = number if len(members) == 1 else -number
        for member in members:
            ids[member.id] = id_
        within[id_] = members
        nodes.append(_node(members[0], id_, name))
        if id_ < 0:
            places = tuple(range(len(merged.nodes) + number, len(merged.nodes) + number + len(members)))
            groups[id_] = Group(_group_key(name, members), GroupKind.SIBLINGS, places)
    edges = dict.fromkeys(_edge(edge, ids) for edge in merged.edges)
    links: dict[tuple[int, int], set[Change]] = defaultdict(set)
    for edge in merged.edges:
        links[ids[edge.source], ids[edge.target]].add(edge.change)
    graph = Graph(tuple(nodes), tuple(edges), groups=groups)
    return MergedGraph(
        graph,
        {id_: each[0].change for id_, each in within.items()},
        {ends: each.pop() for ends, each in links.items() if len(each) == 1 and Change.SAME not in each},
        within,
    )


def _group_key(name: str, members: tuple[MergedNode, ...]) -> str:
    return f"siblings:{name}:{members[0].id}" if len(members) > 1 else ""


def _edge(edge: MergedEdge, ids: Mapping[str, int]) -> Edge:
    source, target = ids[edge.source], ids[edge.target]
    return Edge(source, target, edge.role, edge.path if source > 0 and target > 0 else "")


def _node(merged: MergedNode, id_: int, name: str) -> Node:
    node = merged.piece.node
    return Node(id_, node.kind, merged.id, name, node.origin, node.type)


def about(merged: MergedLineage, drawn: MergedGraph, title: str = "") -> About:
    """Return what a picture of it says: title, counts, and of each node what either version has."""
    one, other = merged.labels
    facts = {
        id_: CardFacts(detail=detail_text(each[0]), told=told_text(each[0], merged))
        for id_, each in drawn.merged.items()
        if len(each) == 1
    }
    return About(
        title=title or f"What {one} and {other} were made from",
        says=(*merged.headings, counts_text(merged), *note_texts(merged)),
        changes=drawn.changes,
        links=drawn.links,
        facts=facts,
        sides=merged.labels,
    )


# folding


_Fold = tuple[str, tuple[MergedNode, ...]]


def _folded(merged: MergedLineage, most: int) -> list[_Fold]:
    """Return the nodes, each with its name; where they are too many, like ones together with one name."""
    folds: list[_Fold] = [(node.name, (node,)) for node in merged.nodes]
    if len(folds) <= most:
        return folds
    folds = _siblings(merged)
    for called in (_folder, _top, _kind):
        if len(folds) <= most:
            break
        folds = _together(merged, called)
    return folds


def _siblings(merged: MergedLineage) -> list[_Fold]:
    """Fold what has the same neighbours, as the graph of one lineage does."""
    from forebear.lineage.folds import stage_of
    from forebear.lineage.siblings import Trait, alike

    place = {node.id: number for number, node in enumerate(merged.nodes)}
    traits = {
        place[node.id]: Trait(
            node.kind,
            f"{node.piece.node.type or ''} {node.change}",
            stage_of(node.name) if node.kind is NodeKind.RUN else node.name,
            node.id,
        )
        for node in merged.nodes
    }
    clusters = alike(traits, [(place[edge.source], place[edge.target]) for edge in merged.edges])
    found: list[_Fold] = []
    taken: set[int] = set()
    for cluster in clusters:
        members = tuple(merged.nodes[number] for number in sorted(cluster.members))
        taken |= set(cluster.members)
        found.append((_folder(members[0]), members))
    found += [(node.name, (node,)) for number, node in enumerate(merged.nodes) if number not in taken]
    return _in_order(merged, found)


def _together(merged: MergedLineage, called: Callable[[MergedNode], str]) -> list[_Fold]:
    """Fold what is of one kind, became the same and is called the same."""
    together: dict[tuple[object, ...], list[MergedNode]] = defaultdict(list)
    for node in merged.nodes:
        together[node.kind, node.piece.node.type, node.change, called(node)].append(node)
    return _in_order(
        merged,
        [
            (called(members[0]) if len(members) > 1 else members[0].name, tuple(members))
            for members in together.values()
        ],
    )


def _in_order(merged: MergedLineage, folds: list[_Fold]) -> list[_Fold]:
    place = {node.id: number for number, node in enumerate(merged.nodes)}
    return sorted(folds, key=lambda fold: place[fold[1][0].id])


def _folder(node: MergedNode) -> str:
    if node.kind is NodeKind.RUN:
        return node.name.partition("@")[0] or node.name
    folder = str(PurePosixPath(node.name).parent)
    return folder if folder != "." else _kind(node)


def _top(node: MergedNode) -> str:
    if node.kind is NodeKind.RUN:
        return node.name.partition(":")[0].partition("@")[0] or node.name
    parts = PurePosixPath(node.name).parts
    return parts[0] if len(parts) > 1 else _kind(node)


def _kind(node: MergedNode) -> str:
    return str(node.piece.node.type or node.kind)
