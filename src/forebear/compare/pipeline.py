"""The runs that a revision holds, asked about at once: there may be thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forebear.lineage.answers import Node, RunRecord
from forebear.lineage.questions import Questions
from forebear.lineage.words import Environment, NodeKind, Role


@dataclass(frozen=True, slots=True)
class RunHeld:
    """As much of a run as a revision needs: its inputs, the paths of its outputs, where it ran."""

    name: str
    inputs: tuple[tuple[str, Node], ...]
    outputs: tuple[str, ...]
    environment: Environment | None


def runs_held(
    questions: Questions, runs: Sequence[Node], record: Callable[[str], RunRecord]
) -> list[RunHeld]:
    """Return what is next to each run; `record` reads the rare one that needs a closer look."""
    ids = {run.id for run in runs}
    before, after = questions.upstream(ids, 1), questions.downstream(ids, 1)
    nodes = {node.id: node for node in (*before.nodes, *after.nodes)}
    known = {ran.node.id: ran.environment for ran in questions.environments()}
    inputs: dict[int, list[tuple[str, Node]]] = {run: [] for run in ids}
    outputs: dict[int, list[str]] = {run: [] for run in ids}
    ran_in: dict[int, list[int]] = {run: [] for run in ids}
    for edge in before.edges:
        if edge.target in ids and edge.role is Role.ENVIRONMENT:
            ran_in[edge.target].append(edge.source)
        elif edge.target in ids and nodes[edge.source].kind is NodeKind.ARTIFACT:
            inputs[edge.target].append((edge.path, nodes[edge.source]))
    for edge in after.edges:
        if edge.source in ids and nodes[edge.target].kind is NodeKind.ARTIFACT:
            outputs[edge.source].append(edge.path)
    found = []
    for run in runs:
        places = ran_in[run.id]
        environment = known[places[0]] if places else None
        if len(places) > 1:  # recorded and assumed, for example: the record knows which one counts
            environment = environment_of(record(run.key))
        found.append(RunHeld(run.name, tuple(inputs[run.id]), tuple(outputs[run.id]), environment))
    return found


def environment_of(record: RunRecord) -> Environment | None:
    """Return the environment that counts: recorded before imported before assumed."""
    return record.environments[0].environment if record.environments else None
