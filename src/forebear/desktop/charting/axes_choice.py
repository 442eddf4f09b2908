"""Choosing several metrics and parameters: a button with a list to tick, found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QToolButton, QVBoxLayout, QWidget

from forebear.desktop.charting.field_choice import FIELD, FieldModel
from forebear.lineage.fields import Field

Index = QModelIndex | QPersistentModelIndex
MOST = 40
"""More axes than these could not be told apart."""


class AxesChoice(QToolButton):
    """The axes; new ones come last.

    Signals: `fields_chosen(object)` the tuple of Fields after the person ticked one.
    """

    fields_chosen = Signal(object)

    def __init__(self, fields: FieldModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Ticked(self)
        self._model.setSourceModel(fields)
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._popup.setFrameShape(QFrame.Shape.StyledPanel)
        self._line = QLineEdit()
        self._line.setPlaceholderText(self.tr("Find a metric or parameter"))
        self._line.setAccessibleName(self.tr("Find a metric or parameter"))
        self._line.setClearButtonEnabled(True)
        self._line.textChanged.connect(self._model.setFilterFixedString)
        view = QListView()
        view.setModel(self._model)
        view.setUniformItemSizes(True)
        view.setAccessibleName(self.tr("Axes"))
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._line)
        layout.addWidget(view)
        self.clicked.connect(lambda _checked=False: self._show_popup())
        self._model.ticked.connect(self._tell)
        self._say()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The axes, in the order in which they were chosen."""
        return tuple(self._model.chosen)

    def choose(self, fields: Sequence[Field]) -> None:
        """Show these as chosen."""
        self._model.choose(fields)
        self._say()

    def _tell(self) -> None:
        self._say()
        self.fields_chosen.emit(self.fields)

    def _say(self) -> None:
        self.setText(self.tr("{count} axes").format(count=len(self._model.chosen)))
        self.setAccessibleName(self.tr("Choose the axes"))
        self.setToolTip(self.tr("Choose the axes"))

    def _show_popup(self) -> None:
        self._popup.resize(320, 380)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height())))
        self._popup.show()
        self._line.setFocus()


class _Ticked(QSortFilterProxyModel):
    """The fields with ticks.

    Signals: `ticked()`.
    """

    ticked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.chosen: dict[Field, None] = {}
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def choose(self, fields: Sequence[Field]) -> None:
        self.chosen = dict.fromkeys(fields)
        self._repaint()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A field can be ticked."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the tick beside what the fields say."""
        if role == Qt.ItemDataRole.CheckStateRole:
            ticked = super().data(index, FIELD) in self.chosen
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a field, or no longer."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        field = super().data(index, FIELD)
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            if len(self.chosen) >= MOST:
                return False
            self.chosen[field] = None
        else:
            self.chosen.pop(field, None)
        self.dataChanged.emit(index, index, [role])
        self.ticked.emit()
        return True

    def _repaint(self) -> None:
        if self.rowCount():
            ends = self.index(0, 0), self.index(self.rowCount() - 1, 0)
            self.dataChanged.emit(*ends, [Qt.ItemDataRole.CheckStateRole])
