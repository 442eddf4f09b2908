"""What the pointer is over: a node, whose lineage lights up, an edge, which says its role, or a pill."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from forebear.desktop import wording
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.painting import Handle, has_handles
from forebear.desktop.graph.saying import link_text
from forebear.desktop.graph.scene import Scene
from forebear.lineage.answers import Change

if TYPE_CHECKING:
    from forebear.desktop.graph.canvas import GraphCanvas

_EDGE_REACH = 6.0  # pixels


class Hovering:
    """Follows the pointer over one canvas."""

    def __init__(self, canvas: GraphCanvas) -> None:
        self._canvas = canvas

    def handle_at(self, spot: QPointF) -> Handle | None:
        """The pill under a pixel."""
        canvas = self._canvas
        if canvas.scene is None or canvas.painter is None or not has_handles(canvas.camera.scale):
            return None
        if not canvas.scene.more and not canvas.marks.unfolded:
            return None
        x, y = canvas.camera.to_world(spot.x(), spot.y())
        rows = canvas.scene.grid.touching(x - 120, y - 60, 240, 120).tolist()
        handles = canvas.painter.handles(rows, canvas.marks, canvas.camera.scale)
        return next((handle for handle in handles if handle.box.contains(x, y)), None)

    def hover(self, spot: QPointF | None) -> None:
        """Light what was made from, and what went into, the node under the pointer; say an edge's role."""
        canvas = self._canvas
        if canvas.scene is None:
            return
        row = link = None
        handle = self.handle_at(spot) if spot is not None else None
        if spot is not None and handle is None:
            row = canvas.row_at(spot)
            if row is None and distance(canvas.camera.scale) is not Distance.FAR:
                x, y = canvas.camera.to_world(spot.x(), spot.y())
                link = canvas.scene.link_at(x, y, _EDGE_REACH / canvas.camera.scale)
        canvas.setCursor(
            Qt.CursorShape.PointingHandCursor if row is not None or handle else Qt.CursorShape.ArrowCursor
        )
        before = canvas.marks
        if (row, link) == (before.hovered, before.link) and link is None:
            return
        if row is not None and canvas.painter is not None:
            left, top, _, height = canvas.scene.box(row)
            below = QPointF(*canvas.camera.to_view(left, top + height))
            canvas.tell(canvas.painter.told(row, canvas.camera.scale), below)
        else:
            canvas.tell(self._role(link) if link is not None else "", spot if spot is not None else QPointF())
        canvas.mark(self._lit(before, row, link))

    def _lit(self, before: Marks, row: int | None, link: int | None) -> Marks:
        fresh = replace(before, hovered=row, link=link)
        lit = row if row is not None else before.selected
        if before.dimmed or self._canvas.scene is None:  # the lineage in focus stays lit
            return fresh
        if lit is None:
            return replace(fresh, up=Marks().up, down=Marks().down)
        if row == before.hovered:
            return fresh
        return replace(fresh, up=self._canvas.scene.upstream(lit), down=self._canvas.scene.downstream(lit))

    def _role(self, link: int) -> str:
        scene = self._canvas.scene
        if not isinstance(scene, Scene):
            return ""
        found, marks = scene.links[link], self._canvas.marks
        said = link_text(scene.nodes[found.source], scene.nodes[found.target], found.edges)
        change = marks.links.get(link, Change.SAME)
        return said if change is Change.SAME else f"{said}   {wording.change_text(change, marks.sides)}"
