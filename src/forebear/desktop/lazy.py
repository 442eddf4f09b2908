"""A tab whose view is made when it is first looked at, because its libraries take long to load."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType

from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from forebear.desktop.background import Background
from forebear.desktop.focusing import enter, order_within
from forebear.desktop.pieces import EmptyState
from forebear.desktop.theme import Theme


class LazyPage(QWidget):
    """Loads `module` on a worker thread, then makes the view with `make(module)` on this one."""

    def __init__(
        self,
        module: str,
        make: Callable[[ModuleType], QWidget],
        theme: Theme,
        icon: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._module, self._make = module, make
        self._waiting: list[Callable[[QWidget], object]] = []
        self._loading = False
        self.view: QWidget | None = None
        self._note = EmptyState(theme, icon)
        self._note.say(self.tr("Loading…"), "")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._note)
        self._background = Background(self)

    def ask(self, act: Callable[[QWidget], object]) -> None:
        """Call `act` with the view, as soon as there is one; only the last of several counts."""
        if self.view is not None:
            act(self.view)
            return
        self._waiting = [act]
        self.load()

    def load(self) -> None:
        """Start loading, unless that has happened."""
        if self.view is None and not self._loading:
            self._loading = True
            self._background.run(lambda: importlib.import_module(self._module), self._show, self._fail)

    def showEvent(self, event: QShowEvent) -> None:
        """Load when the tab is first seen."""
        super().showEvent(event)
        self.load()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on to the view."""
        super().focusInEvent(event)
        if self.view is not None:
            enter(self.view)

    def _show(self, module: ModuleType) -> None:
        self.view = self._make(module)
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act(self.view)
        order_within(self)
        if self.hasFocus():
            enter(self.view)

    def _fail(self, error: Exception) -> None:
        self._loading = False
        self._note.say(self.tr("This view cannot be loaded"), str(error), self.tr("Try again"), self.load)
