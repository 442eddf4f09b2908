"""Short animations: the camera glides, and nodes slide to their places in the next picture.

What matters is known at once: hit tests and the next picture use the goal. Nothing moves for people whose
system asks for less motion.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QObject, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QStyle

from forebear.desktop.graph.batches import draw_lines, draw_rects
from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.ground import paint_ground
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.painting import GraphPainter
from forebear.desktop.graph.pens import mixed, pen_of
from forebear.desktop.graph.scene import Scene
from forebear.desktop.theme import Theme

_MILLISECONDS = 180
_RIM = 3.0  # pixels of a card that stand off its box
_MOST_CARDS = 40  # new cards that are painted; of more only the frames
_MOST_SMOOTH = 400
_BEND = np.linspace(0.0, 1.0, 7)


class Motion(QObject):
    """Moves one pane's camera and pictures.

    Attributes: `allowed` is False where the person wants no animation. Signals: `stepped` for every frame.
    """

    stepped = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.allowed = True
        self._from: Camera | None = None
        self.transition: Transition | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(_MILLISECONDS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self.stepped)
        self._animation.finished.connect(self.stop)

    @property
    def wanted(self) -> bool:
        """Whether things may move."""
        return self.allowed and not asks_for_less_motion()

    @property
    def progress(self) -> float:
        """How far the animation is, 1 where there is none."""
        running = self._animation.state() is QVariantAnimation.State.Running
        return float(self._animation.currentValue()) if running else 1.0

    def glide(self, start: Camera) -> None:
        """Have the camera come from there."""
        self._from = start
        self._animation.stop()
        self._animation.start()

    def change(self, transition: Transition, start: Camera) -> None:
        """Have a picture change into the next one."""
        self.transition = transition
        self.glide(start)

    def stop(self) -> None:
        """Be there."""
        self._animation.stop()
        self._from = self.transition = None
        self.stepped.emit()

    def seen(self, goal: Camera) -> Camera:
        """Return the camera through which the picture is seen now."""
        progress = self.progress
        if self._from is None or progress >= 1.0:
            return goal
        return between(self._from, goal, progress)


def between(one: Camera, other: Camera, share: float) -> Camera:
    """Return a camera on the way: the scale changes evenly, and so does what is seen."""
    scale = exp(log(one.scale) + (log(other.scale) - log(one.scale)) * share)
    if one.scale == other.scale:
        grown = share
    else:  # the point that does not move while zooming stays where it is
        grown = (1 / one.scale - 1 / scale) / (1 / one.scale - 1 / other.scale)
    return Camera(scale, one.x + (other.x - one.x) * grown, one.y + (other.y - one.y) * grown)


def asks_for_less_motion() -> bool:
    """Whether the system asks for less motion.

    Until Qt has a preference of its own for that (a later version than 6.11), the style says it: where the
    system's effects are turned off, its animations take no time.
    """
    preference = getattr(QGuiApplication.styleHints().accessibility(), "motionPreference", None)
    if preference is not None:
        return "Reduce" in str(preference())
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An image of a scene through a camera, with `ratio` pixels for a logical one."""

    scene: Scene
    image: QImage
    camera: Camera
    ratio: float


class Transition:
    """One picture on its way to the next: what stays slides, what is new fades in, what goes fades out.

    Nodes that stay are cut out of an image of the picture before, so that 1,000 of them are quick to draw.
    """

    def __init__(self, before: Snapshot, after: Scene, theme: Theme) -> None:
        self._before, self._after, self._theme = before.scene, after, theme
        self._picture, self._camera = QPixmap.fromImage(before.image), before.camera
        self._ratio, shown = before.ratio, before.scene
        _, old, new = np.intersect1d(shown.ids, after.ids, assume_unique=True, return_indices=True)
        self._old, self._new = old, new
        self._going = np.setdiff1d(np.arange(shown.count), old)
        self._coming = np.setdiff1d(np.arange(after.count), new)
        # How far each node of the picture after has still to go: new ones come from where they will be.
        self._way = np.zeros((after.count, 2))
        self._way[new] = shown.boxes[old, :2] - after.boxes[new, :2]
        self._arriving, self._arrivals = np.zeros((0, 4)), QPixmap()
        self._goal = before.camera
        ends, owner, along = after.segments.steps()
        sources = np.asarray([link.source for link in after.links], dtype=np.intp)[owner]
        targets = np.asarray([link.target for link in after.links], dtype=np.intp)[owner]
        self._ends = ends
        self._bends = np.concatenate(
            [
                self._way[sources] * (1 - along[:, [side]]) + self._way[targets] * along[:, [side]]
                for side in (0, 1)
            ],
            axis=1,
        )

    def paint(self, painter: QPainter, camera: Camera, size: tuple[int, int], progress: float) -> None:
        """Paint a frame of so many logical pixels."""
        view = (camera.x, camera.y, size[0] / camera.scale, size[1] / camera.scale)
        painter.save()
        painter.scale(camera.scale, camera.scale)
        painter.translate(-camera.x, -camera.y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, view, camera.scale, self._theme.colours)
        self._lines(painter, view, 1 - progress)
        painter.restore()
        self._cards(painter, camera, progress)

    def _lines(self, painter: QPainter, view: tuple[float, float, float, float], left: float) -> None:
        ends = self._ends + self._bends * left
        low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
        corner = np.array([view[0] + view[2], view[1] + view[3]])
        ends = ends[((low <= corner) & (high >= view[:2])).all(axis=1)]
        colours = self._theme.colours
        painter.setPen(pen_of(mixed(QColor(colours["window"]), QColor(colours["edge"]), 0.8), 1.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(ends) <= _MOST_SMOOTH)
        draw_lines(painter, _curved(ends))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def arrive(self, painting: GraphPainter, camera: Camera, size: tuple[int, int]) -> None:
        """Paint the cards of new nodes, as they are seen in the end through `camera`."""
        view = (camera.x, camera.y, size[0] / camera.scale, size[1] / camera.scale)
        seen = np.intersect1d(self._coming, self._after.grid.touching(*view))
        self._arriving = boxes = self._after.boxes[seen]
        self._goal = camera
        pixels = QSize(round(size[0] * self._ratio), round(size[1] * self._ratio))
        self._arrivals = QPixmap(pixels)
        self._arrivals.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._arrivals)
        painter.scale(camera.scale * self._ratio, camera.scale * self._ratio)
        painter.translate(-camera.x, -camera.y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if len(seen) <= _MOST_CARDS:
            painting.nodes(painter, seen.tolist(), camera.scale, Marks())
        else:
            painter.setPen(pen_of(self._theme.color("border"), 1.0))
            painter.setBrush(self._theme.color("surface"))
            draw_rects(painter, boxes)
        painter.end()

    def _cards(self, painter: QPainter, camera: Camera, progress: float) -> None:
        """Draw the cards that were there, where they are now, and those that go where they were."""
        staying = self._after.boxes[self._new].copy()
        staying[:, :2] += self._way[self._new] * (1 - progress)
        going = self._before.boxes[self._going]
        cut = _Cut(self._camera, camera, self._ratio, self._picture.size())
        painter.save()
        painter.scale(1 / self._ratio, 1 / self._ratio)
        _draw_pieces(painter, cut.pieces(going, going, 1 - progress), self._picture)
        _draw_pieces(painter, cut.pieces(self._before.boxes[self._old], staying, 1.0), self._picture)
        cut = _Cut(self._goal, camera, self._ratio, self._arrivals.size())
        _draw_pieces(painter, cut.pieces(self._arriving, self._arriving, progress), self._arrivals)
        painter.restore()


@dataclass(frozen=True, slots=True)
class _Cut:
    """How pieces are cut out of a picture taken through one camera, and drawn through another one."""

    then: Camera
    now: Camera
    ratio: float
    size: QSize

    def pieces(
        self, old: NDArray[np.float64], now: NDArray[np.float64], opacity: float
    ) -> NDArray[np.float64]:
        """What to cut out for boxes, and where they are drawn: rows as QPainter takes fragments."""
        then, here = self.then.scale * self.ratio, self.now.scale * self.ratio
        rim = _RIM * self.ratio
        left = (old[:, 0] - self.then.x) * then - rim
        top = (old[:, 1] - self.then.y) * then - rim
        right, bottom = left + old[:, 2] * then + 2 * rim, top + old[:, 3] * then + 2 * rim
        x1, y1 = np.clip(left, 0, self.size.width()), np.clip(top, 0, self.size.height())
        x2, y2 = np.clip(right, 0, self.size.width()), np.clip(bottom, 0, self.size.height())
        seen = (x2 - x1 > 1) & (y2 - y1 > 1)
        rows = np.zeros((int(seen.sum()), 10))
        # The middle of the piece, seen through the camera now, and moved on.
        x = ((x1 + x2) / 2 / then + self.then.x - self.now.x + now[:, 0] - old[:, 0]) * here
        y = ((y1 + y2) / 2 / then + self.then.y - self.now.y + now[:, 1] - old[:, 1]) * here
        rows[:, 0], rows[:, 1] = x[seen], y[seen]
        rows[:, 2], rows[:, 3] = x1[seen], y1[seen]
        rows[:, 4], rows[:, 5] = (x2 - x1)[seen], (y2 - y1)[seen]
        rows[:, 6] = rows[:, 7] = here / then
        rows[:, 9] = opacity
        return rows


def _draw_pieces(painter: QPainter, rows: NDArray[np.float64], picture: QPixmap) -> None:
    if len(rows):
        wrapped = shiboken6.wrapInstance(rows.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(cast("QPainter.PixmapFragment", wrapped), len(rows), picture)


def _curved(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pieces of routes as short straight lines: S-curves, level ones whole."""
    level = ends[:, 1] == ends[:, 3]
    x1, y1, x2, y2 = (each[:, None] for each in ends[~level].T)
    across = 1.5 * _BEND * (1 - _BEND) + _BEND**3  # Bezier with its inner points at half the width
    down = 3 * _BEND**2 * (1 - _BEND) + _BEND**3
    x, y = x1 + (x2 - x1) * across, y1 + (y2 - y1) * down
    bent = np.stack((x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]), axis=2).reshape(-1, 4)
    return np.concatenate((ends[level], bent))
