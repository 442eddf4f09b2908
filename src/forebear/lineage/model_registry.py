"""All registries in one: models, their versions, who moved what when and why, and what is not recorded."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.answers import Node, Registered
from forebear.lineage.describing import Describer
from forebear.lineage.model_names import kind_of, shown_registry
from forebear.lineage.noted import models
from forebear.lineage.questions import Look
from forebear.lineage.registering import Registry, move_order
from forebear.lineage.words import Model, Move, NodeKind, Role, Transition


@dataclass(frozen=True, slots=True)
class RegisteredVersion:
    """A version: its node, its history, what was registered (None = not known), how many approvals it has."""

    node: Node
    registered: Registered
    subject: Node | None
    approvals: int = 0

    @property
    def first(self) -> Transition | None:
        """The move by which it was registered, else the first that is known."""
        moves = self.registered.transitions
        return next((move for move in moves if move.move is Move.REGISTERED), moves[0] if moves else None)

    @property
    def since(self) -> datetime | None:
        """When it was registered, or first noticed."""
        first = self.first
        return None if first is None else first.when or first.seen


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a model's history does not tell.

    `begins` is when its first record is from, `watched` since when moves are noticed that the registry keeps
    no time of (None = it keeps them all); of `moves` some have no time, no person, no reason.
    """

    begins: datetime | None
    watched: datetime | None
    moves: int
    undated: int
    unsigned: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A model of one registry with its versions, the newest first; `alone`: no other of its kind has one of
    its name."""

    model: Model
    versions: tuple[RegisteredVersion, ...]
    gaps: Gaps
    alone: bool = True

    @property
    def registry(self) -> str:
        """What people see its registry called."""
        return shown_registry(self.model.registry, alone=self.alone)

    @property
    def moves(self) -> tuple[tuple[RegisteredVersion, Transition], ...]:
        """All moves of all versions, the newest first; those of unknown time come last."""
        found = [(version, move) for version in self.versions for move in version.registered.transitions]
        return tuple(sorted(found, key=lambda each: move_order(each[1]), reverse=True))

    def holders(self) -> Mapping[str, Sequence[str]]:
        """Return the stages and aliases that are taken now, each with its versions."""
        found: dict[str, list[str]] = defaultdict(list)
        for version in self.versions:
            for stage in version.registered.stages:
                found[stage].append(version.registered.version.version)
        return found


def model_registry(look: Look) -> tuple[RegisteredModel, ...]:
    """Return all models, by name and then by registry."""
    entries = Registry(look.connection).versions()
    subjects = _subjects(look)
    nodes = Describer(look.connection).nodes({*entries, *subjects.values()})
    approvals = _approvals(look)
    known = models(look)
    versions: dict[tuple[str, str], list[RegisteredVersion]] = defaultdict(list)
    for id_, entry in entries.items():
        subject = subjects.get(id_)
        each = RegisteredVersion(
            nodes[id_], entry, None if subject is None else nodes.get(subject), approvals.get(id_, 0)
        )
        versions[entry.version.registry, entry.version.name].append(each)
    found = []
    named = Counter((kind_of(registry), name) for registry, name in {*versions, *known})
    for registry, name in sorted({*versions, *known}, key=lambda key: (_natural(key[1]), key[0])):
        ordered = sorted(versions[registry, name], key=_order, reverse=True)
        model = known.get((registry, name)) or Model(registry, name)
        alone = named[kind_of(registry), name] == 1
        found.append(RegisteredModel(model, tuple(ordered), _gaps(ordered), alone))
    return tuple(found)


def _order(version: RegisteredVersion) -> tuple[float, object]:
    return _time(version.since), _natural(version.registered.version.version)


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key by which v2 comes before v10."""
    parts = re.findall(r"\d{1,18}|\D+|\d+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts)


def _time(when: datetime | None) -> float:
    return when.timestamp() if when is not None else float("-inf")


def _subjects(look: Look) -> Mapping[int, int]:
    """Return what was registered as each version; an artifact before a run, that before a commit."""
    edge, node = schema.edge, schema.node
    query = (
        select(edge.c.target, edge.c.source, node.c.kind)
        .join(node, node.c.id == edge.c.source)
        .where(edge.c.role == Role.REGISTERED.value)
    )
    ranks = {NodeKind.ARTIFACT.value: 0, NodeKind.RUN.value: 1}
    found: dict[int, tuple[int, int]] = {}
    for version, subject, kind in look.connection.execute(query):
        ranked = (ranks.get(kind, 2), subject)
        found[version] = min(found.get(version, ranked), ranked)
    return {version: subject for version, (_, subject) in found.items()}


def _approvals(look: Look) -> Mapping[int, int]:
    found: dict[int, int] = defaultdict(int)
    for (node,) in look.connection.execute(select(schema.approval.c.node)):
        found[node] += 1
    return found


def _gaps(versions: Sequence[RegisteredVersion]) -> Gaps:
    moves = [move for version in versions for move in version.registered.transitions]
    dates = [move.when or move.seen for move in moves]
    seen = [move.seen for move in moves if move.when is None and move.seen is not None]
    return Gaps(
        min((when for when in dates if when is not None), default=None),
        min(seen, default=None),
        len(moves),
        sum(move.when is None for move in moves),
        sum(move.by is None for move in moves),
        sum(not move.why.strip() for move in moves),
    )
