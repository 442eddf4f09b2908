"""The slider of the time bar: a stop for each commit, and one more for now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSlider, QToolTip, QWidget

from forebear.desktop import wording
from forebear.desktop.graph.time_painting import (
    GROOVE,
    LABELS,
    Handles,
    paint_groove,
    paint_handles,
    paint_labels,
    small,
)
from forebear.desktop.graph.time_ruler import Ruler
from forebear.desktop.pieces import tip
from forebear.desktop.theme import Theme

_WIDEST = 110  # of a label
_NEAR = 9  # pixels from a handle that still mean it
_LONGEST = 200  # letters of a summary that are said


class TimeTrack(QSlider):
    """Stops from left to right, the oldest first; the value is the number of one, `now` behind the last.

    A second handle, above the groove, is the moment that is compared with: dragged, or moved with Shift and
    the arrows. Page Up and Down go from tag to tag.

    Signals: `against_moved(int)` when a person moved the second handle.
    """

    against_moved = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._ruler = Ruler()
        self._against: int | None = None
        self._drags_against = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Version"))
        self.setRange(0, 0)
        self.setMinimumSize(120, self.sizeHint().height())
        theme.changed.connect(self.update)
        self.valueChanged.connect(self._say)

    @property
    def now(self) -> int:
        """The value that is no stop but now."""
        return self._ruler.now

    @property
    def against(self) -> int | None:
        """Where the second handle is; None: there is none."""
        return self._against

    def show_ruler(self, ruler: Ruler) -> None:
        """Take its stops and go to now."""
        self._ruler = ruler
        self._against = None
        self.setRange(0, self.now)
        self.setValue(self.now)
        self._fit()
        self._say()

    def show_against(self, place: int | None) -> None:
        """Put the second handle at a stop, or away."""
        self._against = place
        self.update()

    def said(self, place: int) -> str:
        """Say a stop in words: its tags, when, and what it was."""
        if place >= self.now:
            return self.tr("Now")
        stop = self._ruler.stops[place]
        parts = (", ".join(stop.labels), wording.when_text(stop.when), stop.summary)
        return " · ".join(part[:_LONGEST] for part in parts if part)

    def named(self, place: int) -> str:
        """Name a stop in few words: its first label, or else when it was."""
        if place >= self.now:
            return self.tr("Now")
        stop = self._ruler.stops[place]
        return stop.labels[0][:_LONGEST] if stop.labels else wording.when_text(stop.when) or stop.text[:8]

    def sizeHint(self) -> QSize:
        """A groove and a line of labels."""
        return QSize(320, LABELS + QFontMetrics(small(self.font())).height() + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from stop to stop, from tag to tag, or move the second handle."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        page = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move_against((self.value() if self._against is None else self._against) + step)
        elif page is not None:
            self.setValue(self._ruler.next_tag(self.value(), page))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the second handle where it is near, else put the first one there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        here, against = event.position(), self._against
        self._drags_against = (
            against is not None and here.y() < GROOVE and abs(self._ruler.x(against) - here.x()) <= _NEAR
        )
        self._drag(here.x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position().x())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the labels anew."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Say the stop under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), tip(self.said(self._ruler.at(event.pos().x()))), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw groove, ticks, labels and handles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        handles = Handles(self.value(), self._against, self.hasFocus(), self.isEnabled())
        for paint in (paint_groove, paint_labels, paint_handles):
            paint(painter, self._theme, self._ruler, handles)

    def _fit(self) -> None:
        metrics = QFontMetrics(small(self.font()))
        self._ruler = self._ruler.fitted(
            self.width(),
            self.tr("Now"),
            lambda text: min(metrics.horizontalAdvance(text) + 2, _WIDEST),
        )
        self.update()

    def _drag(self, x: float) -> None:
        if self._drags_against:
            self._move_against(self._ruler.at(x))
        else:
            self.setValue(self._ruler.at(x))

    def _move_against(self, place: int) -> None:
        place = min(max(place, 0), self.now)
        if place != self._against:
            self.show_against(place)
            self.against_moved.emit(place)

    def _say(self) -> None:
        self.setAccessibleDescription(self.said(self.value()))
        self.update()
