"""What stands out of a picture, from what is selected and in focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from forebear.desktop.graph.controls import Focus
from forebear.desktop.graph.picture import Picture, name_of

if TYPE_CHECKING:  # NumPy comes in with the first picture
    from forebear.desktop.graph.marks import Marks


def marked(picture: Picture, before: Marks, selected: Sequence[int], focus: Focus) -> Marks:
    """Return the marks: the selected node's lineage lit, what is out of focus dimmed.

    `selected` are ids of nodes, of which the first one's lineage counts; the keyboard's focus stays where it
    was `before`.
    """
    scene = picture.scene
    rows = [scene.row[id_] for id_ in selected if id_ in scene.row]
    row = rows[0] if rows and selected[0] in scene.row else None
    ring = before.ring if before.ring is not None else row
    marks = replace(
        type(before)(),
        selected=row,
        also=frozenset(rows) - {row},
        ring=ring,
        later=picture.later,
        changes=picture.changes,
        dimmed=picture.outside,
        unfolded=unfolded_sides(picture),
    )
    if row is None and focus is not Focus.ALL:
        row = ring  # by keyboard alone, without a selection
    if row is None:
        return marks
    if focus is not Focus.DOWNSTREAM:
        marks = replace(marks, up=scene.upstream(row))
    if focus is not Focus.UPSTREAM:
        marks = replace(marks, down=scene.downstream(row))
    if focus is not Focus.ALL:
        lit = {*marks.up.rows, *marks.down.rows}
        marks = replace(marks, dimmed=frozenset(other for other in range(scene.count) if other not in lit))
    return marks


def unfolded_sides(picture: Picture) -> frozenset[tuple[int, bool]]:
    """The sides (row, upstream) of nodes on which neighbours were unfolded."""
    opened = {(each.node, each.upstream) for each in picture.view.opened if each.neighbours}
    if not opened:
        return frozenset()
    return frozenset(
        (row, upstream)
        for row, node in enumerate(picture.scene.nodes)
        for upstream in (True, False)
        if node is not None and (name_of(node), upstream) in opened
    )
