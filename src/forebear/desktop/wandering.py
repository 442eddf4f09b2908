"""Back and Forward: the buttons of the mouse, and where the acts say that they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent

from forebear.desktop.actions import shown_keys
from forebear.desktop.pieces import tip

if TYPE_CHECKING:
    from forebear.desktop.window import MainWindow

_STEPS = {"go.back": -1, "go.forward": 1}
_BUTTONS = {Qt.MouseButton.BackButton: "go.back", Qt.MouseButton.ForwardButton: "go.forward"}
_LONGEST = 60  # characters of a name in a tooltip


class Wandering(QObject):
    """Serves the trail of a window with its mouse and its menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._watched: QObject | None = None
        self._plain = {name: window.actions_table[name].toolTip() for name in _STEPS}
        # The buttons reach the window's surface before any view, each of which would take them for a click.
        window.installEventFilter(self)
        window.selection.trail.changed.connect(self._say)
        self._say()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go back or forward at a press of that button of the mouse."""
        if watched is self._window:
            if event.type() in (QEvent.Type.Show, QEvent.Type.WinIdChange):
                self._watch()
            return False
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        if event.type() in kinds and isinstance(event, QMouseEvent):
            name = _BUTTONS.get(event.button())
            if name is not None:
                self._window.selection.go(_STEPS[name])
                return True
        return False

    def _watch(self) -> None:
        surface = self._window.windowHandle()
        if surface is not self._watched:
            self._watched = surface
            surface.installEventFilter(self)

    def _say(self) -> None:
        """Say where Back and Forward lead, and whether they do."""
        for name, step in _STEPS.items():
            action = self._window.actions_table[name]
            place = self._window.selection.trail.at(step)
            action.setEnabled(place is not None)
            node = place.node if place is not None else None
            if node is None:
                action.setToolTip(self._plain[name])
                action.setStatusTip("")
                continue
            act = next(act for act in self._window.actions_table.acts if act.id == name)
            named = node.name if len(node.name) <= _LONGEST else f"{node.name[:_LONGEST]}…"
            text = (
                self.tr("Back to {name} ({keys})") if step < 0 else self.tr("Forward to {name} ({keys})")
            ).format(name=named, keys=shown_keys(act))
            action.setToolTip(tip(text))
            action.setStatusTip(text)
