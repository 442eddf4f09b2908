"""The rebuilds of a run that were tried before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.rebuilding.outcome import Outcome, from_record
from forebear.desktop.rebuilding.verdict_page import outcome_text, token_of, took_text
from forebear.desktop.sentences import how_text
from forebear.desktop.theme import Theme
from forebear.lineage.rebuilds import Rebuild

_TONES = {"verdict.good": Tone.BETTER, "verdict.warn": Tone.WARNED, "verdict.bad": Tone.WORSE}
_ICONS = {"verdict.good": "good", "verdict.warn": "warning", "verdict.bad": "error"}


class EarlierRebuilds(QWidget):
    """A table of rebuilds, newest first.

    Signals: `opened(object)` the Outcome of a line that was double-clicked or entered.
    """

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcomes: dict[str, Outcome] = {}
        self.table = SheetPage(theme, self.tr("Earlier rebuilds"), "history")
        self.table.show_only_differences(False)
        self.table.line_opened.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._outcomes)

    def show_rebuilds(self, rebuilds: Sequence[Rebuild]) -> None:
        """Show rebuilds of one run."""
        self._outcomes = {rebuild.id: from_record(rebuild) for rebuild in rebuilds}
        headings = (
            self.tr("When"),
            self.tr("Result"),
            self.tr("Image"),
            self.tr("Took"),
            self.tr("By"),
        )
        lines = tuple(self._line(outcome) for outcome in self._outcomes.values())
        self.table.show_sheet(Sheet(headings, lines), self.tr("This run has not been rebuilt yet"))

    @staticmethod
    def _line(outcome: Outcome) -> Line:
        token = token_of(outcome)
        return Line(
            (
                Cell(wording.when_text(outcome.when)),
                Cell(outcome_text(outcome), tone=_TONES[token], icon=_ICONS[token]),
                Cell(" · ".join(part for part in (outcome.image, how_text(outcome.how)) if part)),
                Cell(took_text(outcome.seconds)),
                Cell(outcome.by.partition(" <")[0], outcome.by),
            ),
            key=outcome.id,
        )

    def _open(self, line: Line) -> None:
        outcome = self._outcomes.get(line.key)
        if outcome is not None:
            self.opened.emit(outcome)
