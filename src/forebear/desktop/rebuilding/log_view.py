"""What a rebuild prints, as it prints it: in its colours, searched, followed to the end."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from forebear.desktop.rebuilding.ansi import Style, pieces
from forebear.desktop.theme import Theme

MOST_LINES = 20_000
_PAUSE = 60  # ms between two updates of the text, so that a chatty run does not keep the window busy
MOST_HITS = 5_000
"""How many hits of a search are counted."""

_MOST_MARKS = 1_000


class LogView(QPlainTextEdit):
    """The last lines of a log; follows the end until the person scrolls up.

    Signals: `followed(bool)` whether the end is followed now; `found(current, count)` the number of the hit
    that is shown, from 1 on (0 = none), and how many there are.
    """

    followed = Signal(bool)
    found = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
        self._waiting: list[str] = []
        self._sought, self._hits, self._current = "", list[QTextCursor](), -1
        self._following = self._blank = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.flush)
        self.setProperty("frame", "none")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setViewportMargins(8, 0, 0, 0)  # in line with what is above it
        self.setMaximumBlockCount(MOST_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(self.tr("Log of the rebuild"))
        self.verticalScrollBar().actionTriggered.connect(self._scrolled)
        self.reset()
        theme.changed.connect(self._restyle)
        self._restyle()

    def add(self, line: str) -> None:
        """Add a line, with the escapes that colour it."""
        self._waiting.append(line)
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
        self._lines.clear()
        self._wipe()
        self.follow(True)
        self._search_again()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are shown, with their colours."""
        return tuple(self._lines)

    def flush(self) -> None:
        """Show what has come since the last time."""
        if not self._waiting:
            return
        lines, self._waiting = self._waiting[-MOST_LINES:], []
        self._lines.extend(lines)
        self._write(lines)
        if self._following:
            self._to_end()
        if self._sought:
            self._search_again()

    # following

    def follow(self, on: bool) -> None:
        """Follow the end from now on, or stay where it is."""
        changed, self._following = on != self._following, on
        if on:
            self._to_end()
        if changed:
            self.followed.emit(on)

    def _to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _scrolled(self, _action: int) -> None:
        """Follow where a person has scrolled to the end, and stay where not."""
        bar = self.verticalScrollBar()
        on = bar.sliderPosition() >= bar.maximum() - 2
        if on != self._following:
            self._following = on
            self.followed.emit(on)

    # searching

    def search(self, text: str) -> None:
        """Mark where a text stands, whatever its case, and go to the last hit; "" marks nothing."""
        self._sought, self._current = text, -1
        self._search_again()
        self.step(-1)

    def step(self, by: int) -> None:
        """Go to the next hit (1) or the one before (-1), around the ends."""
        if not self._hits:
            return
        start = 0 if self._current < 0 and by < 0 else self._current
        self._current = (start + by) % len(self._hits)
        self.follow(False)
        cursor = QTextCursor(self._hits[self._current])
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self.centerCursor()
        self._mark()

    def _search_again(self) -> None:
        """Look for the text once more: lines came, and old ones went."""
        hits: list[QTextCursor] = []
        if self._sought:
            found = self.document().find(self._sought, 0)
            while not found.isNull() and len(hits) < MOST_HITS:
                hits.append(found)
                found = self.document().find(self._sought, found)
        self._hits = hits
        self._current = min(self._current, len(hits) - 1)
        self._mark()

    def _mark(self) -> None:
        first = max(0, self._current - _MOST_MARKS // 2)
        marks = []
        for number, hit in enumerate(self._hits[first : first + _MOST_MARKS], first):
            looks = QTextCharFormat()
            looks.setBackground(self._theme.color("diff.changed"))
            looks.setForeground(self._theme.color("diff.changed.text"))
            if number == self._current:
                looks.setFontUnderline(True)
                looks.setFontWeight(QFont.Weight.Bold)
            made = QTextEdit.ExtraSelection()
            made.format, made.cursor = looks, hit
            marks.append(made)
        self.setExtraSelections(marks)
        self.found.emit(self._current + 1, len(self._hits))

    # writing

    def _wipe(self) -> None:
        self._blank = True
        self.clear()

    def _write(self, lines: list[str]) -> None:
        bar = self.verticalScrollBar()
        place = bar.value()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for line in lines:
            if not self._blank:
                cursor.insertBlock()
            self._blank = False
            for text, style in pieces(line):
                cursor.insertText(text, self._format(style))
        cursor.endEditBlock()
        if not self._following:
            bar.setValue(place)

    def _format(self, style: Style) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self._theme.color(style.colour))
        made.setFontItalic(style.italic)
        made.setFontUnderline(style.underline)
        if style.bold:
            made.setFontWeight(QFont.Weight.Bold)
        return made

    def _restyle(self) -> None:
        self.setFont(self._theme.fixed_font)
        self._wipe()
        self._write(list(self._lines))
        if self._following:
            self._to_end()
        self._search_again()
