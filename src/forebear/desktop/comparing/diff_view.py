"""Shows one file's diff: line numbers of both sides, a sign for each change, colours, and the syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from forebear.compare.text.lines import Change, DiffLine
from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from pygments.lexer import Lexer

LINES_AT_FIRST = 3_000
_GROUNDS = {
    Change.ADDED: "diff.added",
    Change.REMOVED: "diff.removed",
    Change.HUNK: "surface.raised",
}
_SIGNS = {Change.ADDED: ("+", "diff.added.text"), Change.REMOVED: ("\N{MINUS SIGN}", "diff.removed.text")}
_SYNTAX = (
    ("Token.Comment", "text.muted"),
    ("Token.Keyword", "node.run"),
    ("Token.Literal.String", "node.metrics"),
    ("Token.Literal.Number", "node.model"),
    ("Token.Name.Function", "node.dataset"),
    ("Token.Name.Class", "node.dataset"),
    ("Token.Name.Decorator", "node.environment"),
    ("Token.Name.Tag", "node.dataset"),
)


class DiffView(QPlainTextEdit):
    """A read-only text with a gutter; its text is the files' lines alone, so that copying gives code."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[DiffLine] = []
        self._gutter = _Gutter(self)
        self._syntax = _Syntax(self.document(), theme)
        self.setProperty("frame", "none")
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("Difference of the file"))
        self.updateRequest.connect(self._scroll_gutter)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def lines(self) -> list[DiffLine]:
        """What is shown."""
        return self._lines

    def show_diff(self, lines: list[DiffLine], path: str) -> None:
        """Show the lines of a file's diff."""
        self._lines = lines
        self._syntax.choose(path if len(lines) <= LINES_AT_FIRST else "", lines)
        self.setPlainText("\n".join(line.text for line in lines))
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)
        self._place_gutter()

    def gutter_width(self) -> int:
        """The room that two columns of numbers and a sign take."""
        largest = max((max(line.before or 0, line.after or 0) for line in self._lines), default=0)
        digit = self.fontMetrics().horizontalAdvance("0")
        return digit * (2 * max(2, len(str(largest))) + 1) + digit * 2 + 28

    def paint_gutter(self, painter: QPainter, area: QRect) -> None:
        """Draw numbers and signs beside the lines that are seen."""
        painter.fillRect(area, self._theme.color("surface"))
        painter.setFont(self.font())
        height = self.fontMetrics().height()
        width = self.gutter_width()
        sign_width = self.fontMetrics().horizontalAdvance("0") * 2
        column = (width - sign_width - 20) // 2
        for block, top in self._seen(area):
            line = self._lines[block.blockNumber()]
            ground = _GROUNDS.get(line.change)
            if ground:
                painter.fillRect(0, top, width, height, self._theme.color(ground))
            if line.change is Change.HUNK:
                continue
            painter.setPen(self._theme.color("text.muted"))
            for place, number in enumerate((line.before, line.after)):
                if number is not None:
                    box = QRect(6 + place * (column + 4), top, column, height)
                    painter.drawText(box, Qt.AlignmentFlag.AlignRight, str(number))
            sign, token = _SIGNS.get(line.change, ("", "text"))
            painter.setPen(self._theme.color(token))
            painter.drawText(
                QRect(width - sign_width - 4, top, sign_width, height), Qt.AlignmentFlag.AlignHCenter, sign
            )

    def _seen(self, area: QRect) -> list[tuple[QTextBlock, int]]:
        """The blocks in an area, each with its top."""
        block = self.firstVisibleBlock()
        top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
        found = []
        while block.isValid() and top <= area.bottom() and block.blockNumber() < len(self._lines):
            found.append((block, top))
            top += round(self.blockBoundingRect(block).height())
            block = block.next()
        return found

    def _scroll_gutter(self, area: QRect, down: int) -> None:
        if down:
            self._gutter.scroll(0, down)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), self.gutter_width(), inside.height()))
        self._gutter.update()

    def _restyle(self) -> None:
        self.setFont(self._theme.fixed_font)
        self._syntax.rehighlight()
        self.viewport().update()
        self._gutter.update()

    # Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        """Colour the ground of changed lines, then draw the text."""
        painter = QPainter(self.viewport())
        width = self.viewport().width()
        for block, top in self._seen(event.rect()):
            ground = _GROUNDS.get(self._lines[block.blockNumber()].change)
            if ground:
                painter.fillRect(
                    0, top, width, round(self.blockBoundingRect(block).height()), self._theme.color(ground)
                )
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter as high as the text."""
        super().resizeEvent(event)
        self._place_gutter()


class _Gutter(QWidget):
    """The strip of numbers."""

    def __init__(self, view: DiffView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        """As wide as the numbers need."""
        return QSize(self._view.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the view draw."""
        self._view.paint_gutter(QPainter(self), event.rect())


class _Syntax(QSyntaxHighlighter):
    """Colours each line by itself with Pygments; text over several lines is coloured only where it starts."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._lexer: Lexer | None = None
        self._lines: list[DiffLine] = []
        self._formats: dict[str, QTextCharFormat] = {}

    def choose(self, path: str, lines: list[DiffLine]) -> None:
        """Take the lexer for a file's name; none for an unknown one."""
        from pygments.lexers import get_lexer_for_filename  # loads its table of languages
        from pygments.util import ClassNotFound

        self._lines = lines
        try:
            self._lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False) if path else None
        except ClassNotFound:
            self._lexer = None

    def rehighlight(self) -> None:
        """Forget the colours of another theme."""
        self._formats.clear()
        super().rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        number = self.currentBlock().blockNumber()
        if number >= len(self._lines):
            return
        if self._lines[number].change in (Change.HUNK, Change.NOTE):
            self.setFormat(0, len(text), self._format("text.muted"))
        elif self._lexer is not None and len(text) < 1_000:
            for start, kind, word in self._lexer.get_tokens_unprocessed(text):
                token = _token(kind)
                if token:
                    self.setFormat(start, len(word), self._format(token))

    def _format(self, token: str) -> QTextCharFormat:
        if token not in self._formats:
            made = QTextCharFormat()
            made.setForeground(self._theme.color(token))
            self._formats[token] = made
        return self._formats[token]


def _token(kind: Any) -> str:
    name = str(kind)
    return next((token for prefix, token in _SYNTAX if name.startswith(prefix)), "")
