"""The parts of a near card: mark, lines of text, version, metric with its trend, badges."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import floor, isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF

from forebear.desktop import wording
from forebear.desktop.graph.inks import CHANGE_TOKENS, Inks
from forebear.desktop.graph.letters import Hand, Letters, Style
from forebear.desktop.graph.measures import LINE_GAP, PADDING, TILE
from forebear.desktop.graph.saying import CardText
from forebear.desktop.graph.shapes import Stamps, sign, spark
from forebear.lineage.answers import Change
from forebear.lineage.words import Readiness

_LEFT = 2 * PADDING + TILE - 1
_CHIP = 5.0  # room on either side of a chip's text
_GLYPH = 12.0
_SPARK, _LEAST_SPARK = 58.0, 30.0
_VERDICT_ICONS = {"verdict.good": "good", "verdict.warn": "warning", "verdict.bad": "error"}
Values = tuple[float, ...]


class CardParts:
    """Draws the inside of a card whose corner is at (0, 0)."""

    def __init__(self, inks: Inks, letters: Letters, stamps: Stamps) -> None:
        self._inks, self._letters, self._stamps = inks, letters, stamps
        self._sparks: dict[tuple[Values, int], QPolygonF] = {}
        self._high = letters.height(Hand.NAME)
        self._low = letters.height(Hand.SMALL)
        self._head = max(2 * PADDING + self._high + self._low, TILE + 2 * PADDING)
        self._line = self._low + LINE_GAP

    def fill(
        self,
        painter: QPainter,
        card: QRectF,
        text: CardText,
        kind: tuple[str, str],
        change: tuple[Change, str] = (Change.SAME, ""),
    ) -> None:
        """Draw all of it; `kind` is the icon's name and the colour's token, `change` has its word."""
        mark = partial(self._stamps.kind, *kind)
        self._image(painter, QPointF(PADDING, (self._head - TILE) / 2), TILE, mark)
        top = (self._head - self._high - self._low) / 2
        right = card.right() - PADDING
        after_name = right - self._version(painter, right, top, text.version)
        room = QRectF(_LEFT, top, after_name - _LEFT, self._high)
        self._letters.write(painter, room, (text.name,), Style(Hand.NAME, self._inks.color("text")))
        top += self._high
        left = _LEFT
        if change[0] is not Change.SAME:
            left += self._change(painter, left, top, *change) + 5
        if text.rebuildable is not None:
            self._rebuildable(painter, right, top, text)
            right -= _GLYPH + 6
        room = QRectF(left, top, max(right - left, 1.0), self._low)
        details = (text.detail, text.detail.rpartition(" · ")[2])
        self._letters.write(painter, room, details, Style(Hand.SMALL, self._inks.color("text.muted")))
        below = self._head - 3
        if text.value:
            self._metric(painter, QRectF(0, below, card.width(), self._line), text)
            below += self._line
        if text.verdict or text.stage or text.flagged:
            room = QRectF(PADDING, below + 1, card.width() - 2 * PADDING, self._line - 4)
            self._badges(painter, room, text)

    def verdict(self, painter: QPainter, box: QRectF, word: str) -> None:
        """Draw the icon of a verdict by itself."""
        token = wording.verdict_word_token(word)
        stamp = partial(self._stamps.icon, _VERDICT_ICONS.get(token, "info"), token)
        self._image(painter, box.topLeft(), box.width(), stamp)

    def skeleton(self, painter: QPainter, card: QRectF) -> None:
        """Draw what stands for a card whose details are not there yet."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.color("border"))
        top = (self._head - TILE) / 2
        painter.drawRoundedRect(QRectF(PADDING, top, TILE, TILE), 7, 7)
        wide = card.width() - _LEFT - PADDING
        painter.drawRoundedRect(QRectF(_LEFT, top + 4, wide * 0.7, 8), 4, 4)
        painter.drawRoundedRect(QRectF(_LEFT, top + 18, wide * 0.45, 7), 3.5, 3.5)

    def says_all(self, text: CardText, width: float) -> bool:
        """Whether name, detail and metric fit on a card so wide."""
        letters = self._letters
        chip = letters.width(text.version, Hand.SMALL) + 2 * _CHIP + 6 if text.version else 0.0
        glyph = _GLYPH + 6 if text.rebuildable is not None else 0.0
        inside = width - PADDING - _LEFT
        metric = f"{text.metric} {text.value}"
        return (
            letters.width(text.name, Hand.NAME) <= inside - chip
            and letters.width(text.detail, Hand.SMALL) <= inside - glyph
            and letters.width(metric, Hand.STRONG) <= width - 2 * PADDING - _LEAST_SPARK - 8
        )

    def _version(self, painter: QPainter, right: float, top: float, version: str) -> float:
        """Draw the version at the right; return the room it takes."""
        if not version:
            return 0.0
        wide = min(self._letters.width(version, Hand.SMALL), 70.0)
        box = QRectF(
            right - wide - 2 * _CHIP, top + (self._high - self._low) / 2, wide + 2 * _CHIP, self._low
        )
        painter.setPen(self._inks.pen("border.card", 1.0))
        painter.setBrush(self._inks.color("surface.chip"))
        painter.drawRoundedRect(box, 4, 4)
        room = box.adjusted(_CHIP, 0, -_CHIP + 1, 0)
        self._letters.write(painter, room, (version,), Style(Hand.SMALL, self._inks.color("text.muted")))
        return box.width() + 6

    def _change(self, painter: QPainter, left: float, top: float, change: Change, word: str) -> float:
        """Draw what became of it between two moments: sign, word and colour; return how wide that is."""
        token = CHANGE_TOKENS[change]
        wide = self._letters.width(word, Hand.STRONG)
        box = QRectF(left, top, wide + 2 * _CHIP + 11, self._low)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.color(token))
        painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._inks.pen(f"{token}.text", 1.6))
        painter.drawPath(sign(change, QRectF(left + _CHIP, box.center().y() - 3.5, 7, 7)))
        room = QRectF(left + _CHIP + 11, top, wide + 2, self._low)
        self._letters.write(painter, room, (word,), Style(Hand.STRONG, self._inks.color(f"{token}.text")))
        return box.width()

    def _rebuildable(self, painter: QPainter, right: float, top: float, text: CardText) -> None:
        """Draw the arrow that goes round; a stroke across it says that it cannot be made again.

        It has a colour where that was looked up here and is not simply good; the word is among the badges.
        """
        spot = QPointF(right - _GLYPH, top + (self._low - _GLYPH) / 2)
        name = "rebuildable" if text.rebuildable else "not-rebuildable"
        plain = text.ready is None or text.ready is Readiness.REBUILDABLE
        token = "text.muted" if plain or text.ready is None else wording.readiness_token(text.ready)
        self._image(painter, spot, _GLYPH, partial(self._stamps.icon, name, token))

    def _metric(self, painter: QPainter, room: QRectF, text: CardText) -> None:
        """Draw a metric's name and value, and how it came to be so over the versions before."""
        painter.setPen(self._inks.pen("border", 1.0))
        painter.drawLine(
            QPointF(PADDING, room.top() + 0.5), QPointF(room.right() - PADDING, room.top() + 0.5)
        )
        room = room.adjusted(PADDING, 3, -PADDING, 0)
        trend = tuple(value for value in text.trend if isfinite(value))
        wide = room.width()
        if len(trend) > 1:
            said = self._letters.width(text.metric, Hand.SMALL) + self._letters.width(text.value, Hand.STRONG)
            long = min(_SPARK, max(_LEAST_SPARK, wide - said - 15))
            wide -= long + 8
            self._spark(
                painter, QRectF(room.right() - long - 2, room.top() + 4, long, room.height() - 8), trend
            )
        value = self._letters.width(text.value, Hand.STRONG)
        named = QRectF(room.left(), room.top(), max(wide - value - 5, 1.0), room.height())
        said = self._letters.write(
            painter, named, (text.metric,), Style(Hand.SMALL, self._inks.color("text.muted"))
        )
        shown = QRectF(room.left() + said + 5, room.top(), max(wide - said - 5, 1.0), room.height())
        self._letters.write(painter, shown, (text.value,), Style(Hand.STRONG, self._inks.color("text")))

    def _spark(self, painter: QPainter, box: QRectF, trend: Values) -> None:
        key = (trend, int(box.width() * 16) + int(box.left() * 4096))
        if key not in self._sparks:
            self._sparks[key] = spark(trend, box)
        line = self._sparks[key]
        painter.setPen(self._inks.pen("spark", 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.color("spark"))
        painter.drawEllipse(line.last(), 2.2, 2.2)

    def _badges(self, painter: QPainter, room: QRectF, text: CardText) -> None:
        """Draw the verdict of the newest rebuild, and where a registry has it."""
        left = room.left()
        if text.verdict:
            token = wording.verdict_word_token(text.verdict)
            icon, word = _VERDICT_ICONS.get(token, "info"), wording.verdict_word(text.verdict)
            left += self._badge(painter, room, word, (token, icon))
        for word, look in ((text.stage, ("accent", "tag")), _state(text)):
            if word and room.right() - left > 30:
                rest = QRectF(left, room.top(), room.right() - left, room.height())
                left += self._badge(painter, rest, word, look)

    def _badge(self, painter: QPainter, room: QRectF, word: str, look: tuple[str, str]) -> float:
        token, icon = look
        wide = min(self._letters.width(word, Hand.STRONG), room.width() - _GLYPH - 3 * _CHIP)
        box = QRectF(room.left(), room.top(), wide + _GLYPH + 3 * _CHIP - 1, room.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.mixed(token, "surface.card", 0.14))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        spot = QPointF(box.left() + _CHIP - 1, box.center().y() - _GLYPH / 2)
        self._image(painter, spot, _GLYPH, partial(self._stamps.icon, icon, token))
        said = QRectF(box.left() + _GLYPH + 2 * _CHIP - 2, box.top(), wide + 1, box.height())
        self._letters.write(painter, said, (word,), Style(Hand.STRONG, self._inks.color(token)))
        return box.width() + 6

    @staticmethod
    def _image(painter: QPainter, spot: QPointF, side: float, stamp: Callable[[int], QImage]) -> None:
        """Draw an image on whole pixels in its own size, so that nothing is resampled."""
        into = painter.deviceTransform()
        scale = into.m11()
        pixels = max(1, round(side * scale))
        x = floor(into.dx() + spot.x() * scale + 0.5) - into.dx()
        y = floor(into.dy() + spot.y() * scale + 0.5) - into.dy()
        painter.drawImage(QRectF(x / scale, y / scale, pixels / scale, pixels / scale), stamp(pixels))


def _state(text: CardText) -> tuple[str, tuple[str, str]]:
    """Return the badge of what keeps a run from being made again as it was; "" where nothing does."""
    if text.ready is None or text.ready is Readiness.REBUILDABLE:
        return "", ("", "")
    token = wording.readiness_token(text.ready)
    return wording.readiness_text(text.ready), (token, _VERDICT_ICONS[token])
