"""Where an arrow key leads from a node: along edges to the sides, among its like up and down."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from forebear.desktop.graph.drawn import Drawn


class Way(StrEnum):
    """An arrow key."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


def step(scene: Drawn, row: int, way: Way) -> int | None:
    """Return the next node that way, None where there is none.

    Left and right follow the edge whose other end is nearest in height; up and down go to the next node of
    the column.
    """
    _, middle = scene.middle(row)
    if way in (Way.LEFT, Way.RIGHT):
        rows = scene.before(row) if way is Way.LEFT else scene.after(row)
        return min(rows, key=lambda other: (abs(scene.middle(other)[1] - middle), other), default=None)
    beyond = np.flatnonzero(scene.columns == scene.columns[row])
    heights = scene.boxes[beyond, 1] + scene.boxes[beyond, 3] / 2 - middle
    that_way = heights < 0 if way is Way.UP else heights > 0
    if not that_way.any():
        return None
    return int(beyond[that_way][np.argmin(np.abs(heights[that_way]))])


def first(scene: Drawn) -> int | None:
    """Return the node a walk starts at: the root, else the uppermost of the leftmost column."""
    return scene.first()
