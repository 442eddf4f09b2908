"""Export from the window: form, part and place are asked for; what is written is what a person arranged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from forebear.desktop import wording
from forebear.desktop.colours import LIGHT
from forebear.desktop.graph.exportable import Exportable, exportable
from forebear.desktop.graph.exporting import ExportDialog, export
from forebear.desktop.graph.measures import measure
from forebear.desktop.graph.picture import Picture
from forebear.desktop.graph.scene import Scene
from forebear.desktop.reading import Reader
from forebear.drawing.kinds import kind_of
from forebear.drawing.picture import About
from forebear.lineage.answers import Change, Node
from forebear.lineage.questions import Questions
from forebear.lineage.view import Show, View
from forebear.lineage.words import ArtifactType, NodeKind, Origin


def read(reader: Reader, qtbot: QtBot, question: object) -> object:
    answers: list[object] = []
    reader.ask(question, answers.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    return answers[0]


@pytest.fixture
def content(reader: Reader, qtbot: QtBot) -> Exportable:
    """The graph of v1.0, of which the left column is in view."""
    sizes = measure(QFont())

    def gather(questions: Questions) -> Exportable:
        graph = questions.at_commit(questions.resolve("v1.0").node.key)
        scene = Scene(graph, {}, sizes)
        view = View(Show.HELD, "v1.0", slice="-kind:code", as_of="v1.0")
        picture = Picture(view, scene, later=frozenset({0}), changes={1: Change.ADDED})
        left = float(scene.boxes[:, 0].min())
        return exportable(questions, picture, (left - 5, -1e6, 20.0, 2e6), About("Held at v1.0"))

    found = read(reader, qtbot, gather)
    assert isinstance(found, Exportable)
    return found


@pytest.fixture
def dialog(content: Exportable, qtbot: QtBot) -> ExportDialog:
    made = ExportDialog(content)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(dialog: ExportDialog, ending: str) -> None:
    dialog.form.setCurrentIndex(dialog.form.findData(ending))


def buttons(dialog: ExportDialog) -> dict[str, QPushButton]:
    return {button.text(): button for button in dialog.findChildren(QPushButton) if button.isVisible()}


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".png", ".dot", ".mmd", ".graphml", ".json", ".csv"])
def test_every_form_is_written(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, ending: str) -> None:
    choose(dialog, ending)
    with qtbot.waitSignal(dialog.written, timeout=30_000) as written:
        dialog.write(tmp_path / "lineage")
    files = written.args[0]
    assert len(files) == (2 if ending == ".csv" else 1)
    assert all(file.suffix == ending and file.stat().st_size for file in files)
    assert str(files[0]) in dialog.said
    assert {"Open folder", "Close", "Export…"} <= set(buttons(dialog))


def test_what_was_arranged_is_what_is_written(
    dialog: ExportDialog, content: Exportable, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(dialog.written, timeout=30_000):
        dialog.write(tmp_path / "x.svg")
    drawn = (tmp_path / "x.svg").read_text(encoding="utf-8")
    found = {
        (float(x), float(y), float(wide), float(high))
        for x, y, wide, high in re.findall(
            r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawn
        )
    }
    assert content.arrangement is not None
    boxes = content.arrangement.boxes
    assert len(found) == len(boxes)
    shift_x, shift_y = (
        min(box[0] for box in found) - boxes[:, 0].min(),
        min(box[1] for box in found) - boxes[:, 1].min(),
    )
    for left, top, wide, high in boxes.tolist():
        assert any(
            abs(x - left - shift_x) < 0.11
            and abs(y - top - shift_y) < 0.11
            and abs(w - wide) < 0.11
            and abs(h - high) < 0.11
            for x, y, w, h in found
        )
    assert "What v1.0 held." in drawn
    assert "As it was at v1.0; what came later is faded." in drawn
    assert "Only what the slice -kind:code chooses." in drawn
    assert "LATER" in drawn
    assert "+ ADDED" in drawn


def test_what_is_in_view(dialog: ExportDialog, content: Exportable, qtbot: QtBot, tmp_path: Path) -> None:
    assert 0 < len(content.seen) < len(content.graph.nodes)
    dialog.part.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.written, timeout=30_000):
        dialog.write(tmp_path / "x.svg")
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").count('<g class="node ') == len(content.seen)


def test_the_size_is_said(dialog: ExportDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: re.search(r"[\d,]+ . [\d,]+ pixels", dialog._size.text()) is not None, timeout=30_000
    )
    choose(dialog, ".pdf")
    qtbot.waitUntil(lambda: "cm" in dialog._size.text(), timeout=30_000)
    assert not dialog.scale.isVisible()
    choose(dialog, ".png")
    assert dialog.scale.isVisible()
    assert not dialog.outlines.isVisible()
    choose(dialog, ".json")
    assert not dialog._size.isVisible()


def test_a_place_that_cannot_be_written_is_said_and_tried_again(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(dialog.failed, timeout=30_000):
        dialog.write(tmp_path / "nowhere" / "x.svg")
    assert "Give a folder that exists" in dialog.said
    assert "Open folder" not in buttons(dialog)
    assert buttons(dialog)["Export…"].isEnabled()
    with qtbot.waitSignal(dialog.written, timeout=30_000):
        dialog.write(tmp_path / "x.svg")


def test_it_opens_and_goes(content: Exportable, qtbot: QtBot) -> None:
    dialog = export(content, None)  # type: ignore[arg-type]
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


def test_paper_has_the_colours_of_the_light_window() -> None:
    for kind in NodeKind:
        for type_ in ArtifactType if kind is NodeKind.ARTIFACT else (None,):
            node = Node(1, kind, "k", "n", Origin.IMPORTED, type=type_)
            assert kind_of(node).colour == LIGHT[wording.token_of(kind, type_)], (kind, type_)


def test_a_map_is_written_with_all_its_nodes(reader: Reader, qtbot: QtBot, tmp_path: Path) -> None:
    from forebear.desktop.graph.picture import draw

    sizes = measure(QFont())

    def gather(questions: Questions) -> tuple[Exportable, int]:
        picture = draw(questions, View(Show.MAP), sizes)
        return exportable(questions, picture, (0.0, 0.0, 1.0, 1.0), About("All of it")), picture.scene.count

    found, count = read(reader, qtbot, gather)  # type: ignore[misc]
    assert found.arrangement is None
    assert len(found.graph.nodes) == count
    dialog = ExportDialog(found)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.written, timeout=30_000):
        dialog.write(tmp_path / "map.svg")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").count('<g class="node ') == count
