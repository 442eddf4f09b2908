"""A bar of shares with their words below: how many runs of a batch came to what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forebear.desktop.many.lines import TOKENS, Share
from forebear.desktop.theme import Theme

_BAR = 8  # height of the bar itself, in pixels
_GAP = 2  # between two shares
_ROOM = 16  # between two words


class SharesBar(QWidget):
    """Draws shares; what their colours say is written below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shares: tuple[Share, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_shares(self, shares: Sequence[Share]) -> None:
        """Show other shares."""
        self._shares = tuple(shares)
        self.setAccessibleName(", ".join(f"{share.count} {share.text}" for share in shares))
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """The bar and a line of words."""
        return QSize(240, _BAR + 6 + self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar, then the words from the left as far as there is room."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        total = sum(share.count for share in self._shares)
        room = self.width() - _GAP * max(0, len(self._shares) - 1)
        left = 0.0
        for share in self._shares:
            width = room * share.count / total
            painter.setBrush(self._theme.color(TOKENS[share.state]))
            painter.drawRoundedRect(QRectF(left, 0, width, _BAR), 3, 3)
            left += width + _GAP
        self._write(painter)

    def _write(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        left, top = 0, _BAR + 6
        middle = top + metrics.height() / 2
        for share in self._shares:
            text = f"{share.count} {share.text}"
            width = metrics.horizontalAdvance(text)
            if left + 14 + width > self.width():
                return
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(TOKENS[share.state]))
            painter.drawRoundedRect(QRectF(left, middle - 4, 8, 8), 2, 2)
            painter.setPen(self._theme.color("text"))
            painter.drawText(left + 14, top + metrics.ascent(), text)
            left += 14 + width + _ROOM
