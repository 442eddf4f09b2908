"""Loads what the views will need, after the first window is on screen."""

from __future__ import annotations

import contextlib
import importlib

from PySide6.QtCore import QObject

from forebear.desktop.background import Background

_MODULES = (
    "forebear.lineage.questions",
    "forebear.desktop.workspace",
    "forebear.desktop.graph.view",
    "forebear.desktop.comparing.view",
    "forebear.desktop.rebuilding.panel",
)


class Warming(QObject):
    """Imports the heavy modules on a worker thread, once."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)

    def start(self) -> None:
        """Start; a module that cannot be loaded says so where it is used."""
        self._background.run(self._load, lambda _nothing: None, lambda _error: None)

    @staticmethod
    def _load() -> None:
        for module in _MODULES:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
