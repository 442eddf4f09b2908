"""Choosing one metric or parameter of very many: by typing a part of its name, or from the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView, QSizePolicy, QWidget

from forebear.desktop.pieces import tip
from forebear.lineage.fields import Field
from forebear.lineage.visible import visible

Index = QModelIndex | QPersistentModelIndex
FIELD = Qt.ItemDataRole.UserRole + 1
_LONGEST = 80  # letters of a name in the list
_NOWHERE = QModelIndex()


def short(text: str, most: int = _LONGEST) -> str:
    """Return a name in which nothing hides, its middle left out where it is very long."""
    half = (most - 1) // 2
    return visible(text if len(text) <= most else f"{text[:half]}\N{HORIZONTAL ELLIPSIS}{text[-half:]}")


class FieldModel(QAbstractListModel):
    """The fields, each once; `none` is what the first line says where nothing may be chosen too."""

    def __init__(self, none: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._none = none
        self._fields: tuple[Field | None, ...] = ()
        self._names: tuple[str, ...] = ()
        self._rows: dict[Field | None, int] = {}

    def show_fields(self, fields: Sequence[Field]) -> None:
        """Show other fields."""
        self.beginResetModel()
        self._fields = (None, *fields) if self._none else tuple(fields)
        counts = Counter(field.name for field in fields)
        self._names = tuple(
            self._none if field is None else _named(field, several=counts[field.name] > 1)
            for field in self._fields
        )
        self._rows = {field: row for row, field in enumerate(self._fields)}
        self.endResetModel()

    def row_of(self, field: Field | None) -> int:
        """Return the row of a field, -1 where it is not there."""
        return self._rows.get(field, -1)

    def name_of(self, field: Field | None) -> str:
        """Return what a field is called here."""
        row = self.row_of(field)
        return self._names[row] if row >= 0 else ""

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, bounded in length; whole in the tooltip, up to a thousand letters."""
        if not index.isValid():
            return None
        field = self._fields[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._names[index.row()]
        if role == FIELD:
            return field
        if role == Qt.ItemDataRole.ToolTipRole and field is not None:
            return tip(" · ".join(part for part in (short(field.name, 1_000), field.source) if part))
        return None


class FieldChoice(QComboBox):
    """A field from a model that several choices share.

    Signals: `field_chosen(object)` a Field, or None, that the person chose.
    """

    field_chosen = Signal(object)

    def __init__(self, model: FieldModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._field: Field | None = None
        self.setAccessibleName(name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # Not by its contents, which may be ten thousand.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view = QListView()
        view.setUniformItemSizes(True)
        self.setView(view)
        self.setModel(model)
        completer = QCompleter(model, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(12)
        popup = completer.popup()
        if isinstance(popup, QListView):
            popup.setUniformItemSizes(True)
        self.setCompleter(completer)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)
        self.activated.connect(self._take)
        completer.activated.connect(self._complete)
        model.modelReset.connect(lambda: self.show_field(self._field))

    @property
    def field(self) -> Field | None:
        """What is chosen."""
        return self._field

    def show_field(self, field: Field | None) -> None:
        """Show a field as chosen."""
        self._field = field
        row = self._model.row_of(field)
        self.setCurrentIndex(row)
        self.setToolTip(str(self._model.index(max(0, row)).data(Qt.ItemDataRole.ToolTipRole) or ""))
        line = self.lineEdit()
        if line is not None:
            line.setText(self._model.name_of(field))
            line.setCursorPosition(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show what is chosen again, where something else was typed and left."""
        super().focusOutEvent(event)
        line = self.lineEdit()
        if line is not None and line.text() != self._model.name_of(self._field):
            line.setText(self._model.name_of(self._field))

    def _take(self, row: int) -> None:
        field = self._model.index(row).data(FIELD)
        self.show_field(field)
        self.field_chosen.emit(field)

    def _complete(self, name: str) -> None:
        row = self.findText(name, Qt.MatchFlag.MatchExactly)
        if row >= 0:
            self._take(row)


def _named(field: Field, *, several: bool) -> str:
    name = short(field.name)
    return f"{name} ({field.source})" if several and field.source else name
