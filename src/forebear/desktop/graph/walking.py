"""Where a key leads from a node: along edges to the sides, among its like up and down, to a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from forebear.desktop.graph.drawn import Drawn
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.rows import array_of


class Way(StrEnum):
    """An arrow key; with Shift the far ones."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    OLDEST = "oldest"
    NEWEST = "newest"
    TOP = "top"
    BOTTOM = "bottom"


def step(scene: Drawn, row: int, way: Way) -> int | None:
    """Return the next node that way, None where there is none.

    Left and right follow the edge whose other end is nearest in height; up and down go to the next node of
    the column. On a map they go to the nearest node that way where there is no edge or column to follow.
    Oldest and newest are among all that a node was made from and all that was made from it.
    """
    match way:
        case Way.LEFT | Way.RIGHT:
            found = _beside(scene, row, scene.before(row) if way is Way.LEFT else scene.after(row))
        case Way.UP | Way.DOWN:
            found = _in_column(scene, row, way)
        case Way.OLDEST | Way.NEWEST:
            return _farthest(scene, row, way)
        case _:
            column = np.flatnonzero(scene.columns == scene.columns[row])
            heights = scene.boxes[column, 1]
            end = int(column[np.argmin(heights) if way is Way.TOP else np.argmax(heights)])
            return end if end != row else None
    return _nearest(scene, row, way) if found is None and isinstance(scene, MapScene) else found


def first(scene: Drawn) -> int | None:
    """Return the node a walk starts at: the root, else the uppermost of the leftmost column."""
    return scene.first()


def plain(text: str) -> str:
    """Return a text as names are compared: in any case, Korean by its letters (half a syllable counts)."""
    return normalize("NFKD", text.casefold())


def names(scene: Drawn) -> dict[int, str]:
    """Return the names of all nodes, as `plain` says them; of a map of those whose details are known."""
    if isinstance(scene, MapScene):
        return {row: plain(node.name) for row, node in scene.nodes.known()}
    nodes = ((row, scene.node(row)) for row in range(scene.count))
    return {row: plain(node.name) for row, node in nodes if node is not None}


def named(scene: Drawn, names: Mapping[int, str], text: str, start: int | None) -> int | None:
    """Return the next node, in reading order from `start` on, whose name (one of `names`) begins so.

    The search begins at `start` itself, for a text that grows, and goes on from the beginning at the end; the
    same letter again and again goes from one to the next.
    """
    wanted = plain(text)
    if not wanted:
        return None
    again = (
        len(text) > 1
        and len(set(wanted)) == 1
        and not any(name.startswith(wanted) for name in names.values())
    )
    if again:
        wanted = wanted[0]
    found = [row for row, name in names.items() if name.startswith(wanted)]
    if not found:
        return None
    order = sorted(found, key=lambda row: _place(scene, row))
    if start is None:
        return order[0]
    here, on = _place(scene, start), len(text) == 1 or again
    return next(
        (row for row in order if (_place(scene, row) > here if on else _place(scene, row) >= here)), order[0]
    )


def _place(scene: Drawn, row: int) -> tuple[int, float, int]:
    return int(scene.columns[row]), float(scene.boxes[row, 1]), row


def _beside(scene: Drawn, row: int, rows: Collection[int]) -> int | None:
    others = np.sort(np.asarray([other for other in rows if other != row], dtype=np.intp))
    if not len(others):
        return None
    away = np.abs(_middles(scene, others) - scene.middle(row)[1])
    return int(others[np.argmin(away)])


def _in_column(scene: Drawn, row: int, way: Way) -> int | None:
    beyond = np.flatnonzero(scene.columns == scene.columns[row])
    heights = _middles(scene, beyond) - scene.middle(row)[1]
    that_way = heights < 0 if way is Way.UP else heights > 0
    if not that_way.any():
        return None
    return int(beyond[that_way][np.argmin(np.abs(heights[that_way]))])


def _nearest(scene: Drawn, row: int, way: Way) -> int | None:
    """The node that is nearest in a direction; what lies aside counts as farther."""
    boxes = scene.boxes
    x = boxes[:, 0] + boxes[:, 2] / 2 - scene.middle(row)[0]
    y = boxes[:, 1] + boxes[:, 3] / 2 - scene.middle(row)[1]
    along, aside = (x, y) if way in (Way.LEFT, Way.RIGHT) else (y, x)
    if way in (Way.LEFT, Way.UP):
        along = -along
    far = np.where(along > 0, along + 2 * np.abs(aside), np.inf)
    far[row] = np.inf
    found = int(np.argmin(far))
    return found if np.isfinite(far[found]) else None


def _farthest(scene: Drawn, row: int, way: Way) -> int | None:
    closure = scene.upstream(row) if way is Way.OLDEST else scene.downstream(row)
    others = array_of(closure.rows)
    others = others[others != row]
    if not len(others):
        return None
    if isinstance(scene, MapScene):  # where a node is says when it was
        left = scene.boxes[others, 0]
        return int(others[np.argmin(left) if way is Way.OLDEST else np.argmax(left)])
    sign = 1 if way is Way.OLDEST else -1

    def age(other: int) -> tuple[bool, float, int, int]:
        when = getattr(scene.node(other), "when", None)
        return when is None, sign * when.timestamp() if when else 0.0, sign * int(scene.columns[other]), other

    every: list[int] = others.tolist()
    return min(every, key=age)


def _middles(scene: Drawn, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.asarray(scene.boxes[rows, 1] + scene.boxes[rows, 3] / 2)
