"""A merged lineage as a JSON document, and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from forebear.compare.comparison import Changed, Comparison, FileKind
from forebear.compare.lineages.merging import MergedLineage, MergedNode, merge
from forebear.compare.lineages.upstream import Piece, upstream_of
from forebear.compare.lineages.words import counts_text, detail_text, first_text, listed, note_texts, why_text
from forebear.lineage.answers import Change
from forebear.lineage.questions import Questions

Json = dict[str, object]
_MARKS = {Change.SAME: "=", Change.CHANGED: "≠"}
_LINES = 40


def merged_lineage(questions: Questions, comparison: Comparison, against: int = -1) -> MergedLineage:
    """Merge what the baseline and one other version (the last, unless asked) were made from."""
    versions = comparison.versions[0], comparison.versions[against]
    one, other = (upstream_of(questions, version) for version in versions)
    return merge(one, other, _code_changed(comparison, versions[1].label))


def _code_changed(comparison: Comparison, label: str) -> Changed:
    """Whether the code of one version is another than the baseline's."""
    if comparison.code.changed is None:
        return None
    kinds = (FileKind.CODE, FileKind.ENVIRONMENT)
    files = (file for file in comparison.code.files if file.kind in kinds)
    return any(diff.label == label for file in files for diff in file.diffs)


def lineage_document(merged: MergedLineage) -> Json:
    """Return `versions[]`, `counts`, `first[]` (ids), `nodes[]`, `edges[]`; None for what a version lacks."""
    return {
        "versions": list(merged.labels),
        "counts": {merged.word(change): count for change, count in merged.counts.items()},
        "first": [node.id for node in merged.firsts],
        "not_recorded": list(merged.bare),
        "stale": [{"version": label, "run": run, "path": path} for label, run, path in merged.stale],
        "nodes": [_node(node, merged) for node in merged.nodes],
        "edges": [
            {
                "from": edge.source,
                "to": edge.target,
                "role": str(edge.role),
                "path": edge.path,
                "state": merged.word(edge.change),
            }
            for edge in merged.edges
        ],
    }


def _node(node: MergedNode, merged: MergedLineage) -> Json:
    type_ = node.piece.node.type
    return {
        "id": node.id,
        "kind": str(node.kind),
        "type": str(type_) if type_ else None,
        "name": node.name,
        "state": merged.word(node.change),
        "why": [
            {"reason": str(why.reason), "about": list(why.about), "text": why_text(why)} for why in node.why
        ],
        "first": node.first,
        "a": _side(node.a),
        "b": _side(node.b),
    }


def _side(piece: Piece | None) -> Json | None:
    if piece is None:
        return None
    node = piece.node
    return {
        "key": node.key,
        "names": list(piece.names),
        "digests": {digest.algorithm: digest.value for digest in node.digests},
        "origin": str(node.origin),
    }


def lineage_lines(merged: MergedLineage, *, everything: bool, several: bool = False) -> Iterator[str]:
    """Yield what differs of the lineage, in the direction in which data flows, each with its mark.

    `=` the same, `≠` changed, a version's letter for what only that has. `several` versions are compared:
    these two are named.
    """
    shown = [node for node in merged.nodes if everything or node.change is not Change.SAME]
    if not shown and not note_texts(merged):
        return
    yield ""
    of_which = f" of {merged.labels[0]} and {merged.labels[1]}" if several else ""
    yield f"Lineage{of_which}: {counts_text(merged)}"
    yield from (f"  {text}" for text in note_texts(merged))
    if said := first_text(merged):
        yield f"  {said}"
    marks = {**_MARKS, Change.REMOVED: merged.labels[0], Change.ADDED: merged.labels[1]}
    lines = shown if everything else shown[:_LINES]
    before = {node.id: set[str]() for node in lines}
    names = {node.id: node.name for node in lines}
    for edge in merged.edges:
        if edge.source in names and edge.target in before:
            before[edge.target].add(names[edge.source])
    wide = max((len(mark) for mark in marks.values()), default=1)
    for node in lines:
        came = listed(tuple(sorted(before[node.id])))
        parts = [node.name, detail_text(node), f"from {came}" if came else ""]
        yield f"  {marks[node.change]:<{wide}}  {'  '.join(part for part in parts if part)}"
    if len(lines) < len(shown):
        yield f"  and {len(shown) - len(lines):,} more; --all lists them"
