"""A picture on the screen: tiles of what rests, over them what follows the pointer and the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QImage, QPainter

from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.drawn import Box, Drawn
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.overall import Overall
from forebear.desktop.graph.painter_thread import Brush, PainterThread
from forebear.desktop.graph.painting import GraphPainter, Painting, resting
from forebear.desktop.graph.pens import View
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.tiles import SIDE, Tiles
from forebear.desktop.theme import Theme

_LIGHT = 40
"""Up to so many nodes are painted in place rather than shown stretched until their tiles are there."""

_SMALL = 2_000
_LEAST_CAP = 44 << 20


class Layers(QObject):
    """Paints one picture after the other.

    Attributes: `painting` what paints over the tiles, None without a picture; `overall` the small image of
    the whole. Signals: `arrived` when there is something new to show.
    """

    arrived = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene: Drawn | None = None
        self._resting = Marks()
        self._font = ""
        self._lifted: int | None = None
        self.painting: Painting | None = None
        self._thread = PainterThread(self)
        self.tiles = Tiles(self._thread, _LEAST_CAP, self)
        self.tiles.arrived.connect(self.arrived)
        self.overall = Overall(self._thread, self)
        self.overall.arrived.connect(self._underlay)

    def begin(self, scene: Drawn | None, font: QFont, ratio: float, *, carry: bool = False) -> None:
        """Show another picture, or the same in other colours, letters or pixels.

        `carry`: it is much like the one before, which stays until this one is painted.
        """
        self._lifted = None
        self._scene, self._resting = scene, Marks()
        self._font = font.toString()  # the painting thread makes its own of it
        self.painting = painting_of(scene, self._theme, font) if scene is not None else None
        self.tiles.ground = self._theme.color("window")
        self.tiles.begin(self._brush(), ratio, carry=carry)
        self.overall.begin(self._brush(), scene)

    def rest(self, marks: Marks) -> None:
        """Follow what fades; tiles of before stay until theirs are there."""
        rests = resting(marks)
        if rests != self._resting:
            self._resting = rests
            if (brush := self._brush()) is not None:
                self.tiles.renew(brush)

    def lift(self, row: int) -> None:
        """Leave a node and its lines out of the tiles."""
        if self._scene is None or row == self._lifted:
            return
        self._lifted = row
        lines = self._scene.lines({row})
        low, high = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
        boxes = [tuple(box) for box in np.column_stack((low, high - low)).tolist()]
        if (brush := self._brush()) is not None:
            self.tiles.renew(brush, [self._scene.box(row), *boxes])

    def snapshot(self, camera: Camera, width: int, height: int, ratio: float) -> QImage:
        """Return what rests as it is shown now."""
        image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
        image.fill(self._theme.color("window"))
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        self._rest(painter, self.settle(camera), width, height)
        painter.end()
        image.setDevicePixelRatio(1.0)
        return image

    def spoil(self, boxes: Iterable[Box]) -> None:
        """Paint again what touches these rectangles."""
        self.tiles.spoil(boxes)

    def fit(self, width: int, height: int, ratio: float) -> None:
        """Keep tiles for at least two and a half views of that size."""
        across, down = width * ratio / SIDE + 2, height * ratio / SIDE + 2
        self.tiles.cap = max(_LEAST_CAP, int(across * down * 2.5) * SIDE * SIDE * 4)

    def settle(self, camera: Camera) -> Camera:
        """Return the camera whose pixels are those of the screen."""
        return self.tiles.settle(camera)

    def paint(self, painter: QPainter, camera: Camera, width: int, height: int, marks: Marks) -> None:
        """Paint a view of that many pixels."""
        if self.painting is None or self._scene is None:
            return
        camera = self.settle(camera)
        self._rest(painter, camera, width, height)
        painter.save()
        painter.scale(camera.scale, camera.scale)
        painter.translate(-camera.x, -camera.y)
        view = (camera.x, camera.y, width / camera.scale, height / camera.scale)
        self.painting.live(painter, view, camera.scale, marks)
        painter.restore()

    def paint_dragged(self, painter: QPainter, camera: Camera, row: int, by: tuple[float, float]) -> None:
        """Paint a lifted node where it is dragged to."""
        camera = self.settle(camera)
        if isinstance(self.painting, GraphPainter):
            painter.save()
            painter.scale(camera.scale, camera.scale)
            painter.translate(-camera.x, -camera.y)
            self.painting.dragged(painter, row, by, camera.scale)
            painter.restore()

    def frame(self, painter: QPainter, camera: Camera, width: int, height: int) -> None:
        """Paint what stays at the edges."""
        if self.painting is not None:
            self.painting.frame(painter, self.settle(camera), width, height)

    def _rest(self, painter: QPainter, camera: Camera, width: int, height: int) -> None:
        """Copy the tiles; where they are not there yet, paint in place what is quickly painted."""
        if self.painting is None or self._scene is None:
            return
        view = (camera.x, camera.y, width / camera.scale, height / camera.scale)
        light = (
            not self.tiles.restless
            and self._scene.count <= _SMALL  # a large map has long lines through every view
            and self._scene.grid.count(*view) <= _LIGHT
        )
        complete = self.tiles.draw(painter, camera, width, height, stretch=not light)
        if light and not complete:
            painter.save()
            painter.scale(camera.scale, camera.scale)
            painter.translate(-camera.x, -camera.y)
            self.painting.still(painter, view, camera.scale, self._resting, self._lifted)
            painter.restore()

    @property
    def idle(self) -> bool:
        """Whether all that was asked for is painted."""
        return self._thread.idle and not self.tiles.restless

    def _brush(self) -> Brush | None:
        if self._scene is None:
            return None
        return _StillBrush(self._scene, self._theme, self._font, self._resting, self._lifted)

    def _underlay(self, image: QImage) -> None:
        self.tiles.underlay(image, self.overall.view)
        self.arrived.emit()


class _StillBrush:
    """Paints what rests of one picture."""

    def __init__(self, scene: Drawn, theme: Theme, font: str, marks: Marks, lifted: int | None) -> None:
        self._scene, self._theme, self._font, self._marks = scene, theme, font, marks
        self._lifted = lifted
        self._painting: Painting | None = None

    def paint(self, painter: QPainter, view: View, scale: float) -> None:
        """Paint a view."""
        if self._painting is None:
            font = QFont()
            font.fromString(self._font)
            self._painting = painting_of(self._scene, self._theme, font)
        self._painting.still(painter, view, scale, self._marks, self._lifted)

    def drop(self) -> None:
        """Let go of the painting's fonts."""
        self._painting = None


def painting_of(scene: Drawn, theme: Theme, font: QFont) -> Painting:
    """Return what paints that kind of picture."""
    if isinstance(scene, MapScene):
        from forebear.desktop.graph.map_painting import MapPainter

        return MapPainter(scene, theme, font)
    if isinstance(scene, Scene):
        return GraphPainter(scene, theme, font)
    raise TypeError(type(scene).__name__)
