"""A metric along the history: at each commit of a branch, at each run of a stage, in experiments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.chronology import Chronology
from forebear.lineage.describing import Describer
from forebear.lineage.facts import Slot
from forebear.lineage.fields import Field, FieldKind, Fields
from forebear.lineage.questions import Look
from forebear.lineage.rows import ref_of
from forebear.lineage.words import NodeKind, Ref, RefKind, Scalar

MOST = 20_000
"""Points that are read; of a longer history the newest."""


class LineKind(StrEnum):
    """What a metric is followed along."""

    BRANCH = "branch"
    STAGE = "stage"  # the runs of one name
    EXPERIMENTS = "experiments"


@dataclass(frozen=True, slots=True)
class Line:
    """A branch by its name, or the runs of a stage by theirs; `name` is "" for all experiments."""

    kind: LineKind
    name: str = ""


class Why(StrEnum):
    """Why a point has no value."""

    NONE = ""
    NOT_RECORDED = "not recorded"
    NOT_HERE = "not here"


@dataclass(frozen=True, slots=True)
class Point:
    """A commit or run on the line.

    `key` is the sha or the run's key, `commit` the sha of its code where it is known. `value` is a number or
    a text; where it is None, `why` says so. `joined` is False for what was merged in: it stands beside the
    line. `changed` says that a file with the metric was written here and not only carried on.
    """

    key: str
    commit: str
    title: str
    when: datetime | None
    by: str
    summary: str
    value: Scalar
    why: Why
    tags: tuple[str, ...] = ()
    joined: bool = True
    changed: bool = True


@dataclass(frozen=True, slots=True)
class MetricHistory:
    """The points in ancestry order, parents first; `left_out` older ones are not among them."""

    points: tuple[Point, ...]
    left_out: int = 0


def lines_of(look: Look) -> tuple[Line, ...]:
    """Return what a metric can be followed along: what is checked out, branches, experiments, stages."""
    refs = _refs(look.connection)
    kinds = (RefKind.HEAD, RefKind.BRANCH, RefKind.REMOTE_BRANCH)
    found = [Line(LineKind.BRANCH, ref.name) for kind in kinds for ref in refs if ref.kind is kind]
    if any(ref.kind is RefKind.EXPERIMENT for ref in refs):
        found.append(Line(LineKind.EXPERIMENTS))
    node = schema.node
    names = select(node.c.name).where(node.c.kind == NodeKind.RUN.value).distinct().order_by(node.c.name)
    found += [Line(LineKind.STAGE, name) for name in look.connection.execute(names.limit(MOST)).scalars()]
    return tuple(dict.fromkeys(found))


def metric_history(look: Look, field: Field, line: Line, *, merged: bool = False) -> MetricHistory:
    """Return a metric along a line. `merged` adds the commits that were merged into a branch."""
    if line.kind is LineKind.STAGE:
        return _along_runs(look, field, line.name)
    refs = _refs(look.connection)
    chronology = look.keep(Chronology)
    if line.kind is LineKind.EXPERIMENTS:
        named = {ref.commit: ref.title for ref in refs if ref.kind is RefKind.EXPERIMENT}
        shas = [arrival.sha for arrival in chronology.arrivals if arrival.sha in named]
        own = frozenset(shas)
    else:
        tips = {ref.name: ref.commit for ref in reversed(refs) if ref.kind not in _NO_BRANCHES}
        tip = tips.get(line.name, "")
        if tip not in chronology:
            return MetricHistory(())
        own, named = frozenset(_first_parents(look, tip)), {}
        if merged:
            flags = chronology.ancestors(tip)
            shas = [a.sha for a, there in zip(chronology.arrivals, flags, strict=True) if there]
        else:
            shas = [arrival.sha for arrival in chronology.arrivals if arrival.sha in own]
    left_out = max(0, len(shas) - MOST)
    return MetricHistory(_at_commits(look, field, shas[left_out:], own, named), left_out)


_NO_BRANCHES = (RefKind.TAG, RefKind.REGISTRY, RefKind.EXPERIMENT)


def _first_parents(look: Look, sha: str) -> list[str]:
    found: dict[str, None] = {}
    while sha and sha not in found:
        found[sha] = None
        parents = look.history.parents(sha)
        sha = parents[0] if parents else ""
    return list(found)


def _at_commits(
    look: Look, field: Field, shas: Sequence[str], own: frozenset[str], named: Mapping[str, str]
) -> tuple[Point, ...]:
    slot = Slot.METRICS if field.kind is FieldKind.METRIC else Slot.PARAMETERS
    held = look.history.through((slot,))
    files = {}
    for sha in shas:
        change = held.get(sha, {}).get((slot, field.source))
        files[sha] = None if change is None else change.node
    nodes = {file for file in files.values() if file is not None}
    reader = Fields(look.connection)
    if field.kind is FieldKind.METRIC:
        values, known = reader.last_metrics(nodes, field.name), reader.filled(nodes)
    else:
        values = reader.parameters(nodes, field.name)
        known = nodes
    tags: dict[str, list[str]] = {}
    for ref in _refs(look.connection):
        if ref.kind is RefKind.TAG:
            tags.setdefault(ref.commit, []).append(ref.name)
    authors = _authors(look.connection) if shas else {}
    chronology = look.keep(Chronology)
    found = []
    for sha in shas:
        arrival, file = chronology[sha], files[sha]
        value = None if file is None else values.get(file)
        why = Why.NONE if value is not None else Why.NOT_RECORDED
        if file is not None and file not in known:
            why = Why.NOT_HERE
        parents = look.history.parents(sha)
        found.append(
            Point(
                sha,
                sha,
                named.get(sha) or sha[:10],
                arrival.when,
                authors.get(arrival.node, ""),
                arrival.summary,
                value,
                why,
                tuple(tags.get(sha, ())),
                sha in own,
                not parents or files.get(parents[0], -1) != file,
            )
        )
    return tuple(found)


def _along_runs(look: Look, field: Field, name: str) -> MetricHistory:
    """The runs of one name, by the first commit that has them, else by when they ran."""
    runs = [node for node in Describer(look.connection).all(NodeKind.RUN).values() if node.name == name]
    chronology = look.keep(Chronology)
    places = {arrival.sha: place for place, arrival in enumerate(chronology.arrivals)}
    last = len(places)
    runs.sort(
        key=lambda node: (
            places.get(node.commit or "", last),
            node.when.timestamp() if node.when else 0.0,
            node.id,
        )
    )
    left_out = max(0, len(runs) - MOST)
    reader = Fields(look.connection)
    values = reader.values_of_runs(field)
    found = []
    for node in runs[left_out:]:
        value = values.get(node.id)
        commit = node.commit or ""
        summary = chronology[commit].summary if commit in chronology else ""
        why = Why.NONE if value is not None else Why.NOT_RECORDED
        found.append(Point(node.key, commit, node.ref, node.when, "", summary, value, why))
    return MetricHistory(tuple(found), left_out)


def _authors(connection: Connection) -> dict[int, str]:
    commit = schema.git_commit
    return dict(map(tuple, connection.execute(select(commit.c.node, commit.c.author_name))))


def _refs(connection: Connection) -> list[Ref]:
    query = select(schema.ref).order_by(schema.ref.c.kind, schema.ref.c.name)
    return [ref_of(row) for row in connection.execute(query)]
