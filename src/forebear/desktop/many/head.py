"""The head of the page: which batch, how many at a time, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.pieces import button, label
from forebear.rebuild.many.batch import Batch

_AT_A_TIME = (1, 2, 3, 4, 6, 8, 12, 16, 32)
_LONGEST = 60  # characters of what was asked, in the list of batches


class BatchHead(QFrame):
    """Chooses a batch and starts, cancels or continues it.

    Signals: `batch_chosen(str)` its id, "" for a new selection; `start_wanted`, `cancel_wanted`,
    `report_wanted`.
    """

    batch_chosen = Signal(str)
    start_wanted = Signal()
    cancel_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, filter_box: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self._batches = QComboBox()
        self._batches.setAccessibleName(self.tr("Selections that were rebuilt"))
        self._batches.setMinimumContentsLength(14)
        self._batches.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._batches.setMaximumWidth(480)
        self._batches.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._batches.activated.connect(lambda place: self.batch_chosen.emit(self._batches.itemData(place)))
        self._jobs = QComboBox()
        for number in _AT_A_TIME:
            self._jobs.addItem(str(number), number)
        self._jobs.setAccessibleName(self.tr("Rebuilds at a time"))
        self._jobs_label = label(self.tr("At a time"), "muted")
        self._start = button(self.tr("Rebuild all"), self.start_wanted.emit, "primary")
        self._cancel = button(self.tr("Cancel"), self.cancel_wanted.emit)
        self._report = button(self.tr("Report…"), self.report_wanted.emit)
        self._filter = filter_box
        self.state = label("", "muted")
        self.state.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._batches, 1)
        row.addStretch()
        for piece in (self._jobs_label, self._jobs, self._report, self._cancel, self._start):
            row.addWidget(piece)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(filter_box)
        column.addWidget(self.state)
        self.show_batches((), "")
        self.say_reading()

    @property
    def at_a_time(self) -> int:
        """How many rebuilds are to run beside each other."""
        return int(self._jobs.currentData())

    def show_batches(self, batches: Sequence[Batch], chosen: str) -> None:
        """List the batches, the newest first, after the place for a new selection."""
        self._batches.clear()
        self._batches.addItem(self.tr("New selection"), "")
        for batch in batches:
            asked = batch.asked if len(batch.asked) <= _LONGEST else f"{batch.asked[:_LONGEST]}…"
            when = wording.when_text(batch.made_at)
            self._batches.addItem(
                self.tr("{when} · {asked} ({count} runs)").format(
                    when=when, asked=asked, count=len(batch.runs)
                ),
                batch.id,
            )
        self._batches.setCurrentIndex(max(0, self._batches.findData(chosen)))

    def say_reading(self) -> None:
        """Say that nothing is known yet."""
        self._show(start=True, running=False, known=False)
        self._start.setEnabled(False)
        self.state.setText(self.tr("Looking up the runs…"))

    def say_new(self, count: int, problem: str) -> None:
        """Offer to rebuild what is selected."""
        self._show(start=True, running=False, known=False)
        self._start.setText(self.tr("Rebuild all"))
        self._start.setEnabled(count > 0)
        self.state.setText(problem or self.tr("%n runs are behind this selection", "", count))

    def say_batch(self, remaining: int, *, running: bool, text: str) -> None:
        """Show a batch: what can be done depends on whether it runs and whether something remains."""
        self._show(start=not running and remaining > 0, running=running, known=True)
        self._start.setText(self.tr("Continue"))
        self._start.setEnabled(remaining > 0)
        self._cancel.setEnabled(True)
        self._cancel.setText(self.tr("Cancel"))
        self.state.setText(text)

    def say_cancelling(self) -> None:
        """Say that the cancelling was heard."""
        self._cancel.setEnabled(False)
        self._cancel.setText(self.tr("Cancelling…"))

    def _show(self, *, start: bool, running: bool, known: bool) -> None:
        self._start.setVisible(start)
        self._jobs.setVisible(start)
        self._jobs_label.setVisible(start)
        self._cancel.setVisible(running)
        self._report.setVisible(known and not running)
        self._filter.setVisible(not known)
