"""Links to views: they only lead somewhere, whatever they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from forebear.desktop.window import MainWindow
    from forebear.lineage.comparison_link import Chosen
    from forebear.lineage.view import View


class Linking(QObject):
    """Opens links to views and to comparisons: in the open project, or in one of that name open lately."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.selection.link_opened.connect(self.open)

    def open(self, link: str) -> None:
        """Show what a link leads to; where that cannot be, the banner says why."""
        try:
            name, show = self._read(link)
        except ActionableError as error:
            self._window.say_failure(error)
            return
        opened = self._window.desk.opened
        if opened is not None and name in ("", opened.name):
            show()
            return
        root = next((root for root in self._window.preferences.recent if root.name == name), None)
        if root is None:
            self._window.say_failure(
                ActionableError(
                    self.tr("No project called {name} has been open here lately.").format(name=name or "?"),
                    todo=self.tr("Open its folder, then the link again."),
                )
            )
            return
        self._window.desk.project_shown.connect(show, Qt.ConnectionType.SingleShotConnection)
        self._window.open(root)

    def _read(self, link: str) -> tuple[str, Callable[[], None]]:
        """Return the project's name and what shows it; the modules are not for the first window."""
        from forebear.lineage.comparison_link import START, read_comparison_link

        if link.strip().startswith(START):
            chosen = read_comparison_link(link)
            return chosen.project, lambda: self._compare(chosen)
        from forebear.lineage.view_text import read_link

        name, view = read_link(link)
        return name, lambda: self._show(view)

    def _compare(self, chosen: Chosen) -> None:
        workspace = self._window.desk.workspace
        if workspace is None:
            return

        def show(compare: Any) -> None:
            compare.show_link(chosen)

        workspace.show_tab(2)
        workspace.compare.ask(show)

    def _show(self, view: View) -> None:
        workspace = self._window.desk.workspace
        if workspace is None:
            return

        def show(graph: Any) -> None:
            graph.show_view(view, view.about or view.slice)

        workspace.show_tab(0)
        workspace.graph.ask(show)
