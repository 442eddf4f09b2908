"""The compare view: versions A, B, C … side by side."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from forebear.compare.comparison import Changed, Comparison, MetricRow, any_change
from forebear.compare.directions import SetDirections
from forebear.desktop.background import Background
from forebear.desktop.collecting import uncollected
from forebear.desktop.comparing.code_page import CodePage
from forebear.desktop.comparing.compared import compared_versions
from forebear.desktop.comparing.data_jobs import DataJobs
from forebear.desktop.comparing.data_page import DataPage
from forebear.desktop.comparing.directions import Directions
from forebear.desktop.comparing.files.looking import Item
from forebear.desktop.comparing.files.page import FilesPage
from forebear.desktop.comparing.files.sheet_of_files import file_sheet
from forebear.desktop.comparing.header import VersionStrip
from forebear.desktop.comparing.lineage_page import LineagePage
from forebear.desktop.comparing.metrics_page import MetricsPage
from forebear.desktop.comparing.model_page import ModelPage
from forebear.desktop.comparing.model_sheet import model_sheet
from forebear.desktop.comparing.notes import notes_text
from forebear.desktop.comparing.page_bar import PageBar
from forebear.desktop.comparing.sheet import Sheet
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.comparing.sheets import data_sheet, environment_sheet, metric_sheet, parameter_sheet
from forebear.desktop.comparing.spots import Choosing, Spot
from forebear.desktop.comparing.summary import SummaryPage
from forebear.desktop.jobs import Job, Jobs
from forebear.desktop.pieces import Banner, EmptyState, label
from forebear.desktop.preferences import Preferences
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Change
from forebear.lineage.comparison_link import Chosen, link_to_comparison
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from forebear.compare.lineages.merging import MergedLineage
    from forebear.compare.ranking import Cause
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions

_log = logging.getLogger(__name__)
_BESIDE = "diff-beside"  # what is remembered of how diffs are shown


class Page(IntEnum):
    """The pages, in their order."""

    SUMMARY = 0
    METRICS = 1
    PARAMETERS = 2
    CODE = 3
    DATA = 4
    ENVIRONMENT = 5
    MODEL = 6
    FILES = 7
    LINEAGE = 8


_FILTERED = (Page.METRICS, Page.PARAMETERS, Page.ENVIRONMENT, Page.MODEL)


class CompareView(QWidget):
    """Compares two or more versions of one project.

    Signals: `refs_changed()` when others are compared; `ref_opened(str)` the REF of a version that was
    clicked in a chart.
    """

    refs_changed = Signal()
    ref_opened = Signal(str)

    def __init__(
        self,
        project: Project,
        reader: Reader,
        theme: Theme,
        parent: QWidget | None = None,
        directions: Directions | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._reader = project, reader
        self._refs: tuple[str, ...] = ()
        self._wanted_page: Page | None = None
        self.comparison: Comparison | None = None
        self._counts: Mapping[Page, tuple[int, int]] = {}
        self.versions = VersionStrip(theme, reader)
        names = (
            self.tr("Summary"),
            self.tr("Metrics"),
            self.tr("Parameters"),
            self.tr("Code"),
            self.tr("Data"),
            self.tr("Environment"),
            self.tr("Model"),
            self.tr("Plots and files"),
            self.tr("Lineage"),
        )
        self.bar = PageBar(theme, names)
        self.summary = SummaryPage(theme)
        self.metrics = MetricsPage(theme, reader, directions, project)
        self.metrics.directions.changed.connect(self._refresh)
        self.metrics.compare_wanted.connect(self.show_versions)
        self.metrics.ref_opened.connect(self.ref_opened)
        self.parameters = SheetPage(theme, names[Page.PARAMETERS], "config")
        self.code = CodePage(theme, project.roots)
        self.data = DataPage(theme)
        self.environment = SheetPage(theme, names[Page.ENVIRONMENT], "environment")
        self.model = ModelPage(project, reader, theme)
        self.files = FilesPage(project, theme, reader)
        self.lineage = LineagePage(theme, reader)
        self.pages = QStackedWidget()
        for page in self._in_order():
            self.pages.addWidget(page)
        self._notes = label("", "small")
        self._notes.setWordWrap(True)
        self._notes.setContentsMargins(16, 6, 16, 8)
        self._empty = EmptyState(theme, "compare")
        self._banner = Banner(theme)
        self._content = _column(self.versions, self._banner, self.bar, self.pages, self._notes)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._content)
        self.bar.page_chosen.connect(self.show_page)
        self.bar.only_differences.connect(self._filter)
        self.bar.filter_changed.connect(self._match)
        self.versions.refs_wanted.connect(self.show_versions)
        self.versions.link_wanted.connect(self.copy_link)
        self.lineage.spot_wanted.connect(self.show_spot)
        self.lineage.merged_known.connect(self._take_lineage)
        self.summary.spot_wanted.connect(self.show_spot)
        self.summary.side_wanted.connect(lambda side: self.show_page(Page[side.upper()]))
        self.data.looked.connect(self._rank_again)
        self.model.counted.connect(self._count_models)
        reader.changed.connect(self._refresh)
        self._say_choose()

    @property
    def refs(self) -> tuple[str, ...]:
        """The REFs that are compared, the baseline first."""
        return self._refs

    def offer_jobs(self, jobs: Jobs) -> None:
        """Give it where jobs are started: they find out what is in data, and in models that run code."""
        words = self._project.words
        started = DataJobs(jobs, words, self)

        def load(refs: Sequence[str]) -> Job:
            options = ["--inside", "--yes", "--no-data"]
            title = self.tr("Compare models inside their images")
            return jobs.start(["compare", *options, *words, "--", *refs], title)

        self.metrics.offer_jobs(jobs)
        self.data.offer_look(started.look, started.fetch)
        self.model.offer_inside(load)

    def remember(self, preferences: Preferences) -> None:
        """Show what is shown in several ways as the person chose last time."""
        diffs = (self.code.diff, self.files.detail.text)
        for diff in diffs:
            diff.show_beside(bool(preferences.number(_BESIDE, 0)))
            diff.beside_chosen.connect(lambda beside: preferences.save_number(_BESIDE, int(beside)))
            for other in diffs:
                if other is not diff:
                    diff.beside_chosen.connect(other.show_beside)

    def show_versions(self, refs: Sequence[str]) -> None:
        """Compare these REFs, the first being the baseline; fewer than two ask for a choice."""
        self._refs = tuple(refs)
        self.refs_changed.emit()
        if len(refs) < 2:
            self.comparison = None
            self._say_choose()
            return
        if self.comparison is None:
            self._empty.say(self.tr("Comparing…"), "")
            self._stack.setCurrentWidget(self._empty)
        project, said = self._project, self.metrics.directions.now
        self._reader.ask(
            lambda questions: _compare(questions, project, tuple(refs), said),
            self._show,
            self._fail,
            topic="compare",
        )

    def _rank_again(self, document: Mapping[str, Any]) -> None:
        """Rank the changes with what the look into the data found out."""
        comparison, ranking = self.comparison, document.get("ranking")
        if comparison is None:
            return

        def show(causes: tuple[Cause, ...]) -> None:
            if self.comparison is comparison:
                self.summary.show_causes(causes)

        Background(self).run(lambda: _ranked(comparison, ranking), show)

    def show_page(self, page: int) -> None:
        """Turn to a page."""
        self.pages.setCurrentIndex(page)
        self.bar.choose(page)
        self.bar.offer_filter(page in _FILTERED)
        differing, rows = self._counts.get(Page(page), (0, 0))
        self.bar.say(
            self.tr("{differing} of {rows} differ").format(differing=differing, rows=rows) if rows else ""
        )

    def show_spot(self, spot: Spot) -> None:
        """Turn to where a difference is shown."""
        page = Page[spot.page.upper()]
        self.show_page(page)
        shown = self._in_order()[page]
        if spot.key and isinstance(shown, Choosing):
            shown.choose(spot.key)

    def show_link(self, chosen: Chosen) -> None:
        """Show what a link leads to."""
        self._wanted_page = next((page for page in Page if page.name.lower() == chosen.page), None)
        self.show_versions(chosen.refs)

    def copy_link(self) -> None:
        """Copy a link to these versions and this page."""
        page = Page(self.pages.currentIndex()).name.lower()
        QGuiApplication.clipboard().setText(link_to_comparison(Chosen(self._project.name, self._refs, page)))

    def _in_order(self) -> tuple[QWidget, ...]:
        """The pages as `Page` counts them."""
        return (
            self.summary,
            self.metrics,
            self.parameters,
            self.code,
            self.data,
            self.environment,
            self.model,
            self.files,
            self.lineage,
        )

    def _refresh(self) -> None:
        if len(self._refs) > 1:
            self.show_versions(self._refs)

    def _show(self, answer: _Answer) -> None:
        comparison, tags, sheets = answer.comparison, answer.tags, answer.sheets
        first = self.comparison is None
        self.comparison = comparison
        self.versions.show_versions(comparison.versions, tags)
        names = {each.label: tags.get(each.commit or "", "") or each.title for each in comparison.versions}
        self.summary.show_comparison(comparison, answer.causes, answer.differing, self.metrics.directions.now)
        self.metrics.show_comparison(comparison, names, sheets[Page.METRICS])
        self.parameters.show_sheet(sheets[Page.PARAMETERS], self.tr("No parameters are recorded"))
        self.code.show_code(comparison.code, comparison.versions)
        self.data.show_comparison(comparison)
        self.environment.show_sheet(sheets[Page.ENVIRONMENT], self.tr("No environment is recorded"))
        self.model.show_comparison(comparison, sheets[Page.MODEL])
        self.files.show_comparison(comparison, names, sheets[Page.FILES], answer.items)
        self.lineage.show_comparison(comparison)
        self._counts = answer.counts
        self.bar.show_states(answer.states)
        self._notes.setText(notes := notes_text(comparison))
        self._notes.setVisible(bool(notes))
        self._banner.hide()
        self._stack.setCurrentWidget(self._content)
        wanted, self._wanted_page = self._wanted_page, None
        if wanted is None:
            wanted = Page.SUMMARY if first else Page(self.pages.currentIndex())
        self.show_page(wanted)

    def _count_models(self, differing: int, rows: int) -> None:
        """Say how many parts of models differ, after they were loaded."""
        self._counts = {**self._counts, Page.MODEL: (differing, rows)}
        if self.pages.currentIndex() == Page.MODEL:
            self.show_page(Page.MODEL)

    def _take_lineage(self, merged: MergedLineage) -> None:
        """Say on the lineage's tab how much of it differs."""
        self.summary.show_lineage(merged)
        differing = len(merged.nodes) - merged.counts[Change.SAME]
        self._counts = {**self._counts, Page.LINEAGE: (differing, len(merged.nodes))}
        self.bar.show_state(Page.LINEAGE, bool(differing) if merged.nodes else None)
        if self.pages.currentIndex() == Page.LINEAGE:
            self.show_page(Page.LINEAGE)

    def _filter(self, only: bool) -> None:
        tables = self.metrics.table, self.parameters, self.data, self.environment, self.model
        for page in (*tables, self.files, self.lineage):
            page.show_only_differences(only)
        self.code.show_only_differences(only)

    def _match(self, text: str) -> None:
        for page in (self.metrics.table, self.parameters, self.environment, self.model.table):
            page.show_matching(text)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            _log.error("the versions cannot be compared", exc_info=error)
        shown = tuple(version.ref for version in self.comparison.versions) if self.comparison else ()
        if shown and shown != self._refs:  # what was there stays, and what was typed can be mended
            self.versions.adding.mend(set(self._refs) - set(shown))
            self._refs = shown
            self.refs_changed.emit()
            self._banner.say("bad", self.tr("The versions cannot be compared"), str(error))
            return
        self.comparison = None
        self._empty.say(
            self.tr("The versions cannot be compared"),
            str(error) or type(error).__name__,
            self.tr("Try again"),
            self._refresh,
        )
        self._stack.setCurrentWidget(self._empty)

    def _say_choose(self) -> None:
        self._empty.say(
            self.tr("Choose two versions"),
            self.tr("Select two or more lines of the history, or pin two versions, and compare them."),
        )
        self._stack.setCurrentWidget(self._empty)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A comparison with all that takes time to make of it: `counts` are differing and all rows by page."""

    comparison: Comparison
    tags: Mapping[str, str]
    causes: tuple[Cause, ...]
    sheets: Mapping[Page, Sheet]
    counts: Mapping[Page, tuple[int, int]]
    states: tuple[Changed, ...]
    differing: tuple[MetricRow, ...]
    items: Mapping[str, Item]


def _state(page: Page, comparison: Comparison) -> Changed:
    if page is Page.SUMMARY:
        return any_change(comparison.changed.values())
    if page is Page.METRICS:
        return any_change(row.differs for row in comparison.metrics)
    if page is Page.MODEL:
        return any_change(row.differs for row in comparison.models)
    if page is Page.FILES:
        differ = [row.differs for row in comparison.plots]
        return any_change([*differ, *(row.differs for row in comparison.files)])
    if page is Page.LINEAGE:  # until it is merged
        return any_change((*comparison.changed.values(), *(row.differs for row in comparison.data)))
    return comparison.changed[page.name.lower()]


@uncollected()
def _compare(questions: Questions, project: Project, refs: Sequence[str], said: SetDirections) -> _Answer:
    """Compare on a worker thread; the tables are made there too, for they may be of many thousands."""
    from forebear.compare.ranking import rank

    comparison, tags = compared_versions(questions, project, refs)
    files, items = file_sheet(comparison)
    sheets = {
        Page.METRICS: metric_sheet(comparison, said),
        Page.PARAMETERS: parameter_sheet(comparison),
        Page.DATA: data_sheet(comparison),
        Page.ENVIRONMENT: environment_sheet(comparison),
        Page.MODEL: model_sheet(comparison),
        Page.FILES: files,
    }
    counts = {page: (sheet.differing, sheet.rows) for page, sheet in sheets.items()}
    states = tuple(_state(page, comparison) for page in Page)
    differing = tuple(row for row in comparison.metrics if row.differs)
    return _Answer(comparison, tags, rank(comparison), sheets, counts, states, differing, items)


def _ranked(comparison: Comparison, ranking: object) -> tuple[Cause, ...]:
    from forebear.compare.ranking import rank
    from forebear.compare.ranking_text import looked_reasons

    return rank(comparison, looked_reasons(ranking))


def _column(*pieces: QWidget) -> QWidget:
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for piece in pieces:
        layout.addWidget(piece, 1 if isinstance(piece, QStackedWidget) else 0)
    return content
