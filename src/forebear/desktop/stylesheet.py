"""The stylesheet: Fusion with quiet borders, a 4 px rhythm and one accent.

Widgets opt into a look with a dynamic property: `role` of a QLabel (`title`, `heading`, `strong`, `muted`,
`small`, `badge`), `kind` of a QPushButton (`primary`, `quiet`, `link`), `surface` of a QFrame (`card`,
`plain`, `bar`, `banner` with `tone` `good` or `bad`), `kind` `line` of a QSlider.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_SHEET = """
QMainWindow, QDialog { background: ${window}; }
QToolTip { background: ${surface_raised}; color: ${text}; border: 1px solid ${border}; padding: 4px 8px; }

QFrame[surface="over"] { background: ${surface_raised}; border: 1px solid ${border_strong};
    border-radius: 8px; }

QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="heading"] { font-size: ${small}pt; font-weight: 600; color: ${text_muted}; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: ${text_muted}; }
QLabel[role="small"] { color: ${text_muted}; font-size: ${small}pt; }
QLabel[role="badge"] { color: ${text_muted}; font-size: ${small}pt; border: 1px solid ${border};
    border-radius: 4px; padding: 1px 6px; background: ${surface_raised}; }

QFrame[surface="card"] { background: ${surface}; border: 1px solid ${border}; border-radius: 8px; }
QFrame[surface="plain"] { background: ${surface}; border: none; }
QFrame[surface="bar"] { background: ${surface}; border: none; border-bottom: 1px solid ${border}; }
QFrame[surface="segments"] { background: transparent; border: 1px solid ${border}; border-radius: 8px; }
QFrame[surface="banner"] { background: ${diff_changed}; border: none; border-bottom: 1px solid ${border}; }
QFrame[surface="banner"][tone="bad"] { background: ${diff_removed}; }
QFrame[surface="banner"][tone="good"] { background: ${diff_added}; }

QPushButton { background: ${surface}; color: ${text}; border: 1px solid ${border}; border-radius: 6px;
    padding: 5px 12px; min-height: 16px; }
QPushButton:hover { background: ${surface_hover}; }
QPushButton:pressed { background: ${selection}; }
QPushButton:focus { border: 1px solid ${focus}; }
QPushButton:disabled { color: ${text_disabled}; background: ${window}; }
QPushButton[kind="primary"] { background: ${accent}; color: ${accent_text}; border-color: ${accent};
    font-weight: 600; }
QPushButton[kind="primary"]:hover { background: ${accent_hover}; border-color: ${accent_hover}; }
QPushButton[kind="primary"]:focus { border: 1px solid ${text}; }
QPushButton[kind="primary"]:disabled { background: ${border}; border-color: ${border}; color: ${text_muted}; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 4px 8px; }
QPushButton[kind="quiet"]:hover { background: ${surface_hover}; }
QPushButton[kind="quiet"]:focus { border-color: ${focus}; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: ${accent};
    padding: 1px 2px; text-align: left; border-radius: 3px; }
QPushButton[kind="link"]:hover { background: ${surface_hover}; }
QPushButton[kind="link"]:focus { border-color: ${focus}; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: ${surface_hover}; }
QToolButton:pressed, QToolButton:checked { background: ${selection}; border-color: ${selection_rim}; }
QToolButton:focus { border-color: ${focus}; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox { background: ${surface}; color: ${text};
    border: 1px solid ${border}; border-radius: 6px; padding: 4px 8px; selection-background-color: ${accent};
    selection-color: ${accent_text}; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 1px solid ${focus}; }
QPlainTextEdit[frame="none"], QTextEdit[frame="none"] { border: none; border-radius: 0; }

QComboBox { background: ${surface}; border: 1px solid ${border}; border-radius: 6px; padding: 4px 8px;
    min-height: 16px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(${drop_down}); width: 14px; height: 14px; }
QComboBox:focus { border-color: ${focus}; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid ${text_muted}; border-radius: 4px;
    background: ${surface}; }
QCheckBox::indicator:checked { background: ${accent}; border-color: ${accent}; image: url(${tick}); }
QCheckBox::indicator:focus { border-color: ${focus}; }
QCheckBox::indicator:disabled { border-color: ${border}; }

QTableView::indicator { width: 14px; height: 14px; border: 1px solid ${text_muted}; border-radius: 4px;
    background: ${surface}; }
QTableView::indicator:checked { background: ${accent}; border-color: ${accent}; image: url(${tick}); }

QTreeView, QTableView, QListView { background: ${surface}; alternate-background-color: ${surface_raised};
    color: ${text}; border: none; outline: none; selection-background-color: ${selection};
    selection-color: ${selection_text}; gridline-color: ${border}; }
QTreeView::item, QListView::item { padding: 3px 4px; border: 1px solid transparent; border-radius: 4px; }
QTableView::item { padding: 2px 8px; border: none; }
QTreeView::item:hover, QListView::item:hover { background: ${surface_hover}; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected { background: ${selection};
    color: ${selection_text}; }
QTreeView { show-decoration-selected: 1; }
QTreeView::item { border: none; border-radius: 0; padding: 4px 5px; }
QTreeView::item:selected { border: 1px solid ${selection_rim}; border-left: none; border-right: none;
    padding: 3px 5px; }
QTreeView::branch:selected { background: ${selection}; }
QTreeView::item:focus, QListView::item:focus { border: 1px solid ${focus}; }
QHeaderView { background: ${surface}; border: none; }
QHeaderView::section { background: ${surface}; color: ${text_muted}; border: none;
    border-bottom: 1px solid ${border}; padding: 5px 11px; font-size: ${small}pt; font-weight: 600; }
QHeaderView::section:hover { background: ${surface_hover}; }
QTableCornerButton::section { background: ${surface}; border: none; border-bottom: 1px solid ${border}; }

QTabWidget::pane { border: none; border-top: 1px solid ${border}; background: ${surface}; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: ${text_muted}; padding: 8px 12px; border: none;
    border-bottom: 2px solid transparent; margin: 0 2px; }
QTabBar::tab:selected { color: ${text}; border-bottom: 2px solid ${accent}; }
QTabBar::tab:hover:!selected { color: ${text}; }
QTabBar::tear { image: none; width: 0; }
QTabBar::tab:focus { color: ${accent}; }

QSplitter::handle { background: ${border}; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: ${accent}; }

QMenuBar { background: ${window}; border-bottom: 1px solid ${border}; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: ${surface_hover}; }
QMenu { background: ${surface_raised}; border: 1px solid ${border}; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item { border: 1px solid transparent; }
QMenu::item:selected { background: ${selection}; color: ${selection_text}; border-color: ${selection_rim}; }
QMenu::item:disabled { color: ${text_disabled}; }
QMenu::separator { height: 1px; background: ${border}; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QToolBar { background: ${window}; border: none; border-bottom: 1px solid ${border}; spacing: 4px;
    padding: 4px 8px; }
QStatusBar { background: ${window}; border-top: 1px solid ${border}; color: ${text_muted}; }
QStatusBar::item { border: none; }
QStatusBar QPushButton { color: ${text_muted}; font-size: ${small}pt; }

QSlider[kind="line"]::groove:horizontal { background: ${border}; height: 4px; border-radius: 2px; }
QSlider[kind="line"]::sub-page:horizontal { background: ${accent}; border-radius: 2px; }
QSlider[kind="line"]::handle:horizontal { background: ${surface}; border: 2px solid ${accent}; width: 10px;
    margin: -6px 0; border-radius: 7px; }
QSlider[kind="line"]::handle:horizontal:focus { background: ${accent}; border-color: ${focus}; }

QProgressBar { background: ${border}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    text-align: center; color: transparent; }
QProgressBar::chunk { background: ${accent}; border-radius: 3px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: ${text_disabled}; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: ${border_strong}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; background: transparent; }

QGroupBox { border: 1px solid ${border}; border-radius: 8px; margin-top: 16px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; color: ${text_muted}; }
"""


def stylesheet(colours: Mapping[str, str], point_size: float, drop_down: Path, tick: Path) -> str:
    """Return the sheet for a table of tokens, the base font size in points, and two pictures.

    They are the arrow of a choice and the tick of a box.
    """
    values = {
        **{token.replace(".", "_"): value for token, value in colours.items()},
        "drop_down": drop_down.as_posix(),
        "tick": tick.as_posix(),
        "small": f"{point_size * 0.9:.1f}",
        "title": f"{point_size * 1.35:.1f}",
    }
    sheet = _SHEET
    for name, value in values.items():
        sheet = sheet.replace(f"${{{name}}}", value)
    return sheet
