"""The graph's view-model: from view to picture, the way one came, undo, and what happens to late answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from forebear.desktop.graph.measures import CardSizes
from forebear.desktop.graph.model import PROJECT, GraphModel, Manner
from forebear.desktop.graph.picture import Picture
from forebear.desktop.graph.trail import Crumb, Place, Trail
from forebear.desktop.reading import Reader
from forebear.lineage.answers import Change, Node
from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.lineage.view import Later, Show, View
from forebear.lineage.viewing import EVERY, TooDenseError, WrongSliceError
from forebear.lineage.words import NodeKind

SIZES = CardSizes(170, 230, 7, 50, 16)
Shown = Callable[[Callable[[], object]], Picture]


@pytest.fixture
def model(reader: Reader) -> GraphModel:
    return GraphModel(reader, lambda: SIZES)


@pytest.fixture
def shown(model: GraphModel, qtbot: QtBot) -> Shown:
    """Return `shown(act)`: what is drawn after an act."""

    def after(act: Callable[[], object]) -> Picture:
        with qtbot.waitSignal(model.scene_changed, timeout=30_000) as arrived:
            act()
        picture = arrived.args[0]
        assert isinstance(picture, Picture)
        return picture

    return after


@pytest.fixture
def resolved(reader: Reader, qtbot: QtBot) -> Callable[[str], Node]:
    def resolve(ref: str) -> Node:
        found: list[Node] = []
        reader.ask(lambda questions: questions.resolve(ref).node, found.append)
        qtbot.waitUntil(lambda: bool(found), timeout=30_000)
        return found[0]

    return resolve


def names(picture: Picture) -> list[str]:
    return sorted(node.name for node in picture.scene.nodes if node is not None)


def named(picture: Picture, name: str) -> Node:
    return next(node for node in picture.scene.nodes if node is not None and node.name == name)


def boxes(picture: Picture) -> dict[int, tuple[float, ...]]:
    return {
        node.id: tuple(round(each, 3) for each in picture.scene.box(row))
        for row, node in enumerate(picture.scene.nodes)
        if node is not None
    }


def test_the_project_is_folded_and_a_group_unfolds_and_folds_to_the_same_place(
    model: GraphModel, shown: Shown
) -> None:
    project = shown(model.show_project)
    assert {"train", "prepare", "model.json", "customers.csv", "Commits"} <= set(names(project))
    train = named(project, "train")
    assert train.id < 0
    before = boxes(project)
    unfolded = shown(lambda: model.unfold_group(train.key, train.name, train.id))
    runs = [node for node in unfolded.scene.nodes if node is not None and node.kind is NodeKind.RUN]
    assert [node.name for node in runs if node.id > 0].count("train") == 3
    assert unfolded.unfolded == {"stage:train": "train"}
    assert {unfolded.inside[node.id] for node in runs if node.name == "train"} == {"stage:train"}
    assert [crumb.key for crumb in model.crumbs] == [PROJECT, "stage:train"]
    folded = shown(lambda: model.fold_group("stage:train"))
    assert boxes(folded) == before
    assert [crumb.key for crumb in model.crumbs] == [PROJECT]


def test_what_was_folded_in_between_comes_back_to_its_place(model: GraphModel, shown: Shown) -> None:
    project = shown(model.show_project)
    train, data = named(project, "train"), named(project, "customers.csv")
    place = boxes(project)[data.id][:2]
    shown(lambda: model.unfold_group(data.key, data.name, data.id))
    shown(lambda: model.unfold_group(train.key, train.name, train.id))
    folded = shown(lambda: model.fold_group(data.key))
    assert boxes(folded)[data.id][:2] == pytest.approx(place, abs=60)  # lower than its own height


def test_hops_reach_to_each_side_on_their_own(
    model: GraphModel, shown: Shown, resolved: Callable[[str], Node]
) -> None:
    node = resolved("train.csv@HEAD")
    shown(lambda: model.show_node(node))
    only_up = shown(lambda: model.change(up=2, down=0))
    assert {"train.csv", "prepare", "customers.csv"} <= set(names(only_up))
    assert "train" not in names(only_up)
    only_down = shown(lambda: model.change(up=0, down=1))
    assert names(only_down) == ["train", "train.csv"]


def test_neighbours_unfold_one_by_one_and_all_at_once(
    model: GraphModel, shown: Shown, resolved: Callable[[str], Node]
) -> None:
    run = resolved("train@HEAD")
    shown(lambda: model.show_node(run))
    alone = shown(lambda: model.change(up=0, down=0))
    assert names(alone) == ["train"]
    more = alone.scene.more[0]
    scores = resolved("metrics.json@HEAD")
    one = shown(lambda: model.open_neighbours(run.ref, [scores.ref], upstream=False, anchor=run.id))
    assert names(one) == ["metrics.json", "train"]
    assert one.scene.more[one.scene.row[run.id]] == (more[0], more[1] - 1)
    every = shown(lambda: model.open_neighbours(run.ref, [EVERY], upstream=False, anchor=run.id))
    assert every.scene.more[every.scene.row[run.id]][1] == 0
    closed = shown(lambda: model.close_neighbours(run.ref, upstream=False, anchor=run.id))
    assert names(closed) == ["train"]


def test_the_graph_as_it_was_fades_or_hides_what_came_later(model: GraphModel, shown: Shown) -> None:
    shown(model.show_project)
    faded = shown(lambda: model.change(as_of="v1.0"))
    models = [node for node in faded.scene.nodes if node is not None and node.name == "model.json"]
    assert [node.id > 0 for node in models] == [True]  # one version by then, not a group of three
    hidden = shown(lambda: model.change(later=Later.HIDDEN))
    assert not hidden.later
    data = shown(lambda: model.show_view(View(about="data/customers.csv@v1.0", up=0, down=4, as_of="v1.0")))
    assert {node.name for row in data.later if (node := data.scene.node(row))} == {
        "model.json",
        "train",
        "metrics.json",
    }


def test_nothing_jumps_while_one_goes_through_history(model: GraphModel, shown: Shown) -> None:
    now = shown(model.show_project)
    before = {
        node.name: now.scene.box(row) for row in range(now.scene.count) if (node := now.scene.node(row))
    }
    then = shown(lambda: model.change(as_of="v1.0"))
    after = {
        node.name: then.scene.box(row) for row in range(then.scene.count) if (node := then.scene.node(row))
    }
    assert {"train", "model.json", "prepare", "train.csv"} <= set(after)
    for name in ("train", "model.json", "prepare", "train.csv", "metrics.json"):
        assert abs(after[name][0] - before[name][0]) < before[name][2] / 2
        assert abs(after[name][1] - before[name][1]) < before[name][3]


def test_the_difference_of_two_moments_is_marked(model: GraphModel, shown: Shown) -> None:
    shown(model.show_project)
    picture = shown(lambda: model.change(as_of="v1.0", against="v1.1"))
    became = {
        node.name: picture.changes.get(row)
        for row in range(picture.scene.count)
        if (node := picture.scene.node(row))
    }
    assert became["model.json"] is Change.CHANGED
    assert became["train.csv"] is Change.SAME
    assert not picture.later
    single = shown(lambda: model.unfold_group("stage:train", "train"))
    assert not single.later  # what came in between is what is compared


def test_a_question_is_a_slice_and_a_step_of_the_way(model: GraphModel, shown: Shown) -> None:
    shown(model.show_project)
    picture = shown(lambda: model.ask_slice("data/customers.csv@v1.0+ +model.json@v1.0"))
    assert names(picture) == ["customers.csv", "model.json", "prepare", "train", "train.csv"]
    assert model.view is not None
    assert (model.view.show, len(model.crumbs)) == (Show.SLICE, 2)
    shown(lambda: model.step_back_to(0))
    assert model.view == replace(View(), show=Show.FOLDED)


def test_a_wrong_word_fails_and_nothing_found_is_an_empty_picture(
    model: GraphModel, shown: Shown, qtbot: QtBot
) -> None:
    shown(model.show_project)
    with qtbot.waitSignal(model.failed, timeout=30_000) as failed:
        model.change(slice="kind:nonsense")
    assert isinstance(failed.args[0], WrongSliceError)
    empty = shown(lambda: model.change(slice="kind:model stage:nowhere-at-all name:nothing"))
    assert empty.scene.count == 0


def test_kinds_that_are_hidden_are_left_out(model: GraphModel, shown: Shown) -> None:
    shown(model.show_project)
    picture = shown(lambda: model.change(hidden=frozenset({"commit", "metrics"})))
    assert not {"Commits", "metrics.json"} & set(names(picture))


def test_changes_are_undone_and_done_again(
    model: GraphModel, shown: Shown, resolved: Callable[[str], Node]
) -> None:
    node = resolved("model.json@HEAD")
    first = shown(lambda: model.show_node(node))
    shown(lambda: model.change(up=3))
    shown(model.show_project)
    assert model.can_step(-1)
    assert not model.can_step(1)
    assert shown(lambda: model.step(-1)).view.up == 3
    again = shown(lambda: model.step(-1))
    assert boxes(again) == boxes(first)
    assert shown(lambda: model.step(1)).view.up == 3
    model.change(down=5)
    assert not model.can_step(1)


def test_only_the_last_of_several_questions_is_answered(
    model: GraphModel, resolved: Callable[[str], Node], qtbot: QtBot
) -> None:
    node = resolved("model.json@HEAD")
    seen: list[Picture] = []
    model.scene_changed.connect(lambda picture, _manner: seen.append(picture))
    model.show_node(node)
    for hops in (3, 4, 5, 6):
        model.change(up=hops)
    qtbot.waitUntil(lambda: bool(seen), timeout=30_000)
    assert [picture.view.up for picture in seen] == [6]


def test_a_picture_that_was_there_is_shown_at_once_until_the_database_changes(
    model: GraphModel, shown: Shown, reader: Reader
) -> None:
    first = shown(model.show_project)
    shown(lambda: model.change(hidden=frozenset({"commit"})))
    again: list[tuple[Picture, Manner]] = []
    model.scene_changed.connect(lambda picture, manner: again.append((picture, manner)))
    model.step(-1)
    assert again == [(first, Manner.GROWN)]
    renewed = shown(reader.changed.emit)
    assert renewed is not first
    assert boxes(renewed) == boxes(first)


def test_a_node_whose_record_vanished_is_not_drawn_any_more(
    project: Path, qtbot: QtBot, shown: object
) -> None:
    url = Project.at(project).database_url
    reader = Reader(url)
    model = GraphModel(reader, lambda: SIZES)
    with qtbot.waitSignal(model.scene_changed, timeout=30_000):
        model.show_view(View(about="model.json@HEAD"))
    assert model.picture is not None
    root = model.picture.about
    assert root is not None
    model.open_neighbours(root.ref, ["md5:00000000000000000000000000000000"], upstream=False, anchor=root.id)
    gone = next(node for node in model.picture.scene.nodes if node is not None and node.kind is NodeKind.RUN)
    database = Database.open(url)
    with database.writing() as connection:
        for table, column in (("edge", "source"), ("edge", "target"), ("held", "node"), ("run", "node")):
            connection.execute(text(f"DELETE FROM {table} WHERE {column} = :id"), {"id": gone.id})  # noqa: S608
        connection.execute(text("UPDATE revision SET number = number + 1"))
    database.close()
    with qtbot.waitSignal(model.scene_changed, timeout=30_000) as arrived:
        reader.refresh()
    assert gone.id not in arrived.args[0].scene.row
    reader.close()


def test_too_much_to_draw_is_said(
    model: GraphModel, qtbot: QtBot, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(model.show_project)
    monkeypatch.setattr("forebear.lineage.viewing._MOST_DRAWN", 3)
    with qtbot.waitSignal(model.failed, timeout=30_000) as failed:
        model.change(hidden=frozenset({"commit"}))
    assert isinstance(failed.args[0], TooDenseError)
    assert len(failed.args[0].graph.nodes) > 3


CRUMBS = st.builds(lambda key, up: Crumb(key, key, View(up=up)), st.sampled_from("abc"), st.integers(0, 3))


@given(st.lists(st.one_of(CRUMBS, st.sampled_from([-1, 1])), max_size=30))
def test_undo_and_redo_walk_the_places_one_has_been(steps: list[Crumb | int]) -> None:
    trail = Trail()
    past: list[Place] = []
    future: list[Place] = []
    here: Place | None = None
    for step in steps:
        if isinstance(step, Crumb):
            place = Place((step,)) if here is None else here.beyond(step)
            if place != here:
                past, future = ([*past, here] if here is not None else past), []
            here = place
            trail.go(place)
        elif step == -1 and past:
            future, here = [here, *future] if here is not None else future, past.pop()
            assert trail.step(-1) == here
        elif step == 1 and future:
            past, here = [*past, here] if here is not None else past, future.pop(0)
            assert trail.step(1) == here
        else:
            assert not trail.can_step(step)
        assert trail.place == here
        if here is not None:
            assert len({crumb.key for crumb in here.crumbs}) == len(here.crumbs)
