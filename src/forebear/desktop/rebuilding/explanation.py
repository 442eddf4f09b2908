"""Keeps the pages that explain a rebuild up to date with the lineage, also while reruns come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.spread_page import SpreadPage
from forebear.desktop.rebuilding.why_page import WhyPage
from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions
    from forebear.rebuild.causes.known import Known


class Explanation(QObject):
    """Why one rebuild came out as it did, and the spread over its repeats, on a page each.

    Signals: `shown(bool, bool)` whether there is something on the page of causes, and on that of the spread.
    """

    shown = Signal(bool, bool)

    def __init__(self, reader: Reader, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._of = ("", "")
        self.why = WhyPage(theme)
        self.spread = SpreadPage(theme)
        self.known: Known | None = None
        reader.changed.connect(self._ask)

    def show_rebuild(self, run: str, rebuild: str) -> None:
        """Explain a rebuild of a run; "" explains nothing."""
        if self._of != (run, rebuild):
            self._of, self.known = (run, rebuild), None
            self.shown.emit(False, False)
        self._ask()

    def follow(self, phase: str, _done: int, _total: int | None, _message: str) -> None:
        """Look again when a further rerun begins: the one before is written down by then."""
        if phase == "diagnosing":
            self._ask()

    def _ask(self) -> None:
        run, rebuild = self._of
        if rebuild:
            self._reader.ask(lambda questions: _known(questions, run, rebuild), self._show, topic="why")

    def _show(self, known: Known | None) -> None:
        self.known = known
        if known is None:
            self.shown.emit(False, False)
            return
        self.why.show_known(known)
        self.spread.show_known(known)
        explains = bool(known.causes or known.diagnosis.tried)
        self.shown.emit(explains, bool(known.spread))


def _known(questions: Questions, run: str, rebuild: str) -> Known | None:
    from forebear.rebuild.causes.known import known_of  # what reads it is loaded on the reader's thread

    return known_of(questions, run, rebuild)
