"""Nodes as a card shows them: names, digests, times and commits, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select

from forebear.lineage import schema
from forebear.lineage.answers import Node
from forebear.lineage.identity import digest_of, preference
from forebear.lineage.model_names import shortest_names
from forebear.lineage.registering import Registry
from forebear.lineage.rows import command_of, moment
from forebear.lineage.tables import AnyRow, among
from forebear.lineage.words import ArtifactType, Digest, NodeKind, Origin

First = tuple[int, str]
"""When, in microseconds, and the sha of a commit; the smallest is where something was first seen."""

_maker = schema.node.alias("maker")
_code = schema.edge.alias("code")


class Describer:
    """Describes nodes from one connection. `ids=None` means every node of that kind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def nodes(self, ids: Collection[int]) -> dict[int, Node]:
        """Return the nodes with these ids; ids that are not known are left out."""
        node = schema.node
        by_kind: dict[NodeKind, list[AnyRow]] = defaultdict(list)
        for row in self._select(select(node), node.c.id, ids):
            by_kind[NodeKind(row.kind)].append(row)
        found: dict[int, Node] = {}
        for kind, rows in by_kind.items():
            found.update(self._described(kind, rows, [row.id for row in rows]))
        return found

    def all(self, kind: NodeKind) -> dict[int, Node]:
        """Return all nodes of one kind."""
        rows = self._connection.execute(select(schema.node).where(schema.node.c.kind == kind.value)).all()
        return self._described(kind, rows, None)

    def digests(self, ids: Collection[int] | None) -> dict[int, tuple[Digest, ...]]:
        """Return the digests of artifacts, the best known first."""
        digest = schema.digest
        keys: dict[int, list[str]] = defaultdict(list)
        for key, id_ in self._select(select(digest.c.key, digest.c.node), digest.c.node, ids):
            keys[id_].append(key)
        return {id_: tuple(map(digest_of, sorted(each, key=preference))) for id_, each in keys.items()}

    def first_held(self, ids: Collection[int] | None) -> dict[int, First]:
        """Return where artifacts (or runs) were first held."""
        node, commit, held = schema.node, schema.git_commit, schema.held
        query = (
            select(held.c.node, commit.c.committed_at, node.c.key)
            .join_from(held, commit, commit.c.node == held.c.commit)
            .join(node, node.c.id == held.c.commit)
            .where(held.c.node.is_not(None))
        )
        return self._firsts(query, held.c.node, ids)

    def first_code(self, ids: Collection[int] | None) -> dict[int, First]:
        """Return the earliest commit that holds the code of runs."""
        node, commit, edge = schema.node, schema.git_commit, schema.edge
        query = (
            select(edge.c.target, commit.c.committed_at, node.c.key)
            .join_from(edge, commit, commit.c.node == edge.c.source)
            .join(node, node.c.id == edge.c.source)
            .where(edge.c.role == "code")
        )
        return self._firsts(query, edge.c.target, ids)

    def _first_run(self, ids: Collection[int]) -> dict[int, First]:
        """Return, for artifacts that no commit holds, the earliest commit of a run that made or used them."""
        edge = schema.edge
        runs: dict[int, set[int]] = defaultdict(set)
        for query, column in (
            (select(edge.c.target, edge.c.source), edge.c.target),
            (select(edge.c.source, edge.c.target), edge.c.source),
        ):
            for artifact, run in self._select(query, column, ids):
                runs[artifact].add(run)
        code = self.first_code({run for each in runs.values() for run in each})
        found = {
            artifact: min((code[run] for run in each if run in code), default=None)
            for artifact, each in runs.items()
        }
        return {artifact: first for artifact, first in found.items() if first is not None}

    def _first_seen(self, ids: Collection[int]) -> dict[int, int]:
        """Return when tools first saw artifacts that no commit and no run dates."""
        place = schema.place
        query = select(place.c.artifact, func.min(place.c.seen_at)).where(place.c.seen_at.is_not(None))
        return {
            id_: when
            for condition in among(place.c.artifact, ids)
            for id_, when in self._connection.execute(query.where(condition).group_by(place.c.artifact))
        }

    def _firsts(
        self, query: Select[Any], column: Column[Any], ids: Collection[int] | None
    ) -> dict[int, First]:
        firsts: dict[int, First] = {}
        for id_, when, sha in self._select(query, column, ids):
            first = (when, sha)
            if id_ not in firsts or first < firsts[id_]:
                firsts[id_] = first
        return firsts

    def _described(
        self, kind: NodeKind, rows: Collection[AnyRow], ids: Collection[int] | None
    ) -> dict[int, Node]:
        match kind:
            case NodeKind.ARTIFACT:
                return self._artifacts(rows, ids)
            case NodeKind.RUN:
                return self._runs(rows, ids)
            case NodeKind.COMMIT:
                return self._commits(rows, ids)
            case NodeKind.ENVIRONMENT:
                return self._environments(rows, ids)
            case NodeKind.REBUILD:
                return self._rebuilds(rows, ids)
            case NodeKind.MODEL_VERSION:
                return self._model_versions(rows)

    def _artifacts(self, rows: Collection[AnyRow], ids: Collection[int] | None) -> dict[int, Node]:
        details = self._details(schema.artifact.c.node, select(schema.artifact), ids)
        digests, firsts = self.digests(ids), self.first_held(ids)
        firsts |= self._first_run([row.id for row in rows if row.id not in firsts])
        seen = self._first_seen([row.id for row in rows if row.id not in firsts])
        found = {}
        for row in rows:
            detail = details.get(row.id)
            when, sha = firsts.get(row.id, (seen.get(row.id), None))
            found[row.id] = Node(
                row.id,
                NodeKind.ARTIFACT,
                row.key,
                row.name or row.key,
                Origin(row.origin),
                ArtifactType.FILE if detail is None else ArtifactType(detail.type),
                digests.get(row.id, ()),
                moment(when),
                sha,
                "" if detail is None or detail.size is None else readable_size(detail.size),
            )
        return found

    def _runs(self, rows: Collection[AnyRow], ids: Collection[int] | None) -> dict[int, Node]:
        run = schema.run
        query = select(run.c.node, run.c.command, run.c.started_at)
        details = self._details(run.c.node, query, ids)
        firsts = self.first_code(ids)
        found = {}
        for row in rows:
            detail = details.get(row.id)
            when, sha = firsts.get(row.id, (None, None))
            if detail is not None and detail.started_at is not None:
                when = detail.started_at
            command = "" if detail is None else " && ".join(command_of(detail.command))
            found[row.id] = Node(
                row.id,
                NodeKind.RUN,
                row.key,
                row.name or row.key[:12],
                Origin(row.origin),
                when=moment(when),
                commit=sha,
                detail=command,
            )
        return found

    def _commits(self, rows: Collection[AnyRow], ids: Collection[int] | None) -> dict[int, Node]:
        commit = schema.git_commit
        query = select(commit.c.node, commit.c.author_name, commit.c.committed_at)
        details = self._details(commit.c.node, query, ids)
        found = {}
        for row in rows:
            detail = details.get(row.id)
            found[row.id] = Node(
                row.id,
                NodeKind.COMMIT,
                row.key,
                row.name or row.key[:12],
                Origin(row.origin),
                when=None if detail is None else moment(detail.committed_at),
                commit=row.key,
                detail="" if detail is None else detail.author_name,
            )
        return found

    def _environments(self, rows: Collection[AnyRow], ids: Collection[int] | None) -> dict[int, Node]:
        environment = schema.environment
        query = select(environment.c.node, environment.c.image_id, environment.c.image_digest)
        details = self._details(environment.c.node, query, ids)
        return {
            row.id: _node(
                row,
                NodeKind.ENVIRONMENT,
                detail=(details[row.id].image_id or details[row.id].image_digest)
                if row.id in details
                else "",
            )
            for row in rows
        }

    def _rebuilds(self, rows: Collection[AnyRow], ids: Collection[int] | None) -> dict[int, Node]:
        rebuild = schema.rebuild
        query = select(
            rebuild.c.node, rebuild.c.run, rebuild.c.ended, rebuild.c.verdict, rebuild.c.started_at
        )
        details = self._details(rebuild.c.node, query, ids)
        code = self.first_code({detail.run for detail in details.values()})
        return {
            row.id: Node(
                row.id,
                NodeKind.REBUILD,
                row.key,
                row.name,
                Origin(row.origin),
                when=moment(detail.started_at),
                commit=code[detail.run][1] if detail.run in code else None,
                detail=detail.verdict or detail.ended,
            )
            for row in rows
            if (detail := details.get(row.id))
        }

    def _model_versions(self, rows: Collection[AnyRow]) -> dict[int, Node]:
        known = Registry(self._connection).versions()
        names = shortest_names(known)
        found = {}
        for row in rows:
            entry = known.get(row.id)
            when = next((move.when for move in entry.transitions if move.when), None) if entry else None
            found[row.id] = Node(
                row.id,
                NodeKind.MODEL_VERSION,
                row.key,
                row.name,
                Origin(row.origin),
                when=when,
                commit=(entry.version.commit or None) if entry else None,
                detail=", ".join(entry.stages) if entry else "",
                called=names.get(row.id, ""),
            )
        return found

    def _details(
        self, column: Column[Any], query: Select[Any], ids: Collection[int] | None
    ) -> dict[int, AnyRow]:
        return {row[0]: row for row in self._select(query, column, ids)}

    def _select(
        self, query: Select[Any], column: Column[Any], ids: Collection[int] | None
    ) -> Iterator[AnyRow]:
        for condition in among(column, ids):
            # All at once: row by row costs twice as much.
            yield from self._connection.execute(query.where(condition)).all()


def readable_size(size: int) -> str:
    """Return a number of bytes as people say it: `12.3 MB`."""
    if size < 1000:
        return f"{size} B"
    value = float(size)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.95 or unit == "TB":
            break
    return f"{value:.1f} {unit}"


def _node(row: AnyRow, kind: NodeKind, detail: str = "") -> Node:
    return Node(row.id, kind, row.key, row.name, Origin(row.origin), detail=detail)
