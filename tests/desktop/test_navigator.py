"""The navigator: what it lists, finds, and that ten thousand commits do not hurt."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QTreeView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from forebear.desktop.description import describe
from forebear.desktop.navigator import Navigator
from forebear.desktop.outline import Item, Section, filtered, read_outline
from forebear.desktop.outline_model import OutlineModel
from forebear.desktop.reading import Reader
from forebear.desktop.rows import DETAIL, LABELS
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind
from forebear.sources.importing import import_project


@pytest.fixture
def outline(imported_project: Path) -> Item:
    database = Database.open(Project.at(imported_project).database_url, create=False, read_only=True)
    try:
        return read_outline(Questions(database))
    finally:
        database.close()


def section(root: Item, wanted: Section) -> Item:
    return next(item for item in root.children if item.section is wanted)


def test_it_lists_models_data_runs_and_commits(outline: Item) -> None:
    assert [item.section for item in outline.children] == [
        section for section in Section if section is not Section.REGISTRY
    ]
    models = section(outline, Section.MODELS)
    assert [(group.text, len(group.children)) for group in models.children] == [("model.json", 3)]
    data = {group.text for group in section(outline, Section.DATA).children}
    assert "customers.csv" in data
    runs = {(group.text, len(group.children)) for group in section(outline, Section.RUNS).children}
    assert runs == {("prepare", 2), ("train", 3)}
    messages = [item.text for item in section(outline, Section.COMMITS).children]
    assert messages == [
        "Write it down",
        "고객 데이터를 6월 것으로 바꿈",
        "Learn more slowly",
        "Train a first model",
    ]


def test_registered_models_have_a_section_of_their_own(imported_project: Path, tmp_path: Path) -> None:
    root = shutil.copytree(imported_project, tmp_path / "registered")
    for tag in ("churn@v1.0.0", "churn#prod#1"):
        subprocess.run(["git", "tag", "-a", tag, "-m", "Approved", "v1.1^{}"], cwd=root, check=True)
    project = Project.at(root)
    database = Database.open(project.database_url)
    try:
        import_project(project, database, Silent())
        found = read_outline(Questions(database))
        (model,) = section(found, Section.REGISTRY).children
        (version,) = model.children
        assert (model.text, version.text, version.labels) == ("churn", "v1.0.0", ("prod",))
        commits = section(found, Section.COMMITS).children
        assert [item.labels for item in commits if item.labels] == [("main",), ("v1.1",), ("v1.0",)]
        shown = describe(Questions(database), version.node)
        history = next(part for part in shown.parts if part.title == "History")
        assert [(row.label, row.tip) for row in history.rows] == [
            ("To prod", "Approved"),
            ("Registered", "Approved"),
        ]
    finally:
        database.close()


def test_versions_are_named_by_the_tags_that_hold_them(outline: Item) -> None:
    versions = section(outline, Section.MODELS).children[0].children
    assert [item.labels for item in versions] == [("main",), ("v1.1",), ("v1.0",)]
    commits = section(outline, Section.COMMITS).children
    assert [item.labels for item in commits] == [("main",), (), ("v1.1",), ("v1.0",)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("v1.0", {"model.json", "Train a first model"}),
        ("JUMPED about", {"Learn more slowly"}),
        ("고객", {"고객 데이터를 6월 것으로 바꿈"}),
        ("no such thing", set()),
    ],
)
def test_the_filter_looks_at_names_tags_and_whole_messages(outline: Item, text: str, found: set[str]) -> None:
    texts = {item.text for item in filtered(outline, text).leaves()}
    assert found <= texts
    assert texts <= found | {"customers.csv", "train.csv", "prepare", "train"}
    if not found:
        assert not texts


def test_the_filter_finds_a_commit_by_its_id(outline: Item) -> None:
    commit = section(outline, Section.COMMITS).children[1]
    commits = [item for item in filtered(outline, commit.key[3:20]).leaves() if item.kind is NodeKind.COMMIT]
    assert [item.key for item in commits] == [commit.key]


@given(st.text(max_size=5))
def test_a_filter_keeps_exactly_what_holds_the_text(text: str) -> None:
    words = ["Model", "a model", "MODEL.pkl", "x", "한글", ""]
    root = Item("").adopt(
        [
            Item("", section=Section.RUNS).adopt(
                Item(word, NodeKind.RUN, str(n), search=word.lower()) for n, word in enumerate(words)
            )
        ]
    )
    kept = [item.text for item in filtered(root, text).leaves()]
    assert kept == [word for word in words if text.strip().lower() in word.lower()]


def test_the_tree_is_a_sound_model(outline: Item, qtmodeltester: ModelTester) -> None:
    model = OutlineModel()
    qtmodeltester.check(model)
    model.show(outline)
    qtmodeltester.check(model)
    models = model.index(0, 0)
    assert models.data() == "Models"
    assert models.data(DETAIL) == "3"
    version = model.index(0, 0, model.index(0, 0, models))
    assert version.data(LABELS) == ("main",)
    assert version.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Model, model.json, main")
    assert model.parent(version) == model.index(0, 0, models)
    model.show(filtered(outline, "v1.0"))
    qtmodeltester.check(model)
    assert not model.index(9, 0).isValid()
    assert model.item(QModelIndex()) is model.root


def test_a_click_opens_the_node(reader: Reader, theme: Theme, qtbot: QtBot) -> None:
    selection = Selection()
    navigator = Navigator(reader, selection, theme)
    qtbot.addWidget(navigator)
    navigator.resize(260, 700)
    navigator.show()
    navigator.reload()
    qtbot.waitUntil(lambda: bool(navigator.items.children), timeout=20_000)
    tree = navigator.findChild(QTreeView)
    assert tree is not None
    model = tree.model()
    commit = model.index(3, 0, model.index(3, 0))
    tree.scrollTo(commit)
    with qtbot.waitSignal(selection.node_opened, timeout=10_000):
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(commit).center())
    assert selection.node is not None
    assert selection.node.kind is NodeKind.COMMIT


def test_typing_filters_after_a_pause_and_nothing_found_offers_a_way_back(
    reader: Reader, theme: Theme, qtbot: QtBot
) -> None:
    navigator = Navigator(reader, Selection(), theme)
    qtbot.addWidget(navigator)
    navigator.show()
    navigator.reload()
    qtbot.waitUntil(lambda: bool(navigator.items.children), timeout=20_000)
    qtbot.keyClicks(navigator._filter, "zzz")
    qtbot.waitUntil(lambda: navigator._stack.currentWidget() is navigator._nothing, timeout=5_000)
    qtbot.mouseClick(navigator._nothing._button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: navigator._stack.currentWidget() is navigator._tree, timeout=5_000)
    assert navigator._filter.text() == ""


def test_100_000_versions_are_shown_and_filtered_while_the_window_stays_live(
    reader: Reader, theme: Theme, qtbot: QtBot, watched: Any
) -> None:
    navigator = Navigator(reader, Selection(), theme)
    qtbot.addWidget(navigator)
    navigator.resize(260, 700)
    navigator.show()
    models = [
        Item(f"model-{name}").adopt(
            Item(f"{n}", NodeKind.ARTIFACT, f"md5:{name}-{n}", search=f"model-{name} version {n}")
            for n in range(100)
        )
        for name in range(1_000)
    ]
    root = Item("").adopt([Item("", section=Section.MODELS).adopt(models)])
    with watched(0.1):
        navigator._take(root)
        qtbot.waitUntil(lambda: navigator._model.root.count == 100_000, timeout=20_000)
        for text, count in (("model", 100_000), ("version 99", 1_000), ("model-999 version 7", 11)):
            navigator._filter.setText(text)
            qtbot.waitUntil(lambda count=count: navigator._model.root.count == count, timeout=20_000)
        navigator._filter.clear()
        qtbot.waitUntil(lambda: navigator._model.root.count == 100_000, timeout=20_000)


def test_what_an_earlier_filter_leaves_is_not_shown(reader: Reader, theme: Theme, qtbot: QtBot) -> None:
    navigator = Navigator(reader, Selection(), theme)
    qtbot.addWidget(navigator)
    navigator.show()
    many = [Item(f"Commit {n}", NodeKind.COMMIT, f"{n:040x}", search=f"commit {n}") for n in range(10_000)]
    navigator._take(Item("").adopt([Item("", section=Section.COMMITS).adopt(many)]))
    shown: list[int] = []
    navigator._model.modelReset.connect(lambda: shown.append(navigator._model.root.count))
    navigator._filter.setText("9")
    navigator._apply_filter()
    navigator._filter.setText("99")
    navigator._apply_filter()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert set(shown) == {sum("99" in str(n) for n in range(10_000))}
