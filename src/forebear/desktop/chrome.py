"""What surrounds the views: menu, toolbar, banner, jobs panel, status bar, and the pages in the middle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.actions import Actions, shown_keys
from forebear.desktop.jobs import Job
from forebear.desktop.jobs_pill import JobsPill
from forebear.desktop.pieces import Banner, button, tip
from forebear.desktop.problems_pill import ProblemsPill
from forebear.desktop.welcome import Welcome

if TYPE_CHECKING:
    from forebear.desktop.comparing.page_export import PageExport
    from forebear.desktop.import_page import ImportPage
    from forebear.desktop.jobs_panel import JobsPanel
    from forebear.desktop.reporting import ReportExport
    from forebear.desktop.window import MainWindow
    from forebear.desktop.workspace import Workspace

_TOOLS = (
    ("go.back", "go.forward"),
    ("project.read", "version.pin", "version.compare", "version.rebuild", "version.report"),
)


class Chrome(QObject):
    """Builds the frame of a window.

    Attributes: `banner`, `problems`, `welcome`, `import_page`.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        theme = window.theme
        self.banner = Banner(theme)
        self.welcome = Welcome(window.preferences, theme)
        self.welcome.open_wanted.connect(window.opening.ask)
        self.welcome.sample_wanted.connect(window.opening.make_sample)
        self.welcome.project_wanted.connect(window.open)
        self._import_page: ImportPage | None = None
        self._workspace: Workspace | None = None
        self.problems = ProblemsPill(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setHandleWidth(1)
        parts.addWidget(self._pages)
        parts.setStretchFactor(0, 1)
        parts.setCollapsible(0, False)
        self._parts = parts
        self._jobs_panel: JobsPanel | None = None
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(parts, 1)
        window.setCentralWidget(middle)
        self._add_status()

    @property
    def import_page(self) -> ImportPage:
        """The page that follows a first import; made when it is first wanted."""
        if self._import_page is None:
            from forebear.desktop.import_page import ImportPage

            self._import_page = ImportPage()
            self._pages.addWidget(self._import_page)
        return self._import_page

    @property
    def jobs_panel(self) -> JobsPanel:
        """The jobs panel, hidden at first; made when it is first wanted."""
        if self._jobs_panel is None:
            from forebear.desktop.jobs_panel import JobsPanel

            self._jobs_panel = JobsPanel(self._window.jobs, self._window.theme)
            self._jobs_panel.hide()
            self._parts.addWidget(self._jobs_panel)
        return self._jobs_panel

    @property
    def jobs_shown(self) -> bool:
        """Whether the jobs panel is open."""
        return self._jobs_panel is not None and not self._jobs_panel.isHidden()

    def fill(self, actions: Actions) -> None:
        """Put the acts into menu and toolbar."""
        window = self._window
        actions.fill(window.menuBar())
        bar = QToolBar(self.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(16, 16))
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for number, names in enumerate(_TOOLS):
            if number:
                bar.addWidget(_gap())
            for name in names:
                bar.addAction(actions[name])
        for tool in bar.findChildren(QToolButton):
            tool.setAccessibleName(tool.toolTip() or tool.text())
        find = next(act for act in actions.acts if act.id == "find.anything")
        self._find = button(
            self.tr("Find anything…   {keys}").format(keys=shown_keys(find)), window.find_anything, parent=bar
        )
        self._find.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._find.setMinimumWidth(260)
        self._find.setProperty("kind", "field")
        bar.addWidget(_stretch())
        bar.addWidget(self._find)
        bar.addWidget(_stretch())
        window.addToolBar(bar)
        self._bar = bar

    def show_welcome(self) -> None:
        """Show the first page."""
        self._drop_workspace()
        self.welcome.reload()
        self._pages.setCurrentWidget(self.welcome)

    def follow(self, job: Job, name: str) -> None:
        """Show the progress of reading the project `name` (or, with "", of making the sample)."""
        self.import_page.follow(job, name)
        job.finished.connect(self._followed)
        self._pages.setCurrentWidget(self.import_page)

    def show_workspace(self, workspace: Workspace) -> None:
        """Show a project's views."""
        self._drop_workspace()
        self._workspace = workspace
        self._pages.addWidget(workspace)
        self._pages.setCurrentWidget(workspace)

    def say_written(self, file: str, reports: ReportExport) -> None:
        """Say that a report was written, with a way to open it."""
        self._say_written(self.tr("The report is written."), file, reports.open)

    def say_page_written(self, file: str, pages: PageExport) -> None:
        """Say that a comparison was saved as a page, with a way to open it."""
        self._say_written(self.tr("The page is written."), file, pages.open)

    def _say_written(self, text: str, file: str, show: Callable[[str], object]) -> None:
        folder = str(Path(file).parent)
        self.banner.say(
            "good",
            text,
            file,
            (
                (self.tr("Open"), lambda: show(file)),
                (self.tr("Show the folder"), lambda: show(folder)),
            ),
        )

    def _followed(self, code: int, _document: object) -> None:
        if code not in (0, 1) and self._window.desk.opened is None:
            self.show_welcome()

    def _drop_workspace(self) -> None:
        if self._workspace is not None:
            self._pages.removeWidget(self._workspace)
            self._workspace = None

    def _add_status(self) -> None:
        window, bar = self._window, self._window.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 1, 6, 1)  # a piece with a border does not touch that of the window
        self._pins: QPushButton = button("", window.compare_chosen, "quiet")
        self._pins.hide()
        window.selection.refs_pinned.connect(self._show_pins)
        window.theme.changed.connect(self._paint_pins)
        self._paint_pins()
        pill = JobsPill(window.jobs, window.theme)
        pill.clicked.connect(lambda _checked=False: window.toggle_jobs())
        for piece in (self._pins, self.problems, pill):
            bar.addPermanentWidget(piece)

    def _paint_pins(self) -> None:
        self._pins.setIcon(self._window.theme.icon("pin", "accent"))

    def _show_pins(self, refs: tuple[str, ...]) -> None:
        self._pins.setText(self.tr("%n pinned", "", len(refs)))
        self._pins.setAccessibleName(self._pins.text())
        self._pins.setToolTip(tip("\n".join(refs)))
        self._pins.setVisible(bool(refs))


def _gap() -> QWidget:
    gap = QWidget()
    gap.setFixedWidth(12)
    return gap


def _stretch() -> QWidget:
    stretch = QWidget()
    stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return stretch
