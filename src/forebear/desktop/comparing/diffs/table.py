"""The rows of a diff as a table: scrolled sideways on both sides at once, copied as the lines they are."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScrollBar, QTableView, QWidget

from forebear.compare.text.lines import DiffLine
from forebear.desktop.comparing.diffs.arranging import Arranged
from forebear.desktop.comparing.diffs.model import ROW, DiffModel
from forebear.desktop.comparing.diffs.painting import DiffPainter
from forebear.desktop.tables import add_act, plain_header
from forebear.desktop.theme import Theme

_STEP = 8  # characters that a key or a turn of the wheel scrolls sideways


class DiffTable(QTableView):
    """Shows a DiffModel. `sideways` is its scroll bar for long lines, to be placed below it.

    Signals: `gap_opened(int)` the beginning of lines left out, which are wanted.
    """

    gap_opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines = DiffModel(self)
        self._painter = DiffPainter(theme, self.lines, self)
        self.sideways = QScrollBar(Qt.Orientation.Horizontal)
        self._widest = 0
        self.setModel(self.lines)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(self.tr("Difference of the file"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        heading = plain_header(self)
        heading.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heading.setSectionsClickable(False)
        add_act(self, self.tr("Copy the lines"), self.copy, QKeySequence.StandardKey.Copy)
        self.sideways.valueChanged.connect(self._scroll_sideways)
        self.sideways.setAccessibleName(self.tr("Scroll long lines"))
        self.clicked.connect(self._open)
        self.lines.modelReset.connect(self._settle)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_rows(self, arranged: Arranged, names: tuple[str, str]) -> None:
        """Show a diff; of the same diff, what was seen at the top stays there."""
        top = None if arranged.diff is not self.lines.arranged.diff else self._top()
        self.lines.show(arranged, names)
        for number, row in enumerate(arranged.rows if top is not None else ()):
            if row.after is top or row.before is top:
                self.scrollTo(self.lines.index(number, 0), QAbstractItemView.ScrollHint.PositionAtTop)
                break

    def go_to_change(self, step: int) -> int | None:
        """Go to the next change (`step` 1) or the one before (-1); return its place, None where none is."""
        here, starts = self.currentIndex().row(), self.lines.arranged.starts
        if step > 0:
            found = next((place for place, row in enumerate(starts) if row > here), None)
        else:
            found = next((place for place, row in reversed(list(enumerate(starts))) if row < here), None)
        if found is None:
            return None
        index = self.lines.index(starts[found], 0)
        self.setCurrentIndex(index)
        above = max(0, index.row() - 4)
        self.scrollTo(self.lines.index(above, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        return found

    def copy(self) -> None:
        """Copy the selected lines as they are in the file; those of one side below each other."""
        cells = sorted((index.column(), index.row()) for index in self.selectedIndexes())
        sides = []
        for column, group in groupby(cells, key=lambda cell: cell[0]):
            lines = [self.lines.line(self.lines.index(row, column)) for _, row in group]
            sides.append("\n".join(line.text.removesuffix("\r") for line in lines if line is not None))
        if sides:
            QGuiApplication.clipboard().setText("\n".join(sides))

    def _top(self) -> DiffLine | None:
        """The first line that is seen."""
        rows = self.lines.rows[max(0, self.rowAt(0)) :]
        return next((line for row in rows for line in (row.after, row.before) if line is not None), None)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW) if index.isValid() else None
        if row is not None and row.gap:
            self.gap_opened.emit(row.gap.start)

    def _settle(self) -> None:
        arranged = self.lines.arranged
        self._painter.digits = max(3, len(str(arranged.largest)))
        self._widest = max((self._painter.text_width(line) for line in arranged.longest), default=0)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width() // self.lines.columnCount() - self._painter.gutter_width
        self.sideways.setPageStep(max(1, room))
        self.sideways.setSingleStep(_STEP * self.fontMetrics().averageCharWidth())
        self.sideways.setRange(0, max(0, self._widest - room))
        self.sideways.setVisible(self._widest > room)

    def _scroll_sideways(self, offset: int) -> None:
        self._painter.offset = offset
        self.viewport().update()

    def _restyle(self) -> None:
        self._painter.restyle()
        self.setFont(self._theme.fixed_font)
        self.verticalHeader().setDefaultSectionSize(self._painter.row_height)
        self.viewport().update()

    # Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right scroll long lines, with Ctrl they go to the other side; Enter opens a gap."""
        step = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}.get(event.key())
        if step and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.sideways.setValue(self.sideways.value() + step * self.sideways.singleStep())
        elif step and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self.lines.beside:
            self.setCurrentIndex(self.lines.index(self.currentIndex().row(), int(step > 0)))
        elif event.key() in (Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel turned sideways, or with Shift, scrolls long lines."""
        turned = event.angleDelta()
        sideways = turned.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else turned.x()
        if sideways:
            self.sideways.setValue(self.sideways.value() - sideways * self.sideways.singleStep() // 120)
            event.accept()
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out anew what fits."""
        super().resizeEvent(event)
        self._fit()
