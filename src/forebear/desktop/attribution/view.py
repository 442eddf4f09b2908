"""What caused the change of a metric: the answer, the way from A to B, the net of mixtures, what was run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.attribution.head import AttributionHead
from forebear.desktop.attribution.lattice import Lattice, legend_text
from forebear.desktop.attribution.shown import Shown, read_shown
from forebear.desktop.attribution.table import mixture_sheet
from forebear.desktop.attribution.waterfall import Waterfall
from forebear.desktop.attribution.words import interactions_text, mixture_text
from forebear.desktop.charting.saving import Chart, SaveButton
from forebear.desktop.comparing.inside import is_allowed
from forebear.desktop.comparing.sheet import Line
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.pieces import Banner, EmptyState, label
from forebear.desktop.reading import Reader
from forebear.desktop.rebuilding.confirming import AllowDialog
from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from forebear.lineage.project import Project

_AROUND = 100  # pixels around two charts that stand beside each other


class AttributionView(QWidget):
    """Shows an attribution, and runs it as a job that outlives the view.

    Signals: `back_wanted()`; `ref_opened(str)` the REF of a rebuild to look at.
    """

    back_wanted = Signal()
    ref_opened = Signal(str)

    def __init__(
        self, project: Project, jobs: Jobs, reader: Reader, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._jobs, self._reader, self._theme = project, jobs, reader, theme
        self._asked: tuple[str, str, str] | None = None  # A, B, metric
        self._looking: Job | None = None
        self._running: Job | None = None
        self.shown: Shown | None = None
        self.head = AttributionHead(theme)
        self.waterfall = Waterfall(theme)
        self.lattice = Lattice(theme)
        self.table = SheetPage(theme, self.tr("What was run"), "rebuild")
        self.together = label("", "muted")
        self.notes = label("", "small")
        self._letters = label("", "small")
        self._banner = Banner(theme)
        self._empty = EmptyState(theme, "metrics")
        self._stack = QStackedLayout(self)
        self._content = self._arrange()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._content)
        self.head.back_wanted.connect(self.back_wanted)
        self.head.start_wanted.connect(self.run)
        self.head.cancel_wanted.connect(self.cancel)
        self.head.changed.connect(self._look)
        self.lattice.opened.connect(lambda rebuild: self.ref_opened.emit(f"rebuild:{rebuild}"))
        self.table.line_opened.connect(self._open)
        reader.changed.connect(self._look_again)

    @property
    def said(self) -> str:
        """What is said in place of an attribution, "" where there is one."""
        return "" if self._stack.currentWidget() is self._content else self._empty.said

    def show_change(self, a: str, b: str, metric: str) -> None:
        """Look at what is known of a metric (`FILE:NAME`) between two REFs; what runs is not disturbed."""
        if self._running is not None:
            return
        if self._asked != (a, b, metric):
            self._asked, self.shown = (a, b, metric), None
            self._banner.hide()
        self._look()

    def run(self) -> None:
        """Run what is missing; the first time the person is asked."""
        if self.shown is None or self._running is not None:
            return
        project, refs = self._project, (self.shown.a.ref, self.shown.b.ref)
        self._reader.ask(
            lambda questions: is_allowed(questions, project, refs), self._consented, topic="consent"
        )

    def cancel(self) -> None:
        """Cancel what runs; what was run so far is kept."""
        if self._running is not None:
            self.head.say_cancelling()
            self._running.cancel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the charts below each other where it is narrow."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        room = self.waterfall.sizeHint().width() + self.lattice.sizeHint().width() + _AROUND
        beside = self.width() >= room
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._charts.setDirection(way)

    # jobs

    def _words(self, *options: str) -> Sequence[str]:
        a, b, metric = self._asked or ("", "", "")
        given = ["attribute", *options, *self.head.options, f"--metric={metric}", *self._project.words]
        return [*given, "--", a, b]

    def _look(self) -> None:
        if self._asked is None or self._running is not None:
            return
        if self.shown is None:
            self._empty.say(self.tr("Looking for what led to both versions…"), self._asked[2])
            self._stack.setCurrentWidget(self._empty)
        if self._looking is not None:  # nobody waits for it any more
            self._looking.finished.disconnect(self._looked)
            self._looking.cancel()
        job = self._jobs.start(self._words("--dry-run"), self.tr("Look at what caused a change"))
        job.finished.connect(self._looked)
        self._looking = job

    def _look_again(self) -> None:
        """Look once more when the lineage has grown; somebody else may have run a mixture."""
        if self.isVisible() and self.shown is not None and self.shown.runs:
            self._look()

    def _looked(self, code: int, document: dict[str, Any]) -> None:
        self._looking = None
        if document.get("error") is not None or code != 0:
            self._fail(document.get("error") or {})
            return
        shown = read_shown(document)
        if not document.get("engine") and shown.factors and not shown.is_shared:
            self._empty.say(
                self.tr("Docker is not running"),
                self.tr(
                    "To find the cause, both versions are run in containers. Start Docker, then try again."
                ),
                self.tr("Try again"),
                self._look,
            )
            self._stack.setCurrentWidget(self._empty)
            return
        self._show(shown)
        running = next(filter(self._is_ours, self._jobs.active), None)
        if running is not None and self._running is None:
            self._take(running)

    def _consented(self, given: bool) -> None:
        if self.shown is None or self._running is not None:
            return
        if given:
            self._start([])
            return
        dialog = _RunDialog(self.shown, self._theme, self)
        dialog.accepted.connect(lambda: self._start(["--yes"]))
        dialog.open()

    def _start(self, options: Sequence[str]) -> None:
        if self.shown is None:
            return
        self._banner.hide()
        title = self.tr("What caused the change of {metric}").format(metric=self.shown.metric)
        self._take(self._jobs.start(self._words(*options), title, outlives=self._project.root))

    def _take(self, job: Job) -> None:
        """Show an attribution that runs, also one that another window started."""
        self._running = job
        self.head.say_running()
        job.progressed.connect(self._follow)
        job.finished.connect(self._ended)

    def _is_ours(self, job: Job) -> bool:
        """Whether a job is the attribution that is looked at."""
        a, b, metric = self._asked or ("", "", "")
        asked = job.words[:1] == ("attribute",) and job.words[-2:] == (a, b)
        return asked and f"--metric={metric}" in job.words and "--dry-run" not in job.words

    def _follow(self, phase: str, done: int, total: object, message: str) -> None:
        """Show which mixture is run, and each value as it comes."""
        if self.shown is None:
            return
        if phase == "mixture" and done < len(self.shown.mixtures):
            shown = self.shown.running(done)
            mixture = shown.mixtures[done]
            step = message.partition(":")[0]
            self.head.say_step(f"{step}: {mixture_text(shown, mixture.mixed)}")
        elif phase == "value" and done < len(self.shown.mixtures):
            value = _number(message)
            shown = self.shown.valued(done, value, "" if value is not None else message)
        else:
            if phase == "runs" and isinstance(total, int):
                self.head.show_runs(done, total)
            return
        self.shown = shown
        self._show_mixtures(shown)

    def _ended(self, code: int, document: dict[str, Any]) -> None:
        self._running = None
        error = document.get("error")
        self.head.say_idle(can_start=True)
        if error is None and "mixtures" in document:
            self._show(read_shown(document))
        else:
            if self.shown is not None:
                self.shown = self.shown.running(-1)
                self._show(self.shown)
            if code != 4 and error:
                more = " ".join(str(error.get(key) or "") for key in ("where", "todo")).strip()
                self._banner.say("bad", str(error.get("what") or ""), more)
            self._look()
        self._reader.refresh()

    # what is shown

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.head.show_attribution(shown)
        self.head.say_idle(can_start=bool(shown.runs))
        self.waterfall.show_attribution(shown)
        self._letters.setText(legend_text(shown.names))
        self._show_mixtures(shown)
        self._turn()
        self._say(self.together, interactions_text(shown))
        self._say(self.notes, "\n".join(shown.notes))
        self._stack.setCurrentWidget(self._content)

    def _show_mixtures(self, shown: Shown) -> None:
        self.lattice.show_attribution(shown)
        self.table.show_sheet(mixture_sheet(shown), self.tr("Nothing has to be run"))

    @staticmethod
    def _say(line: Any, text: str) -> None:
        line.setText(text)
        line.setVisible(bool(text))

    def _fail(self, error: dict[str, Any]) -> None:
        self.shown = None
        lines = (str(error.get("where") or ""), str(error.get("todo") or ""))
        self._empty.say(
            str(error.get("what") or self.tr("What caused the change cannot be found out")),
            "\n".join(line for line in lines if line),
            self.tr("Back to the metrics"),
            self.back_wanted.emit,
        )
        self._stack.setCurrentWidget(self._empty)

    def _open(self, line: Line | None) -> None:
        if line is not None and line.key:
            self.ref_opened.emit(f"rebuild:{line.key}")

    def _arrange(self) -> QWidget:
        for line in (self.together, self.notes):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._charts.setSpacing(12)
        self._charts.addWidget(self._card(self.tr("The way from A to B"), self.waterfall), 1)
        self._charts.addWidget(self._card(self.tr("The mixtures"), self.lattice, self._letters), 1)
        self.table.show_only_differences(False)
        self.table.setMinimumHeight(210)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._charts)
        for piece in (self.together, self.notes):
            column.addWidget(piece)
        column.addWidget(self.table, 1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._banner)
        layout.addWidget(area, 1)
        return content

    def _card(self, title: str, chart: Chart, below: QWidget | None = None) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        head = QHBoxLayout()
        head.addWidget(label(title, "heading"), 1)
        head.addWidget(SaveButton(self._theme, chart))
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 10)
        column.addLayout(head)
        column.addWidget(chart.canvas)
        if below is not None:
            column.addWidget(below)
        column.addStretch(1)
        return card


class _RunDialog(AllowDialog):
    """Shows what would run, and asks."""

    def __init__(self, shown: Shown, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setWindowTitle(self.tr("Run this project's commands?"))
        commands = dict.fromkeys((*shown.a.commands, *shown.b.commands))
        images = dict.fromkeys((*shown.a.images, *shown.b.images))
        self.say(
            self.tr("To find the cause, commands of this project are run"),
            self.tr(
                "They run in containers without network, as another user, and cannot write to your files. "
                "Go on only if you trust the project. This is asked once for a project."
            ),
            ((self.tr("Commands"), "\n".join(commands)), (self.tr("Images"), "\n".join(images))),
            self.tr("Run the mixtures"),
        )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
