"""The time bar: stops, what a person writes, the second handle, playing; and the labels under the slider."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forebear.desktop.graph.time_bar import TimeBar
from forebear.desktop.graph.time_painting import GROOVE
from forebear.desktop.graph.time_places import Places
from forebear.desktop.graph.time_ruler import Label, Ruler, labels_of, placed
from forebear.desktop.theme import Scheme
from forebear.lineage.answers import Moment, Stop
from forebear.lineage.view import Later

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def stop(number, *tags, branches=(), changes=1):
    when = DAY + timedelta(days=number)
    sha = f"{number + 0xABC000:040x}"
    return Stop(sha, when, f"step {number}", (*tags, *branches), len(tags), changes, sha, since=when)


STOPS = (
    stop(0, "v1"),
    stop(1),
    stop(2, changes=0),
    stop(3, "v2"),
    stop(4),
    stop(5, branches=("main",)),
)
NOW = len(STOPS)


@pytest.fixture
def bar(theme, qtbot):
    made = TimeBar(theme)
    qtbot.addWidget(made)
    made.resize(900, made.sizeHint().height())
    made.show_stops(Places(STOPS))
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def heard(bar):
    """What the bar said, in order."""
    said: list[tuple[str, object]] = []
    bar.moment_changed.connect(lambda text: said.append(("as of", text)))
    bar.against_changed.connect(lambda text: said.append(("against", text)))
    bar.later_changed.connect(lambda later: said.append(("later", later)))
    return said


def press(qtbot, bar, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(bar.track, key, modifier)


# by keyboard


def test_keys_go_from_stop_to_stop_and_from_tag_to_tag(bar, qtbot):
    track = bar.track
    assert track.value() == NOW
    for key, value in (
        (Qt.Key.Key_Left, 5),
        (Qt.Key.Key_Left, 4),
        (Qt.Key.Key_PageDown, 3),
        (Qt.Key.Key_PageDown, 0),
        (Qt.Key.Key_PageDown, 0),
        (Qt.Key.Key_PageUp, 3),
        (Qt.Key.Key_PageUp, NOW),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_End, NOW),
    ):
        press(qtbot, bar, key)
        assert track.value() == value


def test_a_moment_counts_once_the_handle_rests_and_a_tag_goes_by_its_name(bar, qtbot, heard):
    with qtbot.waitSignal(bar.moment_changed):
        for _ in range(3):
            press(qtbot, bar, Qt.Key.Key_Left)
    assert heard == [("as of", "v2")]
    with qtbot.waitSignal(bar.moment_changed):
        press(qtbot, bar, Qt.Key.Key_Right)
    assert heard[1] == ("as of", STOPS[4].text)
    assert bar.as_of.text() == STOPS[4].text[:10]
    with qtbot.waitSignal(bar.moment_changed):
        press(qtbot, bar, Qt.Key.Key_End)
    assert heard[2] == ("as of", "")


def test_shift_moves_the_second_handle(bar, qtbot, heard):
    with qtbot.waitSignal(bar.against_changed):
        for _ in range(3):
            press(qtbot, bar, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert heard == [("against", "v2")]
    assert (bar.track.value(), bar.track.against) == (NOW, 3)
    with qtbot.waitSignal(bar.against_changed):
        for _ in range(9):
            press(qtbot, bar, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert heard[-1] == ("against", "now")
    with qtbot.waitSignal(bar.against_changed):
        bar.against.clear()
    assert heard[-1] == ("against", "")
    assert bar.track.against is None


# by mouse


def test_a_click_goes_to_the_nearest_stop_and_the_flag_can_be_dragged(bar, qtbot, heard):
    track = bar.track
    room = track.width() - 20

    def at(place, y):
        return QPoint(round(10 + room * place / NOW), y)

    with qtbot.waitSignal(bar.moment_changed):
        qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=at(3, GROOVE) + QPoint(20, 0))
    assert heard == [("as of", "v2")]
    bar.show_view("v2", STOPS[1].text, Later.FADED)
    with qtbot.waitSignal(bar.against_changed):
        qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=at(1, GROOVE - 9))
        qtbot.mouseMove(track, at(4, GROOVE))
        qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=at(4, GROOVE))
    assert track.value() == 3


def test_another_button_moves_nothing(bar, qtbot):
    qtbot.mouseClick(bar.track, Qt.MouseButton.RightButton, pos=QPoint(30, GROOVE))
    assert bar.track.value() == NOW


# by name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("v2", 3),
        ("main", 5),
        (STOPS[1].text, 1),
        (STOPS[4].text, 4),
        ("2026-03-03", 2),
        ("2026-03", 5),
        ("2020", 0),
    ],
)
def test_what_is_entered_moves_the_handle(bar, qtbot, heard, text, value):
    bar.as_of.setText(text)
    qtbot.keyClick(bar.as_of, Qt.Key.Key_Return)
    assert bar.track.value() == value
    assert heard == [("as of", text)]
    qtbot.keyClick(bar.as_of, Qt.Key.Key_Return)
    assert len(heard) == 1


def test_what_only_git_knows_leaves_the_handle_until_the_lineage_has_found_it(bar, qtbot, heard):
    bar.as_of.setText("main~3")
    qtbot.keyClick(bar.as_of, Qt.Key.Key_Return)
    assert heard == [("as of", "main~3")]
    assert bar.track.value() == NOW
    bar.show_moments(Moment("main~3", DAY, STOPS[2].text), None)
    assert bar.track.value() == 2
    bar.show_moments(Moment("main~4", DAY, STOPS[1].text), None)  # an answer that comes too late
    assert bar.track.value() == 2
    bar.show_view("main~3", "main~5", Later.FADED)
    bar.show_moments(Moment("main~3", DAY, STOPS[2].text), Moment("main~5", DAY, STOPS[0].text))
    assert bar.track.against == 0
    assert len(heard) == 1


def test_escape_gives_back_what_was_shown(bar, qtbot, heard):
    bar.show_view("v1", "", Later.FADED)
    bar.as_of.selectAll()
    bar.as_of.insert("mian")
    qtbot.keyClick(bar.as_of, Qt.Key.Key_Escape)
    assert bar.as_of.text() == "v1"
    assert heard == []


def test_labels_and_dates_are_completed(bar, qtbot, heard):
    completer = bar.as_of.completer()
    names = [completer.model().index(row, 0).data() for row in range(completer.model().rowCount())]
    assert names[:3] == ["main", "v2", "v1"]
    assert "1 month ago" in names
    completer.setCompletionPrefix("2")
    assert completer.currentCompletion() == "v2"
    bar.as_of.setText("v2")
    completer.activated.emit("v2")
    assert heard == [("as of", "v2")]


def test_now_is_a_click_away(bar, qtbot, heard):
    bar.show_view("v1", "", Later.FADED)
    with qtbot.waitSignal(bar.moment_changed):
        bar._now.click()
    assert heard == [("as of", "")]
    assert not bar._now.isEnabled()


# following a view


def test_a_view_is_shown_without_a_word(bar, heard):
    bar.show_view("v1", "v2", Later.HIDDEN)
    assert (bar.track.value(), bar.track.against) == (0, 3)
    assert (bar.as_of.text(), bar.against.text()) == ("v1", "v2")
    assert bar._later.currentText() == "Later: hidden"
    assert bar._said.text == "v1 compared with v2"
    bar.show_view("", "", Later.FADED)
    assert (bar.track.value(), bar.track.against, bar.as_of.text()) == (NOW, None, "")
    assert heard == []


def test_a_late_view_does_not_take_the_handle_out_of_the_hand(bar, qtbot, heard):
    with qtbot.waitSignal(bar.moment_changed):
        press(qtbot, bar, Qt.Key.Key_Left)
        bar.show_view("v1", "", Later.FADED)
    assert bar.track.value() == 5
    assert heard == [("as of", STOPS[5].text)]


def test_new_stops_leave_what_is_looked_at(bar, heard):
    bar.show_view("v2", "v1", Later.FADED)
    bar.show_stops(Places((*STOPS, stop(6))))
    assert (bar.track.value(), bar.track.against, bar.track.now) == (3, 0, 7)
    assert heard == []


def test_what_came_later_is_faded_or_hidden(bar, heard):
    bar._later.setCurrentIndex(1)
    assert heard == [("later", Later.HIDDEN)]
    assert isinstance(heard[0][1], Later)


def test_trouble_is_said_until_the_next_change(bar, qtbot):
    bar.show_trouble("This is neither a revision nor a date. <b>main</b>?")
    assert bar._said.text.startswith("This is neither")
    assert bar._trouble.isVisible()
    press(qtbot, bar, Qt.Key.Key_Home)
    assert not bar._trouble.isVisible()
    assert bar._said.text.startswith("v1 · 2026-03-01")


def test_a_project_without_commits(bar, qtbot, heard):
    bar.show_stops(Places(()))
    assert not bar.track.isEnabled()
    assert bar._said.text == "No versions are known yet."
    bar.toggle_playing()
    assert not bar.player.is_playing
    assert heard == []
    bar.grab()


# playing


def test_playing_goes_through_what_changed_and_ends_at_now(bar, qtbot, heard):
    bar.player.set_pace(100)
    bar.show_view("v1", "", Later.FADED)
    bar.toggle_playing()
    assert bar.player.is_playing
    assert bar._play.accessibleName() == "Pause"
    qtbot.waitUntil(lambda: not bar.player.is_playing)
    texts = [STOPS[1].text, "v2", STOPS[4].text, STOPS[5].text, ""]  # the third changed nothing
    assert heard == [("as of", text) for text in texts]
    assert bar._play.accessibleName() == "Play through history"
    bar.toggle_playing()
    assert heard[5] == ("as of", "v1")
    bar.toggle_playing()


def test_playing_pauses_when_a_person_acts_or_looks_away(bar, qtbot):
    for act in (
        lambda: press(qtbot, bar, Qt.Key.Key_Left),
        lambda: bar.show_view("main", "", Later.FADED),
        lambda: bar.show_trouble("No."),
        bar.hide,
    ):
        qtbot.waitUntil(lambda: not bar._rest.isActive())
        bar.show_view("v1", "", Later.FADED)
        bar.toggle_playing()
        assert bar.player.is_playing
        act()
        assert not bar.player.is_playing


def test_a_view_that_follows_does_not_stop_the_player(bar, qtbot, heard):
    bar.show_view("v1", "", Later.FADED)
    bar.toggle_playing()
    bar.show_view(STOPS[1].text, "", Later.FADED)
    assert bar.player.is_playing
    bar.toggle_playing()


def test_the_pace_is_chosen(bar):
    bar._pace.setCurrentIndex(4)
    assert bar.player._timer.interval() == 100


# for everyone


def test_the_slider_says_what_it_shows(bar, qtbot):
    interface = QAccessible.queryAccessibleInterface(bar.track)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Version"
    assert interface.valueInterface().currentValue() == NOW
    assert interface.text(QAccessible.Text.Description) == "Now"
    press(qtbot, bar, Qt.Key.Key_Home)
    assert interface.text(QAccessible.Text.Description).startswith("v1 · 2026-03-01")
    for widget in (bar.as_of, bar.against, bar._pace, bar._later, bar._play):
        assert widget.accessibleName()


def test_the_strip_fits_a_narrow_pane(bar, qtbot):
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(bar)
    qtbot.addWidget(holder)
    holder.resize(440, 80)
    holder.show()
    qtbot.waitExposed(holder)
    assert bar.width() == 440
    right = max(bar._later.geometry().right(), bar.against.geometry().right())
    assert right < 440
    assert bar.as_of.width() >= 60
    bar.setParent(None)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_it_is_drawn_in_every_theme(theme, bar, scheme):
    bar.show_view("v1", "v2", Later.FADED)
    bar.track.setFocus()
    theme.choose(scheme)
    picture = bar.track.grab().toImage()
    found = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert theme.color("accent").name() in found


def test_a_hundred_thousand_stops(bar, qtbot):
    tagged = [(f"v{number // 10}",) if number % 10 == 0 else () for number in range(100_000)]
    bar.show_stops(Places([stop(number, *tags) for number, tags in enumerate(tagged)]))
    assert not bar.track.grab().isNull()
    for _ in range(3):
        press(qtbot, bar, Qt.Key.Key_Left)
    assert bar.track.value() == 99_997


def test_it_comes_in_without_numpy():
    code = "import sys, forebear.desktop.graph.time_bar; print({'numpy', 'sqlalchemy'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


# labels and places


@given(
    st.lists(st.tuples(st.integers(0, 400), st.text("ab.1", max_size=12)), max_size=60),
    st.integers(60, 1500),
)
def test_labels_never_overlap_and_stay_inside(some, width):
    labels = [Label(place, text, (1, number), is_tag=True) for number, (place, text) in enumerate(some)]
    found = placed(labels, lambda text: 7.0 * len(text), lambda place: width * place / 400, width)
    for one, other in itertools.pairwise(found):
        assert one.left + one.width < other.left
    assert all(each.left >= 0 and each.left + each.width <= width for each in found)
    if labels and 7 * len(labels[0].text) <= width:
        assert labels[0] in [each.label for each in found]


def test_major_versions_matter_more_than_minor_ones():
    tags = ("v1.0.0", "v1.0.1", "v1.1.0", "nightly", "v2.0", "release-3")
    labels = labels_of([stop(number, tag) for number, tag in enumerate(tags)])
    assert [label.text for label in labels if label.is_tag] == [
        "release-3",
        "v2.0",
        "v1.0.0",
        "v1.1.0",
        "v1.0.1",
        "nightly",
    ]


def test_without_tags_dates_stand_under_the_slider():
    months = labels_of([stop(number * 20) for number in range(5)])
    assert [label.text for label in months] == ["2026-03", "2026-04", "2026-05"]
    years = labels_of([stop(number * 200) for number in range(6)])
    assert [label.text for label in years] == ["2026", "2027", "2028"]


def test_a_name_of_ten_thousand_characters(bar):
    bar.show_stops(Places((stop(0, "v" * 10_000), stop(1, "<b>\u202e한글🎉"))))
    bar.show_view("v" * 10_000, "", Later.FADED)
    bar.grab()
    assert len(bar.track.said(0)) < 1000


@given(st.lists(st.integers(-40, 40), min_size=1, max_size=30), st.integers(-45, 45))
def test_a_date_is_at_the_last_stop_that_was_there(days, when):
    times = [DAY + timedelta(days=day) for day in sorted(days)]
    stops = [Stop(str(number), None, "", since=since) for number, since in enumerate(times)]
    place = Places(stops).of((DAY + timedelta(days=when)).isoformat())
    there = [number for number, since in enumerate(times) if since <= DAY + timedelta(days=when)]
    assert place == (there[-1] if there else 0)


def test_stops_without_a_time_come_first():
    stops = (Stop("a" * 40, None, ""), stop(1))
    assert Places(stops).of("2020") == 0
    assert Places(stops).of("2026-03-02") == 1
    assert Places(stops).of("2026-02-31") is None
    assert Places(stops).of("aaaa") is None  # a run, no commit
    assert Places(()).of("") == 0
    assert Ruler.of(()).at(50.0) == 0


def test_a_tag_of_two_projects_is_not_named_by_itself():
    places = Places((stop(0, "v1"), stop(1, "v1"), stop(2, "v2")))
    assert [places.text(place) for place in range(3)] == [stop(0).text, stop(1).text, "v2"]
    assert places.of("v1") is None
