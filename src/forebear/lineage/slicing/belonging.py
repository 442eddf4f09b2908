"""When each node came, and with which commit: what dates, authors and branches are asked of."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from forebear.lineage import schema
from forebear.lineage.driver import driven
from forebear.lineage.words import Role

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""Stands for "no time is recorded"."""
_MADE = (Role.OUTPUT.value, Role.METRICS.value, Role.PLOT.value)


class Belonging:
    """By node id: `when` in microseconds since 1970 (or NEVER) and `commit`, the node of a commit (0 = none).

    A commit belongs to itself; a run to the earliest commit that holds its code; an artifact to the commit
    that first held it, else to that of the first run that made or used it; a rebuild to its run's; a model
    version to where it was registered; an environment to that of the first run in it. So cards say it, too.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        node, commit, run, edge = schema.node, schema.git_commit, schema.run, schema.edge
        self.size = int(connection.execute(select(func.max(node.c.id))).scalar() or 0) + 1
        self.when = np.full(self.size, NEVER, np.int64)
        self.commit = np.zeros(self.size, np.int64)
        commits = self._read(select(commit.c.node, commit.c.committed_at), 2)
        self.when[commits[:, 0]] = commits[:, 1]
        self.commit[commits[:, 0]] = commits[:, 0]
        self._follow(
            self._read(
                select(edge.c.target, edge.c.source)
                .join(commit, commit.c.node == edge.c.source)
                .where(edge.c.role == Role.CODE.value),
                2,
            )
        )
        held = schema.held
        self._follow(
            self._read(
                select(held.c.node, held.c.commit)
                .join(commit, commit.c.node == held.c.commit)
                .join(schema.artifact, schema.artifact.c.node == held.c.node),
                2,
            )
        )
        loose = self._loose()
        self._follow(loose)
        started = self._read(select(run.c.node, run.c.started_at).where(run.c.started_at.is_not(None)), 2)
        self.when[started[:, 0]] = started[:, 1]
        self._follow(loose[self.when[loose[:, 0]] == NEVER])
        self._take_rest()
        del self._connection

    def belonging_to(self, commits: Mask) -> Mask:
        """Return the nodes that belong to these commits."""
        found: Mask = commits[self.commit] & (self.commit > 0)
        return found

    def _loose(self) -> Ints:
        """Return artifacts that no commit holds, with each run that made or used them."""
        artifact, held, edge = schema.artifact, schema.held, schema.edge
        is_loose = artifact.c.node.not_in(select(held.c.node).where(held.c.node.is_not(None)))
        made = select(edge.c.target, edge.c.source).join(artifact, artifact.c.node == edge.c.target)
        used = select(edge.c.source, edge.c.target).join(artifact, artifact.c.node == edge.c.source)
        return np.concatenate(
            (
                self._read(made.where(edge.c.role.in_(_MADE), is_loose), 2),
                self._read(used.where(edge.c.role == Role.INPUT.value, is_loose), 2),
            )
        )

    def _take_rest(self) -> None:
        rebuild, ran_in, edge = schema.rebuild, schema.ran_in, schema.edge
        made = self._read(select(rebuild.c.node, rebuild.c.run, rebuild.c.started_at), 3)
        self.commit[made[:, 0]] = self.commit[made[:, 1]]
        self.when[made[:, 0]] = made[:, 2]
        self._follow(self._read(select(ran_in.c.environment, ran_in.c.run), 2))
        registered = select(edge.c.target, edge.c.source).where(edge.c.role == Role.REGISTERED.value)
        self._follow(self._read(registered, 2))
        moved = schema.transition
        query = select(moved.c.version, func.min(moved.c.when)).where(moved.c.when.is_not(None))
        first = self._read(query.group_by(moved.c.version), 2)
        self.when[first[:, 0]] = first[:, 1]

    def _follow(self, pairs: Ints) -> None:
        """Give the first of each pair time and commit of the second, of several the earliest."""
        if not len(pairs):
            return
        order = np.lexsort((pairs[:, 1], self.when[pairs[:, 1]], pairs[:, 0]))
        follower, leader = pairs[order].T
        first = np.flatnonzero(np.diff(follower, prepend=-1))
        self.when[follower[first]] = self.when[leader[first]]
        self.commit[follower[first]] = self.commit[leader[first]]

    def _read(self, query: Select[Any], columns: int) -> Ints:
        return numbers(self._connection, query, columns)


def numbers(connection: Connection, query: Select[Any], columns: int = 1) -> Ints:
    """Read whole numbers through the driver itself: rows of SQLAlchemy take three times as long."""
    compiled = query.compile(dialect=connection.dialect)
    values: Any = compiled.params
    expanded = compiled.construct_expanded_state(values)
    given: Any = expanded.positional_parameters if compiled.positional else expanded.parameters
    with driven(connection, expanded.statement, given) as rows:
        return np.fromiter(itertools.chain.from_iterable(rows), np.int64).reshape(-1, columns)
