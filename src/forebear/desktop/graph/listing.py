"""Neighbours that are not drawn, or members of a group, found by name; asked on a worker thread."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forebear.lineage.answers import Node

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest of what was found, and how many there are: `found` by this text, `all` in all, and how many
    more are `drawn` already.
    """

    nodes: tuple[Node, ...]
    found: int
    all: int
    drawn: int = 0


def neighbours(
    questions: Questions, ids: Collection[int], drawn: Collection[int], text: str, *, upstream: bool
) -> Listing:
    """List the neighbours of some nodes that are not drawn."""
    with questions.look() as look:
        adjacency = look.adjacency
        beside: dict[int, None] = {}
        for id_ in ids:
            beside.update(dict.fromkeys(adjacency.before(id_) if upstream else adjacency.after(id_)))
    left_out = [id_ for id_ in beside if id_ not in drawn]
    return replace(among(questions, left_out, text), drawn=len(beside) - len(left_out))


def among(questions: Questions, ids: Sequence[int], text: str) -> Listing:
    """List those of some nodes in whose name, key or branch all words of `text` are, newest first."""
    words = text.casefold().split()
    found = list(ids)
    if words:
        from sqlalchemy import select

        from forebear.lineage import schema
        from forebear.lineage.tables import among as each_of

        node = schema.node
        found = []
        with questions.look() as look:
            for condition in each_of(node.c.id, ids):
                query = select(node.c.id, node.c.name, node.c.key).where(condition)
                for id_, name, key in look.connection.execute(query).all():
                    said = f"{name} {key}".casefold()
                    if all(word in said for word in words):
                        found.append(id_)
    # Later ones have higher numbers: only the newest of many are described.
    newest = sorted(found, reverse=True)[: 2 * MOST_LISTED]
    nodes = sorted(questions.nodes(newest), key=_age, reverse=True)[:MOST_LISTED]
    return Listing(tuple(nodes), len(found), len(ids))


def _age(node: Node) -> tuple[float, int]:
    return node.when.timestamp() if node.when else 0.0, node.id
