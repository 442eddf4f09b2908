"""The bar above a log: search, follow, copy, open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from forebear.desktop.pieces import IconButton, label
from forebear.desktop.rebuilding.ansi import plain
from forebear.desktop.rebuilding.log_view import MOST_HITS, LogView
from forebear.desktop.theme import Theme


class LogBar(QFrame):
    """Works one log."""

    def __init__(self, theme: Theme, log: LogView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._file: Path | None = None
        self.setProperty("surface", "bar")
        self.field = _Field(log)
        self.field.setPlaceholderText(self.tr("Search the log"))
        self.field.setAccessibleName(self.tr("Search the log"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(120)
        self.field.setMaximumWidth(320)
        self.count = label("", "muted")
        self.before = IconButton(
            theme, "chevron-up", self.tr("Previous hit (Shift+Enter)"), lambda: log.step(-1)
        )
        self.after = IconButton(theme, "chevron-down", self.tr("Next hit (Enter)"), lambda: log.step(1))
        self.follow = QToolButton()
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.follow.setText(self.tr("Follow"))
        self.follow.setToolTip(self.tr("Stay at the end while lines come"))
        self.copy = IconButton(theme, "copy", self.tr("Copy the log"), self._copy)
        self.open = IconButton(theme, "external", self.tr("Open the log's file"), self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 4, 16, 4)
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.follow)
        row.addWidget(self.copy)
        row.addWidget(self.open)
        self.field.textChanged.connect(log.search)
        self.follow.clicked.connect(log.follow)
        log.followed.connect(self.follow.setChecked)
        log.found.connect(self._say_found)
        self._say_found(0, 0)
        self.show_file(None)

    def show_file(self, file: Path | None) -> None:
        """Offer a file to open, where there is one."""
        self._file = file
        self.open.setEnabled(file is not None)

    def start_search(self) -> None:
        """Let the person type what to look for."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _say_found(self, current: int, count: int) -> None:
        sought = bool(self.field.text())
        more = "+" if count >= MOST_HITS else ""
        said = self.tr("{current} of {count}").format(current=current, count=f"{count:,}{more}")
        self.count.setText((said if count else self.tr("nothing found")) if sought else "")
        self.count.setVisible(sought)
        for piece in (self.before, self.after):
            piece.setEnabled(count > 0)

    def _copy(self) -> None:
        chosen = self._log.textCursor().selectedText().replace("\u2029", "\n")
        QGuiApplication.clipboard().setText(chosen or "\n".join(map(plain, self._log.lines)))

    def _open(self) -> None:
        if self._file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))


class _Field(QLineEdit):
    """Enter goes on, Shift+Enter back, Escape ends the search."""

    def __init__(self, log: LogView) -> None:
        super().__init__()
        self._log = log

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._log.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._log.setFocus()
        else:
            super().keyPressEvent(event)
