"""The rebuild panel: plan first, then run, then the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.pieces import EmptyState
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.checklist import Checklist
from forebear.desktop.rebuilding.confirming import ConfirmDialog
from forebear.desktop.rebuilding.earlier import EarlierRebuilds
from forebear.desktop.rebuilding.explanation import Explanation
from forebear.desktop.rebuilding.head import PanelHead
from forebear.desktop.rebuilding.no_engine import say_no_engine
from forebear.desktop.rebuilding.outcome import Outcome, from_document
from forebear.desktop.rebuilding.plan import Plan, read_plan
from forebear.desktop.rebuilding.run_page import RunPage
from forebear.desktop.rebuilding.verdict_page import VerdictPage
from forebear.desktop.sentences import told
from forebear.desktop.theme import Theme
from forebear.lineage.rebuilds import Rebuild
from forebear.rebuild.consent import Consent
from forebear.sources.git.holding import holder

if TYPE_CHECKING:
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions

PLAN, LOG, VERDICT, WHY, SPREAD, EARLIER = range(6)


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
        self._chosen: dict[str, list[str]] = {}
        self._planning: Job | None = None
        self._running: Job | None = None
        self.plan: Plan | None = None
        self.head = PanelHead(theme)
        self.checklist = Checklist(theme)
        self.run_page = RunPage(theme)
        self.log = self.run_page.log
        self.verdict = VerdictPage(theme)
        self.explanation = Explanation(reader, theme, self)
        self.earlier = EarlierRebuilds(theme)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, name in (
            (self.checklist, self.tr("Plan")),
            (self.run_page, self.tr("Log")),
            (self.verdict, self.tr("Verdict")),
            (self.explanation.why, self.tr("Why")),
            (self.explanation.spread, self.tr("Spread")),
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
        self.checklist.image_chosen.connect(partial(self.choose, "image"))
        self.checklist.patch_chosen.connect(partial(self.choose, "patch"))
        self.checklist.contents_chosen.connect(partial(self.choose, "contents"))
        self.checklist.limits_chosen.connect(partial(self.choose, "limits"))
        self.earlier.opened.connect(self._show_outcome)
        self.verdict.why_wanted.connect(lambda: self.tabs.setCurrentIndex(WHY))
        self.explanation.shown.connect(self._offer)
        self.explanation.why.find_wanted.connect(self._find_out)
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
        self._ref, self.plan, self._chosen = ref, None, {}
        self.run_page.reset()
        for page in (LOG, VERDICT, WHY, SPREAD, EARLIER):
            self.tabs.setTabVisible(page, False)
        self.explanation.show_rebuild("", "")
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
            self._words("--dry-run", "--upstream"), self.tr("Plan the rebuild of {ref}").format(ref=self._ref)
        )
        job.finished.connect(self._planned)
        self._planning = job

    def choose(self, what: str, options: Sequence[str]) -> None:
        """Plan with another image, other limits …, as options of the command say; none: as recorded."""
        self._chosen[what] = list(options)
        self.check()

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
        times = [f"--times={self.head.times}"] if self.head.times > 1 else []
        first = ["--upstream"] if self.plan is not None and self.plan.before else []
        words = self._words(*options, *first, *times)
        self.follow(self._jobs.start(words, title, outlives=self._project.root))

    def _find_out(self, rebuild: str) -> None:
        """Rerun a rebuild with one thing varied at a time; the page of causes fills meanwhile."""
        words = ["rebuild", "--diagnose", *self._options, *self._project.words, "--", f"rebuild:{rebuild}"]
        title = self.tr("Find out why a rebuild differs")
        self.follow(self._jobs.start(words, title, outlives=self._project.root))

    def follow(self, job: Job) -> None:
        """Show a rebuild that runs, also one that another window started."""
        if self._running is not None:
            return
        self._running, self._ref = job, _ref_of(job)
        self.run_page.reset()
        for line in job.log:
            self.log.add(line)
        for usage in job.usage:
            self.run_page.add_usage(usage)
        self._stack.setCurrentWidget(self._content)
        self.tabs.setTabVisible(PLAN, self.plan is not None)
        self.tabs.setTabVisible(LOG, True)
        self.tabs.setTabVisible(VERDICT, False)
        diagnoses = "--diagnose" in job.words
        if not diagnoses:
            self.explanation.show_rebuild("", "")
        self.explanation.why.say_running(running=diagnoses)
        self.tabs.setCurrentIndex(WHY if diagnoses and self.tabs.isTabVisible(WHY) else LOG)
        if self.plan is None:
            self.head.say_name(job.title)
        self.head.say_running(job.title)
        job.printed.connect(self.log.add)
        job.measured.connect(self.run_page.add_usage)
        job.progressed.connect(self.explanation.follow)
        job.progressed.connect(self.head.show_progress)
        job.finished.connect(self._ended)

    def show_ended(self, job: Job) -> None:
        """Show how a rebuild came out that no window followed; one that runs meanwhile keeps its log."""
        outcome = from_document(job.document)
        if self._running is not None:
            if outcome is not None:
                self._show_outcome(outcome)
            return
        self._ref, self.plan = _ref_of(job), None
        self.head.say_name(job.title)
        self.run_page.reset()
        for line in job.log:
            self.log.add(line)
        self._stack.setCurrentWidget(self._content)
        self.tabs.setTabVisible(PLAN, False)
        self.tabs.setTabVisible(LOG, True)
        self._ended(job.exit_code or 0, job.document)

    def _words(self, *options: str) -> Sequence[str]:
        """The command's words; after -- nothing is an option, whatever a tag of the project is called."""
        return ["rebuild", *options, *self._options, *self._project.words, "--", self._ref]

    @property
    def _options(self) -> Sequence[str]:
        """What the person has chosen otherwise than recorded or usual, as options of the command."""
        return [option for each in self._chosen.values() for option in each]

    def _planned(self, code: int, document: dict[str, Any]) -> None:
        self._planning = None
        error = document.get("error")
        if error is not None or code not in (0, 1, 3):
            self._fail(error or {})
            return
        self.plan = plan = read_plan(document)
        if plan.trouble is not None:
            self.head.say_idle(can_rebuild=False)
            say_no_engine(self._empty, plan.trouble, self.check)
            self._stack.setCurrentWidget(self._empty)
            return
        self.checklist.show_plan(plan)
        self.head.show_plan(plan)
        self._stack.setCurrentWidget(self._content)
        self.tabs.setTabVisible(PLAN, True)
        self.tabs.setCurrentIndex(PLAN)
        self._list_earlier()

    def _fail(self, error: dict[str, Any]) -> None:
        self.head.say_idle(can_rebuild=False)
        lines = (str(error.get("where") or ""), told(str(error.get("todo") or "")))
        self._empty.say(
            told(str(error.get("what") or self.tr("The rebuild cannot be planned"))),
            "\n".join(line for line in lines if line),
            self.tr("Try again"),
            self.check,
        )
        self._stack.setCurrentWidget(self._empty)

    def _ended(self, code: int, document: dict[str, Any]) -> None:
        self._running = None
        self.run_page.finish(str(document.get("log") or ""))
        self.explanation.why.say_running(running=False)
        self.head.say_idle(can_rebuild=self.plan is not None)
        outcome = from_document(document)
        if outcome is not None:
            self._show_outcome(outcome)
            if "diagnosis" in document:
                self.tabs.setCurrentIndex(WHY)
        else:
            error = document.get("error") or {}
            text = " ".join(told(str(error.get(key) or "")) for key in ("what", "where", "todo")).strip()
            self.head.say_problem(text or self.tr("The rebuild ended with code {code}.").format(code=code))
        self._reader.refresh()
        self.rebuilt.emit()

    def _show_outcome(self, outcome: Outcome) -> None:
        self.verdict.show_outcome(outcome)
        self.explanation.show_rebuild(outcome.run, outcome.id)
        self.tabs.setTabVisible(VERDICT, True)
        self.tabs.setCurrentIndex(VERDICT)

    def _offer(self, why: bool, spread: bool) -> None:
        self.tabs.setTabVisible(WHY, why)
        self.tabs.setTabVisible(SPREAD, spread)

    def _list_earlier(self) -> None:
        run = self.plan.run if self.plan is not None else ""
        if run:
            self._reader.ask(lambda questions: _earlier(questions, run), self._show_earlier, topic="earlier")

    def _show_earlier(self, rebuilds: tuple[Rebuild, ...]) -> None:
        self.earlier.show_rebuilds(rebuilds)
        self.tabs.setTabVisible(EARLIER, bool(rebuilds))
        self.tabs.setTabText(EARLIER, self.tr("Earlier ({count})").format(count=len(rebuilds)))

    def _assign(self) -> None:
        self.assign_requested.emit(f"run:{self.plan.run[:12]}" if self.plan and self.plan.run else self._ref)


def _ref_of(job: Job) -> str:
    """Return the REF that a rebuild was given; "" where it cannot be told from options."""
    return job.words[-1] if "--" in job.words else ""


def _earlier(questions: Questions, run: str) -> tuple[Rebuild, ...]:
    """Return the rebuilds of a run itself, without those in which something was changed on purpose."""
    return tuple(rebuild for rebuild in questions.rebuilds(run) if rebuild.vouches)


def _is_allowed(questions: Questions, project: Project, ref: str) -> bool:
    """Whether the person has allowed the commands of the project that a REF belongs to."""
    root = holder(project, [questions.resolve(ref)]) if project.beside else project.root
    return root is not None and Consent.of_user().is_given(root)
