"""Strip plots: the values of repeats, where one more would fall, and the recorded one, a row a metric."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from forebear.desktop import wording
from forebear.desktop.theme import Theme
from forebear.rebuild.spread import Spread

MOST = 40
"""So many metrics are drawn; the table beside has them all."""

_NAME = 0.26  # of the width is the names'
_SIDE = 20
_DOT, _MARK = 4.0, 6.0
_MARGIN = 0.06  # of a strip stays free at either end


class SpreadStrips(QWidget):
    """Draws spreads: a band where 95 of 100 runs fall, a dot a run, a diamond for the record.

    The diamond is filled where the record is inside and hollow where it is not, so that no colour says it
    alone.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spreads: tuple[Spread, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Natural spread of the metrics"))
        theme.changed.connect(self.update)

    def show_spreads(self, spreads: Sequence[Spread]) -> None:
        """Draw these; what has no two numbers has no strip."""
        self._spreads = tuple(each for each in spreads if each.interval is not None)[:MOST]
        self.setAccessibleDescription("\n".join(map(self._said, self._spreads)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the strips are."""
        return QSize(480, self._row * len(self._spreads) + (self._key + 8 if self._spreads else 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all strips and the key to them."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, spread in enumerate(self._spreads):
                self._strip(painter, spread, number * self._row)
            if self._spreads:
                self._legend(painter, self._row * len(self._spreads))

    @property
    def _key(self) -> int:
        return self.fontMetrics().height() + 12

    @property
    def _row(self) -> int:
        return 2 * self.fontMetrics().height() + 18

    def _said(self, spread: Spread) -> str:
        low, high = spread.interval or (None, None)
        recorded = wording.number_text(spread.recorded)
        return self.tr(
            "{name}: {count} runs, 95 of 100 fall between {low} and {high}; recorded {recorded}"
        ).format(
            name=spread.name,
            count=len(spread.values),
            low=wording.number_text(low),
            high=wording.number_text(high),
            recorded=recorded,
        )

    def _strip(self, painter: QPainter, spread: Spread, top: float) -> None:
        metrics = self.fontMetrics()
        left = _SIDE + (self.width() - 2 * _SIDE) * _NAME
        width = self.width() - _SIDE - left
        middle = top + self._row / 2 - metrics.height() / 3
        painter.setPen(self._theme.color("text"))
        name = metrics.elidedText(spread.name, Qt.TextElideMode.ElideMiddle, int(left - _SIDE - 12))
        painter.drawText(QPointF(_SIDE, middle + metrics.ascent() / 2 - 1), name)
        low, high = _reach(spread)
        span = (high - low) or 1.0

        def at(value: float) -> float:
            share = (value - low) / span if high > low else 0.5
            return left + width * (_MARGIN + share * (1 - 2 * _MARGIN))

        painter.setPen(QPen(self._theme.color("border"), 1))
        painter.drawLine(QPointF(left, middle), QPointF(left + width, middle))
        begin, end = spread.interval or (low, high)
        band = self._theme.color("chart.0")
        band.setAlpha(46)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        painter.drawRoundedRect(QRectF(at(begin), middle - 9, max(at(end) - at(begin), 3.0), 18), 4, 4)
        dot = self._theme.color("chart.0")
        dot.setAlpha(190)
        painter.setBrush(dot)
        for value in spread.values:
            painter.drawEllipse(QPointF(at(value), middle), _DOT, _DOT)
        if spread.recorded is not None and low <= spread.recorded <= high:
            self._diamond(painter, QPointF(at(spread.recorded), middle), spread.inside)
        self._ends(painter, (low, high), (at(low), at(high)), middle + 11 + metrics.ascent())

    def _ends(
        self, painter: QPainter, values: tuple[float, float], places: tuple[float, float], line: float
    ) -> None:
        """Write the smallest and the largest number of a strip below it; of one that is a point only that."""
        metrics = self.fontMetrics()
        painter.setPen(self._theme.color("text.muted"))
        shown = list(zip(values, places, strict=True))[: 1 if values[0] == values[1] else 2]
        for value, place in shown:
            text = wording.number_text(value)
            half = metrics.horizontalAdvance(text) / 2
            x = min(max(place - half, 0.0), self.width() - _SIDE - 2 * half)
            painter.drawText(QPointF(x, line), text)

    def _diamond(self, painter: QPainter, at: QPointF, inside: bool | None) -> None:
        token = {True: "verdict.good", False: "verdict.bad", None: "verdict.none"}[inside]
        colour = self._theme.color(token)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if inside else QColor(self._theme.color("surface")))
        corners = ((0, -_MARK), (_MARK, 0), (0, _MARK), (-_MARK, 0))
        painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))

    def _legend(self, painter: QPainter, top: float) -> None:
        """Say what the marks mean."""
        metrics = self.fontMetrics()
        middle = top + self._key / 2
        x = float(_SIDE)
        for mark, text in (
            ("dot", self.tr("a run")),
            ("band", self.tr("95 of 100 runs")),
            ("in", self.tr("recorded, inside")),
            ("out", self.tr("recorded, outside")),
        ):
            colour = self._theme.color("chart.0")
            if mark in {"in", "out"}:
                self._diamond(painter, QPointF(x + _MARK, middle), mark == "in")
            else:
                colour.setAlpha(190 if mark == "dot" else 46)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                if mark == "dot":
                    painter.drawEllipse(QPointF(x + _MARK, middle), _DOT, _DOT)
                else:
                    painter.drawRoundedRect(QRectF(x - 2, middle - 7, 2 * _MARK + 4, 14), 4, 4)
            painter.setPen(self._theme.color("text.muted"))
            painter.drawText(QPointF(x + 2 * _MARK + 7, middle + metrics.ascent() / 2 - 1), text)
            x += 2 * _MARK + 7 + metrics.horizontalAdvance(text) + 20


def _reach(spread: Spread) -> tuple[float, float]:
    """Return the numbers between which a strip is drawn: the runs, the interval and the record."""
    numbers = [*spread.values, *(spread.interval or ())]
    if spread.recorded is not None and abs(spread.recorded) < float("inf"):
        numbers.append(spread.recorded)
    return min(numbers), max(numbers)
