"""The natural spread of metrics over repeats: strips to look at and a table to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.pieces import Fitted, label
from forebear.desktop.rebuilding.strips import SpreadStrips
from forebear.desktop.sentences import told
from forebear.desktop.theme import Theme
from forebear.rebuild.causes.known import Known
from forebear.rebuild.spread import Spread

_NONE = Cell("\N{EN DASH}", tone=Tone.ABSENT)


class SpreadPage(QWidget):
    """Shows what repeats of one rebuild showed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = label("")
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.strips = SpreadStrips(theme)
        self.table = SheetPage(theme, self.tr("Spread of the metrics"), "metrics")
        self.table.show_only_differences(False)
        head = QFrame()
        head.setProperty("surface", "plain")
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 12, 0, 4)
        column.setSpacing(6)
        self._said.setContentsMargins(20, 0, 20, 0)
        column.addWidget(self._said)
        column.addWidget(self.strips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Fitted(head))
        layout.addWidget(self.table, 1)

    def show_known(self, known: Known) -> None:
        """Show the spread over a rebuild and its repeats."""
        count = known.repeats + 1
        outside = sum(each.inside is False for each in known.spread)
        judged = sum(each.inside is not None for each in known.spread)
        said = self.tr("{count} runs under the same conditions.").format(count=count)
        if judged and outside:
            lie = self.tr("{outside} of {judged} recorded metrics lie outside of what they give.")
            said += " " + lie.format(outside=outside, judged=judged)
        elif judged:
            said += " " + self.tr("All recorded metrics are what one more run might give.")
        if count < 10:
            said += " " + self.tr(
                "So few show little: one more falls outside their smallest and largest {odds} of the time."
            ).format(odds=f"{2 / (count + 1):.0%}")
        self._said.setText(said)
        self.strips.show_spreads(known.spread)
        headings = (
            self.tr("Metric"),
            self.tr("Recorded"),
            self.tr("Judged"),
            self.tr("Mean"),
            self.tr("Deviation"),
            self.tr("Smallest"),
            self.tr("Largest"),
            self.tr("95 of 100 from"),
            self.tr("to"),
        )
        lines = tuple(map(self._line, known.spread))
        sheet = Sheet(headings, lines, frozenset({1, 3, 4, 5, 6, 7, 8}))
        self.table.show_sheet(sheet, self.tr("The runs reported no metrics"))

    def _line(self, spread: Spread) -> Line:
        low, high = spread.range or (None, None)
        judged = {
            True: Cell(self.tr("inside"), told(spread.said), Tone.BETTER, "good"),
            False: Cell(self.tr("outside"), told(spread.said), Tone.WORSE, "error"),
            None: _NONE,
        }[spread.inside]
        numbers = (spread.mean, spread.sd, low, high, *(spread.interval or (None, None)))
        cells = (
            Cell(spread.name),
            _number(spread.recorded),
            judged,
            *map(_number, numbers),
        )
        return Line(cells, spread.inside is False, key=spread.name)


def _number(value: float | None) -> Cell:
    return _NONE if value is None else Cell(wording.number_text(value), repr(value))
