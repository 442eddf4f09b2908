"""What the shapes and colours of the picture mean, for the kinds that are in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from forebear.desktop import wording
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.shapes import outline
from forebear.desktop.theme import Theme
from forebear.lineage.words import NodeKind


class Legend(QFrame):
    """A small list at the picture's corner."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[tuple[str, str, str]] = []  # icon (or "" for a line), token, text
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.update)

    def show_scene(self, scene: Scene | None) -> None:
        """List the kinds of a scene."""
        kinds = {(node.kind, node.type) for node in scene.nodes} if scene is not None else set()
        order = list(NodeKind)
        named = {
            (wording.icon_name(kind, type_), wording.token_of(kind, type_), wording.kind_text(kind, type_))
            for kind, type_ in sorted(kinds, key=lambda pair: (order.index(pair[0]), str(pair[1])))
        }
        self._rows = sorted(named, key=lambda row: row[2])
        if self._rows:
            self._rows += [
                ("", "edge.up", self.tr("what it was made from")),
                ("", "edge.down", self.tr("what was made from it")),
            ]
        said = ", ".join(text for _, _, text in self._rows)
        self.setAccessibleName(self.tr("Legend"))
        self.setAccessibleDescription(said)
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """As large as its rows."""
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(text) for _, _, text in self._rows), default=0)
        return QSize(widest + 48, len(self._rows) * self._line() + 14 if self._rows else 0)

    def _line(self) -> int:
        return QFontMetrics(self.font()).height() + 5

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a row for each kind."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._line()
        for number, (icon, token, text) in enumerate(self._rows):
            top = 7 + number * line
            color = self._theme.color(token)
            if icon:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawPath(outline(icon, QRectF(12, top + line / 2 - 6, 12, 12)))
            else:
                painter.setPen(QPen(color, 2.2))
                painter.drawLine(10, top + line // 2, 26, top + line // 2)
            painter.setPen(self._theme.color("text.muted"))
            painter.drawText(QRectF(36, top, self.width() - 40, line), Qt.AlignmentFlag.AlignVCenter, text)
