"""The lineage narrowed for `forebear lineage`: to a slice, to a moment; what has changed since another."""

from __future__ import annotations

import argparse
from contextlib import suppress
from dataclasses import dataclass, field

from forebear.drawing.ordering import only
from forebear.lineage.answers import Change, Graph, Resolved
from forebear.lineage.errors import UnknownReferenceError, UsageError
from forebear.lineage.questions import Look, Questions

_SLICING = ("+", "|", " ", ":", ">", "<", "*", '"')
"""What makes a word a slice, where it names nothing by itself."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A part of a graph; `changes` by id, and sentences that say what it was narrowed to."""

    graph: Graph
    changes: dict[int, Change] = field(default_factory=dict)
    says: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the slice and the moments."""
    parser.add_argument("--slice", metavar="SLICE", help="only what this slice chooses")
    parser.add_argument("--as-of", metavar="WHEN", help="only what was there at a revision or a date")
    parser.add_argument(
        "--against", metavar="WHEN", help="mark what was added, removed or changed since a revision or a date"
    )


def is_slice(text: str) -> bool:
    """Return whether a text that is no REF can be meant as a slice."""
    return text.startswith("-") or any(mark in text for mark in _SLICING)


def resolve(questions: Questions, ref: str, as_of: str | None) -> Resolved:
    """Return what a REF names; a path without a revision is that of the version at the moment `as_of`."""
    if as_of and "@" not in ref:
        from forebear.lineage.moments import Moments

        with questions.look() as look:
            moments = Moments(look)
            sha = moments.commit_at(moments.moment(as_of))
        if sha is not None:
            with suppress(UnknownReferenceError):
                return questions.resolve(f"{ref}@{sha}")
    return questions.resolve(ref)


def chosen(look: Look, text: str) -> tuple[frozenset[int], str]:
    """Return the ids that a slice chooses, and why there are none; raises UsageError for a wrong slice."""
    from forebear.lineage.person import who
    from forebear.lineage.slicing.choosing import Slices

    sliced = Slices(look, me=who() if "me" in text else None).choose(text)
    if sliced.problems:
        first = sliced.problems[0]
        raise UsageError(first.message, where=text[first.start : first.end] or text, todo=first.todo)
    return sliced.ids, sliced.reason


def narrow(questions: Questions, graph: Graph, arguments: argparse.Namespace) -> Narrowed:
    """Return what of a graph is asked for."""
    if not (arguments.slice or arguments.as_of or arguments.against):
        return Narrowed(graph)
    kept = {node.id for node in graph.nodes}
    changes: dict[int, Change] = {}
    says = []
    with questions.look() as look:
        if arguments.slice:
            ids, reason = chosen(look, arguments.slice)
            kept &= ids
            says.append(f"Only what the slice {arguments.slice} chooses. {reason}".strip())
        if arguments.as_of or arguments.against:
            from forebear.lineage.moments import Moments

            moments = Moments(look)
            now = moments.moment(arguments.as_of or "HEAD")
            if arguments.as_of:
                known = moments.known(now)
                kept = {id_ for id_ in kept if id_ in known}
                says.append(f"As it was at {arguments.as_of} ({now.when:%Y-%m-%d %H:%M} UTC).")
            if arguments.against:
                before = moments.moment(arguments.against)
                difference = moments.difference(before, now)
                changes = {id_: difference[id_] for id_ in kept if id_ in difference}
                says.append(f"Marked is what has changed since {arguments.against}.")
    return Narrowed(only(graph, frozenset(kept)), changes, tuple(says))
