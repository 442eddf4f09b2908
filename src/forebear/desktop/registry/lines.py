"""Models and their moves as tables, and in words what is not recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.lineage.answers import Registered
from forebear.lineage.model_registry import Gaps, RegisteredModel, RegisteredVersion
from forebear.lineage.visible import visible
from forebear.lineage.words import Move, Transition

_TONES = {
    Move.DEREGISTERED: Tone.WORSE,
    Move.DEPRECATED: Tone.WORSE,
    Move.APPROVAL: Tone.CHANGED,
    Move.ASSIGNED: Tone.CHANGED,
    Move.STAGED: Tone.CHANGED,
    Move.ALIASED: Tone.CHANGED,
}
_COLUMNS = 7  # of versions
_APPROVALS = 5  # the column
_LONGEST = 80  # characters of a reason that are shown; all of it is in the tooltip


def versions_sheet(models: Sequence[RegisteredModel]) -> Sheet:
    """Return a table of all versions under their models."""
    translate = QCoreApplication.translate
    headings = (
        translate("Registry", "Version"),
        translate("Registry", "Stages and aliases"),
        translate("Registry", "Registered"),
        translate("Registry", "By"),
        translate("Registry", "Is"),
        translate("Registry", "Approvals"),
        translate("Registry", "Description"),
    )
    sheet = Sheet(
        headings, tuple(map(_model_line, models)), frozenset({_APPROVALS}), frozenset({_COLUMNS - 1})
    )
    if any(version.approvals for model in models for version in model.versions):
        return sheet
    return _without(sheet, _APPROVALS)


def _without(sheet: Sheet, column: int) -> Sheet:
    """Leave a column out."""

    def left(line: Line) -> Line:
        cells = line.cells[:column] + line.cells[column + 1 :]
        return replace(line, cells=cells, children=tuple(map(left, line.children)))

    headings = sheet.headings[:column] + sheet.headings[column + 1 :]
    return Sheet(headings, tuple(map(left, sheet.lines)), yielding=frozenset({len(headings) - 1}))


def moves_sheet(model: RegisteredModel, chosen: str = "") -> Sheet:
    """Return a table of the moves of a model, the newest first; of one version if `chosen` is its key."""
    translate = QCoreApplication.translate
    headings = (
        translate("Registry", "When"),
        translate("Registry", "Version"),
        translate("Registry", "Move"),
        translate("Registry", "By"),
        translate("Registry", "Why"),
        translate("Registry", "Record"),
    )
    lines = [
        _move_line(version, move, number)
        for number, (version, move) in enumerate(model.moves)
        if chosen in ("", version.node.key)
    ]
    return Sheet(headings, tuple(lines), yielding=frozenset({len(headings) - 1}))


def gaps_text(gaps: Gaps) -> str:
    """Say where a model's records begin and what they do not tell."""
    translate = QCoreApplication.translate
    if not gaps.moves:
        return translate("Registry", "This registry keeps no history of this model.")
    said = []
    if gaps.begins is not None:
        said.append(
            translate("Registry", "Records begin {when}.").format(when=wording.when_text(gaps.begins))
        )
    if gaps.watched is not None:
        said.append(
            translate(
                "Registry",
                "The registry keeps no time of some moves: those are noticed at imports, since {when}; "
                "what was moved before is not known.",
            ).format(when=wording.when_text(gaps.watched))
        )
    lacking = [
        text.format(count=count)
        for count, text in (
            (gaps.undated, translate("Registry", "when ({count})")),
            (gaps.unsigned, translate("Registry", "by whom ({count})")),
            (gaps.unexplained, translate("Registry", "why ({count})")),
        )
        if count
    ]
    if lacking:
        what = translate("Registry", "Of {moves} moves it is not recorded: {what}.")
        said.append(what.format(moves=gaps.moves, what=", ".join(lacking)))
    return " ".join(said)


def _model_line(model: RegisteredModel) -> Line:
    taken = ", ".join(f"{stage} {'/'.join(versions)}" for stage, versions in model.holders().items())
    parts = (model.model.name, model.registry, taken, _one_line(model.model.description))
    text = " \N{MIDDLE DOT} ".join(visible(part) for part in parts if part)
    children = tuple(map(_version_line, model.versions))
    head = Cell(text, visible(model.model.description))
    return Line((head, *[Cell("")] * (_COLUMNS - 1)), None, children, key_of(model), heading=True)


def key_of(model: RegisteredModel) -> str:
    """Return what names a model among all."""
    return f"{model.model.registry}:{model.model.name}"


def _version_line(version: RegisteredVersion) -> Line:
    translate = QCoreApplication.translate
    entry, first, subject = version.registered, version.first, version.subject
    absent = Cell(translate("Registry", "not recorded"), tone=Tone.ABSENT)
    by = visible(first.by.name) if first is not None and first.by is not None else ""
    return Line(
        (
            Cell(visible(entry.version.version), visible(version.node.name), icon="tag"),
            _stages(entry),
            _day(first) if first is not None else absent,
            Cell(by, visible(str(first.by))) if first is not None and by else absent,
            absent
            if subject is None
            else Cell(
                visible(subject.name or wording.short_key(subject.key)),
                visible(subject.ref),
                icon=wording.icon_name(subject.kind, subject.type),
            ),
            Cell(str(version.approvals or "")),
            Cell(_one_line(visible(entry.version.description)), visible(entry.version.description)),
        ),
        key=version.node.key,
    )


def _stages(entry: Registered) -> Cell:
    """Say in which stages a version is, or that it is registered no more."""
    ended = () if entry.ended is None else (wording.move_text(entry.ended),)
    tone = Tone.WORSE if ended else Tone.BETTER if entry.stages else Tone.PLAIN
    return Cell(visible(", ".join((*ended, *entry.stages))), tone=tone)


def _move_line(version: RegisteredVersion, move: Transition, number: int) -> Line:
    translate = QCoreApplication.translate
    absent = Cell(translate("Registry", "not recorded"), tone=Tone.ABSENT)
    return Line(
        (
            Cell(wording.move_when_text(move)) if move.when or move.seen else absent,
            Cell(visible(version.registered.version.version)),
            Cell(
                wording.move_text(move.move).format(stage=visible(move.stage)),
                tone=_TONES.get(move.move, Tone.PLAIN),
            ),
            Cell(visible(move.by.name), visible(str(move.by))) if move.by else absent,
            Cell(_one_line(visible(move.why)), visible(move.why)) if move.why.strip() else absent,
            Cell(visible(move.record)),
        ),
        key=f"{number} {version.node.key}",
    )


def _day(move: Transition) -> Cell:
    """Say the day; the tooltip has the time."""
    when = move.when or move.seen
    return Cell(f"{when.astimezone():%Y-%m-%d}" if when is not None else "", wording.move_when_text(move))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
