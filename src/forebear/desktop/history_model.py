"""The history table as Qt models: rows of runs or versions, and their order and filter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from forebear.desktop.pieces import tip
from forebear.desktop.theme import Theme
from forebear.desktop.timeline import Column, ColumnKind, Line, Timeline
from forebear.desktop.wording import number_text, scalar_text, short_key, when_text

SORT = Qt.ItemDataRole.UserRole + 1
"""A value that sorts as people expect: numbers as numbers, what is missing last."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
FIXED = 4
"""Columns before the metrics and parameters: when, name, commit, tags."""


class HistoryModel(QAbstractTableModel):
    """One row for a run or version; the columns are those of the timeline after the fixed ones."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._timeline = Timeline((), ())

    @property
    def timeline(self) -> Timeline:
        """What is shown."""
        return self._timeline

    def show(self, timeline: Timeline) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._timeline = timeline
        self.endResetModel()

    def line(self, row: int) -> Line:
        """Return a row of this model (not of a sorted view)."""
        return self._timeline.lines[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of runs or versions."""
        return 0 if parent.isValid() else len(self._timeline.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the fixed columns and those of metrics and parameters."""
        return 0 if parent.isValid() else FIXED + len(self._timeline.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name a column; its tooltip says whether it is a metric or a parameter, and of which file."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if section < FIXED:
            titles = (self.tr("When"), self.tr("Name"), self.tr("Commit"), self.tr("Tags and branches"))
            return titles[section] if role == Qt.ItemDataRole.DisplayRole else None
        column = self._timeline.columns[section - FIXED]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.column_tip(column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def column_tip(self, column: Column) -> str:
        """Say what a column is."""
        what = (
            self.tr("Metric {name} of {file}")
            if column.kind is ColumnKind.METRIC
            else self.tr("Parameter {name} of {file}")
        )
        return what.format(name=column.name, file=column.source or "-")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say a cell."""
        if not index.isValid():
            return None
        line, place = self._timeline.lines[index.row()], index.column()
        if role == SORT:
            return self._sort_value(line, place)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, place)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._full(line, place))
        if role == Qt.ItemDataRole.FontRole and (place == 2 or place >= FIXED):
            return self._theme.fixed_font
        right = role == Qt.ItemDataRole.TextAlignmentRole and place >= FIXED
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if right else None

    def _value(self, line: Line, place: int) -> Any:
        column = self._timeline.columns[place - FIXED]
        return line.values.get((column.kind, column.source, column.name))

    def _text(self, line: Line, place: int) -> str:
        match place:
            case 0:
                return when_text(line.when)
            case 1:
                return line.name
            case 2:
                return short_key(line.commit)
            case 3:
                return ", ".join(line.refs)
        value = self._value(line, place)
        if value is None:
            return ""
        return number_text(value) if isinstance(value, float) else scalar_text(value)

    def _full(self, line: Line, place: int) -> str:
        match place:
            case 1:
                return line.ref
            case 2:
                return line.commit
            case _ if place >= FIXED:
                value = self._value(line, place)
                return (
                    "" if value is None else repr(value) if isinstance(value, float) else scalar_text(value)
                )
        return self._text(line, place)

    def _sort_value(self, line: Line, place: int) -> tuple[int, Any]:
        if place == 0:
            return _key(line.when)
        return _key(self._text(line, place) if place < FIXED else self._value(line, place))


def _key(value: Any) -> tuple[int, Any]:
    match value:
        case None:
            return (2, "")
        case datetime():
            return (0, value.timestamp())
        case bool() | int() | float():
            return (0, float(value))
        case _:
            return (1, str(value).casefold())


class HistoryOrder(QSortFilterProxyModel):
    """Sorts numbers as numbers, and filters by text and stage."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""
        self._stage = ""

    def show_only(self, text: str, stage: str) -> None:
        """Show rows that hold `text` in name, commit or tags; of one stage where `stage` is given."""
        self._wanted, self._stage = text.strip().casefold(), stage
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        """Say whether a row is shown."""
        source = self.sourceModel()
        assert isinstance(source, HistoryModel)  # noqa: S101  (for the type; this proxy has no other source)
        line = source.line(row)
        if self._stage and line.name != self._stage:
            return False
        found = "\0".join((line.name, line.commit, line.ref, *line.refs)).casefold()
        return self._wanted in found

    def lessThan(self, left: Index, right: Index) -> bool:
        """Order two cells."""
        one, other = left.data(SORT), right.data(SORT)
        # Qt turns a tuple into a list on its way through QVariant.
        return bool(list(one) < list(other))
