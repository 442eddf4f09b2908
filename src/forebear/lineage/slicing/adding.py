"""Slices made by pointing instead of typing."""

from __future__ import annotations

from forebear.lineage.answers import Node
from forebear.lineage.slicing.parsing import parse
from forebear.lineage.slicing.terms import AllOf, Field, Named, Not, OneOf, Text, term_for, written


def term_of(node: Node) -> str:
    """Return the term that chooses just this node."""
    scheme, colon, key = node.ref.partition(":")
    if colon and scheme in (Field.RUN, Field.REBUILD, Field.ENVIRONMENT):
        return term_for(Field(scheme), key)
    return written(Named(Text.literal(node.ref)))


def kind_term_of(node: Node) -> str:
    """Return the term that chooses all nodes of this kind: of an artifact, of its type."""
    word = node.type or node.kind
    return term_for(Field.KIND, word.value.replace(" ", "-"))


def with_term(text: str, term: str, *, excluded: bool = False) -> str:
    """Return a slice of which also `term` must hold, or (`excluded`) must not; the same where it does."""
    added, parsed = parse(term).term, parse(text)
    if added is None:
        return text
    wanted = written(Not(added)) if excluded else term
    if parsed.term is None:
        return wanted
    known = parsed.term.terms if isinstance(parsed.term, AllOf) else (parsed.term,)
    if (Not(added) if excluded else added) in known:
        return text.strip()
    kept = f"({text.strip()})" if isinstance(parsed.term, OneOf) else text.strip()
    return f"{kept} {wanted}"
