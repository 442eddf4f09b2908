"""Where the nodes of a net of mixtures are, and how it is painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from forebear.desktop import wording
from forebear.desktop.attribution.shown import Mixed, MixtureShown, Shown
from forebear.desktop.attribution.words import letter_of, mixture_text, signed, token_of

CHIP = QSize(104, 44)
ROW, MARGIN = 58.0, 10.0
_LETTER = 18.0  # pixels for the letter of a factor

Columns = list[list[Mixed]]


def columns_of(shown: Shown | None) -> Columns:
    """Return the mixtures by how many factors they take from B."""
    names = shown.names if shown else ()
    return [[frozenset(each) for each in combinations(names, size)] for size in range(len(names) + 1)]


def boxes_of(columns: Columns, width: float, height: float) -> dict[Mixed, QRectF]:
    """Return where each mixture is in a picture of this size."""
    step, boxes = width / len(columns), {}
    for place, column in enumerate(columns):
        left = (place + 0.5) * step - CHIP.width() / 2
        for row, mixed in enumerate(column):
            top = height / 2 + (row - len(column) / 2) * ROW + (ROW - CHIP.height()) / 2
            boxes[mixed] = QRectF(left, top, CHIP.width(), CHIP.height())
    return boxes


def value_text(mixture: MixtureShown) -> str:
    """Say a mixture's value, or why there is none, in a word."""
    translate = QCoreApplication.translate
    if mixture.value is not None:
        return wording.number_text(mixture.value)
    if mixture.is_running:
        return translate("Attribution", "running…")
    return translate("Attribution", "no value") if mixture.has_failed else translate("Attribution", "not run")


def spoken(shown: Shown, mixture: MixtureShown) -> str:
    """Say all of a mixture: what it is made of, its value, why it has none."""
    said = f"{mixture_text(shown, mixture.mixed)}: {value_text(mixture)}"
    return f"{said}. {mixture.why}" if mixture.why else said


@dataclass(frozen=True, slots=True)
class Net:
    """A net to paint: `at` is the mixture that is pointed at, `beat` (0 to 1) how strong what runs glows."""

    shown: Shown
    boxes: Mapping[Mixed, QRectF]
    tokens: Mapping[str, str]
    font: QFont
    at: Mixed | None = None
    beat: float = 0.0

    def paint(self, painter: QPainter) -> None:
        """Paint the joins, the nodes over them, and what the steps beside the marked node change."""
        painter.setFont(self.font)
        joins = [(name, mixed) for mixed in self.boxes for name in self.shown.names if name not in mixed]
        for name, mixed in joins:
            self._join(painter, name, mixed)
        for mixed, box in self.boxes.items():
            self._node(painter, self.shown.by_mixed[mixed], box)
        for name, mixed in joins:
            if self.at in (mixed, mixed | {name}):
                self._step(painter, name, mixed)

    def _colour(self, token: str) -> QColor:
        return QColor(self.tokens[token])

    def _ends(self, name: str, mixed: Mixed) -> tuple[QPointF, QPointF]:
        begin, end = self.boxes[mixed], self.boxes[mixed | {name}]
        return QPointF(begin.right(), begin.center().y()), QPointF(end.left(), end.center().y())

    def _join(self, painter: QPainter, name: str, mixed: Mixed) -> None:
        """A line in the factor's colour, strong beside the node that is pointed at."""
        near = self.at in (mixed, mixed | {name})
        colour = self._colour(token_of((name,)))
        colour.setAlphaF(1.0 if near else 0.45)
        painter.setPen(QPen(colour, 2.5 if near else 1.5))
        painter.drawLine(*self._ends(name, mixed))

    def _step(self, painter: QPainter, name: str, mixed: Mixed) -> None:
        """What a factor changes on a join."""
        before, after = (self.shown.by_mixed[each].value for each in (mixed, mixed | {name}))
        if before is None or after is None:
            return
        begin, end = self._ends(name, mixed)
        # Nearer to the other end, where the joins of one node are apart.
        share = 0.62 if self.at == mixed else 0.38
        at = begin * (1 - share) + end * share
        text = f"{letter_of(name)} {signed(after - before)}"
        wide = painter.fontMetrics().horizontalAdvance(text) + 8
        room = QRectF(at.x() - wide / 2, at.y() - 9, wide, 18)
        painter.setPen(QPen(self._colour(token_of((name,))), 1))
        painter.setBrush(self._colour("surface"))
        painter.drawRoundedRect(room, 4, 4)
        painter.setPen(self._colour("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _node(self, painter: QPainter, mixture: MixtureShown, box: QRectF) -> None:
        rim, style, width = "border.card", Qt.PenStyle.SolidLine, 1.0
        if mixture.has_failed:
            rim, width = "verdict.bad", 1.5
        elif not mixture.ended:
            rim, style = "border.strong", Qt.PenStyle.DashLine
        if mixture.mixed == self.at:
            rim, width = "accent", 2.0
        painter.setPen(QPen(self._colour(rim), width, style))
        painter.setBrush(self._colour("surface.card"))
        painter.drawRoundedRect(box, 8, 8)
        if mixture.is_running:
            glow = self._colour("accent")
            glow.setAlphaF(0.25 + 0.75 * self.beat)
            painter.setPen(QPen(glow, 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 10, 10)
        strong = QFont(self.font)
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        painter.setPen(self._colour("verdict.bad" if mixture.has_failed else "text"))
        upper = QRectF(box.left(), box.top() + 3, box.width(), box.height() / 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, value_text(mixture))
        self._letters(painter, mixture, box)
        painter.setFont(self.font)

    def _letters(self, painter: QPainter, mixture: MixtureShown, box: QRectF) -> None:
        """A letter for each factor: filled where it is B's, an outline where it is A's."""
        names = self.shown.names
        small = QFont(self.font)
        small.setPointSizeF(max(6.5, small.pointSizeF() * 0.78))
        painter.setFont(small)
        left = box.center().x() - len(names) * _LETTER / 2
        for place, name in enumerate(names):
            room = QRectF(left + place * _LETTER + 1, box.bottom() - 19, _LETTER - 2, 14)
            colour, from_b = self._colour(token_of((name,))), name in mixture.mixed
            painter.setPen(QPen(colour, 1.0))
            painter.setBrush(colour if from_b else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room, 3, 3)
            painter.setPen(self._colour("surface") if from_b else colour)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, letter_of(name))
