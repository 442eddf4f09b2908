"""A line to type a slice in, with a wave under each word that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTextLayout,
    QTextLine,
)
from PySide6.QtWidgets import QLineEdit

from forebear.desktop.theme import Theme

_WAVE = 2.0  # pixels up and down
_MOST_WAVES = 50


class SliceLine(QLineEdit):
    """The line. Positions are those of Python's texts, where an emoji is one.

    `keys` are asked first of what a key does; each returns whether it did something. `wrong` are the parts
    that are underlined. Signal: `left()` after
    the keyboard went elsewhere.
    """

    left = Signal()

    def __init__(self, theme: Theme, keys: Mapping[Qt.Key, Callable[[], bool]]) -> None:
        super().__init__()
        self._theme, self._keys = theme, keys
        self.wrong: tuple[tuple[int, int], ...] = ()
        theme.changed.connect(self.update)

    @property
    def cursor_place(self) -> int:
        """Where the cursor is."""
        return _points(self.text(), self.cursorPosition())

    def underline(self, wrong: Sequence[tuple[int, int]]) -> None:
        """Draw a wave under these parts of the text, as (start, end)."""
        self.wrong = tuple(wrong)[:_MOST_WAVES]
        self.update()

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of a part, as one step that can be undone, and the cursor behind it."""
        whole = self.text()
        self.setSelection(_units(whole[:start]), _units(whole[start:end]))
        self.insert(text)

    def left_of(self, place: int) -> int:
        """Return the pixel at which a place of the text is."""
        return self._pixels([place])[0]

    def _pixels(self, places: Sequence[int]) -> list[int]:
        text = self.text()
        layout = QTextLayout(text, self.font())
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1e6)
        layout.endLayout()
        # The line scrolls; where it is, only its cursor tells.
        start = self.cursorRect().center().x() - _x(line, self.cursorPosition())
        return [round(start + _x(line, _units(text[:place]))) for place in places]

    def event(self, event: object) -> bool:
        """Tab takes a completion where there are some."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QKeyEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self._did(event)
        ):
            return True
        return super().event(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask `keys` first."""
        if not self._did(event):
            super().keyPressEvent(event)

    def _did(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            key = Qt.Key.Key_Down
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or key is Qt.Key.Key_Space:
            return False
        act = self._keys.get(key)
        done = act is not None and act()
        if done:
            event.accept()
        return done

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say so."""
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, then the waves."""
        super().paintEvent(event)
        if not self.wrong:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(4, 0, -4, 0))
        painter.setPen(QPen(self._theme.color("verdict.bad"), 1.4))
        below = (self.height() + self.fontMetrics().height()) / 2 - 1
        pixels = self._pixels([place for part in self.wrong for place in part])
        for ends in zip(pixels[::2], pixels[1::2], strict=True):
            left, right = max(min(ends), 0), min(max(*ends, min(ends) + 6), self.width())
            painter.drawPolyline(_wave(left, right, below))


def _x(line: QTextLine, place: int) -> float:
    found: Any = line.cursorToX(place)  # with the place, which Qt may have moved
    return float(found[0])


def _wave(left: int, right: int, below: float) -> QPolygonF:
    points = [
        QPointF(x, below + (_WAVE / 2 if number % 2 else -_WAVE / 2))
        for number, x in enumerate(range(left, right + 1, 2))
    ]
    return QPolygonF(points)


def _units(text: str) -> int:
    """Return the length of a text as Qt counts it: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _points(text: str, units: int) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
