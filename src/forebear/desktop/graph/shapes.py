"""The outline that tells a kind of node apart where its colour does not."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF


def outline(icon: str, box: QRectF) -> QPainterPath:
    """Return the outline of the kind with that icon name, filling `box`."""
    path = QPainterPath()
    match icon:
        case "commit":
            path.addEllipse(box)
        case "dataset":
            _add_cylinder(path, box)
        case "model" | "tag":
            _add_polygon(path, box, corners=6, turned=pi / 6)
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
    middle, radius = box.center(), box.width() / 2 * 1.06
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
                QPointF(box.right() + 1, box.center().y()),
                QPointF(box.right() - tip, box.bottom()),
                box.bottomLeft(),
                box.topLeft(),
            ]
        )
    )


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
