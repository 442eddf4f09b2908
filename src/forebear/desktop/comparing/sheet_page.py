"""A page of the comparison that is a table: with copying, and a word where there is nothing to show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeySequence, QPainter
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
from forebear.desktop.tables import add_act
from forebear.desktop.theme import Theme

_MEASURED_LINES = 60
_MEASURED = 24  # columns whose width follows from what is in them
_FIRST_COLUMN = 520  # pixels that it has before the others, at most, and no more than half of all
_NARROW = 140  # what any other is shortened to, at most
_MOST_OPENED = 1_000  # lines that are laid out at first
_OPENED = 40  # lines below a heading within a heading that are shown at once


def shared(wanted: Sequence[int], room: int, yielding: Collection[int] = ()) -> list[int]:
    """Return the widths of columns, in pixels: what each wants where there is room for all.

    Else those that want the most are shortened to one width; those that are `yielding` before any other.
    """
    kept = sum(min(wanted[column], _NARROW) for column in yielding)
    widths: dict[int, int] = {}
    for columns in (set(range(len(wanted))) - set(yielding), set(yielding)):
        left = room - sum(widths.values()) - (kept if not widths else 0)
        for done, column in enumerate(sorted(columns, key=wanted.__getitem__)):
            widths[column] = min(wanted[column], max(_NARROW, left // (len(columns) - done)))
            left -= widths[column]
    return [widths[column] for column in range(len(wanted))]


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
        self.view.header().setDefaultSectionSize(_NARROW)
        self.view.setItemDelegate(_ToneDelegate(self.view))
        self.view.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.view.activated.connect(lambda index: self.line_opened.emit(index.data(LINE)))
        add_act(self.view, self.tr("Copy as a table"), self.copy, QKeySequence.StandardKey.Copy)
        add_act(self.view, self.tr("Copy as Markdown"), self.copy_markdown)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self.model.modelReset.connect(self._settle)
        self.view.viewport().installEventFilter(self)

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
            flags = QItemSelectionModel.SelectionFlag  # the view itself would go by the keys that are held
            self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.view.scrollTo(index)

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
        """Open the headings, where they are not many: a heading within one stays folded then.

        Where there are very many lines only the first headings are opened.
        """
        left = _MOST_OPENED
        for row, line in enumerate(lines):
            if line.heading:
                self.view.setFirstColumnSpanned(row, parent, True)
                index = self.model.index(row, 0, parent)
                opened = not parent.isValid() or line.rows <= _OPENED
                self.view.setExpanded(index, opened and (left > 0 or row == 0))
                left -= line.rows
                if any(child.heading for child in line.children):
                    self._open(line.children, index)

    def _fit_columns(self) -> None:
        """Give the columns the widths they want, where there is room; the first one before all others."""
        widths = [self._width(column) for column in range(len(self.model.sheet.headings))]
        if len(widths) > 1:
            widths[0] = min(widths[0], max(_NARROW, self.view.viewport().width() // 2))
        yielding = [column - 1 for column in self.model.sheet.yielding]
        widths[1:] = shared(widths[1:], self.view.viewport().width() - sum(widths[:1]), yielding)
        for column, width in enumerate(widths):
            if width != self.view.columnWidth(column):
                self.view.setColumnWidth(column, width)

    def _width(self, column: int) -> int:
        """Wide enough for what is seen first, within reason; of very many columns only the first count.

        Not asked of the view, which would lay out all of its lines for each column.
        """
        if column > _MEASURED:
            return _NARROW
        lines = islice(flat(self.model.sheet.lines), _MEASURED_LINES)
        cells = [line.cells[column] for line in lines if not line.heading and column < len(line.cells)]
        texts = [cell.text for cell in cells]
        font = QFont(self.view.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        texts.append(self.model.sheet.headings[column])
        widest = max(metrics.horizontalAdvance(text[:200]) for text in sorted(texts, key=len)[-8:])
        levels = depth(self.model.sheet.lines) if column == 0 and self.view.rootIsDecorated() else 0
        drawn = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize) + 12
        icon = drawn if any(cell.icon for cell in cells) else 0
        wanted = max(90, widest + 28 + icon + levels * self.view.indentation())
        return min(wanted, _FIRST_COLUMN) if column == 0 else wanted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the new width of the table out."""
        if event.type() is QEvent.Type.Resize and watched is self.view.viewport():
            self._fit_columns()
        return super().eventFilter(watched, event)

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        line: Line | None = index.data(LINE) if index.isValid() else None
        if line is not None and not line.heading:
            self.line_chosen.emit(line)


class _ToneDelegate(QStyledItemDelegate):
    """Draws the ground of a changed cell, which the stylesheet's items would leave out.

    Words that do not fit are shortened at their end, a name, a path or a number in its middle.
    """

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """As every cell, but for that."""
        super().initStyleOption(option, index)
        if " " in option.text:
            option.textElideMode = Qt.TextElideMode.ElideRight

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
