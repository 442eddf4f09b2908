"""Paints a line of a diff: numbers and sign, the ground, the syntax, the words that changed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from forebear.compare.text.hidden import Shown
from forebear.compare.text.lines import Change, DiffLine
from forebear.compare.text.rows import Row
from forebear.compare.text.syntax import Part
from forebear.desktop.comparing.diffs.model import ROW, DiffModel
from forebear.desktop.theme import Theme

_GROUNDS = {Change.ADDED: "diff.added", Change.REMOVED: "diff.removed"}
_WORDS = {Change.ADDED: "diff.added.word", Change.REMOVED: "diff.removed.word"}
_SIGNS = {
    Change.ADDED: ("+", "diff.added.text"),
    Change.REMOVED: ("\N{MINUS SIGN}", "diff.removed.text"),
}
_PARTS = {
    Part.COMMENT: "text.muted",
    Part.KEYWORD: "syntax.keyword",
    Part.STRING: "syntax.string",
    Part.NUMBER: "syntax.number",
    Part.NAME: "syntax.name",
    Part.DECORATOR: "syntax.decorator",
}
_TAB = 4  # columns
_SIDE = 8
_ABOVE = 2


class DiffPainter(QStyledItemDelegate):
    """Draws the cells of a DiffModel.

    `digits` are those of the largest number, `offset` how far the text is scrolled sideways, in pixels.
    """

    def __init__(self, theme: Theme, model: DiffModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._colours: dict[str, QColor] = {}
        self._formats: dict[str, QTextCharFormat] = {}
        self._font = QFont()
        self._metrics = QFontMetrics(self._font)
        self._option = QTextOption()
        self.digits = 3
        self.offset = 0
        self.restyle()

    def restyle(self) -> None:
        """Take the theme's colours and font."""
        self._colours = {token: self._theme.color(token) for token in self._theme.colours}
        self._formats.clear()
        self._font = self._theme.fixed_font
        self._metrics = QFontMetrics(self._font)
        self._option.setWrapMode(QTextOption.WrapMode.NoWrap)
        # Code is read from left to right, whatever a line of it begins with.
        self._option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self._option.setTabStopDistance(_TAB * self._metrics.horizontalAdvance("0"))

    @property
    def row_height(self) -> int:
        """The height of a line, in pixels."""
        return self._metrics.height() + 2 * _ABOVE

    @property
    def gutter_width(self) -> int:
        """The room that numbers and sign take, in pixels."""
        digit = self._metrics.horizontalAdvance("0")
        columns = 1 if self._model.beside else 2
        return columns * (self.digits * digit + _SIDE) + 2 * digit + _SIDE

    def text_width(self, line: DiffLine) -> int:
        """The width of a line's text, in pixels."""
        seen = self._model.shown(line)
        return self._metrics.horizontalAdvance(seen.text.expandtabs(_TAB) + _rest(seen)) + 2 * _SIDE

    # Qt's own

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        row: Row = index.data(ROW)
        line = self._model.line(index)
        box: QRect = option.rect
        painter.save()
        painter.setFont(self._font)
        painter.setClipRect(box)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if row.gap is not None:
            self._paint_gap(painter, box, row, index.column(), selected)
        elif line is None:
            painter.fillRect(box, self._colours["surface.raised"])
            painter.fillRect(box, QBrush(self._colours["border"], Qt.BrushStyle.BDiagPattern))
        else:
            self._paint_line(painter, box, line, index.column(), selected)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._colours["focus"])
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        elif self._model.beside and index.column():
            painter.setPen(self._colours["border"])
            painter.drawLine(box.topLeft(), box.bottomLeft())
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line high."""
        return QSize(80, self.row_height)

    def _paint_gap(self, painter: QPainter, box: QRect, row: Row, column: int, selected: bool) -> None:
        painter.fillRect(box, self._colours["selection" if selected else "surface.hover"])
        if column:
            return
        painter.setPen(self._colours["selection.text" if selected else "text.muted"])
        inner = box.adjusted(_SIDE, 0, -_SIDE, 0)
        sign = "\N{MIDLINE HORIZONTAL ELLIPSIS}"
        painter.drawText(
            QRect(inner.left(), inner.top(), self.gutter_width - 2 * _SIDE, inner.height()),
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
            sign,
        )
        inner.setLeft(box.left() + self.gutter_width)
        text = self._metrics.elidedText(self._model.gap_text(row), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_line(self, painter: QPainter, box: QRect, line: DiffLine, column: int, selected: bool) -> None:
        ground = "selection" if selected else _GROUNDS.get(line.change, "surface")
        painter.fillRect(box, self._colours[ground])
        gutter = self.gutter_width
        if line.change is not Change.NOTE:
            self._paint_gutter(painter, QRect(box.left(), box.top(), gutter, box.height()), line, column)
        room = box.adjusted(gutter, 0, 0, 0)
        painter.setClipRect(room)
        if line.change is Change.NOTE:
            painter.setPen(self._colours["text.muted"])
            painter.drawText(
                room.adjusted(-self.offset, 0, 0, 0),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                line.text,
            )
            return
        seen = self._model.shown(line)
        if not seen.text:
            return
        layout = QTextLayout(seen.text, self._font)
        layout.setTextOption(self._option)
        layout.setFormats(self._ranges(line, seen, selected))
        layout.beginLayout()
        made = layout.createLine()
        made.setLineWidth(1e9)
        layout.endLayout()
        left = room.left() - self.offset
        painter.setPen(self._colours["selection.text" if selected else "text"])
        layout.draw(painter, QPointF(left, box.top() + _ABOVE))
        if seen.rest:
            painter.setPen(self._colours["text.muted"])
            end = QPointF(left + made.naturalTextWidth(), box.top() + _ABOVE + self._metrics.ascent())
            painter.drawText(end, _rest(seen))

    def _paint_gutter(self, painter: QPainter, box: QRect, line: DiffLine, column: int) -> None:
        width = self.digits * self._metrics.horizontalAdvance("0") + _SIDE
        numbers: tuple[int | None, ...] = (line.before, line.after)
        if self._model.beside:
            numbers = numbers[column : column + 1]
        painter.setPen(self._colours["text.muted"])
        for place, number in enumerate(numbers):
            if number is not None:
                painter.drawText(
                    QRect(box.left() + place * width, box.top(), width, box.height()),
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    str(number),
                )
        sign, token = _SIGNS.get(line.change, ("", "text"))
        painter.setPen(self._colours[token])
        left = box.left() + len(numbers) * width
        painter.drawText(
            QRect(left, box.top(), box.right() - left, box.height()), Qt.AlignmentFlag.AlignCenter, sign
        )

    def _ranges(self, line: DiffLine, seen: Shown, selected: bool) -> list[QTextLayout.FormatRange]:
        """The colours of a line: its syntax, over it the words that changed, over all what does not show."""
        found = []
        if not selected:
            for start, length, part in self._model.parts(line):
                found.append(_range(seen, start, length, self._format(_PARTS[part])))
        for start, length in self._model.changed_words(line):
            found.append(_range(seen, start, length, self._format("text", _WORDS[line.change], selected)))
        for start, length in seen.signs:
            made = QTextLayout.FormatRange()
            made.start, made.length = start, length
            made.format = self._format("diff.changed.text", "diff.changed")
            found.append(made)
        return found

    def _format(self, token: str, ground: str = "", selected: bool = False) -> QTextCharFormat:
        key = f"{token} {ground} {selected}"
        if key not in self._formats:
            made = QTextCharFormat()
            if ground in _WORDS.values():  # the line below says it as well as the ground
                made.setForeground(self._colours["selection.text" if selected else token])
                made.setFontUnderline(True)
                made.setUnderlineColor(self._colours[ground.replace(".word", ".text")])
                if not selected:
                    made.setBackground(self._colours[ground])
            else:
                made.setForeground(self._colours[token])
                if ground:
                    made.setBackground(self._colours[ground])
            self._formats[key] = made
        return self._formats[key]


def _range(seen: Shown, start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = seen.at(start)
    made.length = seen.at(start + length) - made.start
    made.format = look
    return made


def _rest(seen: Shown) -> str:
    return f" … +{seen.rest:,}" if seen.rest else ""
