"""What the window remembers: recent projects, choices, and where things stood."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from forebear.desktop.theme import Scheme

_RECENT = 12
STATE_VERSION = 1
"""Raised when the saved layout of the window no longer fits."""


class Preferences:
    """Kept in the person's settings file; nothing is written into a project."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def recent(self) -> tuple[Path, ...]:
        """Projects opened lately, the last one first."""
        saved = self._settings.value("recent", [])
        return tuple(Path(str(path)) for path in (saved if isinstance(saved, list) else [saved]) if path)

    def remember(self, root: Path) -> None:
        """Put a project at the head of the recent ones."""
        others = [str(path) for path in self.recent if path != root]
        self._settings.setValue("recent", [str(root), *others][:_RECENT])

    def forget(self, root: Path) -> None:
        """Take a project off the recent ones."""
        self._settings.setValue("recent", [str(path) for path in self.recent if path != root])

    @property
    def scheme(self) -> Scheme:
        """Light, dark, or as the system has it."""
        saved = str(self._settings.value("scheme", Scheme.SYSTEM.value))
        return Scheme(saved) if saved in list(Scheme) else Scheme.SYSTEM

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._settings.setValue("scheme", scheme.value)

    @property
    def language(self) -> str:
        """`en`, `ko`, or "" for the system's."""
        return str(self._settings.value("language", ""))

    @language.setter
    def language(self, language: str) -> None:
        self._settings.setValue("language", language)

    def state(self, name: str, root: Path | None = None) -> QByteArray:
        """Return a saved layout, of a project or of the window itself; empty when there is none."""
        saved = self._settings.value(self._key(name, root))
        return saved if isinstance(saved, QByteArray) else QByteArray()

    def save_state(self, name: str, state: QByteArray, root: Path | None = None) -> None:
        """Save a layout."""
        self._settings.setValue(self._key(name, root), state)

    def number(self, name: str, default: int, root: Path | None = None) -> int:
        """Return a saved number."""
        saved = self._settings.value(self._key(name, root), default)
        try:
            return int(str(saved))
        except ValueError:
            return default

    def save_number(self, name: str, number: int, root: Path | None = None) -> None:
        """Save a number."""
        self._settings.setValue(self._key(name, root), number)

    def words(self, name: str, root: Path | None = None) -> dict[str, str]:
        """Return saved words by what they are about; {} where there are none."""
        import json

        try:
            saved = json.loads(str(self._settings.value(self._key(name, root), "{}")))
        except ValueError:
            return {}
        return {str(key): str(word) for key, word in saved.items()} if isinstance(saved, dict) else {}

    def save_words(self, name: str, words: dict[str, str], root: Path | None = None) -> None:
        """Save words by what they are about."""
        import json

        self._settings.setValue(self._key(name, root), json.dumps(words))

    @staticmethod
    def _key(name: str, root: Path | None) -> str:
        if root is None:
            return f"window-{STATE_VERSION}/{name}"
        import hashlib  # not for the first window

        folder = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return f"project-{STATE_VERSION}-{folder}/{name}"
