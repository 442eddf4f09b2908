"""The legend of colours: a scale with its ends, or the categories with their shapes."""

from __future__ import annotations

from collections.abc import Mapping

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forebear.desktop.charting.colour_scale import SHAPES, Colouring

_MARGIN, _BAR, _GAP = 8, 140, 16


class ColourLegend(QWidget):
    """One or more lines below a chart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colouring: Colouring | None = None
        self._name = ""
        self._tokens: Mapping[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_colouring(self, name: str, colouring: Colouring, tokens: Mapping[str, str]) -> None:
        """Show what colours stand for; without a name there is nothing to say."""
        self._name, self._colouring, self._tokens = name, colouring, tokens
        self.setAccessibleName(self.tr("Colour: {name}").format(name=name) if name else "")
        self.setAccessibleDescription(", ".join(entry.text for entry in colouring.entries))
        self.setVisible(bool(name))
        self.updateGeometry()
        self.update()

    def restyle(self, tokens: Mapping[str, str]) -> None:
        """Take on other colours."""
        self._tokens = tokens
        self.update()

    def sizeHint(self) -> QSize:
        """As many lines as it needs in this width."""
        lines = self._places()[-1][1] + 1 if self._colouring and self._places() else 1
        return QSize(200, lines * (self.fontMetrics().height() + 6) + 6)

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the name, then the scale or the categories."""
        if self._colouring is None or not self._name:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._tokens["surface"]))
        if self._colouring.is_scale:
            self._paint_scale(painter, self._colouring)
        else:
            self._paint_categories(painter, self._colouring)

    def _paint_scale(self, painter: QPainter, colouring: Colouring) -> None:
        metrics = self.fontMetrics()
        line = metrics.height()
        painter.setPen(QColor(self._tokens["text.muted"]))
        head = self._head()
        painter.drawText(QPointF(_MARGIN, 4 + metrics.ascent()), head)
        low, high = colouring.entries[0].text, colouring.entries[-1].text
        x = _MARGIN + metrics.horizontalAdvance(head) + 10.0
        painter.drawText(QPointF(x, 4 + metrics.ascent()), low)
        x += metrics.horizontalAdvance(low) + 6
        bar = QRectF(x, 4 + (line - 10) / 2, min(_BAR, max(20.0, self.width() - x - 60)), 10)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        colours = colouring.colours(self._tokens)[:-1]
        for place, colour in enumerate(colours):
            gradient.setColorAt(place / max(1, len(colours) - 1), colour)
        painter.fillRect(bar, gradient)
        painter.drawText(QPointF(bar.right() + 6, 4 + metrics.ascent()), high)

    def _paint_categories(self, painter: QPainter, colouring: Colouring) -> None:
        metrics = self.fontMetrics()
        line = metrics.height() + 6
        painter.setPen(QColor(self._tokens["text.muted"]))
        painter.drawText(QPointF(_MARGIN, 4 + metrics.ascent()), self._head())
        colours = colouring.colours(self._tokens)
        for (x, row), entry in zip(self._places(), colouring.entries, strict=True):
            middle = QPointF(x + 6, 4 + row * line + metrics.height() / 2)
            painter.save()
            painter.translate(middle)
            painter.scale(10, 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours[entry.colour])
            painter.drawPath(pg.graphicsItems.ScatterPlotItem.Symbols[SHAPES[entry.colour % len(SHAPES)]])
            painter.restore()
            painter.setPen(QColor(self._tokens["text"]))
            painter.drawText(QPointF(x + 16, 4 + row * line + metrics.ascent()), self._short(entry.text))

    def _head(self) -> str:
        return self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, 220)

    def _short(self, text: str) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, 160)

    def _places(self) -> list[tuple[float, int]]:
        """Where the categories stand: x and line."""
        if self._colouring is None or self._colouring.is_scale:
            return []
        metrics = self.fontMetrics()
        x, row = _MARGIN + metrics.horizontalAdvance(self._head()) + 10.0, 0
        found = []
        for entry in self._colouring.entries:
            wide = 16 + metrics.horizontalAdvance(self._short(entry.text)) + _GAP
            if x + wide > max(self.width(), 200) and x > _MARGIN:
                x, row = float(_MARGIN), row + 1
            found.append((x, row))
            x += wide
        return found
