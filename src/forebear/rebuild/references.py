"""Which run a REF asks to rebuild."""

from __future__ import annotations

from collections.abc import Iterable

from forebear.lineage.answers import Node, Resolved, RunRecord
from forebear.lineage.errors import AmbiguousReferenceError, UsageError
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.registered_as import registered_as
from forebear.lineage.words import NodeKind


def run_of(questions: Questions, text: str) -> RunRecord:
    """Return the run that a REF names: itself, the run that made an artifact (or the one that a model
    version is), the one run of a commit.

    Raises UsageError where no run is recorded for it, AmbiguousReferenceError where there are several.
    """
    resolved = questions.resolve(text)
    if resolved.node.kind is NodeKind.MODEL_VERSION:
        resolved = registered_as(questions, resolved) or resolved
    match resolved.node.kind:
        case NodeKind.RUN:
            key = resolved.node.key
        case NodeKind.REBUILD:
            key = next(each.run for each in questions.rebuilds() if each.id == resolved.node.key)
        case NodeKind.ARTIFACT:
            key = _maker(questions, resolved)
        case NodeKind.COMMIT:
            key = _only_run(questions, resolved)
        case _:
            raise UsageError(
                f"{resolved.node.name or text} is nothing that a run made.",
                where=text,
                todo="Name a run, or an artifact that a run made: forebear list runs",
            )
    return questions.run(key)


def rebuild_of(questions: Questions, text: str) -> Rebuild | None:
    """Return the rebuild that a REF names, None where it names something else."""
    node = questions.resolve(text).node
    if node.kind is not NodeKind.REBUILD:
        return None
    return next((each for each in questions.rebuilds() if each.id == node.key), None)


def _maker(questions: Questions, resolved: Resolved) -> str:
    makers = [node for node in questions.artifact(resolved.node.id).producers if node.kind is NodeKind.RUN]
    if not makers:
        raise UsageError(
            "No recorded run made this.",
            where=resolved.text,
            todo="Only what a run made can be rebuilt; record runs with forebear run.",
        )
    if len(makers) > 1 and resolved.commit:
        held = {holding.node.key for holding in questions.held(resolved.commit) if holding.slot is Slot.RUN}
        makers = [node for node in makers if node.key in held] or makers
    if len(makers) > 1 and resolved.path:
        # The same bytes may have been made twice; the path tells which time is meant.
        makers = [
            node
            for node in makers
            if any(link.path == resolved.path for link in questions.run(node.key).outputs)
        ] or makers
    return _single(makers, f"{resolved.text} was made by several runs.")


def _only_run(questions: Questions, resolved: Resolved) -> str:
    runs = [holding.node for holding in questions.held(resolved.node.key) if holding.slot is Slot.RUN]
    if not runs:
        raise UsageError(
            "This commit holds no recorded run.",
            where=resolved.text,
            todo="Name a run or an artifact: forebear list runs",
        )
    return _single(runs, f"{resolved.text} holds several runs.")


def _single(runs: Iterable[Node], what: str) -> str:
    found = {node.key: node for node in runs}
    if len(found) > 1:
        raise AmbiguousReferenceError(what, [f"{node.ref} ({node.name})" for node in found.values()])
    return next(iter(found))
