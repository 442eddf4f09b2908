"""Paints the map of a whole lineage: lanes, cells that become cards, and the lines between them."""

from __future__ import annotations

from collections.abc import Set

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from forebear.desktop.graph.batches import draw_lines, draw_rects
from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.cards import CardPainter
from forebear.desktop.graph.cells import CellPainter
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.map_frame import AXIS, GUTTER, MapFrame
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.painting import Handle
from forebear.desktop.graph.pens import View, mixed, pen_of
from forebear.desktop.graph.rows import array_of
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Change

_CHANGES = {
    Change.ADDED: "diff.added.text",
    Change.REMOVED: "diff.removed.text",
    Change.CHANGED: "diff.changed.text",
}
_LINED = 0.03  # lines at rest are drawn from this scale on; smaller they would only be a veil
_SMOOTH = 0.1
_MOST_LIT = 6_000  # lit lines in a view; of more, only those of the node itself
Mask = NDArray[np.bool_]


class MapPainter:
    """Paints one map. `edges` are the pixels at the left and at the top that its frame takes."""

    def __init__(self, scene: MapScene, theme: Theme, font: QFont) -> None:
        self._scene = scene
        self._colours = colours = theme.colours
        self._cards = CardPainter(scene, theme, font)
        self._cells = CellPainter(colours)
        self._frame = MapFrame(scene, colours, font)
        self._ground = QColor(colours["window"])
        self._lane = mixed(self._ground, QColor(colours["surface"]), 0.85)
        self._line = mixed(self._ground, QColor(colours["edge"]), 0.34)
        self.edges = (GUTTER, AXIS)
        self._lit_of: dict[str, tuple[Set[int], NDArray[np.int64]]] = {}
        self._fading: tuple[Set[int], Set[int], Mask | None] = (frozenset(), frozenset(), None)

    def still(
        self, painter: QPainter, view: View, scale: float, marks: Marks, _lifted: int | None = None
    ) -> None:
        """Paint the lanes, the lines and the nodes; they have their places, so none is ever lifted."""
        edge = 1.0 / scale
        ground = QRectF(view[0] - edge, view[1] - edge, view[2] + 2 * edge, view[3] + 2 * edge)
        painter.fillRect(ground, self._ground)
        self._lanes(painter, view, scale)
        if scale >= _LINED:
            wires = self._scene.wires
            self._lines(painter, wires.pieces(wires.calm & wires.touching(*view)), self._line, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rows = self._rows(view, scale)
        faded = self._faded(marks)
        if distance(scale) is Distance.FAR:
            here = self._scene.boxes[rows]
            self._cells.paint(
                painter, here, self._scene.species[rows], None if faded is None else faded[rows]
            )
            self._changes(painter, rows, marks)
        else:
            self._unknown(painter, rows)
            known = [row for row in rows.tolist() if self._scene.nodes[row] is not None]
            self._cards.base(painter, known, scale, marks)

    def live(self, painter: QPainter, view: View, scale: float, marks: Marks) -> None:
        """Paint what stands out."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        stands_out = {row for row in (marks.selected, marks.hovered, marks.ring) if row is not None}
        if not stands_out and not marks.up.rows and not marks.down.rows:
            return
        subject = marks.hovered if marks.hovered is not None else marks.selected
        for links, token in ((marks.down.links, "edge.down"), (marks.up.links, "edge.up")):
            if links:
                chosen = self._lit(token, links, view, subject)
                self._lines(
                    painter, self._scene.wires.pieces(chosen), QColor(self._colours[token]), scale, width=1.6
                )
        rows = self._rows(view, scale)
        if distance(scale) is Distance.FAR:
            self._lit_cells(painter, rows, marks)
            self._cards.overlay(painter, stands_out, scale, _without_lit(marks))
            return
        self._cards.overlay(
            painter, [row for row in rows.tolist() if self._scene.nodes[row] is not None], scale, marks
        )

    def frame(self, painter: QPainter, camera: Camera, width: int, height: int) -> None:
        """Paint the names of lanes at the left, and the time at the top."""
        self._frame.paint(painter, camera, width, height)

    def told(self, row: int, scale: float) -> str:
        """What cannot be read on a node at that scale; "" while nothing is known of it."""
        if self._scene.nodes[row] is None:
            return ""
        return self._cards.told(row, near=distance(scale) is Distance.NEAR)

    def handles(self, _rows: list[int], _marks: Marks, _scale: float) -> list[Handle]:
        """None: a map leaves nothing out."""
        return []

    def _rows(self, view: View, scale: float) -> NDArray[np.intp]:
        left, top, width, height = view
        out = 4.0 + 4.0 / scale
        return self._scene.grid.touching(left - out, top - out, width + 2 * out, height + 2 * out)

    def _lanes(self, painter: QPainter, view: View, scale: float) -> None:
        """A lighter band behind each lane, over the whole width."""
        overview = self._scene.overview
        high = overview.lane_heights > 0
        out = overview.cells.between_lanes * 0.32
        bands = np.empty((int(high.sum()), 4))
        edge = 2.0 / scale
        bands[:, 0], bands[:, 2] = view[0] - edge, view[2] + 2 * edge
        bands[:, 1] = overview.lane_tops[high] - out
        bands[:, 3] = overview.lane_heights[high] + 2 * out
        seen = (bands[:, 1] <= view[1] + view[3]) & (bands[:, 1] + bands[:, 3] >= view[1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._lane)
        draw_rects(painter, bands[seen])

    def _lines(
        self, painter: QPainter, ends: NDArray[np.float32], color: QColor, scale: float, width: float = 1.0
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, scale >= _SMOOTH and len(ends) < 4_000)
        painter.setPen(pen_of(color, width if len(ends) < 400 else 1.0))
        draw_lines(painter, ends)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _lit(self, side: str, links: Set[int], view: View, subject: int | None) -> NDArray[np.int64]:
        known, wires = self._scene.known, self._scene.wires
        if side not in self._lit_of or self._lit_of[side][0] is not links:
            self._lit_of[side] = (links, array_of(links))
        numbers = self._lit_of[side][1]
        chosen = numbers[wires.touching(*view, numbers)]
        if len(chosen) > _MOST_LIT:
            chosen = chosen[(known.sources[chosen] == subject) | (known.targets[chosen] == subject)]
        return chosen

    def _lit_cells(self, painter: QPainter, rows: NDArray[np.intp], marks: Marks) -> None:
        """A rim in the colour of the side around what is lit, as far as cells can have one."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for closure, token in ((marks.down, "edge.down"), (marks.up, "edge.up")):
            if not closure.rows:
                continue
            lit = np.intersect1d(array_of(closure.rows), rows)
            if len(lit) <= _MOST_LIT:
                painter.setPen(pen_of(QColor(self._colours[token]), 1.5))
                draw_rects(painter, self._scene.boxes[lit])

    def _changes(self, painter: QPainter, rows: NDArray[np.intp], marks: Marks) -> None:
        if not marks.changes:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = set(rows.tolist())
        for change, token in _CHANGES.items():
            changed = sorted(row for row, each in marks.changes.items() if each is change and row in inside)
            painter.setPen(pen_of(QColor(self._colours[token]), 1.6))
            draw_rects(painter, self._scene.boxes[changed])

    def _unknown(self, painter: QPainter, rows: NDArray[np.intp]) -> None:
        """The place of nodes of which nothing is known yet, in the colour of their kinds."""
        scene = self._scene
        blank = np.asarray([row for row in rows.tolist() if scene.nodes[row] is None], dtype=np.intp)
        if not len(blank):
            return
        boxes = scene.boxes[blank]
        painter.setPen(pen_of(QColor(self._colours["border"]), 1.0))
        painter.setBrush(QColor(self._colours["surface"]))
        draw_rects(painter, boxes)
        marks = boxes.copy()
        marks[:, 0] += 12.0
        marks[:, 1] += 12.0
        marks[:, 2] = marks[:, 3] = boxes[:, 3] - 24.0
        self._cells.paint(painter, marks, scene.species[blank])
        lines = boxes.copy()
        lines[:, 0] += boxes[:, 3]
        lines[:, 1] += boxes[:, 3] / 2 - 4
        lines[:, 2], lines[:, 3] = boxes[:, 2] * 0.5, 8.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours["border"]))
        draw_rects(painter, lines)

    def _faded(self, marks: Marks) -> Mask | None:
        """Which nodes fade; kept, as it is the same for every tile."""
        dimmed, later, mask = self._fading
        if dimmed is not marks.dimmed or later is not marks.later:
            mask = None
            if marks.dimmed or marks.later:
                mask = np.zeros(self._scene.count, dtype=np.bool_)
                mask[array_of(marks.dimmed)] = True
                mask[array_of(marks.later)] = True
            self._fading = (marks.dimmed, marks.later, mask)
        return mask


def _without_lit(marks: Marks) -> Marks:
    return Marks(selected=marks.selected, hovered=marks.hovered, ring=marks.ring)
