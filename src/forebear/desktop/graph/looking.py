"""Looking at a drawing: the camera of a widget, and how it is moved."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from forebear.desktop.graph.camera import SMALLEST, Camera, Fit
from forebear.desktop.graph.drawn import Drawn
from forebear.desktop.graph.moving import Motion

_READABLE = 0.45  # a picture is not shown smaller than this at first; one pans instead
ZOOM_STEP = 1.25


class LookingWidget(QWidget):
    """A widget with a camera on a scene; what it paints is another's matter.

    Attributes: `camera` is where it is to look from, `motion` how it gets there. Signals: `zoomed(float)` the
    scale; `looked()` after the camera moved.
    """

    zoomed = Signal(float)
    looked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: Drawn | None = None
        self.camera = Camera()
        self.motion = Motion(self)
        self.motion.stepped.connect(self.update)
        self._fit: Fit | None = Fit.OPENING  # None = the person moved the camera

    def look(self, camera: Camera, *, gliding: bool = False) -> None:
        """Move the camera, at once or `gliding`; from now on it stays where the person put it."""
        self._fit = None
        self._aim(camera, gliding=gliding)

    def _aim(self, camera: Camera, *, gliding: bool = False) -> None:
        changed = camera.scale != self.camera.scale
        if gliding and camera != self.camera and self.motion.wanted and self.isVisible():
            self.motion.glide(self.motion.seen(self.camera))
        elif not gliding and self.motion.transition is None:
            self.motion.stop()
        self.camera = camera
        if changed:
            self.zoomed.emit(camera.scale)
        self.looked.emit()
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in (above 1) or out at a pixel, or at the middle; not much farther out than everything."""
        spot = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        least = SMALLEST
        if self.scene is not None and self.scene.count:
            whole = Camera.fitting(self.scene.bounds, self.width(), self.height())
            least = min(whole.scale * 0.6, self.camera.scale)
        self.look(self.camera.zoomed(factor, spot.x(), spot.y(), least))

    def step(self, steps: int) -> None:
        """Zoom in by steps, out by negative ones; 0 shows everything."""
        if steps:
            self.zoom(ZOOM_STEP**steps)
        else:
            self.fit(Fit.EVERYTHING, gliding=True)

    def fit(self, fit: Fit, *, gliding: bool = False) -> None:
        """Show the picture so, and again whenever the widget's size changes, until the camera is moved."""
        self._fit = fit
        scene = self.scene
        if scene is None or not scene.count or not self.isVisible():
            return
        start, (left, top) = scene.first(), self.edges()
        width, height = max(self.width() - left, 1), max(self.height() - top, 1)
        if fit is Fit.EVERYTHING or start is None or left:
            camera = Camera.fitting(scene.bounds, width, height)
        else:
            camera = Camera.opening(scene.bounds, scene.middle(start), width, height, _READABLE)
        self._aim(camera.moved(left, top), gliding=gliding)

    def centre(self, row: int) -> None:
        """Bring a node to the middle."""
        if self.scene is not None:
            camera = self.camera.centred(*self.scene.middle(row), self.width(), self.height())
            self.look(camera, gliding=True)

    def reveal(self, row: int) -> None:
        """Move as little as possible so that a node is seen."""
        if self.scene is None:
            return
        left, top, width, height = self.scene.box(row)
        x1, y1 = self.camera.to_view(left, top)
        x2, y2 = self.camera.to_view(left + width, top + height)
        margin, (beside, above) = 24.0, self.edges()
        right = max(margin + beside - x1, 0.0) or min(self.width() - margin - x2, 0.0)
        down = max(margin + above - y1, 0.0) or min(self.height() - margin - y2, 0.0)
        if right or down:
            self.look(self.camera.moved(right, down), gliding=True)

    def edges(self) -> tuple[int, int]:
        """The pixels at the left and at the top that do not show the drawing."""
        return (0, 0)

    # Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        """A picture that came while hidden is fitted now."""
        super().showEvent(event)
        if self._fit is not None:
            self.fit(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the new size, or keep the middle of what the person looks at."""
        super().resizeEvent(event)
        if self._fit is not None:
            self.fit(self._fit)
        else:
            old, new = event.oldSize(), event.size()
            self._aim(self.camera.moved((new.width() - old.width()) / 2, (new.height() - old.height()) / 2))
