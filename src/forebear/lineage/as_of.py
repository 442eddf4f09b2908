"""The moments that a view looks at: what was there, what came later, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from forebear.lineage.answers import Change, Graph, Moment
from forebear.lineage.errors import ActionableError
from forebear.lineage.view import View

if TYPE_CHECKING:  # NumPy comes in with the first picture, on the worker
    from forebear.lineage.moments import Known, Moments
    from forebear.lineage.questions import Look


class WrongMomentError(ActionableError):
    """A text names no moment."""


class AsOf:
    """What a view's `as_of` and `against` say of nodes."""

    def __init__(self, look: Look, view: View) -> None:
        self._look, self._view = look, view

    @cached_property
    def _moments(self) -> Moments:
        from forebear.lineage.moments import Moments

        return Moments(self._look)

    @cached_property
    def moments(self) -> tuple[Moment | None, Moment | None]:
        """What `as_of` and `against` name; None where they are empty."""
        return self._named(self._view.as_of), self._named(self._view.against)

    def _named(self, text: str) -> Moment | None:
        try:
            return self._moments.moment(text) if text else None
        except ActionableError as error:
            raise WrongMomentError(error.what, where=error.where, todo=error.todo) from error

    @cached_property
    def known(self) -> Known | None:
        """Which nodes were there; None: as of now, all."""
        at, _ = self.moments
        return self._moments.known(at) if at is not None else None

    @cached_property
    def commit(self) -> str | None:
        """The commit that the moment shows; None: as of now, or there was none yet."""
        at, _ = self.moments
        return self._moments.commit_at(at) if at is not None else None

    @cached_property
    def difference(self) -> Mapping[int, Change]:
        """What became of nodes from the earlier of the two moments to the later; {}: none is compared."""
        at, against = self.moments
        if against is None:
            return {}
        before, after = sorted((at or Moment("", datetime.now(UTC)), against), key=lambda each: each.when)
        return self._moments.difference(before, after)

    def hidden(self, ids: set[int]) -> set[int]:
        """Which of these nodes came later."""
        known = self.known
        return set() if known is None else {id_ for id_ in ids if id_ not in known}

    def folded(self, ids: set[int]) -> set[int]:
        """Which of these nodes a folded project counts: those that were there, and folds that came later."""
        from forebear.lineage.folds import Folds

        known = self.known
        if known is None:
            return ids
        import numpy as np

        given = np.fromiter(ids, np.int64, len(ids))
        number = self._look.keep(Folds).of(given)
        there = np.fromiter((id_ in known for id_ in given.tolist()), np.bool_, len(given))
        begun = np.unique(number[there])
        return set(given[there | ~np.isin(number, begun)].tolist())

    def later(self, graph: Graph) -> frozenset[int]:
        """Which drawn nodes came later, with all their members; where two moments are compared, none."""
        known = self.known
        if known is None or self.difference:
            return frozenset()
        return frozenset(
            id_ for id_, members in _members(graph) if not any(each in known for each in members)
        )

    def changes(self, graph: Graph) -> dict[int, Change]:
        """What became of drawn nodes; a group whose members do not agree has changed."""
        difference = self.difference
        found: dict[int, Change] = {}
        if difference:
            for id_, members in _members(graph):
                became = {difference[each] for each in members if each in difference}
                if became:
                    found[id_] = became.pop() if len(became) == 1 else Change.CHANGED
        return found


def _members(graph: Graph) -> Iterator[tuple[int, tuple[int, ...]]]:
    for node in graph.nodes:
        group = graph.groups.get(node.id)
        yield node.id, group.members if group is not None else (node.id,)
