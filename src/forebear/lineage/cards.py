"""What cards show beside their nodes, for many at once: version, metric and trend, verdict, rebuildable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.answers import CardFacts, Group, WhyNot
from forebear.lineage.measuring import Measure, Measured
from forebear.lineage.places import Places
from forebear.lineage.readiness import read_readiness
from forebear.lineage.rebuilds import VOUCHING, ProcessEnd
from forebear.lineage.registering import Registry
from forebear.lineage.rows import moment
from forebear.lineage.tables import among
from forebear.lineage.words import ArtifactType, NodeKind, Role

if TYPE_CHECKING:
    from forebear.lineage.questions import Look

LONGEST_TREND = 24

_MADE = (Role.OUTPUT.value, Role.METRICS.value, Role.PLOT.value)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for, by kind."""

    runs: frozenset[int]
    artifacts: frozenset[int]
    models: frozenset[int]
    metrics_files: frozenset[int]
    commits: frozenset[int]
    rebuilds: frozenset[int]
    model_versions: frozenset[int]

    @property
    def measurable(self) -> frozenset[int]:
        return self.runs | self.models | self.metrics_files


@dataclass(slots=True)
class _Makers:
    """Which run made an artifact, at which path; and what each run made."""

    of: dict[int, tuple[int, str]] = field(default_factory=dict)
    runs: set[int] = field(default_factory=set)


class Cards:
    """Gathers facts for cards from one look into the database."""

    def __init__(self, look: Look) -> None:
        self._look, self._connection = look, look.connection

    def facts(self, ids: Collection[int], groups: Mapping[int, Group] | None = None) -> dict[int, CardFacts]:
        """Return what there is to say of nodes; one with nothing to say has no entry.

        A group (its id is negative, see `Graph.groups`) has the metric of its newest member that has one, and
        the trend of its members.
        """
        groups = groups or {}
        members = {
            group: list(groups[group].members[:LONGEST_TREND])[::-1] for group in ids if group in groups
        }
        asked = self._sort([id_ for id_ in ids if id_ >= 0])
        makers = self._makers(asked.artifacts)
        versions, tags = self._versions(asked, makers)
        ranks = _ranks(versions)
        metrics, trends = self._metrics(asked, versions, ranks)
        verdicts, judged_at = self._verdicts(asked, makers)
        why_not = self._why_not(asked.runs | makers.runs)
        ready = read_readiness(self._connection, asked.runs | makers.runs)
        stages = self._stages(asked)
        found = {
            id_: CardFacts(
                version=tags.get(id_, ""),
                place=_place(ranks.get(id_), versions.get(id_, ())),
                metric=metrics[id_].value if id_ in metrics else None,
                trend=trends.get(id_, ()),
                stage=stages.get(id_, ""),
                verdict=verdicts.get(id_, ""),
                rebuildable=None if (reason := _reason(id_, asked, makers, why_not)) is None else not reason,
                why_not=reason or "",
                ready=ready.get(makers.of[id_][0] if id_ in makers.of else id_),
                judged_at=judged_at.get(id_),
            )
            for id_ in asked.runs | asked.artifacts | asked.commits | asked.rebuilds | asked.model_versions
        }
        found |= self._groups(members)
        return {id_: facts for id_, facts in found.items() if facts != CardFacts()}

    def _sort(self, ids: Collection[int]) -> _Asked:
        node, artifact = schema.node, schema.artifact
        query = select(node.c.id, node.c.kind, artifact.c.type).outerjoin(
            artifact, artifact.c.node == node.c.id
        )
        kinds: dict[str, set[int]] = defaultdict(set)
        types: dict[str, set[int]] = defaultdict(set)
        for condition in among(node.c.id, ids):
            for id_, kind, type_ in self._connection.execute(query.where(condition)).all():
                kinds[kind].add(id_)
                types[type_ or ""].add(id_)
        return _Asked(
            runs=frozenset(kinds[NodeKind.RUN]),
            artifacts=frozenset(kinds[NodeKind.ARTIFACT]),
            models=frozenset(types[ArtifactType.MODEL]),
            metrics_files=frozenset(types[ArtifactType.METRICS]),
            commits=frozenset(kinds[NodeKind.COMMIT]),
            rebuilds=frozenset(kinds[NodeKind.REBUILD]),
            model_versions=frozenset(kinds[NodeKind.MODEL_VERSION]),
        )

    def _makers(self, artifacts: Collection[int]) -> _Makers:
        edge, makers = schema.edge, _Makers()
        query = select(edge.c.target, edge.c.source, edge.c.path).where(edge.c.role.in_(_MADE))
        for condition in among(edge.c.target, artifacts):
            for artifact, run, path in self._connection.execute(query.where(condition)).all():
                makers.of[artifact] = max((run, path), makers.of.get(artifact, (0, "")))
                makers.runs.add(run)
        return makers

    # versions

    def _versions(self, asked: _Asked, makers: _Makers) -> tuple[dict[int, list[int]], dict[int, str]]:
        """Return the versions of each node's place, oldest first, and the newest tag that holds the node."""
        places = self._look.keep(Places.load)
        versions: dict[int, list[int]] = {}
        tags: dict[int, str] = {}
        for id_, at in places.of(asked.runs | asked.artifacts).items():
            versions[id_] = max((places.versions(place) for place in at), key=len)
            tags[id_] = places.newest_tag(id_, at)
        loose = {id_: makers.of[id_] for id_ in asked.artifacts - versions.keys() if id_ in makers.of}
        runs = (asked.runs - versions.keys()) | {run for run, _ in loose.values()}
        alike = self._alike(runs) if runs else {}
        versions |= {run: alike[run] for run in asked.runs if run in alike and run not in versions}
        versions |= self._outputs(loose, alike)
        tags |= self._tags(asked.commits)
        return versions, tags

    def _alike(self, runs: Collection[int]) -> dict[int, list[int]]:
        """Return for runs that no commit holds all runs of that name from that tool, oldest first."""
        node, run = schema.node, schema.run
        query = select(node.c.id, node.c.name, run.c.source, run.c.started_at).join(
            run, run.c.node == node.c.id
        )
        called: dict[int, tuple[str, str]] = {}
        for condition in among(node.c.id, runs):
            for id_, name, source, _ in self._connection.execute(query.where(condition)).all():
                called[id_] = (name, source)
        together: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        wanted = set(called.values())
        for condition in among(node.c.name, sorted({name for name, _ in wanted})):
            for id_, name, source, started in self._connection.execute(query.where(condition)).all():
                if (name, source) in wanted:
                    together[name, source].append((started or 0, id_))
        ordered = {key: [id_ for _, id_ in sorted(each)] for key, each in together.items()}
        return {id_: ordered[key] for id_, key in called.items() if key in ordered}

    def _outputs(
        self, loose: Mapping[int, tuple[int, str]], alike: Mapping[int, list[int]]
    ) -> dict[int, list[int]]:
        """Return for artifacts that no commit holds what like runs made at the same path."""
        edge = schema.edge
        runs = {other for run, _ in loose.values() for other in alike.get(run, (run,))}
        made: dict[tuple[int, str], int] = {}
        query = select(edge.c.source, edge.c.path, edge.c.target).where(edge.c.role.in_(_MADE))
        for condition in among(edge.c.source, runs):
            for run, path, artifact in self._connection.execute(query.where(condition)).all():
                made[run, path] = artifact
        return {
            id_: list(
                dict.fromkeys(made[other, path] for other in alike.get(run, (run,)) if (other, path) in made)
            )
            for id_, (run, path) in loose.items()
        }

    def _tags(self, commits: Collection[int]) -> dict[int, str]:
        """Return the tag of each commit that has one, the last in the alphabet where it has several."""
        if not commits:
            return {}
        node, ref = schema.node, schema.ref
        query = select(node.c.id, ref.c.name).join(ref, ref.c.sha == node.c.key)
        found = self._connection.execute(
            query.where(node.c.kind == "commit", ref.c.kind == "tag").order_by(ref.c.name)
        )
        return {id_: name for id_, name in found if id_ in commits}

    # metrics

    def _metrics(
        self, asked: _Asked, versions: Mapping[int, list[int]], ranks: Mapping[int, int]
    ) -> tuple[dict[int, Measure], dict[int, tuple[float, ...]]]:
        """Return each node's metric, and its values over the versions up to this one."""
        measured = Measured(self._connection)
        metrics = measured.first(asked.runs, asked.models, asked.metrics_files)
        before = {
            id_: versions[id_][max(0, ranks[id_] + 1 - LONGEST_TREND) : ranks[id_] + 1]
            for id_ in metrics
            if id_ in ranks
        }
        return metrics, self._trends(measured, metrics, before)

    @staticmethod
    def _trends(
        measured: Measured, metrics: Mapping[int, Measure], before: Mapping[int, list[int]]
    ) -> dict[int, tuple[float, ...]]:
        wanted: dict[str, set[int]] = defaultdict(set)
        for id_, others in before.items():
            wanted[metrics[id_].value.name].update(others)
        values = {name: measured.values(name, others) for name, others in wanted.items()}
        trends = {
            id_: tuple(each[other] for other in others if other in (each := values[metrics[id_].value.name]))
            for id_, others in before.items()
        }
        return {id_: trend for id_, trend in trends.items() if len(trend) > 1}

    def _groups(self, members: Mapping[int, list[int]]) -> dict[int, CardFacts]:
        """Return the facts of groups, given with members from the oldest to the newest."""
        if not members:
            return {}
        every = self._sort({id_ for each in members.values() for id_ in each})
        measured = Measured(self._connection)
        metrics = measured.first(every.runs, every.models, every.metrics_files)
        newest = {
            group: last
            for group, each in members.items()
            if (last := next((id_ for id_ in reversed(each) if id_ in metrics), None)) is not None
        }
        standing = {group: metrics[id_] for group, id_ in newest.items()}
        before = {group: members[group] for group in newest}
        trends = self._trends(measured, standing, before)
        return {
            group: CardFacts(metric=measure.value, trend=trends.get(group, ()))
            for group, measure in standing.items()
        }

    # registries

    def _stages(self, asked: _Asked) -> dict[int, str]:
        """Return the stages that model versions, and the artifacts registered as them, are in now."""
        now = self._look.keep(_stages_now)
        if not now:
            return {}
        found = {id_: set(now[id_]) for id_ in asked.model_versions if id_ in now}
        edge = schema.edge
        query = select(edge.c.source, edge.c.target).where(edge.c.role == Role.REGISTERED.value)
        for condition in among(edge.c.source, asked.artifacts):
            for artifact, version in self._connection.execute(query.where(condition)).all():
                found.setdefault(artifact, set()).update(now.get(version, ()))
        return {id_: ", ".join(sorted(stages)) for id_, stages in found.items() if stages}

    # rebuilds

    def _verdicts(self, asked: _Asked, makers: _Makers) -> tuple[dict[int, str], dict[int, datetime | None]]:
        """Return what the newest rebuild of a run, or of the run that made an artifact, showed, and when it
        began."""
        rebuild, output = schema.rebuild, schema.rebuild_output
        columns = (rebuild.c.ended, rebuild.c.verdict, rebuild.c.purpose, rebuild.c.started_at)
        query = select(rebuild.c.node, rebuild.c.run, *columns)
        newest: dict[int, tuple[int, str]] = {}
        began: dict[int, datetime | None] = {}
        said: dict[int, str] = {}
        for column, ids in ((rebuild.c.run, asked.runs | makers.runs), (rebuild.c.node, asked.rebuilds)):
            for condition in among(column, ids):
                ordered = query.where(condition).order_by(rebuild.c.node)
                for id_, run, ended, verdict, purpose, started in self._connection.execute(ordered).all():
                    said[id_] = verdict or ("" if ended == ProcessEnd.COMPLETED else ended)
                    # What was changed on purpose says nothing of the run.
                    if column is rebuild.c.run and purpose in VOUCHING:
                        newest[run], began[run] = (id_, said[id_]), moment(started)
        found = {run: what for run, (_, what) in newest.items() if run in asked.runs}
        found |= {id_: said[id_] for id_ in asked.rebuilds if id_ in said}
        single: dict[tuple[int, str], str] = {}
        for condition in among(output.c.rebuild, {id_ for id_, _ in newest.values()}):
            query_outputs = select(output.c.rebuild, output.c.path, output.c.verdict).where(condition)
            for id_, path, verdict in self._connection.execute(query_outputs).all():
                single[id_, path] = verdict
        for artifact, (run, path) in makers.of.items():
            if run in newest:
                id_, whole = newest[run]
                found[artifact] = single.get((id_, path), whole)
        of = {artifact: run for artifact, (run, _) in makers.of.items()}
        return found, {id_: when for id_ in found if (when := began.get(of.get(id_, id_))) is not None}

    def _why_not(self, runs: Collection[int]) -> dict[int, WhyNot | None]:
        """Return why runs cannot be made again, as far as the record says; None where they can."""
        edge, commit, run = schema.edge, schema.git_commit, schema.run
        coded: set[int] = set()
        has_code = select(edge.c.target).join(commit, commit.c.node == edge.c.source)
        commands: dict[int, str] = {}
        for condition in among(edge.c.target, runs):
            coded |= set(self._connection.scalars(has_code.where(edge.c.role == "code", condition)))
        for condition in among(run.c.node, runs):
            rows = self._connection.execute(select(run.c.node, run.c.command).where(condition)).all()
            commands.update(map(tuple, rows))
        images = self._images(runs)
        return {id_: _speaks_against(commands.get(id_, "[]"), id_ in coded, images.get(id_)) for id_ in runs}

    def _images(self, runs: Collection[int]) -> dict[int, bool]:
        """Return of runs with an image whether it is known by what cannot move: an id or a digest."""
        ran_in, environment = schema.ran_in, schema.environment
        query = (
            select(ran_in.c.run, environment.c.image_id, environment.c.image_digest)
            .join(environment, environment.c.node == ran_in.c.environment)
            .where(environment.c.image_reference.is_not(None))
        )
        found: dict[int, bool] = {}
        for condition in among(ran_in.c.run, runs):
            for id_, image, digest in self._connection.execute(query.where(condition)).all():
                found[id_] = found.get(id_, False) or bool(image or digest)
        return found


def _stages_now(connection: Connection) -> Mapping[int, tuple[str, ...]]:
    return Registry(connection).stages()


def _ranks(versions: Mapping[int, list[int]]) -> dict[int, int]:
    """Return where each node is among its versions; many share one list, which is looked through once."""
    known: dict[int, dict[int, int]] = {}
    found: dict[int, int] = {}
    for id_, ordered in versions.items():
        rank = known.setdefault(id(ordered), {})
        if not rank:
            rank.update({node: number for number, node in enumerate(ordered)})
        if id_ in rank:
            found[id_] = rank[id_]
    return found


def _place(rank: int | None, versions: Sequence[int]) -> tuple[int, int] | None:
    """Return the number of a version and how many there are; None where it is the only one."""
    return (rank + 1, len(versions)) if rank is not None and len(versions) > 1 else None


def _speaks_against(command: str, coded: bool, image: bool | None) -> WhyNot | None:
    if command == "[]":
        return WhyNot.NO_COMMAND
    if not coded:
        return WhyNot.NO_COMMIT
    if image is None:
        return WhyNot.NO_IMAGE
    return None if image else WhyNot.TAG_ONLY


def _reason(
    id_: int, asked: _Asked, makers: _Makers, why_not: Mapping[int, WhyNot | None]
) -> WhyNot | str | None:
    """Return why a node cannot be made again, "" where it can, None where nothing can be said."""
    if id_ in asked.runs:
        return why_not.get(id_) or ""
    if id_ in makers.of:
        return why_not.get(makers.of[id_][0]) or ""
    return None
