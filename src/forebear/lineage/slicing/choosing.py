"""Answers a slice: which nodes its text chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.errors import ActionableError
from forebear.lineage.references import Resolver
from forebear.lineage.slicing.belonging import Ints, Mask, numbers
from forebear.lineage.slicing.completing import Completer, Completion
from forebear.lineage.slicing.fields import Fields
from forebear.lineage.slicing.matching import Matching
from forebear.lineage.slicing.parsing import Problem, parse
from forebear.lineage.slicing.terms import (
    SCHEMES,
    AllOf,
    Comparison,
    Held,
    Hops,
    Named,
    Not,
    OneOf,
    Term,
    Text,
    written,
)
from forebear.lineage.slicing.versions import Versions
from forebear.lineage.slicing.wrong import WrongWordError

if TYPE_CHECKING:
    from forebear.lineage.questions import Look

_UNSTORED = re.compile("[\0\ud800-\udfff]")  # in no database, and refused in its questions
_HEX = frozenset("0123456789abcdef")
_SURE_SHA = 7  # characters of an id that is not a word by accident


@dataclass(frozen=True, slots=True)
class Sliced:
    """The nodes that a slice chooses; none where the text has problems. `total` is how many there are in all.

    `reason` is a sentence that says why nothing was chosen, "" where something was.
    """

    ids: frozenset[int]
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    total: int = 0


class Slices:
    """Chooses nodes in one look at a lineage.

    `me` is who `author:me` means (`Name <address>`). Dates are in the time zone of the person.
    """

    def __init__(self, look: Look, *, me: str | None = None) -> None:
        self._look = look
        self._versions = Versions(look)
        self._fields = Fields(look, self._versions, me)
        self._matching = Matching(look.connection)
        self._problems: list[Problem] = []
        self._nothing: list[str] = []

    def choose(self, text: str) -> Sliced:
        """Return what a slice chooses; an empty one chooses everything. No text makes it raise."""
        parsed = parse(_UNSTORED.sub("\ufffd", text))
        self._problems, self._nothing = list(parsed.problems), []
        chosen = self._everything if parsed.term is None else self._chosen(parsed.term)
        total = int(self._everything.sum())
        problems = tuple(sorted(set(self._problems)))
        if problems:
            return Sliced(frozenset(), problems, "", total)
        ids = frozenset(np.flatnonzero(chosen).tolist())
        return Sliced(ids, (), self._reason() if not ids else "", total)

    def complete(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """Return what can be written at the cursor, the best first."""
        return Completer(self._look).complete(text, cursor)

    @cached_property
    def _everything(self) -> Mask:
        return self._look.keep(_everything)

    def _reason(self) -> str:
        if not self._everything.any():
            return "Nothing is recorded yet."
        if self._nothing:
            return f"{self._nothing[0]} matches nothing."
        return "Nothing is all of this at once."

    def _chosen(self, term: Term) -> Mask:
        match term:
            case AllOf(terms) | OneOf(terms):
                # Each is looked at, so that each wrong word is found.
                found, *others = [self._chosen(each) for each in terms]
                for other in others:
                    found = found & other if isinstance(term, AllOf) else found | other
                return found
            case Not(inner):
                said = len(self._nothing)
                found = self._everything & ~self._chosen(inner)
                del self._nothing[said:]
                return found
            case Hops(inner, up, down):
                return self._with_neighbours(self._chosen(inner), up, down)
            case _:
                return self._simple(term)

    def _simple(self, term: Named | Held | Comparison) -> Mask:
        mask = np.zeros_like(self._everything)
        try:
            found = self._named(term.text) if isinstance(term, Named) else self._fields.chosen(term)
        except WrongWordError as error:
            where = term.span
            if not isinstance(term, Named):
                where = term.name_span if error.in_name and isinstance(term, Comparison) else term.value_span
            self._problems.append(Problem(where.start, where.end, error.message, error.todo))
            return mask
        if found.dtype == np.bool_:
            mask[: len(found)] = found
        else:
            mask[found] = True
        if not mask.any():
            self._nothing.append(_short(written(term)))
        return mask

    def _with_neighbours(self, mask: Mask, up: int | None, down: int | None) -> Mask:
        start: Sequence[int] = np.flatnonzero(mask).tolist()
        adjacency, found = self._look.adjacency, mask.copy()
        for upstream, depth in ((True, up), (False, down)):
            if depth != 0 and start:
                found[adjacency.closure(start, upstream=upstream, depth=depth)] = True
        return found

    def _named(self, text: Text) -> Ints:
        found = self._matching.exactly(text)
        if len(found) or text.is_pattern:
            return found if len(found) else self._matching.roughly(text)
        word = text.plain
        referred = self._referred(word) if _is_reference(word) else None
        if isinstance(referred, int):
            return np.array([referred])
        found = self._matching.roughly(text)
        if len(found):
            return found
        if referred is None:
            referred = self._referred(word)
        if isinstance(referred, int):
            return np.array([referred])
        if _is_reference(word):
            raise WrongWordError(referred.what, referred.todo)
        return found

    def _referred(self, word: str) -> int | ActionableError:
        """Return the node that a REF names, or why it names none."""
        try:
            return self._resolver.resolve(word).node.id
        except ActionableError as error:
            return error

    @cached_property
    def _resolver(self) -> Resolver:
        look = self._look
        return Resolver(look.connection, look.history, None, look.home)


def _everything(connection: Connection) -> Mask:
    ids = numbers(connection, select(schema.node.c.id)).ravel()
    mask = np.zeros(int(ids.max(initial=0)) + 1, np.bool_)
    mask[ids] = True
    return mask


def _is_reference(word: str) -> bool:
    """Whether a word can hardly be anything but a REF."""
    scheme, colon, _ = word.partition(":")
    if colon and scheme in SCHEMES:
        return True
    if "@" in word.strip("@") or word == "@" or "://" in word or "::" in word:
        return True
    return len(word) >= _SURE_SHA and _HEX.issuperset(word)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
