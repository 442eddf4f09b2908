"""A small image of a whole picture: for the minimap, and to be stretched where no tile is painted yet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from forebear.desktop.graph.drawn import Drawn
from forebear.desktop.graph.painter_thread import Brush, Job, PainterThread
from forebear.desktop.graph.pens import View

_CLIENT = "overall"
_WIDE, _HIGH = 1024, 640


class Overall(QObject):
    """Paints the image of one picture after the other.

    Attributes: `view` the part of the drawing that the image shows; `image` None until it is painted.
    Signals: `arrived(QImage)`.
    """

    arrived = Signal(QImage)

    def __init__(self, thread: PainterThread, parent: QObject) -> None:
        super().__init__(parent)
        self.view: View = (0.0, 0.0, 0.0, 0.0)
        self.image: QImage | None = None
        self._number = 0
        self._thread = thread
        self._thread.painted.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def begin(self, brush: Brush | None, scene: Drawn | None) -> None:
        """Paint another picture."""
        self._number += 1
        self.image = None
        if brush is None or scene is None or not scene.count:
            self._thread.ask(_CLIENT, [])
            return
        left, top, width, height = scene.bounds
        margin = 0.02 * max(width, height) + 8.0
        self.view = (left - margin, top - margin, width + 2 * margin, height + 2 * margin)
        scale = min(1.0, _WIDE / self.view[2], _HIGH / self.view[3])
        size = max(1, round(self.view[2] * scale)), max(1, round(self.view[3] * scale))
        self._thread.ask(_CLIENT, [Job(self._number, brush, self.view, scale, 1.0, size)])

    def _take(self, number: object, image: QImage) -> None:
        if number == self._number:
            self.image = image
            self.arrived.emit(image)
