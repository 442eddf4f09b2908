"""How the slider of the time bar is drawn: groove, ticks, labels and two handles."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF

from forebear.desktop.graph.time_ruler import Ruler
from forebear.desktop.theme import Theme

GROOVE = 15
"""How far down the groove is; the labels begin at `LABELS`."""
LABELS = GROOVE + 9

_CLOSEST = 4.0  # pixels between ticks for each stop
_CLOSEST_TAGS = 2.0


def small(font: QFont) -> QFont:
    """Return the font of the labels."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * 0.88)
    return made


@dataclass(frozen=True, slots=True)
class Handles:
    """Where the handles are (`against` None: only one), and the state of the slider."""

    value: int
    against: int | None
    focus: bool
    enabled: bool


def paint_groove(painter: QPainter, theme: Theme, ruler: Ruler, handles: Handles) -> None:
    """Draw the line, filled up to the handle or between both, and a tick for each change and each tag."""
    left, right = ruler.x(0), ruler.x(ruler.now)
    ends = sorted((ruler.x(handles.value), left if handles.against is None else ruler.x(handles.against)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("border.card"))
    painter.drawRoundedRect(QRectF(left, GROOVE - 1, right - left, 2), 1, 1)
    painter.setBrush(theme.color("accent"))  # and twice as thick, so that colour alone says nothing
    painter.drawRoundedRect(QRectF(ends[0], GROOVE - 2, max(ends[1] - ends[0], 0.1), 4), 2, 2)
    if ruler.now and (right - left) / ruler.now >= _CLOSEST:
        painter.setPen(QPen(theme.color("border.strong"), 1))
        for place, stop in enumerate(ruler.stops):
            if stop.changes or stop.run:
                _tick(painter, ruler.x(place), 2)
    painter.setPen(QPen(theme.color("text.muted"), 1.2))
    drawn = -_CLOSEST_TAGS
    for place in ruler.tagged:
        if ruler.x(place) - drawn >= _CLOSEST_TAGS:
            drawn = ruler.x(place)
            _tick(painter, drawn, 4)


def paint_labels(painter: QPainter, theme: Theme, ruler: Ruler, handles: Handles) -> None:
    """Draw what stands under the groove; the label of the stop where the handle is stands out."""
    metrics = QFontMetrics(painter.font())
    for each in ruler.placed:
        text = metrics.elidedText(each.label.text, Qt.TextElideMode.ElideMiddle, round(each.width))
        here = each.label.stop == handles.value
        painter.setPen(theme.color("text" if here else "text.muted"))
        where = QRectF(each.left, LABELS, each.width + 1, metrics.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignHCenter, text)


def paint_handles(painter: QPainter, theme: Theme, ruler: Ruler, handles: Handles) -> None:
    """Draw a ring on the groove and, to compare with, a flag above it: apart by place and shape."""
    if handles.against is not None:
        x = ruler.x(handles.against)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        points = [QPointF(x - 6, GROOVE - 13), QPointF(x + 6, GROOVE - 13), QPointF(x, GROOVE - 3)]
        painter.drawPolygon(QPolygonF(points))
    here = QPointF(ruler.x(handles.value), GROOVE)
    if handles.focus:
        painter.setPen(QPen(theme.color("focus"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(here, 9.2, 9.2)
    painter.setPen(QPen(theme.color("accent" if handles.enabled else "text.disabled"), 2))
    painter.setBrush(theme.color("surface"))
    painter.drawEllipse(here, 6, 6)


def _tick(painter: QPainter, x: float, length: int) -> None:
    x = round(x) + 0.5
    painter.drawLine(QPointF(x, GROOVE + 4), QPointF(x, GROOVE + 4 + length))
