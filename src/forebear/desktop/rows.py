"""How a row of a list or tree is drawn: icon, text, labels, and a quiet detail on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from forebear.desktop.theme import Theme

DETAIL = Qt.ItemDataRole.UserRole + 1
"""Text on the right: a date, a count."""
LABELS = Qt.ItemDataRole.UserRole + 2
"""A tuple of short labels after the text: tags, branches."""
ICON = Qt.ItemDataRole.UserRole + 3
"""A pair of icon name and colour token."""
HEADING = Qt.ItemDataRole.UserRole + 4
"""Whether the row is the heading of a section."""
SPANS = Qt.ItemDataRole.UserRole + 5
"""Parts of the text that were typed, as (start, end): drawn bold."""

Index = QModelIndex | QPersistentModelIndex

_BEFORE = 12  # characters left before the first bold one of a text that is too long
_LONGEST = 400


class RowDelegate(QStyledItemDelegate):
    """Draws a row from the roles above; heights come from the font, so that large text fits."""

    def __init__(self, theme: Theme, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line of text with a little air."""
        height = option.fontMetrics.height() + (14 if index.data(HEADING) else 10)
        return QSize(120, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        drawn.text = ""
        style = drawn.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, drawn, painter, drawn.widget)
        painter.save()
        room = option.rect.adjusted(4, 0, -8, 0)
        heading = bool(index.data(HEADING))
        icon = index.data(ICON)
        if icon is not None:
            picture = self._theme.pixmap(icon[0], icon[1], 16)
            painter.drawPixmap(room.left(), room.center().y() - 7, picture)
            room.setLeft(room.left() + 24)
        room = self._draw_detail(painter, drawn, room, str(index.data(DETAIL) or ""))
        font = QFont(drawn.font)
        if heading:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        room = self._draw_labels(painter, font, room, index.data(LABELS) or ())
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        spans = index.data(SPANS)
        if spans:
            draw_marked(painter, font, room, text, spans)
        else:
            draw_elided(painter, font, room, text)
        painter.restore()

    def _draw_detail(self, painter: QPainter, drawn: QStyleOptionViewItem, room: QRect, detail: str) -> QRect:
        if not detail:
            return room
        font = QFont(drawn.font)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        width = QFontMetrics(font).horizontalAdvance(detail) + 8
        if width > room.width() // 2:
            return room
        painter.setFont(font)
        painter.setPen(self._theme.color("text.muted"))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, detail)
        return room.adjusted(0, 0, -width, 0)

    def _draw_labels(self, painter: QPainter, font: QFont, room: QRect, labels: tuple[str, ...]) -> QRect:
        """Draw labels and return the room beside them."""
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.85)
        narrow = QFontMetrics(small)
        left = room.left()
        # Labels come first: a tag is what a person looks for in a list of commits.
        for name in labels:
            short = narrow.elidedText(name, Qt.TextElideMode.ElideMiddle, max(40, room.width() // 2))
            width = narrow.horizontalAdvance(short) + 12
            if left + width > room.right() - 32:
                break
            box = QRect(left, room.center().y() - narrow.height() // 2 - 1, width, narrow.height() + 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.color("border.strong"))
            painter.setBrush(self._theme.color("surface.raised"))
            painter.drawRoundedRect(box, 4, 4)
            painter.setFont(small)
            painter.setPen(self._theme.color("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short)
            left += width + 6
        room = QRect(room)
        room.setLeft(left)
        painter.setPen(self._theme.color("text"))
        return room


def draw_elided(painter: QPainter, font: QFont, room: QRect, text: str) -> None:
    """Draw a line of text, shortened at its end where it does not fit."""
    painter.setFont(font)
    short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)


def draw_marked(
    painter: QPainter, font: QFont, room: QRect, text: str, spans: Sequence[tuple[int, int]]
) -> None:
    """Draw a line of text with parts of it bold; where it does not fit, the first of them is still seen."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    wide = QFontMetrics(bold)
    first, last = spans[0]
    # Bold letters are the widest that any of the text can be.
    if first > _BEFORE and wide.horizontalAdvance(text[:last]) > room.width() * 0.8:
        cut = first - _BEFORE
        text = "…" + text[cut:]
        spans = [(start - cut + 1, end - cut + 1) for start, end in spans]
    short = wide.elidedText(text[:_LONGEST], Qt.TextElideMode.ElideRight, room.width())
    kept = len(short) if short == text else len(short) - 1
    layout = QTextLayout(short, font)
    layout.setFormats([_format(short, start, min(end, kept)) for start, end in spans if start < kept])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(room.width())
    layout.endLayout()
    layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - line.height()) / 2))


def _format(text: str, start: int, end: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    # Qt counts in UTF-16, in which an emoji is two.
    made.start = _units(text[:start])
    made.length = _units(text[start:end])
    made.format.setFontWeight(QFont.Weight.Bold)
    return made


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
