"""The rows of a diff as an item model: one column for lines below each other, two for both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from forebear.compare.text.hidden import Shown, shown
from forebear.compare.text.lines import Change, DiffLine
from forebear.compare.text.rows import Row
from forebear.compare.text.syntax import Parts, Syntax
from forebear.compare.text.words import Spans, changed_words
from forebear.desktop.comparing.diffs.arranging import NOTHING, Arranged

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NOTHING = QModelIndex()


class DiffModel(QAbstractTableModel):
    """Holds the rows; what is seen of a line is made when it is seen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.arranged = NOTHING
        self._names = ("", "")
        self._syntax = Syntax()
        self._mates: Mapping[int, int] = {}
        self._marks: dict[tuple[int, int], tuple[Spans, Spans]] = {}

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self.arranged.rows

    @property
    def beside(self) -> bool:
        """Whether the sides are beside each other."""
        return self.arranged.beside

    def show(self, arranged: Arranged, names: tuple[str, str]) -> None:
        """Show the rows of a diff between two versions of these names."""
        self.beginResetModel()
        if arranged.diff is not self.arranged.diff:
            self._syntax = Syntax()
            self._marks = {}
            self._mates = {after: before for before, after in arranged.diff.pairs.items()}
        self.arranged, self._names = arranged, names
        self.endResetModel()

    def show_syntax(self, syntax: Syntax) -> None:
        """Take what the words of the lines are; the views have to be painted again."""
        self._syntax = syntax

    def line(self, index: Index) -> DiffLine | None:
        """Return the line that is shown in a cell; None in a gap, or where that side has no line."""
        row = self.rows[index.row()]
        if self.beside and row.gap is None:
            return row.after if index.column() else row.before
        return row.after or row.before

    def shown(self, line: DiffLine) -> Shown:
        """Return a line as it is to be shown."""
        text = line.text
        # Told where it is a difference, or the exception; not at the end of each line of the file.
        if text.endswith("\r") and (self.arranged.crlf or line.change is Change.SAME):
            text = text[:-1]
        return shown(text)

    def parts(self, line: DiffLine) -> Parts:
        """Return what the words of a line are in the file's language."""
        if line.after is not None:
            return self._syntax.after.get(line.after, ())
        return self._syntax.before.get(line.before, ()) if line.before is not None else ()

    def changed_words(self, line: DiffLine) -> Spans:
        """Return what of a line is other than in the one that it became, or was; () where it is all new."""
        if line.change is Change.REMOVED and line.before is not None:
            mate = self.arranged.diff.pairs.get(line.before)
            return self._compared(line.before, mate)[0] if mate is not None else ()
        if line.change is Change.ADDED and line.after is not None:
            mate = self._mates.get(line.after)
            return self._compared(mate, line.after)[1] if mate is not None else ()
        return ()

    def _compared(self, before: int, after: int) -> tuple[Spans, Spans]:
        if (before, after) not in self._marks:
            arranged = self.arranged
            self._marks[before, after] = changed_words(arranged.removed[before], arranged.added[after])
        return self._marks[before, after]

    def gap_text(self, row: Row) -> str:
        """Say what is left out."""
        count = len(row.gap or ())
        said = self.tr("{count} lines that are the same").format(count=f"{count:,}") if count else ""
        return "  ·  ".join(text for text in (said, shown(row.where).text) if text)

    # Qt's own

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """The rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """One column, or one for each side."""
        return 0 if parent.isValid() else 1 + self.beside

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the line's text, or what is read out of it."""
        if not index.isValid() or not self.checkIndex(index):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            line = self.line(index)
            return self.gap_text(row) if row.gap is not None else self.shown(line).text if line else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(row, self.line(index))
        return None

    def _said(self, row: Row, line: DiffLine | None) -> str:
        if row.gap is not None:
            return self.gap_text(row) or self.tr("Lines are left out here")
        if line is None:
            return self.tr("No line on this side")
        text = self.shown(line).text
        match line.change:
            case Change.ADDED:
                return self.tr("Line {number} added: {text}").format(number=line.after, text=text)
            case Change.REMOVED:
                return self.tr("Line {number} removed: {text}").format(number=line.before, text=text)
            case Change.SAME:
                return self.tr("Line {number}: {text}").format(number=line.after, text=text)
            case _:
                return text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the versions' names."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        if self.beside:
            return self._names[section]
        before, after = self._names
        return f"{before}  →  {after}" if before and after else before or after
