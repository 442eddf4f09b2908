"""The chosen versions as an item model and how one of them is drawn: A, what it is, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from forebear.compare.comparison import Version
from forebear.desktop import wording
from forebear.desktop.pieces import tip
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

Index = QModelIndex | QPersistentModelIndex
VERSION = Qt.ItemDataRole.UserRole + 1
COLOURS = 8
"""How many versions have a colour of their own."""

_NOWHERE = QModelIndex()
_BADGE, _WIDEST, _NARROWEST = 24, 420, 190


class ChosenModel(QAbstractListModel):
    """The versions in their order, the baseline first; they can be moved by hand.

    Signals: `reordered(object)` the tuple of REFs after a move.
    """

    reordered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._versions: list[Version] = []
        self._tags: Mapping[str, str] = {}

    @property
    def refs(self) -> tuple[str, ...]:
        """The REFs in their order."""
        return tuple(version.ref for version in self._versions)

    def show_versions(self, versions: Sequence[Version], tags: Mapping[str, str]) -> None:
        """Show other versions; `tags` are names of their commits."""
        self.beginResetModel()
        self._versions, self._tags = list(versions), tags
        self.endResetModel()

    def title(self, version: Version) -> str:
        """What it is, with its tag where the REF does not say it."""
        tag = self._tags.get(version.commit or "", "")
        return visible(f"{tag} · {version.title}" if tag and tag not in version.title else version.title)

    def move(self, source: int, target: int) -> bool:
        """Move one version to another place; says whether it did."""
        count = len(self._versions)
        if source == target or not (0 <= source < count and 0 <= target < count):
            return False
        return self.moveRows(_NOWHERE, source, 1, _NOWHERE, target + (target > source))

    # Qt's own

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of versions."""
        return 0 if parent.isValid() else len(self._versions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a version's name, what a screen reader says, and the Version itself."""
        if not index.isValid():
            return None
        version = self._versions[index.row()]
        if role == VERSION:
            return version
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(version)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = version.heading
            return name if index.row() else self.tr("{version}, baseline").format(version=name)
        if role == Qt.ItemDataRole.ToolTipRole:
            said = (version.heading, version.summary, version.by, wording.when_text(version.when))
            return tip("\n".join(part for part in said if part))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A version can be dragged; it is dropped between others."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """They are moved, never copied."""
        return Qt.DropAction.MoveAction

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The REFs as text, for other windows."""
        data = QMimeData()
        data.setText(" ".join(self._versions[index.row()].ref for index in indexes))
        return data

    def moveRows(self, source: Index, row: int, count: int, target: Index, before: int) -> bool:
        """Move versions; the view calls it when one was dropped."""
        if not self.beginMoveRows(source, row, row + count - 1, target, before):
            return False
        moved = self._versions[row : row + count]
        del self._versions[row : row + count]
        place = before - count if before > row else before
        self._versions[place:place] = moved
        self.endMoveRows()
        self.reordered.emit(self.refs)
        return True


class ChosenDelegate(QStyledItemDelegate):
    """Draws a version: its letter in its colour, its name, below it what its commit says and when."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.width = _NARROWEST

    def share(self, room: int, count: int) -> None:
        """Give each of `count` versions its part of the room."""
        self.width = max(_NARROWEST, min(_WIDEST, room // max(1, count)))

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(self.width, 2 * option.fontMetrics.height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the card."""
        version: Version = index.data(VERSION)
        theme = self._theme
        state = option.state
        box = QRectF(option.rect).adjusted(3.5, 2.5, -3.5, -2.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        rim = "selection.rim" if chosen else "border"
        if state & QStyle.StateFlag.State_HasFocus:
            rim = "focus"
        painter.setBrush(theme.color("selection" if chosen else "surface"))
        painter.setPen(QPen(theme.color(rim), 1))
        painter.drawRoundedRect(box, 8, 8)
        badge = QRectF(box.left() + 10, box.center().y() - _BADGE / 2, _BADGE, _BADGE)
        wide = max(_BADGE, option.fontMetrics.horizontalAdvance(version.label) + 12)
        badge.setWidth(wide)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"chart.{index.row() % COLOURS}"))
        painter.drawRoundedRect(badge, _BADGE / 2, _BADGE / 2)
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        painter.setPen(theme.color("surface"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, version.label)
        left = badge.right() + 10
        line = option.fontMetrics.height()
        upper = QRectF(left, box.center().y() - line - 1, box.right() - left - 8, line + 2)
        painter.setPen(theme.color("selection.text" if chosen else "text"))
        self._text(painter, upper, str(index.data()))
        painter.setFont(option.font)
        painter.setPen(theme.color("text.muted"))
        when = f"{version.when:%Y-%m-%d}" if version.when else ""
        said = [self.tr("Baseline") if index.row() == 0 else "", when, version.summary]
        self._text(painter, upper.translated(0, line + 1), visible(" · ".join(part for part in said if part)))
        painter.restore()

    @staticmethod
    def _text(painter: QPainter, room: QRectF, text: str) -> None:
        short = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
