"""What was found and may be added, as a list to tick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from forebear.desktop.pieces import tip
from forebear.desktop.sources.listed import Offer
from forebear.desktop.sources.table import list_sources
from forebear.desktop.sources.words import details_text, icon_of, place_text, title_of
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_CHECK = Qt.ItemDataRole.CheckStateRole


class OffersModel(QAbstractTableModel):
    """One row for each source that was found: what it is, where, and what is in it.

    Signals: `ticked()` when another choice is made.
    """

    ticked = Signal()

    def __init__(self, theme: Theme, roots: Sequence[Path] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._roots = theme, tuple(roots)
        self._offers: list[Offer] = []
        self._ticked: set[Offer] = set()

    @property
    def chosen(self) -> tuple[Offer, ...]:
        """Those that are ticked, in the order of the rows."""
        return tuple(offer for offer in self._offers if offer in self._ticked)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """All rows."""
        return tuple(self._offers)

    def add(self, offers: Sequence[Offer], *, first: bool = False, tick: bool = False) -> None:
        """Show more, each once: `first` above the others; `tick` those of them that are not read yet."""
        places = {(offer.kind, offer.location) for offer in offers}
        others = [offer for offer in self._offers if (offer.kind, offer.location) not in places]
        self.beginResetModel()
        self._offers = [*offers, *others] if first else [*others, *offers]
        if tick:
            self._ticked |= {offer for offer in offers if not offer.known}
        self._ticked &= set(self._offers)
        self.endResetModel()
        self.ticked.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._offers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Source, location, what is in it."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Source"), self.tr("Location"), self.tr("Holds"))[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What is read already cannot be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        can = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        known = self._offers[index.row()].known
        return can | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 and not known else can

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say a cell; the tooltip has all of it."""
        if not index.isValid():
            return None
        offer = self._offers[index.row()]
        if role == _CHECK and index.column() == 0 and not offer.known:
            return Qt.CheckState.Checked if offer in self._ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._theme.icon(icon_of(offer), "text.muted")
        if role == Qt.ItemDataRole.ForegroundRole and (offer.known or index.column() == 2):
            return self._theme.color("text.muted")
        place = place_text(offer, self._roots)
        text = (title_of(offer), place, self._holds(offer))[index.column()]
        said = {
            int(Qt.ItemDataRole.DisplayRole): visible(text),
            int(Qt.ItemDataRole.ToolTipRole): tip(offer.location if index.column() == 1 else text),
        }
        return said.get(int(role))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a row, or not."""
        if role != _CHECK or not index.isValid() or self._offers[index.row()].known:
            return False
        offer = self._offers[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._ticked.add(offer)
        else:
            self._ticked.discard(offer)
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True

    def _holds(self, offer: Offer) -> str:
        said = details_text(offer)
        if not offer.known:
            return said
        return self.tr("is read already") + (f" \N{MIDDLE DOT} {said}" if said else "")


class OffersTable(QTableView):
    """Shows offers; the space bar ticks one."""

    def __init__(self, model: OffersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(self.tr("What was found"))
        header = list_sources(self, (0, 2), air=12)
        header.resizeSection(0, 250)
        header.resizeSection(2, 210)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
