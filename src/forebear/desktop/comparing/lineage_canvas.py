"""The canvas of the merged lineage: the graph's own, that knows what a merged picture marks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forebear.desktop.graph.camera import Camera, Fit
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.marks import Marks

if TYPE_CHECKING:
    from forebear.desktop.comparing.lineage_picture import MergedPicture
    from forebear.desktop.graph.scene import Scene

_READABLE = 0.35
"""A picture that fits at this scale opens whole: its names can still be read."""


class LineageCanvas(GraphCanvas):
    """Shows a merged lineage."""

    def fit(self, fit: Fit, *, gliding: bool = False) -> None:
        """Open with the whole picture, where that can be read."""
        if fit is Fit.OPENING and self.scene is not None and self.scene.count and self.isVisible():
            whole = Camera.fitting(self.scene.bounds, self.width(), self.height())
            if whole.scale >= _READABLE:
                super().fit(Fit.EVERYTHING, gliding=gliding)
                self._fit = Fit.OPENING  # in another size it may be another matter
                return
        super().fit(fit, gliding=gliding)

    def show_changes(
        self, picture: MergedPicture, scene: Scene, selected: int | None = None, ring: int | None = None
    ) -> None:
        """Mark what differs, what is selected with its lineage, and where the focus is."""
        changes = {scene.row[id_]: change for id_, change in picture.drawn.changes.items()}
        ids = [node.id for node in scene.nodes]
        ends = ((number, (ids[link.source], ids[link.target])) for number, link in enumerate(scene.links))
        links = {number: picture.drawn.links[each] for number, each in ends if each in picture.drawn.links}
        sides = picture.merged.labels
        marks = Marks(selected=selected, ring=ring, changes=changes, sides=sides, links=links)
        if selected is not None:
            marks = replace(marks, up=scene.upstream(selected), down=scene.downstream(selected))
        self.mark(marks)
