"""The finder of a window: what it searches, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forebear.desktop.finder import Finder
from forebear.desktop.outline import Item

if TYPE_CHECKING:
    from forebear.desktop.window import MainWindow


def finder_of(window: MainWindow) -> Finder:
    """Return a finder over the acts of a window and everything its navigator lists."""

    def items() -> Item:
        return window.desk.workspace.navigator.items if window.desk.workspace is not None else Item("")

    def open_item(item: Item) -> None:
        if item.node is not None:
            window.selection.open(item.node)
        elif window.desk.workspace is not None and item.kind is not None:
            kind, key = item.kind, item.key
            window.desk.workspace.opened.reader.ask(
                lambda questions: questions.node(kind, key),
                window.selection.open,
                topic="find",
            )

    return Finder(window.actions_table, items, open_item, window.theme, window)
