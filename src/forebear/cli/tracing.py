"""`forebear lineage`: what a thing was made from, and what was made from it."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator

from forebear.cli.asking import asking
from forebear.cli.terminal import Terminal
from forebear.cli.text import called
from forebear.lineage.answers import Edge, Graph, Node, Resolved
from forebear.lineage.documents import graph_document
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind

_Steps = defaultdict[int, list[tuple[Edge, Node]]]
_ALL = 2**31  # edges; more than any way is long


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the start, the direction and the depth."""
    parser.add_argument("ref", metavar="REF", help="a revision, PATH@REVISION, run:ID or a digest")
    parser.add_argument("--upstream", action="store_true", help="only what it was made from")
    parser.add_argument("--downstream", action="store_true", help="only what was made from it")
    parser.add_argument("--depth", type=_depth, metavar="N", help="at most N edges away (default: all)")


def _depth(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"not a number of edges: {text}")
    return int(text)


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the part of the graph."""
    with asking(arguments) as questions:
        resolved = questions.resolve(arguments.ref)
        graph = _graph(questions, resolved, arguments)
    document = {"ref": arguments.ref, **graph_document(graph)}
    if resolved.node.kind is NodeKind.COMMIT and not (arguments.upstream or arguments.downstream):
        text = "\n".join([called(resolved.node), *_runs(graph)])
    else:
        text = "\n".join(_trees(resolved, graph, arguments))
    terminal.result(document, text)
    return 0


def _graph(questions: Questions, resolved: Resolved, arguments: argparse.Namespace) -> Graph:
    """Return the part of the graph that is asked for; a revision is all that is held there."""
    start = [resolved.node.id]
    if resolved.node.kind is NodeKind.COMMIT:
        held = questions.at_commit(resolved.node.key)
        if not arguments.upstream and not arguments.downstream:
            return held
        start = [node.id for node in held.nodes]
    if arguments.upstream == arguments.downstream:
        depth = _ALL if arguments.depth is None else arguments.depth
        return questions.neighbourhood(start, depth, depth)
    if arguments.upstream:
        return questions.upstream(start, arguments.depth)
    return questions.downstream(start, arguments.depth)


def _runs(graph: Graph) -> Iterator[str]:
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


def _trees(resolved: Resolved, graph: Graph, arguments: argparse.Namespace) -> Iterator[str]:
    """Yield the node asked for with the trees before and after it; of a revision, those of all it held."""
    before, after = _steps(graph)
    yield called(resolved.node)
    both = arguments.upstream == arguments.downstream
    for title, wanted, steps, back in (
        ("made from", both or arguments.upstream, before, after),
        ("went into", both or arguments.downstream, after, before),
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
