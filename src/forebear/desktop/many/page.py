"""The page for many rebuilds: a selection is chosen, rebuilt as one batch, watched, stopped, gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from forebear.desktop.comparing.sheet import Line
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.graph.filter_box import FilterBox
from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.many.head import BatchHead
from forebear.desktop.many.lines import shares, sheet_of
from forebear.desktop.many.shares_bar import SharesBar
from forebear.desktop.pieces import EmptyState
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.confirming import AllowDialog
from forebear.desktop.theme import Theme
from forebear.lineage.errors import ActionableError
from forebear.lineage.person import who
from forebear.lineage.project import Project
from forebear.rebuild.consent import Consent
from forebear.rebuild.many.batch import Batch, Batches
from forebear.rebuild.many.choosing import by_slice
from forebear.rebuild.many.standing import State, Stood, stand

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

_LOOK = 700
"""Milliseconds between two looks at a batch that runs."""
_COMMANDS = 12  # commands that are shown before they run


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read: a batch or a selection as it stands (None: nothing is chosen), and all batches."""

    stood: Stood | None
    batches: tuple[Batch, ...]
    running: bool
    problem: str = ""


class BatchPage(QWidget):
    """Shows one batch at a time, or a selection that is to become one.

    Signals: `run_opened(str)` the REF of a run that was opened; `report_wanted(str)` the id of a batch;
    `rebuilt()` a batch has come to its end.
    """

    run_opened = Signal(str)
    report_wanted = Signal(str)
    rebuilt = Signal()

    def __init__(
        self, project: Project, jobs: Jobs, reader: Reader, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._jobs, self._reader, self._theme = project, jobs, reader, theme
        self._batches = Batches(project)
        self._shown = ""  # the id of the batch that is shown, "" for a selection
        self._job: Job | None = None
        self.stood: Stood | None = None
        self.filter = FilterBox(reader, theme, who)
        self.filter.line.setPlaceholderText(self.tr("What to rebuild: stage:production, kind:model tag:v*"))
        self.head = BatchHead(self.filter)
        self.bar = SharesBar(theme)
        self.table = SheetPage(theme, self.tr("Runs of the batch"), "rebuild")
        self.table.show_only_differences(False)
        self.table.show_sheet(sheet_of(Stood(_nothing(), ())), self.tr("Looking up the runs…"))
        self._empty = EmptyState(theme, "rebuild")
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        strip = QVBoxLayout()
        strip.setContentsMargins(20, 10, 20, 10)
        strip.addWidget(self.bar)
        column.addLayout(strip)
        column.addWidget(self.table, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(content)
        self._stack.addWidget(self._empty)
        self._looking = QTimer(self, interval=_LOOK)
        self._looking.timeout.connect(self.reload)
        self.filter.slice_changed.connect(lambda _text: self.reload())
        self.head.batch_chosen.connect(self.show_batch)
        self.head.start_wanted.connect(self.start)
        self.head.cancel_wanted.connect(self.cancel)
        self.head.report_wanted.connect(lambda: self.report_wanted.emit(self._shown))
        self.table.line_opened.connect(self._open)
        reader.changed.connect(self.reload)
        if project.beside:
            self._empty.say(
                self.tr("Many are rebuilt in one project at a time"),
                self.tr("Open one of these projects by itself to rebuild a selection of it."),
            )
            self._stack.setCurrentWidget(self._empty)
        else:
            self.reload()

    def show_slice(self, text: str) -> None:
        """Offer to rebuild what a slice chooses."""
        self._shown = ""
        self.filter.show_slice(text)
        self.reload()

    def show_batch(self, id_: str) -> None:
        """Show a batch, or with "" the place for a new selection."""
        self._shown = id_
        self.reload()

    def reload(self) -> None:
        """Read anew where things stand."""
        if self._project.beside:
            return
        batches, shown, text = self._batches, self._shown, self.filter.slice
        self._reader.ask(
            lambda questions: _seen(questions, batches, shown, text), self._take, self._fail, topic="batch"
        )

    def start(self) -> None:
        """Rebuild what remains; the first time the person is asked."""
        stood, root = self.stood, self._project.root
        if stood is None or self._job is not None:
            return
        runs = [each.run for each in stood.remaining]
        self._reader.ask(
            lambda questions: [] if Consent.of_user().is_given(root) else _commands(questions, runs),
            self._consented,
            topic="consent",
        )

    def cancel(self) -> None:
        """Stop: what runs is cancelled, what waits can be gone on with."""
        if self._job is not None:
            self.head.say_cancelling()
            self._job.cancel()

    def _consented(self, commands: Sequence[str]) -> None:
        """Start, after asking if nobody has allowed this project's commands yet."""
        if self.stood is None or self._job is not None:
            return
        if not commands:
            self._start([])
            return
        dialog = AllowDialog(self._theme, self)
        dialog.setWindowTitle(self.tr("Run this project's commands?"))
        more = len(commands) - _COMMANDS
        shown = "\n".join(commands[:_COMMANDS]) + (f"\n… +{more}" if more > 0 else "")
        dialog.say(
            self.tr("Rebuilds run commands of this project"),
            self.tr(
                "They run in containers without network, as another user, and cannot write to your files. "
                "Go on only if you trust the project. This is asked once for a project."
            ),
            ((self.tr("Commands"), shown),),
            self.tr("Rebuild all"),
        )
        dialog.accepted.connect(lambda: self._start(["--yes"]))
        dialog.open()

    def _start(self, options: Sequence[str]) -> None:
        # With = nothing of what a person typed is an option.
        what = [f"--continue={self._shown}"] if self._shown else [f"--all={self.filter.slice}"]
        jobs = [f"--jobs={self.head.at_a_time}"]
        words = ["rebuild", *what, *jobs, *options, *self._project.words]
        name = self.stood.batch.asked if self.stood is not None else ""
        title = self.tr("Rebuild all of {selection}").format(selection=name)
        job = self._jobs.start(words, title, outlives=self._project.root)
        self._job = job
        job.progressed.connect(self._hear)
        job.finished.connect(self._ended)
        self.head.say_batch(0, running=True, text=self.tr("Starting…"))
        self._looking.start()

    def _hear(self, phase: str, done: int, total: object, message: str) -> None:
        if phase == "batch":
            self._shown = message
            self.reload()
        elif phase == "rebuilds":
            said = self.tr("{done} of {total} done").format(done=done, total=total)
            self.head.state.setText(" · ".join(part for part in (said, message) if part))

    def _ended(self, _code: int, document: dict[str, Any]) -> None:
        self._job = None
        self._looking.stop()
        self._shown = str(document.get("batch") or self._shown)
        error = document.get("error")
        self._reader.refresh()
        self.rebuilt.emit()
        if error is not None:
            text = " ".join(str(error.get(key) or "") for key in ("what", "where", "todo")).strip()
            self.head.say_batch(0, running=False, text=text)

    def _take(self, seen: _Seen) -> None:
        self.stood = stood = seen.stood
        self.head.show_batches(seen.batches, self._shown)
        running = seen.running or self._job is not None
        if stood is None:
            self.bar.show_shares(())
            self.table.show_sheet(sheet_of(Stood(_nothing(), ())), seen.problem)
            self.head.say_new(0, "")  # the table says why
            return
        self.bar.show_shares(shares(stood))
        self.table.show_sheet(sheet_of(stood), "")
        if self._job is not None:
            return
        if not self._shown:
            self.head.say_new(len(stood.runs), seen.problem)
        else:
            self.head.say_batch(len(stood.remaining), running=False, text=self._said(stood, running=running))
        if running and not self._looking.isActive():  # it was started somewhere else
            self._looking.start()
        elif not running:
            self._looking.stop()

    def _said(self, stood: Stood, *, running: bool) -> str:
        if running:
            return self.tr("It is being rebuilt by another window or terminal.")
        waiting = stood.state_is(State.WAITING)
        if waiting:
            return self.tr("%n runs have not been rebuilt yet", "", waiting)
        return self.tr("Asked for by {person}").format(person=stood.batch.by.partition(" <")[0])

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            raise error
        self._shown = ""
        self.head.say_new(0, str(error))

    def _open(self, line: Line) -> None:
        self.run_opened.emit(f"run:{line.key}")


def _nothing() -> Batch:
    return Batch.new("", (), (), "")


def _seen(questions: Questions, batches: Batches, shown: str, text: str) -> _Seen:
    """Read a batch as it stands, or what a slice would make one of."""
    known = batches.all()
    if shown:
        batch = batches.read(shown)
        running = batches.running(batch)
        stood = stand(batch, questions.rebuilds(), running)
        return _Seen(stood, known, batches.is_held(batch))
    try:
        runs = by_slice(questions, text, who() if "me" in text else None)
    except ActionableError as error:
        return _Seen(None, known, running=False, problem=str(error))
    return _Seen(stand(Batch.new(text, runs, (), ""), ()), known, running=False)


def _commands(questions: Questions, runs: Sequence[str]) -> list[str]:
    """Return the distinct commands of runs."""
    return list(dict.fromkeys(line for run in runs for line in questions.run(run).run.command))
