"""`forebear lineage`: what a thing was made from, and what was made from it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

from forebear.cli import narrowing, picturing
from forebear.cli.asking import asking, project_of
from forebear.cli.lineage_text import runs_text, trees_text
from forebear.cli.terminal import Terminal
from forebear.cli.text import called, short
from forebear.drawing.picture import About
from forebear.lineage.answers import Change, Graph, Resolved
from forebear.lineage.errors import UnknownReferenceError, UsageError
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind

_ALL = 2**31  # edges; more than any way is long


@dataclass(frozen=True, slots=True)
class _Traced:
    """A part of the graph, what it is, and how it is said to people."""

    graph: Graph
    about: About
    text: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the start, the direction, the depth, and what to write it as."""
    parser.add_argument(
        "ref",
        nargs="?",
        metavar="REF|SLICE",
        help="a revision, PATH@REVISION, run:ID or a digest; or a slice such as '+model.pkl kind:dataset'",
    )
    parser.add_argument("--upstream", action="store_true", help="only what it was made from")
    parser.add_argument("--downstream", action="store_true", help="only what was made from it")
    parser.add_argument("--depth", type=_depth, metavar="N", help="at most N edges away (default: all)")
    parser.add_argument("--view", metavar="NAME", help="what a view shows that was saved in the window")
    parser.add_argument("--fold", action="store_true", help="versions of one stage or path as one node")
    narrowing.add_arguments(parser)
    picturing.add_arguments(parser)


def _depth(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"not a number of edges: {text}")
    return int(text)


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the part of the graph, or write it to a file."""
    wanted = picturing.wanted(arguments)
    with asking(arguments) as questions:
        traced = _view(questions, arguments) if arguments.view else _trace(questions, arguments)
        if arguments.fold:
            traced = _fold(questions, traced)
        if wanted.draws:
            traced = replace(traced, about=_told(questions, traced))
    picturing.give(wanted, traced.graph, traced.about, traced.text, terminal)
    return 0


def _view(questions: Questions, arguments: argparse.Namespace) -> _Traced:
    """Return what a saved view shows; raises UsageError where there is none of that name."""
    from forebear.lineage.person import who
    from forebear.lineage.saved_views import SavedViews
    from forebear.lineage.viewing import TooDenseError, gather

    if arguments.ref or arguments.slice or arguments.as_of or arguments.against or arguments.depth:
        raise UsageError("A view says by itself what it shows.", todo="Give --view NAME alone.")
    view = SavedViews(project_of(arguments).private / "views.json").find(arguments.view)
    says: list[str] = []
    changes: dict[int, Change] = {}
    later: frozenset[int] = frozenset()
    try:
        gathered = gather(questions, view, who)
        graph, changes, later = gathered.graph, dict(gathered.changes), gathered.later
    except TooDenseError as dense:  # for a window; a file has room
        graph = dense.graph
    says += [f"Only what the slice {view.slice} chooses."] if view.slice else []
    says += [f"As it was at {view.as_of}."] if view.as_of else []
    says += [f"Marked is what has changed since {view.against}."] if view.against else []
    nodes = sorted(graph.nodes, key=lambda node: (node.kind.value, node.name, node.key))
    about = About(title=arguments.view, ref=view.about, says=tuple(says), changes=changes, later=later)
    return _Traced(graph, about, "\n".join(map(called, nodes)) or "Nothing of that is there.")


def _trace(questions: Questions, arguments: argparse.Namespace) -> _Traced:
    if not arguments.ref:
        raise UsageError("Say what to show.", todo="Give a REF, a slice, or --view NAME.")
    try:
        resolved = narrowing.resolve(questions, arguments.ref, arguments.as_of)
    except UnknownReferenceError:
        if not narrowing.is_slice(arguments.ref):
            raise
        return _sliced(questions, arguments)
    narrowed = narrowing.narrow(questions, _graph(questions, resolved, arguments), arguments)
    node, graph = resolved.node, narrowed.graph
    if node.kind is not NodeKind.COMMIT and arguments.as_of and node not in graph.nodes:
        raise UsageError(
            "It was not there yet then, or the slice leaves it out.",
            where=arguments.ref,
            todo="Leave out --as-of or --slice.",
        )
    both = arguments.upstream == arguments.downstream
    held = node.kind is NodeKind.COMMIT and both
    if held:
        text = "\n".join([called(node), *runs_text(graph)])
    else:
        upstream, downstream = both or arguments.upstream, both or arguments.downstream
        text = "\n".join(trees_text(resolved, graph, upstream=upstream, downstream=downstream))
    about = About(
        title=_title(resolved, held=held),
        ref=arguments.ref,
        says=(_says(resolved, arguments, held=held), *narrowed.says),
        subjects=frozenset() if node.kind is NodeKind.COMMIT else frozenset({node.id}),
        changes=narrowed.changes,
    )
    return _Traced(graph, about, text)


def _sliced(questions: Questions, arguments: argparse.Namespace) -> _Traced:
    """Return what a slice chooses, with what is upstream or downstream of it where that is asked for."""
    with questions.look() as look:
        ids, reason = narrowing.chosen(look, arguments.ref)
    far = _ALL if arguments.depth is None else arguments.depth
    up, down = far if arguments.upstream else 0, far if arguments.downstream else 0
    narrowed = narrowing.narrow(questions, questions.neighbourhood(sorted(ids), up, down), arguments)
    nodes = sorted(narrowed.graph.nodes, key=lambda node: (node.kind.value, node.name, node.key))
    text = "\n".join(map(called, nodes)) or reason or "Nothing of that is there."
    about = About(
        title=f"Slice {arguments.ref}",
        ref=arguments.ref,
        says=((reason,) if reason else ()) + narrowed.says,
        changes=narrowed.changes,
    )
    return _Traced(narrowed.graph, about, text)


def _title(resolved: Resolved, *, held: bool) -> str:
    name = resolved.node.name or resolved.path or ""
    said = short(resolved.text)
    if resolved.node.kind is NodeKind.COMMIT:
        return f"{'Held at' if held else 'Lineage of'} {said}: {name}"
    return f"Lineage of {said if resolved.path else f'{name} ({said})'}"


def _says(resolved: Resolved, arguments: argparse.Namespace, *, held: bool) -> str:
    ref = short(resolved.node.ref)
    if held:
        return f"All data and runs that the commit {ref} held."
    far = "" if arguments.depth is None else f", at most {arguments.depth} links away"
    if arguments.upstream == arguments.downstream:
        return f"What {ref} was made from and what was made from it{far}."
    return f"What {ref} was made from{far}." if arguments.upstream else f"What was made from {ref}{far}."


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


def _fold(questions: Questions, traced: _Traced) -> _Traced:
    """Draw the versions of one stage or path as one node."""
    from forebear.lineage.folding import Folding

    with questions.look() as look:
        graph = Folding(look).project(among=[node.id for node in traced.graph.nodes]).graph
    holding = {
        id_ for id_, group in graph.groups.items() if traced.about.subjects.intersection(group.members)
    }
    subjects = traced.about.subjects | holding
    return replace(traced, graph=graph, about=replace(traced.about, subjects=subjects))


def _told(questions: Questions, traced: _Traced) -> About:
    """Return what a picture says beside the graph, with what its cards show."""
    from forebear.lineage.cards import Cards

    with questions.look() as look:
        facts = Cards(look).facts([node.id for node in traced.graph.nodes], traced.graph.groups)
    return replace(traced.about, facts=facts)
