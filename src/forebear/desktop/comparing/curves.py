"""Curves of any number of points in a pyqtgraph plot.

A few curves are drawn anew in every frame, from their pyramids: one line for each column of pixels. Of many,
the picture already drawn is moved and stretched with the hand, and drawn sharp on another thread when the
hand rests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QObject, QRectF, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from forebear.compare.pyramid import Pyramid

Floats = np.ndarray[Any, np.dtype[np.float64]]
LIVE = 10
"""How many curves are drawn anew in every frame."""

_REST = 40  # milliseconds after which the hand rests
_FURTHEST = 30_000.0  # pixels; beyond, the painter's own numbers end
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A curve and how it is drawn; `dash` tells apart what has the same colour."""

    key: str
    name: str
    points: Pyramid
    colour: QColor
    dash: int = 0
    strong: bool = False

    @property
    def pen(self) -> QPen:
        """A pen of one pixel, or two where it is the one that is pointed at."""
        return QPen(self.colour, 2 if self.strong else 1, _DASHES[self.dash % len(_DASHES)])


class Curves(pg.GraphicsObject):  # type: ignore[misc]
    """The curves of one plot."""

    def __init__(self) -> None:
        super().__init__()
        self._curves: tuple[Curve, ...] = ()
        self._picture: tuple[QPixmap, QRectF] | None = None
        self._sheets: _Sheets | None = None
        self._asked = 0
        self._signals = _Drawn()
        self._signals.drawn.connect(self._arrive)
        self._timer = QTimer(self, interval=_REST, singleShot=True)
        self._timer.timeout.connect(self.sharpen)
        # Changes of the view are told by repainting; bounds are those of all points.
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    @property
    def curves(self) -> tuple[Curve, ...]:
        """What is shown."""
        return self._curves

    @property
    def sharp(self) -> bool:
        """Whether what is seen is drawn for just this view."""
        if len(self._curves) <= LIVE:
            return True
        return self._picture is not None and self._picture[1] == self._seen()

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Show other curves."""
        self.prepareGeometryChange()
        same = [curve.points for curve in curves] == [curve.points for curve in self._curves]
        self._curves = tuple(curves)
        if not same:
            self._picture = None
        self.informViewBoundsChanged()
        self.update()
        if len(self._curves) > LIVE:
            self.sharpen()

    def sharpen(self) -> None:
        """Draw the picture for what is seen now, on another thread."""
        box = self.getViewBox()
        seen = self._seen()
        if box is None or not self._curves or seen.isEmpty():
            return
        self._asked += 1
        number, curves, signals = self._asked, self._curves, self._signals
        view = self.getViewWidget()
        ratio = view.devicePixelRatioF() if view is not None else 1.0
        size = box.boundingRect().size()
        width, height = round(size.width() * ratio), round(size.height() * ratio)

        def work() -> None:
            image = picture(curves, seen, width, height)
            image.setDevicePixelRatio(ratio)
            signals.tell(number, image, seen)

        QThreadPool.globalInstance().start(work)

    def _arrive(self, number: int, image: QImage, seen: QRectF) -> None:
        if number == self._asked:
            self._picture = (QPixmap.fromImage(image), seen)
            self.update()

    def _seen(self) -> QRectF:
        box = self.getViewBox()
        return QRectF(box.viewRect()) if box is not None else QRectF()

    # pyqtgraph's own

    def boundingRect(self) -> QRectF:
        """All of the view: what is drawn is cut to it."""
        return self._seen()

    def viewRangeChanged(self) -> None:
        """Follow the hand; draw sharp when it rests."""
        self.prepareGeometryChange()
        self.update()
        if len(self._curves) > LIVE:
            self._timer.start()

    def dataBounds(self, axis: int, *_parts: object, **_named: object) -> tuple[float | None, float | None]:
        """Return the range of all points on an axis, for the view that shows all."""
        bounds = [found for curve in self._curves if (found := curve.points.bounds) is not None]
        if not bounds:
            return None, None
        low, high = (0, 1) if axis == 0 else (2, 3)
        return min(each[low] for each in bounds), max(each[high] for each in bounds)

    def pixelPadding(self) -> float:
        """Room for the pen."""
        return 1.0

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the curves, or move the picture of them."""
        world = painter.worldTransform()
        seen = self._seen()
        painter.save()
        painter.resetTransform()
        if len(self._curves) > LIVE:
            if self._picture is not None:
                pixmap, of = self._picture
                target = world.mapRect(of)
                painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        else:
            target = world.mapRect(seen)
            ratio = painter.device().devicePixelRatioF()
            size = (max(1, round(target.width() * ratio)), max(1, round(target.height() * ratio)))
            if self._sheets is None or self._sheets.size != size:
                self._sheets = _Sheets(*size)
            image = self._sheets.draw(self._curves, seen)
            image.setDevicePixelRatio(ratio)
            painter.drawImage(target.topLeft().toPoint(), image)  # not stretched: that is slow
        painter.restore()


class _Drawn(QObject):
    """Carries a picture to the window's thread.

    Signals: `drawn(int, QImage, QRectF)`.
    """

    drawn = Signal(int, QImage, QRectF)

    def tell(self, number: int, image: QImage, seen: QRectF) -> None:
        try:
            self.drawn.emit(number, image, seen)
        except RuntimeError:  # the plot went away meanwhile
            return


def picture(curves: Sequence[Curve], seen: QRectF, width: int, height: int) -> QImage:
    """Return a transparent picture of what `seen` shows of the curves, in pixels; on any thread.

    It is painted lying on its side: a column of the picture is then one run of memory, which is filled ten
    times faster, and turned at the end.
    """
    return _Sheets(max(1, width), max(1, height)).draw(curves, seen)


class _Sheets:
    """The picture of one size, on its side and upright; used again for the next frame."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._lying = QImage(height, width, QImage.Format.Format_ARGB32_Premultiplied)
        self._upright = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)

    def draw(self, curves: Sequence[Curve], seen: QRectF) -> QImage:
        """Draw the curves; the picture is good until the next one is drawn."""
        width, height = self.size
        self._lying.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._lying)
        _paint(painter, curves, _Pixels(seen, width, height), (seen, width))
        painter.end()
        lying = np.frombuffer(self._lying.constBits(), np.uint32).reshape(width, height)
        np.frombuffer(self._upright.bits(), np.uint32).reshape(height, width)[:] = lying.T
        return self._upright


def _paint(painter: QPainter, curves: Sequence[Curve], pixels: _Pixels, view: tuple[QRectF, int]) -> None:
    seen, width = view
    boxes, lines = internals.PrimitiveArray(QRectF, 4), internals.PrimitiveArray(QLineF, 4)
    for curve in curves:
        inside = curve.points.between(seen.left(), seen.right())
        if inside.stop - inside.start > 2 * width and not curve.dash:
            filled, joins = pixels.columns(curve.points, strong=curve.strong)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(curve.colour)
            if _hold(boxes, filled):
                painter.drawRects(*boxes.drawargs())
        else:
            joins = pixels.segments(*curve.points.thinned(inside, 2 * width))
        painter.setPen(curve.pen)
        if _hold(lines, joins):
            painter.drawLines(*lines.drawargs())


def _hold(array: Any, values: Floats) -> bool:
    """Put numbers where Qt draws them from, without a copy of each; says whether there are any."""
    array.resize(len(values))
    if len(values):
        array.ndarray()[:] = values
    return bool(len(values))


class _Pixels:
    """Turns values into pixels of a picture that lies on its side: (down, across)."""

    def __init__(self, seen: QRectF, width: int, height: int) -> None:
        self._seen, self._width, self._height = seen, width, height

    def across(self, x: Floats) -> Floats:
        found = (x - self._seen.left()) * (self._width / self._seen.width())
        return np.clip(found, -_FURTHEST, _FURTHEST)

    def down(self, y: Floats) -> Floats:
        # The view's y points up.
        found = (self._seen.bottom() - y) * (self._height / self._seen.height())
        return np.clip(found, -_FURTHEST, _FURTHEST)

    def segments(self, x: Floats, y: Floats) -> Floats:
        """The lines from point to point, and a short one for a point that stands alone between gaps."""
        across, down = self.across(x), self.down(y)
        known = np.isfinite(y)
        joined = known[:-1] & known[1:]
        alone = known.copy()
        alone[:-1] &= ~joined
        alone[1:] &= ~joined
        lines = np.column_stack((down[:-1], across[:-1], down[1:], across[1:]))[joined]
        dots = np.column_stack((down, across - 1.5, down, across + 1.5))[alone]
        return np.concatenate((lines, dots))

    def columns(self, points: Pyramid, *, strong: bool) -> tuple[Floats, Floats]:
        """A box from the smallest to the largest value in each column, reaching to where the one before it
        ended; and lines over columns that no point is in."""
        edges = np.linspace(self._seen.left(), self._seen.right(), self._width + 1)
        held = points.columns(edges)
        if not len(held.number):
            return np.empty((0, 4)), np.empty((0, 4))
        top, bottom = self.down(held.high), self.down(held.low)
        before, after = self.down(held.last[:-1]), self.down(held.first[1:])
        beside = np.diff(held.number) == 1
        top[1:] = np.where(beside, np.fmin(top[1:], before), top[1:])
        bottom[1:] = np.where(beside, np.fmax(bottom[1:], before), bottom[1:])
        across = held.number.astype(np.float64)
        high = np.maximum(1.0, bottom - top)
        boxes = np.column_stack((top, across, high, np.full(len(top), 2.0 if strong else 1.0)))
        far = ~beside & np.isfinite(before) & np.isfinite(after)
        joins = np.column_stack((before, across[:-1], after, across[1:]))[far]
        return boxes[np.isfinite(top)], joins
