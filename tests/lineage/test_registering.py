"""Model versions: written, joined to what they name, and asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forebear.lineage.errors import AmbiguousReferenceError, UnknownReferenceError
from forebear.lineage.words import (
    ModelVersion,
    Move,
    NodeKind,
    Person,
    Ref,
    RefKind,
    Role,
    Transition,
)

KIM = Person("Kim", "kim@example.org")
START = datetime(2026, 5, 1, tzinfo=UTC)


def moved(version, move, stage="", *, day=0, why=""):
    return Transition(
        version.key, move, f"{version.key}-{move}-{stage}-{day}", stage, START + timedelta(days=day), KIM, why
    )


@pytest.fixture
def versions(database, told, story):
    one = ModelVersion("gto", "churn", "v1.0.0", story.commits[0], "model@best.pkl")
    two = ModelVersion("gto", "churn", "v2.0.0", story.commits[1], "model@best.pkl")
    database.write([
        one, two, moved(one, Move.REGISTERED), moved(two, Move.REGISTERED, day=5),
        moved(one, Move.ASSIGNED, "prod", day=1, why="approved"),
        moved(two, Move.ASSIGNED, "prod", day=6), moved(two, Move.ASSIGNED, "dev", day=7),
    ])  # fmt: skip
    return one, two


def test_a_version_is_joined_to_the_artifact_that_its_commit_holds(told, versions, story):
    node = told.resolve("models:/churn/v2.0.0").node
    assert (node.kind, node.name, node.detail) == (NodeKind.MODEL_VERSION, "churn v2.0.0", "prod, dev")
    assert node.ref == "models:/churn/v2.0.0"
    assert node.when == START + timedelta(days=5)
    graph = told.upstream([node.id], 1)
    (edge,) = [edge for edge in graph.edges if edge.role is Role.REGISTERED]
    held = next(each for each in graph.nodes if each.id == edge.source)
    assert held.digests == (story.models[1],)


def test_a_stage_has_one_version_and_knows_who_moved_it(told, versions):
    one, two = told.registered().values()
    assert (one.stages, two.stages) == ((), ("prod", "dev"))
    assert [(move.move, move.stage, move.by, move.why) for move in one.transitions] == [
        (Move.REGISTERED, "", KIM, ""),
        (Move.ASSIGNED, "prod", KIM, "approved"),
    ]
    assert told.resolve("models:/churn@prod").node.name == "churn v2.0.0"


def test_what_is_taken_away_is_in_no_stage(database, told, versions):
    _, two = versions
    database.write([moved(two, Move.UNASSIGNED, "prod", day=8)])
    assert told.resolve("models:/churn/v2.0.0").node.detail == "dev"
    database.write([moved(two, Move.DEREGISTERED, day=9)])
    assert told.resolve("models:/churn/v2.0.0").node.detail == ""


def test_the_same_registry_twice_changes_nothing(database, told, versions):
    before = told.registered()
    assert (
        database.write([*versions, *(move for each in before.values() for move in each.transitions)]).facts
        == 0
    )
    assert told.registered() == before


def test_a_version_of_something_unknown_belongs_to_its_commit(database, told, story):
    database.write([ModelVersion("gto", "lost", "v0.1.0", story.commits[2], "no/such/file")])
    node = told.resolve("models:/lost/v0.1.0").node
    (edge,) = told.upstream([node.id], 1).edges
    assert told.nodes([edge.source])[0].key == story.commits[2]


def test_what_no_registry_has(database, told, versions):
    with pytest.raises(UnknownReferenceError, match="No registry has this") as caught:
        told.resolve("models:/churn/v9.0.0")
    assert "models:/churn/v2.0.0" in caught.value.todo
    database.write([ModelVersion("mlflow", "churn", "v2.0.0")])
    with pytest.raises(AmbiguousReferenceError) as both:
        told.resolve("models:/churn/v2.0.0")
    assert both.value.candidates == ("models:/gto:churn/v2.0.0", "models:/mlflow:churn/v2.0.0")
    assert told.resolve("models:/mlflow:churn/v2.0.0").node.key == "mlflow:churn/v2.0.0"


def test_references_of_two_repositories_stand_beside_each_other(database, told, story):
    ours = [replace(ref, repository="/home/ada/project") for ref in told.refs()]
    shop = [
        Ref("main", RefKind.BRANCH, story.commits[0], repository="/elsewhere/shop"),
        Ref("only", RefKind.TAG, story.commits[1], repository="/elsewhere/shop"),
    ]
    database.write(ours)
    database.write(shop)
    with pytest.raises(AmbiguousReferenceError) as both:
        told.resolve("main")
    assert both.value.candidates == ("project::main", "shop::main")
    assert told.resolve("shop::main").commit == story.commits[0]
    assert told.resolve("project::main~1").commit == story.commits[1]
    assert told.resolve("only").commit == story.commits[1]
    assert told.resolve("model@best.pkl@project::main").path == "model@best.pkl"
    # Reading one of them again leaves the other's alone.
    database.write([replace(shop[0], commit=story.commits[1])])
    assert told.resolve("shop::main").commit == story.commits[1]
    assert told.resolve("project::main").commit == story.commits[2]
    # A lineage of one project has no other references, wherever that project was when it was read before.
    database.write([Ref("main", RefKind.BRANCH, story.commits[0])])
    assert {ref.name for ref in told.refs()} == {"main"}
