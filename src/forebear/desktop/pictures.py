"""Pictures of the main states of the window: `python -m forebear.desktop.pictures PROJECT FOLDER`.

Drives the real window on a project that was imported before, without a display where there is none
(`QT_QPA_PLATFORM=offscreen`), and saves one PNG for each state, in light and dark, English and Korean; with
`--all` also in high contrast, and the graph in all its states. The person's own settings are neither read nor
changed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer

from forebear.desktop.app import Desktop, make_application
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.graph.view import LineageView
from forebear.desktop.graph_pictures import GraphVisit
from forebear.desktop.lazy import LazyPage
from forebear.desktop.preferences import Preferences
from forebear.desktop.theme import Scheme
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import MODELS, SOURCES, Workspace
from forebear.lineage.answers import Node
from forebear.lineage.words import ArtifactType, NodeKind, Ref, RefKind

SIZE = (1440, 900)
_LOOKS = (("en", Scheme.LIGHT), ("en", Scheme.DARK), ("ko", Scheme.LIGHT))
_OTHER_LOOKS = (("en", Scheme.LIGHT_CONTRAST), ("en", Scheme.DARK_CONTRAST), ("ko", Scheme.DARK))
_PATIENCE = 60_000
"""Milliseconds until a state that does not come is an error."""


class NotReachedError(Exception):
    """A state of the window did not come."""


def wait_until(reached: Callable[[], bool], what: str, patience: int = _PATIENCE) -> None:
    """Run the event loop until `reached()`; raises NotReachedError naming `what` when it never is."""
    loop, clock = QEventLoop(), QTimer(interval=20)
    limit = QTimer(interval=patience, singleShot=True)
    clock.timeout.connect(lambda: loop.quit() if reached() else None)
    limit.timeout.connect(lambda: loop.exit(1))
    clock.start()
    limit.start()
    if not reached() and loop.exec():
        raise NotReachedError(what)


def settle(milliseconds: int = 400) -> None:
    """Let animations and answers under way come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Photographer:
    """Takes pictures of one window in one language and scheme."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str, about: str = "") -> None:
        self._window, self._folder, self._suffix, self._about = window, folder, suffix, about
        self.everything = False
        self.taken: list[Path] = []

    def take(self, name: str) -> None:
        """Save the window as it is now."""
        settle()
        file = self._folder / f"{name}-{self._suffix}.png"
        if not self._window.grab().save(str(file)):
            raise OSError(f"{file} cannot be written")
        self.taken.append(file)

    def visit(self, project: Path) -> None:
        """Go through the main states."""
        window = self._window
        wait_until(window.isVisible, "the window")
        self.take("welcome")
        window.open(project)
        wait_until(lambda: window.desk.workspace is not None, "the project")
        workspace = _workspace(window)
        wait_until(lambda: bool(workspace.navigator.items.children), "the navigator")
        wait_until(lambda: workspace.inspector.description is not None, "the inspector")
        opened = workspace.opened
        wait_until(lambda: opened.importing is None, "the import")
        workspace.show_tab(0)
        _loaded(workspace.graph)
        settle(1_500)
        self.take("graph")
        self._visit_graph(workspace)
        workspace.show_tab(1)
        wait_until(workspace.history.isVisible, "the history")
        versions = _versions(workspace)
        workspace.history.choose_kind("versions")
        settle(800)
        workspace.history.choose(tuple(versions))
        self.take("history")
        if len(versions) > 1:
            window.selection.compare(versions)
            self._visit_comparison(workspace)
        node = window.selection.node
        if node is not None and node.type is ArtifactType.MODEL:
            window.selection.rebuild(node.ref)
            _loaded(workspace.rebuild)
            settle(2_500)
            self.take("rebuild")
            self._write_report(node)
            self.take("report")
        for tab, page, name in (
            (MODELS, workspace.models, "models"),
            (SOURCES, workspace.sources, "sources"),
        ):
            workspace.show_tab(tab)
            _loaded(page)
            settle(2_500)
            self.take(name)
        window.find_anything()
        self.take("finder")

    def _visit_comparison(self, workspace: Workspace) -> None:
        _loaded(workspace.compare)
        view = workspace.compare.view
        if not isinstance(view, CompareView):
            return
        wait_until(lambda: view.comparison is not None, "the comparison")
        view.show_page(Page.DATA)  # looks into the data, which tells the summary more
        wait_until(lambda: not self._window.jobs.active, "the look into the data")
        for page in Page:
            view.show_page(page)
            settle(1_500)
            self.take("compare" if page is Page.SUMMARY else f"compare-{page.name.lower()}")

    def _visit_graph(self, workspace: Workspace) -> None:
        if self._about:
            found: list[Node] = []
            workspace.opened.reader.ask(lambda questions: questions.resolve(self._about).node, found.append)
            wait_until(lambda: bool(found), self._about)
            self._window.selection.open(found[0])
            wait_until(lambda: self._window.selection.node == found[0], self._about)
        node, view = self._window.selection.node, workspace.graph.view
        if node is None or not isinstance(view, LineageView):
            return
        if not self.everything:
            return
        versions = [*_versions(workspace), "", ""]
        GraphVisit(view, self, wait_until).visit(node, versions[0], versions[1])

    def _write_report(self, node: Node) -> None:
        reports = self._window.desk.reports
        if reports is None:
            raise NotReachedError("the project")
        job = reports.write(node.ref, self._folder / "report.html")
        wait_until(lambda: not job.active, "the report", 5 * _PATIENCE)


def _workspace(window: MainWindow) -> Workspace:
    workspace = window.desk.workspace
    if workspace is None:
        raise NotReachedError("the project")
    return workspace


def _loaded(page: LazyPage) -> None:
    page.load()
    wait_until(lambda: page.view is not None, "a view")


def _versions(workspace: Workspace) -> Sequence[str]:
    """Return the two newest tags to compare, or branches where there are no two tags; the older first."""
    answers: list[tuple[Ref, ...]] = []
    workspace.opened.reader.ask(lambda questions: questions.refs(), answers.append)
    wait_until(lambda: bool(answers), "tags and branches")
    items = [item for item in workspace.navigator.items.leaves() if item.kind is NodeKind.COMMIT]
    newest_first = {item.key: place for place, item in enumerate(items)}
    refs = sorted(answers[0], key=lambda ref: newest_first.get(ref.commit, len(newest_first)))
    tags = [ref.name for ref in refs if ref.kind is RefKind.TAG]
    branches = [ref.name for ref in refs if ref.kind is RefKind.BRANCH]
    return (tags if len(tags) > 1 else [*tags, *branches])[:2][::-1]


def main(argv: Sequence[str] | None = None) -> int:
    """Take all pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m forebear.desktop.pictures", description=__doc__)
    parser.add_argument("project", type=Path, help="a project's folder, imported before")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--about", default="", help="a REF: what the graph's pictures are about")
    parser.add_argument("--all", action="store_true", help="every state in every look; takes minutes")
    arguments = parser.parse_args(argv)
    folder: Path = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    taken: list[Path] = []
    with tempfile.TemporaryDirectory() as private:
        for language, scheme in (*_LOOKS, *_OTHER_LOOKS) if arguments.all else _LOOKS:
            settings = QSettings(f"{private}/{language}-{scheme.name}.ini", QSettings.Format.IniFormat)
            preferences = Preferences(settings)
            preferences.language, preferences.scheme = language, scheme
            desktop = Desktop(application, preferences)
            desktop.window.resize(*SIZE)
            desktop.show()
            look = scheme.name.lower().replace("_", "-")
            photographer = Photographer(desktop.window, folder, f"{look}-{language}", arguments.about)
            photographer.everything = arguments.all
            photographer.visit(arguments.project.resolve())
            taken += photographer.taken
            desktop.jobs.stop_all()
            desktop.window.retire()
            desktop.deleteLater()
            settle(50)
    for file in taken:
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
