"""Curves of any number of points in a pyqtgraph plot.

A few curves are drawn anew in every frame, from their pyramids: one run of pixels for each curve and column.
Of many, the picture already drawn is moved and stretched with the hand, and drawn sharp on another thread
when the hand rests. In a drawing (SVG) they are lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from forebear.compare.bundle import Bundle, bundled
from forebear.compare.pyramid import Pyramid
from forebear.desktop.charting.raster import Raster, Runs
from forebear.desktop.courier import Courier, Errand

Floats = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
LIVE = 10
"""How many curves are drawn anew in every frame."""

_FEW = 1_500
"""Points that are drawn as smooth lines."""

_REST = 40  # milliseconds after which the hand rests
_DASHES = ((1, 1), (10, 6), (4, 2), (18, 14))
"""Of how many pixels across how many are drawn."""


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
        """The pen of a drawing: of one pixel, or two where it is the one that is pointed at."""
        width = 2 if self.strong else 1
        pen = QPen(self.colour, width)
        period, on = _DASHES[self.dash % len(_DASHES)]
        if on < period:
            pen.setDashPattern([on / width, (period - on) / width])
        return pen


class Curves(pg.GraphicsObject):  # type: ignore[misc]
    """The curves of one plot."""

    def __init__(self) -> None:
        super().__init__()
        self._curves: tuple[Curve, ...] = ()
        self._bundles: tuple[Bundle, ...] | None = None
        self._picture: tuple[QPixmap, QRectF] | None = None
        self._sheet: Sheet | None = None
        self._spare: Sheet | None = None
        self._asked = 0
        self._courier = Courier.of_application()
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
        if len(self._curves) <= LIVE or self._points_in(self._seen()) <= _FEW:
            return True
        return self._picture is not None and self._picture[1] == self._seen()

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Show other curves."""
        self.prepareGeometryChange()
        same = [curve.points for curve in curves] == [curve.points for curve in self._curves]
        self._curves = tuple(curves)
        if not same:
            self._picture = self._bundles = None
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
        number, curves, bundles = self._asked, self._curves, self._bundles
        view = self.getViewWidget()
        ratio = view.devicePixelRatioF() if view is not None else 1.0
        room = box.boundingRect().size()
        size = (max(1, round(room.width() * ratio)), max(1, round(room.height() * ratio)))
        spare, self._spare = self._spare, None  # its memory is at hand already: half of the time

        def work() -> tuple[QImage, _Made]:
            known = bundles_of(curves) if bundles is None else bundles
            sheet = spare if spare is not None and spare.size == size else Sheet(*size)
            image = sheet.draw(curves, known, seen, ratio)
            image.setDevicePixelRatio(ratio)
            return image, (known, sheet)

        def home(answer: tuple[QImage, _Made] | None, failure: Exception | None) -> None:
            if failure is not None or answer is None:
                raise failure or RuntimeError("no picture")
            self._arrive(number, answer[0], seen, answer[1])

        self._courier.start(Errand(self, work, home))

    def _arrive(self, number: int, image: QImage, seen: QRectF, made: _Made) -> None:
        self._spare = made[1]
        if number == self._asked:
            self._picture = (QPixmap.fromImage(image), seen)
            self._bundles = made[0]
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
        drawing = painter.paintEngine().type() == QPaintEngine.Type.SVG
        if drawing or self._points_in(seen) <= _FEW:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw_lines(painter, self._curves, seen, world.mapRect(seen))
        elif len(self._curves) > LIVE:
            if self._picture is not None:
                pixmap, of = self._picture
                target = world.mapRect(of)
                painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        elif self._curves:
            self._draw_now(painter, seen, world.mapRect(seen))
        painter.restore()

    def _points_in(self, seen: QRectF) -> int:
        """How many points there are to draw."""
        parts = (curve.points.between(seen.left(), seen.right()) for curve in self._curves)
        return sum(part.stop - part.start for part in parts)

    def _draw_now(self, painter: QPainter, seen: QRectF, target: QRectF) -> None:
        ratio = painter.device().devicePixelRatioF()
        size = (max(1, round(target.width() * ratio)), max(1, round(target.height() * ratio)))
        if self._sheet is None or self._sheet.size != size:
            self._sheet = Sheet(*size)
        if self._bundles is None:
            self._bundles = bundles_of(self._curves)
        image = self._sheet.draw(self._curves, self._bundles, seen, ratio)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(target.topLeft().toPoint(), image)  # not stretched: that is slow


def _draw_lines(painter: QPainter, curves: Sequence[Curve], seen: QRectF, target: QRectF) -> None:
    """Draw the curves as lines into `target`, thinned to what a picture of that size can show."""
    across, up = target.width() / seen.width(), target.height() / seen.height()
    painter.setClipRect(target)
    for curve in curves:
        painter.setPen(curve.pen)
        points = curve.points.between(seen.left(), seen.right())
        x, y = curve.points.thinned(points, max(2, round(2 * target.width())))
        x, y = target.left() + (x - seen.left()) * across, target.top() + (seen.bottom() - y) * up
        for part in np.split(np.arange(len(x)), np.flatnonzero(np.isnan(y))):
            held = [QPointF(x[at], y[at]) for at in part if np.isfinite(y[at])]
            if len(held) == 1:
                painter.drawEllipse(held[0], 1.5, 1.5)
            elif held:
                painter.drawPolyline(QPolygonF(held))


_Made = tuple[tuple[Bundle, ...], "Sheet"]


def picture(curves: Sequence[Curve], seen: QRectF, width: int, height: int, ratio: float = 1.0) -> QImage:
    """Return a transparent picture of what `seen` shows of the curves, in pixels; on any thread."""
    return Sheet(max(1, width), max(1, height)).draw(curves, bundles_of(curves), seen, ratio)


def bundles_of(curves: Sequence[Curve]) -> tuple[Bundle, ...]:
    """Return the points of curves, those over the same x together."""
    return bundled([curve.points for curve in curves])


class Sheet:
    """The picture of one size; used again for the next frame."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        self._raster = Raster(width, height)

    def draw(
        self, curves: Sequence[Curve], bundles: Sequence[Bundle], seen: QRectF, ratio: float = 1.0
    ) -> QImage:
        """Draw the curves; the picture is good until the next one is drawn."""
        width, height = self.size
        thick = max(1, round(ratio))
        # Those pointed at are drawn last, over the others, and twice as thick.
        order = sorted(range(len(curves)), key=lambda place: curves[place].strong)
        rank = np.empty(len(curves), np.int64)
        rank[order] = np.arange(len(curves))
        pixels = np.frombuffer(self._image.bits(), np.uint32).reshape(height, width)
        runs: list[Runs] = []
        for bundle in bundles:
            wide = np.array([thick * (1 + curves[place].strong) for place in bundle.places])
            gaps = [_DASHES[curves[place].dash % len(_DASHES)] for place in bundle.places]
            runs += _runs(bundle, rank[list(bundle.places)], wide, gaps, (seen, width, height))
        # A strong curve is a colour of its own: it must not go under others of its colour.
        colours = [curves[place].colour.rgba() | curves[place].strong for place in order]
        self._raster.draw(runs, colours, pixels, overlap=2 * thick)
        return self._image


def _runs(
    bundle: Bundle,
    rank: Whole,
    wide: Whole,
    gaps: Sequence[tuple[int, int]],
    view: tuple[QRectF, int, int],
) -> list[Runs]:
    """What the curves of a bundle are in columns of pixels; `wide` is how thick each is."""
    seen, width, height = view
    low, high = bundle.columns(np.linspace(seen.left(), seen.right(), width + 1))
    scale = height / seen.height()
    # The view's y points up.
    top, bottom = (seen.bottom() - high) * scale, (seen.bottom() - low) * scale
    _add_lonely(bundle, view, top, bottom)
    known = ~np.isnan(top)
    for row, (period, on) in enumerate(gaps):
        if on < period:
            known[row] &= np.arange(width) % period < on
    first, last = np.rint(top), np.rint(bottom)
    np.maximum(last, first + 1, out=last)
    last += (wide - 1)[:, np.newaxis]
    for each in (first, last):
        np.clip(each, 0, height, out=each)
    curve, column = np.broadcast_arrays(rank[:, np.newaxis], np.arange(width))
    if known.all():
        held: Any = (slice(None), slice(None))
    else:
        held = known
    curve, column = curve[held].ravel(), column[held].ravel()
    begins, ends = first[held].ravel().astype(np.int64), last[held].ravel().astype(np.int64)
    found = [Runs(curve, column, begins, ends)]
    thick = np.broadcast_to(wide[:, np.newaxis], known.shape)[held].ravel()
    for shift in range(1, int(wide.max())):
        there = (thick > shift) & (column + shift < width)
        found.append(Runs(curve[there], column[there] + shift, begins[there], ends[there]))
    return found


def _add_lonely(bundle: Bundle, view: tuple[QRectF, int, int], top: Floats, bottom: Floats) -> None:
    """Make a value between gaps a dot of three pixels, where nothing else is beside it."""
    seen, width, height = view
    row, x, y = bundle.lonely(seen.left(), seen.right())
    if not len(row):
        return
    column = ((x - seen.left()) * (width / seen.width())).astype(np.int64)
    down = (seen.bottom() - y) * (height / seen.height())
    empty = np.isnan(top)
    for beside in (column - 1, column, column + 1):
        inside = (beside >= 0) & (beside < width)
        r, c, at = row[inside], beside[inside], down[inside]
        free = empty[r, c] | (c == column[inside])
        np.fmin.at(top, (r[free], c[free]), at[free] - 1)
        np.fmax.at(bottom, (r[free], c[free]), at[free] + 2)
