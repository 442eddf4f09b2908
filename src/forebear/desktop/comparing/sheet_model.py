"""A sheet as an item model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from forebear.desktop.comparing.sheet import Line, Sheet, Tone
from forebear.desktop.pieces import tip
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
_TONES = {
    Tone.BETTER: ("verdict.good", ""),
    Tone.WORSE: ("verdict.bad", ""),
    Tone.WARNED: ("verdict.warn", ""),
    Tone.ABSENT: ("text.muted", ""),
    Tone.CHANGED: ("", "diff.changed"),
}
_STRONG = (Tone.CHANGED, Tone.BETTER, Tone.WORSE, Tone.WARNED)


@dataclass(slots=True, eq=False)
class _Place:
    """A line in the tree; kept by the model, because indexes only point to it."""

    line: Line
    row: int
    parent: _Place | None
    _children: list[_Place] | None = None

    @property
    def children(self) -> list[_Place]:
        """Those below, made when they are first asked for: of a folded heading nobody does."""
        if self._children is None:
            self._children = [_Place(line, row, self) for row, line in enumerate(self.line.children)]
        return self._children


class SheetModel(QAbstractItemModel):
    """Shows a sheet, with all its lines or only those that differ."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._full = self._sheet = Sheet((), ())
        self._top: list[_Place] = []
        self._only_differences = True
        self._wanted = ""
        theme.changed.connect(self._recolour)

    @property
    def sheet(self) -> Sheet:
        """What is shown."""
        return self._sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another sheet."""
        self._full = sheet
        self._rebuild()

    def show_only_differences(self, only: bool) -> None:
        """Show all lines, or only those that differ."""
        if only != self._only_differences:
            self._only_differences = only
            self._rebuild()

    def show_matching(self, text: str) -> None:
        """Show only the lines whose names have all words of a text; all for ""."""
        if text != self._wanted:
            self._wanted = text
            self._rebuild()

    def find(self, key: str) -> QModelIndex:
        """Return the first cell of the line about `key`, outside headings; nowhere if it is not shown."""
        level: list[tuple[QModelIndex, tuple[Line, ...]]] = [(QModelIndex(), self._sheet.lines)]
        while level:  # so that the nearest to the top is found first
            for parent, lines in level:
                for row, line in enumerate(lines):
                    if line.key == key and not line.heading:
                        return self.index(row, 0, parent)
            level = [
                (self.index(row, 0, parent), line.children)
                for parent, lines in level
                for row, line in enumerate(lines)
                if line.children
            ]
        return QModelIndex()

    def _rebuild(self) -> None:
        self.beginResetModel()
        sheet = self._full.only_differences() if self._only_differences else self._full
        self._sheet = sheet.matching(self._wanted)
        self._top = [_Place(line, row, None) for row, line in enumerate(self._sheet.lines)]
        self.endResetModel()

    def _recolour(self) -> None:
        if self._top:
            last = self.index(len(self._top) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # Qt's own

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a cell."""
        siblings = self._siblings(parent)
        if not (0 <= row < len(siblings) and 0 <= column < self.columnCount()):
            return QModelIndex()
        return self.createIndex(row, column, siblings[row])

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the heading of a line."""
        place: _Place | None = index.internalPointer() if index.isValid() else None
        if place is None or place.parent is None:
            return QModelIndex()
        return self.createIndex(place.parent.row, 0, place.parent)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of lines below a heading."""
        if not parent.isValid():
            return len(self._top)
        place: _Place = parent.internalPointer()
        return len(place.line.children) if parent.column() <= 0 else 0

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return len(self._sheet.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._sheet.headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return visible(self._sheet.headings[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Return a cell's text, tooltip, colours and alignment."""
        if not index.isValid():
            return None
        place: _Place = index.internalPointer()
        line, column = place.line, index.column()
        if role == LINE:
            return line
        cell = line.cells[column]
        answer: Any = None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                answer = visible(cell.text, lines=True)
            case Qt.ItemDataRole.ToolTipRole:
                answer = tip(cell.whole) or None
            case Qt.ItemDataRole.DecorationRole if cell.icon:
                answer = self._theme.icon(cell.icon, _TONES.get(cell.tone, ("", ""))[0] or "text.muted")
            case Qt.ItemDataRole.TextAlignmentRole:
                answer = self._alignment(column)
            case Qt.ItemDataRole.FontRole if line.heading or cell.tone in _STRONG:
                answer = QFont()
                answer.setWeight(QFont.Weight.DemiBold)
            case Qt.ItemDataRole.ForegroundRole:
                token = _TONES.get(cell.tone, ("", ""))[0] or ("text.muted" if line.heading else "")
                answer = self._theme.color(token) if token else None
            case Qt.ItemDataRole.BackgroundRole:
                token = _TONES.get(cell.tone, ("", ""))[1]
                answer = self._theme.color(token) if token else None
        return answer

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in self._sheet.numbers else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _siblings(self, parent: Index) -> list[_Place]:
        if not parent.isValid():
            return self._top
        place: _Place = parent.internalPointer()
        return place.children
