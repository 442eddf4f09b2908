"""What a merged lineage says of its nodes, in English; the window has words of its own."""

from __future__ import annotations

from forebear.compare.lineages.merging import MergedLineage, MergedNode, Reason, Why
from forebear.compare.lineages.upstream import Piece
from forebear.lineage.answers import Change
from forebear.lineage.words import NodeKind

_DIGITS, _ADDRESS = 8, 60
_SHOWN = 4
_SENTENCES = {
    Reason.CONTENT: "other content",
    Reason.MADE: "made by what differs: {about}",
    Reason.READ: "reads what differs: {about}",
    Reason.COMMAND: "another command",
    Reason.PARAMETERS: "other parameters: {about}",
    Reason.AGAIN: "the same was run once more",
    Reason.COMMITS: "other commits, and their code differs",
    Reason.UNKNOWN: "other commits; whether their code differs is not known",
    Reason.DIGESTS: "digests of different algorithms, which say nothing about each other",
}


def why_text(why: Why) -> str:
    """Say why a node is changed."""
    return _SENTENCES[why.reason].format(about=listed(why.about))


def listed(names: tuple[str, ...]) -> str:
    """List the first few names, and how many more there are."""
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} (+{len(names) - _SHOWN})"


def side_text(piece: Piece | None) -> str:
    """Say what a version has: `md5 4d1a6f02`, a short sha or key; "" for nothing."""
    if piece is None:
        return ""
    node = piece.node
    if node.digests:
        digest = node.digests[0]
        end = ".dir" if digest.is_directory else ""
        return f"{digest.algorithm} {digest.value[:_DIGITS]}{end}"
    if node.kind is NodeKind.ARTIFACT:  # of another repository, known by its address
        return node.key if len(node.key) <= _ADDRESS else f"{node.key[:_ADDRESS]}…"
    return node.key.rpartition(":")[2][:_DIGITS]


def detail_text(node: MergedNode) -> str:
    """Say in a line what both have: `md5 4d1a6f02 → 9c2b17e0`; of a changed run why it is another."""
    said = _detail_text(node)
    return f"it starts here · {said}" if node.first and node.after else said


def _detail_text(node: MergedNode) -> str:
    if node.kind is NodeKind.RUN and node.change is Change.CHANGED and node.why:
        return why_text(node.why[0])
    one, other = side_text(node.a), side_text(node.b)
    if not (one and other) or one == other or node.a is None or node.b is None:
        return one or other
    algorithm, _, value = other.rpartition(" ")
    if algorithm and one.startswith(f"{algorithm} "):
        other = value
    return f"{one} → {other}"


def told_text(node: MergedNode, merged: MergedLineage) -> str:
    """Say all of it: `data/customers.csv, changed, in A md5 4d1a6f02, in B md5 9c2b17e0`."""
    parts = [node.name, merged.word(node.change)]
    if node.change is Change.SAME and side_text(node.a) == side_text(node.b):
        parts.append(side_text(node.a))
    elif node.kind is not NodeKind.RUN:  # the key of a run says nothing to anybody
        sides = zip(merged.labels, (node.a, node.b), strict=True)
        parts += [f"in {label} {side_text(piece)}" for label, piece in sides if piece is not None]
    parts += [why_text(why) for why in node.why]
    if node.first:
        parts.append("nothing upstream of it differs")
    return ", ".join(part for part in parts if part)


def counts_text(merged: MergedLineage) -> str:
    """Say how many nodes there are of each state: `7 the same, 10 changed, 1 only in B.`"""
    counts = merged.counts
    said = [
        f"{counts[change]:,} {merged.word(change)}"
        for change in (Change.SAME, Change.CHANGED, Change.REMOVED, Change.ADDED)
        if counts[change]
    ]
    return f"{', '.join(said)}." if said else "Nothing is recorded."


def note_texts(merged: MergedLineage) -> list[str]:
    """Say of which versions nothing is recorded, and where records do not agree with each other."""
    said = [f"{label}: nothing is recorded of what it was made from." for label in merged.bare]
    said += [
        f"{label}: the record of {run} is older than the {path} that {label} holds: it read another one."
        for label, run, path in merged.stale
    ]
    return said


def first_text(merged: MergedLineage) -> str:
    """Say what differs first, and how much was made from it; "" where nothing differs."""
    firsts = merged.firsts
    if not firsts:
        return ""
    lead = firsts[0]
    said = f"The first thing that differs is {lead.name} ({merged.word(lead.change)})"
    if lead.after:
        said += f"; {lead.after:,} of what was made from it {'differs' if lead.after == 1 else 'differ'} too"
    if len(firsts) > 1:
        said += f". Also first: {listed(tuple(node.name for node in firsts[1:]))}"
    return f"{said}."
