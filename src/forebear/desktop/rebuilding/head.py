"""The head of the rebuild panel: what is rebuilt, what can be done, how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.jobs_model import seconds_text
from forebear.desktop.pieces import ElidedLabel, button, label
from forebear.desktop.rebuilding.plan import Plan
from forebear.desktop.rebuilding.times import TimesChoice
from forebear.desktop.sentences import told
from forebear.desktop.theme import Theme


class PanelHead(QFrame):
    """Title, state, progress and buttons.

    Signals: `rebuild_wanted`, `cancel_wanted`, `check_wanted`, `assign_wanted`.
    """

    rebuild_wanted = Signal()
    cancel_wanted = Signal()
    check_wanted = Signal()
    assign_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan: Plan | None = None
        self.setProperty("surface", "bar")
        self._title = ElidedLabel()
        font = self._title.font()
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        self._icon = label("")
        self.state = label("", "muted")
        self.state.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setAccessibleName(self.tr("Progress of the rebuild"))
        self._check = button(self.tr("Check again"), self.check_wanted.emit)
        self._assign = button(self.tr("Assign image…"), self.assign_wanted.emit)
        self._rebuild = button(self.tr("Rebuild"), self.rebuild_wanted.emit, "primary")
        self._cancel = button(self.tr("Cancel"), self.cancel_wanted.emit)
        self._times = TimesChoice()
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self._icon)
        said.addWidget(self.state, 1)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self._title)
        text.addLayout(said)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(text, 1)
        for piece in (self._check, self._assign, self._rebuild, self._cancel):
            row.addWidget(piece)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._times)
        column.addWidget(self._progress)
        self.say_idle(can_rebuild=False)

    @property
    def times(self) -> int:
        """How often it is to be rebuilt."""
        return self._times.times

    def show_plan(self, plan: Plan) -> None:
        """Show whether a plan can be carried out."""
        self._plan = plan
        parts = (f"run:{plan.run[:12]}" if plan.run else "", wording.short_key(plan.commit))
        self._title.set_text(" · ".join(part for part in (plan.name, *parts) if part))
        self.say_idle(can_rebuild=not plan.missing)
        self._assign.setVisible(plan.wants_image)
        if plan.missing:
            said = self.tr("{count} things are missing").format(count=len(plan.missing))
            self._say("error", "verdict.bad", told(plan.missing[0]) if len(plan.missing) == 1 else said)
        elif plan.before:
            said = self.tr("Ready; {count} upstream first").format(count=len(plan.before))
            self._say("warning", "verdict.warn", said)
        elif plan.image is not None and not plan.image.recorded:
            self._say(
                "warning", "verdict.warn", self.tr("Everything is here; the image is not the recorded one")
            )
        else:
            self._say("good", "verdict.good", self.tr("Everything that is needed is here"))

    def say_name(self, text: str) -> None:
        """Say what is rebuilt, where there is no plan to say it."""
        self._title.set_text(text)

    def say_busy(self, text: str) -> None:
        """Say that something is looked for."""
        self._say("", "", text)
        self._rebuild.setEnabled(False)
        self._check.setEnabled(False)
        self._progress.setRange(0, 0)
        self._progress.show()

    def say_running(self, text: str) -> None:
        """Say that a rebuild runs; it can be cancelled from the first moment."""
        self.say_busy(text)
        self._assign.hide()
        self._check.hide()
        self._rebuild.hide()
        self._cancel.setEnabled(True)
        self._cancel.setText(self.tr("Cancel"))
        self._times.hide()
        self._cancel.show()
        self._cancel.setFocus()

    def say_cancelling(self) -> None:
        """Say that the cancelling was heard."""
        self._cancel.setEnabled(False)
        self._cancel.setText(self.tr("Cancelling…"))

    def say_idle(self, *, can_rebuild: bool) -> None:
        """Say that nothing runs."""
        self._progress.hide()
        self._cancel.hide()
        self._assign.hide()
        self._check.show()
        self._check.setEnabled(True)
        self._rebuild.show()
        self._rebuild.setEnabled(can_rebuild)
        self._times.setVisible(can_rebuild)
        self._say("", "", "")

    def say_problem(self, text: str) -> None:
        """Say what went wrong."""
        self._say("error", "verdict.bad", text)

    def show_progress(self, phase: str, done: int, total: int | None, message: str) -> None:
        """Show how far it is; an unknown end moves without a measure."""
        named = {
            "image": self.tr("Getting the image"),
            "workspace": self.tr("Exporting the code"),
            "inputs": self.tr("Laying out the inputs"),
            "running": self.tr("Running"),
            "repeating": self.tr("Repeating"),
            "diagnosing": self.tr("Varying"),
            "hashing": self.tr("Judging the outputs"),
            "upstream": self.tr("Rebuilding upstream"),
            "writing": self.tr("Recording"),
        }
        # While it runs the message says so itself, with the time.
        left = self.tr("about {time} left").format(time=seconds_text(total - done)) if total else ""
        said = [message, left] if message and phase == "running" else [named.get(phase, phase), message]
        self._say("", "", " · ".join(part for part in said if part))
        self._progress.setRange(0, total or 0)
        self._progress.setValue(done if total else 0)

    def _say(self, icon: str, token: str, text: str) -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(self._theme.pixmap(icon, token))
