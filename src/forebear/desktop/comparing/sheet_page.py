"""A page of the comparison that is a table: with copying, and a word where there is nothing to show."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QGuiApplication, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from forebear.desktop.comparing.sheet import Line, Sheet, depth, flat
from forebear.desktop.comparing.sheet_model import LINE, Index, SheetModel
from forebear.desktop.pieces import EmptyState
from forebear.desktop.theme import Theme

_MEASURED_LINES = 60
_MEASURED = 24  # columns whose width follows from what is in them
_FIRST_COLUMN, _OTHER_COLUMNS = 260, 220
_OPENED = 40  # lines below a heading within a heading that are shown at once


class SheetPage(QWidget):
    """Shows a sheet.

    Signals: `line_chosen(object)` the Line under the cursor; `line_opened(object)` one that was
    double-clicked or entered.
    """

    line_chosen = Signal(object)
    line_opened = Signal(object)

    def __init__(self, theme: Theme, name: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = SheetModel(theme, self)
        self.view = QTreeView()
        self._empty = EmptyState(theme, icon)
        self._none = ""
        self._full_rows = 0
        self._matching = ""
        self.view.setModel(self.model)
        self.view.setAccessibleName(name)
        self.view.setUniformRowHeights(True)
        self.view.setAlternatingRowColors(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.view.header().setStretchLastSection(True)
        self.view.header().setDefaultSectionSize(_OTHER_COLUMNS // 2)
        self.view.setItemDelegate(_ToneDelegate(self.view))
        self.view.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.view.activated.connect(lambda index: self.line_opened.emit(index.data(LINE)))
        copy = QAction(self.tr("Copy as a table"), self.view)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.view.addAction(copy)
        markdown = QAction(self.tr("Copy as Markdown"), self.view)
        markdown.triggered.connect(self.copy_markdown)
        self.view.addAction(markdown)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self.model.modelReset.connect(self._settle)

    def show_sheet(self, sheet: Sheet, none: str) -> None:
        """Show a sheet; `none` says why there is nothing where it has no lines at all."""
        self._none = none
        self._full_rows = sheet.rows
        self.model.show_sheet(sheet)

    def show_only_differences(self, only: bool) -> None:
        """Show all lines, or only those that differ."""
        self.model.show_only_differences(only)

    def show_matching(self, text: str) -> None:
        """Show only the lines whose names have all words of a text."""
        self._matching = text.strip()
        self.model.show_matching(self._matching)

    def choose(self, key: str) -> None:
        """Make the line about `key` the current one, where it is shown."""
        index = self.model.find(key)
        if index.isValid() and index != self.view.currentIndex().siblingAtColumn(0):
            self.view.setCurrentIndex(index)

    def copy(self) -> None:
        """Copy the selected lines, or all that is shown, as tab-separated values."""
        QGuiApplication.clipboard().setText(self._wanted().tsv())

    def copy_markdown(self) -> None:
        """Copy the same as a Markdown table."""
        QGuiApplication.clipboard().setText(self._wanted().markdown())

    def _wanted(self) -> Sheet:
        chosen = [index.data(LINE) for index in self.view.selectionModel().selectedRows()]
        sheet = self.model.sheet
        if len(chosen) > 1:
            sheet = Sheet(sheet.headings, tuple(_without_children(line) for line in chosen))
        return sheet

    def _settle(self) -> None:
        sheet = self.model.sheet
        if not sheet.lines:
            if self._matching and self._full_rows:
                self._empty.say(
                    self.tr("Nothing is called that"),
                    self.tr("No line of this table has “{text}” in its name.").format(text=self._matching),
                )
            elif self._full_rows:
                self._empty.say(
                    self.tr("No differences"),
                    self.tr("All {count} are the same. Turn off “Only differences” to see them.").format(
                        count=self._full_rows
                    ),
                )
            else:
                self._empty.say(self._none, "")
            self._stack.setCurrentWidget(self._empty)
            return
        self._stack.setCurrentWidget(self.view)
        self.view.setRootIsDecorated(any(line.children for line in sheet.lines))
        self._open(sheet.lines, QModelIndex())
        self._fit_columns()

    def _open(self, lines: tuple[Line, ...], parent: QModelIndex) -> None:
        """Open the headings, where they are not many: a heading within one stays folded then."""
        for row, line in enumerate(lines):
            if line.heading:
                self.view.setFirstColumnSpanned(row, parent, True)
                index = self.model.index(row, 0, parent)
                self.view.setExpanded(index, not parent.isValid() or line.rows <= _OPENED)
                self._open(line.children, index)

    def _fit_columns(self) -> None:
        """Give the columns the widths they want, where there is room; the first one before all others."""
        widths = [self._width(column) for column in range(len(self.model.sheet.headings))]
        room = self.view.viewport().width()
        if sum(widths) > room and len(widths) > 1:
            share = max(_OTHER_COLUMNS // 2, (room - widths[0]) // (len(widths) - 1))
            widths[1:] = [min(width, share) for width in widths[1:]]
        for column, width in enumerate(widths):
            if width != self.view.columnWidth(column):
                self.view.setColumnWidth(column, width)

    def _width(self, column: int) -> int:
        """Wide enough for what is seen first, within reason; of very many columns only the first count.

        Not asked of the view, which would lay out all of its lines for each column.
        """
        if column > _MEASURED:
            return _OTHER_COLUMNS // 2
        largest = _FIRST_COLUMN * 2 if column == 0 else _OTHER_COLUMNS * 2
        lines = islice(flat(self.model.sheet.lines), _MEASURED_LINES)
        texts = [line.cells[column].text for line in lines if not line.heading and column < len(line.cells)]
        font = QFont(self.view.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        texts.append(self.model.sheet.headings[column])
        widest = max(metrics.horizontalAdvance(text[:200]) for text in sorted(texts, key=len)[-8:])
        levels = depth(self.model.sheet.lines) if column == 0 else 0
        return min(largest, max(90, widest + 28 + levels * self.view.indentation()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        line: Line | None = index.data(LINE) if index.isValid() else None
        if line is not None and not line.heading:
            self.line_chosen.emit(line)


class _ToneDelegate(QStyledItemDelegate):
    """Draws the ground of a changed cell, which the stylesheet's items would leave out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground, then the cell."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None and not option.state & QStyle.StateFlag.State_Selected:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            wide = option.fontMetrics.horizontalAdvance(str(index.data())) + 16
            box = QRect(option.rect.adjusted(0, 2, 0, -2))
            box.setWidth(min(box.width(), wide))
            painter.drawRoundedRect(box, 4, 4)
            painter.restore()
        super().paint(painter, option, index)


def _without_children(line: Line) -> Line:
    return Line(line.cells, line.differs, (), line.key, line.heading)
