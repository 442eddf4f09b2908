"""What rests, painted once: square images that a worker paints and the window only copies.

A tile is painted at the exact scale of the screen and copied pixel by pixel, so that it looks as if painted
in place. While one is not there yet, what there is of other scales is stretched over its place.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log2

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.painter_thread import Brush, Job, PainterThread
from forebear.desktop.graph.pens import View

SIDE = 512
"""Of a tile, in pixels of the screen."""

_BYTES = SIDE * SIDE * 4
_STEPS = 2048  # scales that differ by less than one of so many steps of a doubling are the same
_CLIENT = "tiles"
_RESTLESS = 70  # milliseconds after a change of scale in which another one means that a person is zooming


@dataclass(frozen=True, slots=True)
class Key:
    """Which tile of which scale."""

    level: int
    column: int
    line: int


@dataclass(frozen=True, slots=True)
class _Token:
    epoch: int  # what was asked for before the picture changed is not taken
    key: Key


@dataclass(slots=True)
class _Tile:
    image: QImage
    fresh: bool


class Tiles(QObject):
    """The painted tiles of one picture.

    Attributes: `cap` is the most memory that they may take, in bytes; `ground` what is shown where nothing
    is painted yet.
    Signals: `arrived` when a tile was painted.
    """

    arrived = Signal()

    def __init__(self, thread: PainterThread, cap: int, parent: QObject) -> None:
        super().__init__(parent)
        self.cap = cap
        self.ground = QColor()
        self._brush: Brush | None = None
        self._ratio = 1.0
        self._epoch = 0
        self._tiles: OrderedDict[Key, _Tile] = OrderedDict()
        self._scales: dict[int, float] = {}
        self._level: int | None = None
        self._under: tuple[QImage, View] | None = None
        self._since = QElapsedTimer()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTLESS)
        self._rest.timeout.connect(self.arrived)
        self._thread = thread
        self._thread.painted.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def restless(self) -> bool:
        """Whether a person is zooming right now, so that nothing is worth painting."""
        return self._rest.isActive()

    @property
    def size(self) -> int:
        """The memory that tiles take, in bytes."""
        return len(self._tiles) * _BYTES

    def begin(self, brush: Brush | None, ratio: float, *, carry: bool = False) -> None:
        """Paint with `brush` from now on, on a screen with that many pixels for each logical one.

        `carry`: the picture is much the same in the same place, so what there is stays until it is replaced.
        """
        if carry and brush is not None and self._brush is not None and ratio == self._ratio:
            self.renew(brush)
            return
        self._epoch += 1
        self._thread.ask(_CLIENT, [])
        self._tiles.clear()
        self._scales.clear()
        self._level = None
        self._under = None
        self._brush, self._ratio = brush, ratio

    def underlay(self, image: QImage, view: View) -> None:
        """Stretch this image of the whole where there is nothing better yet."""
        self._under = image, view

    def renew(self, brush: Brush, boxes: Iterable[View] | None = None) -> None:
        """Paint tiles again that touch one of these rectangles (in units), or all.

        What there is stays until it is replaced.
        """
        self._brush = brush
        if boxes is not None:
            self.spoil(boxes)
            return
        self._epoch += 1
        for tile in self._tiles.values():
            tile.fresh = False

    def spoil(self, boxes: Iterable[View]) -> None:
        """Paint tiles again that touch one of these rectangles (in units)."""
        spoiled = list(boxes)
        if not spoiled:
            return
        self._epoch += 1  # what is being painted now is old, too
        left = min(box[0] for box in spoiled)
        top = min(box[1] for box in spoiled)
        right = max(box[0] + box[2] for box in spoiled)
        bottom = max(box[1] + box[3] for box in spoiled)
        for key, tile in self._tiles.items():
            x, y, wide, high = self._view(key)
            if x > right or x + wide < left or y > bottom or y + high < top:
                continue
            tile.fresh &= not any(
                x <= box[0] + box[2] and x + wide >= box[0] and y <= box[1] + box[3] and y + high >= box[1]
                for box in spoiled
            )

    def settle(self, camera: Camera) -> Camera:
        """Return the camera whose pixels are those of tiles; it differs by less than a pixel."""
        scale = self._scales.get(_level(camera.scale), camera.scale)
        pixels = scale * self._ratio
        return Camera(scale, round(camera.x * pixels) / pixels, round(camera.y * pixels) / pixels)

    def draw(
        self, painter: QPainter, camera: Camera, width: int, height: int, *, stretch: bool = True
    ) -> bool:
        """Copy the tiles of a view of so many logical pixels; return whether they are all there.

        `camera` is a settled one. What is missing is asked for; until it is there, `stretch` fills its place.
        """
        if self._brush is None:
            return True
        level = _level(camera.scale)
        scale = self._scales.setdefault(level, camera.scale)
        left, top = round(camera.x * scale * self._ratio), round(camera.y * scale * self._ratio)
        wide, high = round(width * self._ratio), round(height * self._ratio)
        seen = _covering(level, QRect(left, top, wide, high))
        missing = [key for key in seen if not self._is_there(key)]
        blank = [key for key in missing if key not in self._tiles]
        painter.save()
        # One unit of the painter is one pixel of the screen, on a whole pixel.
        painter.scale(1 / self._ratio, 1 / self._ratio)
        at = painter.deviceTransform()
        painter.translate(round(at.dx()) - at.dx(), round(at.dy()) - at.dy())
        if blank and stretch:
            empty = QRect()
            for key in blank:
                empty |= QRect(key.column * SIDE - left, key.line * SIDE - top, SIDE, SIDE)
            self._stretch(painter, scale * self._ratio, left, top, empty & QRect(0, 0, wide, high))
        for key in seen:
            tile = self._tiles.get(key)
            if tile is not None:
                self._tiles.move_to_end(key)
                painter.drawImage(QPoint(key.column * SIDE - left, key.line * SIDE - top), tile.image)
        painter.restore()
        self._want(
            level, missing, _covering(level, QRect(left, top, wide, high).adjusted(-SIDE, -SIDE, SIDE, SIDE))
        )
        return not missing

    def request(self, camera: Camera, width: int, height: int) -> None:
        """Have the tiles of a view painted without showing them yet."""
        if self._brush is not None:
            level = _level(camera.scale)
            seen = self._seen(camera, width, height)
            self._want(level, [key for key in seen if not self._is_there(key)], [])

    def holds(self, camera: Camera, width: int, height: int) -> bool:
        """Whether all tiles of a view are painted."""
        return self._brush is None or all(map(self._is_there, self._seen(camera, width, height)))

    def _seen(self, camera: Camera, width: int, height: int) -> list[Key]:
        level = _level(camera.scale)
        pixels = self._scales.setdefault(level, camera.scale) * self._ratio
        corner = QPoint(round(camera.x * pixels), round(camera.y * pixels))
        size = QSize(round(width * self._ratio), round(height * self._ratio))
        return _covering(level, QRect(corner, size))

    def _is_there(self, key: Key) -> bool:
        tile = self._tiles.get(key)
        return tile is not None and tile.fresh

    def _want(self, level: int, missing: list[Key], around: list[Key]) -> None:
        """Have tiles painted: those in view first, from its middle on, then those around it."""
        changed = level != self._level
        restless = changed and self._since.isValid() and self._since.elapsed() < _RESTLESS
        if changed:
            self._level = level
            self._since.restart()
        if restless:
            self._rest.start()
        if self._rest.isActive():
            self._thread.ask(_CLIENT, [])
            return
        room = self.cap // _BYTES - len(self._tiles)
        beside = [key for key in around if not self._is_there(key) and key not in missing]
        wanted = [*_from_middle(missing), *_from_middle(beside)[: max(0, room - len(missing))]]
        self._thread.ask(_CLIENT, [self._job(key) for key in wanted])

    def _job(self, key: Key) -> Job:
        assert self._brush is not None  # noqa: S101  (there is a picture, or nothing would be missing)
        scale = self._scales[key.level]
        return Job(_Token(self._epoch, key), self._brush, self._view(key), scale, self._ratio, (SIDE, SIDE))

    def _view(self, key: Key) -> View:
        side = SIDE / (self._scales[key.level] * self._ratio)
        return key.column * side, key.line * side, side, side

    def _take(self, token: object, image: QImage) -> None:
        if not isinstance(token, _Token) or token.epoch != self._epoch:
            return
        key = token.key
        self._tiles[key] = _Tile(image, fresh=True)
        self._tiles.move_to_end(key)
        while len(self._tiles) > max(1, self.cap // _BYTES):
            self._tiles.popitem(last=False)
        self.arrived.emit()

    def _stretch(self, painter: QPainter, pixels: float, left: int, top: int, view: QRect) -> None:
        """Draw tiles of the nearest other scale that there is, over the image of the whole."""
        painter.setClipRect(view)
        painter.fillRect(view, self.ground)
        if self._under is not None:
            image, (x, y, wide, high) = self._under
            painter.drawImage(
                QRectF(x * pixels - left, y * pixels - top, wide * pixels, high * pixels), image
            )
        level = _level(pixels / self._ratio)
        others = {key.level for key in self._tiles} - {level}
        if others:
            nearest = min(others, key=lambda other: abs(other - level))
            side = SIDE * pixels / (self._scales[nearest] * self._ratio)
            for key in _covering(nearest, view.translated(left, top), side):
                tile = self._tiles.get(key)
                if tile is not None:
                    place = QRectF(key.column * side - left, key.line * side - top, side, side)
                    painter.drawImage(place, tile.image)
        painter.setClipping(False)


def _level(scale: float) -> int:
    return round(log2(scale) * _STEPS)


def _covering(level: int, pixels: QRect, side: float = SIDE) -> list[Key]:
    """The tiles that a rectangle touches, tiles being so large."""
    return [
        Key(level, column, line)
        for line in range(floor(pixels.top() / side), floor(pixels.bottom() / side) + 1)
        for column in range(floor(pixels.left() / side), floor(pixels.right() / side) + 1)
    ]


def _from_middle(keys: list[Key]) -> list[Key]:
    if not keys:
        return []
    x = sum(key.column for key in keys) / len(keys)
    y = sum(key.line for key in keys) / len(keys)
    return sorted(keys, key=lambda key: (key.column - x) ** 2 + (key.line - y) ** 2)
