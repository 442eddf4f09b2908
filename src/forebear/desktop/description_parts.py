"""Parts of a description that several kinds of node share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from forebear.desktop.sentences import told
from forebear.desktop.wording import (
    ended_text,
    long_when_text,
    number_text,
    origin_text,
    origin_tip,
    readiness_text,
    readiness_tip,
    readiness_token,
    scalar_text,
    short_key,
    verdict_text,
    verdict_token,
    when_text,
)
from forebear.lineage.answers import (
    Link,
    MetricValue,
    Node,
    ParameterValue,
    RanInAnswer,
)
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.words import Commit, NodeKind, Origin

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a label, a value, and what can be done with it.

    Attributes: `full` is what is copied and shown as tooltip (the value where empty); `node` what a click
    opens; `token` a colour; `fixed` whether it is code-like; `badge` how the fact is known.
    """

    label: str
    value: str
    full: str = ""
    node: Node | None = None
    token: str = ""
    fixed: bool = False
    badge: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A titled group of rows. `needs_image` marks the environment of a run whose image nobody recorded,
    `has_image` one whose image is known.
    """

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    needs_image: bool = False
    has_image: bool = False


def identity_part(node: Node, *rows: Row) -> Part:
    """Say what a node is known by."""
    translate = QCoreApplication.translate
    digests = [
        Row(digest.algorithm, short_key(digest.value), str(digest), fixed=True) for digest in node.digests
    ]
    if not digests:
        shown = node.key if node.kind is NodeKind.MODEL_VERSION else short_key(node.key)
        digests = [Row(translate("Description", "Id"), shown, node.key, fixed=True)]
    return Part(translate("Description", "Identity"), (*digests, *rows))


def code_part(questions: Questions, sha: str) -> Part:
    """Say which commit holds the code."""
    translate = QCoreApplication.translate
    commit = questions.known_commit(sha)
    node = questions.node(NodeKind.COMMIT, sha)
    row = Row(translate("Description", "Commit"), sha[:10], sha, node, fixed=True)
    if commit is None:
        return Part(translate("Description", "Code"), (row,), unread_commit())
    return Part(translate("Description", "Code"), (row, *commit_rows(commit)))


def unread_commit() -> str:
    """Say that of a commit only the sha is known."""
    return QCoreApplication.translate(
        "Description", "This commit is in none of the repositories that were read."
    )


def commit_rows(commit: Commit) -> tuple[Row, ...]:
    """Say who committed what, and when."""
    translate = QCoreApplication.translate
    return (
        Row(translate("Description", "Author"), commit.author.name, str(commit.author)),
        Row(
            translate("Description", "Date"),
            when_text(commit.authored_at),
            long_when_text(commit.authored_at),
        ),
        Row(translate("Description", "Message"), commit.message.strip() or "-"),
    )


def number_parts(metrics: Sequence[MetricValue], parameters: Sequence[ParameterValue]) -> Sequence[Part]:
    """Say metrics and parameters."""
    translate = QCoreApplication.translate
    parts = []
    if metrics:
        rows = tuple(
            Row(
                metric.name,
                number_text(metric.value) if metric.value is not None or not metric.text else metric.text,
                repr(metric.value) if metric.value is not None else metric.text,
                tip=metric.source,
                fixed=True,
            )
            for metric in metrics
        )
        parts.append(Part(translate("Description", "Metrics"), rows))
    if parameters:
        rows = tuple(
            Row(parameter.name, scalar_text(parameter.value), tip=parameter.source, fixed=True)
            for parameter in parameters
        )
        parts.append(Part(translate("Description", "Parameters"), rows))
    return parts


def environment_part(environments: Sequence[RanInAnswer]) -> Part:
    """Say where a run ran, the best known first."""
    translate = QCoreApplication.translate
    title = translate("Description", "Environment")
    images = [answer for answer in environments if answer.environment.image is not None]
    if not environments:
        note = translate("Description", "No image or packages were recorded for this run.")
        return Part(title, (), note, needs_image=True)
    rows = [row for answer in environments for row in environment_rows(answer)]
    return Part(title, tuple(rows), needs_image=not images, has_image=bool(images))


def environment_rows(answer: RanInAnswer) -> Sequence[Row]:
    """Say one environment, and how it is known."""
    translate = QCoreApplication.translate
    environment, badge = answer.environment, origin_text(answer.origin, answer.by)
    tip = origin_tip(answer.origin)
    rows = []
    image = environment.image
    if image is not None:
        if image.reference:
            rows.append(
                Row(translate("Description", "Image"), image.reference, fixed=True, badge=badge, tip=tip)
            )
        if image.id:
            rows.append(Row(translate("Description", "Image id"), short_key(image.id), image.id, fixed=True))
        if image.digest:
            rows.append(
                Row(translate("Description", "Digest"), short_key(image.digest), image.digest, fixed=True)
            )
    if environment.platform:
        rows.append(Row(translate("Description", "Platform"), environment.platform))
    for name, version in environment.packages.items():
        rows.append(Row(name, version, f"{name}=={version}", fixed=True))
    for name, value in environment.variables.items():
        rows.append(Row(name, value, f"{name}={value}", fixed=True))
    for name, value in environment.facts.items():
        rows.append(Row(name, value))
    if rows and not rows[0].badge:
        rows.insert(0, Row(translate("Description", "Known from"), "", badge=badge, tip=tip))
    return rows


def readiness_parts(questions: Questions, run: Node) -> Sequence[Part]:
    """Say whether a run can be made again here, why not, and when that was looked up; nothing if never."""
    translate = QCoreApplication.translate
    ready = questions.readiness([run.id]).get(run.id)
    if ready is None:
        return []
    state = Row(
        translate("Description", "Here and now"),
        readiness_text(ready.state),
        token=readiness_token(ready.state),
        tip=readiness_tip(ready.state),
    )
    checked = Row(
        translate("Description", "Looked up"), when_text(ready.checked_at), long_when_text(ready.checked_at)
    )
    whys = [Row(translate("Description", "Why"), told(line)) for line in ready.details]
    return [Part(translate("Description", "Can it be rebuilt?"), (state, *whys, checked))]


def rebuild_parts(questions: Questions, run: Node) -> Sequence[Part]:
    """List the rebuilds of a run with their verdicts; no part where there are none."""
    rows = tuple(
        _rebuild_row(questions, rebuild) for rebuild in questions.rebuilds(run.key) if rebuild.vouches
    )
    return [Part(QCoreApplication.translate("Description", "Rebuilds"), rows)] if rows else []


def _rebuild_row(questions: Questions, rebuild: Rebuild) -> Row:
    said = verdict_text(rebuild.verdict) if rebuild.verdict is not None else ended_text(rebuild.ended)
    return Row(
        when_text(rebuild.started_at),
        said,
        rebuild.id,
        questions.node(NodeKind.REBUILD, rebuild.id),
        verdict_token(rebuild.verdict),
        tip=told(rebuild.explanation),
    )


def artifact_link(link: Link) -> Row:
    """Say an input or output as a link."""
    return Row("", link.path, link.artifact.key, link.artifact)


def link(label: str, node: Node, *, badge: bool = False) -> Row:
    """Say a node as a link; `badge` where it was not imported like most."""
    shown = origin_text(node.origin) if badge and node.origin is not Origin.IMPORTED else ""
    return Row(label, node.name, node.key, node, badge=shown)
