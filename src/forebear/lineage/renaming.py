"""What earlier readings knew by another name: it keeps its node, and all that was ever known of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, insert, select, update

from forebear.lineage import schema
from forebear.lineage.facts import Renamed
from forebear.lineage.known_nodes import known_nodes
from forebear.lineage.rows import microseconds
from forebear.lineage.words import Digest, Model, Move, NodeKind, Role, Transition

if TYPE_CHECKING:
    from forebear.lineage.registering import Registry
    from forebear.lineage.writing import Writer

_HOLDING = (Move.STAGED.value, Move.ALIASED.value, Move.UNALIASED.value)
"""Moves that are noticed at imports, of registries that keep none."""


def rename_versions(
    writer: Writer, renamed: Collection[Renamed]
) -> tuple[Mapping[int, Renamed], Sequence[Transition]]:
    """Rename model versions; return those that were by node, and the moves of those that were not known."""
    facts = {fact.former: fact for fact in renamed if fact.kind is NodeKind.MODEL_VERSION}
    if not facts:
        return {}, ()
    named = [(NodeKind.MODEL_VERSION, key) for fact in facts.values() for key in (fact.former, fact.now)]
    known = known_nodes(writer.tables, named)
    done: dict[int, Renamed] = {}
    new: list[Transition] = []
    for fact in facts.values():
        node = known.get((NodeKind.MODEL_VERSION, fact.former))
        there = known.get((NodeKind.MODEL_VERSION, fact.now))
        ours = node is not None and _registered_then(writer, node, fact)
        if there is not None:
            if node is not None and ours:
                hand_over(writer, node, there)
            continue
        if node is None or not ours:
            new += fact.moves or ()
            continue
        done[node], known[NodeKind.MODEL_VERSION, fact.now] = fact, node
        _call(writer, node, fact.now)
        edge = schema.edge
        gone = (edge.c.target == node) & (edge.c.role == Role.REGISTERED.value)
        writer.connection.execute(delete(edge).where(gone))
        writer.connection.execute(delete(schema.tag).where(schema.tag.c.node == node))
        if fact.retold:
            move = schema.transition
            writer.connection.execute(delete(move).where(move.c.version == node))
    return done, new


def hand_over(writer: Writer, gone: int, kept: int) -> None:
    """Give what is known of one model version to another, which it turned out to be."""
    connection = writer.connection
    for table in (schema.transition, schema.approval, schema.tag):
        mine = next(iter(table.c)) == gone  # the version comes first
        rows = connection.execute(select(table).where(mine)).all()
        writer.tables.insert(table, [(kept, *row[1:]) for row in rows])
        connection.execute(delete(table).where(mine))
    for table in (schema.edge, schema.evidence):
        connection.execute(delete(table).where(table.c.target == gone))
    connection.execute(delete(schema.model_version).where(schema.model_version.c.node == gone))
    connection.execute(delete(schema.called).where(schema.called.c.node == gone))
    connection.execute(delete(schema.node).where(schema.node.c.id == gone))
    writer.touch([kept])


def rename_models(writer: Writer, models: Collection[Model]) -> None:
    """Take what was known of models under another registry for theirs, with the versions that are gone."""
    row, table, move = schema.model_version, schema.model, schema.transition
    gone = exists().where(move.c.version == row.c.node, move.c.move == Move.DEREGISTERED.value)
    connection = writer.connection
    for model in models:
        if not model.formerly:
            continue
        of_it = (row.c.registry == model.formerly) & (row.c.name == model.name)
        found = connection.execute(select(row.c.node, row.c.version).where(of_it, gone)).all()
        for node, version in found:
            _call(writer, node, f"{model.registry}:{model.name}/{version}")
            connection.execute(update(row).where(row.c.node == node).values(registry=model.registry))
        was = (table.c.registry == model.formerly) & (table.c.name == model.name)
        connection.execute(delete(table).where(was))


def settle_moves(writer: Writer, renamed: Mapping[int, Renamed], registry: Registry) -> None:
    """Make renamed model versions have the stages that their own store knows, where others were mixed in.

    Two stores that were taken for one left their moves on the same versions; whose a move was is not known
    any more, so of such a version those go that do not lead to where it is.
    """
    told = {node: fact.moves for node, fact in renamed.items() if fact.moves is not None}
    if not told:
        return
    stages = {node: set(each.stages) for node, each in registry.versions(told).items()}
    table = schema.transition
    for node, moves in told.items():
        wanted = {move.stage for move in moves}
        if stages.get(node, set()) == wanted:
            continue
        there = select(table.c.record, table.c.move, table.c.stage).where(
            table.c.version == node, table.c.move.in_(_HOLDING)
        )
        kept: set[tuple[str, str]] = set()
        for record, move, stage in writer.connection.execute(there).all():
            if any((each.move.value, each.stage) == (move, stage) for each in moves):
                kept.add((move, stage))
            else:
                mixed_in = (table.c.version == node) & (table.c.record == record)
                writer.connection.execute(delete(table).where(mixed_in))
        for each in moves:
            if (each.move.value, each.stage) not in kept:
                writer.connection.execute(
                    insert(table).values(
                        version=node,
                        record=each.record,
                        move=each.move.value,
                        stage=each.stage,
                        when=microseconds(each.when),
                        why=each.why,
                        seen=microseconds(each.seen),
                    )
                )


def rename_runs(writer: Writer, renamed: Collection[Renamed]) -> None:
    """Rename runs, before anything is looked up by the new names."""
    facts = [fact for fact in renamed if fact.kind is NodeKind.RUN]
    known = known_nodes(
        writer.tables, [(NodeKind.RUN, key) for fact in facts for key in (fact.former, fact.now)]
    )
    for fact in facts:
        node = known.pop((NodeKind.RUN, fact.former), None)
        if node is not None and (NodeKind.RUN, fact.now) not in known:
            known[NodeKind.RUN, fact.now] = node
            _call(writer, node, fact.now)


def rename_artifacts(writer: Writer, renamed: Collection[Renamed]) -> None:
    """Rename artifacts that are known by a tool's own name, before anything is looked up by the new one."""
    facts = [fact for fact in renamed if fact.kind is NodeKind.ARTIFACT]
    digest, node = schema.digest, schema.node
    wanted = [key for fact in facts for key in (fact.former, fact.now)]
    rows: Any = writer.tables.rows((digest.c.key, digest.c.node), digest.c.key, wanted)
    known: dict[str, int] = dict(rows)
    for fact in facts:
        id_ = known.pop(fact.former, None)
        if id_ is None or fact.now in known:
            continue
        known[fact.now] = id_
        connection = writer.connection
        connection.execute(update(digest).where(digest.c.key == fact.former).values(key=fact.now))
        kind = node.c.kind == NodeKind.ARTIFACT.value
        connection.execute(update(node).where(kind, node.c.key == fact.former).values(key=fact.now))
        source = Digest.parse(fact.now).algorithm
        place, edge = schema.place, schema.edge
        connection.execute(delete(place).where(place.c.artifact == id_, place.c.source == source))
        revised = edge.c.role == Role.REVISION.value
        connection.execute(delete(edge).where(revised, (edge.c.source == id_) | (edge.c.target == id_)))
        writer.touch([id_])


def _registered_then(writer: Writer, node: int, fact: Renamed) -> bool:
    """Whether what is known as a version's registration, if anything, is that of the fact."""
    table = schema.transition
    query = select(table.c.when).where(
        table.c.version == node, table.c.move == Move.REGISTERED.value, table.c.when.is_not(None)
    )
    known = set(writer.connection.execute(query).scalars())
    return fact.when is None or not known or microseconds(fact.when) in known


def _call(writer: Writer, node: int, key: str) -> None:
    table = schema.node
    writer.connection.execute(update(table).where(table.c.id == node).values(key=key))
    writer.touch([node])
