"""The outline that tells a kind of node apart where its colour does not, and the marks drawn on cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from forebear.lineage.answers import Change
from forebear.resources import resource

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer


def outline(icon: str, box: QRectF) -> QPainterPath:
    """Return the outline of the kind with that icon name, filling `box`."""
    path = QPainterPath()
    match icon:
        case "commit":
            path.addEllipse(box)
        case "dataset":
            _add_cylinder(path, box)
        case "model":
            _add_polygon(path, box, corners=6, turned=pi / 6)
        case "tag":
            _add_label(path, box)
        case "run":
            _add_arrow(path, box)
        case "rebuild":
            _add_polygon(path, box, corners=8, turned=pi / 8)
        case "config" | "code" | "file":
            _add_page(path, box)
        case "environment":
            path.addRect(box.adjusted(1, 1, -1, -1))
        case _:
            path.addRoundedRect(box, box.width() * 0.22, box.height() * 0.22)
    return path


def _add_polygon(path: QPainterPath, box: QRectF, corners: int, turned: float) -> None:
    middle, radius = box.center(), box.width() / 2
    points = [
        QPointF(
            middle.x() + radius * cos(turned + 2 * pi * corner / corners),
            middle.y() + radius * sin(turned + 2 * pi * corner / corners),
        )
        for corner in range(corners)
    ]
    path.addPolygon(QPolygonF([*points, points[0]]))


def _add_arrow(path: QPainterPath, box: QRectF) -> None:
    tip = box.width() * 0.26
    path.addPolygon(
        QPolygonF(
            [
                box.topLeft(),
                QPointF(box.right() - tip, box.top()),
                QPointF(box.right(), box.center().y()),
                QPointF(box.right() - tip, box.bottom()),
                box.bottomLeft(),
                box.topLeft(),
            ]
        )
    )


def _add_label(path: QPainterPath, box: QRectF) -> None:
    """A paper label, cut to a point at its left."""
    cut, label = box.width() * 0.3, box.adjusted(0, box.height() * 0.07, 0, -box.height() * 0.07)
    points = (
        QPointF(label.left(), label.center().y()),
        QPointF(label.left() + cut, label.top()),
        label.topRight(),
        label.bottomRight(),
        QPointF(label.left() + cut, label.bottom()),
    )
    path.addPolygon(QPolygonF([*points, points[0]]))


def _add_page(path: QPainterPath, box: QRectF) -> None:
    fold, page = box.width() * 0.28, box.adjusted(1, 0, -1, 0)
    path.addPolygon(
        QPolygonF(
            [
                page.topLeft(),
                QPointF(page.right() - fold, page.top()),
                QPointF(page.right(), page.top() + fold),
                page.bottomRight(),
                page.bottomLeft(),
                page.topLeft(),
            ]
        )
    )


def _add_cylinder(path: QPainterPath, box: QRectF) -> None:
    lid = box.height() * 0.34
    path.moveTo(box.left(), box.top() + lid / 2)
    path.arcTo(QRectF(box.left(), box.top(), box.width(), lid), 180, -180)
    path.lineTo(box.right(), box.bottom() - lid / 2)
    path.arcTo(QRectF(box.left(), box.bottom() - lid, box.width(), lid), 0, -180)
    path.closeSubpath()


def sign(change: Change, box: QRectF) -> QPainterPath:
    """Return the sign of a change as strokes within `box`: plus, minus, or a wave."""
    path = QPainterPath()
    left, right, middle = box.left(), box.right(), box.center()
    match change:
        case Change.ADDED:
            path.moveTo(middle.x(), box.top())
            path.lineTo(middle.x(), box.bottom())
            path.moveTo(left, middle.y())
            path.lineTo(right, middle.y())
        case Change.REMOVED:
            path.moveTo(left, middle.y())
            path.lineTo(right, middle.y())
        case _:
            quarter, rise = box.width() / 4, box.height() * 0.38
            path.moveTo(left, middle.y() + rise / 3)
            path.cubicTo(
                QPointF(left + quarter, middle.y() - rise * 1.6),
                QPointF(right - quarter, middle.y() + rise * 1.6),
                QPointF(right, middle.y() - rise / 3),
            )
    return path


def spark(values: Sequence[float], box: QRectF) -> QPolygonF:
    """Return the line of some values within `box`, the least at the bottom; level where all are alike."""
    low, high = min(values), max(values)
    step = box.width() / max(len(values) - 1, 1)
    # Halved first: the span of two doubles can be more than a double holds.
    span = high / 2 - low / 2
    return QPolygonF(
        [
            QPointF(
                box.left() + step * number,
                box.bottom() - box.height() * ((value / 2 - low / 2) / span if span > 0 else 0.5),
            )
            for number, value in enumerate(values)
        ]
    )


class Stamps:
    """Marks of kinds and small icons as images in the colours of one theme. For one thread.

    An image is made for the size in pixels in which it is wanted, so that it is as crisp as text.
    """

    def __init__(self, colours: Mapping[str, str]) -> None:
        self._colours = colours
        self._shapes: dict[str, QSvgRenderer] = {}
        self._images: dict[tuple[str, str, int, bool], QImage] = {}

    def icon(self, name: str, token: str, pixels: int) -> QImage:
        """Return the icon `resources/icons/NAME.svg` in a colour."""
        key = (name, token, pixels, False)
        if key not in self._images:
            image = _blank(pixels)
            painter = QPainter(image)
            self._shape(name).render(painter, QRectF(0, 0, pixels, pixels))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(image.rect(), QColor(self._colours[token]))
            painter.end()
            self._images[key] = image
        return self._images[key]

    def kind(self, name: str, token: str, pixels: int) -> QImage:
        """Return the mark of a kind: its icon in its shape."""
        key = (name, token, pixels, True)
        if key not in self._images:
            image = _blank(pixels)
            color, unit = QColor(self._colours[token]), pixels / 30
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            soft = QColor(color)
            soft.setAlphaF(0.16)
            painter.setPen(QPen(color, 1.3 * unit))
            painter.setBrush(soft)
            painter.drawPath(outline(name, QRectF(unit, unit, pixels - 2 * unit, pixels - 2 * unit)))
            side = round(16 * unit)
            down = 2 * unit if name == "dataset" else 0.0  # below the lid of the cylinder
            spot = QPointF(round((pixels - side) / 2), round((pixels - side) / 2 + down))
            painter.drawImage(spot, self.icon(name, token, side))
            painter.end()
            self._images[key] = image
        return self._images[key]

    def _shape(self, name: str) -> QSvgRenderer:
        if name not in self._shapes:
            from PySide6.QtSvg import QSvgRenderer  # its own library; loaded with the first icon

            self._shapes[name] = QSvgRenderer(QByteArray(resource(f"icons/{name}.svg").read_bytes()))
        return self._shapes[name]


def _blank(pixels: int) -> QImage:
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
