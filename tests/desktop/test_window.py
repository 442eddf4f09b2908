"""The window: opening, importing, failing and leaving, with the real command behind it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.actions import Menu, menu_text, plain
from forebear.desktop.app import Desktop
from forebear.desktop.assigning import AssignDialog
from forebear.desktop.finder import Finder
from forebear.desktop.jobs import JobState
from forebear.desktop.problems import ProblemsDialog
from forebear.desktop.shortcuts import ShortcutSheet
from forebear.desktop.theme import Scheme
from forebear.desktop.welcome import RecentRow
from forebear.desktop.window import MainWindow
from forebear.desktop.workspace import GRAPH, HISTORY, REBUILD, Workspace
from forebear.lineage.view import Show, View
from forebear.lineage.view_text import link_to


def workspace_of(window: MainWindow) -> Workspace:
    assert window.desk.workspace is not None
    return window.desk.workspace


def buttons(widget: QWidget) -> dict[str, QPushButton]:
    return {found.text(): found for found in widget.findChildren(QPushButton) if found.isVisible()}


def test_a_project_seen_for_the_first_time_is_read_with_progress_then_shown(
    desktop: Desktop, churn_project: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    root = tmp_path / "fresh"
    shutil.copytree(churn_project, root)
    window = desktop.window
    with qtbot.waitSignal(window.desk.project_shown, timeout=60_000):
        window.open(root)
        qtbot.waitUntil(window._chrome.import_page.isVisible, timeout=60_000)
        assert window.desk.workspace is None
    workspace = workspace_of(window)
    qtbot.waitUntil(lambda: workspace.inspector.description is not None, timeout=60_000)
    assert window.windowTitle() == "fresh - Forebear"
    assert desktop.preferences.recent == (root,)
    assert window.selection.node is not None
    assert window.selection.node.name == "model.json"


def test_a_known_project_is_shown_at_once_while_the_import_runs(
    desktop: Desktop, project: Path, qtbot: QtBot
) -> None:
    window = desktop.window
    with qtbot.waitSignal(window.desk.project_shown, timeout=60_000):
        window.open(project)
    opened = window.desk.opened
    assert opened is not None
    assert opened.importing is not None
    qtbot.waitUntil(lambda: opened.importing is None, timeout=60_000)


def test_nothing_flashes_up_as_a_window_of_its_own(
    desktop: Desktop, project: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    window = desktop.window
    window.open(project)
    qtbot.waitUntil(lambda: window.desk.workspace is not None, timeout=60_000)
    for name in ("go.history", "go.compare", "go.rebuild", "go.lineage", "view.jobs"):
        window.actions_table[name].trigger()
    workspace = workspace_of(window)
    qtbot.waitUntil(lambda: workspace.rebuild.view is not None, timeout=60_000)
    qtbot.waitUntil(lambda: workspace.compare.view is not None, timeout=60_000)
    qapp.removeEventFilter(watch)
    assert shown == []


def test_what_is_new_appears_after_reading_again(opened: MainWindow, qtbot: QtBot) -> None:
    project = opened.desk.opened
    assert project is not None
    subprocess.run(
        ["git", "-C", str(project.root), "commit", "--quiet", "--allow-empty", "-m", "Brand new"], check=True
    )
    opened.actions_table["project.read"].trigger()
    navigator = workspace_of(opened).navigator
    qtbot.waitUntil(
        lambda: any(item.text == "Brand new" for item in navigator.items.leaves()), timeout=60_000
    )


def test_a_folder_that_is_not_there_is_said_with_what_to_do(
    desktop: Desktop, tmp_path: Path, qtbot: QtBot
) -> None:
    window = desktop.window
    window.open(tmp_path / "nowhere")
    banner = window._chrome.banner
    qtbot.waitUntil(banner.isVisible, timeout=60_000)
    assert banner.message == "There is no such folder."
    assert "Open a folder…" in buttons(banner)
    assert window._chrome.welcome.isVisible()


def test_an_import_that_fails_shows_the_banner_and_the_first_page(
    desktop: Desktop, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "empty").mkdir()
    window = desktop.window
    window.open(tmp_path / "empty")
    banner = window._chrome.banner
    qtbot.waitUntil(banner.isVisible, timeout=60_000)
    job = desktop.jobs.all[-1]
    assert job.state is JobState.FAILED
    assert banner.message == job.document["error"]["what"]
    assert job.document["error"]["todo"] in banner._more.text()
    assert " \N{MIDDLE DOT} " in banner._more.text()
    assert window._chrome.welcome.isVisible()
    buttons(banner)["Show the log"].click()
    assert window.jobs_shown


def test_cancelling_the_first_import_goes_back_to_the_first_page(
    desktop: Desktop, tmp_path: Path, qtbot: QtBot
) -> None:
    root = tmp_path / "many"
    root.mkdir()
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + n} +0000\ndata 2\nm\n"
        for n in range(40_000)
    )
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream.encode(), check=True)
    window = desktop.window
    window.open(root)
    page = window._chrome.import_page
    qtbot.waitUntil(page.isVisible, timeout=60_000)
    with qtbot.waitSignal(desktop.jobs.all[-1].progressed, timeout=30_000):
        pass
    qtbot.mouseClick(page._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window._chrome.welcome.isVisible, timeout=30_000)
    assert desktop.jobs.all[-1].state is JobState.CANCELLED
    assert not window._chrome.banner.isVisible()


def test_a_folder_can_be_dropped(desktop: Desktop, project: Path, qtbot: QtBot) -> None:
    window = desktop.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(project))])
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(9, 9), *arguments)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.desk.project_shown, timeout=60_000):
        window.dropEvent(QDropEvent(QPointF(9, 9), *arguments))


def test_several_projects_are_one_graph(
    desktop: Desktop, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    other = shutil.copytree(project, tmp_path / "other")
    (other / "notes.txt").write_text("of the other project")
    subprocess.run(["git", "add", "."], cwd=other, check=True)
    subprocess.run(["git", "commit", "-qm", "Notes"], cwd=other, check=True)
    window = desktop.window
    with qtbot.waitSignal(window.desk.project_shown, timeout=60_000):
        window.open(project, beside=[other])
    assert window.windowTitle() == f"{project.name} + other - Forebear"
    workspace = workspace_of(window)
    opened = workspace.opened
    qtbot.waitUntil(lambda: opened.importing is None, timeout=60_000)
    commits: list[str] = []
    opened.reader.ask(
        lambda questions: [questions.resolve(f"{name}::main").commit for name in (project.name, "other")],
        commits.extend,
        receiver=window,
    )
    qtbot.waitUntil(lambda: bool(commits), timeout=20_000)
    assert len(set(commits)) == 2
    workspace.rebuild.ask(lambda _panel: None)
    workspace.show_tab(REBUILD)
    window.selection.rebuild("train@other::main")
    qtbot.waitUntil(lambda: any(job.words[0] == "rebuild" for job in desktop.jobs.all), timeout=20_000)
    planned = next(job for job in desktop.jobs.all if job.words[0] == "rebuild")
    qtbot.waitUntil(lambda: not planned.active, timeout=60_000)
    assert planned.document.get("error") is None
    assert planned.document["name"] == "train"


def test_a_link_leads_to_its_view_in_its_project(opened: MainWindow, qtbot: QtBot) -> None:
    name = opened.desk.opened.name if opened.desk.opened is not None else ""
    view = View(show=Show.NEIGHBOURHOOD, about="model.json@v1.0", up=3)
    opened.desk.close()
    with qtbot.waitSignal(opened.desk.project_shown, timeout=60_000):
        opened.links.open(link_to(view, name))
    graph = workspace_of(opened).graph
    qtbot.waitUntil(lambda: graph.view is not None and graph.view.model.view == view, timeout=60_000)
    opened.links.open(link_to(view, "unknown"))
    assert "unknown" in opened._chrome.banner.message
    opened.links.open("forebear://view?v=broken")
    assert "damaged" in opened._chrome.banner.message


def test_recent_projects_are_listed_opened_and_forgotten(
    desktop: Desktop, project: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    desktop.preferences.remember(tmp_path / "gone")
    desktop.preferences.remember(project)
    welcome = desktop.window._chrome.welcome

    def rows() -> list[RecentRow]:
        return [row for row in welcome.findChildren(RecentRow) if row.isVisible()]

    welcome.reload()
    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=60_000)
    link = next(button for button in rows()[0].findChildren(QPushButton))
    with qtbot.waitSignal(desktop.window.desk.project_shown, timeout=60_000):
        link.click()
    desktop.window.desk.close()
    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=60_000)
    rows()[0].forgotten.emit(project)
    qtbot.waitUntil(lambda: not rows(), timeout=60_000)


def test_closing_the_project_shows_the_first_page(opened: MainWindow) -> None:
    opened.actions_table["project.close"].trigger()
    assert opened.desk.opened is None
    assert opened.selection.node is None
    assert opened._chrome.welcome.isVisible()
    assert not opened.actions_table["project.close"].isEnabled()


def test_tabs_follow_the_shortcuts_and_the_layout_is_kept(
    opened: MainWindow, desktop: Desktop, project: Path, qtbot: QtBot
) -> None:
    workspace = workspace_of(opened)
    opened.actions_table["go.history"].trigger()
    assert workspace.tab == HISTORY
    opened.actions_table["view.inspector"].trigger()
    assert workspace.inspector.isHidden()
    opened.actions_table["view.inspector"].trigger()
    opened.desk.close()
    with qtbot.waitSignal(opened.desk.project_shown, timeout=60_000):
        opened.open(project)
    assert workspace_of(opened).tab == HISTORY
    assert desktop.preferences.number("tab", GRAPH, project) == HISTORY


def test_back_and_forward_follow_what_was_selected(opened: MainWindow, qtbot: QtBot) -> None:
    first = opened.selection.node
    items = [item for item in workspace_of(opened).navigator.items.leaves() if item.node is not None]
    second = next(item.node for item in items if item.node != first)
    assert second is not None
    opened.selection.open(second)
    assert opened.actions_table["go.back"].isEnabled()
    opened.actions_table["go.back"].trigger()
    assert opened.selection.node == first
    opened.actions_table["go.forward"].trigger()
    assert opened.selection.node == second
    assert not opened.actions_table["go.forward"].isEnabled()


def test_pins_are_counted_and_compared(opened: MainWindow, qtbot: QtBot) -> None:
    assert not opened.actions_table["version.compare"].isEnabled()
    for ref in ("v1.0", "v1.1"):
        opened.selection.pin(ref)
    assert opened._chrome._pins.text() == "2 pinned"
    with qtbot.waitSignal(opened.selection.compare_requested) as asked:
        opened.actions_table["version.compare"].trigger()
    assert asked.args == [["v1.0", "v1.1"]]
    opened.actions_table["version.unpin"].trigger()
    assert not opened._chrome._pins.isVisible()


def test_the_finder_goes_to_things_and_does_acts(opened: MainWindow, qtbot: QtBot) -> None:
    opened.actions_table["find.anything"].trigger()
    finder = opened.findChild(Finder)
    assert finder is not None
    qtbot.keyClicks(finder._line, "slowly")
    with qtbot.waitSignal(opened.selection.node_opened, timeout=60_000) as went:
        qtbot.keyClick(finder._line, Qt.Key.Key_Return)
    assert went.args is not None
    assert went.args[0].name == "Learn more slowly"
    opened.actions_table["find.anything"].trigger()
    finder = [found for found in opened.findChildren(Finder) if found.isVisible()][-1]
    qtbot.keyClicks(finder._line, "history")
    qtbot.keyClick(finder._line, Qt.Key.Key_Down)
    qtbot.keyClick(finder._line, Qt.Key.Key_Up)
    qtbot.keyClick(finder._line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: workspace_of(opened).tab == HISTORY)


def test_a_broken_record_is_a_listed_problem(desktop: Desktop, project: Path, qtbot: QtBot) -> None:
    (project / "dvc.lock").write_text("<<<<<<< HEAD\nschema: '2.0'\n")
    subprocess.run(["git", "-C", str(project), "commit", "--quiet", "-am", "Break the lock"], check=True)
    window = desktop.window
    window.open(project)
    qtbot.waitUntil(window.problems.isVisible, timeout=60_000)
    assert window.problems.text() == "1 problem"
    window.problems.click()
    dialog = window.findChild(ProblemsDialog)
    assert dialog is not None
    assert dialog.model.rowCount() == 1
    assert "dvc.lock" in dialog.model.index(0, 1).data()
    assert dialog.model.as_text([0]).count("\t") == 2
    dialog.accept()


def test_an_image_is_assigned_by_the_real_command(opened: MainWindow, qtbot: QtBot) -> None:
    workspace = workspace_of(opened)
    buttons(workspace.inspector)["Assign an image…"].click()
    dialog = opened.findChild(AssignDialog)
    assert dialog is not None
    dialog.image.setEditText("--evil")
    assert not dialog._assign.isEnabled()
    dialog.image.setEditText("registry.example.org/train@sha256:" + "a" * 64)
    dialog._assign.click()
    qtbot.waitUntil(lambda: opened.jobs.all[-1].words[0] == "assign", timeout=30_000)
    job = opened.jobs.all[-1]
    qtbot.waitUntil(lambda: not job.active, timeout=60_000)
    assert job.state is JobState.DONE, job.document

    def shown() -> bool:
        described = workspace.inspector.description
        assert described is not None
        rows = [row for part in described.parts if part.title == "Environment" for row in part.rows]
        return any("registry.example.org" in row.value and row.badge.startswith("assumed") for row in rows)

    qtbot.waitUntil(shown, timeout=60_000)


def test_a_report_is_written_by_the_real_command(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    reports = opened.desk.reports
    assert reports is not None
    job = reports.write("model.json@v1.0", tmp_path / "report")
    qtbot.waitUntil(lambda: not job.active, timeout=120_000)
    assert job.state is JobState.DONE, job.document
    written = tmp_path / "report.html"
    assert "model.json" in written.read_text(encoding="utf-8")
    banner = opened._chrome.banner
    assert banner.isVisible()
    assert banner.message == "The report is written."
    assert set(buttons(banner)) == {"Open", "Show the folder"}


def test_a_report_that_cannot_be_written_says_why(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    reports = opened.desk.reports
    assert reports is not None
    job = reports.write("no-such-thing", tmp_path / "report.html")
    qtbot.waitUntil(lambda: not job.active, timeout=60_000)
    assert opened._chrome.banner.message == job.document["error"]["what"]


def test_a_rebuild_is_asked_for_in_its_tab(opened: MainWindow, qtbot: QtBot) -> None:
    opened.actions_table["version.rebuild"].trigger()
    workspace = workspace_of(opened)
    assert workspace.tab == REBUILD
    qtbot.waitUntil(lambda: workspace.rebuild.view is not None, timeout=30_000)
    qtbot.waitUntil(lambda: any(job.words[0] == "rebuild" for job in opened.jobs.all), timeout=60_000)
    qtbot.waitUntil(lambda: not opened.jobs.active, timeout=120_000)


def test_quitting_with_a_job_asks_once_and_staying_stays(
    desktop: Desktop, project: Path, qtbot: QtBot
) -> None:
    window = desktop.window
    job = desktop.jobs.start(["import", str(project)], "Read churn")
    window.close()
    assert window.isVisible()
    window.close()
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1
    assert "Read churn" in boxes[0].informativeText()
    boxes[0].reject()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not job.active, timeout=60_000)
    assert job.state is JobState.DONE


def test_quitting_needs_no_answer_once_the_jobs_have_ended(
    desktop: Desktop, project: Path, qtbot: QtBot
) -> None:
    window = desktop.window
    job = desktop.jobs.start(["import", str(project)], "Read churn")
    window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=60_000)
    assert job.state is JobState.DONE


def test_quitting_can_stop_the_jobs(desktop: Desktop, project: Path, qtbot: QtBot) -> None:
    window = desktop.window
    waiting = [desktop.jobs.start(["import", str(project)], exclusive="x") for _ in range(2)]
    window.close()
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    next(button for button in box.buttons() if button.text() == "Stop and quit").click()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    assert not any(job.active for job in waiting)


def test_the_language_changes_with_the_project_open(
    opened: MainWindow, desktop: Desktop, project: Path, qtbot: QtBot
) -> None:
    opened.language_wanted.emit("ko")
    window = desktop.window
    assert window is not opened
    qtbot.waitUntil(lambda: window.desk.workspace is not None, timeout=60_000)
    assert plain(menu_text(Menu.FILE)) == "파일"
    assert desktop.preferences.language == "ko"
    assert window.desk.opened is not None
    assert window.desk.opened.root == project


def test_the_scheme_is_chosen_and_kept(desktop: Desktop) -> None:
    desktop.window.actions_table["view.dark"].trigger()
    assert desktop.theme.dark
    assert desktop.preferences.scheme is Scheme.DARK
    assert desktop.window.actions_table["view.dark"].isChecked()


def test_the_sheet_lists_every_shortcut(desktop: Desktop, qtbot: QtBot) -> None:
    window = desktop.window
    window.actions_table["help.shortcuts"].trigger()
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.close()


def test_the_first_window_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from PySide6.QtCore import QSettings\n"
        "from forebear.desktop.app import Desktop, make_application\n"
        "from forebear.desktop.preferences import Preferences\n"
        "application = make_application()\n"
        "settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)\n"
        "desktop = Desktop(application, Preferences(settings))\n"
        "desktop.show()\n"
        "desktop.window.grab()\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "/nonexistent/settings.ini"],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {
        "numpy",
        "scipy",
        "sqlalchemy",
        "alembic",
        "networkx",
        "git",
        "docker",
        "pyqtgraph",
        "typst",
        "yaml",
    }
    loaded = set(done.stdout.split())
    assert "PySide6" in loaded
    assert not {name.partition(".")[0] for name in loaded} & heavy
    # Of our own rooms, those below the window come with a project.
    below = ("forebear.sources", "forebear.compare", "forebear.rebuild", "forebear.audit", "forebear.drawing")
    assert not [name for name in loaded if name.startswith((*below, "forebear.lineage.words"))]


def test_a_theme_change_repaints_icons(desktop: Desktop) -> None:
    action = desktop.window.actions_table["project.open"]
    before = action.icon().pixmap(16).toImage()
    desktop.window.choose_scheme(Scheme.DARK)
    assert action.icon().pixmap(16).toImage() != before
