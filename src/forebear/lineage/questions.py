"""The questions asked of the lineage."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from forebear.lineage import schema
from forebear.lineage.answers import (
    ArtifactRecord,
    ArtifactRow,
    Graph,
    Holding,
    MetricValue,
    Node,
    ParameterValue,
    RanInAnswer,
    Ready,
    Registered,
    Resolved,
    RunRecord,
    RunRow,
)
from forebear.lineage.database import Database
from forebear.lineage.describing import Describer
from forebear.lineage.edges import beside
from forebear.lineage.errors import UnknownReferenceError
from forebear.lineage.graph import Adjacency
from forebear.lineage.history import History
from forebear.lineage.readiness import read_readiness
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.records import Records, newest_first
from forebear.lineage.references import Resolver
from forebear.lineage.registering import Registry
from forebear.lineage.revisions import Revisions, RevParse
from forebear.lineage.rows import commit_of, ref_of
from forebear.lineage.tables import among
from forebear.lineage.values import Last, Values
from forebear.lineage.words import ArtifactType, Commit, NodeKind, Problem, Ref, Role

T = TypeVar("T")


class Look:
    """One look into the database: a connection, and what is kept in memory of the same state.

    Modules that answer questions of their own (`slicing`, `moments` …) work on one. `home` is the repository
    that unqualified names prefer.
    """

    def __init__(
        self, connection: Connection, kept: Kept, rev_parse: RevParse | None = None, home: str = ""
    ) -> None:
        self.connection = connection
        self.home = home
        self._kept = kept
        self._rev_parse = rev_parse

    @property
    def adjacency(self) -> Adjacency:
        """All edges; read at the first use."""
        if self._kept.adjacency is None:
            self._kept.adjacency = Adjacency.load(self.connection)
        return self._kept.adjacency.through(self.connection)

    @property
    def history(self) -> History:
        """What commits hold; read at the first use."""
        if self._kept.history is None:
            self._kept.history = History(self.connection)
        return self._kept.history

    @property
    def revisions(self) -> Revisions:
        """Branches, tags and shas by what people write; read at the first use."""
        if self._kept.revisions is None:
            refs = map(ref_of, self.connection.execute(select(schema.ref)))
            self._kept.revisions = Revisions(refs, self.history, self._rev_parse, self.home)
        return self._kept.revisions

    def keep(self, make: Callable[[Connection], T]) -> T:
        """Return what `make` reads from the database, read once as long as that stays as it is."""
        if make not in self._kept.others:
            self._kept.others[make] = make(self.connection)
        found: T = self._kept.others[make]
        return found


@dataclass(slots=True)
class Kept:
    """What is kept in memory of the state with that number."""

    number: int = -1
    adjacency: Adjacency | None = None
    history: History | None = None
    revisions: Revisions | None = None
    others: dict[Callable[[Connection], Any], Any] = field(default_factory=dict)


class Questions:
    """Answers from one database; safe to use from one thread at a time, opened read-only by the window.

    What it keeps in memory (the edges, what commits hold) is read at the first question that needs it, and
    again when the lineage has changed. `rev_parse` gives the sha of revisions that the lineage alone cannot
    read (`main@{yesterday}`), or None; `home` is the repository that unqualified names prefer. Raises
    UnknownReferenceError and AmbiguousReferenceError where a REF or key names nothing or too much.
    """

    def __init__(self, database: Database, rev_parse: RevParse | None = None, home: str = "") -> None:
        self._database = database
        self._rev_parse = rev_parse
        self._home = home
        self._kept = Kept()
        self._settled: Look | None = None

    # what is there

    def counts(self) -> Mapping[NodeKind, int]:
        """Return how many nodes there are of each kind."""
        node = schema.node
        with self._reading() as connection:
            found = connection.execute(select(node.c.kind, func.count()).group_by(node.c.kind))
            return {NodeKind(kind): count for kind, count in found}

    def commits(self, limit: int | None = None) -> tuple[Commit, ...]:
        """Return the commits, newest first."""
        commit, node = schema.git_commit, schema.node
        query = (
            select(node.c.key, commit)
            .join_from(commit, node, node.c.id == commit.c.node)
            # Children are written after their parents.
            .order_by(commit.c.committed_at.desc(), node.c.id.desc())
            .limit(limit)
        )
        with self._reading() as connection:
            return tuple(commit_of(row.key, row) for row in connection.execute(query))

    def refs(self) -> tuple[Ref, ...]:
        """Return branches, tags and the other references, by kind and name."""
        query = select(schema.ref).order_by(schema.ref.c.kind, schema.ref.c.name)
        with self._reading() as connection:
            return tuple(map(ref_of, connection.execute(query)))

    def runs(self) -> tuple[RunRow, ...]:
        """Return all runs with their metrics and parameters, newest first."""
        with self._reading() as connection:
            return Records(connection).run_rows()

    def artifacts(self, type_: ArtifactType | None = None) -> tuple[Node, ...]:
        """Return the artifacts, or those of one type, newest first."""
        with self._reading() as connection:
            nodes = Describer(connection).all(NodeKind.ARTIFACT).values()
        return _newest_first(node for node in nodes if type_ is None or node.type is type_)

    def artifact_rows(self, type_: ArtifactType | None = None) -> tuple[ArtifactRow, ...]:
        """Return the artifacts, or those of one type, with size and paths, newest first."""
        with self._reading() as connection:
            rows = Records(connection).artifact_rows()
        rows = {node: row for node, row in rows.items() if type_ is None or row.node.type is type_}
        return tuple(rows[node.id] for node in _newest_first(row.node for row in rows.values()))

    def environments(self, ids: Collection[int] | None = None) -> tuple[RanInAnswer, ...]:
        """Return each environment with how it is known; one that is known in two ways is there twice."""
        with self._reading() as connection:
            return Records(connection).environments(ids)

    def problems(self) -> tuple[Problem, ...]:
        """Return what could not be read."""
        problem = schema.problem
        columns = (problem.c.source, problem.c.where, problem.c.what)
        with self._reading() as connection:
            return tuple(Problem(*row) for row in connection.execute(select(*columns).order_by(*columns)))

    def rebuilds(self, run: str | None = None) -> tuple[Rebuild, ...]:
        """Return the rebuilds, or those of the run with this key, newest first."""
        with self._reading() as connection:
            return Records(connection).rebuilds(run)

    def readiness(self, node_ids: Collection[int] | None = None) -> Mapping[int, Ready]:
        """Return whether runs can be made again, as it was looked up last; all of them for None."""
        with self._reading() as connection:
            return read_readiness(connection, node_ids)

    def sources(self) -> tuple[tuple[str, str], ...]:
        """Return the kind and location of each source that was read."""
        checkpoint = schema.checkpoint
        query = select(checkpoint.c.source, checkpoint.c.location)
        with self._reading() as connection:
            found = connection.execute(query.order_by(checkpoint.c.source, checkpoint.c.location))
            return tuple(found)

    # one thing

    def resolve(self, text: str) -> Resolved:
        """Return what a REF names; see `references`."""
        with self.look() as look:
            return Resolver(look.connection, look.history, self._rev_parse, self._home).resolve(text)

    def node(self, kind: NodeKind, key: str) -> Node:
        """Return the node of a kind with exactly this key."""
        with self._reading() as connection:
            id_ = _id_of(connection, kind, key)
            return Describer(connection).nodes([id_])[id_]

    def nodes(self, ids: Collection[int]) -> tuple[Node, ...]:
        """Return nodes in the order of their ids as given; unknown ids are left out."""
        with self._reading() as connection:
            found = Describer(connection).nodes(ids)
        return tuple(found[id_] for id_ in dict.fromkeys(ids) if id_ in found)

    def commit(self, sha: str) -> Commit:
        """Return the commit with this full sha."""
        commit, node = schema.git_commit, schema.node
        query = select(node.c.key, commit).join_from(commit, node, node.c.id == commit.c.node)
        with self._reading() as connection:
            row = connection.execute(query.where(node.c.kind == "commit", node.c.key == sha)).first()
        if row is None:
            raise UnknownReferenceError(
                f"The commit {sha[:12]} is not known.", todo="Import the project again: forebear import PATH."
            )
        return commit_of(sha, row)

    def known_commit(self, sha: str | None) -> Commit | None:
        """Return a commit, None where it was not read: a run can name one that is gone, or elsewhere."""
        try:
            return None if sha is None else self.commit(sha)
        except UnknownReferenceError:
            return None

    def run(self, key: str) -> RunRecord:
        """Return all that is known of the run with this full key."""
        with self._reading() as connection:
            return Records(connection).run(_id_of(connection, NodeKind.RUN, key))

    def artifact(self, node_id: int) -> ArtifactRecord:
        """Return all that is known of an artifact."""
        with self._reading() as connection:
            return Records(connection).artifact(node_id)

    def registered(self, ids: Collection[int] | None = None) -> Mapping[int, Registered]:
        """Return model versions with their history by node, all of them for None."""
        with self._reading() as connection:
            return Registry(connection).versions(ids)

    def held(self, sha: str) -> tuple[Holding, ...]:
        """Return what a commit holds, by slot and path; of a commit that is not known, nothing."""
        with self.look() as look:
            held = look.history.held(sha)
            nodes = Describer(look.connection).nodes(
                {each.node for each in held.values() if each.node is not None}
            )
        return tuple(
            Holding(slot, path, nodes[change.node], tuple(json.loads(change.names)))
            for (slot, path), change in held.items()
            if change.node is not None
        )

    def sizes(self, node_ids: Collection[int]) -> Mapping[int, tuple[int | None, int | None]]:
        """Return of many artifacts the size in bytes and the number of files, as far as they are known."""
        table = schema.artifact
        query = select(table.c.node, table.c.size, table.c.files)
        with self._reading() as connection:
            return {
                row.node: (row.size, row.files)
                for condition in among(table.c.node, node_ids)
                for row in connection.execute(query.where(condition)).all()
            }

    def metrics(self, node_ids: Collection[int]) -> Mapping[int, tuple[MetricValue, ...]]:
        """Return the metrics of runs (with those of their metrics files) and of artifacts; none: no entry."""
        with self._reading() as connection:
            return Values(connection).metrics(node_ids)

    def last_values(self, node_ids: Collection[int]) -> Mapping[int, Mapping[str, Last]]:
        """Return by name the last value of each metric that artifacts (or runs themselves) reported."""
        with self._reading() as connection:
            return Values(connection).last(node_ids)

    def parameters(self, node_ids: Collection[int]) -> Mapping[int, tuple[ParameterValue, ...]]:
        """Return the parameters of runs and of parameters files; none: no entry."""
        with self._reading() as connection:
            return Values(connection).parameters(node_ids)

    def metric_steps(self, node_id: int, name: str) -> tuple[tuple[int | None, float | None], ...]:
        """Return step and value of each report of one metric of a run or an artifact, by step."""
        with self._reading() as connection:
            return Values(connection).steps(node_id, name)

    # the graph

    def upstream(self, ids: Collection[int], depth: int | None = None) -> Graph:
        """Return these nodes and what they were made from, at most `depth` edges away."""
        return self._graph(lambda adjacency: adjacency.upstream(ids, depth))

    def downstream(self, ids: Collection[int], depth: int | None = None) -> Graph:
        """Return these nodes and what was made from them, at most `depth` edges away."""
        return self._graph(lambda adjacency: adjacency.downstream(ids, depth))

    def around(self, ids: Collection[int]) -> Graph:
        """Return these nodes, those that edges join with them, and these edges.

        It reads no more than that: of a few nodes it is there before all edges are in memory.
        """
        with self._reading() as connection:
            edges = tuple(beside(connection, ids))
            ends = {end for edge in edges for end in (edge.source, edge.target)}
            nodes = Describer(connection).nodes({*ids, *ends})
        return Graph(tuple(nodes.values()), edges)

    def neighbourhood(self, ids: Collection[int], up: int, down: int) -> Graph:
        """Return these nodes with what is at most `up` edges upstream and `down` edges downstream of them."""
        return self._graph(
            lambda adjacency: list(
                dict.fromkeys((*adjacency.upstream(ids, up), *adjacency.downstream(ids, down)))
            )
        )

    def path(self, source: int, target: int) -> Graph:
        """Return a shortest way between two nodes: as data flowed, else through what both have in common.

        An empty graph says that nothing joins them.
        """
        return self._graph(lambda adjacency: adjacency.path(source, target))

    def at_commit(self, sha: str) -> Graph:
        """Return what a commit holds, runs of its code, and the inputs and outputs of all these runs."""
        with self.look() as look:
            held = look.history.held(sha).values()
            ids = dict.fromkeys(each.node for each in held if each.node is not None)
            nodes = Describer(look.connection).nodes(ids)
            commit = _id_of(look.connection, NodeKind.COMMIT, sha) if sha in look.history else None
        runs = [id_ for id_ in ids if nodes[id_].kind is NodeKind.RUN]

        def choose(adjacency: Adjacency) -> list[int]:
            after = () if commit is None else adjacency.after(commit)
            ran = [run for run in after if Role.CODE in adjacency.roles(commit or 0, run)]
            ids.update(dict.fromkeys(ran))
            for run in dict.fromkeys((*runs, *ran)):
                ids.update(dict.fromkeys(adjacency.data_of(run)))
            return list(ids)

        return self._graph(choose)

    # what is kept in memory

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Answer all questions asked inside from one state of the database, and from one connection."""
        with self.look() as look:
            before, self._settled = self._settled, look
            try:
                yield
            finally:
                self._settled = before

    @contextmanager
    def look(self) -> Iterator[Look]:
        """Look into the database as it is now."""
        if self._settled is not None:
            yield self._settled
            return
        with self._database.reading() as connection:
            number = connection.execute(select(schema.revision.c.number)).scalar() or 0
            if number != self._kept.number:
                self._kept = Kept(number)
            yield Look(connection, self._kept, self._rev_parse, self._home)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.look() as look:
            yield look.connection

    def _graph(self, choose: Callable[[Adjacency], list[int]]) -> Graph:
        with self.look() as look:
            part = look.adjacency.part(choose(look.adjacency))
            nodes = Describer(look.connection).nodes(part.nodes)
        return Graph(tuple(nodes[id_] for id_ in part.nodes if id_ in nodes), part.edges, part.more)


def _id_of(connection: Connection, kind: NodeKind, key: str) -> int:
    node = schema.node
    query = select(node.c.id).where(node.c.kind == kind.value, node.c.key == key)
    id_: int | None = connection.execute(query).scalar()
    if id_ is None:
        raise UnknownReferenceError(
            f"There is no {kind.value} {key}.", todo="See what there is: forebear list."
        )
    return id_


def _newest_first(nodes: Iterator[Node]) -> tuple[Node, ...]:
    return tuple(sorted(nodes, key=newest_first))
