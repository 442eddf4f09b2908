"""What a node's card says, and how it is drawn near, at middle distance, and far."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from forebear.desktop import wording
from forebear.desktop.graph.measures import PADDING, TILE, smaller
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.shapes import outline
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind, Origin, Verdict

_RADIUS = 8.0
_STEPS = (*range(10, 17), *range(18, 30, 2), 33, 36, 40, 44)
"""Font sizes in units where text is drawn larger than the card is, so that shortened texts can be kept."""
_NAME_PIXELS, _DETAIL_PIXELS = 10.5, 9.5
_VERDICT_ICONS = {"verdict.good": "good", "verdict.warn": "warning", "verdict.bad": "error"}


class Emphasis(StrEnum):
    """How a card stands out."""

    NONE = ""
    HOVERED = "hovered"
    SELECTED = "selected"
    DIMMED = "dimmed"


@dataclass(frozen=True, slots=True)
class CardText:
    """The lines of a card; `brief` is what tells it from its like in little room, longest first."""

    name: str
    detail: str
    metric: str
    brief: tuple[str, ...]
    verdict: Verdict | None = None


def card_text(node: Node, scene: Scene) -> CardText:
    """Say what a node is in two or three short lines."""
    metric = scene.metrics.get(node.id)
    verdict = None
    date, kind = wording.date_text(node.when), wording.node_text(node)
    match node.kind:
        case NodeKind.COMMIT:
            parts = [wording.short_key(node.key), date]
        case NodeKind.RUN:
            parts = [kind, date]
        case NodeKind.REBUILD:
            verdict = Verdict(node.detail) if node.detail in set(Verdict) else None
            said = wording.verdict_text(verdict) if verdict else node.detail
            parts = [said or kind, date]
        case _:
            # The algorithm's name is in the inspector; here the digest itself is what tells versions apart.
            parts = [kind, wording.short_key(node.key.rpartition(":")[2])]
    value = wording.number_text(metric.value) if metric else ""
    named = f"{metric.name} {value}" if metric else ""
    told = parts[0] if node.kind in (NodeKind.COMMIT, NodeKind.REBUILD) else parts[1]
    return CardText(
        " ".join(node.name.split()) or wording.short_key(node.key),
        " · ".join(part for part in parts if part),
        named,
        (named, value) if value else (told,) if told else (),
        verdict,
    )


class CardPainter:
    """Draws cards of one scene in one theme; what it has measured it keeps."""

    def __init__(self, scene: Scene, theme: Theme, font: QFont) -> None:
        self._scene, self._theme = scene, theme
        self._bold = QFont(font)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._small = smaller(font)
        self._texts: dict[int, CardText] = {}
        self._lines: dict[int, CardText] = {}
        self._fonts: dict[tuple[int, bool], tuple[QFont, float]] = {}
        self._shortened: dict[tuple[int, int, bool], str] = {}
        self._pictures: dict[tuple[str, str], QPixmap] = {}
        self._colors: dict[str, QColor] = {}

    def icon(self, row: int) -> str:
        """The icon name of a node."""
        node = self._scene.nodes[row]
        return wording.icon_name(node.kind, node.type)

    def token(self, row: int) -> str:
        """The colour token of a node."""
        node = self._scene.nodes[row]
        return wording.token_of(node.kind, node.type)

    def told(self, row: int, *, near: bool) -> str:
        """What the card of a node would say if it had room; "" where it says all of it."""
        whole, shown = self._whole(row), self._text(row)
        if near and (whole.name, whole.detail, whole.metric) == (shown.name, shown.detail, shown.metric):
            return ""
        return " · ".join(part for part in (whole.name, whole.detail, whole.metric) if part)

    def near(self, painter: QPainter, row: int, emphasis: Emphasis) -> None:
        """Draw the whole card."""
        box = QRectF(*self._scene.box(row))
        self._frame(painter, row, box, emphasis)
        color = self._color(self.token(row))
        tile = QRectF(box.left() + PADDING, box.center().y() - TILE / 2, TILE, TILE)
        soft = QColor(color)
        soft.setAlphaF(0.16)
        painter.setPen(QPen(color, 1.2))
        painter.setBrush(soft)
        painter.drawPath(outline(self.icon(row), tile.adjusted(1, 1, -1, -1)))
        glyph = QRectF(tile.center().x() - 8, tile.center().y() - 8, 16, 16)
        if self.icon(row) == "dataset":
            glyph.translate(0, 2)
        painter.drawPixmap(glyph, self._picture(self.icon(row), self.token(row)), QRectF())
        self._write(painter, row, box)

    def _write(self, painter: QPainter, row: int, box: QRectF) -> None:
        text = self._text(row)
        left = box.left() + PADDING * 2 + TILE - 2
        room = QRectF(left, 0, box.right() - PADDING - left, 0)
        name, small = QFontMetricsF(self._bold), QFontMetricsF(self._small)
        lines = 2 if text.metric else 1
        top = box.center().y() - (name.height() + lines * (small.height() + 1)) / 2
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(self._bold)
        painter.setPen(self._color("text"))
        painter.drawText(QRectF(left, top, room.width(), name.height()), flags, text.name)
        painter.setFont(self._small)
        painter.setPen(self._color("text.muted"))
        top += name.height() + 1
        start = left
        if text.verdict is not None:
            token = wording.verdict_token(text.verdict)
            painter.drawPixmap(
                QRectF(left, top + small.height() / 2 - 6, 12, 12),
                self._picture(_VERDICT_ICONS.get(token, "info"), token),
                QRectF(),
            )
            painter.setPen(self._color(token))
            start = left + 16
        painter.drawText(QRectF(start, top, room.right() - start, small.height()), flags, text.detail)
        if text.metric:
            painter.setPen(self._color("text"))
            painter.drawText(
                QRectF(left, top + small.height() + 1, room.width(), small.height()), flags, text.metric
            )

    def middling(self, painter: QPainter, row: int, emphasis: Emphasis, scale: float) -> None:
        """Draw the shape of the kind and the name as large as can be read; below it a word, if it fits."""
        box = QRectF(*self._scene.box(row))
        self._frame(painter, row, box, emphasis)
        side = box.height() * 0.42
        mark = QRectF(box.left() + PADDING * 0.8, box.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color(self.token(row)))
        painter.drawPath(outline(self.icon(row), mark))
        text = self._whole(row)
        name, high = self._sized(_NAME_PIXELS / scale, bold=True)
        word, low = self._sized(_DETAIL_PIXELS / scale, bold=False)
        left = mark.right() + PADDING * 0.6
        room = QRectF(left, box.top(), box.right() - 5 - left, box.height())
        has_word = text.brief and high + low <= box.height() - 4
        if has_word:
            room = QRectF(left, box.center().y() - (high + low) / 2, room.width(), high)
        self._line(painter, room, (row, name, "text"), (text.name,))
        if has_word:
            token = wording.verdict_token(text.verdict) if text.verdict is not None else "text.muted"
            self._line(painter, room.translated(0, high), (row, word, token), text.brief)

    def _sized(self, least: float, *, bold: bool) -> tuple[QFont, float]:
        """A font of at least that many units, and its height."""
        size = next((step for step in _STEPS if step >= least), _STEPS[-1])
        if (size, bold) not in self._fonts:
            font = QFont(self._bold if bold else self._small)
            font.setPixelSize(size)
            self._fonts[size, bold] = font, QFontMetricsF(font).height()
        return self._fonts[size, bold]

    def _whole(self, row: int) -> CardText:
        """The lines of a card, unshortened."""
        if row not in self._texts:
            self._texts[row] = card_text(self._scene.nodes[row], self._scene)
        return self._texts[row]

    def _line(
        self, painter: QPainter, room: QRectF, style: tuple[int, QFont, str], texts: tuple[str, ...]
    ) -> None:
        """Write a line of a row's card in a font and colour: the first that fits, the last one shortened."""
        row, font, token = style
        key = (row, font.pixelSize(), font.weight() == self._bold.weight())
        if key not in self._shortened:
            metrics = QFontMetricsF(font)
            fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room.width())
            last = metrics.elidedText(texts[-1][:200], Qt.TextElideMode.ElideMiddle, room.width())
            self._shortened[key] = next(fitting, last)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(font)
        painter.setPen(self._color(token))
        painter.drawText(room, flags, self._shortened[key])

    def far(self, painter: QPainter, rows: list[int], dimmed: frozenset[int]) -> None:
        """Draw cells in the colours of the kinds, one call for each colour."""
        cells: dict[tuple[str, bool], list[QRectF]] = {}
        for row in rows:
            cells.setdefault((self.token(row), row in dimmed), []).append(QRectF(*self._scene.box(row)))
        painter.setPen(Qt.PenStyle.NoPen)
        for (token, faded), boxes in cells.items():
            color = QColor(self._color(token))
            color.setAlphaF(0.25 if faded else 1.0)
            painter.setBrush(color)
            painter.drawRects(boxes)

    def _frame(self, painter: QPainter, row: int, box: QRectF, emphasis: Emphasis) -> None:
        node = self._scene.nodes[row]
        selected, hovered = emphasis is Emphasis.SELECTED, emphasis is Emphasis.HOVERED
        color = self._color("accent" if selected else "border.strong" if hovered else "border")
        pen = QPen(color, 2.0 if selected else 1.2)
        if node.origin is Origin.ASSUMED:
            pen.setStyle(Qt.PenStyle.DashLine)
            pen.setColor(self._color("border.strong"))
        painter.setPen(pen)
        painter.setBrush(self._color("selection" if selected else "surface"))
        radius = box.height() / 2 if node.kind in (NodeKind.RUN, NodeKind.REBUILD) else _RADIUS
        painter.drawRoundedRect(box, min(radius, 26.0), min(radius, 26.0))

    def _text(self, row: int) -> CardText:
        if row not in self._lines:
            text = self._whole(row)
            width = self._scene.box(row)[2] - 3 * PADDING - TILE + 2
            small, middle = QFontMetricsF(self._small), Qt.TextElideMode.ElideMiddle
            self._lines[row] = CardText(
                QFontMetricsF(self._bold).elidedText(text.name[:200], middle, width),
                small.elidedText(text.detail, Qt.TextElideMode.ElideRight, width),
                small.elidedText(text.metric, middle, width),
                text.brief,
                text.verdict,
            )
        return self._lines[row]

    def _picture(self, icon: str, token: str) -> QPixmap:
        key = (icon, token)
        if key not in self._pictures:
            self._pictures[key] = self._theme.icon(icon, token).pixmap(QSize(48, 48))
        return self._pictures[key]

    def _color(self, token: str) -> QColor:
        if token not in self._colors:
            self._colors[token] = self._theme.color(token)
        return self._colors[token]


def curve(route: tuple[tuple[float, float], ...]) -> QPainterPath:
    """Return the line of a route: an S-curve in each gap between columns, level through a column."""
    path = QPainterPath(QPointF(*route[0]))
    for number in range(1, len(route)):
        (x1, y1), (x2, y2) = route[number - 1], route[number]
        if number % 2 == 0 or y1 == y2:
            path.lineTo(x2, y2)
        else:
            middle = (x1 + x2) / 2
            path.cubicTo(middle, y1, middle, y2, x2, y2)
    return path
