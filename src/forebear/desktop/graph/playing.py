"""Playing through history: from stop to stop at a pace, until the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

PACES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Stops in a second."""


class Player(QObject):
    """Goes from place to place.

    Signals: `reached(int)` the next place; `playing_changed(bool)`.
    """

    reached = Signal(int)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[int, ...] = ()
        self._place = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self.set_pace(1.0)

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def set_places(self, places: Sequence[int]) -> None:
        """Play through these, in this order; the last one is the end."""
        self.pause()
        self._places = tuple(places)

    def set_pace(self, pace: float) -> None:
        """Reach so many places in a second."""
        self._timer.setInterval(round(1000 / pace))

    def play(self, place: int) -> None:
        """Go on behind a place; at the end, begin anew."""
        if not self._places:
            return
        self._place = place if place < self._places[-1] else -1
        self._timer.start()
        self.playing_changed.emit(True)
        self._go_on()

    def pause(self) -> None:
        """Stay where it is."""
        if self._timer.isActive():
            self._timer.stop()
            self.playing_changed.emit(False)

    def _go_on(self) -> None:
        following = next((each for each in self._places if each > self._place), None)
        if following is not None:
            self._place = following
            self.reached.emit(following)
        if following is None or following == self._places[-1]:
            self.pause()
