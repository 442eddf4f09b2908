"""What says since when things have been there: what commits hold, when runs began, what they used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection

from forebear.lineage.edges import numbers
from forebear.lineage.graph import Adjacency
from forebear.lineage.words import NodeKind, Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Ends = NDArray[np.int32]
    Flags = NDArray[np.bool_]

_KINDS = tuple(NodeKind)
_USED = (Role.INPUT, Role.ENVIRONMENT)  # into a run or rebuild
_MADE = (Role.OUTPUT, Role.METRICS, Role.PLOT, Role.REBUILT)  # out of one
_TAKEN = (Role.PART, Role.IMPORT, Role.REVISION)  # from one artifact to another
_TIMES = (
    "SELECT node, started_at FROM run WHERE started_at IS NOT NULL",
    "SELECT node, started_at FROM rebuild",
    "SELECT artifact, min(seen_at) FROM place WHERE seen_at IS NOT NULL GROUP BY artifact",
    'SELECT version, min("when") FROM transition WHERE "when" IS NOT NULL GROUP BY version',
)


class Evidence:
    """All of it as arrays by node id; for 100,000 nodes `there` takes some milliseconds."""

    def __init__(self, connection: Connection) -> None:
        cases = " ".join(f"WHEN '{kind.value}' THEN {number}" for number, kind in enumerate(_KINDS))
        nodes = numbers(connection, f"SELECT (id << 4) | CASE kind {cases} END FROM node")  # noqa: S608
        self._size = int(nodes.max() >> 4) + 1 if len(nodes) else 1
        self._kinds = np.full(self._size, -1, np.int8)
        self._kinds[nodes >> 4] = nodes & 15
        held = numbers(connection, 'SELECT "commit", node FROM held WHERE node IS NOT NULL').reshape(-1, 2)
        self._held_by, self._held = held[:, 0], held[:, 1]
        times = np.concatenate([numbers(connection, each) for each in _TIMES]).reshape(-1, 2)
        self._timed, self._times = times[:, 0], times[:, 1]
        self._ever_held = self._flags(self._held)
        self._has_time = self._flags(self._timed)
        self._edges: dict[tuple[Role, ...], tuple[Ends, Ends]] = {}

    def there(self, adjacency: Adjacency, commits: Ints, when: int, *, anywhere: bool) -> Flags:
        """Return which nodes were there, given the commits that were and the time in microseconds.

        `anywhere`: the time of a run is enough, whichever commit's code it ran.
        """
        there = self._flags(commits)
        there[self._held[there[self._held_by]]] = True
        in_time = self._flags(self._timed[self._times <= when])

        def follow(kind: NodeKind, role: Role) -> None:
            """Add the nodes that came with, or after, one that was there."""
            sources, targets = self._joined(adjacency, role)
            follows, followed = self._flags(targets), self._flags(targets[there[sources]])
            timed = in_time & (anywhere | followed | ~follows)
            untimed = followed | ~(follows | self._ever_held)
            np.logical_or(there, self._of(kind) & np.where(self._has_time, timed, untimed), out=there)

        follow(NodeKind.RUN, Role.CODE)
        follow(NodeKind.REBUILD, Role.REBUILD)
        sources, targets = self._joined(adjacency, *_USED)
        there[sources[there[targets]]] = True
        sources, targets = self._joined(adjacency, *_MADE)
        there[targets[there[sources]]] = True
        seen = self._of(NodeKind.ARTIFACT) & in_time
        there |= seen | (self._silent(adjacency) & ~self._has_time)
        sources, targets = self._joined(adjacency, *_TAKEN)
        while len(found := sources[there[targets] & ~there[sources]]):
            there[found] = True
        follow(NodeKind.MODEL_VERSION, Role.REGISTERED)
        return there

    def _silent(self, adjacency: Adjacency) -> Flags:
        """Return artifacts and environments that no record dates: nothing holds, uses or made them."""
        sources, _ = self._joined(adjacency, *_USED, *_TAKEN)
        _, targets = self._joined(adjacency, *_MADE)
        spoken_of = self._ever_held | self._flags(sources) | self._flags(targets)
        return (self._of(NodeKind.ARTIFACT) | self._of(NodeKind.ENVIRONMENT)) & ~spoken_of

    def _of(self, kind: NodeKind) -> Flags:
        found: Flags = self._kinds == _KINDS.index(kind)
        return found

    def _flags(self, nodes: Ints | Ends) -> Flags:
        flags = np.zeros(self._size, np.bool_)
        flags[nodes] = True
        return flags

    def _joined(self, adjacency: Adjacency, *roles: Role) -> tuple[Ends, Ends]:
        if roles not in self._edges:
            self._edges[roles] = adjacency.joined(*roles)
        return self._edges[roles]
