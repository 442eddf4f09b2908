"""The rebuild panel: plan first, then run, then the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.pieces import EmptyState
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.checklist import Checklist
from forebear.desktop.rebuilding.confirming import ConfirmDialog
from forebear.desktop.rebuilding.earlier import EarlierRebuilds
from forebear.desktop.rebuilding.head import PanelHead
from forebear.desktop.rebuilding.log_view import LogView
from forebear.desktop.rebuilding.outcome import Outcome, from_document
from forebear.desktop.rebuilding.plan import Plan, read_plan
from forebear.desktop.rebuilding.verdict_page import VerdictPage
from forebear.desktop.theme import Theme
from forebear.lineage.words import Rebuild
from forebear.rebuild.consent import Consent
from forebear.sources.git.holding import holder

if TYPE_CHECKING:
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions

PLAN, LOG, VERDICT, EARLIER = range(4)


class RebuildPanel(QWidget):
    """Plans and starts rebuilds of one project; each is a job that outlives the panel.

    Signals: `assign_requested(str)` the REF of a run for which a person is to say the image; `rebuilt()` a
    rebuild has ended and is written down.
    """

    assign_requested = Signal(str)
    rebuilt = Signal()

    def __init__(
        self, project: Project, jobs: Jobs, reader: Reader, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._jobs, self._reader, self._theme = project, jobs, reader, theme
        self._ref = ""
        self._planning: Job | None = None
        self._running: Job | None = None
        self.plan: Plan | None = None
        self.head = PanelHead(theme)
        self.checklist = Checklist(theme)
        self.log = LogView(theme)
        self.verdict = VerdictPage(theme)
        self.earlier = EarlierRebuilds(theme)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, name in (
            (self.checklist, self.tr("Plan")),
            (self.log, self.tr("Log")),
            (self.verdict, self.tr("Verdict")),
            (self.earlier, self.tr("Earlier")),
        ):
            self.tabs.addTab(page, name)
        self._empty = EmptyState(theme, "rebuild")
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.tabs, 1)
        self._content = content
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(content)
        self.head.rebuild_wanted.connect(self.rebuild)
        self.head.cancel_wanted.connect(self.cancel)
        self.head.check_wanted.connect(self.check)
        self.head.assign_wanted.connect(self._assign)
        self.earlier.opened.connect(self._show_outcome)
        reader.changed.connect(self._list_earlier)
        self._empty.say(
            self.tr("Nothing to rebuild yet"),
            self.tr("Choose a run, a model or a data set, and rebuild it from its menu or the inspector."),
        )

    def show_ref(self, ref: str) -> None:
        """Plan the rebuild of a REF; while one runs, its log stays."""
        if self._running is not None:
            self._stack.setCurrentWidget(self._content)
            return
        self._ref, self.plan = ref, None
        self.log.reset()
        self.tabs.setTabVisible(VERDICT, False)
        self.tabs.setTabVisible(LOG, False)
        self.tabs.setTabVisible(EARLIER, False)
        self.check()

    def check(self) -> None:
        """Look again for code, inputs and image."""
        if not self._ref or self._running is not None:
            return
        if self.plan is None or self._stack.currentWidget() is self._empty:
            self._empty.say(self.tr("Looking for code, inputs and image…"), self._ref)
            self._stack.setCurrentWidget(self._empty)
        self.head.say_busy(self.tr("Looking for code, inputs and image…"))
        if self._planning is not None:  # a plan that nobody waits for any more
            self._planning.finished.disconnect(self._planned)
            self._planning.cancel()
        job = self._jobs.start(
            self._words("--dry-run"), self.tr("Plan the rebuild of {ref}").format(ref=self._ref)
        )
        job.finished.connect(self._planned)
        self._planning = job

    def rebuild(self) -> None:
        """Rebuild what is planned; the first time the person is asked."""
        if self.plan is None or self.plan.missing or self._running is not None:
            return
        project, ref = self._project, self._ref
        self._reader.ask(
            lambda questions: _is_allowed(questions, project, ref), self._consented, topic="consent"
        )

    def cancel(self) -> None:
        """Cancel what runs."""
        if self._running is not None:
            self.head.say_cancelling()
            self._running.cancel()

    def _consented(self, given: bool) -> None:
        """Start, after asking if nobody has allowed this project's commands yet; the command remembers it."""
        if self.plan is None or self._running is not None:
            return
        if given:
            self._start([])
            return
        dialog = ConfirmDialog(self.plan, self._theme, self)
        dialog.accepted.connect(self._allow)
        dialog.open()

    def _allow(self) -> None:
        self._start(["--yes"])

    def _start(self, options: Sequence[str]) -> None:
        title = self.tr("Rebuild {name}").format(name=self.plan.name if self.plan else self._ref)
        twice = ["--twice"] if self.head.twice else []
        job = self._jobs.start(self._words(*options, *twice), title)
        self._running = job
        self.log.reset()
        self.tabs.setTabVisible(LOG, True)
        self.tabs.setTabVisible(VERDICT, False)
        self.tabs.setCurrentIndex(LOG)
        self.head.say_running(title)
        job.logged.connect(self.log.add)
        job.progressed.connect(self.head.show_progress)
        job.finished.connect(self._ended)

    def _words(self, *options: str) -> Sequence[str]:
        """The command's words; after -- nothing is an option, whatever a tag of the project is called."""
        return ["rebuild", *options, *self._project.words, "--", self._ref]

    def _planned(self, code: int, document: dict[str, Any]) -> None:
        self._planning = None
        error = document.get("error")
        if error is not None or code not in (0, 1, 3):
            self._fail(error or {})
            return
        self.plan = plan = read_plan(document)
        if plan.wants_engine:
            self.head.say_idle(can_rebuild=False)
            self._empty.say(
                self.tr("Docker is not running"),
                self.tr(
                    "A rebuild runs in a container. Start Docker (sudo systemctl start docker, or Docker "
                    "Desktop), or let DOCKER_HOST point to an engine that runs. Everything else works "
                    "without it."
                ),
                self.tr("Try again"),
                self.check,
            )
            self._stack.setCurrentWidget(self._empty)
            return
        self.checklist.show_plan(plan)
        self.head.show_plan(plan)
        self._stack.setCurrentWidget(self._content)
        self.tabs.setCurrentIndex(PLAN)
        self._list_earlier()

    def _fail(self, error: dict[str, Any]) -> None:
        self.head.say_idle(can_rebuild=False)
        lines = (str(error.get("where") or ""), str(error.get("todo") or ""))
        self._empty.say(
            str(error.get("what") or self.tr("The rebuild cannot be planned")),
            "\n".join(line for line in lines if line),
            self.tr("Try again"),
            self.check,
        )
        self._stack.setCurrentWidget(self._empty)

    def _ended(self, code: int, document: dict[str, Any]) -> None:
        self._running = None
        self.log.finish()
        self.head.say_idle(can_rebuild=True)
        outcome = from_document(document)
        if outcome is not None:
            self._show_outcome(outcome)
        else:
            error = document.get("error") or {}
            text = " ".join(str(error.get(key) or "") for key in ("what", "where", "todo")).strip()
            self.head.say_problem(text or self.tr("The rebuild ended with code {code}.").format(code=code))
        self._reader.refresh()
        self.rebuilt.emit()

    def _show_outcome(self, outcome: Outcome) -> None:
        self.verdict.show_outcome(outcome)
        self.tabs.setTabVisible(VERDICT, True)
        self.tabs.setCurrentIndex(VERDICT)

    def _list_earlier(self) -> None:
        run = self.plan.run if self.plan is not None else ""
        if run:
            self._reader.ask(lambda questions: questions.rebuilds(run), self._show_earlier, topic="earlier")

    def _show_earlier(self, rebuilds: tuple[Rebuild, ...]) -> None:
        self.earlier.show_rebuilds(rebuilds)
        self.tabs.setTabVisible(EARLIER, bool(rebuilds))
        self.tabs.setTabText(EARLIER, self.tr("Earlier ({count})").format(count=len(rebuilds)))

    def _assign(self) -> None:
        self.assign_requested.emit(f"run:{self.plan.run[:12]}" if self.plan and self.plan.run else self._ref)


def _is_allowed(questions: Questions, project: Project, ref: str) -> bool:
    """Whether the person has allowed the commands of the project that a REF belongs to."""
    root = holder(project, [questions.resolve(ref)]) if project.beside else project.root
    return root is not None and Consent.of_user().is_given(root)
