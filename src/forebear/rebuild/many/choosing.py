"""Which runs a selection asks to rebuild, and what of the selection each stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from forebear.lineage.answers import Node
from forebear.lineage.errors import UsageError
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions
from forebear.lineage.records import Records
from forebear.lineage.words import NodeKind
from forebear.rebuild.references import run_of

_TODO = (
    "Choose models, runs or tags: forebear rebuild --all 'stage:production', 'kind:model tag:v*', 'kind:run'."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A run to rebuild: its key, its name, the commit of its code, and what was chosen that it made."""

    run: str
    name: str
    commit: str
    stands_for: tuple[str, ...] = ()


def by_slice(questions: Questions, text: str, me: str | None = None) -> tuple[Chosen, ...]:
    """Return the runs behind all that a slice chooses, oldest first; an empty slice means every run.

    A run stands for itself, for what it made, for the commits that hold it and for the model versions that
    were registered of what it made. Raises UsageError for a wrong slice, and where no run is behind it.
    """
    from forebear.lineage.slicing.choosing import Slices  # with NumPy, which no single rebuild needs

    with questions.look() as look:
        sliced = Slices(look, me=me).choose(text or "kind:run")
    if sliced.problems:
        first = sliced.problems[0]
        raise UsageError(first.message, where=text[first.start : first.end] or text, todo=first.todo)
    found = _runs(questions, questions.nodes(sliced.ids))
    if not found:
        why = sliced.reason or "No recorded run made any of it."
        raise UsageError(f"There is nothing to rebuild: {why}", where=text, todo=_TODO)
    return found


def by_refs(questions: Questions, refs: Sequence[str]) -> tuple[Chosen, ...]:
    """Return the runs that REFs name, in their order; a commit stands for all runs that it holds.

    Raises what `run_of` raises.
    """
    found: dict[str, Chosen] = {}
    for ref in refs:
        resolved = questions.resolve(ref)
        if resolved.node.kind is NodeKind.COMMIT:
            chosen: Iterable[Chosen] = _runs(questions, [resolved.node])
        else:
            record = run_of(questions, ref)
            chosen = [_chosen(record.node, record.code[0] if record.code else "", [ref])]
        for each in chosen:
            known = found.get(each.run, each)
            names = dict.fromkeys((*known.stands_for, *each.stands_for))
            found[each.run] = Chosen(each.run, each.name, each.commit, tuple(names))
    if not found:
        raise UsageError("There is nothing to rebuild.", where=" ".join(refs), todo=_TODO)
    return tuple(found.values())


def _runs(questions: Questions, nodes: Collection[Node]) -> tuple[Chosen, ...]:
    """Return the runs behind nodes with what each stands for, oldest first."""
    behind: dict[int, list[str]] = {}
    for node in nodes:
        for run in _behind(questions, node):
            names = behind.setdefault(run, [])
            if node.kind is not NodeKind.RUN:
                names.append(node.name or node.ref)
    rows = {row.node.id: row for row in questions.runs() if row.node.id in behind}
    ordered = sorted(rows.values(), key=lambda row: (row.when is None, row.when, row.node.id))
    # The code of those whose commit was not imported yet.
    with questions.look() as look:
        records = Records(look.connection).runs([row.node.id for row in ordered if not row.commit])
    codes = {run: next(iter(record.code), "") for run, record in records.items()}
    return tuple(
        _chosen(row.node, row.commit or codes.get(row.node.id, ""), behind[row.node.id]) for row in ordered
    )


def _behind(questions: Questions, node: Node) -> Iterable[int]:
    """Return the ids of the runs that a node stands for."""
    match node.kind:
        case NodeKind.RUN:
            return (node.id,)
        case NodeKind.ARTIFACT:
            return _makers(questions, node.id)
        case NodeKind.MODEL_VERSION:
            before = questions.upstream([node.id], 1)
            artifacts = [each.id for each in before.nodes if each.kind is NodeKind.ARTIFACT]
            return [run for artifact in artifacts for run in _makers(questions, artifact)]
        case NodeKind.COMMIT:
            return [held.node.id for held in questions.held(node.key) if held.slot is Slot.RUN]
        case _:
            return ()


def _makers(questions: Questions, artifact: int) -> list[int]:
    """Return the run that made an artifact; where the same bytes were made often, the first of them."""
    before = questions.upstream([artifact], 1)
    runs = [node for node in before.nodes if node.kind is NodeKind.RUN]
    return [min(runs, key=lambda node: (node.when is None, node.when, node.id)).id] if runs else []


def _chosen(node: Node, commit: str, names: Sequence[str]) -> Chosen:
    return Chosen(node.key, node.name, commit, tuple(dict.fromkeys(names)))
