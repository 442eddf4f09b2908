"""Two pictures on one canvas: beside each other, one over the other, or their difference; zoomed together."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from forebear.desktop.comparing.files.layers import Layer, Layers
from forebear.desktop.theme import Theme

_GAP, _EDGE = 12, 12
_MOST = 64.0  # device pixels for one of the picture
_STEP = 1.25
_CHECK = 8


class Mode(IntEnum):
    """How two pictures are shown."""

    BESIDE = 0
    SWIPE = 1  # the baseline left of a line that is moved, the other right of it
    BLEND = 2  # the other over the baseline, as strongly as is chosen
    DIFFERENCE = 3


class PictureCanvas(QWidget):
    """Paints the layers; the wheel and + and - zoom, dragging and the arrows move, 0 fits, 1 is true size.

    Signals: `amount_changed(float)` when the line was moved by hand; `zoomed()`.
    """

    amount_changed = Signal(float)
    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layers: Layers | None = None
        self._names = ("", "")
        self._mode = Mode.BESIDE
        self._amount = 0.5
        self._zoom = 1.0
        self._middle = QPointF()
        self._fits = True
        self._held: QPointF | None = None
        self._swiping = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        theme.changed.connect(self.update)

    @property
    def zoom(self) -> float:
        """Device-independent pixels for one of the picture."""
        return self._zoom

    @property
    def mode(self) -> Mode:
        """How the pictures are shown."""
        return self._mode

    def show_layers(self, layers: Layers, names: tuple[str, str], *, keep: bool = False) -> None:
        """Show pictures; `keep` leaves zoom and place as they are."""
        self._layers, self._names = layers, names
        if not keep:
            self.fit()
        self.update()

    def show_mode(self, mode: Mode) -> None:
        """Show them in another way, at the same place where that can be."""
        self._mode = mode
        if self._fits:
            self.fit()
        self.update()

    def show_amount(self, amount: float) -> None:
        """Move the line, or choose how strongly the other is seen: 0 to 1."""
        self._amount = min(1.0, max(0.0, amount))
        self.update()

    def fit(self) -> None:
        """Show all of the pictures, enlarged at most eightfold."""
        if self._layers is None:
            return
        size, room = self._layers.size, self._panes()[0]
        wanted = min(room.width() / size.width(), room.height() / size.height())
        self._zoom = max(1e-3, min(wanted, 8.0))
        self._middle = QPointF(size.width() / 2, size.height() / 2)
        self._fits = True
        self.zoomed.emit()
        self.update()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that what is under `at` (of the widget; None = the middle) stays there."""
        if self._layers is None:
            return
        pane = self._pane_at(at) if at is not None else self._panes()[0]
        before = self._zoom
        fitting = min(
            pane.width() / self._layers.size.width(), pane.height() / self._layers.size.height(), 1.0
        )
        self._zoom = min(_MOST, max(zoom, fitting / 4))
        if at is not None:
            away = at - pane.center()
            self._middle += away / before - away / self._zoom
        self._fits = False
        self._keep_inside()
        self.zoomed.emit()
        self.update()

    def _panes(self) -> list[QRectF]:
        """Where pictures are: two places beside each other, or one."""
        line = self.fontMetrics().height() + 6
        room = QRectF(self.rect()).adjusted(_EDGE, _EDGE + line, -_EDGE, -_EDGE)
        if self._mode is not Mode.BESIDE:
            return [room]
        wide = (room.width() - _GAP) / 2
        left = QRectF(room.left(), room.top(), wide, room.height())
        return [left, left.translated(wide + _GAP, 0)]

    def _pane_at(self, at: QPointF) -> QRectF:
        panes = self._panes()
        return panes[1] if len(panes) > 1 and at.x() > panes[0].right() + _GAP / 2 else panes[0]

    def _place(self, pane: QRectF, size: QSize) -> QRectF:
        """Where a picture is in a pane; all share their upper left corner."""
        corner = pane.center() - self._middle * self._zoom
        return QRectF(corner.x(), corner.y(), size.width() * self._zoom, size.height() * self._zoom)

    def _keep_inside(self) -> None:
        if self._layers is not None:
            size = self._layers.size
            self._middle.setX(min(max(self._middle.x(), 0.0), size.width()))
            self._middle.setY(min(max(self._middle.y(), 0.0), size.height()))

    def _line(self) -> float:
        """Where the line of a swipe is, from the left of the widget."""
        pane = self._panes()[0]
        if self._layers is None:
            return pane.center().x()
        seen = self._place(pane, self._layers.size).intersected(pane)
        return seen.left() + self._amount * seen.width()

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pictures, their names and what they are on."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        if self._layers is not None:
            panes = self._panes()
            before, after = self._layers.before, self._layers.after
            match self._mode:
                case Mode.BESIDE:
                    self._paint(painter, panes[0], panes[0], before)
                    self._paint(painter, panes[1], panes[1], after)
                case Mode.SWIPE:
                    self._paint_swipe(painter, panes[0], before, after)
                case Mode.BLEND:
                    if self._amount < 1.0:
                        self._paint(painter, panes[0], panes[0], before)
                    self._paint(painter, panes[0], panes[0], after, self._amount, ground=self._amount == 1.0)
                case Mode.DIFFERENCE:
                    self._paint(painter, panes[0], panes[0], self._layers.difference)
            self._paint_names(painter, panes)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("focus"), 1.0))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint(  # noqa: PLR0913, PLR0917 -- a picture, where and how
        self,
        painter: QPainter,
        pane: QRectF,
        clip: QRectF,
        layer: Layer | None,
        strength: float = 1.0,
        ground: bool = True,
    ) -> None:
        if layer is None:
            if strength == 1.0:
                painter.setPen(self._theme.color("text.muted"))
                painter.drawText(pane, Qt.AlignmentFlag.AlignCenter, self.tr("No image"))
            return
        target = self._place(pane, layer.size)
        painter.save()
        painter.setClipRect(clip)
        if ground:
            self._paint_ground(painter, target.intersected(clip))
        painter.setOpacity(strength)
        layer.draw(painter, target, clip, self._zoom * self.devicePixelRatioF())
        painter.restore()

    def _paint_ground(self, painter: QPainter, room: QRectF) -> None:
        """A chequered ground, which is seen where a picture is transparent."""
        painter.fillRect(room, Qt.GlobalColor.white)
        painter.save()
        painter.setBrushOrigin(room.topLeft())
        painter.fillRect(room, self._chequers())
        painter.restore()

    def _chequers(self) -> object:
        from PySide6.QtGui import QBrush, QColor, QPixmap

        tile = QPixmap(2 * _CHECK, 2 * _CHECK)
        tile.fill(Qt.GlobalColor.white)
        painter = QPainter(tile)
        for x, y in ((0, 0), (_CHECK, _CHECK)):
            painter.fillRect(x, y, _CHECK, _CHECK, QColor("#eceef1"))
        painter.end()
        return QBrush(tile)

    def _paint_swipe(
        self, painter: QPainter, pane: QRectF, before: Layer | None, after: Layer | None
    ) -> None:
        line = self._line()
        left, right = QRectF(pane), QRectF(pane)
        left.setRight(line)
        right.setLeft(line)
        self._paint(painter, pane, left, before)
        self._paint(painter, pane, right, after)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("surface"), 4.0))
        painter.drawLine(QPointF(line, pane.top()), QPointF(line, pane.bottom()))
        painter.setPen(QPen(self._theme.color("accent"), 2.0))
        painter.drawLine(QPointF(line, pane.top()), QPointF(line, pane.bottom()))
        painter.setBrush(self._theme.color("accent"))
        painter.drawEllipse(QPointF(line, pane.center().y()), 7, 7)

    def _paint_names(self, painter: QPainter, panes: list[QRectF]) -> None:
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        high = self.fontMetrics().height()
        if len(panes) > 1:
            for pane, name in zip(panes, self._names, strict=True):
                box = QRectF(pane.left(), _EDGE - 4, pane.width(), high)
                short = self.fontMetrics().elidedText(
                    name, Qt.TextElideMode.ElideMiddle, int(pane.width()) - 8
                )
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, short)
            return
        box = QRectF(panes[0].left(), _EDGE - 4, panes[0].width() / 2 - 8, high)
        if self._mode is Mode.DIFFERENCE:
            box.setWidth(panes[0].width())
            said = self.tr("Where {before} and {after} differ").format(
                before=self._names[0], after=self._names[1]
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, said)
            return
        elide = Qt.TextElideMode.ElideMiddle
        for name, side in zip(
            self._names, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True
        ):
            painter.drawText(box, side, self.fontMetrics().elidedText(name, elide, int(box.width())))
            box = box.translated(box.width() + 16, 0)

    # by hand

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        self.zoom_to(self._zoom * _STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture, or of the line."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = event.position()
            self._swiping = self._mode is Mode.SWIPE and abs(event.position().x() - self._line()) < 12

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it along."""
        if self._held is None or self._layers is None:
            return
        if self._swiping:
            pane = self._panes()[0]
            seen = self._place(pane, self._layers.size).intersected(pane)
            self.show_amount((event.position().x() - seen.left()) / max(1.0, seen.width()))
            self.amount_changed.emit(self._amount)
            return
        self._move((self._held - event.position()) / self._zoom)
        self._held = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move by keys."""
        step = 60 / self._zoom
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_to(self._zoom * _STEP)
            case Qt.Key.Key_Minus:
                self.zoom_to(self._zoom / _STEP)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_1:
                self.zoom_to(1.0)
            case Qt.Key.Key_Left:
                self._move(QPointF(-step, 0))
            case Qt.Key.Key_Right:
                self._move(QPointF(step, 0))
            case Qt.Key.Key_Up:
                self._move(QPointF(0, -step))
            case Qt.Key.Key_Down:
                self._move(QPointF(0, step))
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting, where it fitted."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def _move(self, by: QPointF) -> None:
        self._middle += by
        self._fits = False
        self._keep_inside()
        self.update()
