"""What the lineage knows of many runs, read together: enough to plan their rebuilds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.answers import MetricValue, RunRecord
from forebear.lineage.questions import Look
from forebear.lineage.rebuilds import VOUCHING, Cause, ProcessEnd, Verdict
from forebear.lineage.records import Records
from forebear.lineage.rows import moment
from forebear.lineage.tables import among
from forebear.lineage.values import Values
from forebear.lineage.words import NodeKind, Role

MADE = frozenset((Role.OUTPUT, Role.METRICS, Role.PLOT))
"""The roles of edges from a run to what it made."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An earlier rebuild in few words; `usage` what it took (memory and disk in bytes, seconds)."""

    id: str
    ended: ProcessEnd
    verdict: Verdict | None
    when: datetime
    seconds: float
    usage: Mapping[str, float]
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownRuns:
    """Records of runs by node, and what belongs to them.

    `sizes` are bytes and files of artifacts by node, `metrics` those of artifacts, `committed` the times of
    commits by sha, `tried` the rebuilds of each run that vouch for it, newest first.
    """

    records: Mapping[int, RunRecord] = field(default_factory=dict)
    sizes: Mapping[int, tuple[int | None, int | None]] = field(default_factory=dict)
    metrics: Mapping[int, tuple[MetricValue, ...]] = field(default_factory=dict)
    committed: Mapping[str, datetime] = field(default_factory=dict)
    tried: Mapping[int, tuple[Tried, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, look: Look, ids: Collection[int]) -> Self:
        """Read what is known of the runs among these nodes."""
        connection, node = look.connection, schema.node
        runs = {
            id_
            for condition in among(node.c.id, ids)
            for id_ in connection.scalars(
                select(node.c.id).where(node.c.kind == NodeKind.RUN.value, condition)
            )
        }
        records = Records(connection).runs(runs)
        artifacts: set[int] = set()
        measured: set[int] = set()
        commits: set[str] = set()
        for record in records.values():
            artifacts.update(link.artifact.id for link in (*record.inputs, *record.outputs))
            measured.update(link.artifact.id for link in record.outputs)
            commits.update(record.code)
        return cls(
            records,
            _sizes(connection, artifacts),
            Values(connection).metrics(measured) if measured else {},
            _committed(connection, commits),
            _tried(connection, runs),
        )


def makers_of(look: Look, artifact: int) -> tuple[int, ...]:
    """Return the runs that made an artifact, or a folder that it is a file of."""
    adjacency = look.adjacency
    before = adjacency.before(artifact)
    found = [int(other) for other in before if adjacency.roles(other, artifact) & MADE]
    for other in before:
        if Role.PART in adjacency.roles(other, artifact):
            found += [int(each) for each in adjacency.before(other) if adjacency.roles(each, other) & MADE]
    return tuple(dict.fromkeys(found))


def _sizes(connection: Connection, ids: Collection[int]) -> dict[int, tuple[int | None, int | None]]:
    table = schema.artifact
    return {
        row.node: (row.size, row.files)
        for condition in among(table.c.node, ids)
        for row in connection.execute(
            select(table.c.node, table.c.size, table.c.files).where(condition)
        ).all()
    }


def _committed(connection: Connection, shas: Collection[str]) -> dict[str, datetime]:
    node, commit = schema.node, schema.git_commit
    query = select(node.c.key, commit.c.committed_at).join(commit, commit.c.node == node.c.id)
    found = {
        sha: moment(when)
        for condition in among(node.c.key, shas)
        for sha, when in connection.execute(
            query.where(node.c.kind == NodeKind.COMMIT.value, condition)
        ).all()
    }
    return {sha: when for sha, when in found.items() if when is not None}


def _tried(connection: Connection, runs: Collection[int]) -> dict[int, tuple[Tried, ...]]:
    rebuild, node = schema.rebuild, schema.node
    vouching = [purpose.value for purpose in VOUCHING]
    query = (
        select(rebuild, node.c.key)
        .join(node, node.c.id == rebuild.c.node)
        .where(rebuild.c.purpose.in_(vouching))
        .order_by(rebuild.c.started_at.desc(), rebuild.c.node.desc())
    )
    found: dict[int, list[Tried]] = defaultdict(list)
    for condition in among(rebuild.c.run, runs):
        for row in connection.execute(query.where(condition)).all():
            when = moment(row.started_at)
            if when is None:
                continue
            found[row.run].append(
                Tried(
                    row.key,
                    ProcessEnd(row.ended),
                    None if row.verdict is None else Verdict(row.verdict),
                    when,
                    row.seconds,
                    json.loads(row.usage),
                    tuple(Cause(**cause) for cause in json.loads(row.causes)),
                )
            )
    return {run: tuple(each) for run, each in found.items()}
