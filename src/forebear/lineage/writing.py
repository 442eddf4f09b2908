"""Facts into the database: in bulk, in any order, and any number of times."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterable, Mapping
from typing import cast

from sqlalchemy import Connection, delete, func, select

from forebear.lineage import noting, schema
from forebear.lineage.answers import WriteCounts
from forebear.lineage.chunks import Chunk, chunks
from forebear.lineage.facts import (
    CameFrom,
    CodeOf,
    Fact,
    Generated,
    Held,
    Metric,
    Parameter,
    Part,
    RanIn,
    Renamed,
    Solved,
    Used,
)
from forebear.lineage.identity import Artifacts, digest_key, last_part
from forebear.lineage.known_nodes import known_nodes, nodes_of_kind
from forebear.lineage.naming import Naming
from forebear.lineage.progress import Progress
from forebear.lineage.registering import write_registry
from forebear.lineage.renaming import rename_artifacts, rename_runs
from forebear.lineage.rows import (
    commit_row,
    elsewhere_key,
    environment_key,
    environment_name,
    environment_row,
    metric_row,
    problem_row,
    run_row,
    scalar_text,
)
from forebear.lineage.tables import Conflict, Row, Tables
from forebear.lineage.words import (
    Artifact,
    Commit,
    Digest,
    Environment,
    NodeKind,
    Origin,
    Problem,
    Role,
    Run,
)


class Writer:
    """Writes facts on a connection that is the only writer; see `Database.writing`.

    What facts name by digest, key or sha may be described by a later fact or an earlier import, or never:
    then a node stands for it of which only the name is known.
    """

    def __init__(self, connection: Connection) -> None:
        last = connection.execute(select(func.max(schema.node.c.id))).scalar()
        self.connection = connection
        self.tables = Tables(connection)
        self._empty = last is None
        no_artifacts = self._none_of(NodeKind.ARTIFACT)
        self._only_commits = no_artifacts and self._none_of(NodeKind.RUN)
        self._last = last or 0
        self.measured: set[int] = set()  # nodes of which this write has histories
        self._touched: set[int] = set()  # nodes that may be called differently now
        self._new_id = itertools.count((last or 0) + 1).__next__
        self.artifacts = Artifacts(connection, self._new_id, empty=no_artifacts)
        self._nodes: list[Row] = []
        self._commits: dict[str, int] = {}
        self._described: set[int] = set()  # commits with details
        self._runs: dict[str, int] = {}
        self._origins: dict[int, Origin | None] = {}  # of runs; None = only referred to so far
        self._taken: set[int] = set()  # runs that a fact of this write described
        self._witnessed: set[int] = set()  # runs that were recorded before this write
        self._environments: dict[str, int] = {}
        self._new_environments: list[Row] = []
        self._renamed: list[tuple[str, str, int]] = []
        self._changed = self._new_commits = self._new_runs = 0

    def write(self, facts: Iterable[Fact], progress: Progress) -> WriteCounts:
        """Write all facts; the caller's transaction makes it all or nothing."""
        last = noting.Last()
        done = 0
        for chunk in chunks(facts, progress):
            self.chunk(chunk)
            last.take(chunk)
            done += chunk.size
        self._changed += write_registry(self, last.versions, last.transitions, last.renamed)
        self._changed += noting.write_last(self, last)
        new = self._changed
        progress.step("writing", done)
        self._changed += noting.write_refs(self, last.refs)
        states = [(each.source, each.location, json.dumps(dict(each.state))) for each in last.checkpoints]
        self._changed += self.tables.insert(schema.checkpoint, states, Conflict.REPLACE)
        self.finish()
        return WriteCounts(new, self._new_commits, self._new_runs, self.artifacts.count)

    def chunk(self, chunk: Chunk) -> None:
        """Resolve and write some facts."""
        if not self._empty:
            rename_artifacts(self, chunk.of(Renamed))
            rename_runs(self, chunk.of(Renamed))
        self._load(chunk)
        commits = [row for fact in chunk.of(Commit) if (row := self._commit_row(fact))]
        runs = [row for fact in chunk.of(Run) if (row := self._run_row(fact))]
        for artifact in chunk.of(Artifact):
            if artifact.digests:
                self.artifacts.add(artifact)
        edges = self._edges(chunk) + noting.edges(self, chunk)
        came_from = [
            (self.artifacts.of(fact.artifact), fact.source, fact.path, fact.revision)
            for fact in chunk.of(CameFrom)
        ]
        self._touched.update(node for node, *_ in came_from)
        ran_in = [
            (self.run(fact.run), self.environment(fact.environment, fact.origin), fact.origin.value, fact.by)
            for fact in chunk.of(RanIn)
        ]
        edges += [(environment, run, Role.ENVIRONMENT.value, "") for run, environment, _, _ in ran_in]
        held = [self._held_row(fact) for fact in chunk.of(Held)]
        metrics = [
            metric_row(node, fact)
            for fact in chunk.of(Metric)
            if (node := self.subject(fact.subject)) not in self._witnessed
        ]
        parameters = [
            (node, fact.file, fact.name, scalar_text(fact.value))
            for fact in chunk.of(Parameter)
            if (node := self.subject(fact.subject)) not in self._witnessed
        ]
        self.flush_nodes()
        self._solve(chunk.of(Solved))
        insert = self.tables.insert
        self._changed += (
            insert(schema.git_commit, commits, Conflict.REPLACE)
            + insert(schema.run, runs, Conflict.REPLACE)
            + insert(schema.edge, sorted(edges))
            + insert(schema.ran_in, ran_in)
            + insert(schema.came_from, came_from)
            + insert(schema.held, held, Conflict.REPLACE)
            + insert(schema.metric, metrics, Conflict.REPLACE)
            + insert(schema.parameter, parameters, Conflict.REPLACE)
            + insert(schema.problem, [problem_row(fact) for fact in chunk.of(Problem)])
        )
        self._changed += noting.write_notes(self, chunk)

    def _solve(self, solved: Iterable[Solved]) -> None:
        problem = schema.problem
        for fact in solved:
            gone = delete(problem).where(problem.c.source == fact.source, problem.c.where == fact.where)
            self._changed += self.connection.execute(gone).rowcount

    def flush_nodes(self, artifacts: Origin = Origin.IMPORTED) -> None:
        """Write the nodes that were made so far; `artifacts` says how new artifacts are known."""
        nodes = self._nodes + self.artifacts.new_nodes(artifacts)
        self._changed += self.tables.insert(schema.node, nodes)
        self._changed += self.artifacts.flush()
        self._changed += self.tables.execute(
            "UPDATE node SET name = ?, origin = ? WHERE id = ? AND (name <> ? OR origin <> ?)",
            [(name, origin, id_, name, origin) for name, origin, id_ in self._renamed],
        )
        self._changed += self.tables.insert(schema.environment, self._new_environments)
        self._nodes.clear()
        self._touched.update(id_ for *_, id_ in self._renamed)
        self._renamed.clear()
        self._new_environments.clear()

    def finish(self, *, changed: bool = False) -> None:
        """Note that the lineage has changed, if it has (`changed`: also by others than this writer)."""
        if self._changed or changed:
            self.connection.exec_driver_sql(
                "UPDATE node SET origin = 'recorded' WHERE kind = 'artifact' AND origin <> 'recorded' "
                "AND id IN (SELECT edge.target FROM node AS maker JOIN edge ON edge.source = maker.id "
                "WHERE maker.kind = 'run' AND maker.origin = 'recorded')"
            )
            # An environment is known as well as the best that is said of a run in it.
            for origin, worse in (("imported", "'assumed'"), ("recorded", "'assumed', 'imported'")):
                self.connection.exec_driver_sql(
                    f"UPDATE node SET origin = '{origin}' WHERE kind = 'environment' AND origin IN ({worse}) "  # noqa: S608
                    f"AND id IN (SELECT environment FROM ran_in WHERE origin = '{origin}')"
                )
            Naming(self.connection).update(above=self._last, touched=self._touched | self.artifacts.touched)
            self.connection.exec_driver_sql("UPDATE revision SET number = number + 1")

    # what is there

    def _load(self, chunk: Chunk) -> None:
        if self._empty:
            return
        shas = {fact.sha for fact in chunk.of(Commit)} | {fact.commit for fact in chunk.of(CodeOf)}
        shas.update(held.commit for held in chunk.of(Held))
        noted = noting.referred(chunk)
        shas |= noted.commits
        self._load_commits(shas - self._commits.keys())
        if self._only_commits:
            return
        named = noted.artifacts
        runs = noted.runs | {fact.key for fact in chunk.of(Run)} | {fact.run for fact in chunk.of(CodeOf)}
        runs |= {fact.run for fact in chunk.of(RanIn)}
        for artifact in chunk.of(Artifact):
            named += [(digest, artifact.name) for digest in artifact.digests]
        links: list[Used | Generated] = [*chunk.of(Used), *chunk.of(Generated)]
        for link in links:
            runs.add(link.run)
            named.append((link.artifact, last_part(link.path)))
        for held in chunk.of(Held):
            if isinstance(held.subject, Digest):
                named.append((held.subject, last_part(held.path)))
            elif held.subject is not None:
                runs.add(held.subject)
        values: list[Metric | Parameter] = [*chunk.of(Metric), *chunk.of(Parameter)]
        for value in values:
            if isinstance(value.subject, Digest):
                named.append((value.subject, ""))
            else:
                runs.add(value.subject)
        named += [(fact.artifact, last_part(fact.path or fact.source)) for fact in chunk.of(CameFrom)]
        named += [(digest, "") for fact in chunk.of(Part) for digest in (fact.source, fact.target)]
        self.artifacts.load({digest_key(digest, name) for digest, name in named})
        self.artifacts.load_elsewhere({elsewhere_key(fact) for fact in chunk.of(CameFrom)})
        self._load_runs(runs - self._runs.keys())

    def _none_of(self, kind: NodeKind) -> bool:
        query = select(schema.node.c.id).where(schema.node.c.kind == kind.value).limit(1)
        return self.connection.execute(query).first() is None

    def _load_commits(self, shas: Iterable[str]) -> None:
        known = dict(nodes_of_kind(self.tables, NodeKind.COMMIT, shas))
        self._commits.update(known)
        details = self.tables.rows((schema.git_commit.c.node,), schema.git_commit.c.node, known.values())
        self._described.update(cast("int", id_) for (id_,) in details)

    def _load_runs(self, keys: Iterable[str]) -> None:
        known = dict(nodes_of_kind(self.tables, NodeKind.RUN, keys))
        self._runs.update(known)
        self._origins.update(dict.fromkeys(known.values()))
        node = schema.node
        details = {
            id_ for (id_,) in self.tables.rows((schema.run.c.node,), schema.run.c.node, known.values())
        }
        for id_, origin in self.tables.rows((node.c.id, node.c.origin), node.c.id, details):
            self._origins[cast("int", id_)] = Origin(cast("str", origin))
            if origin == Origin.RECORDED.value:
                self._witnessed.add(cast("int", id_))

    # rows; a node that is missing is made on the way

    def new_node(self, kind: NodeKind, key: str, name: str, origin: Origin = Origin.IMPORTED) -> int:
        """Return the id of a node that `flush_nodes` will write."""
        id_ = self._new_id()
        self._nodes.append((id_, kind.value, key, name, origin.value))
        return id_

    def node_of(self, kind: NodeKind, key: str, name: str) -> int:
        """Return the id of the node that is known by `key`; a new one is called `name`."""
        known = dict(nodes_of_kind(self.tables, kind, [key]))
        return known[key] if key in known else self.new_node(kind, key, name)

    def nodes_of(self, named: Collection[tuple[NodeKind, str]]) -> dict[tuple[NodeKind, str], int]:
        """Return the nodes that are known by kind and key; `flush_nodes` writes those that are new."""
        found = known_nodes(self.tables, named)
        return found | {each: self.new_node(*each, each[1]) for each in named if each not in found}

    def artifact(self, digest: Digest) -> int:
        """Return the node of an artifact; `flush_nodes` writes it when it is new."""
        self.artifacts.load({digest_key(digest, "")})
        return self.artifacts.of(digest)

    def commits(self, shas: Collection[str]) -> dict[str, int]:
        """Return the nodes of the commits that the database has."""
        return dict(nodes_of_kind(self.tables, NodeKind.COMMIT, shas))

    def is_first(self, node: int) -> bool:
        """Whether nothing was measured of a node before: it was made in this write."""
        return node > self._last and node not in self.measured

    def call(self, names: Mapping[int, str]) -> None:
        """Give nodes of imported things other names; `flush_nodes` writes those that differ."""
        self._renamed += [(name, Origin.IMPORTED.value, id_) for id_, name in names.items()]

    def touch(self, nodes: Iterable[int]) -> None:
        """Note that these nodes may be called differently now."""
        self._touched.update(nodes)

    def commit(self, sha: str) -> int:
        """Return the node of a commit that was loaded; `flush_nodes` writes it when it is new."""
        id_ = self._commits.get(sha)
        if id_ is None:
            id_ = self._commits[sha] = self.new_node(NodeKind.COMMIT, sha, "")
        return id_

    def run(self, key: str) -> int:
        """Return the node of a run that was loaded; `flush_nodes` writes it when it is new."""
        id_ = self._runs.get(key)
        if id_ is None:
            id_ = self._runs[key] = self.new_node(NodeKind.RUN, key, "")
            self._origins[id_] = None
        return id_

    def subject(self, subject: Digest | str) -> int:
        """Return the node of an artifact or a run that was loaded."""
        return self.run(subject) if isinstance(subject, str) else self.artifacts.of(subject)

    def _commit_row(self, commit: Commit) -> Row | None:
        id_ = self._commits.get(commit.sha)
        if id_ is None:
            id_ = self._commits[commit.sha] = self.new_node(NodeKind.COMMIT, commit.sha, commit.summary)
        elif id_ in self._described:  # its parents may be others now: a clone was deepened, Git was told so
            return None if commit.cut else commit_row(id_, commit)
        else:
            self._renamed.append((commit.summary, Origin.IMPORTED.value, id_))
        self._described.add(id_)
        self._new_commits += 1
        return commit_row(id_, commit)

    def _run_row(self, run: Run) -> Row | None:
        """Return the row of a run, None where what is known is worth more: a witness before a reader."""
        id_ = self._runs.get(run.key)
        if id_ is None:
            id_ = self._runs[run.key] = self.new_node(NodeKind.RUN, run.key, run.name, run.origin)
            self._new_runs += 1
        else:
            origin = self._origins[id_]
            if origin is Origin.RECORDED or (id_ in self._taken and run.origin is not Origin.RECORDED):
                return None
            self._new_runs += origin is None
            self._renamed.append((run.name, run.origin.value, id_))
        self._origins[id_] = run.origin
        self._taken.add(id_)
        return run_row(id_, run)

    def _edges(self, chunk: Chunk) -> list[Row]:
        at, run = self.artifacts.at, self.run
        rows: list[Row] = [
            (at(fact.artifact, fact.path), run(fact.run), fact.role.value, fact.path)
            for fact in chunk.of(Used)
        ]
        self._touched.update(cast("int", source) for source, *_ in rows)
        made = [
            (run(fact.run), at(fact.artifact, fact.path), fact.role.value, fact.path)
            for fact in chunk.of(Generated)
        ]
        self._touched.update(target for _, target, *_ in made)
        rows += made
        rows += [(self.commit(fact.commit), run(fact.run), Role.CODE.value, "") for fact in chunk.of(CodeOf)]
        rows += [
            (self.artifacts.of(fact.source), self.artifacts.of(fact.target), Role.PART.value, fact.path)
            for fact in chunk.of(Part)
        ]
        for fact in chunk.of(CameFrom):
            there = self.artifacts.elsewhere(elsewhere_key(fact), last_part(fact.path or fact.source))
            rows.append((there, self.artifacts.of(fact.artifact), Role.IMPORT.value, fact.path))
        return rows

    def environment(self, environment: Environment, origin: Origin) -> int:
        """Return the node of an environment; `flush_nodes` writes it when it is new."""
        key = environment_key(environment)
        id_ = self._environments.get(key)
        if id_ is None and not self._empty:
            id_ = dict(nodes_of_kind(self.tables, NodeKind.ENVIRONMENT, [key])).get(key)
        if id_ is None:
            id_ = self.new_node(NodeKind.ENVIRONMENT, key, environment_name(environment), origin)
            self._new_environments.append(environment_row(id_, environment))
        self._environments[key] = id_
        return id_

    def artifacts_at(self, made: Iterable[tuple[str, Artifact]]) -> list[tuple[str, int]]:
        """Return path and node of artifacts; `flush_nodes` writes those that are new."""
        named = [(path, artifact) for path, artifact in made if artifact.digests]
        self.artifacts.load(
            {digest_key(digest, artifact.name) for _, artifact in named for digest in artifact.digests}
        )
        added = [(path, self.artifacts.add(artifact)) for path, artifact in named]
        self._touched.update(node for _, node in added)
        return added

    def _held_row(self, fact: Held) -> Row:
        if fact.subject is None:
            node = None
        elif isinstance(fact.subject, str):
            node = self.run(fact.subject)
        else:
            node = self.artifacts.at(fact.subject, fact.path)
        if node is not None:
            self._touched.add(node)
        names = json.dumps(fact.names) if fact.names else "[]"
        return self.commit(fact.commit), fact.slot.value, fact.path, node, names
