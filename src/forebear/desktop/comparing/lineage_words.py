"""What the merged lineage says, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from forebear.compare.lineages.merging import MergedLineage, MergedNode, Reason, Why
from forebear.compare.lineages.upstream import CODE
from forebear.compare.lineages.words import listed, side_text
from forebear.desktop import wording
from forebear.lineage.answers import Change
from forebear.lineage.words import NodeKind


def name_text(node: MergedNode) -> str:
    """Name a node; the commit is called the code."""
    if node.kind is NodeKind.COMMIT and node.name == CODE:
        return QCoreApplication.translate("Lineages", "Code")
    return node.name


def why_text(why: Why) -> str:
    """Say why a node is changed."""
    translate = QCoreApplication.translate
    said = {
        Reason.CONTENT: translate("Lineages", "other content"),
        Reason.MADE: translate("Lineages", "made by what differs: {about}"),
        Reason.READ: translate("Lineages", "reads what differs: {about}"),
        Reason.COMMAND: translate("Lineages", "another command"),
        Reason.PARAMETERS: translate("Lineages", "other parameters: {about}"),
        Reason.AGAIN: translate("Lineages", "the same was run once more"),
        Reason.COMMITS: translate("Lineages", "other commits, and their code differs"),
        Reason.UNKNOWN: translate("Lineages", "other commits; whether their code differs is not known"),
        Reason.DIGESTS: translate("Lineages", "digests of different algorithms say nothing about each other"),
    }
    return said[why.reason].format(about=listed(why.about))


def detail_text(node: MergedNode) -> str:
    """Say in a line what both have; of a changed run why it is another, of what differs first that."""
    if node.kind is NodeKind.RUN and node.why:
        said = why_text(node.why[0])
    else:
        one, other = side_text(node.a), side_text(node.b)
        algorithm, _, value = other.rpartition(" ")
        if algorithm and one.startswith(f"{algorithm} "):
            other = value
        said = f"{one} → {other}" if one and other and node.change is Change.CHANGED else one or other
    if node.first and node.after:
        return QCoreApplication.translate("Lineages", "it starts here · {detail}").format(detail=said)
    return said


def told_text(node: MergedNode, merged: MergedLineage) -> str:
    """Say all of it, for screen readers: name, state, what each version has, why."""
    translate = QCoreApplication.translate
    parts = [name_text(node), wording.change_text(node.change, merged.labels)]
    if node.change is Change.SAME:
        parts.append(side_text(node.b or node.a))
    elif node.kind is not NodeKind.RUN:
        for label, piece in zip(merged.labels, (node.a, node.b), strict=True):
            if piece is not None:
                text = translate("Lineages", "in {version} {content}")
                parts.append(text.format(version=label, content=side_text(piece)))
    parts += map(why_text, node.why)
    if node.first:
        parts.append(translate("Lineages", "nothing upstream of it differs"))
    return ", ".join(part for part in parts if part)


def note_texts(merged: MergedLineage) -> list[str]:
    """Say of which versions nothing is recorded, and where records do not agree with each other."""
    translate = QCoreApplication.translate
    bare = translate("Lineages", "{version}: nothing is recorded of what it was made from.")
    stale = translate(
        "Lineages",
        "{version}: the record of {run} is older than the {path} that {version} holds: it read another one.",
    )
    said = [bare.format(version=label) for label in merged.bare]
    said += [stale.format(version=label, run=run, path=path) for label, run, path in merged.stale[:3]]
    return said


def first_text(merged: MergedLineage) -> str:
    """Say what differs first and what follows from it; "" where nothing differs."""
    translate = QCoreApplication.translate
    firsts = merged.firsts
    if not firsts:
        return ""
    lead = firsts[0]
    state = wording.change_text(lead.change, merged.labels)
    if lead.after:
        said = translate("Lineages", "It starts at {name} ({state}), upstream of {count} more that differ.")
    else:
        said = translate("Lineages", "It starts at {name} ({state}).")
    text = said.format(name=name_text(lead), state=state, count=f"{lead.after:,}")
    if len(firsts) > 1:
        said = translate("Lineages", "{first} Also at {names}.")
        text = said.format(first=text, names=listed(tuple(map(name_text, firsts[1:]))))
    return text
