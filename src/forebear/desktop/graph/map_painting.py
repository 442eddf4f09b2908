"""Paints the map of a whole lineage: lanes, cells that become cards, and the lines between them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from forebear.desktop.graph.batches import clipped, draw_lines, draw_rects
from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.cards import CardPainter
from forebear.desktop.graph.cells import CellPainter
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.drawn import Closure
from forebear.desktop.graph.map_frame import AXIS, GUTTER, MapFrame
from forebear.desktop.graph.map_scene import MapScene, touching
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
_LINED = 0.05  # lines at rest are drawn from this scale on; smaller they would only be a veil
_SMOOTH = 0.1
_MOST_LIT = 800  # lit lines in a view; of more, only those of the node itself
_MOST_WIDE = 40  # of more, lit rims are one pixel wide
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Lit:
    """Lines and boxes on one side of a node."""

    closure: Closure
    numbers: NDArray[np.int64]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    boxes: NDArray[np.float64]


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
        self._line = mixed(self._ground, QColor(colours["edge"]), 0.22)
        self.edges = (GUTTER, AXIS)
        self._lit_of: dict[str, _Lit] = {}
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
            pieces = clipped(wires.pieces(wires.calm & wires.touching(view)), _grown(view, scale))
            self._lines(painter, pieces, self._line, lit=False)
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
        far = distance(scale) is Distance.FAR
        for closure, token in ((marks.down, "edge.down"), (marks.up, "edge.up")):
            if not closure.rows:
                continue
            lit, color = self._lit(token, closure), QColor(self._colours[token])
            pieces = self._scene.wires.pieces(self._lit_lines(lit, view, subject))
            self._lines(painter, clipped(pieces, _grown(view, scale)), color, lit=True)
            boxes = lit.boxes[touching(lit.boxes[:, :2], lit.boxes[:, :2] + lit.boxes[:, 2:], view)]
            if len(boxes) <= _MOST_LIT:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(pen_of(color, 2.0 if not far and len(boxes) <= _MOST_WIDE else 1.0))
                draw_rects(painter, boxes)
        known = stands_out if far else [row for row in stands_out if self._scene.nodes[row] is not None]
        self._cards.overlay(painter, known, scale, _without_lit(marks))

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
        return self._scene.grid.touching(*_grown(view, scale))

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

    def _lines(self, painter: QPainter, ends: NDArray[np.float64], color: QColor, *, lit: bool) -> None:
        """Draw lines; lit ones twice, a little apart: a long line wider than a pixel takes a millisecond."""
        scale = painter.worldTransform().m11()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, scale >= _SMOOTH)
        painter.setPen(pen_of(color, 1.0))
        draw_lines(painter, ends)
        if lit:
            draw_lines(painter, ends + 0.7 / scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _lit(self, side: str, closure: Closure) -> _Lit:
        """What is lit on a side; kept as long as it is the same."""
        if side not in self._lit_of or self._lit_of[side].closure is not closure:
            wires, numbers = self._scene.wires, array_of(closure.links)
            boxes = self._scene.boxes[array_of(closure.rows)]
            self._lit_of[side] = _Lit(closure, numbers, *wires.extents(numbers), boxes)
        return self._lit_of[side]

    def _lit_lines(self, lit: _Lit, view: View, subject: int | None) -> NDArray[np.int64]:
        """The lit lines in a view; of very many only those of the node itself."""
        known, chosen = self._scene.known, lit.numbers[touching(lit.low, lit.high, view)]
        if len(chosen) > _MOST_LIT:
            own = chosen[(known.sources[chosen] == subject) | (known.targets[chosen] == subject)]
            chosen = own[:: len(own) // _MOST_LIT + 1]  # a hub's are too many, too
        return chosen

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


def _grown(view: View, scale: float) -> View:
    """A view and what stands out into it from beside."""
    left, top, width, height = view
    out = 4.0 + 4.0 / scale
    return left - out, top - out, width + 2 * out, height + 2 * out


def _without_lit(marks: Marks) -> Marks:
    return Marks(selected=marks.selected, hovered=marks.hovered, ring=marks.ring)
