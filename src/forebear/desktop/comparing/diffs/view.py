"""Shows how two texts of one file differ, below each other or side by side."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from forebear.compare.text.lines import DiffLine
from forebear.compare.text.rows import CONTEXT, TextDiff
from forebear.compare.text.syntax import Syntax, read_syntax
from forebear.desktop.background import Background
from forebear.desktop.comparing.diffs.arranging import NOTHING, Arranged, arrange
from forebear.desktop.comparing.diffs.bar import DiffBar
from forebear.desktop.comparing.diffs.table import DiffTable
from forebear.desktop.pieces import label
from forebear.desktop.theme import Theme
from forebear.lineage.errors import ActionableError

_log = logging.getLogger(__name__)


class TextDiffView(QWidget):
    """The diff of one file, with a bar above it. What takes long is done on another thread.

    Signals: `beside_chosen(bool)` when a person chose to see the sides beside each other, or not;
    `settled()` when what was asked for is shown (the colours of the syntax may come later).
    """

    beside_chosen = Signal(bool)
    settled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._asked = 0
        self._make: Callable[[], TextDiff] | None = None  # what is shown, or asked for
        self._arranged: Arranged | None = None
        self._names = ("", "")
        self._beside = self._whole = False
        self._opened: set[int] = set()
        self.bar = DiffBar(theme, self)
        self.table = DiffTable(theme)
        self.message = label("", "muted")
        self._stack = QStackedLayout()
        self._rows = self._laid_out()
        self.table.gap_opened.connect(self._open_gap)
        self.bar.went.connect(self.go)
        self.bar.whole_wanted.connect(self.show_whole)
        self.bar.beside_wanted.connect(self._choose_beside)
        self._say("")

    # what is shown

    def show_diff(self, lines: Sequence[DiffLine], path: str, names: tuple[str, str]) -> None:
        """Show the hunks of a diff that was read."""
        self.show_made(lambda: TextDiff.of(path, lines, whole=False), path, names)

    def show_made(self, make: Callable[[], TextDiff], title: str, names: tuple[str, str]) -> None:
        """Show the diff that `make` returns; it is called on another thread and may raise ActionableError."""
        self._names = names
        self._opened.clear()
        self._whole = False
        self.bar.title.set_text(title)
        self._ask(make)

    def say(self, title: str, text: str) -> None:
        """Show no diff but a sentence: why there is none."""
        self._asked += 1
        self.bar.title.set_text(title)
        self._say(text)
        self.settled.emit()

    def add_note(self, note: QWidget) -> None:
        """Put what is to be said of the file below the bar."""
        self._rows.insertWidget(1, note)

    # how it is shown

    @property
    def beside(self) -> bool:
        """Whether the sides are shown beside each other."""
        return self._beside

    def show_beside(self, beside: bool) -> None:
        """Show the sides beside each other, or the lines below each other."""
        self._beside = beside
        self.bar.beside.setChecked(beside)
        self._again()

    def show_whole(self, whole: bool) -> None:
        """Show the whole file, or what is around the changes."""
        self._whole = whole
        self._opened.clear()
        self._again()

    def go(self, step: int) -> None:
        """Go to the next change (1), or the one before (-1)."""
        place = self.table.go_to_change(step)
        if place is not None:
            count = len(self.table.lines.arranged.starts)
            self.bar.count.setText(
                self.tr("Change {number} of {count}").format(number=place + 1, count=count)
            )

    def _choose_beside(self, beside: bool) -> None:
        self.show_beside(beside)
        self.beside_chosen.emit(beside)

    def _open_gap(self, start: int) -> None:
        self._opened.add(start)
        self._again()

    # the work

    def _again(self) -> None:
        if self._make is not None:
            self._ask(self._make)

    def _ask(self, make: Callable[[], TextDiff]) -> None:
        self._asked += 1
        self._make = make
        number, beside = self._asked, self._beside
        context, opened = None if self._whole else CONTEXT, frozenset(self._opened)

        def work() -> Arranged:
            if number != self._asked:  # another file was chosen meanwhile
                return NOTHING
            return arrange(make(), beside=beside, context=context, opened=opened)

        def done(arranged: Arranged) -> None:
            if number == self._asked:
                self._show(arranged)

        def failed(error: Exception) -> None:
            if number == self._asked:
                self._fail(error)

        if self._arranged is None:
            self.message.setText(self.tr("Reading…"))
        self._background.run(work, done, failed)

    def _show(self, arranged: Arranged) -> None:
        diff = arranged.diff
        new = self._arranged is None or self._arranged.diff is not diff
        self._make = lambda: diff  # read once
        if not arranged.rows:
            self._say(self.tr("No line differs."))
        else:
            self._arranged = arranged
            self.table.show_rows(arranged, self._names)
            self.bar.count.setText(f"+{len(arranged.added):,} \N{MINUS SIGN}{len(arranged.removed):,}")
            self.bar.allow(changes=bool(arranged.starts), whole=diff.whole)
            self.bar.whole.setChecked(self._whole)
            self._stack.setCurrentIndex(0)
            if new:
                self._read_syntax(diff)
        self.settled.emit()

    def _read_syntax(self, diff: TextDiff) -> None:
        def is_shown() -> bool:
            return self._arranged is not None and self._arranged.diff is diff

        def work() -> Syntax:
            return read_syntax(diff) if is_shown() else Syntax()

        def show(syntax: Syntax) -> None:
            if is_shown():
                self.table.lines.show_syntax(syntax)
                self.table.viewport().update()

        self._background.run(work, show, _no_syntax)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            _log.error("the file cannot be compared", exc_info=error)
        self._say(str(error) or type(error).__name__)
        self.settled.emit()

    def _say(self, text: str) -> None:
        self._make = self._arranged = None
        self.message.setText(text)
        self.bar.count.setText("")
        self.bar.allow(changes=False, whole=False)
        self._stack.setCurrentIndex(1)

    def _laid_out(self) -> QVBoxLayout:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.table.sideways)
        said = QWidget()
        aside = QVBoxLayout(said)
        aside.setContentsMargins(12, 12, 12, 12)
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        aside.addWidget(self.message)
        aside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addLayout(self._stack, 1)
        # Only now: a stack of no window shows its first widget as one.
        self._stack.addWidget(content)
        self._stack.addWidget(said)
        return layout


def _no_syntax(error: Exception) -> None:
    _log.warning("the syntax of a file cannot be told", exc_info=error)
