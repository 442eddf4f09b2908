"""A column of two versions drawn over each other: a histogram, or the shares of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from forebear.desktop import wording
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

_MARGIN, _BAR, _GAP = 12, 9, 6


class DriftPlot(QWidget):
    """Draws the baseline filled and the later version as an outline, both in shares of their own rows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column: Mapping[str, Any] = {}
        self._labels = ("A", "B")
        theme.changed.connect(self.update)

    def show_column(self, column: Mapping[str, Any], labels: tuple[str, str]) -> None:
        """Show a column as `forebear compare --json` tells of it ({} = none), of these two versions."""
        self._column, self._labels = column, labels
        self.setAccessibleName(visible(str(column.get("column", ""))))
        self.setAccessibleDescription(self._said())
        self.updateGeometry()
        self.update()

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to draw."""
        return bool(self._column.get("histogram") or self._column.get("shares"))

    def sizeHint(self) -> QSize:
        """A histogram is as high as is pleasant, shares as high as they are many."""
        shares = len(self._column.get("shares") or ())
        return QSize(320, 190 if not shares else round(30 + shares * (2 * _BAR + _GAP + 4)))

    def minimumSizeHint(self) -> QSize:
        """The same height, in less width."""
        return QSize(180, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the legend, then the histogram or the shares."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.is_drawn:
            return
        line = self.fontMetrics().height()
        self._legend(painter, line)
        room = QRectF(self.rect()).adjusted(_MARGIN, line + 14, -_MARGIN, -_MARGIN)
        if histogram := self._column.get("histogram"):
            self._histogram(painter, histogram, room.adjusted(0, 0, 0, -line - 2))
        else:
            self._shares(painter, self._column["shares"], room)

    def _colour(self, side: int) -> QColor:
        return QColor(self._theme.color(f"chart.{side}"))

    def _legend(self, painter: QPainter, line: int) -> None:
        x = float(_MARGIN)
        for side, text in enumerate(self._labels):
            box = QRectF(x, _MARGIN / 2 + (line - 10) / 2, 14, 10)
            self._style(painter, side)
            painter.drawRect(box)
            painter.setPen(self._theme.color("text.muted"))
            painter.drawText(QPointF(x + 20, _MARGIN / 2 + self.fontMetrics().ascent()), text)
            x += 20 + self.fontMetrics().horizontalAdvance(text) + 18

    def _style(self, painter: QPainter, side: int) -> None:
        """The baseline is filled, the later version an outline: not told by colour alone."""
        colour = self._colour(side)
        painter.setPen(QPen(colour, 2.0) if side else Qt.PenStyle.NoPen)
        colour.setAlphaF(0.12 if side else 0.55)
        painter.setBrush(colour)

    def _histogram(self, painter: QPainter, histogram: Mapping[str, Any], room: QRectF) -> None:
        sides = [_shares_of(histogram[side]) for side in ("before", "after")]
        most = max(*sides[0], *sides[1], 1e-9)
        wide = room.width() / max(1, len(sides[0]))
        for side, shares in enumerate(sides):
            corners = [room.bottomLeft()]
            for place, share in enumerate(shares):
                top = room.bottom() - share / most * room.height()
                left = room.left() + place * wide
                corners += [QPointF(left, top), QPointF(left + wide, top)]
            corners.append(room.bottomRight())
            self._style(painter, side)
            painter.drawPolygon(QPolygonF(corners))
        painter.setPen(QPen(self._theme.color("border"), 1.0))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.setPen(self._theme.color("text.muted"))
        edges = histogram["edges"]
        middle = len(edges) // 2
        below = QRectF(room.left(), room.bottom() + 2, room.width(), self.fontMetrics().height())
        for edge, alignment in (
            (edges[0], Qt.AlignmentFlag.AlignLeft),
            (edges[middle], Qt.AlignmentFlag.AlignHCenter),
            (edges[-1], Qt.AlignmentFlag.AlignRight),
        ):
            if edge is not edges[middle] or len(edges) > 2:
                painter.drawText(below, alignment, _short(edge))

    def _shares(self, painter: QPainter, shares: Sequence[Mapping[str, Any]], room: QRectF) -> None:
        sides = [_shares_of([share[side] for share in shares]) for side in ("before", "after")]
        most = max(*sides[0], *sides[1], 1e-9)
        names = [self._name(share["value"]) for share in shares]
        metrics = self.fontMetrics()
        head = min(room.width() * 0.4, max(metrics.horizontalAdvance(name) for name in names) + 10)
        tail = metrics.horizontalAdvance("100.0 %") + 6
        for place, name in enumerate(names):
            top = room.top() + place * (2 * _BAR + _GAP + 4)
            painter.setPen(self._theme.color("text"))
            box = QRectF(room.left(), top, head - 8, 2 * _BAR)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
            for side in (0, 1):
                wide = sides[side][place] / most * max(1.0, room.width() - head - tail)
                bar = QRectF(room.left() + head, top + side * (_BAR + 1), max(1.0, wide), _BAR - 1)
                self._style(painter, side)
                painter.drawRect(bar)
            told = f"{sides[1][place]:.1%}".replace("%", " %")
            painter.setPen(self._theme.color("text.muted"))
            end = QRectF(room.right() - tail, top, tail, 2 * _BAR)
            painter.drawText(end, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)

    def _name(self, value: object) -> str:
        return self.tr("all others") if value is None else visible(str(value))

    def _said(self) -> str:
        shares = self._column.get("shares") or ()
        sides = [_shares_of([share[side] for share in shares]) for side in ("before", "after")]
        return ", ".join(
            f"{self._name(share['value'])}: {before:.1%} / {after:.1%}"
            for share, before, after in zip(shares, *sides, strict=True)
        )


def _shares_of(counts: Sequence[int]) -> list[float]:
    whole = sum(counts)
    return [count / whole if whole else 0.0 for count in counts]


def _short(edge: object) -> str:
    return wording.number_text(float(f"{edge:.3g}")) if isinstance(edge, (int, float)) else str(edge)
