"""The bytes around the first difference of two files: sixteen a row, both sides, as numbers and letters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from forebear.compare.files.findings import ByteDifference
from forebear.desktop.comparing.files.words import bytes_text
from forebear.desktop.pieces import label
from forebear.desktop.theme import Theme

_ROW = 16
_SIDE_GAP = "   "


class BytesView(QWidget):
    """A read-only text; what differs has a ground of its own, and a line says where it begins."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: ByteDifference | None = None
        self._head = label("", "muted")
        self.text = QPlainTextEdit()
        self.text.setProperty("frame", "none")
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(self.tr("Bytes around the first difference"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._head)
        layout.addWidget(self.text, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_bytes(self, found: ByteDifference | None, names: tuple[str, str]) -> None:
        """Show the windows of both files; None = nothing to show."""
        self._found = found
        if found is None or found.offset is None:
            self._head.setText(bytes_text(found) if found else "")
            self.text.setPlainText("")
            self.text.setExtraSelections([])
            return
        sides = self.tr("Left: {before}. Right: {after}.").format(before=names[0], after=names[1])
        self._head.setText(f"{bytes_text(found)}\n{sides}")
        rows = range(0, max(len(found.before), len(found.after)), _ROW)
        self.text.setPlainText("\n".join(hex_row(found, row) for row in rows))
        self._mark()

    def _restyle(self) -> None:
        self.text.setFont(self._theme.fixed_font)
        self._mark()

    def _mark(self) -> None:
        """Give what differs a ground: red on the left, green on the right, as in any difference."""
        found = self._found
        if found is None or found.offset is None:
            return
        marks = []
        for place in range(max(len(found.before), len(found.after))):
            sides = [data[place : place + 1] for data in (found.before, found.after)]
            if sides[0] == sides[1]:
                continue
            row, column = divmod(place, _ROW)
            for side, token in enumerate(("diff.removed", "diff.added")):
                if sides[side]:
                    marks += [
                        self._marked(row, start, length, token)
                        for start, length in _spans(column, side, _digits(found))
                    ]
        self.text.setExtraSelections(marks)

    def _marked(self, row: int, start: int, length: int, token: str) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        looks = QTextCharFormat()
        looks.setBackground(self._theme.color(token))
        looks.setForeground(self._theme.color(f"{token}.text"))
        looks.setFontUnderline(True)
        made.format = looks
        block = self.text.document().findBlockByNumber(row)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + start)
        cursor.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor
        return made


_HEX = _ROW * 3  # of one side, with the room in its middle


def hex_row(found: ByteDifference, row: int) -> str:
    """Return one row: where it is, then of both sides the bytes as numbers and as letters."""
    sides = [_side(data[row : row + _ROW]) for data in (found.before, found.after)]
    return f"{found.start + row:0{_digits(found)}x}  {sides[0]}{_SIDE_GAP}{sides[1]}".rstrip()


def _digits(found: ByteDifference) -> int:
    """Return how many digits the places have."""
    return max(8, len(f"{max(found.sizes):x}"))


def _side(data: bytes) -> str:
    numbers = [f"{value:02x}" for value in data]
    hexed = f"{' '.join(numbers[:8]):<23}  {' '.join(numbers[8:]):<23}"
    letters = "".join(chr(value) if 32 <= value < 127 else "." for value in data)
    return f"{hexed} {letters:<{_ROW}}"


def _spans(column: int, side: int, digits: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where a byte of a row stands as a number and as a letter."""
    start = digits + 2 + side * (_HEX + 1 + _ROW + len(_SIDE_GAP))
    number = start + column * 3 + (1 if column >= 8 else 0)
    return (number, 2), (start + _HEX + 1 + column, 1)
