"""A line in which a person names a moment: a revision or a date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

_DATES = ("today", "yesterday", "1 week ago", "1 month ago", "1 year ago")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHORT = 10


class MomentBox(QLineEdit):
    """Tags and branches are completed; a full sha is shown shortened.

    Signals: `chosen(str)` when a person entered something else than was shown; "" for nothing.
    """

    chosen = Signal(str)

    def __init__(self, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._choose)
        self.setCompleter(completer)
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(empty)
        self.setAccessibleName(name)
        self.setToolTip(self.tr("A branch, tag or commit, or a date such as 2026-06-01 or 3 months ago"))
        self.setAccessibleDescription(self.toolTip())
        self.returnPressed.connect(self._choose)
        self.textChanged.connect(lambda text: self._choose() if not text and self._text else None)

    @property
    def text_now(self) -> str:
        """What is wanted now, in full."""
        return self._text

    def show_names(self, names: Sequence[str]) -> None:
        """Complete these, and some dates."""
        self._names.setStringList([*names, *_DATES])

    def show_text(self, text: str) -> None:
        """Show what is wanted now."""
        self._text = text
        shown = text[:_SHORT] if _SHA.fullmatch(text) else text
        if shown != self.text():
            self.setText(shown)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives back what was shown."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.show_text(self._text)
            self.setModified(False)
            return
        super().keyPressEvent(event)

    def _choose(self) -> None:
        text = self.text().strip()
        if text != self._text and text != self._text[:_SHORT]:
            self._text = text
            self.setModified(False)
            self.setCursorPosition(0)
            self.chosen.emit(text)
