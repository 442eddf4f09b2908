"""What can be done with the version that is looked at: one part of the table of acts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from forebear.desktop.actions import Act, Menu

if TYPE_CHECKING:
    from forebear.desktop.window import MainWindow
    from forebear.lineage.answers import Node


def version_acts(window: MainWindow) -> tuple[Act, ...]:
    """Return the acts of the menu of versions."""
    translate = QCoreApplication.translate
    selection = window.selection

    def node() -> Node | None:
        return selection.node

    def selected() -> bool:
        return node() is not None

    def repeatable() -> bool:
        found = node()
        # By value: the words of the lineage are not loaded for an empty window.
        return found is not None and found.kind.value in ("run", "artifact", "rebuild")

    def with_ref(act: object) -> None:
        found = node()
        if found is not None and callable(act):
            act(found.ref)

    return (
        Act(
            "version.pin",
            Menu.VERSION,
            translate("Acts", "&Pin for comparison"),
            partial(with_ref, selection.pin),
            ("Ctrl+P",),
            "pin",
            when=selected,
            toolbar=True,
        ),
        Act(
            "version.unpin",
            Menu.VERSION,
            translate("Acts", "Take all pins &off"),
            selection.unpin,
            ("Ctrl+Shift+P",),
            when=lambda: bool(selection.pinned),
        ),
        Act(
            "version.compare",
            Menu.VERSION,
            translate("Acts", "&Compare"),
            window.compare_chosen,
            ("Ctrl+D",),
            "compare",
            translate("Acts", "Compare the pinned versions, or the rows selected in the history"),
            when=lambda: len(window.chosen_refs()) > 1,
            toolbar=True,
        ),
        Act(
            "version.page",
            Menu.VERSION,
            translate("Acts", "Save the comparison as a pa&ge…"),
            window.save_page,
            ("Ctrl+Shift+S",),
            "export",
            translate("Acts", "Save all of it as one web page that needs no network"),
            when=lambda: len(window.page_refs()) > 1,
        ),
        Act(
            "version.rebuild",
            Menu.VERSION,
            translate("Acts", "&Rebuild…"),
            partial(with_ref, selection.rebuild),
            ("Ctrl+R",),
            "rebuild",
            when=repeatable,
            toolbar=True,
            set_off=True,
        ),
        Act(
            "version.keep",
            Menu.VERSION,
            translate("Acts", "&Keep the image"),
            partial(with_ref, selection.keep_image),
            ("Ctrl+Shift+K",),
            "image",
            translate("Acts", "Save the image of this run beside the lineage, so that it is there in years"),
            when=repeatable,
        ),
        Act(
            "version.report",
            Menu.VERSION,
            translate("Acts", "Export the r&eport…"),
            partial(with_ref, selection.report),
            ("Ctrl+E",),
            "report",
            when=selected,
            toolbar=True,
        ),
        Act(
            "version.copy",
            Menu.VERSION,
            translate("Acts", "Copy the re&ference"),
            partial(with_ref, window.copy),
            ("Ctrl+Shift+C",),
            "copy",
            when=selected,
            set_off=True,
        ),
    )
