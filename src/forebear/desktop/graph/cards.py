"""How a node is drawn: a card near, its name at middle distance, a coloured cell far away.

Each of these draws what a tile keeps (`base`), or what follows the pointer and the keyboard (`overlay`). A
painter belongs to one thread; it knows no widget and no pixmap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from math import floor
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTransform

from forebear.desktop import wording
from forebear.desktop.graph.card_parts import CardParts
from forebear.desktop.graph.distance import Distance, distance
from forebear.desktop.graph.inks import CHANGE_LINES, CHANGE_TOKENS, Inks
from forebear.desktop.graph.letters import Hand, Letters, Style
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.measures import PADDING, STACK
from forebear.desktop.graph.saying import CardText, card_text
from forebear.desktop.graph.shapes import Stamps, outline, sign
from forebear.desktop.theme import Theme
from forebear.lineage.answers import CardFacts, Change, Group, Node
from forebear.lineage.words import NodeKind, Origin

_RADIUS, _ROUND = 8.0, 18.0
_NAME_PIXELS, _DETAIL_PIXELS, _LEAST_PIXELS = 10.5, 9.5, 9.5
_JUDGED = 0.42  # in a smaller picture the names need the room
_PLAIN = Marks()
_FADED, _STILL_CLEAR = 0.4, 0.6
"""How much is left of what is out of focus, later, or the same at both moments; in high contrast more."""


class Emphasis(StrEnum):
    """How a card stands out."""

    NONE = ""
    HOVERED = "hovered"
    SELECTED = "selected"


class Drawn(Protocol):
    """What is drawn: nodes by row (None: not read yet), and by id what is known of them."""

    @property
    def nodes(self) -> Sequence[Node | None]:
        """The nodes by row."""

    @property
    def facts(self) -> Mapping[int, CardFacts]:
        """What else is known, by node id."""

    @property
    def groups(self) -> Mapping[int, Group]:
        """What nodes stand for, by node id."""

    def box(self, row: int) -> tuple[float, float, float, float]:
        """A node's rectangle: left, top, width, height."""


class CardPainter:
    """Draws cards of one scene in one theme; what it has laid out it keeps."""

    def __init__(self, scene: Drawn, theme: Theme, font: QFont) -> None:
        self._scene = scene
        self._inks = Inks(theme.colours)
        self._letters = Letters(font)
        self._stamps = Stamps(theme.colours)
        self._parts = CardParts(self._inks, self._letters, self._stamps)
        self._texts: dict[int, CardText] = {}
        self._left = _STILL_CLEAR if theme.contrasting else _FADED

    # what tiles keep, and what is drawn over them

    def base(self, painter: QPainter, rows: Iterable[int], scale: float, marks: Marks) -> None:
        """Draw rows at rest: neither hovered nor selected. The painter is in units of the drawing."""
        match distance(scale):
            case Distance.FAR:
                self.far(painter, rows, marks)
            case Distance.MIDDLE:
                self._each(
                    painter, rows, marks, lambda row: self.middling(painter, row, scale=scale, marks=marks)
                )
            case Distance.NEAR:
                self._each(painter, rows, marks, lambda row: self.near(painter, row, marks=marks))

    def overlay(self, painter: QPainter, rows: Iterable[int], scale: float, marks: Marks) -> None:
        """Draw over tiles what is lit among `rows`, hovered, selected, and in the keyboard's focus."""
        seen, inside = distance(scale), set(rows)
        if (
            marks.hovered is not None
        ):  # the selection's lineage shows in its lines; two sets of rims are too many
            for lit, token in ((marks.down.rows, "edge.down"), (marks.up.rows, "edge.up")):
                self._rims(painter, (inside & lit) - {marks.hovered, marks.selected}, token, scale)
        chosen = ((row, Emphasis.SELECTED) for row in (marks.selected, *marks.also))
        for row, emphasis in (*chosen, (marks.hovered, Emphasis.HOVERED)):
            if row is None or row not in inside or (row == marks.selected and emphasis is Emphasis.HOVERED):
                continue
            if seen is Distance.NEAR:
                self.near(painter, row, emphasis, marks)
            elif seen is Distance.MIDDLE:
                self.middling(painter, row, emphasis, scale, marks)
            else:
                self._rims(painter, {row}, "accent" if emphasis is Emphasis.SELECTED else "text", scale)
        if marks.ring is not None:
            self.ring(painter, marks.ring, scale)

    def ring(self, painter: QPainter, row: int, scale: float) -> None:
        """Draw the keyboard's focus: a ring that stands off the card, unlike the selection's rim."""
        left, top, width, height = self._scene.box(row)
        out = max(5.0, 4.0 / scale)
        radius = self._radius(row) + out
        box = QRectF(left - out, top - out, width + 2 * out, height + 2 * out)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_cosmetic(painter, self._inks.color("focus"), 2.5))
        painter.drawRoundedRect(box, radius, radius)

    def _each(
        self, painter: QPainter, rows: Iterable[int], marks: Marks, draw: Callable[[int], None]
    ) -> None:
        for row in rows:
            faded = self.faded(row, marks)
            if faded:
                painter.setOpacity(self._left)
            draw(row)
            if faded:
                painter.setOpacity(1.0)

    # what a card says

    def icon(self, row: int) -> str:
        """The icon name of a node."""
        node = self._scene.nodes[row]
        return wording.icon_name(node.kind, node.type) if node is not None else "file"

    def token(self, row: int) -> str:
        """The colour token of a node."""
        node = self._scene.nodes[row]
        return wording.token_of(node.kind, node.type) if node is not None else "node.file"

    def text(self, row: int) -> CardText:
        """All that the card of a node has to say."""
        if row not in self._texts:
            node = self._scene.nodes[row]
            if node is None:
                return CardText("", "")
            facts, group = self._scene.facts.get(node.id), self._scene.groups.get(node.id)
            self._texts[row] = card_text(node, facts, group)
        return self._texts[row]

    def told(self, row: int, *, near: bool) -> str:
        """What the card of a node would say if it had room; "" where it says all of it."""
        text, width, node = self.text(row), self._scene.box(row)[2], self._scene.nodes[row]
        facts = self._scene.facts.get(node.id) if node is not None else None
        if facts is not None and facts.told:
            return facts.told
        return "" if near and not text.tip and self._parts.says_all(text, width) else text.whole

    @staticmethod
    def faded(row: int, marks: Marks) -> bool:
        """Whether a node steps back: out of focus, later, or the same at both moments."""
        if row in marks.dimmed or row in marks.later:
            return True
        return bool(marks.changes) and marks.changes.get(row, Change.SAME) is Change.SAME

    # near

    def near(
        self, painter: QPainter, row: int, emphasis: Emphasis = Emphasis.NONE, marks: Marks = _PLAIN
    ) -> None:
        """Draw the whole card."""
        node = self._scene.nodes[row]
        before, box = self._enter(painter, row)
        change = marks.changes.get(row, Change.SAME)
        card = self._frame(painter, row, box, emphasis, marks)
        if node is None:
            self._parts.skeleton(painter, card)
        else:
            said = change, wording.change_text(change, marks.sides)
            self._parts.fill(painter, card, self.text(row), (self.icon(row), self.token(row)), said)
        painter.setWorldTransform(before)

    def _enter(self, painter: QPainter, row: int) -> tuple[QTransform, QRectF]:
        """Move the painter to a node's corner, on a whole pixel so that lines are crisp; return its box."""
        left, top, width, height = self._scene.box(row)
        before = painter.worldTransform()
        scale = before.m11()
        # On a whole pixel of the screen, of which there may be 1.25 for a logical one.
        screen = painter.deviceTransform()
        ratio = screen.m11() / scale
        across, down = screen.dx() - before.dx() * ratio, screen.dy() - before.dy() * ratio
        x = (floor(screen.m11() * left + screen.dx() + 0.5) - across) / ratio
        y = (floor(screen.m22() * top + screen.dy() + 0.5) - down) / ratio
        painter.setWorldTransform(QTransform(scale, 0, 0, 0, scale, 0, x, y, 1))
        return before, QRectF(0.0, 0.0, width, height)

    def _frame(self, painter: QPainter, row: int, box: QRectF, emphasis: Emphasis, marks: Marks) -> QRectF:
        """Draw the card's ground and rim, and of a group the cards behind it; return the front card's box."""
        node = self._scene.nodes[row]
        radius = self._radius(row)
        width, token, style = 1.0, "border.card", Qt.PenStyle.SolidLine
        if row in marks.later:
            token, style = "border.strong", Qt.PenStyle.DashLine
        elif node is not None and node.origin is Origin.ASSUMED:
            token, style = "border.strong", Qt.PenStyle.DotLine
        change = CHANGE_TOKENS.get(marks.changes.get(row, Change.SAME))
        if change is not None:
            width, token, style = 1.5, f"{change}.text", CHANGE_LINES[marks.changes[row]]
        if emphasis is Emphasis.HOVERED:
            width, token = 1.5, "border.strong" if change is None else token
        ground = "surface.hover" if emphasis is Emphasis.HOVERED else "surface.card"
        if emphasis is Emphasis.SELECTED:
            width, token, ground = 2.0, "accent", "selection"
        pen, brush = self._inks.pen(token, width, style), self._inks.color(ground)
        inset = width / 2
        painter.setPen(pen)
        if node is not None and node.id in self._scene.groups:
            front = box.adjusted(0, 0, -STACK, -STACK)
            painter.setBrush(self._inks.color("surface.stack"))
            for out in (STACK, STACK / 2):
                painter.drawRoundedRect(
                    front.translated(out, out).adjusted(inset, inset, -inset, -inset), radius, radius
                )
            box = front
        painter.setBrush(brush)
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)
        return box

    def _radius(self, row: int) -> float:
        node = self._scene.nodes[row]
        acts = node is not None and node.kind in (NodeKind.RUN, NodeKind.REBUILD)
        return _ROUND if acts else _RADIUS

    # at middle distance

    def middling(
        self,
        painter: QPainter,
        row: int,
        emphasis: Emphasis = Emphasis.NONE,
        scale: float = 0.5,
        marks: Marks = _PLAIN,
    ) -> None:
        """Draw the shape of the kind and the name as large as can be read; below it a word, if it fits."""
        box = QRectF(*self._scene.box(row))
        token, change = self.token(row), CHANGE_TOKENS.get(marks.changes.get(row, Change.SAME))
        card = self._middling_frame(painter, row, box, emphasis, marks)
        side = min(card.height() * 0.42, 34.0)
        mark = QRectF(card.left() + PADDING, card.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.color(token))
        painter.drawPath(outline(self.icon(row), mark))
        if self._scene.nodes[row] is None:
            return
        text, letters = self.text(row), self._letters
        least = _NAME_PIXELS if scale >= _JUDGED else _LEAST_PIXELS
        name, word = letters.size(least / scale), letters.size(_DETAIL_PIXELS / scale)
        high, low = letters.height(Hand.NAME, name), letters.height(Hand.SMALL, word)
        left = mark.right() + PADDING * 0.7
        judged = bool(text.verdict) and change is None and scale >= _JUDGED
        marked = change is not None or judged
        right = card.right() - 6 - (side * 0.9 if marked else 0.0)
        room = QRectF(left, card.top(), max(right - left, 1.0), card.height())
        has_word = bool(text.brief) and high + low <= card.height() - 4
        if has_word:
            room = QRectF(left, card.center().y() - (high + low) / 2, room.width(), high)
        letters.write(painter, room, (text.name,), Style(Hand.NAME, self._inks.color("text"), name))
        if has_word:
            below = QRectF(left, room.bottom(), room.width(), low)
            judges = bool(text.verdict) and text.brief[0] == wording.verdict_word(text.verdict)
            shown = wording.verdict_word_token(text.verdict) if judges else "text.muted"
            letters.write(painter, below, text.brief, Style(Hand.SMALL, self._inks.color(shown), word))
        if change is not None:
            spot = QRectF(
                card.right() - side * 0.8 - 6, card.center().y() - side * 0.3, side * 0.6, side * 0.6
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_cosmetic(painter, self._inks.color(f"{change}.text"), 2.0))
            painter.drawPath(sign(marks.changes[row], spot))
        elif judged:
            spot = QRectF(
                card.right() - side * 0.8 - 6, card.center().y() - side * 0.35, side * 0.7, side * 0.7
            )
            self._parts.verdict(painter, spot, text.verdict)

    def _middling_frame(
        self, painter: QPainter, row: int, box: QRectF, emphasis: Emphasis, marks: Marks
    ) -> QRectF:
        node, token = self._scene.nodes[row], self.token(row)
        change = CHANGE_TOKENS.get(marks.changes.get(row, Change.SAME))
        selected, hovered = emphasis is Emphasis.SELECTED, emphasis is Emphasis.HOVERED
        rim = self._inks.color("accent" if selected else f"{change}.text" if change is not None else token)
        pen = _cosmetic(painter, rim, 2.0 if selected or hovered or change is not None else 1.0)
        if row in marks.later:
            pen.setStyle(Qt.PenStyle.DashLine)
        elif change is not None and not selected:
            pen.setStyle(CHANGE_LINES[marks.changes[row]])
        painter.setPen(pen)
        share = 0.3 if hovered else 0.12
        fill = self._inks.color("selection") if selected else self._inks.mixed(token, "surface.card", share)
        radius = self._radius(row)
        if node is not None and node.id in self._scene.groups:
            painter.setBrush(self._inks.color("surface.stack"))
            painter.drawRoundedRect(box.adjusted(STACK, STACK, -1, -1), radius, radius)
            box = box.adjusted(0, 0, -STACK, -STACK)
        painter.setBrush(fill)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
        return box

    # far

    def far(self, painter: QPainter, rows: Iterable[int], marks: Marks = _PLAIN) -> None:
        """Draw cells in the colours of the kinds, one call for each colour; what changed has a rim."""
        cells: dict[tuple[str, bool], list[QRectF]] = {}
        changed: dict[str, list[QRectF]] = {}
        for row in rows:
            box = QRectF(*self._scene.box(row))
            cells.setdefault((self.token(row), self.faded(row, marks)), []).append(box)
            change = CHANGE_TOKENS.get(marks.changes.get(row, Change.SAME))
            if change is not None:
                changed.setdefault(f"{change}.text", []).append(box)
        painter.setPen(Qt.PenStyle.NoPen)
        for (token, faded), boxes in cells.items():
            painter.setBrush(self._inks.color(token, 0.25 if faded else 1.0))
            painter.drawRects(boxes)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, boxes in changed.items():
            painter.setPen(_cosmetic(painter, self._inks.color(token), 2.0))
            painter.drawRects(boxes)

    def _rims(self, painter: QPainter, rows: Iterable[int], token: str, scale: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_cosmetic(painter, self._inks.color(token), 1.6))
        far, inset = distance(scale) is Distance.FAR, 0.8 / scale
        for row in rows:
            box = QRectF(*self._scene.box(row))
            node = self._scene.nodes[row]
            if node is not None and node.id in self._scene.groups:
                box = box.adjusted(0, 0, -STACK, -STACK)
            radius = 0.0 if far else self._radius(row)
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)


def _cosmetic(painter: QPainter, color: QColor, width: float) -> QPen:
    """Return a pen as wide in logical pixels at every scale; Qt counts those of the screen."""
    pen = QPen(color, width * painter.device().devicePixelRatioF())
    pen.setCosmetic(True)
    return pen
