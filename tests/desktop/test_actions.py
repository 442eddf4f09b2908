"""Actions, names and texts: what holds for all of them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from forebear.desktop.about import About
from forebear.desktop.actions import Actions, plain
from forebear.desktop.acts import acts_of
from forebear.desktop.app import Desktop
from forebear.desktop.assigning import AssignDialog
from forebear.desktop.crash_dialog import CrashDialog
from forebear.desktop.languages import Languages
from forebear.desktop.problems import ProblemsDialog
from forebear.desktop.shortcuts import ShortcutSheet
from forebear.desktop.sources.adding import AddSourceDialog
from forebear.desktop.sources.moved import MovedDialog
from forebear.desktop.theme import Scheme
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import COMPARE, REBUILD, Workspace
from forebear.desktop.workspace import SOURCES as SOURCES_TAB
from forebear.resources import resource

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "forebear" / "desktop").rglob("*.py"))


def test_every_action_has_text_a_unique_id_and_a_unique_shortcut(desktop: Desktop) -> None:
    acts = desktop.window.actions_table.acts
    assert len(acts) > 25
    assert all(plain(act.text).strip() for act in acts)
    assert max(Counter(act.id for act in acts).values()) == 1
    shortcuts = Counter(keys for act in acts for keys in act.shortcuts)
    assert [keys for keys, count in shortcuts.items() if count > 1] == []
    assert all(not QKeySequence(keys).isEmpty() for keys in shortcuts)
    for act in acts:
        action = desktop.window.actions_table[act.id]
        assert action.toolTip()
        assert action.text() == act.text


def test_mnemonics_are_unique_in_their_menu(desktop: Desktop, qapp: QApplication) -> None:
    languages = Languages(qapp)
    for language in ("en", "ko"):
        languages.choose(language)
        letters = Counter(
            (act.menu, act.text[act.text.index("&") + 1].lower())
            for act in acts_of(desktop.window)
            if "&" in act.text
        )
        assert [found for found, count in letters.items() if count > 1] == [], language
    languages.choose("en")


def test_every_action_is_in_a_menu_and_in_the_finder(opened: MainWindow) -> None:
    table: Actions = opened.actions_table
    in_menus = {
        action.objectName()
        for menu in opened.menuBar().actions()
        for action in (menu.menu().actions() if menu.menu() else [])  # type: ignore[attr-defined]
    }
    assert {act.id for act in table.acts} <= in_menus
    for act in table.acts:
        assert (act in table.doable()) is act.when()


@pytest.mark.parametrize(
    ("text", "said"),
    [("&File", "File"), ("V&ersion", "Version"), ("파일(&F)", "파일"), ("재현(&R)…", "재현…")],
)
def test_menu_texts_are_said_without_their_mnemonic(text: str, said: str) -> None:
    assert plain(text) == said


NAMED = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractItemView,
    QPlainTextEdit,
    QProgressBar,
)


def unnamed(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        inner = widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar)
        parent = widget.parent()
        # The line and list inside a choice, and the corner of a table, are parts of a named control.
        inner = inner or isinstance(parent, QComboBox | QAbstractScrollArea | QLineEdit)
        parent = parent.parent() if parent is not None else None
        inner = inner or isinstance(parent, QComboBox) or "QComboBox" in type(parent).__name__
        if isinstance(widget, NAMED) and not inner:
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            # A button that is put away until it has something to say has no name yet.
            waiting = isinstance(widget, QAbstractButton) and not widget.isVisibleTo(root) and not text
            if not (widget.accessibleName() or text.strip() or waiting):
                found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_every_control_of_the_window_has_an_accessible_name(opened: MainWindow, qtbot: QtBot) -> None:
    workspace = opened.desk.workspace
    assert isinstance(workspace, Workspace)
    opened.toggle_jobs()
    for tab, page in (
        (COMPARE, workspace.compare),
        (REBUILD, workspace.rebuild),
        (SOURCES_TAB, workspace.sources),
        (0, workspace.graph),
    ):
        workspace.show_tab(tab)
        qtbot.waitUntil(lambda page=page: page.view is not None, timeout=60_000)  # type: ignore[misc]
    opened.find_anything()
    assert len(opened.findChildren(QAbstractButton)) > 20
    assert unnamed(opened) == []


def test_every_control_of_the_dialogs_has_an_accessible_name(opened: MainWindow) -> None:
    theme = opened.theme
    node = opened.selection.node
    assert node is not None
    assert opened.desk.opened is not None
    dialogs = (
        About(theme, opened),
        AssignDialog(node, opened),
        CrashDialog("report", opened),
        ProblemsDialog(theme, opened),
        AddSourceDialog(opened.desk.opened.project, theme, opened),
        MovedDialog([("/old", "/new")], opened),
        ShortcutSheet(opened.actions_table, opened),
    )
    for dialog in dialogs:
        assert unnamed(dialog) == []
        dialog.deleteLater()


def test_the_translations_are_complete_and_up_to_date() -> None:
    """lupdate runs over the code: no text is missing, none is left over, none is unfinished."""
    done = subprocess.run(
        [str(ROOT / "packaging" / "translate"), "--check"],
        env={
            "PATH": "/usr/bin:/bin",
            "FOREBEAR_BIN": str(Path(sys.executable).parent),
            "HOME": "/nonexistent",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def messages(language: str) -> list[tuple[str, str, list[str]]]:
    tree = ET.parse(resource(f"translations/forebear_{language}.ts"))  # noqa: S314  (our own file)
    return [
        (
            context.findtext("name") or "",
            message.findtext("source") or "",
            [form.text or "" for form in message.findall("translation//numerusform")]
            or [message.findtext("translation") or ""],
        )
        for context in tree.getroot().findall("context")
        for message in context.findall("message")
    ]


def test_placeholders_survive_translation() -> None:
    import re

    for context, source, forms in messages("ko"):
        for form in forms:
            wanted = Counter(re.findall(r"\{\w*\}|%n", source))
            assert Counter(re.findall(r"\{\w*\}|%n", form)) == wanted, (context, source)
            assert source.endswith("…") == form.endswith("…"), (context, source)


def test_the_compiled_translations_speak(qapp: QApplication) -> None:
    languages = Languages(qapp)
    languages.choose("ko")
    try:
        for context, source, forms in messages("ko"):
            if "%n" in source:
                said = QCoreApplication.translate(context, source, "", 3)
                assert said == forms[-1].replace("%n", "3"), (context, source)
            else:
                assert QCoreApplication.translate(context, source) == forms[0], (context, source)
    finally:
        languages.choose("en")
    assert QCoreApplication.translate("ProblemsPill", "%n problems", "", 1) == "1 problem"
    assert QCoreApplication.translate("ProblemsPill", "%n problems", "", 2) == "2 problems"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_texts_can_be_extracted(path: Path) -> None:
    """No f-string, variable or sum inside a translation call: lupdate would not see it."""
    wrong = []
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        place = {"tr": 0, "translate": 1}.get(name)
        if place is None or len(call.args) <= place:
            continue
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if name == "translate" and isinstance(owner, ast.Name) and owner.id == "painter":
            continue
        if not all(isinstance(argument, ast.Constant) for argument in call.args[: place + 1]):
            wrong.append(call.lineno)
    assert wrong == []


def test_no_text_is_cut_off_in_korean(opened: MainWindow, desktop: Desktop, qtbot: QtBot) -> None:
    opened.language_wanted.emit("ko")
    window = desktop.window
    qtbot.waitUntil(lambda: window.desk.workspace is not None, timeout=20_000)
    workspace = window.desk.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: workspace.inspector.description is not None, timeout=20_000)
    window.choose_scheme(Scheme.DARK)
    narrow = [
        button.text()
        for button in window.findChildren(QPushButton)
        if button.isVisible()
        and button.property("kind") != "link"  # those are shortened by design, with a tooltip
        and button.width() < button.fontMetrics().horizontalAdvance(button.text())
    ]
    assert narrow == []
