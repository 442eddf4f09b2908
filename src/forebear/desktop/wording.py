"""How the words of the lineage are said to people, and the icon and colour of a kind."""

from __future__ import annotations

import math
import re
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTimeZone

from forebear.lineage.answers import Change, Node, WhyNot
from forebear.lineage.rebuilds import ProcessEnd, Verdict
from forebear.lineage.words import (
    ArtifactType,
    Known,
    Move,
    NodeKind,
    Origin,
    Readiness,
    RefKind,
    Role,
    Scalar,
    Transition,
)

_TELLING = re.compile(r"\.dir$|@\d{1,20}$")  # what tells like ids apart: a directory, a version of a table
_NAME = 40  # letters of a name in an id
_KIND_ICONS = {
    NodeKind.COMMIT: "commit",
    NodeKind.RUN: "run",
    NodeKind.ENVIRONMENT: "environment",
    NodeKind.MODEL_VERSION: "tag",
    NodeKind.REBUILD: "rebuild",
}
_KIND_TOKENS = {
    NodeKind.COMMIT: "node.commit",
    NodeKind.RUN: "node.run",
    NodeKind.ENVIRONMENT: "node.environment",
    NodeKind.MODEL_VERSION: "node.model",
    NodeKind.REBUILD: "node.rebuild",
}
_TYPE_NAMES = {
    ArtifactType.DATASET: "dataset",
    ArtifactType.MODEL: "model",
    ArtifactType.METRICS: "metrics",
    ArtifactType.PLOT: "plot",
    ArtifactType.CONFIG: "config",
    ArtifactType.CODE: "code",
    ArtifactType.IMAGE_ARCHIVE: "environment",
    ArtifactType.FILE: "file",
}


def icon_name(kind: NodeKind, type_: ArtifactType | None = None) -> str:
    """Return the icon of a kind of node."""
    return _KIND_ICONS.get(kind) or _TYPE_NAMES[type_ or ArtifactType.FILE]


def token_of(kind: NodeKind, type_: ArtifactType | None = None) -> str:
    """Return the colour token of a kind of node."""
    return _KIND_TOKENS.get(kind) or f"node.{_TYPE_NAMES[type_ or ArtifactType.FILE]}"


def kind_text(kind: NodeKind, type_: ArtifactType | None = None) -> str:
    """Say what a node is."""
    translate = QCoreApplication.translate
    if kind is NodeKind.ARTIFACT:
        return {
            ArtifactType.DATASET: translate("Words", "Dataset"),
            ArtifactType.MODEL: translate("Words", "Model"),
            ArtifactType.METRICS: translate("Words", "Metrics"),
            ArtifactType.PLOT: translate("Words", "Plot"),
            ArtifactType.CONFIG: translate("Words", "Configuration"),
            ArtifactType.CODE: translate("Words", "Code"),
            ArtifactType.IMAGE_ARCHIVE: translate("Words", "Image archive"),
            ArtifactType.FILE: translate("Words", "File"),
        }[type_ or ArtifactType.FILE]
    return {
        NodeKind.COMMIT: translate("Words", "Commit"),
        NodeKind.RUN: translate("Words", "Run"),
        NodeKind.ENVIRONMENT: translate("Words", "Environment"),
        NodeKind.MODEL_VERSION: translate("Words", "Model version"),
        NodeKind.REBUILD: translate("Words", "Rebuild"),
    }[kind]


def node_text(node: Node) -> str:
    """Say what a node is."""
    return kind_text(node.kind, node.type)


def origin_text(origin: Origin, by: str = "") -> str:
    """Say how a fact is known."""
    translate = QCoreApplication.translate
    match origin:
        case Origin.RECORDED:
            return translate("Words", "recorded")
        case Origin.IMPORTED:
            return translate("Words", "imported")
        case Origin.ASSUMED if by:
            return translate("Words", "assumed by {who}").format(who=by)
        case _:
            return translate("Words", "assumed")


def move_text(move: Move) -> str:
    """Say what became of a model version; where a stage is spoken of, it is left as `{stage}`."""
    translate = QCoreApplication.translate
    return {
        Move.REGISTERED: translate("Words", "Registered"),
        Move.DEREGISTERED: translate("Words", "Deregistered"),
        Move.ASSIGNED: translate("Words", "To {stage}"),
        Move.UNASSIGNED: translate("Words", "Out of {stage}"),
        Move.STAGED: translate("Words", "In stage {stage}"),
        Move.ALIASED: translate("Words", "Called {stage}"),
        Move.UNALIASED: translate("Words", "No longer called {stage}"),
        Move.APPROVAL: translate("Words", "Approval: {stage}"),
        Move.DEPRECATED: translate("Words", "Deprecated"),
    }[move]


def move_when_text(move: Transition) -> str:
    """Say when a move was, or by when it was noticed where its registry keeps no time."""
    if move.when is None and move.seen is not None:
        seen = QCoreApplication.translate("Words", "seen {when}")
        return seen.format(when=when_text(move.seen))
    return when_text(move.when)


def origin_tip(origin: Origin) -> str:
    """Explain how a fact is known, in a sentence."""
    translate = QCoreApplication.translate
    return {
        Origin.RECORDED: translate("Words", "Recorded at the time, by the run itself."),
        Origin.IMPORTED: translate("Words", "Read from another tool's records."),
        Origin.ASSUMED: translate("Words", "Said later by a person; not part of any record of the run."),
    }[origin]


def ref_kind_text(kind: RefKind) -> str:
    """Say what a Git reference is."""
    translate = QCoreApplication.translate
    return {
        RefKind.BRANCH: translate("Words", "branch"),
        RefKind.REMOTE_BRANCH: translate("Words", "remote branch"),
        RefKind.TAG: translate("Words", "tag"),
        RefKind.REGISTRY: translate("Words", "registry tag"),
        RefKind.EXPERIMENT: translate("Words", "experiment"),
        RefKind.HEAD: translate("Words", "checked out"),
    }[kind]


def ended_text(ended: ProcessEnd) -> str:
    """Say how a rebuild's process ended."""
    translate = QCoreApplication.translate
    return {
        ProcessEnd.COMPLETED: translate("Words", "completed"),
        ProcessEnd.FAILED: translate("Words", "failed"),
        ProcessEnd.TIMED_OUT: translate("Words", "timed out"),
        ProcessEnd.OUT_OF_MEMORY: translate("Words", "out of memory"),
        ProcessEnd.CANCELLED: translate("Words", "cancelled"),
        ProcessEnd.BLOCKED: translate("Words", "blocked"),
    }[ended]


def status_text(status: str) -> str:
    """Say how a recorded run ended; a tool's own word stays as it is."""
    return ended_text(ProcessEnd(status)) if status in set(ProcessEnd) else status


def verdict_text(verdict: Verdict) -> str:
    """Say what a comparison of outputs showed."""
    translate = QCoreApplication.translate
    return {
        Verdict.IDENTICAL: translate("Words", "identical"),
        Verdict.EQUIVALENT: translate("Words", "equivalent"),
        Verdict.SAME_VALUES: translate("Words", "same values"),
        Verdict.WITHIN_TOLERANCE: translate("Words", "within tolerance"),
        Verdict.NO_BASELINE: translate("Words", "no baseline"),
        Verdict.NO_COMPARATOR: translate("Words", "no comparator"),
        Verdict.EXTRA: translate("Words", "extra"),
        Verdict.DIFFERENT: translate("Words", "different"),
        Verdict.MISSING: translate("Words", "missing"),
    }[verdict]


def verdict_token(verdict: Verdict | None) -> str:
    """Return the colour token of a verdict; it is always shown beside its word."""
    match verdict:
        case Verdict.IDENTICAL | Verdict.EQUIVALENT | Verdict.SAME_VALUES:
            return "verdict.good"
        case Verdict.WITHIN_TOLERANCE | Verdict.NO_BASELINE | Verdict.NO_COMPARATOR | Verdict.EXTRA:
            return "verdict.warn"
        case Verdict.DIFFERENT | Verdict.MISSING:
            return "verdict.bad"
        case None:
            return "verdict.none"


def verdict_word(word: str) -> str:
    """Say what the newest rebuild showed, or how it ended; `word` is of `Verdict` or `ProcessEnd`."""
    return verdict_text(Verdict(word)) if word in set(Verdict) else status_text(word)


def verdict_word_token(word: str) -> str:
    """Return the colour token of such a word; a rebuild that did not complete showed nothing."""
    return verdict_token(Verdict(word)) if word in set(Verdict) else "verdict.warn"


def place_text(place: tuple[int, int] | None) -> str:
    """Say which version of its path something is: `3 of 17`; "" where there is but one."""
    if place is None:
        return ""
    return QCoreApplication.translate("Words", "{number} of {count}").format(number=place[0], count=place[1])


def count_text(count: int) -> str:
    """Write how many things a group holds, with a sign that says so."""
    return f"\N{MULTIPLICATION SIGN} {QLocale().toString(count)}"


def rebuildable_text(rebuildable: bool | None, why_not: str = "") -> str:
    """Say whether something can be made again; "" where nothing can be said."""
    translate = QCoreApplication.translate
    if rebuildable is None:
        return ""
    if rebuildable:
        return translate("Words", "Can be rebuilt.")
    reasons: dict[str, str] = {
        WhyNot.NO_COMMAND: translate("Words", "Cannot be rebuilt: no command is recorded."),
        WhyNot.NO_COMMIT: translate("Words", "Cannot be rebuilt: the commit of its code is not known."),
        WhyNot.NO_IMAGE: translate("Words", "Cannot be rebuilt as it was: no image is recorded."),
        WhyNot.TAG_ONLY: translate(
            "Words", "Cannot be rebuilt as it was: its image is recorded by a tag alone, and tags move."
        ),
    }
    return reasons.get(why_not) or translate("Words", "Cannot be rebuilt.")


def readiness_text(state: Readiness) -> str:
    """Say in a word or two whether a run can be made again here."""
    translate = QCoreApplication.translate
    return {
        Readiness.NEVER_RECORDED: translate("Words", "not recorded"),
        Readiness.COMMIT_GONE: translate("Words", "commit gone"),
        Readiness.INPUTS_MISSING: translate("Words", "inputs missing"),
        Readiness.IMAGE_MISSING: translate("Words", "image missing"),
        Readiness.NO_ENGINE: translate("Words", "Docker not running"),
        Readiness.DIRTY: translate("Words", "uncommitted changes"),
        Readiness.ELSEWHERE: translate("Words", "inputs elsewhere"),
        Readiness.IMAGE_ASSUMED: translate("Words", "image assumed"),
        Readiness.UPSTREAM: translate("Words", "upstream first"),
        Readiness.UNPUSHED: translate("Words", "commit unpushed"),
        Readiness.PATCHED: translate("Words", "rebuildable with its patch"),
        Readiness.REBUILDABLE: translate("Words", "rebuildable"),
    }[state]


def readiness_tip(state: Readiness) -> str:
    """Say the same in a sentence."""
    translate = QCoreApplication.translate
    return {
        Readiness.NEVER_RECORDED: translate("Words", "Cannot be rebuilt: what it takes was never recorded."),
        Readiness.COMMIT_GONE: translate("Words", "Cannot be rebuilt: the commit of its code is gone."),
        Readiness.INPUTS_MISSING: translate("Words", "Cannot be rebuilt: inputs are missing."),
        Readiness.IMAGE_MISSING: translate("Words", "Cannot be rebuilt: its image is missing."),
        Readiness.NO_ENGINE: translate("Words", "Docker is not running, so nobody knows of the image."),
        Readiness.DIRTY: translate("Words", "It was recorded with changes that were not committed."),
        Readiness.ELSEWHERE: translate("Words", "Inputs are not here; a remote may have them."),
        Readiness.IMAGE_ASSUMED: translate("Words", "Can be rebuilt, in an image that is not recorded."),
        Readiness.UPSTREAM: translate("Words", "Can be rebuilt after the runs that make its inputs."),
        Readiness.UNPUSHED: translate("Words", "Can be rebuilt here; its commit is in no remote yet."),
        Readiness.PATCHED: translate(
            "Words", "It was recorded from a dirty tree; the patch was kept, so it can be rebuilt."
        ),
        Readiness.REBUILDABLE: translate("Words", "Can be rebuilt."),
    }[state]


def readiness_token(state: Readiness) -> str:
    """Return the colour token of a readiness; it is always shown beside its word or sign."""
    if state in (Readiness.PATCHED, Readiness.REBUILDABLE):
        return "verdict.good"
    return "verdict.bad" if state.possible is False else "verdict.warn"


def change_text(change: Change, sides: tuple[str, str] | None = None) -> str:
    """Say what became of something between two moments, or which of two `sides`, by name, alone has it."""
    translate = QCoreApplication.translate
    if sides is not None and change in (Change.ADDED, Change.REMOVED):
        only = sides[0 if change is Change.REMOVED else 1]
        return translate("Words", "only in {version}").format(version=only)
    return {
        Change.ADDED: translate("Words", "added"),
        Change.REMOVED: translate("Words", "removed"),
        Change.CHANGED: translate("Words", "changed"),
        Change.SAME: translate("Words", "same"),
    }[change]


def known_text(known: Known) -> str:
    """Say how an edge is known."""
    translate = QCoreApplication.translate
    return {
        Known.RECORDED: translate("Words", "recorded"),
        Known.SAME_DIGEST: translate("Words", "same digest"),
        Known.NAMED: translate("Words", "named"),
    }[known]


def role_text(role: Role) -> str:
    """Say what an edge means."""
    translate = QCoreApplication.translate
    return {
        Role.CODE: translate("Words", "Code"),
        Role.INPUT: translate("Words", "Input"),
        Role.OUTPUT: translate("Words", "Output"),
        Role.METRICS: translate("Words", "Metrics"),
        Role.PLOT: translate("Words", "Plot"),
        Role.PART: translate("Words", "Part"),
        Role.IMPORT: translate("Words", "Import"),
        Role.REVISION: translate("Words", "Earlier version"),
        Role.ENVIRONMENT: translate("Words", "Environment"),
        Role.REBUILD: translate("Words", "Rebuild"),
        Role.REBUILT: translate("Words", "Made again"),
        Role.REGISTERED: translate("Words", "Registered as"),
        Role.PARENT: translate("Words", "Started by"),
        Role.PATCH: translate("Words", "Uncommitted changes"),
        Role.IMAGE: translate("Words", "Same image"),
    }[role]


def when_text(when: datetime | None) -> str:
    """Return date and time in the person's zone, sortable: `2026-03-01 14:05`; "" when not known."""
    return when.astimezone().strftime("%Y-%m-%d %H:%M") if when is not None else ""


def date_text(when: datetime | None) -> str:
    """Return the date in the person's zone, short for lists (`May 4`; `2024-05` of another year); or ""."""
    if when is None:
        return ""
    day = when.astimezone().date()
    if day.year != datetime.now().astimezone().year:
        return f"{day.year}-{day.month:02}"
    # A translation is a date format of Qt: Korean says M월 d일.
    form = QCoreApplication.translate("Words", "MMM d")
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def long_when_text(when: datetime) -> str:
    """Return date and time as the language writes it, with the zone, for tooltips and details."""
    moment = QDateTime.fromMSecsSinceEpoch(round(when.timestamp() * 1000), QTimeZone.systemTimeZone())
    return QLocale().toString(moment, QLocale.FormatType.LongFormat)


def short_key(text: str) -> str:
    """Shorten an id for reading: `md5:8f3a12bc…`, `a1b2c3d4`; the full id stays in tooltip and clipboard."""
    algorithm, colon, value = text.rpartition(":")
    if "/" in value:  # a name and a version: the end tells
        return text if len(value) <= _NAME else f"{algorithm}{colon}…{value[-_NAME:]}"
    end = _TELLING.search(value)
    return f"{algorithm}{colon}{value[:8]}{end[0] if end and end.start() >= 8 else ''}"


def number_text(value: float | None) -> str:
    """Write a metric with six significant digits; a hyphen where there is none."""
    if value is None:
        return "-"
    if math.isnan(value) or math.isinf(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.6g}"


def scalar_text(value: Scalar) -> str:
    """Write a parameter's value as its file would."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case _:
            return str(value)


def size_text(size: int | None) -> str:
    """Write a size in bytes as people read it; "" when not known."""
    return QLocale().formattedDataSize(size) if size is not None else ""
