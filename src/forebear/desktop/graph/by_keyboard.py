"""The keyboard on the canvas: walking, finding by name, and the deeds of the canvas itself."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent

from forebear.desktop.graph.camera import Fit
from forebear.desktop.graph.keyboard import Deed, deed_of
from forebear.desktop.graph.looking import ZOOM_STEP
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.walking import Way, first, named, names, step

if TYPE_CHECKING:
    from forebear.desktop.graph.canvas import GraphCanvas
    from forebear.desktop.graph.drawn import Drawn

_PAUSE = 1.0
"""Seconds after which letters begin another name."""

_WAYS = {
    Deed.LEFT: Way.LEFT,
    Deed.RIGHT: Way.RIGHT,
    Deed.UP: Way.UP,
    Deed.DOWN: Way.DOWN,
    Deed.OLDEST: Way.OLDEST,
    Deed.NEWEST: Way.NEWEST,
    Deed.TOP: Way.TOP,
    Deed.BOTTOM: Way.BOTTOM,
}

_ON_NODE = (Deed.SELECT, Deed.ADD, Deed.OPEN, Deed.MENU)


class ByKeyboard(QObject):
    """Follows the keys on one canvas. `clock` tells seconds.

    Signals: `wanted(object)` a Deed that is another's to do; `missed(str)` letters that no name begins with.
    """

    wanted = Signal(object)
    missed = Signal(str)

    def __init__(self, canvas: GraphCanvas, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(canvas)
        self._canvas, self._clock = canvas, clock
        self._text, self._last = "", 0.0
        self._names: tuple[Drawn | None, dict[int, str]] = (None, {})
        self._own: dict[Deed, Callable[[], object]] = {
            Deed.ROOT: self._go_to_root,
            Deed.SELECT: lambda: canvas.clicked.emit(canvas.marks.ring),
            Deed.ADD: lambda: canvas.added.emit(canvas.marks.ring),
            Deed.OPEN: lambda: canvas.opened.emit(canvas.marks.ring),
            Deed.MENU: self._show_menu,
            Deed.CLOSER: lambda: canvas.zoom(ZOOM_STEP),
            Deed.FARTHER: lambda: canvas.zoom(1 / ZOOM_STEP),
            Deed.WHOLE: lambda: canvas.fit(Fit.EVERYTHING, gliding=True),
            Deed.LEAVE: lambda: canvas.clicked.emit(-1),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; False where it says nothing here."""
        canvas, deed = self._canvas, deed_of(event)
        if canvas.scene is None:
            return False
        if self._types(event, deed):
            self.type_in(event.text())
            return True
        if deed is None:
            return False
        return self.do(deed)

    def do(self, deed: Deed) -> bool:
        """Do a deed at the node in focus; False where it needs one and there is none."""
        canvas = self._canvas
        self._text = ""
        if canvas.scene is None or (deed in _ON_NODE and canvas.marks.ring is None):
            return False
        if deed in _WAYS:
            start = canvas.marks.ring if canvas.marks.ring is not None else canvas.marks.selected
            canvas.walk(step(canvas.scene, start, _WAYS[deed]) if start is not None else first(canvas.scene))
        elif deed in self._own:
            self._own[deed]()
        else:
            self.wanted.emit(deed)
        return True

    def compose(self, event: QInputMethodEvent) -> None:
        """Find by what an input method writes, and by what it has not finished yet."""
        if event.commitString():
            self.type_in(event.commitString())
        if event.preeditString():
            self._find(self._running() + event.preeditString())
        event.accept()

    def type_in(self, text: str) -> None:
        """Go to the next node whose name begins with what was typed, these letters last."""
        self._text = self._running() + text
        self._last = self._clock()
        self._find(self._text)

    def ring(self) -> QRect:
        """Where the focus is, in pixels of the canvas: there an input method shows what it offers."""
        canvas = self._canvas
        if canvas.scene is None or canvas.marks.ring is None:
            return QRect()
        left, top, width, height = canvas.scene.box(canvas.marks.ring)
        x, y = canvas.camera.to_view(left, top)
        return QRect(
            round(x), round(y), round(width * canvas.camera.scale), round(height * canvas.camera.scale)
        )

    def _running(self) -> str:
        return self._text if self._clock() - self._last < _PAUSE else ""

    def _types(self, event: QKeyEvent, deed: Deed | None) -> bool:
        """Whether a key is a letter of a name: what does something else is, once a name was begun."""
        text, held = event.text(), event.modifiers()
        if held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        if held & Qt.KeyboardModifier.AltModifier or not text or not text.isprintable():
            return False
        return bool(self._running()) or (deed is None and not text.isspace())

    def _find(self, text: str) -> None:
        canvas, scene = self._canvas, self._canvas.scene
        if scene is None:
            return
        if self._names[0] is not scene or isinstance(scene, MapScene):  # of which more is known by and by
            self._names = scene, names(scene)
        row = named(scene, self._names[1], text, canvas.marks.ring)
        if row is not None:
            canvas.walk(row)
        else:
            self.missed.emit(text)

    def _go_to_root(self) -> None:
        if self._canvas.scene is not None:
            self._canvas.walk(first(self._canvas.scene))

    def _show_menu(self) -> None:
        canvas, ring = self._canvas, self._canvas.marks.ring
        if canvas.scene is not None and ring is not None:
            canvas.reveal(ring)
            x, y = canvas.camera.to_view(*canvas.scene.middle(ring))
            canvas.menu_requested.emit(ring, canvas.mapToGlobal(QPoint(round(x), round(y))))
