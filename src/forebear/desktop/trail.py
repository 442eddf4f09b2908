"""Where the person has been: the places that Back and Forward lead to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from forebear.lineage.answers import Node
    from forebear.lineage.view import View

_KEPT = 200
"""Places that are remembered."""


@dataclass(frozen=True, slots=True)
class Place:
    """What was in front of the person: the selected node, the tab, and what the graph showed.

    What is None is left as it is when one comes back here.
    """

    node: Node | None = None
    tab: int | None = None
    view: View | None = None


class Trail(QObject):
    """A trail of places, as in a browser: going somewhere new forgets what lay ahead.

    Whoever shows a part of a place says so with `visit(replace(trail.here, tab=…))`, and shows what `went`
    says. What follows from another step, and is no step of the person's, is said with `amend`.

    Signals:
        went(object): the `Place` to show, after Back or Forward.
        changed(): there is another place, or one stands elsewhere on the trail.
    """

    went = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._at = -1
        self._step = 0  # how many steps that are one are under way
        self._taken = False  # whether that one is on the trail yet
        self._going = False

    @property
    def here(self) -> Place:
        """The place where the person is."""
        return self._places[self._at] if self._places else Place()

    def visit(self, place: Place) -> None:
        """Go on to a place; to the same one again is no step. What is said while `went` is told is none."""
        if self._going or place == self.here:
            return
        if self._taken:
            self.amend(place)
            return
        self._places = [*self._places[: self._at + 1], place][-_KEPT:]
        self._at = len(self._places) - 1
        self._taken = self._step > 0
        self.changed.emit()

    def amend(self, place: Place) -> None:
        """Say what the place looks like where the person is: it came about by itself."""
        if self._going or place == self.here:
            return
        if not self._places:
            self.visit(place)
            return
        self._places[self._at] = place
        self.changed.emit()

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """Take all visits within as one step."""
        self._step += 1
        try:
            yield
        finally:
            self._step -= 1
            self._taken = self._taken and self._step > 0

    def at(self, steps: int) -> Place | None:
        """Return the place so many steps back (negative) or forward, None where there is none."""
        place = self._at + steps
        return self._places[place] if 0 <= place < len(self._places) else None

    def go(self, steps: int) -> None:
        """Go back (negative) or forward."""
        place = self.at(steps)
        if place is None:
            return
        self._at += steps
        self._going = True
        try:
            self.went.emit(place)
        finally:
            self._going = False
        self.changed.emit()

    def recent(self) -> list[Node]:
        """Return the nodes that were looked at, the last one first."""
        nodes = [place.node for place in reversed(self._places) if place.node is not None]
        return list({node.id: node for node in nodes}.values())

    def clear(self) -> None:
        """Forget everything."""
        self._places, self._at, self._taken = [], -1, False
        self.changed.emit()
