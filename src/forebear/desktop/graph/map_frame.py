"""What stays at the edges of a map: the names of lanes at the left, the time at the top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from forebear.desktop import wording
from forebear.desktop.graph.camera import Camera
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.shapes import outline
from forebear.lineage.everything import Lane
from forebear.lineage.words import NodeKind

GUTTER, AXIS = 184, 26
"""The width of the strip with names, and the height of the one with the time, in pixels."""

_PAD = 10.0
_QUARTERS = "Q"


class MapFrame:
    """Paints the edges of one map."""

    def __init__(self, scene: MapScene, colours: Mapping[str, str], font: QFont) -> None:
        self._overview = scene.overview
        self._lanes = scene.known.lanes
        self._titles = [lane_title(lane) for lane in self._lanes]
        self._colours = colours
        self._font = QFont(font)
        self._font.setPointSizeF(font.pointSizeF() * 0.9)
        self._metrics = QFontMetricsF(self._font)
        self._turns = _turns(self._overview.column_times)

    def paint(self, painter: QPainter, camera: Camera, width: int, height: int) -> None:
        """Paint over a view of so many pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        ground = QColor(self._colours["window"])
        painter.fillRect(QRectF(0, AXIS, GUTTER, height - AXIS), ground)
        self._names(painter, camera, height)
        ground = QColor(self._colours["surface"])
        painter.fillRect(QRectF(0, 0, width, AXIS), ground)
        self._time(painter, camera, width)
        painter.fillRect(QRectF(0, 0, GUTTER, AXIS), ground)
        painter.fillRect(QRectF(0, AXIS - 1, width, 1), QColor(self._colours["border"]))
        painter.fillRect(QRectF(GUTTER - 1, 0, 1, height), QColor(self._colours["border"]))

    def _names(self, painter: QPainter, camera: Camera, height: int) -> None:
        """Name the lanes, the largest first where there is no room for all."""
        tops = (self._overview.lane_tops - camera.y) * camera.scale
        heights = self._overview.lane_heights * camera.scale
        line = self._metrics.height()
        taken: list[tuple[float, float]] = []
        for lane in np.argsort(-self._overview.lane_heights, kind="stable").tolist():
            if not heights[lane] or tops[lane] + heights[lane] < AXIS or tops[lane] > height:
                continue
            # In the middle of what is seen of the lane, so that the name does not leave before its lane does.
            upper, lower = max(tops[lane], AXIS), min(tops[lane] + heights[lane], height)
            middle = min(max((upper + lower) / 2, AXIS + line / 2 + 2), height - line / 2 - 2)
            if any(abs(middle - other) < (line + size) / 2 for other, size in taken):
                continue
            taken.append((middle, line))
            self._name(painter, lane, middle - line / 2, line)

    def _name(self, painter: QPainter, lane: int, top: float, line: float) -> None:
        kind, type_ = self._lanes[lane].species
        side = line * 0.62
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours[wording.token_of(kind, type_)]))
        box = QRectF(_PAD, top + (line - side) / 2, side, side)
        painter.drawPath(outline(wording.icon_name(kind, type_), box))
        count = f"{self._lanes[lane].count:,}"
        wide = self._metrics.horizontalAdvance(count)
        painter.setPen(QColor(self._colours["text.muted"]))
        right = GUTTER - _PAD
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(right - wide, top, wide + 1, line), flags, count)
        left = _PAD + side + 7
        room = right - wide - 8 - left
        title = self._metrics.elidedText(self._titles[lane][:200], Qt.TextElideMode.ElideLeft, room)
        painter.setPen(QColor(self._colours["text"]))
        painter.drawText(QRectF(left, top, room, line), flags, title)

    def _time(self, painter: QPainter, camera: Camera, width: int) -> None:
        """Name years, and months or days where there is room between years."""
        places = (self._overview.columns - camera.x) * camera.scale
        gap = self._metrics.averageCharWidth() * 2
        ends = places[-1] + self._overview.cells.width * camera.scale if len(places) else 0.0
        taken: list[tuple[float, float]] = []
        color, strong = QColor(self._colours["text.muted"]), QColor(self._colours["text"])
        for unit, columns in self._turns.items():
            # The period that began before the left edge is named there.
            before = [column for column in columns if places[column] < GUTTER]
            inside = [column for column in columns if GUTTER <= places[column] <= min(width, ends)]
            crowded = False
            for column in [*inside, *(before[-1:] if ends > GUTTER else ())]:
                place = max(places[column], float(GUTTER))
                text = _said(float(self._overview.column_times[column]), unit)
                wide = self._metrics.horizontalAdvance(text) + gap
                if any(place < right and place + wide > left for left, right in taken):
                    # Two periods can begin in one column: the longer one is named.
                    crowded |= all(abs(place - left) > 1.0 for left, _ in taken) and column in inside
                    continue
                taken.append((place, place + wide))
                painter.setPen(strong if unit == "Y" else color)
                box = QRectF(place + 6, 0, wide, AXIS)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
                if place > GUTTER:
                    painter.fillRect(
                        QRectF(place, AXIS * 0.3, 1, AXIS * 0.7), QColor(self._colours["border.strong"])
                    )
            if crowded:  # shorter periods would only fill the holes between longer ones
                return


def lane_title(lane: Lane) -> str:
    """What a lane is called."""
    kind, type_ = lane.species
    if kind is NodeKind.COMMIT:
        return QCoreApplication.translate("Map", "Commits")
    if lane.fold is None:
        return QCoreApplication.translate("Map", "Other: {kind}").format(kind=wording.kind_text(kind, type_))
    return lane.fold.path or lane.fold.title or wording.kind_text(kind, type_)


def _turns(times: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, list[int]]:
    """The columns in which a year, a month and a day begins."""
    known = np.isfinite(times)
    moments = np.where(known, times, 0.0).astype("datetime64[s]")
    found = {}
    for unit in ("Y", _QUARTERS, "M", "D"):
        months = unit == _QUARTERS
        period = moments.astype(f"datetime64[{'M' if months else unit}]").astype(np.int64) // (
            3 if months else 1
        )
        begins = known.copy()
        begins[1:] &= (period[1:] != period[:-1]) | ~known[:-1]
        found[unit] = np.flatnonzero(begins).tolist()
    return found


def _said(seconds: float, unit: str) -> str:
    when = datetime.fromtimestamp(seconds, UTC)
    locale = QLocale()
    match unit:
        case "Y":
            return str(when.year)
        case "M" | "Q":
            return locale.standaloneMonthName(when.month, QLocale.FormatType.ShortFormat)
        case _:
            return f"{locale.standaloneMonthName(when.month, QLocale.FormatType.ShortFormat)} {when.day}"
