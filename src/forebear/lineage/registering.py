"""Model versions and their transitions: written, and asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.answers import Registered
from forebear.lineage.facts import Renamed, Slot
from forebear.lineage.history import History
from forebear.lineage.known_nodes import known_nodes
from forebear.lineage.noticing import without_known
from forebear.lineage.renaming import rename_versions, settle_moves
from forebear.lineage.rows import microseconds, moment
from forebear.lineage.tables import Conflict, Row
from forebear.lineage.words import ModelVersion, Move, NodeKind, Person, Role, Transition

if TYPE_CHECKING:
    from forebear.lineage.writing import Writer

_SLOTS = (Slot.DATA, Slot.METRICS, Slot.PLOT, Slot.PARAMETERS)


def write_registry(
    writer: Writer,
    versions: Collection[ModelVersion],
    transitions: Collection[Transition],
    renamed: Collection[Renamed] = (),
) -> int:
    """Write versions, their transitions, and what joins them to artifacts; return how many rows changed.

    `renamed` is what earlier readings knew by other names. A version is joined to the artifact that its
    commit holds at its path, and to the commit itself where no artifact is known there. `writer` has its
    nodes flushed afterwards.
    """
    if not versions and not transitions and not renamed:
        return 0
    taken, moved = rename_versions(writer, renamed)
    transitions = [*moved, *transitions]
    unique = {version.key: version for version in versions if version.numbered}
    unnumbered = {version.key: version for version in versions if version.key not in unique}
    unique |= unnumbered
    nodes = _numbered_by_now(writer, unnumbered.values())
    nodes |= {
        key: writer.node_of(
            NodeKind.MODEL_VERSION, key, f"{version.name} {version.version}" if version else key
        )
        for key, version in {**dict.fromkeys(move.version for move in transitions), **unique}.items()
        if key not in nodes
    }
    writer.call({nodes[key]: f"{each.name} {each.version}" for key, each in unique.items() if each.numbered})
    held = History(writer.connection)
    edges = [
        edge for version in unique.values() for edge in _edges(writer, version, nodes[version.key], held)
    ]
    writer.flush_nodes()
    insert, table = writer.tables.insert, schema.model_version
    numbered = [_version_row(nodes[key], each) for key, each in unique.items() if each.numbered]
    # What has no number yet says nothing where the number is known already.
    others = [_version_row(nodes[key], each) for key, each in unnumbered.items()]
    changed = (
        insert(table, numbered, Conflict.REPLACE)
        + insert(table, others)
        + insert(schema.edge, sorted(set(edges)))
    )
    registry = Registry(writer.connection)
    settle_moves(writer, taken, registry)
    if any(move.seen is not None for move in transitions):
        transitions = without_known(transitions, nodes, registry.versions())
    moves = [_row(nodes[move.version], move) for move in transitions]
    return changed + insert(schema.transition, moves, Conflict.REPLACE)


def _numbered_by_now(writer: Writer, versions: Collection[ModelVersion]) -> dict[str, int]:
    """Return the nodes of versions that a server has numbered, by what they are called where no server is
    known: without whose they are."""
    if not versions:
        return {}
    known = Registry(writer.connection).versions()
    found: dict[str, int] = {}
    for version in versions:
        ending = f"/{version.name}/{version.identity}"
        meant = [
            node
            for node, each in known.items()
            if each.version.registry == version.registry and each.version.key.endswith(ending)
        ]
        if len(meant) == 1 and not known_nodes(writer.tables, [(NodeKind.MODEL_VERSION, version.key)]):
            found[version.key] = meant[0]
    return found


def _version_row(node: int, version: ModelVersion) -> Row:
    return (
        node,
        version.registry,
        version.name,
        version.version,
        version.commit,
        version.path,
        version.description,
    )


def _edges(writer: Writer, version: ModelVersion, node: int, history: History) -> Sequence[Row]:
    role = Role.REGISTERED.value
    if version.artifact is not None:
        return [(writer.artifact(version.artifact), node, role, version.path)]
    if version.run:
        return [(writer.node_of(NodeKind.RUN, version.run, ""), node, role, version.path)]
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
    return (
        node,
        move.record,
        move.move.value,
        move.stage,
        microseconds(move.when),
        *who,
        move.why,
        microseconds(move.seen),
    )


_NO_STAGE = ("", "None")  # as MLflow calls it


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
                ModelVersion(
                    row.registry,
                    row.name,
                    row.version,
                    row.commit,
                    row.path,
                    description=row.description,
                    identity=row.key.removeprefix(f"{row.registry}:{row.name}/"),
                ),
                stages.get(row.node, ()),
                tuple(sorted(moves.get(row.node, ()), key=move_order)),
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
                    moment(row.seen),
                )
            )
        return found


_MOVES = (
    Move.REGISTERED,
    Move.APPROVAL,
    Move.ASSIGNED,
    Move.STAGED,
    Move.ALIASED,
    Move.UNASSIGNED,
    Move.UNALIASED,
    Move.DEPRECATED,
    Move.DEREGISTERED,
)


def move_order(move: Transition) -> tuple[int, int, str]:
    """Oldest first; what happened within one second, as one usually follows the other."""
    return microseconds(move.when or move.seen) or 0, _MOVES.index(move.move), move.record


def _stages(
    models: Mapping[int, tuple[str, str]], moves: Mapping[int, Sequence[Transition]]
) -> Mapping[int, tuple[str, ...]]:
    """Return the stages and aliases of versions: who was last moved there, where only one can be there."""
    events = sorted(
        ((move, node) for node, each in moves.items() for move in each),
        key=lambda event: move_order(event[0]),
    )
    holder: dict[tuple[str, str, str], int] = {}
    own: dict[int, str] = {}
    for move, node in events:
        model = models.get(node)
        if model is None:
            continue
        if move.move in (Move.ASSIGNED, Move.ALIASED):
            holder[*model, move.stage] = node
        elif move.move is Move.STAGED:
            own[node] = "" if move.stage in _NO_STAGE else move.stage
        elif move.move in (Move.UNASSIGNED, Move.UNALIASED) and holder.get((*model, move.stage)) == node:
            del holder[*model, move.stage]
        elif move.move in (Move.DEREGISTERED, Move.DEPRECATED):
            own.pop(node, None)
            for place in [place for place, other in holder.items() if other == node]:
                del holder[place]
    found: dict[int, list[str]] = defaultdict(list)
    for node, stage in own.items():
        if stage:
            found[node].append(stage)
    for (_, _, stage), node in holder.items():
        found[node].append(stage)
    return {node: tuple(stages) for node, stages in found.items()}
