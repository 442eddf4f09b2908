"""What a run takes over time: a small area chart with its newest and its largest value in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from forebear.desktop.theme import Theme

POINTS = 600
"""How many points are kept; when there are more, every second is left out."""

_EDGE = 10.0


class UsageChart(QWidget):
    """One number over the seconds of a run; `token` is its colour, `said` writes a value."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        theme: Theme,
        title: str,
        token: str,
        said: Callable[[float], str],
        peak: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._title, self._token, self._said, self._peak = theme, title, token, said, peak
        self._points: list[tuple[float, float]] = []
        self._largest = 0.0
        self.setAccessibleName(title)
        self.setMinimumHeight(self.sizeHint().height())
        theme.changed.connect(self.update)
        self._tell()

    @property
    def points(self) -> Sequence[tuple[float, float]]:
        """What is shown: seconds and value."""
        return tuple(self._points)

    def add(self, seconds: float, value: float) -> None:
        """Add the newest point."""
        self._points.append((seconds, value))
        self._largest = max(self._largest, value)
        if len(self._points) > POINTS:
            self._points = self._points[::2]
        self._tell()
        self.update()

    def reset(self) -> None:
        """Forget all points."""
        self._points.clear()
        self._largest = 0.0
        self._tell()
        self.update()

    def text(self) -> tuple[str, str]:
        """Return the newest value and the largest, in words; empty without points."""
        if not self._points:
            return "", ""
        return self._said(self._points[-1][1]), self._peak.format(value=self._said(self._largest))

    def _tell(self) -> None:
        now, peak = self.text()
        said = ", ".join(part for part in (now, peak) if part)
        self.setAccessibleDescription(said)
        self.setToolTip(f"{self._title}: {said}" if said else self._title)

    # Qt's own

    def sizeHint(self) -> QSize:
        """Two lines of text and a curve."""
        return QSize(160, 3 * self.fontMetrics().height() + 40)

    def minimumSizeHint(self) -> QSize:
        """Narrow panels show three side by side as well."""
        return QSize(90, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card, its words and the curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(self._theme.color("border"), 1))
        painter.setBrush(self._theme.color("surface.card"))
        painter.drawRoundedRect(area, 6, 6)
        line = self.fontMetrics().height()
        inside = area.adjusted(_EDGE, 6, -_EDGE, -6)
        self._draw_curve(painter, inside.adjusted(0, 2 * line + 4, 0, 0))
        now, peak = self.text()
        self._draw_text(painter, QRectF(inside.x(), inside.y(), inside.width(), line), self._title, now)
        painter.setPen(self._theme.color("text.muted"))
        place = QRectF(inside.x(), inside.y() + line + 1, inside.width(), line)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, self._short(peak, place.width()))
        painter.end()

    def _draw_text(self, painter: QPainter, place: QRectF, title: str, now: str) -> None:
        room = place.width() - self.fontMetrics().horizontalAdvance(now) - 6
        painter.setPen(self._theme.color("text.muted"))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, self._short(title, room))
        painter.setPen(self._theme.color("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, now)

    def _short(self, text: str, room: float) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(room)))

    def _draw_curve(self, painter: QPainter, place: QRectF) -> None:
        colour = self._theme.color(self._token)
        painter.setPen(QPen(self._theme.color("border"), 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        if len(self._points) < 2:
            return
        largest = self._largest or 1.0
        begun, ended = self._points[0][0], self._points[-1][0]
        wide = place.width() / max(ended - begun, 1e-9)
        foot, height = place.bottom(), place.height()
        line = [
            QPointF(place.left() + (seconds - begun) * wide, foot - value / largest * height)
            for seconds, value in self._points
        ]
        ground = QColor(colour)
        ground.setAlpha(48)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF([place.bottomLeft(), *line, QPointF(line[-1].x(), foot)]))
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(QPolygonF(line))
