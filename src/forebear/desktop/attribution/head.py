"""The head of an attribution: the answer in a sentence, what may be run, what it will cost, and the start."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from forebear.desktop.attribution.shown import Shown
from forebear.desktop.attribution.words import orders_text, outlook_text, sentence
from forebear.desktop.pieces import IconButton, button, label
from forebear.desktop.theme import Theme

_RUNS, _TIMES = (4, 8, 12, 16, 24, 32, 64, 128), (3, 5, 10)


class AttributionHead(QFrame):
    """Says what is known and offers to run the rest.

    Signals: `back_wanted()`, `start_wanted()`, `cancel_wanted()`, `changed()` another budget or number of
    times was chosen.
    """

    back_wanted = Signal()
    start_wanted = Signal()
    cancel_wanted = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "plain")
        self.said = label("", "title")
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sure = label("", "muted")
        self.outlook = label("", "muted")
        self.back = IconButton(theme, "back", self.tr("Back to the metrics"), self.back_wanted.emit)
        self.budget = QComboBox()
        self.budget.setAccessibleName(self.tr("Runs at most"))
        self.budget.setToolTip(
            self.tr(
                "With fewer runs, fewer orders of the factors are followed, and the shares depend on them."
            )
        )
        self.budget.addItem(self.tr("As many runs as it takes"), 0)
        for runs in _RUNS:
            self.budget.addItem(self.tr("At most %n run(s)", "", runs), runs)
        self.times = QComboBox()
        self.times.setAccessibleName(self.tr("How often each mixture is run"))
        self.times.setToolTip(
            self.tr("More than once where chance is at work: the shares then have an interval.")
        )
        self.times.addItem(self.tr("Each once"), 1)
        for times in _TIMES:
            self.times.addItem(self.tr("Each %n time(s)", "", times), times)
        self.start = button(self.tr("Run the mixtures"), self.start_wanted.emit, "primary")
        self.stop = button(self.tr("Cancel"), self.cancel_wanted.emit)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.bar.setAccessibleName(self.tr("Progress"))
        for choice in (self.budget, self.times):
            choice.activated.connect(lambda _place: self.changed.emit())
        self._arrange()
        self.say_idle(can_start=False)

    @property
    def options(self) -> list[str]:
        """The chosen amounts as options of the command."""
        runs, times = self.budget.currentData(), self.times.currentData()
        return ([f"--budget={runs}"] if runs else []) + ([f"--times={times}"] if times > 1 else [])

    def show_attribution(self, shown: Shown) -> None:
        """Show the answer as far as it is known, and what the rest takes."""
        self.said.setText(sentence(shown))
        sure = orders_text(shown)
        self.sure.setText(sure)
        self.sure.setVisible(bool(sure))
        self.outlook.setText(outlook_text(shown) if shown.factors else "")

    def say_idle(self, *, can_start: bool) -> None:
        """Offer the start."""
        for piece in (self.bar, self.stop):
            piece.hide()
        self.start.show()
        self.start.setEnabled(can_start)
        for choice in (self.budget, self.times):
            choice.setEnabled(True)

    def say_running(self) -> None:
        """Offer to cancel."""
        self.start.hide()
        self.stop.setEnabled(True)
        self.bar.setRange(0, 0)
        for piece in (self.bar, self.stop):
            piece.show()
        for choice in (self.budget, self.times):
            choice.setEnabled(False)

    def say_cancelling(self) -> None:
        """Say that it is about to end."""
        self.stop.setEnabled(False)
        self.say_step(self.tr("Cancelling…"))

    def say_step(self, text: str) -> None:
        """Say what is being run."""
        self.outlook.setText(text)

    def show_runs(self, done: int, total: int) -> None:
        """Show how many runs were made."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self.said)
        text.addWidget(self.sure)
        top.addLayout(text, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.budget)
        row.addWidget(self.times)
        row.addWidget(self.outlook, 1)
        for piece in (self.bar, self.stop, self.start):
            row.addWidget(piece)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 16, 10)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(row)
