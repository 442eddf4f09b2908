"""The strip of the summary: which sides changed, and what happened to the metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from forebear.compare.comparison import Changed, Comparison, MetricRow
from forebear.compare.directions import SetDirections, better
from forebear.compare.sameness import is_number
from forebear.desktop import wording
from forebear.desktop.comparing.summary_words import effect_text, side_text
from forebear.desktop.pieces import ElidedLabel, button, label
from forebear.desktop.theme import Theme

ICONS = {"code": "code", "data": "dataset", "parameters": "config", "environment": "environment"}
_METRICS = 6
_NAMES = 60
"""How much more than a few letters the names of metrics are to have where the cards stand side by side."""
_TONES = {"better": "verdict.good", "worse": "verdict.bad", "changed": "verdict.warn", "": "text.muted"}


class SummaryStrip(QWidget):
    """Two cards: the sides with their states, and the metrics that differ.

    They stand below each other where it is narrow.

    Signals: `side_wanted(str)` a side of the comparison (code, data …) or `metrics` to turn to.
    """

    side_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        comparison: Comparison,
        differing: Sequence[MetricRow],
        given: SetDirections | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._given = theme, given
        self._columns: list[list[QLabel]] = []
        self._cells: list[QWidget] = []
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self._cards = self._states(comparison), self._metrics(comparison, differing)
        for stretch, card in enumerate(self._cards):
            self._layout.addWidget(card, stretch)
        self._wanted = self._cards[1].minimumSizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other where there is no room; leave out versions between."""
        super().resizeEvent(event)
        room = event.size().width()
        cell = max(each.sizeHint().width() for each in self._cells) + self._grid.horizontalSpacing()
        beside = room >= cell + 2 * self._layout.spacing() + self._wanted + _NAMES
        self._arrange(1 if beside else 4 if room >= 4 * cell + 24 else 2)
        self._layout.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        for column in self._columns[1:-1]:
            for each in column:
                each.setVisible(room >= self._wanted)

    def minimumSizeHint(self) -> QSize:
        """Narrow: the cards then stand below each other."""
        return QSize(240, self._layout.minimumSize().height())

    def _states(self, comparison: Comparison) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setHorizontalSpacing(20)
        sides = {side: self._side(side) for side in comparison.changed}
        wide = max(name.sizeHint().width() for name in sides.values())
        for side, changed in comparison.changed.items():
            cell, name = QWidget(), sides[side]
            name.setMinimumWidth(wide)  # so that the states stand below each other
            icon, token, word = self._state(changed)
            name.setAccessibleName(f"{side_text(side)}: {word}")
            line = QHBoxLayout(cell)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(8)
            for piece in (self._icon(ICONS[side], "text.muted"), name, self._icon(icon, token)):
                line.addWidget(piece)
            line.addWidget(label(word, "strong" if changed else ""), 1)
            self._cells.append(cell)
        self._arrange(1)
        return card

    def _side(self, side: str) -> QPushButton:
        made = button(side_text(side), lambda: self.side_wanted.emit(side), "link")
        made.setStyleSheet("text-align: left;")
        return made

    def _arrange(self, columns: int) -> None:
        """Put the sides into so many columns."""
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // columns, place % columns)
        for column in range(len(self._cells)):
            self._grid.setColumnStretch(column, int(column < columns))
            self._grid.setRowStretch(column, 0)
        self._grid.setRowStretch(len(self._cells), 1)

    def _metrics(self, comparison: Comparison, differing: Sequence[MetricRow]) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        columns = _columns(len(comparison.versions))
        self._columns = [[] for _ in columns]

        def place_in(column: int, line: int, made: QLabel) -> None:
            self._columns[column].append(made)
            grid.addWidget(made, line, column + 1, Qt.AlignmentFlag.AlignRight)

        for place, column in enumerate(columns if differing else ()):
            place_in(place, 0, label(comparison.versions[column].label, "heading"))
        name = self.tr("Metrics") if differing else self.tr("No metric differs")
        if not comparison.metrics:
            name = self.tr("No metrics are recorded")
        title = button(name, lambda: self.side_wanted.emit("metrics"), "link")
        grid.addWidget(title, 0, 0, Qt.AlignmentFlag.AlignLeft)
        names = [row.name for row in differing]
        for line, row in enumerate(differing[:_METRICS], 1):
            several = names.count(row.name) > 1 and row.source
            grid.addWidget(ElidedLabel(f"{row.name} ({row.source})" if several else row.name), line, 0)
            for place, column in enumerate(columns):
                place_in(place, line, self._value(row, column))
        if len(differing) > _METRICS:
            more = self.tr("and {count} more that differ").format(count=len(differing) - _METRICS)
            grid.addWidget(label(more, "small"), _METRICS + 1, 0)
        grid.setRowStretch(_METRICS + 2, 1)
        return card

    def _value(self, row: MetricRow, column: int) -> QLabel:
        value = row.values[column]
        known = wording.number_text(value) if is_number(value) else _words(value)
        if column == 0:
            return label(known)
        effect, tone = effect_text(row, column, better(row.name, self._given))
        made = label(f"{known}  {effect}")
        made.setStyleSheet(f"color: {self._theme.color(_TONES[tone]).name()};")
        return made

    def _icon(self, name: str, token: str) -> QLabel:
        made = QLabel()
        made.setPixmap(self._theme.pixmap(name, token, 16))
        return made

    def _state(self, changed: Changed) -> tuple[str, str, str]:
        states: Mapping[Changed, tuple[str, str, str]] = {
            True: ("compare", "verdict.warn", self.tr("changed")),
            False: ("check", "verdict.good", self.tr("same")),
            None: ("help", "text.muted", self.tr("not recorded")),
        }
        return states[changed]


def worst_first(differing: Sequence[MetricRow], given: SetDirections | None = None) -> tuple[MetricRow, ...]:
    """Order metrics: what got worse in the last version first, by how much of the baseline's."""
    order = {"worse": 0, "changed": 1, "": 2, "better": 3}

    def place(row: MetricRow) -> tuple[int, float, str, str]:
        last = len(row.values) - 1
        relative = row.relative(last)
        size = abs(relative) if relative is not None and relative == relative else 0.0  # noqa: PLR0124  NaN
        return order[effect_text(row, last, better(row.name, given))[1]], -size, row.name, row.source

    return tuple(sorted(differing, key=place))


def _columns(count: int) -> list[int]:
    """The versions that have room beside the metrics: the first ones and the last."""
    return list(range(count)) if count <= 4 else [0, 1, 2, count - 1]


def _words(value: float | str | None) -> str:
    return "\N{EN DASH}" if value is None else wording.scalar_text(value)
