"""What stays at the edges of a map: the names of lanes at the left, the time at the top."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

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
        self._largest = np.argsort(-self._overview.lane_heights, kind="stable")
        self._said_before: dict[tuple[int, str], str] = {}
        self._names_painted: dict[tuple[int, float], QPixmap] = {}
        self._dates_painted: dict[tuple[str, str, float], QPixmap] = {}

    def paint(self, painter: QPainter, camera: Camera, width: int, height: int) -> None:
        """Paint over a view of so many pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        ground = QColor(self._colours["window"])
        painter.fillRect(QRectF(0, AXIS, GUTTER, height - AXIS), ground)
        ratio = painter.device().devicePixelRatioF()
        self._names(painter, camera, height, ratio)
        ground = QColor(self._colours["surface"])
        painter.fillRect(QRectF(0, 0, width, AXIS), ground)
        self._time(painter, camera, width, ratio)
        painter.fillRect(QRectF(0, 0, GUTTER, AXIS), ground)
        painter.fillRect(QRectF(0, AXIS - 1, width, 1), QColor(self._colours["border"]))
        painter.fillRect(QRectF(GUTTER - 1, 0, 1, height), QColor(self._colours["border"]))

    def _names(self, painter: QPainter, camera: Camera, height: int, ratio: float) -> None:
        """Name the lanes, the largest first where there is no room for all."""
        tops = (self._overview.lane_tops - camera.y) * camera.scale
        heights = self._overview.lane_heights * camera.scale
        line = self._metrics.height()
        taken: list[tuple[float, float]] = []
        seen = (heights > 0) & (tops + heights >= AXIS) & (tops <= height)
        for lane in self._largest[seen[self._largest]].tolist():
            # In the middle of what is seen of the lane, so that the name does not leave before its lane does.
            upper, lower = max(tops[lane].item(), AXIS), min((tops[lane] + heights[lane]).item(), height)
            middle = min(max((upper + lower) / 2, AXIS + line / 2 + 2), height - line / 2 - 2)
            if any(abs(middle - other) < (line + size) / 2 for other, size in taken):
                continue
            taken.append((middle, line))
            painter.drawPixmap(QPointF(0, round(middle - line / 2)), self._name(lane, ratio))

    def _name(self, lane: int, ratio: float) -> QPixmap:
        """The line of a lane: its mark, name and number of nodes; painted once."""
        key = (lane, ratio)
        if key not in self._names_painted:
            high = ceil(self._metrics.height())
            picture = _empty(GUTTER - 1, high, ratio, self._colours["window"])
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font)
            self._write(painter, lane, high)
            painter.end()
            self._names_painted[key] = picture
        return self._names_painted[key]

    def _write(self, painter: QPainter, lane: int, high: int) -> None:
        kind, type_ = self._lanes[lane].species
        side = high * 0.62
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours[wording.token_of(kind, type_)]))
        box = QRectF(_PAD, (high - side) / 2, side, side)
        painter.drawPath(outline(wording.icon_name(kind, type_), box))
        count = f"{self._lanes[lane].count:,}"
        wide = self._metrics.horizontalAdvance(count)
        painter.setPen(QColor(self._colours["text.muted"]))
        right = GUTTER - _PAD
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(right - wide, 0, wide + 1, high), flags, count)
        left = _PAD + side + 7
        room = right - wide - 8 - left
        painter.setPen(QColor(self._colours["text"]))
        painter.drawText(QRectF(left, 0, room, high), flags, self._shortened(self._titles[lane], room))

    def _shortened(self, title: str, room: float) -> str:
        """A path that is too long loses folders first."""
        title = " ".join(title.split())[-300:]
        whole = title
        while self._metrics.horizontalAdvance(title) > room:
            _, slash, rest = title.removeprefix("…/").partition("/")
            if not slash or not rest:
                return self._metrics.elidedText(title or whole, Qt.TextElideMode.ElideMiddle, room)
            title = f"…/{rest}"
        return title

    def _date(self, text: str, token: str, ratio: float) -> QPixmap:
        """A date of the upper edge; painted once."""
        key = (text, token, ratio)
        if key not in self._dates_painted:
            picture = _empty(
                ceil(self._metrics.horizontalAdvance(text)) + 1, AXIS - 1, ratio, self._colours["surface"]
            )
            painter = QPainter(picture)
            painter.setFont(self._font)
            painter.setPen(QColor(self._colours[token]))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            painter.drawText(QRectF(0, 0, picture.width(), AXIS - 1), flags, text)
            painter.end()
            self._dates_painted[key] = picture
        return self._dates_painted[key]

    def _time(self, painter: QPainter, camera: Camera, width: int, ratio: float) -> None:
        """Name years, and months or days where there is room between years."""
        places = ((self._overview.columns - camera.x) * camera.scale).tolist()
        gap = self._metrics.averageCharWidth() * 2
        ends = places[-1] + self._overview.cells.width * camera.scale if len(places) else 0.0
        taken: list[tuple[float, float]] = []
        tick = QColor(self._colours["border.strong"])
        for unit, columns in self._turns.items():
            # The period that began before the left edge is named there.
            first = bisect_left(columns, GUTTER, key=places.__getitem__)
            before = columns[max(first - 1, 0) : first]
            inside = columns[first : bisect_right(columns, min(width, ends), key=places.__getitem__)]
            crowded = False
            for column in [*inside, *(before if ends > GUTTER else ())]:
                place = max(places[column], float(GUTTER))
                token = "text" if unit == "Y" else "text.muted"
                picture = self._date(self._said(column, unit), token, ratio)
                wide = picture.width() / ratio + gap
                if any(place < right and place + wide > left for left, right in taken):
                    # Two periods can begin in one column: the longer one is named.
                    crowded |= all(abs(place - left) > 1.0 for left, _ in taken) and column in inside
                    continue
                taken.append((place, place + wide))
                painter.drawPixmap(QPointF(round(place + 6), 0), picture)
                if place > GUTTER:
                    painter.fillRect(QRectF(round(place), AXIS * 0.3, 1, AXIS * 0.7), tick)
            if crowded:  # shorter periods would only fill the holes between longer ones
                return

    def _said(self, column: int, unit: str) -> str:
        key = (column, unit)
        if key not in self._said_before:
            self._said_before[key] = _said(float(self._overview.column_times[column]), unit)
        return self._said_before[key]


def _empty(width: int, height: int, ratio: float, colour: str) -> QPixmap:
    picture = QPixmap(ceil(width * ratio), ceil(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(colour))
    return picture


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
