"""How many steps the graph reaches to one side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forebear.desktop.pieces import IconButton, label
from forebear.desktop.theme import Theme

FEWEST_HOPS, MOST_HOPS = 0, 12


class Hops(QWidget):
    """Fewer, a number, more.

    Signals: `changed(int)` when a person, or `set_count`, changed it.
    """

    changed = Signal(int)

    def __init__(self, theme: Theme, *, upstream: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upstream = upstream
        self._count = 0
        self._picture = label("")
        self._icon = "upstream" if upstream else "downstream"
        self._theme = theme
        fewer = self.tr("Fewer hops upstream") if upstream else self.tr("Fewer hops downstream")
        more = self.tr("More hops upstream") if upstream else self.tr("More hops downstream")
        self._fewer = IconButton(theme, "minus", fewer, lambda: self.set_count(self._count - 1))
        self._more = IconButton(theme, "plus", more, lambda: self.set_count(self._count + 1))
        self._number = label("", "strong")
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setMinimumWidth(self.fontMetrics().horizontalAdvance("00") + 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._picture)
        layout.addSpacing(2)
        for piece in (self._fewer, self._number, self._more):
            layout.addWidget(piece)
        theme.changed.connect(self._paint)
        self._paint()
        self.show_count(2)

    @property
    def count(self) -> int:
        """How many hops."""
        return self._count

    def set_count(self, count: int) -> None:
        """Ask for a number of hops."""
        count = max(FEWEST_HOPS, min(MOST_HOPS, count))
        if count != self._count:
            self.show_count(count)
            self.changed.emit(count)

    def show_count(self, count: int) -> None:
        """Show a number of hops."""
        self._count = count
        self._number.setText(str(count))
        self._fewer.setEnabled(count > FEWEST_HOPS)
        self._more.setEnabled(count < MOST_HOPS)
        said = self._said(count)
        self.setAccessibleName(said)
        for piece in (self._picture, self._number):
            piece.setToolTip(said)

    def _said(self, count: int) -> str:
        if self._upstream:
            return self.tr("Reaches {count} hops upstream: what it was made from").format(count=count)
        return self.tr("Reaches {count} hops downstream: what was made from it").format(count=count)

    def _paint(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon, "text.muted", 16))
