"""Actions as values: menus, the toolbar, the shortcut sheet and the finder all come from one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar, QWidget


class Menu(StrEnum):
    """The menu an action is in; a group within it is set off by a line."""

    FILE = "file"
    GO = "go"
    VERSION = "version"
    GRAPH = "graph"
    VIEW = "view"
    HELP = "help"


def _always() -> bool:
    return True


class Act(NamedTuple):
    """Something that a person can do.

    Attributes: `id` stable and dotted; `text` for menus, translated; `run` does it; `shortcuts` in Qt's
    portable form, the first is shown; `when` says whether it can be done now; `checked` makes it one of a
    choice (`group`).
    """

    id: str
    menu: Menu
    text: str
    run: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    when: Callable[[], bool] = _always
    checked: Callable[[], bool] | None = None
    group: str = ""
    toolbar: bool = False
    set_off: bool = False


def menu_text(menu: Menu) -> str:
    """Name a menu."""
    translate = QCoreApplication.translate
    return {
        Menu.FILE: translate("Menu", "&File"),
        Menu.GO: translate("Menu", "&Go"),
        Menu.VERSION: translate("Menu", "V&ersion"),
        Menu.GRAPH: translate("Menu", "G&raph"),
        Menu.VIEW: translate("Menu", "&View"),
        Menu.HELP: translate("Menu", "&Help"),
    }[menu]


class Actions(QObject):
    """The table of acts as Qt actions of one window."""

    def __init__(self, acts: Sequence[Act], theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.acts = tuple(acts)
        self._theme = theme
        self._actions: dict[str, QAction] = {}
        self._menus_painted = False
        self._groups: dict[str, QActionGroup] = {}
        for act in acts:
            self._actions[act.id] = self._make(act, window)
            window.addAction(self._actions[act.id])
        theme.changed.connect(self._paint)
        self._paint()
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus into a menu bar."""
        for menu in Menu:
            shown = bar.addMenu(menu_text(menu))
            # What can be done is looked up when a person looks.
            shown.aboutToShow.connect(self.refresh)
            shown.aboutToShow.connect(self._paint_menus)
            for act in self.acts:
                if act.menu is menu:
                    if act.set_off:
                        shown.addSeparator()
                    shown.addAction(self._actions[act.id])

    def refresh(self) -> None:
        """Find out anew what can be done now."""
        for act in self.acts:
            action = self._actions[act.id]
            action.setEnabled(act.when())
            if act.checked is not None:
                action.setChecked(act.checked())

    def doable(self) -> Iterable[Act]:
        """Return the acts that can be done now."""
        return [act for act in self.acts if act.when()]

    def _make(self, act: Act, window: QWidget) -> QAction:
        action = QAction(act.text, window)
        action.setObjectName(act.id)
        action.setShortcuts([QKeySequence(keys) for keys in act.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(self._tip(act))
        action.setStatusTip(act.tip)
        if act.checked is not None:
            action.setCheckable(True)
            if act.group:
                group = self._groups.setdefault(act.group, QActionGroup(self))
                group.addAction(action)
        action.triggered.connect(lambda _checked=False: act.run())
        return action

    @staticmethod
    def _tip(act: Act) -> str:
        text = act.tip or plain(act.text)
        return f"{text} ({shown_keys(act)})" if act.shortcuts else text

    def _paint(self) -> None:
        """Draw the icons of the toolbar; those of the menus are drawn when one opens."""
        self._paint_those(lambda act: act.toolbar)
        self._menus_painted = False

    def _paint_menus(self) -> None:
        if not self._menus_painted:
            self._paint_those(lambda act: not act.toolbar)
            self._menus_painted = True

    def _paint_those(self, wanted: Callable[[Act], bool]) -> None:
        for act in self.acts:
            if act.icon and wanted(act):
                self._actions[act.id].setIcon(self._theme.icon(act.icon))


def plain(text: str) -> str:
    """Return a menu text without its mnemonic; a Korean menu writes it as `(&F)` behind the word."""
    before, mark, rest = text.partition("(&")
    if mark and rest[1:2] == ")":
        return before + rest[2:]
    return text.replace("&", "")


def shown_keys(act: Act) -> str:
    """Return the first shortcut as this system writes it."""
    return (
        QKeySequence(act.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)
        if act.shortcuts
        else ""
    )
