"""The project folded: many nodes drawn as one, and unfolded again group by group."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from forebear.lineage.answers import Edge, Graph, Group, GroupKind, Node
from forebear.lineage.describing import Describer
from forebear.lineage.edges import ID_BITS, ROLE_BITS, ROLES, load
from forebear.lineage.folds import Folds, Ints, titles
from forebear.lineage.parting import Bundle, Parting
from forebear.lineage.questions import Look
from forebear.lineage.siblings import Cluster, alike, traits_of


@dataclass(frozen=True, slots=True)
class Folded:
    """A graph in which groups stand for their members.

    `inside` says of a node (or group) that came out of an unfolded group which one that was, by key: the way
    to fold it again. `unfolded` maps the keys of these groups to their titles.
    """

    graph: Graph
    inside: Mapping[int, str] = field(default_factory=dict)
    unfolded: Mapping[str, str] = field(default_factory=dict)


GROUP_KEYS = ("stage:", "path:", "commits", "image:", "registered:", "rebuilds:", "others:", "siblings:")
"""How the keys of groups begin; no REF does."""


def group_id(key: str) -> int:
    """Return the id of the node that stands for a group: negative, and the same at every look."""
    return -1 - int.from_bytes(hashlib.blake2b(key.encode(), digest_size=6).digest())


class Folding:
    """Folds what one look sees."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def project(
        self,
        unfolded: Collection[str] = (),
        among: Collection[int] | None = None,
        single: Collection[int] = (),
    ) -> Folded:
        """Fold everything, or the nodes `among`, to stages, datasets and the like.

        A group of one is that node itself, as are the nodes that are to be `single`; a group whose key is
        `unfolded` is drawn as its parts. Keys that name no group are passed over.
        """
        folds = self._look.keep(Folds)
        if among is None:
            ids, number = folds.ids, folds.number
        else:
            ids = np.unique(np.fromiter(among, dtype=np.int64, count=len(among)))
            number = folds.of(ids)
            ids, number = ids[number >= 0], number[number >= 0]
        alone = np.isin(ids, np.fromiter(single, dtype=np.int64, count=len(single)))
        parting = Parting(self._look)
        order = np.lexsort((ids, number))
        order = order[~alone[order]]
        starts = np.flatnonzero(np.diff(number[order], prepend=-1))
        whole = [
            parting.bundle(int(number[members[0]]), ids[members])
            for members in np.split(order, starts[1:])
            if len(members)
        ]
        bundles, inside, opened = _opened(parting, parting.few(whole), set(unfolded))
        return self._drawn(bundles, ids[alone], inside, opened)

    def neighbours(
        self,
        ids: Collection[int],
        unfolded: Collection[str] = (),
        single: Collection[int] = (),
    ) -> Folded:
        """Return these nodes, five or more like siblings among them as one; those to be `single` are not."""
        part = self._look.adjacency.part(list(ids))
        traits = traits_of(self._look.connection, part.nodes)
        clusters = alike(traits, [(edge.source, edge.target) for edge in part.edges], set(single))
        inside: dict[int, str] = {}
        opened: dict[str, str] = {}
        bundles = []
        parting = Parting(self._look)
        for cluster in clusters:
            found, within, titled = _opened(parting, [_bundle(cluster)], set(unfolded))
            bundles += found
            inside |= within
            opened |= titled
        grouped = {int(id_) for bundle in bundles for id_ in bundle.members}
        rest = np.asarray([id_ for id_ in part.nodes if id_ in traits and id_ not in grouped], dtype=np.int64)
        return self._drawn(bundles, rest, inside, opened)

    def _drawn(
        self, bundles: Sequence[Bundle], alone: Ints, inside: dict[int, str], opened: dict[str, str]
    ) -> Folded:
        groups = [bundle for bundle in bundles if len(bundle.members) > 1]
        ones = [bundle.members for bundle in bundles if len(bundle.members) == 1]
        singles = np.concatenate([alone, *ones]) if ones else alone
        edges, more = self._edges(groups, singles)
        nodes = self._nodes(groups, singles.tolist())
        made = {
            group_id(bundle.key): Group(bundle.key, bundle.kind, tuple(bundle.members[::-1].tolist()))
            for bundle in groups
        }
        drawn = {node.id for node in nodes}
        graph = Graph(nodes, edges, more, made)
        return Folded(graph, {id_: key for id_, key in inside.items() if id_ in drawn}, opened)

    def _nodes(self, groups: Sequence[Bundle], singles: list[int]) -> tuple[Node, ...]:
        newest = {group_id(bundle.key): int(bundle.members[-1]) for bundle in groups}
        known = Describer(self._look.connection).nodes({*singles, *newest.values()})
        nodes = [known[id_] for id_ in singles if id_ in known]
        called = titles([bundle.fold for bundle in groups if bundle.fold is not None])
        for bundle in groups:
            id_ = group_id(bundle.key)
            node = known.get(newest[id_])
            if node is None:
                continue
            name = bundle.title
            if bundle.fold is not None and bundle.key == bundle.fold.key:
                name = called[bundle.key]
            type_ = node.type if bundle.fold is None else bundle.fold.type or node.type
            nodes.append(
                replace(
                    node, id=id_, key=bundle.key, name=name, type=type_, digests=(), commit=None, detail=""
                )
            )
        return tuple(nodes)

    def _edges(
        self, groups: Sequence[Bundle], singles: Ints
    ) -> tuple[tuple[Edge, ...], dict[int, tuple[int, int]]]:
        """The images of all edges whose two ends are drawn, and how many neighbours of each are not."""
        drawn = np.concatenate(
            [singles, np.fromiter((group_id(bundle.key) for bundle in groups), np.int64, len(groups))]
        )
        members = [singles, *(bundle.members for bundle in groups)]
        sizes = [1] * len(singles) + [len(bundle.members) for bundle in groups]
        ids = np.concatenate(members)
        places = np.repeat(np.arange(len(drawn)), sizes)
        wires = self._look.keep(load)
        sources, targets = wires >> ROLE_BITS + ID_BITS, wires >> ROLE_BITS & (1 << ID_BITS) - 1
        roles = wires & (1 << ROLE_BITS) - 1
        top = int(max(ids.max(initial=0), sources.max(initial=0), targets.max(initial=0)))
        place = np.full(top + 1, -1, dtype=np.int64)
        place[ids] = places
        one, two = place[sources], place[targets]
        more = _left_out(drawn, (one, two), (sources, targets))
        within = (one >= 0) & (two >= 0)
        exact = within & (one < len(singles)) & (two < len(singles))
        edges = list(self._look.adjacency.part(singles.tolist()).edges)
        merged = within & ~exact & (one != two)
        code = (one[merged] * len(drawn) + two[merged]) * len(ROLES) + roles[merged]
        for packed in np.unique(code).tolist():
            ends, role = divmod(packed, len(ROLES))
            source, target = divmod(ends, len(drawn))
            edges.append(Edge(int(drawn[source]), int(drawn[target]), ROLES[role]))
        return tuple(edges), more


def _left_out(drawn: Ints, places: tuple[Ints, Ints], ends: tuple[Ints, Ints]) -> dict[int, tuple[int, int]]:
    """Count the neighbours of each drawn node that are not drawn: (upstream, downstream)."""
    counts = np.zeros((len(drawn), 2), dtype=np.int64)
    for side, (here, there, other) in enumerate(
        ((places[1], places[0], ends[0]), (places[0], places[1], ends[1]))
    ):
        left = (here >= 0) & (there < 0)
        pairs: NDArray[np.int64] = np.unique(np.column_stack((here[left], other[left])), axis=0)
        np.add.at(counts[:, side], pairs[:, 0], 1)
    some = np.flatnonzero(counts.any(axis=1))
    return {int(drawn[row]): (int(counts[row, 0]), int(counts[row, 1])) for row in some}


def _opened(
    parting: Parting, bundles: Sequence[Bundle], unfolded: set[str]
) -> tuple[list[Bundle], dict[int, str], dict[str, str]]:
    """Put the parts of the unfolded ones in their place, at any depth."""
    found: list[Bundle] = []
    inside: dict[int, str] = {}
    opened: dict[str, str] = {}
    waiting = list(reversed(bundles))
    came: defaultdict[str, str] = defaultdict(str)
    while waiting:
        bundle = waiting.pop()
        outer = came[bundle.key]
        if bundle.key in unfolded and len(bundle.members) > 1:
            opened[bundle.key] = bundle.title
            parts = parting.parts(bundle)
            came.update((part.key, bundle.key) for part in parts)
            waiting += reversed(parts)
            continue
        found.append(bundle)
        if outer:
            single = len(bundle.members) == 1
            inside[int(bundle.members[0]) if single else group_id(bundle.key)] = outer
    return found, inside, opened


def _bundle(cluster: Cluster) -> Bundle:
    members = np.asarray(sorted(cluster.members), dtype=np.int64)
    return Bundle(cluster.key, GroupKind.SIBLINGS, cluster.name, members, cluster.kind)
