"""The code page on a repository that Git made, and on comparisons of very many files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from forebear.compare.comparison import (
    CodeChanges,
    CodeCommit,
    CodeFile,
    FileDiff,
    FileKind,
    NodeKind,
    Version,
)
from forebear.compare.kept import KeptPatch
from forebear.compare.side_by_side import compare
from forebear.desktop.comparing.code_page import CodePage
from forebear.desktop.theme import Theme
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.git.repository import GitRepository
from forebear.sources.importing import import_project

Watched = Callable[..., AbstractContextManager[object]]
LINES = "".join(f"x{number} = {number}\n" for number in range(40))
PATCH = "diff --git a/src/one.py b/src/one.py\n--- a/src/one.py\n+++ b/src/one.py\n@@ -1 +1 @@\n-a\n+b\n"


def git(root: Path, *words: str, **variables: str) -> None:
    settings = {**os.environ, **variables}
    subprocess.run(["git", *words], cwd=root, env=settings, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("page") / "project"
    (root / "src").mkdir(parents=True)
    git(root, "init", "-q")

    def commit(tag: str, author: str, day: int) -> None:
        git(root, "add", "-A")
        words = ("commit", "-qm", f"This is {tag}", f"--author={author} <a@example.org>")
        git(root, *words, GIT_COMMITTER_DATE=f"2026-03-0{day}T12:00:00Z")
        git(root, "tag", tag)

    (root / "src/one.py").write_text(LINES)
    (root / "src/old.py").write_text(f"{LINES}\n# moved\n")
    (root / "run.sh").write_text("echo\n")
    (root / "logo.bin").write_bytes(b"\0\1")
    (root / "README.md").write_text("# Hello\n")
    commit("one", "Ada", 1)
    (root / "src/one.py").write_text(LINES.replace("x5 = 5", "x5 = 55"))
    (root / "run.sh").chmod(0o755)
    commit("two", "Bob", 2)
    (root / "src/one.py").write_text(LINES.replace("x5 = 5", "x5 = 555"))
    git(root, "mv", "src/old.py", "src/new.py")
    (root / "logo.bin").write_bytes(b"\0\2\3")
    (root / "README.md").write_text("# Hello again\n")
    (root / "empty.py").write_text("")
    commit("three", "Ada", 3)
    return root


@pytest.fixture(scope="module")
def code(repository: Path) -> Callable[..., tuple[CodeChanges, tuple[Version, ...]]]:
    """Return `code(ref, …)`: what a real comparison says of the code, and of which versions."""
    project = Project.at(repository)
    project.prepare()
    database = Database.open(project.database_url)
    import_project(project, database, Silent())

    def compared(*refs: str) -> tuple[CodeChanges, tuple[Version, ...]]:
        with GitRepository(repository) as opened:
            found = compare(Questions(database), opened, refs)
        return found.code, found.versions

    return compared


@pytest.fixture
def page(theme: Theme, repository: Path, qtbot: QtBot) -> CodePage:
    made = CodePage(theme, [repository])
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


Compared = Callable[..., tuple[CodeChanges, tuple[Version, ...]]]


def show(page: CodePage, code: Compared, qtbot: QtBot, *refs: str) -> None:
    with qtbot.waitSignal(page.diff.settled):
        page.show_code(*code(*refs))


def listed(page: CodePage) -> dict[str, list[tuple[str, str, str]]]:
    """The groups, and in each the name, versions and counts of its files."""
    model = page.files.model
    found = {}
    for row in range(model.rowCount()):
        group = model.index(row, 0)
        found[str(group.data())] = [
            tuple(str(model.index(place, column, group).data()) for column in range(3))
            for place in range(model.rowCount(group))
        ]
    return found  # type: ignore[return-value]


def shown(page: CodePage) -> list[str]:
    model = page.diff.table.lines
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def choose(page: CodePage, path: str, qtbot: QtBot) -> str:
    """Choose a file, and return what is said instead of a diff."""
    page.choose(path)
    qtbot.waitUntil(lambda: path in page.diff.bar.title.text)
    return page.diff.message.text() if page.diff.message.isVisible() else ""


def test_files_are_in_groups_each_told_as_what_it_is(page: CodePage, code: Compared, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.files.model)
    show(page, code, qtbot, "one", "three")
    assert tester.model() is page.files.model
    assert listed(page) == {
        "Code": [
            ("empty.py", "", "added"),
            ("run.sh", "", "mode changed"),
            ("src/old.py → src/new.py", "", "renamed"),
            ("src/one.py", "", "+1 \N{MINUS SIGN}1"),
        ],
        "Data in Git": [("logo.bin", "", "binary")],
        "Documents": [("README.md", "", "+1 \N{MINUS SIGN}1")],
    }
    assert page.files.count.text() == "6 of 6 files"


def test_a_file_is_read_as_a_whole_when_it_is_chosen(page: CodePage, code: Compared, qtbot: QtBot) -> None:
    show(page, code, qtbot, "one", "three")
    with qtbot.waitSignal(page.diff.settled):
        page.choose("src/one.py")
    assert shown(page)[4:6] == ["x5 = 5", "x5 = 555"]
    heading = str(page.diff.table.lines.headerData(0, Qt.Orientation.Horizontal))
    assert heading.startswith("A: one, ")
    assert "→  B: three, " in heading
    with qtbot.waitSignal(page.diff.settled):
        page.diff.bar.whole.click()
    assert len(shown(page)) == 41


def test_what_has_no_lines_to_show_says_why(page: CodePage, code: Compared, qtbot: QtBot) -> None:
    show(page, code, qtbot, "one", "three")
    assert choose(page, "logo.bin", qtbot) == "This file is binary; its bytes differ. 2 → 3 bytes"
    assert choose(page, "run.sh", qtbot) == "Only its mode changed, 100644 → 100755."
    assert choose(page, "src/new.py", qtbot) == "It was src/old.py; its content is the same."
    assert choose(page, "empty.py", qtbot) == "An empty file was added."


def test_what_is_beside_its_lines_is_said_too(page: CodePage, qtbot: QtBot) -> None:
    patch = "@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n"
    modes = {"part": ("160000", "160000"), "link": ("120000", "120000"), "run.sh": ("100644", "100755")}
    files = tuple(
        CodeFile(path, FileKind.CODE, None, (FileDiff("B", "modified", "", 1, 1, text=patch, modes=pair),))
        for path, pair in modes.items()
    )
    page.show_code(CodeChanges(True, (), files))
    qtbot.waitUntil(lambda: page.files.count.text() == "3 of 3 files")
    said = []
    for path in modes:
        page.choose(path)
        said.append(page._note.text())
    assert [text.split(",")[0] for text in said] == [
        "A submodule: the commit at which it is.",
        "A link: the path to which it leads.",
        "Its mode changed as well",
    ]


def test_files_are_filtered_by_name(page: CodePage, code: Compared, qtbot: QtBot) -> None:
    show(page, code, qtbot, "one", "three")
    page.files.name.setText("OLD")
    assert list(listed(page)) == ["Code"]
    assert page.files.count.text() == "1 of 6 files"
    page.files.name.setText("nothing like it")
    assert "No file is left" in page.diff.message.text()
    page.choose("README.md")
    assert page.files.count.text() == "6 of 6 files"
    assert page.files.entry is not None
    assert page.files.entry.path == "README.md"


def test_a_chosen_commit_leaves_only_its_files(page: CodePage, code: Compared, qtbot: QtBot) -> None:
    show(page, code, qtbot, "one", "three")
    said = [page.commits.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert [text.split(",")[0] for text in said] == ["This is three", "This is two"]
    assert "Bob" in said[1]
    page.commits.list.setCurrentIndex(page.commits.model.index(1))
    qtbot.waitUntil(lambda: page.files.count.text() == "2 of 6 files")
    assert [name for name, _, _ in listed(page)["Code"]] == ["run.sh", "src/one.py"]
    page.commits.list.setFocus()
    qtbot.keyClick(page.commits.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QApplication.clipboard().text()) == 40
    page.files._all_commits.click()
    assert page.files.count.text() == "6 of 6 files"
    assert page.commits.commit is None


def test_of_many_versions_a_file_is_listed_once(page: CodePage, code: Compared, qtbot: QtBot) -> None:
    show(page, code, qtbot, "one", "two", "three", "three")
    rows = {name: versions for name, versions, _ in listed(page)["Code"]}
    assert rows["src/one.py"] == "B C D"
    assert rows["empty.py"] == "C D"
    with qtbot.waitSignal(page.diff.settled):
        page.choose("src/one.py")
    texts = [page.versions.itemText(place) for place in range(page.versions.count())]
    assert [text[:2] for text in texts] == ["B:", "C:"]
    assert "D: three" in texts[1]
    assert "x5 = 55" in shown(page)
    with qtbot.waitSignal(page.diff.settled):
        page.versions.activated.emit(1)
    assert "x5 = 555" in shown(page)


def test_what_no_run_used_is_left_out_where_runs_name_their_code(page: CodePage, qtbot: QtBot) -> None:
    used = [True, False, None]
    files = [
        CodeFile(f"{n}.py", FileKind.CODE, used[n % 3], (FileDiff("B", "modified", "", 1, 1, text=PATCH),))
        for n in range(6)
    ]
    page.show_code(CodeChanges(True, (), tuple(files)))
    qtbot.waitUntil(lambda: page.files.count.text() == "4 of 6 files")
    assert page.files.used.isChecked()
    page.files.used.setChecked(False)
    assert page.files.count.text() == "6 of 6 files"
    page.show_code(CodeChanges(True, (), tuple(file for file in files if file.used is None)))
    qtbot.waitUntil(lambda: page.files.count.text() == "2 of 2 files")
    assert page.files.used.isHidden()


def test_uncommitted_changes_are_a_group_of_their_own(page: CodePage, qtbot: QtBot) -> None:
    kept = KeptPatch("B", "DVC experiment <b>name</b>", "0123456789" * 4, PATCH, "Not kept: two.py.")
    page.show_code(CodeChanges(True, uncommitted=(kept,)))
    qtbot.waitUntil(lambda: shown(page) != [])
    assert listed(page) == {"Uncommitted changes of B": [("src/one.py", "", "+1 \N{MINUS SIGN}1")]}
    assert shown(page)[1:] == ["a", "b"]
    said = "Kept by DVC experiment <b>name</b>, on top of commit 0123456789. Not kept: two.py."
    assert page._note.text() == said
    assert page._note.textFormat() is Qt.TextFormat.PlainText
    tip = page.files.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip


def test_the_way_they_are_shown_may_change_while_a_file_is_read(
    page: CodePage, code: Compared, qtbot: QtBot
) -> None:
    show(page, code, qtbot, "one", "three")
    page.choose("src/one.py")
    page.diff.show_beside(True)
    qtbot.waitUntil(lambda: page.diff.table.lines.beside)


def test_a_version_that_is_gone_is_said(page: CodePage, qtbot: QtBot) -> None:
    diff = FileDiff("B", "modified", "", 1, 1, blobs=("1" * 40, "2" * 40))
    page.show_code(CodeChanges(True, (), (CodeFile("a.py", FileKind.CODE, None, (diff,)),)))
    qtbot.waitUntil(lambda: "is not here any more" in page.diff.message.text())


def test_the_same_code_says_so(page: CodePage) -> None:
    page.show_code(CodeChanges(changed=False))
    assert page._empty.isVisible()


def test_very_many_files_and_commits_do_not_hold_up_the_window(
    page: CodePage, qtbot: QtBot, watched: Watched
) -> None:
    diff = FileDiff("B", "modified", "", 1, 1, text=PATCH)
    files = tuple(CodeFile(f"f/{n % 100}/{n}.py", FileKind.CODE, None, (diff,)) for n in range(50_000))
    when = datetime(2026, 3, 1, tzinfo=UTC)
    commits = tuple(CodeCommit(f"{n:040}", "Ada <a@b>", when, f"Commit {n}", ("B",)) for n in range(20_000))
    versions = tuple(Version(label, label, label, NodeKind.COMMIT) for label in "AB")
    with watched():
        page.show_code(CodeChanges(True, commits, files), versions)
        qtbot.waitUntil(lambda: page.files.count.text() == "50,000 of 50,000 files", timeout=30_000)
        page.files.name.setText("49999")
        qtbot.waitUntil(lambda: page.files.count.text() == "1 of 50,000 files")
        page.files.name.clear()
    group = page.files.model.index(0, 0)
    assert page.files.model.rowCount(group) < 1_000
    page.choose("f/99/1999.py")
    assert page.files.entry is not None
    assert page.files.entry.path == "f/99/1999.py"
    assert page.files.tree.currentIndex().parent() == QModelIndex(group)


def test_every_control_has_a_name(page: CodePage) -> None:
    for button in page.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or button.isHidden()
    for view in (page.files.tree, page.files.name, page.commits.list, page.versions, page.diff.table):
        assert view.accessibleName()
