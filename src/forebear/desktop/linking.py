"""Links to views: they only lead somewhere, whatever they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from forebear.desktop.window import MainWindow
    from forebear.lineage.view import View


class Linking(QObject):
    """Opens `forebear://view…` links: in the open project, or in one of that name that was open lately."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.selection.link_opened.connect(self.open)

    def open(self, link: str) -> None:
        """Show the view that a link leads to; where that cannot be, the banner says why."""
        from forebear.lineage.view_text import read_link  # not for the first window

        try:
            name, view = read_link(link)
        except ActionableError as error:
            self._window.say_failure(error)
            return
        opened = self._window.desk.opened
        if opened is not None and name in ("", opened.name):
            self._show(view)
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
        self._window.desk.project_shown.connect(
            lambda: self._show(view), Qt.ConnectionType.SingleShotConnection
        )
        self._window.open(root)

    def _show(self, view: View) -> None:
        workspace = self._window.desk.workspace
        if workspace is None:
            return

        def show(graph: Any) -> None:
            graph.show_view(view, view.about or view.slice)

        workspace.show_tab(0)
        workspace.graph.ask(show)
