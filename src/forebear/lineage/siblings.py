"""Like siblings: nodes of one kind that differ in nothing that a drawn graph shows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.tables import among
from forebear.lineage.words import NodeKind

FEWEST = 5
"""So many like siblings are drawn as one."""

LONELY = 60
"""So many nodes of one kind without any neighbour are drawn as one."""


class Trait(NamedTuple):
    """What siblings must share, and what they are known by. `name` counts for runs alone: their stage."""

    kind: NodeKind
    type: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Like siblings; `name` is what all of them are called, or their kind."""

    key: str
    kind: NodeKind
    name: str
    members: tuple[int, ...]


def traits_of(connection: Connection, ids: Collection[int]) -> dict[int, Trait]:
    """Read the traits of nodes; unknown ids are left out."""
    node, artifact = schema.node, schema.artifact
    query = select(node.c.id, node.c.kind, artifact.c.type, node.c.name, node.c.key).outerjoin(
        artifact, artifact.c.node == node.c.id
    )
    return {
        id_: Trait(NodeKind(kind), type_ or "", name, key)
        for condition in among(node.c.id, ids)
        for id_, kind, type_, name, key in connection.execute(query.where(condition)).all()
    }


def alike(
    traits: Mapping[int, Trait], edges: Sequence[tuple[int, int]], single: Collection[int] = ()
) -> list[Cluster]:
    """Return the clusters among nodes; those that are to stay `single` count, but are in none.

    Two nodes are alike when they are of one kind, have the same neighbours up and down, and have alike
    leaves of their own: each run's own model and metrics do not keep 40 runs on one dataset apart. Their
    leaves then are clusters as well.
    """
    before: dict[int, set[int]] = defaultdict(set)
    after: dict[int, set[int]] = defaultdict(set)
    for source, target in edges:
        if source != target and source in traits and target in traits:
            after[source].add(target)
            before[target].add(source)
    single = frozenset(single)
    held = _leaves(traits, before, after, single)
    taken: set[int] = set()
    clusters: list[Cluster] = []
    for owners in (True, False):  # first those with leaves of their own: these go with them
        alikes: dict[_Likeness, list[int]] = defaultdict(list)
        for id_, trait in traits.items():
            if id_ not in taken and owners is bool(held.get(id_)):
                own = held.get(id_, frozenset())
                alikes[
                    _Likeness(
                        _kind_of(trait),
                        frozenset(before[id_] - own),
                        frozenset(after[id_] - own),
                        tuple(sorted((str(leaf in before[id_]), *_kind_of(traits[leaf])) for leaf in own)),
                    )
                ].append(id_)
        for likeness, members in alikes.items():
            rest = [id_ for id_ in members if id_ not in single]
            fewest = FEWEST if likeness.up or likeness.down else LONELY
            if len(members) >= fewest and len(rest) > 1:
                key = _key(traits, likeness)
                found = [_cluster(key, traits, rest), *_of_leaves(key, traits, before, held, rest)]
                taken.update(id_ for cluster in found for id_ in cluster.members)
                clusters += found
    return clusters


class _Likeness(NamedTuple):
    kind: tuple[str, str, str]
    up: frozenset[int]
    down: frozenset[int]
    leaves: tuple[tuple[str, ...], ...]


def _leaves(
    traits: Mapping[int, Trait],
    before: Mapping[int, set[int]],
    after: Mapping[int, set[int]],
    single: Collection[int],
) -> dict[int, frozenset[int]]:
    """Of each node, its neighbours that have no other neighbour."""
    found: dict[int, set[int]] = defaultdict(set)
    for id_ in traits:
        beside = before.get(id_, set()) | after.get(id_, set())
        if len(beside) == 1 and id_ not in single:
            (owner,) = beside
            others = len(before.get(owner, ())) + len(after.get(owner, ()))
            if others > 1:  # of two that have only each other, neither is the other's leaf
                found[owner].add(id_)
    return {owner: frozenset(leaves) for owner, leaves in found.items()}


def _of_leaves(
    key: str,
    traits: Mapping[int, Trait],
    before: Mapping[int, set[int]],
    held: Mapping[int, frozenset[int]],
    owners: Sequence[int],
) -> list[Cluster]:
    together: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for owner in owners:
        for leaf in sorted(held.get(owner, ())):
            together[leaf in before[owner], *_kind_of(traits[leaf]), traits[leaf].name].append(leaf)
    return [
        _cluster(f"{key}/{_short(kind)}", traits, leaves)
        for kind, leaves in together.items()
        if len(leaves) > 1
    ]


def _cluster(key: str, traits: Mapping[int, Trait], members: Sequence[int]) -> Cluster:
    names = {traits[id_].name for id_ in members}
    trait = traits[members[0]]
    name = names.pop() if len(names) == 1 else trait.type or trait.kind.value
    return Cluster(key, trait.kind, name, tuple(members))


def _kind_of(trait: Trait) -> tuple[str, str, str]:
    return trait.kind.value, trait.type, trait.name if trait.kind is NodeKind.RUN else ""


def _key(traits: Mapping[int, Trait], likeness: _Likeness) -> str:
    """The same for the same neighbours at every look, whatever their numbers in the database."""
    sides = [sorted(traits[id_].key for id_ in side) for side in (likeness.up, likeness.down)]
    kind, type_, _ = likeness.kind
    return f"siblings:{type_ or kind}:{_short((likeness.kind, sides, likeness.leaves))}"


def _short(what: object) -> str:
    return hashlib.blake2b(repr(what).encode(), digest_size=6).hexdigest()
