"""What tools noted of a thing beside the graph: tags, places, approvals, and how its edges are known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select

from forebear.lineage import schema
from forebear.lineage.answers import Node
from forebear.lineage.describing import Describer
from forebear.lineage.facts import Approval
from forebear.lineage.questions import Look
from forebear.lineage.rows import moment
from forebear.lineage.values import Series, Values
from forebear.lineage.words import Known, Model, Person, Role


@dataclass(frozen=True, slots=True)
class NotedPlace:
    """Where a tool's record saw an artifact; `at` is when, None where it is not recorded."""

    source: str
    place: str
    version: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class NotedEdge:
    """How an edge is known: to or from `other`, and what says so."""

    other: Node
    role: Role
    path: str
    known: Known
    said: str
    incoming: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """All that was noted of one node."""

    tags: Mapping[str, str] = field(default_factory=dict)
    places: tuple[NotedPlace, ...] = ()
    approvals: tuple[Approval, ...] = ()
    edges: tuple[NotedEdge, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was noted."""
        return not (self.tags or self.places or self.approvals or self.edges)

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """Return the tags that are tables of plain values by name (packages, settings), opened."""
        found = {name: _opened(value) for name, value in self.tags.items()}
        return {name: table for name, table in found.items() if table}


def _opened(value: str) -> Mapping[str, str]:
    """Return the entries of a text that is a JSON object of plain values, {} for any other."""
    if not value.startswith("{"):
        return {}
    try:
        document = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict) or any(isinstance(each, dict | list) for each in document.values()):
        return {}
    return {name: each if isinstance(each, str) else json.dumps(each) for name, each in document.items()}


def noted(look: Look, node: Node) -> Noted:
    """Return what was noted of a node."""
    return Noted(_tags(look, node.id), _places(look, node.id), _approvals(look, node), _edges(look, node.id))


def tags_of(look: Look, name: str) -> Mapping[int, str]:
    """Return the value of one tag of all nodes that have it."""
    tag = schema.tag
    return dict(
        map(tuple, look.connection.execute(select(tag.c.node, tag.c.value).where(tag.c.name == name)))
    )


def series_of(look: Look, node: int, name: str) -> Series | None:
    """Return a metric's whole history with its times, None where no tool kept it as one."""
    return Values(look.connection).series(node, name)


def models(look: Look) -> Mapping[tuple[str, str], Model]:
    """Return what registries say of their models, by registry and name."""
    rows = look.connection.execute(select(schema.model))
    return {
        (row.registry, row.name): Model(row.registry, row.name, row.description, json.loads(row.tags))
        for row in rows
    }


def _tags(look: Look, node: int) -> Mapping[str, str]:
    tag = schema.tag
    query = select(tag.c.name, tag.c.value).where(tag.c.node == node).order_by(tag.c.name)
    return dict(map(tuple, look.connection.execute(query)))


def _places(look: Look, node: int) -> tuple[NotedPlace, ...]:
    table = schema.place
    query = (
        select(table).where(table.c.artifact == node).order_by(table.c.source, table.c.place, table.c.seen_at)
    )
    return tuple(
        NotedPlace(row.source, row.place, row.version, moment(row.seen_at))
        for row in look.connection.execute(query)
    )


def _approvals(look: Look, node: Node) -> tuple[Approval, ...]:
    table = schema.approval
    query = select(table).where(table.c.node == node.id).order_by(table.c.when, table.c.record)
    return tuple(
        Approval(
            node.kind,
            node.key,
            row.record,
            row.what,
            row.state,
            None if row.by_name is None else Person(row.by_name, row.by_email or ""),
            moment(row.when),
            row.url,
            row.why,
        )
        for row in look.connection.execute(query)
    )


def _edges(look: Look, node: int) -> tuple[NotedEdge, ...]:
    table = schema.evidence
    query = select(table).where(or_(table.c.source == node, table.c.target == node))
    rows = look.connection.execute(query.order_by(table.c.role, table.c.path)).all()
    others = Describer(look.connection).nodes(
        {row.source if row.target == node else row.target for row in rows}
    )
    found = []
    for row in rows:
        incoming = row.target == node
        other = others.get(row.source if incoming else row.target)
        if other is not None:
            found.append(NotedEdge(other, Role(row.role), row.path, Known(row.known), row.said, incoming))
    return tuple(found)
