"""A titled group of lines in the inspector."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from forebear.desktop.description_parts import Part, Row
from forebear.desktop.pieces import button, label, name_label, tip
from forebear.desktop.theme import Theme
from forebear.desktop.wording import icon_name, node_text, token_of

_SHOWN = 12
"""Rows shown before "Show all": packages come in hundreds."""
_LABEL_WIDTH = 92
_BREAKABLE = re.compile(r"(?<=[-/\s])")  # where a line may end
_AROUND = 8  # pixels around the icon and the text of a link


class _Link(QPushButton):
    """A link, shortened in the middle where room is short."""

    def __init__(self, text: str, run: Callable[[], object]) -> None:
        super().__init__()
        self._whole = text
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setText(text.replace("&", "&&"))
        self.clicked.connect(lambda _checked=False: run())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits."""
        super().resizeEvent(event)
        room = event.size().width() - self.iconSize().width() - 2 * _AROUND
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        self.setText(shown.replace("&", "&&"))


class RowView(QWidget):
    """A label, a value that can be copied or followed, and how it is known.

    Signals: `opened(object)` the Node that was clicked.
    """

    opened = Signal(object)

    def __init__(self, row: Row, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row, self._theme = row, theme
        self._text: QLabel | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        if row.label:
            name = name_label(row.label, "muted")
            name.setFixedWidth(_LABEL_WIDTH)
            # A link or a badge is higher than the text; a text may take several lines.
            high = row.badge or row.node is not None
            place = Qt.AlignmentFlag.AlignVCenter if high else Qt.AlignmentFlag.AlignTop
            layout.addWidget(name, 0, place)
        self._add_value(layout)
        if row.badge:
            badge = label(row.badge, "badge")
            badge.setToolTip(tip(row.tip))
            layout.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.setToolTip(tip("\n".join(part for part in (row.full or row.value, row.tip) if part)))

    def _add_value(self, layout: QHBoxLayout) -> None:
        row = self._row
        if row.node is not None:
            node = row.node
            value = _Link(row.value, lambda: self.opened.emit(node))
            value.setIcon(self._theme.icon(icon_name(node.kind, node.type), token_of(node.kind, node.type)))
            value.setAccessibleName(
                self.tr("Open {kind} {name}").format(kind=node_text(node), name=row.value)
            )
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            layout.addWidget(value, 1)
            return
        text = label(row.value)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        if row.fixed:
            text.setFont(self._theme.fixed_font)
        if row.token:
            palette = text.palette()
            palette.setColor(palette.ColorRole.WindowText, self._theme.color(row.token))
            text.setPalette(palette)
        layout.addWidget(text, 1)
        self._text = text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten words that are wider than a line, such as an address: the text would be cut off there."""
        super().resizeEvent(event)
        if self._text is None:
            return
        metrics, room = self._text.fontMetrics(), self._text.width()
        shown = "".join(
            part
            if metrics.horizontalAdvance(part.rstrip()) <= room
            else metrics.elidedText(part, Qt.TextElideMode.ElideMiddle, room)
            for part in _BREAKABLE.split(self._row.value)
        )
        if shown != self._text.text():
            self._text.setText(shown)

    def _show_menu(self, place: QPoint) -> None:
        row = self._row
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        clipboard = QGuiApplication.clipboard()
        menu.addAction(self.tr("Copy"), lambda: clipboard.setText(row.full or row.value))
        if row.label:
            menu.addAction(
                self.tr("Copy with its name"),
                lambda: clipboard.setText(f"{row.label}\t{row.full or row.value}"),
            )
        if row.node is not None:
            node = row.node
            menu.addAction(self.tr("Open"), lambda: self.opened.emit(node))
        menu.popup(self.mapToGlobal(place))


class PartView(QWidget):
    """A heading and its rows; long ones are folded until asked for.

    Signals: `opened(object)` the Node that was clicked.
    """

    opened = Signal(object)

    def __init__(self, part: Part, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part, self._theme = part, theme
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(5)
        self._lines.addWidget(label(part.title, "heading"))
        if part.note:
            note = label(part.note, "muted")
            note.setWordWrap(True)
            self._lines.addWidget(note)
        self._add(0, _SHOWN if len(part.rows) > _SHOWN + 2 else len(part.rows))
        if len(part.rows) > _SHOWN + 2:
            self._more = button(self.tr("Show all %n", "", len(part.rows)), self._show_all, "link")
            self._lines.addWidget(self._more)

    def offer(self, text: str, run: Callable[[], object]) -> None:
        """Add a button under the rows."""
        self._lines.addWidget(button(text, run), 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self, first: int, end: int) -> None:
        for row in self._part.rows[first:end]:
            view = RowView(row, self._theme)
            view.opened.connect(self.opened)
            self._lines.addWidget(view)

    def _show_all(self) -> None:
        self._more.hide()
        self._add(_SHOWN, len(self._part.rows))
