"""What can be done with the graph, for the table of acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from forebear.desktop.actions import Act, Menu

if TYPE_CHECKING:
    from forebear.desktop.graph.view import LineageView
    from forebear.desktop.window import MainWindow


def graph_acts(window: MainWindow) -> tuple[Act, ...]:
    """Return the acts of the graph menu."""
    translate = QCoreApplication.translate

    def there() -> bool:
        return window.desk.workspace is not None

    def do(act: Callable[[LineageView], object]) -> None:
        workspace = window.desk.workspace
        if workspace is not None:
            workspace.show_tab(0)
            workspace.graph.ask(act)  # type: ignore[arg-type]

    def around() -> None:
        node = window.selection.node
        if node is not None:
            do(lambda graph: graph.show_node(node))

    def rebuild_all() -> None:
        view = window.desk.workspace.graph.view if window.desk.workspace is not None else None
        shown = view.model.view if view is not None else None  # type: ignore[attr-defined]
        window.selection.rebuild_all(shown.slice if shown is not None else "")

    return (
        Act(
            "graph.around",
            Menu.GRAPH,
            translate("Acts", "&Around the selected thing"),
            around,
            ("Ctrl+Shift+A",),
            "graph",
            when=lambda: window.selection.node is not None and there(),
        ),
        Act(
            "graph.project",
            Menu.GRAPH,
            translate("Acts", "&Project folded"),
            partial(do, lambda graph: graph.model.show_project()),
            ("Ctrl+Shift+G",),
            when=there,
        ),
        Act(
            "graph.map",
            Menu.GRAPH,
            translate("Acts", "&Map of everything"),
            partial(do, lambda graph: graph.model.show_map()),
            ("Ctrl+Shift+E",),
            when=there,
        ),
        Act(
            "graph.undo",
            Menu.GRAPH,
            translate("Acts", "&Undo the change of the graph"),
            partial(do, lambda graph: graph.model.step(-1)),
            ("Ctrl+Z",),
            when=there,
            set_off=True,
        ),
        Act(
            "graph.redo",
            Menu.GRAPH,
            translate("Acts", "&Redo the change of the graph"),
            partial(do, lambda graph: graph.model.step(1)),
            ("Ctrl+Shift+Z",),
            when=there,
        ),
        Act(
            "graph.fold",
            Menu.GRAPH,
            translate("Acts", "&Fold everything"),
            partial(do, lambda graph: graph.model.fold_all()),
            when=there,
            set_off=True,
        ),
        Act(
            "graph.put_back",
            Menu.GRAPH,
            translate("Acts", "Put moved nodes &back"),
            partial(do, lambda graph: graph.model.put_back()),
            when=there,
        ),
        Act(
            "graph.link",
            Menu.GRAPH,
            translate("Acts", "Open a copied &link"),
            lambda: window.links.open(QGuiApplication.clipboard().text()),
            tip=translate("Acts", "Show the view to which the link on the clipboard leads"),
            when=there,
            set_off=True,
        ),
        Act(
            "graph.export",
            Menu.GRAPH,
            translate("Acts", "&Export the picture…"),
            partial(do, lambda graph: graph.export()),
            (),
            "export",
            when=there,
        ),
        Act(
            "graph.rebuild-all",
            Menu.GRAPH,
            translate("Acts", "Rebuild all that the filter &chooses…"),
            rebuild_all,
            ("Ctrl+Shift+R",),
            "rebuild",
            when=there,
            set_off=True,
        ),
    )
