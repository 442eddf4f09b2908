"""Which way a person said a metric is better, kept with the person for each project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from forebear.compare.directions import Direction, SetDirections
from forebear.desktop.preferences import Preferences

_NAME = "directions"
_MOST = 5_000


class Directions(QObject):
    """The directions of one project's metrics, by the metric's name.

    Signals: `changed()` after the person set one.
    """

    changed = Signal()

    def __init__(
        self, preferences: Preferences | None = None, root: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences, self._root = preferences, root
        saved = preferences.words(_NAME, root) if preferences is not None else {}
        known = set(Direction)
        self._set = {name: Direction(word) for name, word in saved.items() if word in known}

    @property
    def now(self) -> SetDirections:
        """What is set now, a value that other threads may hold on to."""
        return dict(self._set)

    def of(self, name: str) -> Direction | None:
        """Return what the person said of a metric; None: nothing."""
        return self._set.get(name)

    def choose(self, name: str, direction: Direction | None) -> None:
        """Remember a direction; None goes by the metric's name again."""
        before: Mapping[str, Direction] = dict(self._set)
        self._set.pop(name, None)
        if direction is not None and len(self._set) < _MOST:
            self._set[name] = direction
        if self._set == before:
            return
        if self._preferences is not None:
            words = {each: way.value for each, way in self._set.items()}
            self._preferences.save_words(_NAME, words, self._root)
        self.changed.emit()
