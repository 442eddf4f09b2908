"""Nodes that the database has, by kind and key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import cast

from forebear.lineage import schema
from forebear.lineage.tables import Tables
from forebear.lineage.words import NodeKind


def nodes_of_kind(tables: Tables, kind: NodeKind, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield key and id of the nodes of one kind that have these keys."""
    node = schema.node
    for found, key, id_ in tables.rows((node.c.kind, node.c.key, node.c.id), node.c.key, keys):
        if found == kind.value:
            yield cast("tuple[str, int]", (key, id_))


def known_nodes(tables: Tables, named: Collection[tuple[NodeKind, str]]) -> dict[tuple[NodeKind, str], int]:
    """Return the ids of the nodes that have these kinds and keys."""
    return {
        (kind, key): id_
        for kind in {kind for kind, _ in named}
        for key, id_ in nodes_of_kind(tables, kind, {key for each, key in named if each is kind})
    }
