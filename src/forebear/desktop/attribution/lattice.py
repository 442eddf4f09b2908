"""All mixtures from A to B as a net: one step to the right takes one more factor from B."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forebear.desktop.attribution.net import CHIP, MARGIN, ROW, Net, boxes_of, columns_of, spoken
from forebear.desktop.attribution.shown import Mixed, Shown
from forebear.desktop.attribution.words import factor_text, letter_of
from forebear.desktop.charting.table import Table, exact
from forebear.desktop.pieces import tip
from forebear.desktop.theme import Theme

_PULSE = 900  # milliseconds for one beat of what runs
_APART, _NEAR = 48, 10  # pixels between two columns: as is pleasant, at least
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Lattice(QWidget):
    """Draws a node for each mixture with its value, joined where they differ in one factor.

    Signals: `opened(str)` the id of a mixture's rebuild that was clicked or entered.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: Mapping[str, str] = theme.colours
        self._shown: Shown | None = None
        self._columns = columns_of(None)
        self._at: Mixed | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("The mixtures of A and B"))
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(0.0)
        self._pulse.setKeyValueAt(0.5, 1.0)
        self._pulse.setEndValue(0.0)
        self._pulse.setDuration(_PULSE)
        self._pulse.setLoopCount(-1)
        self._pulse.valueChanged.connect(self.update)
        theme.coloured.connect(self.restyle)

    def show_attribution(self, shown: Shown) -> None:
        """Show the mixtures; the one that runs beats."""
        self._shown, self._columns = shown, columns_of(shown)
        if self._at not in shown.by_mixed:
            self._at = None
        running = any(each.is_running for each in shown.mixtures)
        if running and self._pulse.state() is not QVariantAnimation.State.Running:
            self._pulse.start()
        elif not running:
            self._pulse.stop()
        self.setAccessibleDescription("; ".join(spoken(shown, each) for each in shown.mixtures))
        self.updateGeometry()
        self.update()

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
        """A column for each factor, the value, how it ended."""
        shown = self._shown
        names = shown.names if shown else ()

        def rows() -> list[Sequence[str]]:
            return [
                (
                    *("B" if name in each.mixed else "A" for name in names),
                    exact(each.value) if each.value is not None else "",
                    each.ended,
                    each.rebuild,
                    each.why,
                )
                for each in (shown.mixtures if shown else ())
            ]

        return Table((*names, "value", "ended", "rebuild", "why"), rows, frozenset((len(names),)))

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours."""
        self._tokens = colours
        self.update()

    # the widget

    def sizeHint(self) -> QSize:
        """As wide as its columns, as high as the longest of them."""
        rows = max(len(column) for column in self._columns)
        return QSize(len(self._columns) * (CHIP.width() + _APART), round(rows * ROW + 2 * MARGIN))

    def minimumSizeHint(self) -> QSize:
        """The same height; the columns come nearer."""
        return QSize(len(self._columns) * (CHIP.width() + _NEAR), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the net."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._tokens["surface"]))
        if self._shown is not None and self._shown.mixtures:
            boxes = boxes_of(self._columns, self.width(), self.height())
            beat = float(self._pulse.currentValue() or 0.0)
            Net(self._shown, boxes, self._tokens, self.font(), self._at, beat).paint(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the node under the pointer."""
        self.point_at(self._under(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none any more."""
        super().leaveEvent(event)
        self.point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what is under the pointer."""
        self._open(self._under(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from node to node with the arrows, open one with Enter."""
        key, shown = Qt.Key(event.key()), self._shown
        if shown is not None and shown.mixtures and key in _WAYS:
            at = self._beside(*_WAYS[key])
            self.point_at(at)
            said = spoken(shown, shown.by_mixed[at])
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say of a node what it is made of, or why it failed."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mixed = self._under(QPointF(event.pos()))
            text = (
                spoken(self._shown, self._shown.by_mixed[mixed]) if self._shown and mixed is not None else ""
            )
            QToolTip.showText(event.globalPos(), tip(text), self)
            return True
        return super().event(event)

    def point_at(self, mixed: Mixed | None) -> None:
        """Mark a mixture, and say on the joins beside it what each step changes."""
        if mixed != self._at:
            self._at = mixed
            opens = bool(self._shown and mixed is not None and self._shown.by_mixed[mixed].rebuild)
            self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.update()

    def _under(self, point: QPointF) -> Mixed | None:
        if self._shown is None or not self._shown.mixtures:
            return None
        boxes = boxes_of(self._columns, self.width(), self.height())
        return next((mixed for mixed, box in boxes.items() if box.contains(point)), None)

    def _beside(self, right: int, down: int) -> Mixed:
        if self._at is None:
            return frozenset()
        place, row = len(self._at), self._columns[len(self._at)].index(self._at)
        column = self._columns[min(max(0, place + right), len(self._columns) - 1)]
        return column[min(max(0, row + down), len(column) - 1)]

    def _open(self, mixed: Mixed | None) -> None:
        if self._shown is not None and mixed is not None and self._shown.by_mixed[mixed].rebuild:
            self.opened.emit(self._shown.by_mixed[mixed].rebuild)


def legend_text(names: Sequence[str]) -> str:
    """Say what the letters stand for."""
    return "   ".join(f"{letter_of(name)} = {factor_text(name)}" for name in names)
