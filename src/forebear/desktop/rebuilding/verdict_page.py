"""What a rebuild showed: how it ended, the verdict in a word, and every output."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.jobs_model import seconds_text
from forebear.desktop.pieces import button, label, tip
from forebear.desktop.rebuilding.judged_words import largest_text, normalisation_text
from forebear.desktop.rebuilding.outcome import Outcome
from forebear.desktop.rebuilding.output_detail import OutputDetail
from forebear.desktop.sentences import told
from forebear.desktop.theme import Theme
from forebear.lineage.rebuilds import OutputVerdict, ProcessEnd, Verdict
from forebear.rebuild.causes.factor import Factor

_MOST_STEPS = 12
_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}  # the worst last
_TONES = {"verdict.good": Tone.BETTER, "verdict.warn": Tone.WARNED, "verdict.bad": Tone.WORSE}
_ICONS = {"verdict.good": "good", "verdict.warn": "warning", "verdict.bad": "error", "verdict.none": "info"}


def token_of(outcome: Outcome) -> str:
    """The colour token of an outcome; a rebuild without a verdict was not good."""
    if outcome.verdict is not None:
        return wording.verdict_token(outcome.verdict)
    return "verdict.warn" if outcome.ended is ProcessEnd.CANCELLED else "verdict.bad"


def outcome_text(outcome: Outcome) -> str:
    """The word that sums an outcome up."""
    if outcome.verdict is not None:
        return wording.verdict_text(outcome.verdict)
    return wording.ended_text(outcome.ended)


def took_text(seconds: float) -> str:
    """Write how long it took, short times with a tenth."""
    if seconds >= 10:
        return seconds_text(seconds)
    return QCoreApplication.translate("Verdict", "{seconds} s").format(seconds=f"{seconds:.1f}")


class VerdictPage(QWidget):
    """Shows one outcome.

    Signals: `why_wanted` the causes are to be shown.
    """

    why_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._outcome: Outcome | None = None
        head = QFrame()
        head.setProperty("surface", "plain")
        self._picture = label("")
        self.word = label("", "title")
        self._ended = label("", "muted")
        self._explanation = label("")
        self._facts = label("", "muted")
        self._twice = label("")
        self._cause = label("")
        self._why = button(self.tr("Why it differs"), self.why_wanted.emit)
        self._missing = label("")
        self._steps = label("", "small")
        for line in (self._explanation, self._twice, self._cause, self._facts, self._missing, self._steps):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self._picture)
        first.addWidget(self.word)
        first.addWidget(self._ended, 1)
        column = QVBoxLayout(head)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(6)
        first.addWidget(self._why)
        column.addLayout(first)
        for line in (
            self._explanation, self._cause, self._twice, self._missing, self._facts, self._steps,
        ):  # fmt: skip
            column.addWidget(line)
        self.table = SheetPage(theme, self.tr("Outputs"), "rebuild")
        self.table.show_only_differences(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        self.detail = OutputDetail()
        self.detail.hide()
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        self.table.line_chosen.connect(self._show_detail)
        theme.changed.connect(self._paint)

    @property
    def outcome(self) -> Outcome | None:
        """What is shown."""
        return self._outcome

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what a rebuild showed."""
        self._outcome = outcome
        self.word.setText(outcome_text(outcome))
        ended = self.tr("The command ended: {how}").format(how=wording.ended_text(outcome.ended))
        self._ended.setText(ended if outcome.verdict is not None else self.tr("Nothing was compared"))
        explanation = told(outcome.explanation)
        self._explanation.setText(explanation)
        self._explanation.setVisible(bool(outcome.explanation))
        self._twice.setText(self._repeated(outcome))
        self._twice.setVisible(outcome.deterministic is not None)
        cause = next((each.said for each in outcome.causes if each.factor != Factor.CHANCE), "")
        self._cause.setText(told(cause))
        self._cause.setVisible(bool(cause))
        self._why.setVisible(bool(outcome.causes))
        self._missing.setText("\n".join(map(told, outcome.missing)))
        self._missing.setVisible(bool(outcome.missing))
        self._facts.setText(self._said(outcome))
        left_out = len(outcome.steps) - _MOST_STEPS
        steps = [*outcome.steps[:_MOST_STEPS], *(["…"] if left_out > 0 else [])]
        self._steps.setText("\n".join(map(told, steps)))
        self._steps.setToolTip(tip("\n".join(map(told, outcome.steps))))
        self._steps.setVisible(bool(steps))
        self.setAccessibleName(self.word.text())
        self.setAccessibleDescription(explanation)
        headings = (
            self.tr("Output"),
            self.tr("Verdict"),
            self.tr("Set aside"),
            self.tr("Largest difference"),
            self.tr("Expected"),
            self.tr("Obtained"),
            self.tr("Explanation"),
        )
        lines = tuple(self._line(output) for output in outcome.outputs)
        self.table.show_sheet(_without_empty(Sheet(headings, lines)), self.tr("No outputs were made"))
        worst = max(
            (output for output in outcome.outputs if output.explanation),
            key=lambda output: _ORDER[output.verdict],
            default=None,
        )
        self.detail.setVisible(worst is not None)
        if worst is not None:
            self.detail.show_output(worst)
            self.table.choose(worst.path)
        self._paint()

    def _show_detail(self, line: Line) -> None:
        """Show the output of a line."""
        outputs = self._outcome.outputs if self._outcome is not None else ()
        output = next((output for output in outputs if output.path == line.key), None)
        if output is not None:
            self.detail.show_output(output)
            self.detail.show()

    def _repeated(self, outcome: Outcome) -> str:
        if outcome.times > 2:
            if outcome.deterministic:
                said = self.tr("Rebuilt {count} times, and all came out the same: it is deterministic here.")
            else:
                said = self.tr("Rebuilt {count} times, and they differ: it is not deterministic.")
            return said.format(count=outcome.times)
        if outcome.deterministic:
            return self.tr("Rebuilt twice, and both came out the same: it is deterministic here.")
        return self.tr("Rebuilt twice, and the two differ: it is not deterministic.")

    def _said(self, outcome: Outcome) -> str:
        how = {
            "local": self.tr("found here"),
            "pulled": self.tr("pulled by its digest"),
            "archive": self.tr("loaded from an archive"),
            "reconstructed": self.tr("reconstructed, not the recorded image"),
            "assumed": self.tr("assumed, not recorded"),
        }.get(outcome.how, outcome.how)
        said = []
        if outcome.image:
            said.append(self.tr("Image {image} ({how})").format(image=outcome.image, how=how))
        said.append(self.tr("took {time}").format(time=took_text(outcome.seconds)))
        said += [wording.when_text(outcome.when), outcome.by, outcome.log]
        return " · ".join(part for part in said if part)

    @staticmethod
    def _line(output: OutputVerdict) -> Line:
        token = wording.verdict_token(output.verdict)
        explanation = told(output.explanation)
        return Line(
            (
                Cell(output.path),
                Cell(wording.verdict_text(output.verdict), tone=_TONES[token], icon=_ICONS[token]),
                Cell(", ".join(map(normalisation_text, output.normalisations))),
                Cell(largest_text(output)),
                *(
                    Cell(wording.short_key(str(digest)), str(digest))
                    if digest is not None
                    else Cell("\N{EN DASH}", tone=Tone.ABSENT)
                    for digest in (output.expected, output.obtained)
                ),
                Cell(" ".join(explanation.split()), explanation),
            ),
            output.verdict is not Verdict.IDENTICAL,
            key=output.path,
        )

    def _paint(self) -> None:
        if self._outcome is None:
            return
        token = token_of(self._outcome)
        self._picture.setPixmap(self._theme.pixmap(_ICONS[token], token, 24))
        self._picture.setAccessibleName(self.word.text())
        self.word.setStyleSheet(f"color: {self._theme.color(token).name()};")


def _without_empty(sheet: Sheet) -> Sheet:
    """Leave out the columns in which no line says anything."""
    said = [
        place
        for place in range(len(sheet.headings))
        if not sheet.lines or any(line.cells[place].text for line in sheet.lines)
    ]
    return Sheet(
        tuple(sheet.headings[place] for place in said),
        tuple(replace(line, cells=tuple(line.cells[place] for place in said)) for line in sheet.lines),
    )
