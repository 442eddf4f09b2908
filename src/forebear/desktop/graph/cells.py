"""Nodes from far: cells in the colours of their kinds, one call for each colour."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from forebear.desktop import wording
from forebear.desktop.graph.batches import draw_rects
from forebear.desktop.graph.pens import mixed
from forebear.lineage.species import SPECIES

Numbers = NDArray[np.int64] | NDArray[np.intp]
_LEFT = 0.3
"""How much of its colour is left to a faded cell."""


class CellPainter:
    """Draws cells in one theme."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        ground = QColor(colours["window"])
        self._colors = [QColor(colours[wording.token_of(kind, type_)]) for kind, type_ in SPECIES]
        self._faded = [mixed(ground, color, _LEFT) for color in self._colors]

    def paint(
        self,
        painter: QPainter,
        boxes: NDArray[np.float64],
        species: NDArray[np.uint8],
        faded: NDArray[np.bool_] | None = None,
    ) -> None:
        """Draw cells in these rectangles; the `faded` ones first, so that they do not cover others."""
        smooth = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(
            QPainter.RenderHint.Antialiasing
        )  # a cell less than a pixel high is still there
        painter.setPen(Qt.PenStyle.NoPen)
        if faded is not None and faded.any():
            self._each(painter, boxes[faded], species[faded], self._faded)
            boxes, species = boxes[~faded], species[~faded]
        self._each(painter, boxes, species, self._colors)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)

    @staticmethod
    def _each(
        painter: QPainter, boxes: NDArray[np.float64], species: NDArray[np.uint8], colors: list[QColor]
    ) -> None:
        for number in np.unique(species).tolist():
            painter.setBrush(colors[number])
            draw_rects(painter, boxes[species == number])
