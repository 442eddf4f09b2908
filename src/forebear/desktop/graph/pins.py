"""The versions pinned for a comparison, marked on the graph: A, then B."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter

from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.lineage.answers import Node
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from forebear.desktop.theme import Theme
    from forebear.lineage.questions import Questions

_SIDE = 20.0  # pixels


class Pins(QObject):
    """Knows which nodes are pinned.

    Attributes: `nodes` by letter, in the order in which they were pinned. Signals: `changed()`;
    `pinned(object, str)` a Node and its letter; `unpinned(object)` a Node.
    """

    changed = Signal()
    pinned = Signal(object, str)
    unpinned = Signal(object)

    def __init__(self, reader: Reader, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._selection = reader, selection
        self.nodes: Mapping[str, Node] = {}
        selection.refs_pinned.connect(self._ask)
        reader.changed.connect(self._ask)
        if selection.pinned:
            self._ask()

    @property
    def letters(self) -> Mapping[int, str]:
        """The letter of each pinned node, by its id."""
        return {node.id: letter for letter, node in self.nodes.items()}

    def _ask(self, _refs: object = None) -> None:
        refs = self._selection.pinned
        self._reader.ask(lambda questions: _found(questions, refs), self._show, topic="pins")

    def _show(self, found: Mapping[str, Node]) -> None:
        before, self.nodes = self.nodes, found
        known, there = {node.id for node in before.values()}, {node.id for node in found.values()}
        self.changed.emit()
        for node in before.values():
            if node.id not in there:
                self.unpinned.emit(node)
        for letter, node in found.items():
            if node.id not in known:
                self.pinned.emit(node, letter)


def paint_pins(painter: QPainter, corners: Mapping[str, QPointF], theme: Theme) -> None:
    """Paint letters at the upper left corners of pinned nodes; the painter is in pixels."""
    bold = QFont(painter.font())
    bold.setBold(True)
    painter.setFont(bold)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for letter, spot in corners.items():
        box = QRectF(spot.x() - _SIDE * 0.6, spot.y() - _SIDE * 0.6, _SIDE, _SIDE)
        painter.setPen(theme.color("window"))  # so that it stands off whatever is below
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(box)
        painter.setPen(theme.color("accent.text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def _found(questions: Questions, refs: tuple[str, ...]) -> Mapping[str, Node]:
    nodes: dict[str, Node] = {}
    for letter, ref in zip(ascii_uppercase, refs, strict=False):
        try:
            nodes[letter] = questions.resolve(ref).node
        except ActionableError:  # its record vanished meanwhile
            continue
    return nodes
