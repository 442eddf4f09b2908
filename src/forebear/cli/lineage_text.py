"""What `forebear lineage` says to people: runs with inputs and outputs, trees before and after a node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from forebear.cli.text import called
from forebear.lineage.answers import Edge, Graph, Node, Resolved
from forebear.lineage.words import NodeKind

_Steps = defaultdict[int, list[tuple[Edge, Node]]]


def runs_text(graph: Graph) -> Iterator[str]:
    """Yield the runs of a commit with their inputs and outputs, then what no run there made or used."""
    before, after = _steps(graph)
    for node in graph.nodes:
        if node.kind is NodeKind.RUN:
            yield f"  {called(node)}"
            for edge, other in before[node.id]:
                yield f"    ← {called(other, edge.path)}"
            for edge, other in after[node.id]:
                yield f"    → {called(other, edge.path)}"
    for node in graph.nodes:
        if node.kind is not NodeKind.RUN and not before[node.id] and not after[node.id]:
            yield f"  {called(node)}"


def trees_text(resolved: Resolved, graph: Graph, *, upstream: bool, downstream: bool) -> Iterator[str]:
    """Yield the node asked for with the trees before and after it; of a revision, those of all it held."""
    before, after = _steps(graph)
    yield called(resolved.node)
    for title, wanted, steps, back in (
        ("made from", upstream, before, after),
        ("went into", downstream, after, before),
    ):
        if not wanted:
            continue
        if resolved.node.kind is NodeKind.COMMIT:
            for node in graph.nodes:
                if not back[node.id]:
                    yield f"  {called(node)}"
                    yield from _tree(node, steps, 2)
        elif steps[resolved.node.id]:
            yield f"{title}:"
            yield from _tree(resolved.node, steps, 1)


def _tree(root: Node, steps: _Steps, level: int) -> Iterator[str]:
    """Yield what steps lead to, indented by distance; what is there a second time is not unfolded again."""
    seen = {root.id}
    waiting = [(level, *step) for step in reversed(steps[root.id])]
    while waiting:
        level, edge, other = waiting.pop()
        again = other.id in seen
        known = "  (see above)" if again else ""
        yield f"{'  ' * level}{edge.role.value}  {called(other, edge.path)}{known}"
        if not again:
            seen.add(other.id)
            waiting += [(level + 1, *step) for step in reversed(steps[other.id])]


def _steps(graph: Graph) -> tuple[_Steps, _Steps]:
    """Return, for each node, the edges with the nodes that they lead to: upstream and downstream."""
    nodes = {node.id: node for node in graph.nodes}
    before: _Steps = defaultdict(list)
    after: _Steps = defaultdict(list)
    for edge in graph.edges:
        before[edge.target].append((edge, nodes[edge.source]))
        after[edge.source].append((edge, nodes[edge.target]))
    return before, after
