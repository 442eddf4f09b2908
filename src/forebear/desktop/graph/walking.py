"""Where an arrow key leads from a node: along edges to the sides, among its like up and down."""

from __future__ import annotations

from enum import StrEnum

from forebear.desktop.graph.scene import Scene


class Way(StrEnum):
    """An arrow key."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


def step(scene: Scene, row: int, way: Way) -> int | None:
    """Return the next node that way, None where there is none.

    Left and right follow the edge whose other end is nearest in height; up and down go to the next node of
    the column.
    """
    _, middle = scene.middle(row)
    if way in (Way.LEFT, Way.RIGHT):
        rows = scene.before(row) if way is Way.LEFT else scene.after(row)
        return min(rows, key=lambda other: (abs(scene.middle(other)[1] - middle), other), default=None)
    column = scene.arrangement.columns
    beyond = [
        other
        for other in range(len(scene.nodes))
        if column[other] == column[row]
        and (scene.middle(other)[1] < middle if way is Way.UP else scene.middle(other)[1] > middle)
    ]
    return min(beyond, key=lambda other: abs(scene.middle(other)[1] - middle), default=None)


def first(scene: Scene) -> int | None:
    """Return the node a walk starts at: the root, else the uppermost of the leftmost column."""
    if scene.root is not None:
        return scene.root
    columns, boxes = scene.arrangement.columns, scene.arrangement.boxes
    return min(range(len(scene.nodes)), key=lambda row: (columns[row], boxes[row, 1]), default=None)
