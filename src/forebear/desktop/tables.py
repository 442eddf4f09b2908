"""What tables of the window have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget


def plain_header(table: QTableView) -> QHeaderView:
    """Leave a table the header above its columns alone, its words at the left, never raised; return it."""
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    return header


def list_rows(table: QTableView, air: int | None = None) -> QHeaderView:
    """Let a table list rows that are chosen whole, long texts shortened in the middle; return its header.

    `air` is the room above and below a row's text together, in pixels (None: as the rows need).
    """
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setIconSize(QSize(16, 16))
    if air is not None:
        table.setWordWrap(False)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + air)
    return plain_header(table)


def add_act(
    view: QWidget, text: str, act: Callable[[], object], key: QKeySequence.StandardKey | None = None
) -> None:
    """Give a view one more act in its menu, on a key while the view has the focus."""
    action = QAction(text, view)
    if key is not None:
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(act)
    view.addAction(action)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
