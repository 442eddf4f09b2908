"""Which neighbours a person unfolded, so that they can be folded again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forebear.desktop.graph.gathering import Unfolded, fold, unfold
from forebear.desktop.graph.menu import Folding
from forebear.desktop.reading import Reader

if TYPE_CHECKING:
    from forebear.desktop.graph.scene import Scene

_log = logging.getLogger(__name__)
Side = tuple[int, bool]
"""A node's id, and whether upstream."""


class Unfolding(QObject):
    """Unfolds and folds a picture's nodes.

    Signals: `drawn(object)` the scene after an unfolding or folding, everything else in its place.
    """

    drawn = Signal(object)

    def __init__(self, reader: Reader, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._added: dict[Side, frozenset[int]] = {}
        self._before: dict[Side, Scene] = {}
        self._asked: tuple[Side, Scene] | None = None

    @property
    def sides(self) -> frozenset[Side]:
        """The sides that can be folded."""
        return frozenset(self._added)

    def reset(self) -> None:
        """Forget everything: another picture is drawn."""
        self._added.clear()
        self._before.clear()
        self._asked = None

    def renew(self) -> frozenset[int]:
        """Return all that was unfolded: it is drawn again, and pictures of before are not good any more."""
        self._before.clear()
        return frozenset(id_ for added in self._added.values() for id_ in added)

    def folding(self, scene: Scene, row: int) -> Folding:
        """Say what can be done at a node."""
        node, more = scene.nodes[row].id, scene.more.get(row, (0, 0))
        return Folding(*more, (node, True) in self._added, (node, False) in self._added)

    def toggle(self, scene: Scene, row: int, *, upstream: bool) -> None:
        """Unfold while there is more on a side, then fold it."""
        left_out = scene.more.get(row, (0, 0))[0 if upstream else 1]
        self.turn(scene, row, upstream=upstream, away=not left_out)

    def turn(self, scene: Scene, row: int, *, upstream: bool, away: bool) -> None:
        """Unfold a side of a node, or fold it (`away`)."""
        node = scene.nodes[row].id
        if away:
            before = self._before.get((node, upstream))
            gone = self._forget((node, upstream))
            gone.discard(node)
            if scene.root is not None:
                gone.discard(scene.nodes[scene.root].id)
            if before is not None and _is_same_place(before, scene, gone, node):
                self.drawn.emit(before)
                return
            self._reader.ask(
                lambda questions: fold(questions, scene, gone, node), self._folded, self._fail, topic="unfold"
            )
            return
        self._asked = ((node, upstream), scene)
        self._reader.ask(
            lambda questions: unfold(questions, scene, node, upstream=upstream),
            self._unfolded,
            self._fail,
            topic="unfold",
        )

    def _forget(self, side: Side) -> set[int]:
        """Forget a side and all that was unfolded from what it brought; return what goes."""
        self._before.pop(side, None)
        gone = set(self._added.pop(side, frozenset()))
        for node in tuple(gone):
            for upstream in (True, False):
                if (node, upstream) in self._added:
                    gone |= self._forget((node, upstream))
        return gone

    def _unfolded(self, answer: Unfolded) -> None:
        if self._asked is not None and answer.added:
            side, before = self._asked
            self._added[side] = self._added.get(side, frozenset()) | answer.added
            self._before.setdefault(side, before)
        self._asked = None
        self.drawn.emit(answer.scene)

    def _folded(self, scene: Scene) -> None:
        self.drawn.emit(scene)

    def _fail(self, error: Exception) -> None:
        # The picture stays as it was; the next click asks again.
        _log.error("the neighbours cannot be read", exc_info=error)


def _is_same_place(before: Scene, now: Scene, gone: set[int], node: int) -> bool:
    """Whether folding leaves what was drawn before the unfolding, with `node` where it still is."""
    if now.row.keys() - gone != before.row.keys():
        return False
    one, other = before.box(before.row[node]), now.box(now.row[node])
    return all(abs(a - b) < 1.0 for a, b in zip(one[:2], other[:2], strict=True))
