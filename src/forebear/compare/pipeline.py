"""The runs that a revision holds, asked about at once: there may be thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from forebear.compare.comparison import Step
from forebear.compare.paths import with_parents
from forebear.lineage.answers import Node, RunRecord
from forebear.lineage.questions import Questions
from forebear.lineage.words import Environment, NodeKind, Role


@dataclass(frozen=True, slots=True)
class RunHeld:
    """As much of a run as a comparison needs: its inputs, the paths of its outputs, where it ran, and its
    parameters as (file, name)."""

    name: str
    inputs: tuple[tuple[str, Node], ...]
    outputs: tuple[str, ...]
    environment: Environment | None
    parameters: frozenset[tuple[str, str]] = frozenset()


def runs_held(
    questions: Questions, runs: Sequence[Node], record: Callable[[str], RunRecord]
) -> list[RunHeld]:
    """Return what is next to each run; `record` reads the rare one that needs a closer look."""
    if not runs:
        return []
    ids = {run.id for run in runs}
    around = questions.around(ids)
    nodes = {node.id: node for node in around.nodes}
    given = questions.parameters(ids)
    inputs: dict[int, list[tuple[str, Node]]] = {run: [] for run in ids}
    outputs: dict[int, list[str]] = {run: [] for run in ids}
    ran_in: dict[int, list[int]] = {run: [] for run in ids}
    for edge in around.edges:
        if edge.target in ids and edge.role is Role.ENVIRONMENT:
            ran_in[edge.target].append(edge.source)
        elif edge.target in ids and nodes[edge.source].kind is NodeKind.ARTIFACT:
            inputs[edge.target].append((edge.path, nodes[edge.source]))
        elif edge.source in ids and nodes[edge.target].kind is NodeKind.ARTIFACT:
            outputs[edge.source].append(edge.path)
    places = {place for each in ran_in.values() for place in each}
    known = {ran.node.id: ran.environment for ran in questions.environments(places)}
    found = []
    for run in runs:
        ways = ran_in[run.id]
        environment = known[ways[0]] if ways else None
        if len(ways) > 1:  # recorded and assumed, for example: the record knows which one counts
            environment = environment_of(record(run.key))
        parameters = frozenset((value.source, value.name) for value in given.get(run.id, ()))
        found.append(
            RunHeld(run.name, tuple(inputs[run.id]), tuple(outputs[run.id]), environment, parameters)
        )
    return found


def run_of(record: RunRecord) -> RunHeld:
    """Return the same of one run's record."""
    return RunHeld(
        record.run.name,
        tuple((link.path, link.artifact) for link in record.inputs),
        tuple(link.path for link in record.outputs),
        environment_of(record),
        frozenset((value.source, value.name) for value in record.parameters),
    )


def steps_of(versions: Iterable[Sequence[RunHeld]]) -> tuple[Step, ...]:
    """Return the steps that ran in these versions, by name, those upstream first."""
    runs: dict[str, list[RunHeld]] = defaultdict(list)
    for held in versions:
        for run in held:
            runs[run.name].append(run)
    inputs = {name: frozenset(path for run in of for path, _ in run.inputs) for name, of in runs.items()}
    outputs = {name: frozenset(path for run in of for path in run.outputs) for name, of in runs.items()}
    makers: dict[str, set[str]] = defaultdict(set)
    for name, paths in outputs.items():
        for path in paths:
            makers[path].add(name)
    after = {
        name: {maker for path in paths for part in with_parents(path) for maker in makers.get(part, ())}
        - {name}
        for name, paths in inputs.items()
    }
    depths = _depths(after)
    steps = (
        Step(
            name,
            inputs[name],
            outputs[name],
            frozenset().union(*(run.parameters for run in of)),
            depths[name],
        )
        for name, of in runs.items()
    )
    return tuple(sorted(steps, key=lambda step: (step.depth, step.name)))


def _depths(after: dict[str, set[str]]) -> dict[str, int]:
    """Return how deep each step is; steps in a circle (a name for two things) are one layer."""
    depths: dict[str, int] = {}
    waiting = set(after)
    while waiting:
        ready = {name for name in waiting if not after[name] & waiting} or waiting
        for name in ready:
            depths[name] = max((depths[before] + 1 for before in after[name] if before in depths), default=0)
        waiting = waiting - ready
    return depths


def environment_of(record: RunRecord) -> Environment | None:
    """Return the environment that counts: recorded before imported before assumed."""
    return record.environments[0].environment if record.environments else None
