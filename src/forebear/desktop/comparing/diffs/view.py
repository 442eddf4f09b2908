"""Shows how two texts of one file differ, below each other or side by side."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from forebear.compare.text.lines import DiffLine, compare_texts
from forebear.compare.text.rows import CONTEXT, TextDiff
from forebear.compare.text.syntax import Syntax, read_syntax
from forebear.desktop.background import Background
from forebear.desktop.comparing.diffs.arranging import Arranged, arrange
from forebear.desktop.comparing.diffs.table import DiffTable
from forebear.desktop.pieces import ElidedLabel, IconButton, label
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
        self._arranged: Arranged | None = None
        self._names = ("", "")
        self._beside = False
        self._opened: set[int] = set()
        self._everything = False
        self.table = DiffTable(theme)
        self.title = ElidedLabel()
        self._count = label("", "muted")
        self._message = label("", "muted")
        self._buttons = self._make_buttons(theme)
        self._stack = QStackedLayout()
        self._arrange()
        self.table.gap_opened.connect(self._open_gap)

    # what is shown

    def show_texts(self, before: str | None, after: str | None, path: str, names: tuple[str, str]) -> None:
        """Show how two texts differ; None is a side that has no such file. `path` tells the language."""
        self.show_made(
            lambda: TextDiff.of(path, compare_texts(before or "", after or ""), whole=True), path, names
        )

    def show_diff(self, lines: Sequence[DiffLine], path: str, names: tuple[str, str]) -> None:
        """Show the hunks of a diff that was read."""
        self.show_made(lambda: TextDiff.of(path, lines, whole=False), path, names)

    def show_made(self, make: Callable[[], TextDiff], path: str, names: tuple[str, str]) -> None:
        """Show the diff that `make` returns; it is called on another thread and may raise ActionableError."""
        self._names = names
        self._opened, self._everything = set(), False
        self.title.set_text(path)
        self._ask(make)

    def say(self, path: str, text: str) -> None:
        """Show no diff but a sentence: why there is none."""
        self._asked += 1
        self._arranged = None
        self.title.set_text(path)
        self._say(text)

    @property
    def beside(self) -> bool:
        """Whether the sides are shown beside each other."""
        return self._beside

    def show_beside(self, beside: bool) -> None:
        """Show the sides beside each other, or the lines below each other."""
        self._beside = beside
        self._buttons["beside"].setChecked(beside)
        self._again()

    def show_whole(self, whole: bool) -> None:
        """Show the whole file, or what is around the changes."""
        self._everything = whole
        self._opened.clear()
        self._again()

    # the work

    def _ask(self, make: Callable[[], TextDiff]) -> None:
        self._asked += 1
        number, beside = self._asked, self._beside
        context, opened = None if self._everything else CONTEXT, frozenset(self._opened)
        new = self._arranged is None

        def work() -> Arranged:
            return arrange(make(), beside=beside, context=context, opened=opened)

        def done(arranged: Arranged) -> None:
            if number == self._asked:
                self._show(arranged)

        def failed(error: Exception) -> None:
            if number == self._asked:
                self._fail(error)

        if new:
            self._say("")
        self._background.run(work, done, failed)

    def _again(self) -> None:
        if self._arranged is not None:
            diff = self._arranged.diff
            self._ask(lambda: diff)

    def _show(self, arranged: Arranged) -> None:
        new = self._arranged is None or self._arranged.diff is not arranged.diff
        top = None if new else self._seen()
        self._arranged = arranged
        if not arranged.rows:
            self._say(self.tr("No line differs."))
            self.settled.emit()
            return
        self.table.lines.show(arranged, self._names)
        self._stack.setCurrentIndex(0)
        self._count.setText(f"+{len(arranged.added):,} \N{MINUS SIGN}{len(arranged.removed):,}")
        self._enable(True)
        if top is not None:
            self._see(top)
        self.settled.emit()
        if new:
            diff = arranged.diff
            self._background.run(lambda: (diff, read_syntax(diff)), self._show_syntax, self._no_syntax)

    def _show_syntax(self, read: tuple[TextDiff, Syntax]) -> None:
        diff, syntax = read
        if self._arranged is not None and self._arranged.diff is diff:
            self.table.lines.show_syntax(syntax)
            self.table.viewport().update()

    @staticmethod
    def _no_syntax(error: Exception) -> None:
        _log.warning("the syntax of a file cannot be told", exc_info=error)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            _log.error("the file cannot be compared", exc_info=error)
        self._arranged = None
        self._say(str(error) or type(error).__name__)
        self.settled.emit()

    def _say(self, text: str) -> None:
        self._message.setText(text)
        self._count.setText("")
        self._stack.setCurrentIndex(1)
        self._enable(False)

    def _seen(self) -> DiffLine | None:
        """The first line that is seen."""
        rows = self.table.lines.rows
        first = self.table.rowAt(0)
        return next((line for row in rows[max(0, first) :] for line in (row.after, row.before) if line), None)

    def _see(self, line: DiffLine) -> None:
        for number, row in enumerate(self.table.lines.rows):
            if row.after is line or row.before is line:
                self.table.scrollTo(self.table.lines.index(number, 0), DiffTable.ScrollHint.PositionAtTop)
                return

    def _open_gap(self, start: int) -> None:
        self._opened.add(start)
        self._again()

    def _go(self, step: int) -> None:
        place = self.table.go_to_change(step)
        if place is not None:
            count = len(self.table.lines.arranged.starts)
            self._count.setText(self.tr("Change {number} of {count}").format(number=place + 1, count=count))

    # the looks

    def _make_buttons(self, theme: Theme) -> dict[str, IconButton]:
        made = {
            "up": IconButton(theme, "chevron-up", self.tr("Previous change (P)"), lambda: self._go(-1)),
            "down": IconButton(theme, "chevron-down", self.tr("Next change (N)"), lambda: self._go(1)),
            "whole": IconButton(theme, "whole", self.tr("Show the whole file (W)"), self._switch_whole),
            "beside": IconButton(theme, "beside", self.tr("Side by side (S)"), self._switch_beside),
        }
        keys = {"up": ("P", "Alt+Up"), "down": ("N", "Alt+Down"), "whole": ("W",), "beside": ("S",)}
        for name, button in made.items():
            button.setCheckable(name in ("whole", "beside"))
            for key in keys[name]:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(button.click)
        return made

    def _switch_whole(self) -> None:
        self.show_whole(not self._everything)

    def _switch_beside(self) -> None:
        self.show_beside(not self._beside)
        self.beside_chosen.emit(self._beside)

    def _enable(self, there: bool) -> None:
        changes = there and bool(self.table.lines.arranged.starts)
        self._buttons["up"].setEnabled(changes)
        self._buttons["down"].setEnabled(changes)
        self._buttons["whole"].setEnabled(there and self._arranged is not None and self._arranged.diff.whole)
        self._buttons["whole"].setChecked(self._everything)

    def _arrange(self) -> None:
        bar = QFrame()
        bar.setProperty("surface", "bar")
        top = QHBoxLayout(bar)
        top.setContentsMargins(12, 4, 8, 4)
        top.setSpacing(4)
        top.addWidget(self.title, 1)
        top.addWidget(self._count)
        top.addSpacing(8)
        for button in self._buttons.values():
            top.addWidget(button)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.table.sideways)
        said = QWidget()
        aside = QVBoxLayout(said)
        aside.setContentsMargins(12, 12, 12, 12)
        self._message.setWordWrap(True)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        aside.addWidget(self._message)
        aside.addStretch(1)
        self._stack.addWidget(content)
        self._stack.addWidget(said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addLayout(self._stack, 1)
        self._stack.setCurrentIndex(1)
        self._enable(False)
