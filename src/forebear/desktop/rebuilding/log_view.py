"""What a rebuild prints, as it prints it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from forebear.desktop.rebuilding.ansi import plain
from forebear.desktop.theme import Theme

MOST_LINES = 20_000
_PAUSE = 60  # ms between two updates of the text, so that a chatty run does not keep the window busy


class LogView(QPlainTextEdit):
    """The last lines of a log; follows the end until the person scrolls up."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._waiting: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.flush)
        self.setProperty("frame", "none")
        self.setReadOnly(True)
        self.setMaximumBlockCount(MOST_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(self.tr("Log of the rebuild"))
        self.reset()
        theme.changed.connect(self._restyle)
        self._restyle()

    def add(self, line: str) -> None:
        """Add a line."""
        self._waiting.append(plain(line))
        if not self._timer.isActive():
            self._timer.start()

    def finish(self) -> None:
        """Show the last lines; say so where there were none."""
        self.flush()
        self.setPlaceholderText(self.tr("The command printed nothing."))

    def reset(self) -> None:
        """Forget all lines."""
        self.setPlaceholderText(self.tr("What the command prints will be shown here."))
        self._waiting.clear()
        self.clear()

    def flush(self) -> None:
        """Show what has come since the last time."""
        if not self._waiting:
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        lines, self._waiting = self._waiting[-MOST_LINES:], []
        self.appendPlainText("\n".join(lines))
        if at_end:
            bar.setValue(bar.maximum())

    def _restyle(self) -> None:
        self.setFont(self._theme.fixed_font)
