"""How one came to a picture, and back: breadcrumbs, undo and redo, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forebear.lineage.view import View

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way: what it is called, and the view that was there. `key` tells steps apart."""

    key: str
    title: str
    view: View


@dataclass(frozen=True, slots=True)
class Place:
    """A view, and the way that led to it; the last crumb is the view itself."""

    crumbs: tuple[Crumb, ...]

    @property
    def view(self) -> View:
        """What is shown here."""
        return self.crumbs[-1].view

    def changed(self, view: View) -> Place:
        """The same place, seen differently."""
        return Place((*self.crumbs[:-1], replace(self.crumbs[-1], view=view)))

    def beyond(self, crumb: Crumb) -> Place:
        """One step further; back where one has been already."""
        keys = [each.key for each in self.crumbs]
        if crumb.key in keys:
            return Place((*self.crumbs[: keys.index(crumb.key)], crumb))
        return Place((*self.crumbs, crumb))

    def back_to(self, number: int) -> Place:
        """An earlier step of the way."""
        return Place(self.crumbs[: number + 1])


class Trail:
    """The places where one has been, for undo and redo."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def place(self) -> Place | None:
        """Where one is."""
        return self._places[self._at] if self._at >= 0 else None

    def go(self, place: Place) -> None:
        """Go somewhere; what was undone before can no longer be redone."""
        if place == self.place:
            return
        self._places = [*self._places[: self._at + 1], place][-_LONGEST:]
        self._at = len(self._places) - 1

    def amend(self, place: Place) -> None:
        """Say the same place more exactly: it is no step of its own."""
        if self._at >= 0:
            self._places[self._at] = place

    def can_step(self, steps: int) -> bool:
        """Whether there is anything to undo (-1) or redo (1)."""
        return 0 <= self._at + steps < len(self._places)

    def step(self, steps: int) -> Place | None:
        """Undo (-1) or redo (1); None where there is nothing to."""
        if not self.can_step(steps):
            return None
        self._at += steps
        return self._places[self._at]
