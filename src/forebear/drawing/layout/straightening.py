"""The last touch: edges that rise a hair's breadth are made level, where there is room."""

from __future__ import annotations

import numpy as np

from forebear.drawing.layout.proper import Floats, Ints, Proper

_HAIR = 7.0
_LEVEL = 0.01
_MOST_VERTICES = 1_000


def straighten(proper: Proper, y: Floats, order: Ints, least: Floats) -> Floats:
    """Return heights in which nearly level steps are level.

    `order` lists the vertices layer by layer from top to bottom, `least` the distance that each must keep
    from the one before it in `order` (meaningless for the first of a layer). What is level moves as one.
    """
    if proper.count > _MOST_VERTICES:
        return y
    heights = y.tolist()
    blocks = _Blocks(proper, heights, order.tolist(), least.tolist())
    rise = np.abs(y[proper.tails] - y[proper.heads])
    tails, heads = proper.tails.tolist(), proper.heads.tolist()
    for level in (True, False):
        for step in np.lexsort((np.arange(len(rise)), rise, -proper.weights)).tolist():
            tail, head = tails[step], heads[step]
            gap = heights[tail] - heights[head]
            if level and abs(gap) <= _LEVEL:
                blocks.join(tail, head)
            elif not level and abs(gap) <= _HAIR:
                blocks.bring_together(tail, head, gap)
    return np.asarray(heights)


class _Blocks:
    """Vertices that move as one."""

    def __init__(self, proper: Proper, heights: list[float], order: list[int], least: list[float]) -> None:
        self._heights = heights
        self._members = [[vertex] for vertex in range(proper.count)]
        self._block = list(range(proper.count))
        self._above: list[tuple[int, float] | None] = [None] * proper.count
        self._below: list[tuple[int, float] | None] = [None] * proper.count
        layer = proper.layer.tolist()
        for number in range(1, len(order)):
            upper, lower = order[number - 1], order[number]
            if layer[upper] == layer[lower]:
                self._above[lower] = (upper, least[number])
                self._below[upper] = (lower, least[number])

    def join(self, one: int, other: int) -> None:
        """Let two vertices move as one from now on."""
        keep, gone = self._block[one], self._block[other]
        if keep == gone:
            return
        if len(self._members[keep]) < len(self._members[gone]):
            keep, gone = gone, keep
        for vertex in self._members[gone]:
            self._block[vertex] = keep
        self._members[keep] += self._members[gone]
        self._members[gone] = []

    def bring_together(self, tail: int, head: int, gap: float) -> None:
        """Move the smaller of two blocks, or else the other, if nothing stands in the way."""
        one, other = self._block[tail], self._block[head]
        if one == other:
            return
        moves = [(one, -gap), (other, gap)]
        moves.sort(key=lambda move: len(self._members[move[0]]))
        for block, move in moves:
            if self._can_move(block, move):
                for vertex in self._members[block]:
                    self._heights[vertex] += move
                self.join(tail, head)
                return

    def _can_move(self, block: int, move: float) -> bool:
        side, sign = (self._below, 1.0) if move > 0 else (self._above, -1.0)
        for vertex in self._members[block]:
            beside = side[vertex]
            if beside is None or self._block[beside[0]] == block:
                continue
            other, least = beside
            if (self._heights[other] - self._heights[vertex]) * sign - abs(move) < least:
                return False
        return True
