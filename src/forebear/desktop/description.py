"""What the inspector says about a node, as plain values. Made on a worker thread; no widgets here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from forebear.desktop.description_notes import note_parts
from forebear.desktop.description_parts import (
    Part,
    Row,
    artifact_link,
    code_part,
    commit_rows,
    environment_part,
    environment_rows,
    identity_part,
    link,
    number_parts,
    readiness_parts,
    rebuild_parts,
    unread_commit,
)
from forebear.desktop.sentences import how_text, told
from forebear.desktop.wording import (
    ended_text,
    long_when_text,
    move_text,
    move_when_text,
    number_text,
    origin_text,
    ref_kind_text,
    short_key,
    size_text,
    status_text,
    verdict_text,
    verdict_token,
    when_text,
)
from forebear.lineage.answers import (
    ArtifactRecord,
    Node,
    RunRecord,
)
from forebear.lineage.facts import Slot
from forebear.lineage.model_names import shown_registry
from forebear.lineage.words import NodeKind

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions


@dataclass(frozen=True, slots=True)
class Description:
    """All that the inspector shows of a node. `run` is the run that a rebuild would repeat, or None."""

    node: Node
    parts: tuple[Part, ...]
    run: Node | None = None


def describe(questions: Questions, node: Node) -> Description:
    """Read all that is known of `node`."""
    found = _described(questions, node)
    notes = tuple(part for part in note_parts(questions, node) if part.rows)
    return replace(found, parts=(*found.parts, *notes))


def _described(questions: Questions, node: Node) -> Description:
    match node.kind:
        case NodeKind.COMMIT:
            return _commit(questions, node)
        case NodeKind.RUN:
            return _run(questions, node)
        case NodeKind.ARTIFACT:
            return _artifact(questions, node)
        case NodeKind.REBUILD:
            return _rebuild(questions, node)
        case NodeKind.ENVIRONMENT:
            return _environment(questions, node)
        case NodeKind.MODEL_VERSION:
            return _model_version(questions, node)


def _artifact(questions: Questions, node: Node) -> Description:
    translate = QCoreApplication.translate
    record = questions.artifact(node.id)
    facts = []
    if record.artifact.size is not None:
        facts.append(
            Row(
                translate("Description", "Size"),
                size_text(record.artifact.size),
                translate("Description", "{count} bytes").format(count=record.artifact.size),
            )
        )
    if record.artifact.files is not None:
        facts.append(Row(translate("Description", "Files"), str(record.artifact.files)))
    parts = [identity_part(node, *facts), _places(questions, record)]
    runs = [producer for producer in record.producers if producer.kind is NodeKind.RUN]
    parts.append(_made_by(record))
    if runs:
        parts.extend(readiness_parts(questions, runs[0]))
        parts.extend(_run_parts(questions, questions.run(runs[0].key), own_name=False))
    parts.extend(number_parts(record.metrics, () if runs else record.parameters))
    if record.consumers:
        parts.append(
            Part(translate("Description", "Used by"), tuple(link("", user) for user in record.consumers))
        )
    parts.extend(rebuild_parts(questions, runs[0]) if runs else ())
    return Description(
        node, tuple(part for part in parts if part.rows or part.note), runs[0] if runs else None
    )


def _places(questions: Questions, record: ArtifactRecord) -> Part:
    translate = QCoreApplication.translate
    rows = [
        Row(
            translate("Description", "Place"),
            translate("Description", "{path} at {commit}").format(
                path=sighting.path, commit=sighting.commit[:8]
            ),
            f"{sighting.path}@{sighting.commit}",
            questions.node(NodeKind.COMMIT, sighting.commit),
            tip=when_text(sighting.when),
        )
        for sighting in record.sightings
        if sighting.slot is not Slot.RUN
    ]
    rows += [
        Row(
            translate("Description", "From"),
            f"{origin.source} {origin.path}".strip(),
            f"{origin.source} {origin.path} {origin.revision}".strip(),
        )
        for origin in record.came_from
    ]
    return Part(translate("Description", "Places"), tuple(rows))


def _made_by(record: ArtifactRecord) -> Part:
    translate = QCoreApplication.translate
    title = translate("Description", "Made by")
    if not record.producers:
        return Part(title, (), translate("Description", "No run that made it is recorded."))
    return Part(title, tuple(link("", producer, badge=True) for producer in record.producers))


def _run(questions: Questions, node: Node) -> Description:
    record = questions.run(node.key)
    parts = [
        identity_part(node),
        *readiness_parts(questions, node),
        *_run_parts(questions, record, own_name=True),
        *rebuild_parts(questions, node),
    ]
    return Description(node, tuple(part for part in parts if part.rows or part.note), node)


def _run_parts(questions: Questions, record: RunRecord, *, own_name: bool) -> Sequence[Part]:
    translate = QCoreApplication.translate
    run = record.run
    rows = [Row(translate("Description", "Command"), line, fixed=True) for line in run.command]
    if run.working_directory:
        rows.append(Row(translate("Description", "Folder"), run.working_directory, fixed=True))
    if run.status:
        rows.append(Row(translate("Description", "Ended"), status_text(run.status)))
    if run.started_at is not None:
        rows.append(
            Row(
                translate("Description", "Started"), when_text(run.started_at), long_when_text(run.started_at)
            )
        )
    if run.by:
        rows.append(Row(translate("Description", "By"), run.by))
    if own_name:
        rows.append(Row(translate("Description", "Known from"), run.source, badge=origin_text(run.origin)))
    parts = [Part(translate("Description", "Run"), tuple(rows))]
    if record.code:
        parts.append(code_part(questions, record.code[0]))
    if own_name:
        parts.append(Part(translate("Description", "Inputs"), tuple(map(artifact_link, record.inputs))))
        parts.append(Part(translate("Description", "Outputs"), tuple(map(artifact_link, record.outputs))))
    parts.extend(number_parts(record.metrics, record.parameters))
    parts.append(environment_part(record.environments))
    return parts


def _commit(questions: Questions, node: Node) -> Description:
    translate = QCoreApplication.translate
    commit = questions.known_commit(node.key)
    if commit is None:
        said = Part(translate("Description", "Commit"), (), unread_commit())
        return Description(node, (identity_part(node), said))
    refs = [ref for ref in questions.refs() if ref.commit == commit.sha]
    names = [
        Row(
            translate("Description", "Reference"),
            ref.name,
            badge=ref_kind_text(ref.kind),
            tip=ref.message,
        )
        for ref in refs
    ]
    parents = [
        Row(
            translate("Description", "Parent"),
            sha[:10],
            sha,
            questions.node(NodeKind.COMMIT, sha),
            fixed=True,
        )
        for sha in commit.parents
    ]
    held = questions.held(commit.sha)
    groups = []
    for slot, title in (
        (Slot.DATA, translate("Description", "Data and models held here")),
        (Slot.RUN, translate("Description", "Runs held here")),
        (Slot.METRICS, translate("Description", "Metrics files held here")),
        (Slot.ENVIRONMENT, translate("Description", "Files that name packages or an image")),
        (Slot.DEPLOYMENT, translate("Description", "Files that say how it is run")),
    ):
        rows = tuple(
            Row("", holding.path, f"{holding.path}@{commit.sha}", holding.node)
            for holding in held
            if holding.slot is slot
        )
        groups.append(Part(title, rows))
    metric_ids = [holding.node.id for holding in held if holding.slot is Slot.METRICS]
    metrics = questions.metrics(metric_ids) if metric_ids else {}
    numbers = number_parts([value for node_id in metric_ids for value in metrics.get(node_id, ())], ())
    parts = [
        identity_part(node, *names),
        Part(translate("Description", "Commit"), (*commit_rows(commit), *parents)),
        *numbers,
        *groups,
    ]
    return Description(node, tuple(part for part in parts if part.rows))


def _rebuild(questions: Questions, node: Node) -> Description:
    translate = QCoreApplication.translate
    rebuild = next(found for found in questions.rebuilds() if found.id == node.key)
    run = questions.node(NodeKind.RUN, rebuild.run)
    rows = [
        link(translate("Description", "Of"), run),
        Row(translate("Description", "Process"), ended_text(rebuild.ended)),
        Row(
            translate("Description", "Verdict"),
            verdict_text(rebuild.verdict) if rebuild.verdict is not None else "-",
            token=verdict_token(rebuild.verdict),
        ),
        Row(
            translate("Description", "Started"),
            when_text(rebuild.started_at),
            long_when_text(rebuild.started_at),
        ),
        Row(
            translate("Description", "Took"),
            translate("Words", "{seconds} s").format(seconds=round(rebuild.seconds)),
        ),
        Row(translate("Description", "By"), rebuild.by),
    ]
    if rebuild.explanation:
        rows.append(Row(translate("Description", "Why"), told(rebuild.explanation)))
    if not rebuild.vouches:
        said = ", ".join(f"{name} {value}" for name, value in rebuild.variation.items() if name != "step")
        rows.append(Row(translate("Description", "Changed on purpose"), said))
    rows += [Row(name.rpartition(":")[2], number_text(value)) for name, value in rebuild.metrics.items()]
    outputs = tuple(
        Row(
            output.path,
            verdict_text(output.verdict),
            str(output.obtained or ""),
            token=verdict_token(output.verdict),
            tip=told(output.explanation),
        )
        for output in rebuild.outputs
    )
    image = []
    if rebuild.image is not None:
        image = [
            Row(
                translate("Description", "Image"),
                rebuild.image.reference,
                fixed=True,
                badge=how_text(rebuild.how),
            ),
            Row(
                translate("Description", "Image id"),
                short_key(rebuild.image.id),
                rebuild.image.id,
                fixed=True,
            ),
        ]
    parts = [
        Part(translate("Description", "Rebuild"), tuple(rows)),
        Part(translate("Description", "Outputs"), outputs),
        Part(translate("Description", "Missing"), tuple(Row("", told(gone)) for gone in rebuild.missing)),
        Part(translate("Description", "Environment"), tuple(row for row in image if row.value)),
        identity_part(node),
    ]
    return Description(node, tuple(part for part in parts if part.rows), run)


def _environment(questions: Questions, node: Node) -> Description:
    translate = QCoreApplication.translate
    answer = next(found for found in questions.environments() if found.node.id == node.id)
    users = questions.downstream([node.id], 1).nodes
    parts = [
        Part(translate("Description", "Environment"), tuple(environment_rows(answer))),
        Part(
            translate("Description", "Used by"),
            tuple(link("", user) for user in users if user.kind is NodeKind.RUN),
        ),
        identity_part(node),
    ]
    return Description(node, tuple(part for part in parts if part.rows))


def _model_version(questions: Questions, node: Node) -> Description:
    translate = QCoreApplication.translate
    registered = questions.registered([node.id]).get(node.id)
    sources = [other for other in questions.upstream([node.id], 1).nodes if other.id != node.id]
    rows = [link(translate("Description", "Is"), other) for other in sources]
    moves: tuple[Row, ...] = ()
    if registered is not None:
        ended = () if registered.ended is None else (move_text(registered.ended),)
        stages = (*ended, *registered.stages) or (translate("Description", "in no stage"),)
        rows.insert(0, Row(translate("Description", "Stage"), ", ".join(stages)))
        registry = shown_registry(registered.version.registry, alone=":" not in node.called)
        rows.append(Row(translate("Description", "Known from"), registry))
        if registered.version.description:
            rows.append(Row(translate("Description", "Description"), registered.version.description))
        moves = tuple(
            Row(
                move_text(move.move).format(stage=move.stage),
                " · ".join(part for part in (str(move.by or ""), move_when_text(move)) if part),
                move.record,
                tip=move.why,
            )
            for move in reversed(registered.transitions)
        )
    parts = [
        identity_part(node),
        Part(translate("Description", "Model version"), tuple(rows)),
        Part(translate("Description", "History"), moves),
    ]
    return Description(node, tuple(part for part in parts if part.rows))
