"""The table of everything that can be done in the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from forebear.desktop.actions import Act, Menu
from forebear.desktop.graph_acts import graph_acts
from forebear.desktop.languages import LANGUAGES
from forebear.desktop.theme import Scheme
from forebear.desktop.version_acts import version_acts

if TYPE_CHECKING:
    from forebear.desktop.window import MainWindow


def acts_of(window: MainWindow) -> tuple[Act, ...]:
    """Return the acts of a window, in the order of the menus."""
    return (
        *_file(window),
        *_go(window),
        *version_acts(window),
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
            "project.source",
            Menu.FILE,
            translate("Acts", "Add &source…"),
            window.selection.add_source,
            ("Ctrl+Shift+N",),
            "source",
            translate("Acts", "Read the records of another tool, from a folder, a database or a server"),
            when=lambda: window.desk.workspace is not None,
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
        Act(
            "go.many",
            Menu.GO,
            translate("Acts", "Rebuild &many"),
            partial(tab, 4),
            ("Ctrl+5",),
            "rebuild",
            when=opened,
        ),
        Act(
            "go.models",
            Menu.GO,
            translate("Acts", "M&odels"),
            partial(tab, 5),
            ("Ctrl+6",),
            "model",
            when=opened,
        ),
        Act(
            "go.sources",
            Menu.GO,
            translate("Acts", "&Sources"),
            partial(tab, 6),
            ("Ctrl+7",),
            "source",
            when=opened,
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
