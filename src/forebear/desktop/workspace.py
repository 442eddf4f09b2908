"""An opened project in the window: navigator, tabs, inspector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from forebear.desktop.focusing import enter
from forebear.desktop.history import HistoryView
from forebear.desktop.inspector import Inspector
from forebear.desktop.jobs import Job
from forebear.desktop.lazy import LazyPage
from forebear.desktop.meanwhile import is_one_rebuild
from forebear.desktop.navigator import Navigator
from forebear.desktop.opened import OpenedProject
from forebear.desktop.preferences import Preferences
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.desktop.trail import Place
from forebear.lineage.answers import Node
from forebear.lineage.words import ArtifactType, NodeKind, RefKind

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from forebear.lineage.questions import Questions

_ROOMY = 1200
"""The width from which there is room for all parts as wide as they want."""
GRAPH, HISTORY, COMPARE, REBUILD, MANY, MODELS, SOURCES = range(7)


def _first_node(questions: Questions) -> Node | None:
    """Return what to show first: the model checked out, else the newest one, else the newest commit."""
    head = [ref.commit for ref in questions.refs() if ref.kind is RefKind.HEAD]
    held = [holding.node for holding in questions.held(head[0])] if head else []
    models = [node for node in held if node.type is ArtifactType.MODEL]
    models = models or list(questions.artifacts(ArtifactType.MODEL)[:1])
    if models:
        return models[0]
    commits = head or [commit.sha for commit in questions.commits(1)]
    return questions.node(NodeKind.COMMIT, commits[0]) if commits else None


class Workspace(QWidget):
    """The views of one project, side by side; their layout is kept with the project.

    Signals: `image_wanted(object)` a run's Node, when the person wants to say which image it ran in;
    `compared_changed()` when other versions are compared in front, or none.
    """

    image_wanted = Signal(object)
    compared_changed = Signal()

    def __init__(
        self,
        opened: OpenedProject,
        selection: Selection,
        theme: Theme,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.opened, self._selection = opened, selection
        self._preferences, self._theme = preferences, theme
        reader = opened.reader
        self.navigator = Navigator(reader, selection, theme)
        self.inspector = Inspector(reader, selection, theme)
        self.history = HistoryView(reader, selection, theme)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.setIconSize(QSize(16, 16))
        self._tabs.setAccessibleName(self.tr("Views"))
        self._tabs.tabBar().setAccessibleName(self.tr("Views"))
        self.graph = LazyPage("forebear.desktop.graph.view", self._make_graph, theme, "graph")
        self.compare = LazyPage("forebear.desktop.comparing.view", self._make_compare, theme, "compare")
        self.rebuild = LazyPage("forebear.desktop.rebuilding.panel", self._make_rebuild, theme, "rebuild")
        self.many = LazyPage("forebear.desktop.many.page", self._make_many, theme, "rebuild")
        self.sources = LazyPage("forebear.desktop.sources.view", self._make_sources, theme, "source")
        self.models = LazyPage("forebear.desktop.registry.page", self._make_models, theme, "model")
        for page, text in (
            (self.graph, self.tr("Lineage")),
            (self.history, self.tr("History")),
            (self.compare, self.tr("Compare")),
            (self.rebuild, self.tr("Rebuild")),
            (self.many, self.tr("Rebuild many")),
            (self.models, self.tr("Models")),
            (self.sources, self.tr("Sources")),
        ):
            self._tabs.addTab(page, text)
        self._fresh = False  # nobody has said how wide the parts are to be
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.splitterMoved.connect(lambda *_place: setattr(self, "_fresh", False))
        self._parts.setHandleWidth(1)
        for part, stretch in ((self.navigator, 0), (self._tabs, 1), (self.inspector, 0)):
            self._parts.addWidget(part)
            self._parts.setStretchFactor(self._parts.count() - 1, stretch)
        self.navigator.setMinimumWidth(176)
        self.inspector.setMinimumWidth(290)
        self._tabs.setMinimumWidth(320)
        self._parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._parts)
        self.inspector.image_wanted.connect(self.image_wanted)
        selection.node_opened.connect(self._bring_up)
        selection.compare_requested.connect(self._compare)
        selection.rebuild_requested.connect(self._rebuild)
        selection.many_requested.connect(self._rebuild_many)
        selection.source_requested.connect(self._add_source)
        self._restore()
        # Only now: the tab of yesterday is no step.
        self._tabs.currentChanged.connect(self._note_tab)
        self._tabs.currentChanged.connect(lambda _tab: self.compared_changed.emit())
        selection.node_selected.connect(self._note_tab)
        selection.trail.went.connect(self._go_to)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of a small window to the views, until the person has moved the borders."""
        super().resizeEvent(event)
        if self._fresh and event.size().width() < _ROOMY:
            self._parts.setSizes([self.navigator.minimumWidth(), _ROOMY, self.inspector.minimumWidth()])

    def start(self) -> None:
        """Read what is known and show the newest model."""
        self.navigator.reload()
        self.history.reload()
        if self._selection.node is None:
            self.opened.reader.ask(
                _first_node, self._show_first, lambda _error: None, topic="first", receiver=self
            )

    @property
    def tab(self) -> int:
        """The tab in front: GRAPH, HISTORY, COMPARE, REBUILD, MANY, MODELS or SOURCES."""
        return self._tabs.currentIndex()

    @property
    def compared(self) -> Sequence[str]:
        """The REFs of the comparison, where it is in front."""
        return self.compare.view.refs if self.tab == COMPARE and self.compare.view is not None else ()  # type: ignore[attr-defined]

    def show_tab(self, tab: int) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(tab)
        page = self._tabs.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.TabFocusReason)
            enter(page)

    def toggle(self, part: QWidget) -> None:
        """Show or hide the navigator or the inspector."""
        part.setVisible(part.isHidden())

    def save(self) -> None:
        """Keep the layout."""
        root = self.opened.root
        self._preferences.save_state("parts", self._parts.saveState(), root)
        self._preferences.save_number("tab", self.tab, root)

    def follow_job(self, job: Job) -> None:
        """Have the rebuild panel follow a rebuild that another window, or the terminal, started."""
        if is_one_rebuild(job):
            self.rebuild.ask(lambda view: view.follow(job))  # type: ignore[attr-defined]

    def show_job(self, job: Job) -> None:
        """Show how a rebuild came out that no window followed."""
        self._tabs.setCurrentIndex(REBUILD)
        self.rebuild.ask(lambda view: view.show_ended(job))  # type: ignore[attr-defined]

    def _restore(self) -> None:
        root = self.opened.root
        state = self._preferences.state("parts", root)
        if state.isEmpty() or not self._parts.restoreState(state):
            self._fresh = True
            self._parts.setSizes([252, 700, 332])
        tab = self._preferences.number("tab", GRAPH, root)
        # A comparison or rebuild of yesterday is not there any more.
        self._tabs.setCurrentIndex(tab if tab in (GRAPH, HISTORY, MODELS) else GRAPH)

    def _make_graph(self, module: ModuleType) -> QWidget:
        from forebear.lineage.saved_views import SavedViews

        opened = self.opened
        made: Any = module.LineageView(opened.reader, self._selection, self._theme, self.graph)
        made.offer_saved(SavedViews(opened.project.private / "views.json"), opened.name)
        view: QWidget = made
        return view

    def _make_compare(self, module: ModuleType) -> QWidget:
        opened = self.opened
        from forebear.desktop.comparing.directions import Directions

        directions = Directions(self._preferences, opened.root, self.compare)
        made: Any = module.CompareView(
            opened.project, opened.reader, self._theme, self.compare, directions=directions
        )
        made.offer_jobs(opened.jobs)
        made.remember(self._preferences)
        made.refs_changed.connect(self.compared_changed)
        made.versions.page_wanted.connect(lambda: self._selection.save_page(made.refs))
        made.ref_opened.connect(self._select)
        view: QWidget = made
        return view

    def _make_rebuild(self, module: ModuleType) -> QWidget:
        opened = self.opened
        panel: Any = module.RebuildPanel(
            opened.project, opened.jobs, opened.reader, self._theme, self.rebuild
        )
        panel.assign_requested.connect(self._ask_image)
        if opened.project.beside:  # it was written to the lineage of one of them
            panel.rebuilt.connect(opened.read)
        view: QWidget = panel
        return view

    def _make_many(self, module: ModuleType) -> QWidget:
        opened = self.opened
        page: Any = module.BatchPage(opened.project, opened.jobs, opened.reader, self._theme, self.many)
        page.run_opened.connect(self._selection.rebuild)
        page.report_wanted.connect(lambda id_: self._selection.report(f"batch:{id_}"))
        view: QWidget = page
        return view

    def _make_sources(self, module: ModuleType) -> QWidget:
        view: QWidget = module.SourcesView(self.opened, self._theme, self.sources)
        return view

    def _make_models(self, module: ModuleType) -> QWidget:
        view: QWidget = module.RegistryPage(self.opened.reader, self._selection, self._theme, self.models)
        return view

    def _select(self, ref: str) -> None:
        """Show in the inspector what was clicked in a chart."""
        self.opened.reader.ask(
            lambda questions: questions.resolve(ref).node,
            self._selection.select,
            lambda _error: None,
            topic="chart",
            receiver=self,
        )

    def _ask_image(self, ref: str) -> None:
        self.opened.reader.ask(
            lambda questions: questions.resolve(ref).node,
            self.image_wanted.emit,
            topic="image",
            receiver=self,
        )

    def _show_first(self, node: Node | None) -> None:
        if self._selection.node is not None:
            return
        if node is not None:
            self._selection.select(node)
            self.graph.ask(_showing(node))
        else:
            self.graph.ask(lambda view: view.model.show_project())  # type: ignore[attr-defined]

    def _note_tab(self, _what: object) -> None:
        trail = self._selection.trail
        if trail.here.tab is None:  # the first place came about before it was known where
            trail.amend(replace(trail.here, tab=self.tab))
        elif self._selection.node is not None:
            trail.visit(replace(trail.here, tab=self.tab))

    def _go_to(self, place: Place) -> None:
        if place.tab is not None:
            self._tabs.setCurrentIndex(place.tab)

    def _bring_up(self, node: Node) -> None:
        if self.tab != HISTORY:
            self._tabs.setCurrentIndex(GRAPH)
        self.graph.ask(_showing(node))

    def _compare(self, refs: Sequence[str]) -> None:
        self._tabs.setCurrentIndex(COMPARE)
        self.compare.ask(lambda view: view.show_versions(refs))  # type: ignore[attr-defined]

    def _rebuild(self, ref: str) -> None:
        self._tabs.setCurrentIndex(REBUILD)
        self.rebuild.ask(lambda view: view.show_ref(ref))  # type: ignore[attr-defined]

    def _add_source(self) -> None:
        self._tabs.setCurrentIndex(SOURCES)
        self.sources.ask(lambda view: view.add_source())  # type: ignore[attr-defined]

    def _rebuild_many(self, slice_: str) -> None:
        self._tabs.setCurrentIndex(MANY)
        self.many.ask(lambda view: view.show_slice(slice_))  # type: ignore[attr-defined]


def _showing(node: Node) -> Callable[[Any], object]:
    if node.kind is NodeKind.COMMIT:
        return lambda view: view.show_commit(node)
    return lambda view: view.show_node(node)
