"""Facts that say more of what is there: how edges are known, places, mentions, histories, tags, approvals."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, true

from forebear.lineage import schema
from forebear.lineage.chunks import Chunk
from forebear.lineage.facts import (
    Approval,
    BuiltFrom,
    Checkpoint,
    CodeOf,
    Generated,
    Mentioned,
    Metric,
    MetricSeries,
    Nested,
    Renamed,
    Revised,
    Seen,
    Tag,
    Used,
)
from forebear.lineage.identity import last_part
from forebear.lineage.named_versions import meant_versions, settle_names
from forebear.lineage.packing import packed_floats, packed_numbers
from forebear.lineage.renaming import rename_models
from forebear.lineage.rows import metric_row, microseconds, ref_row
from forebear.lineage.tables import Conflict, Row
from forebear.lineage.words import (
    Digest,
    Environment,
    Known,
    Model,
    ModelVersion,
    NodeKind,
    Origin,
    Ref,
    Role,
    Transition,
)

if TYPE_CHECKING:
    from forebear.lineage.writing import Writer


@dataclass(slots=True)
class Referred:
    """What facts speak of: commits by sha, runs by key, artifacts by a digest and a name."""

    commits: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    artifacts: list[tuple[Digest, str]] = field(default_factory=list)


def referred(chunk: Chunk) -> Referred:
    """Return what the facts of this module speak of, so that it can be looked up at once."""
    found = Referred()
    for nested in chunk.of(Nested):
        found.runs |= {nested.run, nested.parent}
    found.runs.update(fact.run for fact in chunk.of(Mentioned))
    found.artifacts += [(fact.artifact, last_part(fact.place)) for fact in chunk.of(Seen)]
    found.commits.update(fact.commit for fact in chunk.of(BuiltFrom))
    found.artifacts += [(each, "") for fact in chunk.of(Revised) for each in (fact.former, fact.later)]
    subjects: list[MetricSeries | Tag] = [*chunk.of(MetricSeries), *chunk.of(Tag)]
    for fact in subjects:
        if isinstance(fact.subject, Digest):
            found.artifacts.append((fact.subject, ""))
        elif not isinstance(fact, Tag) or fact.kind is NodeKind.RUN:
            found.runs.add(fact.subject)
        elif fact.kind is NodeKind.COMMIT:
            found.commits.add(fact.subject)
    return found


def edges(writer: Writer, chunk: Chunk) -> list[Row]:
    """Return the edges that these facts draw."""
    rows: list[Row] = [
        (writer.run(fact.parent), writer.run(fact.run), Role.PARENT.value, "") for fact in chunk.of(Nested)
    ]
    rows += [
        (writer.subject(fact.former), writer.subject(fact.later), Role.REVISION.value, fact.path)
        for fact in chunk.of(Revised)
    ]
    for fact in chunk.of(BuiltFrom):
        environment = writer.environment(fact.environment, Origin.IMPORTED)
        rows.append((writer.commit(fact.commit), environment, Role.CODE.value, ""))
    return rows


def write_notes(writer: Writer, chunk: Chunk) -> int:
    """Write what a chunk's facts note of things; return how many rows changed.

    `writer` has loaded what `referred` names.
    """
    for environment in chunk.of(Environment):
        writer.environment(environment, Origin.IMPORTED)
    tags = [fact for fact in chunk.of(Tag) if fact.kind is not NodeKind.MODEL_VERSION]
    series = {
        (writer.subject(fact.subject), fact.name): fact for fact in chunk.of(MetricSeries) if fact.values
    }
    mentions = [
        (writer.run(fact.run), fact.place, fact.version, fact.role.value, fact.evidence, None)
        for fact in chunk.of(Mentioned)
    ]
    places = [
        (
            writer.artifacts.at(fact.artifact, fact.place),
            fact.source,
            fact.place,
            fact.version,
            microseconds(fact.at),
        )
        for fact in chunk.of(Seen)
    ]
    tagged = [(_subject(writer, fact), fact) for fact in tags]
    evidence = _evidence(writer, chunk)
    writer.flush_nodes()
    insert = writer.tables.insert
    return (
        insert(schema.evidence, evidence, Conflict.REPLACE)
        + insert(schema.place, places, Conflict.REPLACE)
        # Not replaced: what a mention was found to mean would be lost.
        + insert(schema.mention, mentions)
        + _write_series(writer, series)
        + write_tags(writer, tagged)
    )


def write_tags(writer: Writer, tagged: Iterable[tuple[int, Tag]]) -> int:
    """Write tags of nodes, the last of a name counts; return how many rows changed."""
    last = {(node, fact.name): fact.value for node, fact in tagged}
    gone = [key for key, value in last.items() if value is None]
    table = schema.tag
    for node, name in gone:
        writer.connection.execute(delete(table).where(table.c.node == node, table.c.name == name))
    return len(gone) + writer.tables.insert(
        table,
        [(node, name, value) for (node, name), value in last.items() if value is not None],
        Conflict.REPLACE,
    )


@dataclass(slots=True)
class Last:
    """Facts that are written when all others are."""

    refs: list[Ref] = field(default_factory=list)
    versions: list[ModelVersion] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)  # of model versions
    checkpoints: list[Checkpoint] = field(default_factory=list)

    def take(self, chunk: Chunk) -> None:
        """Keep these facts of a chunk."""
        self.refs += chunk.of(Ref)
        self.versions += chunk.of(ModelVersion)
        self.transitions += chunk.of(Transition)
        self.models += chunk.of(Model)
        self.renamed += chunk.of(Renamed)
        self.approvals += chunk.of(Approval)
        self.tags += [fact for fact in chunk.of(Tag) if fact.kind is NodeKind.MODEL_VERSION]
        self.checkpoints += chunk.of(Checkpoint)


def write_last(writer: Writer, last: Last) -> int:
    """Write approvals, what is said of models, and tags of model versions, which are written by now."""
    named = {(fact.kind, fact.subject) for fact in last.approvals}
    named |= {(fact.kind, str(fact.subject)) for fact in last.tags}
    nodes = dict(
        meant_versions(writer.connection, [key for kind, key in named if kind is NodeKind.MODEL_VERSION])
    )
    nodes |= writer.nodes_of(named - nodes.keys())
    tagged = [(nodes[fact.kind, str(fact.subject)], fact) for fact in last.tags]
    writer.flush_nodes()
    rename_models(writer, last.models)
    settled = settle_names(writer) if last.versions else 0
    rows = [
        (
            nodes[fact.kind, fact.subject],
            fact.record,
            fact.what,
            fact.state,
            *((None, None) if fact.by is None else (fact.by.name, fact.by.email)),
            microseconds(fact.when),
            fact.url,
            fact.why,
        )
        for fact in last.approvals
    ]
    said = [
        (each.registry, each.name, each.description, json.dumps(dict(each.tags), sort_keys=True))
        for each in last.models
    ]
    insert = writer.tables.insert
    return (
        settled
        + insert(schema.approval, rows, Conflict.REPLACE)
        + insert(schema.model, said, Conflict.REPLACE)
        + write_tags(writer, tagged)
    )


def write_refs(writer: Writer, refs: Collection[Ref]) -> int:
    """Put references in the place of their repositories' others; those of no repository replace all."""
    rows = {row[:3]: row for row in map(ref_row, refs)}
    if not rows:
        return 0
    ref = schema.ref
    repositories = {each.repository for each in refs}
    replaced = true() if "" in repositories else ref.c.repository.in_(("", *repositories))
    before = {tuple(row) for row in writer.connection.execute(select(ref).where(replaced))}
    changed = before ^ set(rows.values())
    if not changed:
        return 0
    writer.connection.execute(delete(ref).where(replaced))
    writer.touch(writer.commits({str(row[3]) for row in changed}).values())
    return writer.tables.insert(ref, list(rows.values()))


def _write_series(writer: Writer, series: dict[tuple[int, str], MetricSeries]) -> int:
    rows = [
        (
            node,
            name,
            len(fact.values),
            packed_numbers(fact.steps),
            packed_floats(fact.values),
            packed_numbers(fact.times),
        )
        for (node, name), fact in series.items()
    ]
    table, metric = schema.metric_series, schema.metric
    changed = writer.tables.insert(table, rows, Conflict.REPLACE)
    known = [
        (node, name, fact.steps[-1]) for (node, name), fact in series.items() if not writer.is_first(node)
    ]
    if changed and known:  # the last step may be another one now
        writer.tables.execute(
            f"DELETE FROM {metric.name} WHERE node = ? AND name = ? AND step <> ?",  # noqa: S608 -- our own name
            known,
        )
    writer.measured.update(node for node, _ in series)
    last = [
        metric_row(node, Metric(fact.subject, name, fact.values[-1], fact.steps[-1]))
        for (node, name), fact in series.items()
    ]
    return changed + writer.tables.insert(metric, last, Conflict.REPLACE)


def _evidence(writer: Writer, chunk: Chunk) -> Sequence[Row]:
    rows: list[Row] = []
    used: list[Used | Generated] = [*chunk.of(Used), *chunk.of(Generated)]
    for fact in used:
        if fact.evidence or fact.known is not Known.RECORDED:
            ends = (writer.artifacts.at(fact.artifact, fact.path), writer.run(fact.run))
            source, target = ends if isinstance(fact, Used) else ends[::-1]
            rows.append((source, target, fact.role.value, fact.path, fact.known.value, fact.evidence))
    for code in chunk.of(CodeOf):
        if code.evidence or code.known is not Known.RECORDED:
            ends = (writer.commit(code.commit), writer.run(code.run))
            rows.append((*ends, Role.CODE.value, "", code.known.value, code.evidence))
    for built in chunk.of(BuiltFrom):
        environment = writer.environment(built.environment, Origin.IMPORTED)
        rows.append(
            (writer.commit(built.commit), environment, Role.CODE.value, "", Known.NAMED.value, built.evidence)
        )
    return rows


def _subject(writer: Writer, fact: Tag) -> int:
    if isinstance(fact.subject, Digest):
        return writer.subject(fact.subject)
    if fact.kind is NodeKind.COMMIT:
        return writer.commit(fact.subject)
    if fact.kind is NodeKind.RUN:
        return writer.run(fact.subject)
    return writer.node_of(fact.kind, fact.subject, "")
