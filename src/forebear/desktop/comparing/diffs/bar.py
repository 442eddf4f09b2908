"""The bar above a diff: the file's name, how much differs, and the buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from forebear.desktop.pieces import ElidedLabel, IconButton, label
from forebear.desktop.theme import Theme

_UP, _DOWN, _WHOLE, _BESIDE = ("P", "Alt+Up"), ("N", "Alt+Down"), ("W",), ("S",)


def diff_sheet() -> Sequence[tuple[str, str]]:
    """Return what can be done in a diff, and the first key for it as this system writes it."""
    translate = QCoreApplication.translate
    form = QKeySequence.SequenceFormat.NativeText
    said = (
        (translate("DiffKeys", "Next change"), _DOWN),
        (translate("DiffKeys", "Previous change"), _UP),
        (translate("DiffKeys", "Side by side"), _BESIDE),
        (translate("DiffKeys", "Show the whole file"), _WHOLE),
    )
    return [(text, QKeySequence(keys[0]).toString(form)) for text, keys in said]


class DiffBar(QFrame):
    """Its keys count within `area`, which is the view that it belongs to.

    Signals: `went(int)` to the next change (1) or the one before (-1); `whole_wanted(bool)` for the whole
    file, or what is around the changes; `beside_wanted(bool)` for both sides beside each other.
    """

    went = Signal(int)
    whole_wanted = Signal(bool)
    beside_wanted = Signal(bool)

    def __init__(self, theme: Theme, area: QWidget) -> None:
        super().__init__(area)
        self.setProperty("surface", "bar")
        self.title = ElidedLabel()
        self.count = label("", "muted")
        self.up = IconButton(theme, "chevron-up", self.tr("Previous change (P)"), lambda: self.went.emit(-1))
        self.down = IconButton(theme, "chevron-down", self.tr("Next change (N)"), lambda: self.went.emit(1))
        self.whole = IconButton(theme, "whole", self.tr("Show the whole file (W)"))
        self.beside = IconButton(theme, "beside", self.tr("Side by side (S)"))
        for button, wanted in ((self.whole, self.whole_wanted), (self.beside, self.beside_wanted)):
            button.setCheckable(True)
            button.clicked.connect(wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.title, 1)
        row.addWidget(self.count)
        row.addSpacing(8)
        self._row = row
        keys = (
            (self.up, _UP),
            (self.down, _DOWN),
            (self.whole, _WHOLE),
            (self.beside, _BESIDE),
        )
        for button, shortcuts in keys:
            row.addWidget(button)
            for key in shortcuts:
                shortcut = QShortcut(QKeySequence(key), area)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(button.click)

    def add(self, piece: QWidget) -> None:
        """Put a choice behind the title."""
        self._row.insertWidget(1, piece)

    def allow(self, *, changes: bool, whole: bool) -> None:
        """Say whether there are changes to go to, and whether the whole file is known."""
        self.up.setEnabled(changes)
        self.down.setEnabled(changes)
        self.whole.setEnabled(whole)
