"""The time bar in the lineage view: on a real project, the graph as it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from forebear.desktop.graph.time_bar import TimeBar
from forebear.desktop.graph.view import LineageView
from forebear.desktop.selection import Selection
from forebear.lineage.answers import Change
from forebear.lineage.view import Later
from forebear.lineage.words import ArtifactType


@pytest.fixture
def view(reader, theme, qtbot):
    made = LineageView(reader, Selection(), theme)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    answers = []
    reader.ask(lambda questions: questions.artifacts(ArtifactType.DATASET), answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    made.show_node(next(node for node in answers[0] if node.name == "train.csv" and node.key))
    qtbot.waitUntil(lambda: made.model.picture is not None, timeout=30_000)
    return made


@pytest.fixture
def bar(view, qtbot):
    clock = view.findChild(QToolButton, "part-time")
    clock.click()
    qtbot.waitUntil(lambda: bool(view.findChildren(TimeBar)))
    found = view.findChild(TimeBar)
    qtbot.waitUntil(lambda: found.track.now == 4, timeout=30_000)
    return found


def enter(qtbot, box, text):
    box.setText(text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def picture_of(view, qtbot, act):
    """The picture that follows an act."""
    with qtbot.waitSignal(view.model.scene_changed, timeout=30_000) as drawn:
        act()
    return drawn.args[0]


def names_of(picture):
    return {node.key for node in picture.scene.nodes}


def test_what_came_later_is_faded_then_hidden(view, bar, qtbot):
    everything = names_of(view.model.picture)
    picture = picture_of(view, qtbot, lambda: enter(qtbot, bar.as_of, "v1.0"))
    later = {picture.scene.nodes[row].key for row in picture.later}
    assert later
    assert names_of(picture) == everything
    assert bar.track.value() == 0
    picture = picture_of(view, qtbot, lambda: bar._later.setCurrentIndex(1))
    assert view.model.view.later is Later.HIDDEN
    assert names_of(picture) == everything - (later - {picture.about.key})  # what it is about stays
    picture = picture_of(view, qtbot, bar._now.click)
    assert names_of(picture) == everything


def test_two_moments_are_compared_on_the_graph(view, bar, qtbot):
    picture_of(view, qtbot, lambda: enter(qtbot, bar.as_of, "v1.0"))
    picture = picture_of(view, qtbot, lambda: enter(qtbot, bar.against, "main~1"))
    assert bar.track.against == 2  # where the lineage found it
    assert Change.CHANGED in picture.changes.values()
    picture = picture_of(view, qtbot, bar.against.clear)
    assert not picture.changes


def test_a_name_that_is_no_moment_is_told_and_leaves_the_picture(view, bar, qtbot):
    before = view.model.picture
    with qtbot.waitSignal(view.model.failed, timeout=30_000):
        enter(qtbot, bar.as_of, "mian")
    assert bar._trouble.isVisible()
    assert "Did you mean main" in bar._said.text
    assert view.model.picture is before


def test_playing_draws_one_version_after_the_other(view, bar, qtbot):
    bar.player.set_pace(20)
    seen = []
    view.model.scene_changed.connect(lambda picture, _manner: seen.append(picture))
    bar.toggle_playing()
    qtbot.waitUntil(lambda: not bar.player.is_playing, timeout=30_000)
    qtbot.waitUntil(lambda: bool(seen) and not seen[-1].later and view.model.view.as_of == "", timeout=30_000)


def test_hiding_the_bar_is_now_again(view, bar, qtbot):
    picture_of(view, qtbot, lambda: enter(qtbot, bar.as_of, "v1.0"))
    picture = picture_of(view, qtbot, view.findChild(QToolButton, "part-time").click)
    assert not picture.later
    assert not bar.isVisible()
