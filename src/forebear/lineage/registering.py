"""Model versions and their transitions: written, and asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.answers import Registered
from forebear.lineage.facts import Slot
from forebear.lineage.history import History
from forebear.lineage.rows import microseconds, moment
from forebear.lineage.tables import Conflict, Row
from forebear.lineage.words import ModelVersion, Move, NodeKind, Person, Role, Transition

if TYPE_CHECKING:
    from forebear.lineage.writing import Writer

_SLOTS = (Slot.DATA, Slot.METRICS, Slot.PLOT, Slot.PARAMETERS)


def write_registry(
    writer: Writer, versions: Collection[ModelVersion], transitions: Collection[Transition]
) -> int:
    """Write versions, their transitions, and what joins them to artifacts; return how many rows changed.

    A version is joined to the artifact that its commit holds at its path, and to the commit itself where no
    artifact is known there. `writer` has its nodes flushed afterwards.
    """
    if not versions and not transitions:
        return 0
    unique = {version.key: version for version in versions}
    nodes = {
        key: writer.node_of(
            NodeKind.MODEL_VERSION, key, f"{version.name} {version.version}" if version else key
        )
        for key, version in {**dict.fromkeys(move.version for move in transitions), **unique}.items()
    }
    held = History(writer.connection)
    edges = [
        edge for version in unique.values() for edge in _edges(writer, version, nodes[version.key], held)
    ]
    writer.flush_nodes()
    insert = writer.tables.insert
    return (
        insert(
            schema.model_version,
            [
                (nodes[key], each.registry, each.name, each.version, each.commit, each.path)
                for key, each in unique.items()
            ],
            Conflict.REPLACE,
        )
        + insert(schema.edge, sorted(set(edges)))
        + insert(
            schema.transition, [_row(nodes[move.version], move) for move in transitions], Conflict.REPLACE
        )
    )


def _edges(writer: Writer, version: ModelVersion, node: int, history: History) -> Sequence[Row]:
    role = Role.REGISTERED.value
    if version.artifact is not None:
        return [(writer.artifact(version.artifact), node, role, version.path)]
    if not version.commit:
        return []
    held = history.held(version.commit)
    found = next((held[slot, version.path].node for slot in _SLOTS if (slot, version.path) in held), None)
    if found is None and version.path:
        runs = [each.node for (slot, _), each in held.items() if slot is Slot.RUN]
        edge = schema.edge
        query = select(edge.c.target).where(edge.c.source.in_(runs), edge.c.path == version.path)
        found = writer.connection.execute(query.order_by(edge.c.target)).scalar()
    if found is not None:
        return [(found, node, role, version.path)]
    return [(writer.node_of(NodeKind.COMMIT, version.commit, ""), node, role, "")]


def _row(node: int, move: Transition) -> Row:
    who = (None, None) if move.by is None else (move.by.name, move.by.email)
    return node, move.record, move.move.value, move.stage, microseconds(move.when), *who, move.why


class Registry:
    """Reads model versions from one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def versions(self, ids: Collection[int] | None = None) -> Mapping[int, Registered]:
        """Return model versions by their node, all of them for None."""
        table, node = schema.model_version, schema.node
        rows = self._connection.execute(
            select(table, node.c.key).join(node, node.c.id == table.c.node).order_by(table.c.node)
        ).all()
        moves = self._moves({row.node: row.key for row in rows})
        stages = _stages({row.node: (row.registry, row.name) for row in rows}, moves)
        return {
            row.node: Registered(
                ModelVersion(row.registry, row.name, row.version, row.commit, row.path),
                stages.get(row.node, ()),
                tuple(sorted(moves.get(row.node, ()), key=_order)),
            )
            for row in rows
            if ids is None or row.node in ids
        }

    def stages(self) -> Mapping[int, tuple[str, ...]]:
        """Return the stages in which model versions are now, by node; one in none has no entry."""
        return {node: each.stages for node, each in self.versions().items() if each.stages}

    def _moves(self, keys: Mapping[int, str]) -> Mapping[int, list[Transition]]:
        table = schema.transition
        found: dict[int, list[Transition]] = defaultdict(list)
        for row in self._connection.execute(select(table)):
            by = None if row.by_name is None else Person(row.by_name, row.by_email or "")
            found[row.version].append(
                Transition(
                    keys.get(row.version, ""),
                    Move(row.move),
                    row.record,
                    row.stage,
                    moment(row.when),
                    by,
                    row.why,
                )
            )
        return found


_MOVES = (Move.REGISTERED, Move.ASSIGNED, Move.UNASSIGNED, Move.DEPRECATED, Move.DEREGISTERED)


def _order(move: Transition) -> tuple[int, int, str]:
    """Oldest first; what happened within one second, as one usually follows the other."""
    return microseconds(move.when) or 0, _MOVES.index(move.move), move.record


def _stages(
    models: Mapping[int, tuple[str, str]], moves: Mapping[int, Sequence[Transition]]
) -> Mapping[int, tuple[str, ...]]:
    """Return who is in which stage: a stage is one version's of a model, the last that was moved there."""
    events = sorted(
        ((move, node) for node, each in moves.items() for move in each),
        key=lambda event: _order(event[0]),
    )
    holder: dict[tuple[str, str, str], int] = {}
    for move, node in events:
        model = models.get(node)
        if model is None:
            continue
        if move.move is Move.ASSIGNED:
            holder[*model, move.stage] = node
        elif move.move is Move.UNASSIGNED and holder.get((*model, move.stage)) == node:
            del holder[*model, move.stage]
        elif move.move in (Move.DEREGISTERED, Move.DEPRECATED):
            for place in [place for place, other in holder.items() if other == node]:
                del holder[place]
    found: dict[int, list[str]] = defaultdict(list)
    for (_, _, stage), node in holder.items():
        found[node].append(stage)
    return {node: tuple(stages) for node, stages in found.items()}
