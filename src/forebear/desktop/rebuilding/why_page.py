"""Why a rebuild differs: its causes with their evidence, and what was varied to find out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.jobs_model import seconds_text
from forebear.desktop.pieces import Fitted, button, label
from forebear.desktop.rebuilding.factor_words import factor_text, outcome_text
from forebear.desktop.sentences import told
from forebear.desktop.theme import Theme
from forebear.lineage.rebuilds import Cause, Verdict
from forebear.rebuild.causes.diagnosis import BUDGET, Outcome, Tried
from forebear.rebuild.causes.factor import Factor
from forebear.rebuild.causes.known import Known

_TONES = {
    Outcome.EXPLAINS: (Tone.BETTER, "good"),
    Outcome.SETTLES: (Tone.BETTER, "good"),
    Outcome.MATTERS: (Tone.WARNED, "warning"),
    Outcome.FAILED: (Tone.WORSE, "error"),
}


class WhyPage(QWidget):
    """Shows what is known of why one rebuild differs.

    Signals: `find_wanted(str)` the id of the rebuild that is to be rerun with one thing varied at a time.
    """

    find_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._known: Known | None = None
        self._running = False
        self._causes = QVBoxLayout()
        self._causes.setSpacing(10)
        self.find_out = button(self.tr("Find out why"), self._find, "primary")
        self._note = label("", "muted")
        self._note.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.find_out)
        row.addWidget(self._note, 1)
        head = QFrame()
        head.setProperty("surface", "plain")
        column = QVBoxLayout(head)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(14)
        column.addLayout(self._causes)
        column.addLayout(row)
        column.addStretch(1)
        self.table = SheetPage(theme, self.tr("What was varied"), "search")
        self.table.show_only_differences(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Fitted(head))
        layout.addWidget(self.table, 1)
        self._rest = QWidget()
        layout.addWidget(self._rest, 1)
        theme.changed.connect(self._draw)

    def show_known(self, known: Known) -> None:
        """Show what is known; called again while reruns come in."""
        self._known = known
        self._draw()

    def say_running(self, *, running: bool) -> None:
        """Say whether reruns are being made."""
        self._running = running
        self._draw()

    def _find(self) -> None:
        if self._known is not None:
            self.find_wanted.emit(self._known.rebuild.id)

    def _draw(self) -> None:
        known = self._known
        if known is None:
            return
        while (item := self._causes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for cause in known.causes:
            self._causes.addWidget(self._cause(cause))
        if not known.causes:
            self._causes.addWidget(label(self.tr("It came out as recorded, so there is nothing to explain.")))
        tried = known.diagnosis.tried
        open_question = bool(known.causes) and known.rebuild.verdict not in {None, Verdict.IDENTICAL}
        self.find_out.setVisible(open_question and not known.diagnosis.is_proven)
        self.find_out.setEnabled(not self._running)
        self._note.setText(self._noted(known))
        self._note.setVisible(bool(self._note.text()))
        self.table.setVisible(self._running or bool(tried) or bool(known.repeats))
        self._rest.setVisible(self.table.isHidden())
        headings = (self.tr("Varied"), self.tr("What it showed"), self.tr("Evidence"), self.tr("Runs"))
        lines = (*self._control(known), *map(self._line, tried))
        self.table.show_sheet(
            Sheet(headings, lines, frozenset({3})), self.tr("The first rerun is being made…")
        )

    def _noted(self, known: Known) -> str:
        if self._running:
            return self.tr("Rerunning it with one thing varied at a time…")
        if self.find_out.isHidden():
            return ""
        if known.diagnosis.tried:
            return self.tr("Tried so far; to try again costs the same.")
        return self.tr(
            "Reruns it with one thing varied at a time (threads, hash seed, BLAS kernel …) until that shows "
            "the cause: at most {count} reruns, each about {time}."
        ).format(count=BUDGET, time=seconds_text(known.rebuild.seconds))

    def _cause(self, cause: Cause) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        icon, token = ("good", "accent") if cause.proven else ("info", "verdict.none")
        if cause.factor == Factor.UNEXPLAINED:
            icon, token = "warning", "verdict.warn"
        picture = QLabel()
        picture.setPixmap(self._theme.pixmap(icon, token))
        is_shown = self._known is not None and cause is self._known.diagnosis.cause
        if cause.proven:
            shown = self.tr("shown by reruns")
        elif is_shown:
            shown = self.tr("reruns show that it matters")
        else:
            shown = self.tr("a suspicion, not shown by reruns")
        picture.setToolTip(shown)
        picture.setAccessibleName(shown)
        column = QVBoxLayout()
        column.setSpacing(2)
        said = label(told(cause.said), "strong" if cause.proven else "")
        name = label(f"{factor_text(cause.factor)} · {shown}", "small")
        # What reruns showed is in the table below, line by line.
        evidence = label("" if is_shown else told(cause.evidence), "muted")
        for line in (said, evidence):
            line.setWordWrap(True)
        for line in (said, evidence, name):
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(said)
        if cause.factor != Factor.UNEXPLAINED:
            column.addWidget(name)
        if evidence.text():
            column.addWidget(evidence)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        return box

    def _control(self, known: Known) -> Sequence[Line]:
        diagnosis = known.diagnosis
        if diagnosis.deterministic is None:
            return ()
        if diagnosis.deterministic:
            showed = Cell(self.tr("the same again"))
        else:
            showed = Cell(self.tr("different each time"), tone=Tone.WARNED, icon="warning")
        cells = (Cell(self.tr("nothing")), showed, Cell(""), Cell(str(diagnosis.controls)))
        return (Line(cells, not diagnosis.deterministic, key="nothing"),)

    @staticmethod
    def _line(tried: Tried) -> Line:
        tone, icon = _TONES.get(tried.outcome, (Tone.PLAIN, ""))
        name = ", ".join(f"{factor_text(factor)} = {value}" for factor, value in tried.variation.items())
        cells = (
            Cell(name),
            Cell(outcome_text(tried.outcome), tone=tone, icon=icon),
            Cell(told(tried.evidence)),
            Cell(str(len(tried.rebuilds))),
        )
        return Line(cells, tried.outcome is not Outcome.NO_EFFECT, key=tried.name)
