"""The way from A's value to B's, a step for each factor: a waterfall chart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forebear.desktop import wording
from forebear.desktop.attribution.shown import ShareShown, Shown
from forebear.desktop.attribution.words import detail_text, factors_text, share_text, signed, token_of
from forebear.desktop.charting.table import Table, exact
from forebear.desktop.pieces import tip
from forebear.desktop.theme import Theme

_ROW, _BAR, _AXIS, _MARGIN = 46.0, 22.0, 30.0, 14.0
_NAMES = 0.30  # of the width, for the names on the left
_LEAST_NAMES, _MOST_NAMES = 96.0, 260.0
_TICKS = 5
_LINES = 12  # of what differs, in a tooltip


@dataclass(frozen=True, slots=True)
class Level:
    """A row: where it begins and ends on the axis. `share` is None for A and B, which are levels;
    `lines` say all that differs."""

    title: str
    detail: str
    begin: float
    end: float
    share: ShareShown | None = None
    lines: tuple[str, ...] = ()


class Waterfall(QWidget):
    """Draws A, the steps of the factors from the largest to the smallest, and B."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: Mapping[str, str] = theme.colours
        self._levels: tuple[Level, ...] = ()
        self._at = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("The way from A to B by factor"))
        theme.coloured.connect(self.restyle)

    def show_attribution(self, shown: Shown) -> None:
        """Show an attribution; before there are shares only A and B."""
        self._levels, self._at = levels_of(shown), -1
        self.setAccessibleDescription("; ".join(map(_spoken, self._levels)))
        self.updateGeometry()
        self.update()

    @property
    def levels(self) -> tuple[Level, ...]:
        """What is shown."""
        return self._levels

    # a chart that can be saved

    @property
    def name(self) -> str:
        """What it shows."""
        return self.accessibleName()

    @property
    def canvas(self) -> QWidget:
        """Itself."""
        return self

    def table(self) -> Table:
        """Step, share, percent, interval."""
        levels = self._levels

        def rows() -> list[Sequence[str]]:
            return [
                (
                    level.title,
                    exact(level.end - level.begin) if level.share else "",
                    f"{level.share.percent:.4g}" if level.share and level.share.percent is not None else "",
                    exact(level.share.interval[0]) if level.share and level.share.interval else "",
                    exact(level.share.interval[1]) if level.share and level.share.interval else "",
                    exact(level.end),
                )
                for level in levels
            ]

        headings = ("step", "share", "percent", "low", "high", "value")
        return Table(headings, rows, frozenset((1, 2, 3, 4, 5)))

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours."""
        self._tokens = colours
        self.update()

    # the widget

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(520, round(_ROW * max(2, len(self._levels)) + _AXIS))

    def minimumSizeHint(self) -> QSize:
        """The same height, in less width."""
        return QSize(300, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from row to row with up and down, and announce each."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not by or not self._levels:
            super().keyPressEvent(event)
            return
        self._at = min(max(0, self._at + by), len(self._levels) - 1)
        said = _spoken(self._levels[self._at])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mark no row any more."""
        super().focusOutEvent(event)
        self._at = -1
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say of a row all that differs, and from where to where the factor's step goes in any order."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = int(event.pos().y() // _ROW)
            text = self._explained(self._levels[place]) if 0 <= place < len(self._levels) else ""
            QToolTip.showText(event.globalPos(), tip(text), self)
            return True
        return super().event(event)

    def _explained(self, level: Level) -> str:
        lines = [_spoken(level)]
        share = level.share
        if share and share.least is not None and share.most is not None and share.least != share.most:
            lines.append(
                self.tr("By the order of the factors: {least} to {most}").format(
                    least=signed(share.least), most=signed(share.most)
                )
            )
        more = [f"… +{len(level.lines) - _LINES}"] if len(level.lines) > _LINES else []
        return "\n".join((*lines, *level.lines[:_LINES], *more))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the axis, the rows, and the lines that join them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._colour("surface"))
        if not self._levels:
            return
        names = min(max(self.width() * _NAMES, _LEAST_NAMES), _MOST_NAMES)
        room = QRectF(self.rect()).adjusted(names + _MARGIN, 0, -_MARGIN, -_AXIS)
        low, high = span(self._levels)
        # The labels beside the bars need room as well.
        widest = max(painter.fontMetrics().horizontalAdvance(_label(level)) for level in self._levels) + 20
        scale = _Scale(low, high, room.left() + 6, max(room.left() + 40, room.right() - widest))
        self._paint_axis(painter, room, scale)
        for place, level in enumerate(self._levels):
            self._paint_names(painter, place, level, names)
            self._paint_row(painter, place, level, scale)

    def _colour(self, token: str) -> QColor:
        return QColor(self._tokens[token])

    def _paint_axis(self, painter: QPainter, room: QRectF, scale: _Scale) -> None:
        painter.setFont(self.font())
        for value in ticks(scale.low, scale.high):
            x = scale.at(value)
            painter.setPen(QPen(self._colour("border"), 1))
            painter.drawLine(QPointF(x, room.top() + 4), QPointF(x, room.bottom()))
            painter.setPen(self._colour("text.muted"))
            box = QRectF(x - 60, room.bottom() + 4, 120, _AXIS - 6)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, wording.number_text(value))
        painter.setPen(QPen(self._colour("border.strong"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())

    def _paint_names(self, painter: QPainter, place: int, level: Level, names: float) -> None:
        row = QRectF(_MARGIN, place * _ROW, names - _MARGIN, _ROW)
        if place == self._at:
            painter.fillRect(
                QRectF(4, row.top() + 2, self.width() - 8, _ROW - 4), self._colour("surface.hover")
            )
        metrics, line = painter.fontMetrics(), float(painter.fontMetrics().height())
        top = row.center().y() - (line if level.detail else line / 2)
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        painter.setPen(self._colour("text"))
        middle, elide = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideMiddle
        wide = round(row.width())
        title = painter.fontMetrics().elidedText(level.title, elide, wide)
        painter.drawText(QRectF(row.left(), top, row.width(), line), middle, title)
        painter.setFont(self.font())
        painter.setPen(self._colour("text.muted"))
        detail = metrics.elidedText(level.detail, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(QRectF(row.left(), top + line, row.width(), line), middle, detail)

    def _paint_row(self, painter: QPainter, place: int, level: Level, scale: _Scale) -> None:
        middle = (place + 0.5) * _ROW
        end = scale.at(level.end)
        if self._levels[place + 1 :] and len(self._levels) > 2:  # down to where the next row begins
            painter.setPen(QPen(self._colour("border.strong"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(end, middle), QPointF(end, middle + _ROW))
        if level.share is None:
            self._paint_level(painter, end, middle)
            edge = end
        else:
            begin = scale.at(level.begin)
            self._paint_bar(painter, level.share, begin, end, middle)
            edge = max(begin, end)
            if level.share.interval:
                low, high = (scale.at(level.begin + each) for each in level.share.interval)
                self._paint_whisker(painter, low, high, middle)
                edge = max(edge, high)
        painter.setPen(self._colour("text"))
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        box = QRectF(edge + 8, middle - _ROW / 2, self.width() - edge - 8, _ROW)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, _label(level))
        painter.setFont(self.font())

    def _paint_level(self, painter: QPainter, x: float, middle: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("text"))
        painter.drawRoundedRect(QRectF(x - 2, middle - _BAR / 2, 4, _BAR), 2, 2)

    def _paint_bar(
        self, painter: QPainter, share: ShareShown, begin: float, end: float, middle: float
    ) -> None:
        """A bar that points where it leads, so that rising and falling are told without colour."""
        colour = self._colour(token_of(share.factors))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top, bottom = middle - _BAR / 2, middle + _BAR / 2
        point = math.copysign(min(7.0, abs(end - begin)), end - begin)
        arrow = [
            QPointF(begin, top),
            QPointF(end - point, top),
            QPointF(end, middle),
            QPointF(end - point, bottom),
            QPointF(begin, bottom),
        ]
        if abs(end - begin) < 1.0:  # nothing: a thin line says that it was reckoned
            painter.drawRect(QRectF(begin - 1, top, 2, _BAR))
        else:
            painter.drawPolygon(QPolygonF(arrow))

    def _paint_whisker(self, painter: QPainter, low: float, high: float, middle: float) -> None:
        painter.setPen(QPen(self._colour("text"), 1.5))
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for x in (low, high):
            painter.drawLine(QPointF(x, middle - 5), QPointF(x, middle + 5))


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def levels_of(shown: Shown) -> tuple[Level, ...]:
    """Return the rows of the chart; none where neither value is known."""
    first, last = shown.a.value, shown.b.value
    if first is None or last is None:
        return ()
    told = {factor.name: factor for factor in shown.factors}
    rows = [Level("A", shown.a.ref, first, first)]
    now = first
    for share in sorted(shown.shares, key=lambda each: -abs(each.value)):
        factor = told.get(share.factors[0])
        detail = detail_text(factor) if factor and len(share.factors) == 1 else ""
        lines = tuple(line for name in share.factors if name in told for line in told[name].lines)
        rows.append(Level(factors_text(share.factors), detail, now, now + share.value, share, lines))
        now += share.value
    return (*rows, Level("B", shown.b.ref, last, last))


def span(levels: Sequence[Level]) -> tuple[float, float]:
    """Return the ends of the axis: what is shown, with intervals, and a little room."""
    values = [value for level in levels for value in (level.begin, level.end)]
    for level in levels:
        if level.share and level.share.interval:
            values += [level.begin + bound for bound in level.share.interval]
    low, high = min(values), max(values)
    room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers between two values, about five."""
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
    first = math.ceil(low / step)
    return [round(number * step, 12) for number in range(first, math.floor(high / step) + 1)]


def _label(level: Level) -> str:
    return share_text(level.share) if level.share else wording.number_text(level.end)


def _spoken(level: Level) -> str:
    bounds = level.share.interval if level.share else None
    sure = f" ({signed(bounds[0])} \N{HORIZONTAL ELLIPSIS} {signed(bounds[1])})" if bounds else ""
    return f"{level.title}: {_label(level)}{sure}"
