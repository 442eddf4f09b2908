"""The sheet of shortcuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forebear.desktop.actions import Actions, Menu, menu_text, plain, shown_keys
from forebear.desktop.comparing.diffs.bar import diff_sheet
from forebear.desktop.graph.keyboard import shown_sheet
from forebear.desktop.pieces import label


class ShortcutSheet(QDialog):
    """Every act that has a shortcut, by menu, and the keys of the graph and of a diff."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(24, 20, 24, 24)
        columns.setSpacing(40)
        for menus in ((Menu.FILE, Menu.GO), (Menu.VERSION, Menu.VIEW, Menu.HELP)):
            column = QVBoxLayout()
            column.setSpacing(20)
            for menu in menus:
                column.addLayout(self._group(actions, menu))
            column.addStretch(1)
            columns.addLayout(column)
        column = QVBoxLayout()
        column.setSpacing(20)
        column.addLayout(_group(self.tr("In the graph"), shown_sheet()))
        column.addLayout(_group(self.tr("In a difference of texts"), diff_sheet()))
        column.addStretch(1)
        columns.addLayout(column)

    @staticmethod
    def _group(actions: Actions, menu: Menu) -> QVBoxLayout:
        acts = [act for act in actions.acts if act.menu is menu and act.shortcuts]
        return _group(plain(menu_text(menu)), [(plain(act.text), shown_keys(act)) for act in acts])


def _group(title: str, keys: Sequence[tuple[str, str]]) -> QVBoxLayout:
    rows = QGridLayout()
    rows.setHorizontalSpacing(32)
    rows.setVerticalSpacing(6)
    rows.setColumnStretch(0, 1)
    for row, (text, shown) in enumerate(keys):
        rows.addWidget(label(text), row, 0)
        rows.addWidget(label(shown, "badge"), row, 1)
    group = QVBoxLayout()
    group.setSpacing(6)
    group.addWidget(label(title, "heading"))
    group.addLayout(rows)
    return group
