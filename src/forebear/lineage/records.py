"""All that is known of a run, an artifact, an environment or a rebuild."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Select, literal, select

from forebear.lineage import schema
from forebear.lineage.answers import (
    ArtifactRecord,
    ArtifactRow,
    Link,
    Node,
    Provenance,
    RanInAnswer,
    RunRecord,
    RunRow,
    Sighting,
)
from forebear.lineage.describing import Describer
from forebear.lineage.errors import UnknownReferenceError
from forebear.lineage.facts import Slot
from forebear.lineage.rebuilds import (
    Cause,
    OutputVerdict,
    ProcessEnd,
    Purpose,
    Rebuild,
    Verdict,
)
from forebear.lineage.rows import command_of, environment_of, image_of, moment, ref_of
from forebear.lineage.tables import AnyRow, among
from forebear.lineage.values import Values
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    NodeKind,
    Origin,
    RefKind,
    Role,
    Run,
)

_ORIGINS = (Origin.RECORDED, Origin.IMPORTED, Origin.ASSUMED)
_MAKERS = (NodeKind.RUN, NodeKind.REBUILD)


class Records:
    """Reads whole records from one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._describer = Describer(connection)
        self._values = Values(connection)

    def run_rows(self) -> tuple[RunRow, ...]:
        """Return a line for each run, newest first."""
        nodes = self._describer.all(NodeKind.RUN)
        details = {row.node: row for row in self._connection.execute(select(schema.run)).all()}
        metrics, parameters = self._values.metrics(None), self._values.parameters(None)
        images, refs = self._images(), self._refs()
        rows = [
            RunRow(
                node,
                _run(node, details.get(node.id)),
                node.commit,
                node.when,
                metrics.get(node.id, ()),
                parameters.get(node.id, ()),
                images.get(node.id, ""),
                refs.get(node.commit or "", ()),
            )
            for node in nodes.values()
        ]
        rows.sort(key=lambda row: newest_first(row.node))
        return tuple(rows)

    def run(self, id_: int) -> RunRecord:
        """Return the record of one run."""
        return self.runs([id_])[id_]

    def runs(self, ids: Collection[int]) -> dict[int, RunRecord]:
        """Return the records of many runs, read together."""
        nodes = self._describer.nodes(ids)
        run, edge, ran_in = schema.run, schema.edge, schema.ran_in
        details = {
            row.node: row
            for condition in among(run.c.node, ids)
            for row in self._connection.execute(select(run).where(condition)).all()
        }
        into, out_of = (
            [
                row
                for condition in among(column, ids)
                for row in self._connection.execute(select(edge).where(condition)).all()
            ]
            for column in (edge.c.target, edge.c.source)
        )
        others = self._describer.nodes({row.source for row in into} | {row.target for row in out_of})
        inputs: dict[int, list[Link]] = defaultdict(list)
        outputs: dict[int, list[Link]] = defaultdict(list)
        code: dict[int, list[Node]] = defaultdict(list)
        for row in into:
            if others[row.source].kind is NodeKind.ARTIFACT:
                inputs[row.target].append(Link(row.path, Role(row.role), others[row.source]))
            if row.role == Role.CODE.value:
                code[row.target].append(others[row.source])
        for row in out_of:
            if others[row.target].kind is NodeKind.ARTIFACT:
                outputs[row.source].append(Link(row.path, Role(row.role), others[row.target]))
        parameters, metrics = self._values.parameters(ids), self._values.metrics(ids)
        environments: dict[int, list[RanInAnswer]] = defaultdict(list)
        for condition in among(ran_in.c.run, ids):
            for run_id, answer in self._ran_in(select(ran_in).where(condition)):
                environments[run_id].append(answer)
        return {
            id_: RunRecord(
                node,
                _run(node, details.get(id_)),
                tuple(sorted(inputs[id_], key=_link_order)),
                tuple(sorted(outputs[id_], key=_link_order)),
                parameters.get(id_, ()),
                metrics.get(id_, ()),
                tuple(environments[id_]),
                tuple(commit.key for commit in sorted(code[id_], key=_time_order)),
            )
            for id_, node in nodes.items()
        }

    def artifact(self, id_: int) -> ArtifactRecord:
        """Return the record of one artifact."""
        node = self._describer.nodes([id_]).get(id_)
        if node is None or node.kind is not NodeKind.ARTIFACT:
            raise UnknownReferenceError(
                "There is no such artifact.", todo="See what there is: forebear list artifacts."
            )
        detail = self._connection.execute(
            select(schema.artifact).where(schema.artifact.c.node == id_)
        ).first()
        edge = schema.edge
        before = {row.source for row in self._connection.execute(select(edge).where(edge.c.target == id_))}
        after = {row.target for row in self._connection.execute(select(edge).where(edge.c.source == id_))}
        others = self._describer.nodes(before | after)
        came_from = schema.came_from
        places = select(came_from.c.source, came_from.c.path, came_from.c.revision)
        return ArtifactRecord(
            node,
            Artifact(
                node.digests,
                node.name,
                node.type or ArtifactType.FILE,
                None if detail is None else detail.size,
                None if detail is None else detail.files,
            ),
            self._sightings(id_),
            _in_time(others[each] for each in before if others[each].kind in _MAKERS),
            _in_time(others[each] for each in after if others[each].kind in _MAKERS),
            tuple(
                Provenance(*row)
                for row in self._connection.execute(
                    places.where(came_from.c.artifact == id_).order_by(*places.selected_columns)
                )
            ),
            self._values.metrics([id_]).get(id_, ()),
            self._values.parameters([id_]).get(id_, ()),
        )

    def artifact_rows(self) -> dict[int, ArtifactRow]:
        """Return a line for each artifact."""
        artifact, held, edge = schema.artifact, schema.held, schema.edge
        paths: dict[int, set[str]] = defaultdict(set)
        for query in (
            select(held.c.node, held.c.path).where(held.c.node.is_not(None)),
            select(edge.c.source, edge.c.path).where(edge.c.role == Role.INPUT.value),
            select(edge.c.target, edge.c.path).where(edge.c.path != "", edge.c.role != Role.INPUT.value),
        ):
            for id_, path in self._connection.execute(query.distinct()):
                paths[id_].add(path)
        sizes = {
            id_: (size, files)
            for id_, size, files in self._connection.execute(
                select(artifact.c.node, artifact.c.size, artifact.c.files)
            )
        }
        return {
            id_: ArtifactRow(node, *sizes.get(id_, (None, None)), tuple(sorted(paths.get(id_, ()))))
            for id_, node in self._describer.all(NodeKind.ARTIFACT).items()
        }

    def environments(self, ids: Collection[int] | None = None) -> tuple[RanInAnswer, ...]:
        """Return each environment, or these, with each way in which it is known."""
        ran_in = schema.ran_in
        # Of which run does not matter here.
        ways = select(literal(0).label("run"), ran_in.c.environment, ran_in.c.origin, ran_in.c.by).distinct()
        found = tuple(
            answer
            for condition in among(ran_in.c.environment, ids)
            for _, answer in self._ran_in(ways.where(condition))
        )
        wanted = set(self._describer.all(NodeKind.ENVIRONMENT)) if ids is None else set(ids)
        lonely = wanted - {answer.node.id for answer in found}
        return found + tuple(
            RanInAnswer(node, environment_of(row), node.origin)
            for row, node in self._environment_rows(lonely).values()
        )

    def rebuilds(self, run: str | None) -> tuple[Rebuild, ...]:
        """Return rebuilds, newest first: as they were written down, for a clock may have been set back."""
        rebuild, node, output = schema.rebuild, schema.node, schema.rebuild_output
        of = node.alias("of")
        query = (
            select(rebuild, node.c.key, of.c.key.label("run_key"))
            .join_from(rebuild, node, node.c.id == rebuild.c.node)
            .join(of, of.c.id == rebuild.c.run)
            .order_by(rebuild.c.node.desc())
        )
        if run is not None:
            query = query.where(of.c.key == run)
        rows = self._connection.execute(query).all()
        outputs: dict[int, list[OutputVerdict]] = defaultdict(list)
        for condition in among(output.c.rebuild, [row.node for row in rows]):
            for each in self._connection.execute(select(output).where(condition).order_by(output.c.position)):
                outputs[each.rebuild].append(_output(each))
        return tuple(_rebuild(row, tuple(outputs[row.node])) for row in rows)

    def _sightings(self, id_: int) -> tuple[Sighting, ...]:
        held, node, commit = schema.held, schema.node, schema.git_commit
        query = (
            select(held.c.path, held.c.slot, node.c.key, commit.c.committed_at)
            .join_from(held, node, node.c.id == held.c.commit)
            .outerjoin(commit, commit.c.node == held.c.commit)
            .where(held.c.node == id_)
            .order_by(commit.c.committed_at, held.c.commit, held.c.path)
        )
        return tuple(
            Sighting(path, sha, Slot(slot), moment(when))
            for path, slot, sha, when in self._connection.execute(query)
        )

    def _ran_in(self, query: Select[Any]) -> list[tuple[int, RanInAnswer]]:
        """Return runs with where they ran, what was recorded before what was assumed."""
        ways = self._connection.execute(query).all()
        rows = self._environment_rows({way.environment for way in ways})
        known = {id_: environment_of(row) for id_, (row, _) in rows.items()}
        answers = [
            (
                int(way.run),
                RanInAnswer(rows[way.environment][1], known[way.environment], Origin(way.origin), way.by),
            )
            for way in ways
        ]
        answers.sort(key=lambda each: (_ORIGINS.index(each[1].origin), each[1].node.name, each[1].node.id))
        return answers

    def _environment_rows(self, ids: Collection[int]) -> dict[int, tuple[AnyRow, Node]]:
        nodes = self._describer.nodes(ids)
        environment = schema.environment
        return {
            row.node: (row, nodes[row.node])
            for condition in among(environment.c.node, ids)
            for row in self._connection.execute(select(environment).where(condition))
        }

    def _images(self) -> dict[int, str]:
        """Return the image each run ran in; what was recorded before what was assumed."""
        ran_in, environment = schema.ran_in, schema.environment
        query = select(
            ran_in.c.run, ran_in.c.origin, environment.c.image_reference, environment.c.image_id
        ).join(environment, environment.c.node == ran_in.c.environment)
        found: dict[int, tuple[int, str]] = {}
        for run, origin, reference, image in self._connection.execute(query):
            if reference is not None:
                known = (_ORIGINS.index(Origin(origin)), reference or image)
                found[run] = min(found.get(run, known), known)
        return {run: image for run, (_, image) in found.items()}

    def _refs(self) -> dict[str, tuple[str, ...]]:
        """Return the tags, then the branches, at each commit."""
        names: dict[str, list[tuple[bool, str]]] = defaultdict(list)
        for ref in map(ref_of, self._connection.execute(select(schema.ref))):
            if ref.kind in (RefKind.TAG, RefKind.BRANCH, RefKind.EXPERIMENT):
                names[ref.commit].append((ref.kind is not RefKind.TAG, ref.title))
        return {sha: tuple(name for _, name in sorted(each)) for sha, each in names.items()}


def _run(node: Node, row: AnyRow | None) -> Run:
    if row is None:
        return Run(node.key, node.name, origin=node.origin)
    return Run(
        node.key,
        node.name,
        command_of(row.command),
        row.working_directory,
        node.origin,
        row.source,
        row.status,
        moment(row.started_at),
        moment(row.ended_at),
        row.by,
    )


def _output(row: AnyRow) -> OutputVerdict:
    return OutputVerdict(
        row.path,
        None if row.expected is None else Digest.parse(row.expected),
        None if row.obtained is None else Digest.parse(row.obtained),
        Verdict(row.verdict),
        row.explanation,
        row.comparator,
        tuple(json.loads(row.normalisations)),
        row.largest,
        row.ulp,
        row.policy,
    )


def _rebuild(row: AnyRow, outputs: tuple[OutputVerdict, ...]) -> Rebuild:
    started = moment(row.started_at)
    assert started is not None  # noqa: S101 - the column is not null
    return Rebuild(
        id=row.key,
        run=row.run_key,
        ended=ProcessEnd(row.ended),
        verdict=None if row.verdict is None else Verdict(row.verdict),
        outputs=outputs,
        image=image_of(row),
        how=row.how,
        started_at=started,
        seconds=row.seconds,
        by=row.by,
        explanation=row.explanation,
        missing=tuple(json.loads(row.missing)),
        steps=tuple(json.loads(row.steps)),
        log=row.log,
        profile=json.loads(row.profile),
        purpose=Purpose(row.purpose),
        series=row.series,
        variation=json.loads(row.variation),
        metrics=json.loads(row.metrics),
        usage=json.loads(row.usage),
        causes=tuple(Cause(**cause) for cause in json.loads(row.causes)),
    )


def _link_order(link: Link) -> tuple[str, str]:
    return link.path, link.role.value


def _in_time(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(nodes, key=_time_order))


def _time_order(node: Node) -> tuple[float, int]:
    return node.when.timestamp() if node.when else math.inf, node.id


def newest_first(node: Node) -> tuple[bool, float, int]:
    """Return a key by which nodes are sorted, the newest first and those without a time last.

    Where the clock does not tell, what was written later is newer.
    """
    return node.when is None, -node.when.timestamp() if node.when else 0.0, -node.id
