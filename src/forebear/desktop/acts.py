"""The table of everything that can be done in the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from forebear.desktop.actions import Act, Menu
from forebear.desktop.graph_acts import graph_acts
from forebear.desktop.languages import LANGUAGES
from forebear.desktop.theme import Scheme

if TYPE_CHECKING:
    from forebear.desktop.window import MainWindow
    from forebear.lineage.answers import Node


def acts_of(window: MainWindow) -> tuple[Act, ...]:
    """Return the acts of a window, in the order of the menus."""
    return (
        *_file(window),
        *_go(window),
        *_version(window),
        *graph_acts(window),
        *_view(window),
        *_help(window),
    )


def _file(window: MainWindow) -> tuple[Act, ...]:
    translate = QCoreApplication.translate
    return (
        Act(
            "project.open",
            Menu.FILE,
            translate("Acts", "&Open a folder…"),
            window.opening.ask,
            ("Ctrl+O",),
            "open",
            toolbar=True,
        ),
        Act(
            "project.add",
            Menu.FILE,
            translate("Acts", "&Add a project to this graph…"),
            window.desk.add_project,
            ("Ctrl+Shift+O",),
            "plus",
            when=lambda: window.desk.opened is not None,
        ),
        Act(
            "project.sample",
            Menu.FILE,
            translate("Acts", "&Make the sample project"),
            window.opening.make_sample,
            (),
            "sample",
        ),
        Act(
            "project.read",
            Menu.FILE,
            translate("Acts", "&Read what is new"),
            window.desk.read_again,
            ("F5",),
            "refresh",
            when=lambda: window.desk.opened is not None,
            toolbar=True,
            set_off=True,
        ),
        Act(
            "project.problems",
            Menu.FILE,
            translate("Acts", "&Problems"),
            window.problems.show_all,
            ("Ctrl+Shift+M",),
            "warning",
            when=lambda: window.desk.opened is not None,
        ),
        Act(
            "project.close",
            Menu.FILE,
            translate("Acts", "&Close the project"),
            window.desk.close,
            ("Ctrl+W",),
            "close",
            when=lambda: window.desk.opened is not None,
        ),
        Act(
            "window.quit",
            Menu.FILE,
            translate("Acts", "&Quit"),
            window.close,
            ("Ctrl+Q",),
            set_off=True,
        ),
    )


def _go(window: MainWindow) -> tuple[Act, ...]:
    translate = QCoreApplication.translate
    selection = window.selection

    def opened() -> bool:
        return window.desk.workspace is not None

    def tab(number: int) -> None:
        if window.desk.workspace is not None:
            window.desk.workspace.show_tab(number)

    def go_filter() -> None:
        if window.desk.workspace is not None:
            window.desk.workspace.navigator.focus_filter()

    return (
        Act(
            "go.back",
            Menu.GO,
            translate("Acts", "&Back"),
            partial(selection.go, -1),
            ("Alt+Left",),
            "back",
            when=lambda: selection.can_go(-1),
            toolbar=True,
        ),
        Act(
            "go.forward",
            Menu.GO,
            translate("Acts", "&Forward"),
            partial(selection.go, 1),
            ("Alt+Right",),
            "forward",
            when=lambda: selection.can_go(1),
            toolbar=True,
        ),
        Act(
            "find.anything",
            Menu.GO,
            translate("Acts", "Find &anything…"),
            window.find_anything,
            ("Ctrl+K",),
            "search",
            set_off=True,
        ),
        Act(
            "find.pasted",
            Menu.GO,
            translate("Acts", "&Go to what was copied"),
            window.find_pasted,
            ("Ctrl+V",),
            "search",
            translate("Acts", "Show what the copied reference, digest or commit names"),
            when=opened,
        ),
        Act(
            "go.filter",
            Menu.GO,
            translate("Acts", "F&ilter the navigator"),
            go_filter,
            ("Ctrl+F",),
            "filter",
            when=opened,
        ),
        Act(
            "go.lineage",
            Menu.GO,
            translate("Acts", "&Lineage"),
            partial(tab, 0),
            ("Ctrl+1",),
            "graph",
            when=opened,
            set_off=True,
        ),
        Act(
            "go.history",
            Menu.GO,
            translate("Acts", "&History"),
            partial(tab, 1),
            ("Ctrl+2",),
            "history",
            when=opened,
        ),
        Act(
            "go.compare",
            Menu.GO,
            translate("Acts", "&Compare"),
            partial(tab, 2),
            ("Ctrl+3",),
            "compare",
            when=opened,
        ),
        Act(
            "go.rebuild",
            Menu.GO,
            translate("Acts", "&Rebuild"),
            partial(tab, 3),
            ("Ctrl+4",),
            "rebuild",
            when=opened,
        ),
    )


def _version(window: MainWindow) -> tuple[Act, ...]:
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


def _view(window: MainWindow) -> tuple[Act, ...]:
    translate = QCoreApplication.translate

    def opened() -> bool:
        return window.desk.workspace is not None

    def toggle(name: str) -> None:
        if window.desk.workspace is not None:
            window.desk.workspace.toggle(getattr(window.desk.workspace, name))

    def shown(name: str) -> bool:
        workspace = window.desk.workspace
        return workspace is not None and not getattr(workspace, name).isHidden()

    schemes = (
        (Scheme.SYSTEM, translate("Acts", "Colours of the &system")),
        (Scheme.LIGHT, translate("Acts", "&Light")),
        (Scheme.DARK, translate("Acts", "&Dark")),
        (Scheme.LIGHT_CONTRAST, translate("Acts", "Light with &high contrast")),
        (Scheme.DARK_CONTRAST, translate("Acts", "Dark with high &contrast")),
    )
    languages = (("", translate("Acts", "Lan&guage of the system")), *LANGUAGES.items())
    return (
        Act(
            "view.navigator",
            Menu.VIEW,
            translate("Acts", "&Navigator"),
            partial(toggle, "navigator"),
            ("Ctrl+B",),
            when=opened,
            checked=partial(shown, "navigator"),
        ),
        Act(
            "view.inspector",
            Menu.VIEW,
            translate("Acts", "&Inspector"),
            partial(toggle, "inspector"),
            ("Ctrl+I",),
            when=opened,
            checked=partial(shown, "inspector"),
        ),
        Act(
            "view.jobs",
            Menu.VIEW,
            translate("Acts", "&Jobs"),
            window.toggle_jobs,
            ("Ctrl+J",),
            "jobs",
            checked=lambda: window.jobs_shown,
        ),
        *(
            Act(
                f"view.{scheme.name.lower()}",
                Menu.VIEW,
                text,
                partial(window.choose_scheme, scheme),
                checked=lambda scheme=scheme: window.theme.scheme is scheme,  # type: ignore[misc]
                group="scheme",
                set_off=scheme is Scheme.SYSTEM,
            )
            for scheme, text in schemes
        ),
        *(
            Act(
                f"view.language.{code or 'system'}",
                Menu.VIEW,
                text,
                partial(window.language_wanted.emit, code),
                checked=lambda code=code: window.preferences.language == code,  # type: ignore[misc]
                group="language",
                set_off=not code,
            )
            for code, text in languages
        ),
    )


def _help(window: MainWindow) -> tuple[Act, ...]:
    translate = QCoreApplication.translate
    return (
        Act(
            "help.shortcuts",
            Menu.HELP,
            translate("Acts", "&Shortcuts"),
            window.show_shortcuts,
            ("F1", "?"),
            "keyboard",
        ),
        Act("help.about", Menu.HELP, translate("Acts", "&About Forebear"), window.show_about, (), "info"),
    )
