"""A person's way through the graph of the sample project, by hand in the real window.

Pictures go to the folder that FOREBEAR_PICTURES names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QSettings, Qt, QThreadPool
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from forebear.desktop.app import Desktop
from forebear.desktop.graph.controls import Part
from forebear.desktop.graph.picking import Picker
from forebear.desktop.graph.picture import Picture
from forebear.desktop.graph.saved_views import ViewsButton
from forebear.desktop.graph.scene import Scene
from forebear.desktop.graph.view import LineageView
from forebear.desktop.preferences import Preferences
from forebear.desktop.theme import Scheme
from forebear.lineage.answers import Change, Node
from forebear.lineage.view import Show

pytestmark = [
    pytest.mark.journey,
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),  # raise() of small windows
]

CASES = [("en", Scheme.LIGHT), ("ko", Scheme.DARK)]


class Person:
    """Looks at the graph, clicks and types, and takes pictures on the way."""

    def __init__(self, desktop: Desktop, qtbot: QtBot, pictures: Path, suffix: str) -> None:
        self.desktop, self.qtbot, self._pictures, self._suffix = desktop, qtbot, pictures, suffix

    @property
    def view(self) -> LineageView:
        workspace = self.desktop.window.desk.workspace
        assert workspace is not None
        assert isinstance(workspace.graph.view, LineageView)
        return workspace.graph.view

    @property
    def picture(self) -> Picture:
        assert self.view.model.picture is not None
        return self.view.model.picture

    @property
    def scene(self) -> Scene:
        assert isinstance(self.picture.scene, Scene)
        return self.picture.scene

    @property
    def names(self) -> list[str]:
        return sorted(node.name for node in self.scene.nodes)

    def waits(self, reached: Callable[[], object], milliseconds: int = 60_000) -> None:
        self.qtbot.waitUntil(lambda: bool(reached()), timeout=milliseconds)

    def sees(self, act: Callable[[], object]) -> Picture:
        """Do something, and wait for the next picture."""
        before = self.view.model.picture
        act()
        self.waits(lambda: self.view.model.picture is not before)
        self.waits(lambda: self.view.canvas is not None and self.view.canvas.scene is self.picture.scene)
        return self.picture

    def clicks(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def row(self, name: str, which: Callable[[Node], bool] = lambda _node: True) -> int:
        return next(row for row, node in enumerate(self.scene.nodes) if node.name == name and which(node))

    def spot(self, row: int) -> QPoint:
        """Where a node's card is, brought into view."""
        canvas = self.view.canvas
        assert canvas is not None
        canvas.reveal(row)
        return QPointF(*canvas.camera.to_view(*self.scene.middle(row))).toPoint()

    def asks(self, row: int, text: str) -> None:
        """Choose a line of a node's menu."""
        canvas = self.view.canvas
        assert canvas is not None
        self.qtbot.mouseClick(canvas, Qt.MouseButton.RightButton, pos=self.spot(row))
        menu = canvas.findChildren(QMenu)[-1]
        said = QCoreApplication.translate("GraphMenu", text)
        action = next(action for action in menu.actions() if action.text() == said)
        action.trigger()
        menu.close()

    def photographs(self, name: str) -> None:
        canvas = self.view.canvas
        assert canvas is not None
        self.qtbot.wait(400)  # the slide to the new places, and the tiles
        QApplication.processEvents()
        picture = self.desktop.window.grab().toImage()
        assert picture.save(str(self._pictures / f"graph-{name}-{self._suffix}.png"))


@pytest.fixture(params=CASES, ids="-".join)
def person(
    request: pytest.FixtureRequest, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[Person]:
    language, scheme = request.param
    preferences = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    preferences.language, preferences.scheme = language, scheme
    desktop = Desktop(qapp, preferences)
    desktop.window.resize(1600, 950)
    desktop.show()
    qtbot.waitExposed(desktop.window)
    pictures = Path(os.environ.get("FOREBEAR_PICTURES") or tmp_path / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    yield Person(desktop, qtbot, pictures, f"{scheme}-{language}")
    desktop.jobs.stop_all()
    desktop.window.retire()
    desktop.languages.choose("en")
    QThreadPool.globalInstance().waitForDone()
    desktop.deleteLater()
    qapp.processEvents()


def test_a_person_explores_the_graph(person: Person, sample: Path) -> None:
    opens(person, sample)
    folds_the_project(person)
    unfolds_a_stage(person)
    picks_a_neighbour(person)
    looks_at_the_past(person)
    goes_back_and_forth(person)
    asks_for_the_ways_between_two(person)
    saves_the_view_and_finds_it_again(person, sample)


def opens(person: Person, sample: Path) -> None:
    """What is drawn first is the newest model and what is two hops around it."""
    window = person.desktop.window
    window.open(sample)
    person.waits(lambda: window.desk.workspace is not None)
    workspace = window.desk.workspace
    assert workspace is not None
    person.waits(lambda: workspace.graph.view is not None)
    person.waits(lambda: person.view.model.picture is not None)
    person.waits(lambda: workspace.opened.importing is None)
    assert "model.json" in person.names
    assert "customers.csv" not in person.names
    person.photographs("opened")


def folds_the_project(person: Person) -> None:
    button = person.view.findChild(QToolButton, f"show-{Show.FOLDED}")
    assert button is not None
    picture = person.sees(lambda: person.clicks(button))
    assert {"prepare", "train", "evaluate", "model.json", "customers.csv"} <= set(person.names)
    assert len(picture.scene.groups) > 5
    person.photographs("project")


def unfolds_a_stage(person: Person) -> None:
    """A double click unfolds, the breadcrumb leads back, and everything is where it was."""
    before = {node.id: person.scene.box(row) for row, node in enumerate(person.scene.nodes)}
    row = person.row("train")
    person.sees(
        lambda: person.qtbot.mouseDClick(person.view.canvas, Qt.MouseButton.LeftButton, pos=person.spot(row))
    )
    runs = person.names.count("train")
    assert runs > 4
    person.photographs("stage")
    crumb = next(
        button
        for button in crumbs(person)
        if button.accessibleName()
        == person.view._controls.crumbs.tr("Back to {name}").format(
            name=person.view._controls.crumbs.texts[0]
        )
    )
    person.sees(lambda: person.clicks(crumb))
    assert {node.id: person.scene.box(row) for row, node in enumerate(person.scene.nodes)} == before
    person.sees(
        lambda: person.qtbot.mouseDClick(
            person.view.canvas, Qt.MouseButton.LeftButton, pos=person.spot(person.row("train"))
        )
    )


def crumbs(person: Person) -> list[QPushButton]:
    return [button for button in person.view._controls.crumbs.findChildren(QPushButton) if button.isVisible()]


def picks_a_neighbour(person: Person) -> None:
    """The source of the trainings went into many runs; one of them is pulled out by name."""
    canvas = person.view.canvas
    assert canvas is not None
    row = person.row("train.py")
    person.sees(lambda: person.qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=person.spot(row)))
    person.sees(lambda: person.view._controls.down.set_count(0))
    row = person.row("train.py")
    left_out = person.scene.more[row][1]
    assert left_out > 4
    canvas.unfold_requested.emit(row, False)
    picker = person.view.findChild(Picker)
    assert picker is not None
    person.waits(lambda: len(picker.listed) == left_out)
    person.photographs("picking")
    search = picker.findChild(QLineEdit)
    assert search is not None
    wanted = picker.listed[2]
    person.qtbot.keyClicks(search, wanted.key[:10])
    person.waits(lambda: picker.listed == (wanted,))
    person.sees(lambda: person.qtbot.keyClick(search, Qt.Key.Key_Return))
    assert wanted.id in person.scene.row
    assert person.scene.more[person.scene.row[person.picture.about.id]][1] == left_out - 1  # type: ignore[union-attr]
    person.photographs("picked")


def looks_at_the_past(person: Person) -> None:
    """As of v1.0 there was one model; against today, what became of it is marked."""
    person.view._controls.show_part(Part.TIME, shown=True)
    bar = person.view._timing.bar
    assert bar is not None
    button = person.view.findChild(QToolButton, f"show-{Show.FOLDED}")
    assert button is not None
    person.sees(lambda: person.clicks(button))
    person.waits(bar.track.isEnabled)
    person.sees(lambda: bar.as_of.chosen.emit("v1.0"))
    model = person.scene.nodes[person.row("model.json")]
    assert model.id > 0  # one, not a group of many
    person.photographs("as-of")
    picture = person.sees(lambda: bar.against.chosen.emit("HEAD"))
    assert picture.changes[person.row("model.json")] is Change.CHANGED
    person.photographs("difference")
    person.sees(lambda: person.view._controls.show_part(Part.TIME, shown=False))
    assert not person.picture.changes


def asks_for_the_ways_between_two(person: Person) -> None:
    """A dataset and a model are selected together; the menu asks, and the answer is a slice."""
    canvas = person.view.canvas
    assert canvas is not None
    line = person.view._filter.line
    line.setFocus()
    person.sees(lambda: person.qtbot.keyClicks(line, "kind:dataset | kind:model | kind:run"))
    everything = person.picture
    wanted = "data/train.csv@v1.0", "metrics.json@v1.0"
    person.sees(lambda: person.view.model.ask_slice(" | ".join(wanted)))
    data, scores = person.row("train.csv"), person.row("metrics.json")
    person.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=person.spot(data))
    person.qtbot.mouseClick(
        canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, person.spot(scores)
    )
    assert canvas.marks.also == {scores}
    person.photographs("two")
    person.sees(lambda: person.asks(scores, "All paths between the two"))
    assert person.names == ["evaluate", "metrics.json", "model.json", "train", "train.csv"]
    assert line.text() == person.picture.view.slice
    assert everything.view != person.picture.view
    person.photographs("paths")


def goes_back_and_forth(person: Person) -> None:
    """Every step can be undone, down to the first picture, and done again."""
    model, last = person.view.model, person.picture.view
    steps = 0
    while model.can_step(-1):
        model.step(-1)
        steps += 1
    person.waits(lambda: model.picture is not None and model.picture.view == model.view)
    assert steps > 8
    assert person.picture.view.show is Show.NEIGHBOURHOOD
    assert "model.json" in person.names
    while model.can_step(1):
        model.step(1)
    person.waits(lambda: model.picture is not None and model.picture.view == last)


def saves_the_view_and_finds_it_again(person: Person, sample: Path) -> None:
    """With a name; in another opening of the project it shows the same."""
    before, names = person.picture.view, person.names
    views = person.view.findChild(ViewsButton)
    assert views is not None
    person.clicks(views)
    person.qtbot.keyClicks(views.panel.name, "From data to scores")
    person.qtbot.keyClick(views.panel.name, Qt.Key.Key_Return)
    person.waits(lambda: views.panel.model.row_of("From data to scores") >= 0)
    person.photographs("saved")
    window = person.desktop.window
    window.desk.close()
    window.open(sample)
    person.waits(lambda: window.desk.workspace is not None)
    workspace = window.desk.workspace
    assert workspace is not None
    person.waits(lambda: workspace.graph.view is not None and person.view.model.picture is not None)
    assert person.names != names
    again = person.view.findChild(ViewsButton)
    assert again is not None
    person.clicks(again)
    person.waits(lambda: again.panel.model.row_of("From data to scores") >= 0)
    index = again.panel.model.index(again.panel.model.row_of("From data to scores"))
    place = again.panel.rows.visualRect(index).center()
    person.sees(
        lambda: person.qtbot.mouseClick(again.panel.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    )
    assert person.picture.view == before
    assert person.names == names
    assert person.view._filter.line.text() == before.slice
