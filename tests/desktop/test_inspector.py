"""The inspector: everything known of a node, and how it is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from forebear.desktop.description import Description, describe
from forebear.desktop.description_parts import Part, Row, environment_part
from forebear.desktop.inspector import Inspector
from forebear.desktop.inspector_part import PartView, RowView
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Node, RanInAnswer
from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import ArtifactType, Environment, Image, NodeKind, Origin


@pytest.fixture
def questions(imported_project: Path) -> Iterator[Questions]:
    database = Database.open(Project.at(imported_project).database_url, create=False, read_only=True)
    yield Questions(database)
    database.close()


def said(description: Description) -> dict[str, dict[str, str]]:
    return {part.title: {row.label: row.value for row in part.rows} for part in description.parts}


def test_a_model_is_described_with_its_run_code_and_numbers(questions: Questions) -> None:
    model = questions.resolve("model.json@v1.0").node
    description = describe(questions, model)
    found = said(description)
    assert found["Identity"]["md5"]
    assert found["Places"]["Place"].startswith("model.json at ")
    assert found["Run"]["Command"] == "python3 train.py"
    assert found["Code"]["Author"] == "Ada Example"
    assert found["Code"]["Message"] == "Train a first model"
    assert found["Metrics"]["loss"] == "0.2"
    assert found["Parameters"] == {"train.rate": "0.1"}
    assert description.run is not None
    assert description.run.kind is NodeKind.RUN
    environment = next(part for part in description.parts if part.title == "Environment")
    assert environment.needs_image


def test_a_run_is_described_with_what_it_used_and_made(questions: Questions) -> None:
    run = next(row.node for row in questions.runs() if row.run.name == "train")
    parts = {part.title: [row.value for row in part.rows] for part in describe(questions, run).parts}
    assert {"train.csv", "train.py"} <= set(parts["Inputs"])
    assert {"model.json", "metrics.json"} <= set(parts["Outputs"])


def test_a_commit_is_described_with_what_it_holds(questions: Questions) -> None:
    commit = questions.resolve("v1.1").node
    found = said(describe(questions, commit))
    assert found["Commit"]["Message"] == "Learn more slowly\n\nThe loss jumped about."
    assert "Parent" in found["Commit"]
    assert found["Identity"]["Reference"] == "v1.1"
    assert "Data and models held here" in found


def test_an_artifact_that_nothing_made_says_so(questions: Questions) -> None:
    data = next(node for node in questions.artifacts(ArtifactType.DATASET) if node.name == "customers.csv")
    part = next(part for part in describe(questions, data).parts if part.title == "Made by")
    assert part.note == "No run that made it is recorded."


def answer(origin: Origin, image: Image | None, by: str = "", **packages: str) -> RanInAnswer:
    node = Node(1, NodeKind.ENVIRONMENT, "e", "e", origin)
    return RanInAnswer(node, Environment(image, packages=packages), origin, by)


def test_how_an_environment_is_known_is_always_said() -> None:
    recorded = environment_part([answer(Origin.RECORDED, Image("train:1", id="sha256:abc"))])
    assert recorded.rows[0].badge == "recorded"
    assumed = environment_part([answer(Origin.ASSUMED, Image("train:1"), "Ada Example")])
    assert assumed.rows[0].badge == "assumed by Ada Example"
    packages = environment_part([answer(Origin.IMPORTED, None, numpy="2.0.1")])
    assert packages.rows[0].badge == "imported"
    assert packages.needs_image
    assert not recorded.needs_image


def test_a_long_name_goes_on_in_the_next_line(theme: Theme, qtbot: QtBot) -> None:
    rows = [RowView(Row(name, "0.25"), theme) for name in ("rate", "prepare.test_share_of_customers")]
    for row in rows:
        qtbot.addWidget(row)
        row.resize(300, row.sizeHint().height())
    (short,), (long,) = ([x for x in row.findChildren(QLabel) if x.text() != "0.25"] for row in rows)
    assert long.accessibleName() == "prepare.test_share_of_customers"
    assert long.heightForWidth(long.width()) >= 2 * short.heightForWidth(short.width()) - 4
    assert all(
        long.fontMetrics().horizontalAdvance(part) <= long.width() for part in long.text().split("\u200b")
    )


def test_a_word_that_is_wider_than_a_line_is_shortened_and_copied_whole(theme: Theme, qtbot: QtBot) -> None:
    address = "Ann <ann.of.the.very.long.address@users.noreply.somewhere.example.org>"
    row = RowView(Row("By", address), theme)
    qtbot.addWidget(row)
    row.resize(240, 60)
    row.show()
    text = row.findChildren(QLabel)[-1]
    assert text.text().startswith("Ann <ann")
    assert "…" in text.text()
    assert all(text.fontMetrics().horizontalAdvance(word) <= text.width() for word in text.text().split())
    assert "ann.of.the.very.long.address" in row.toolTip()
    row.resize(1_000, 60)
    qtbot.waitUntil(lambda: text.text() == address)


def test_text_of_a_project_is_never_markup(theme: Theme, qtbot: QtBot) -> None:
    row = RowView(Row("Message", "<img src='file:///etc/passwd'><b>bold</b>"), theme)
    qtbot.addWidget(row)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in row.findChildren(QLabel))


def test_long_parts_are_folded_until_asked_for(theme: Theme, qtbot: QtBot) -> None:
    part = PartView(Part("Packages", tuple(Row(f"p{n}", "1.0") for n in range(200))), theme)
    qtbot.addWidget(part)
    assert len(part.findChildren(RowView)) == 12
    more = next(button for button in part.findChildren(QPushButton) if button.text() == "Show all 200")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert len(part.findChildren(RowView)) == 200


def test_links_open_other_nodes_and_buttons_ask(reader: Reader, theme: Theme, qtbot: QtBot) -> None:
    selection = Selection()
    inspector = Inspector(reader, selection, theme)
    qtbot.addWidget(inspector)
    inspector.resize(340, 800)
    inspector.show()
    nodes: list[Node] = []
    reader.ask(lambda questions: questions.resolve("model.json@v1.0").node, nodes.append)
    qtbot.waitUntil(lambda: bool(nodes), timeout=20_000)
    selection.select(nodes[0])
    qtbot.waitUntil(lambda: inspector.description is not None, timeout=20_000)
    with qtbot.waitSignal(selection.rebuild_requested) as asked:
        inspector._rebuild.click()
    assert asked.args == [nodes[0].ref]
    inspector._pin.click()
    assert selection.pinned == (nodes[0].ref,)
    with qtbot.waitSignal(inspector.image_wanted) as wanted:
        next(b for b in inspector.findChildren(QPushButton) if b.text() == "Assign an image…").click()
    assert wanted.args is not None
    assert wanted.args[0].kind is NodeKind.RUN
    inspector._copy_key()
    assert QGuiApplication.clipboard().text() == nodes[0].key
    link = next(b for b in inspector.findChildren(QPushButton) if b.text() == "train")
    with qtbot.waitSignal(selection.node_opened):
        link.click()

    def shows_the_run() -> bool:
        return inspector.description is not None and inspector.description.node.name == "train"

    qtbot.waitUntil(shows_the_run, timeout=20_000)
