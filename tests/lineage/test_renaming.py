"""What earlier readings knew by other names keeps its node and what was known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forebear.lineage.facts import Approval, CodeOf, Renamed, Revised, Seen, Tag
from forebear.lineage.model_registry import model_registry
from forebear.lineage.words import Artifact, Digest, Model, ModelVersion, Move, NodeKind, Run, Transition

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OLD = ModelVersion("mlflow", "churn", "1", run="mlflow:a")
NEW = ModelVersion("mlflow-1", "churn", "1", run="mlflow:a", identity="1~aaaa")
THEIRS = ModelVersion("mlflow-2", "churn", "1", run="mlflow:b", identity="1~bbbb")


def registered(version: ModelVersion, when: datetime = NOW) -> Transition:
    return Transition(version.key, Move.REGISTERED, "registered", when=when)


def aliased(version: ModelVersion, alias: str, days: int = 1) -> Transition:
    seen = NOW + timedelta(days=days)
    return Transition(version.key, Move.ALIASED, f"alias {alias}, seen {seen}", alias, seen=seen)


def known(questions):
    with questions.look() as look:
        return {
            each.node.key: (
                set(each.registered.stages),
                [move.record for move in each.registered.transitions],
            )
            for model in model_registry(look)
            for each in model.versions
        }


@pytest.fixture
def before(database):
    """A lineage in which a version has but its number."""
    database.write(
        [
            Model("mlflow", "churn", "who leaves"),
            Model("mlflow", "empty"),
            OLD,
            registered(OLD),
            aliased(OLD, "champion"),
            Tag(NodeKind.MODEL_VERSION, OLD.key, "gone", "since"),
            Approval(NodeKind.MODEL_VERSION, OLD.key, "1", "review", "approved"),
        ]
    )
    return database


def test_a_version_keeps_its_node_and_its_history(before, questions):
    node = questions.resolve("models:/churn/1").node
    renamed = Renamed(NodeKind.MODEL_VERSION, OLD.key, NEW.key, NOW, (aliased(NEW, "champion", 9),))
    models = [Model("mlflow-1", name, formerly="mlflow") for name in ("churn", "empty")]
    facts = [renamed, *models, NEW, registered(NEW)]
    before.write(facts)
    assert questions.resolve("models:/churn/1").node.id == node.id
    assert known(questions) == {NEW.key: ({"champion"}, ["registered", aliased(OLD, "champion").record])}
    with questions.look() as look:
        found = model_registry(look)
    assert [(each.model.registry, each.model.name) for each in found] == [
        ("mlflow-1", "churn"),
        ("mlflow-1", "empty"),
    ]
    assert [each.approvals for each in found[0].versions] == [1]
    counts = questions.counts()
    before.write(facts)
    assert questions.counts() == counts
    assert known(questions).keys() == {NEW.key}


def test_a_version_of_another_store_is_not_taken(before, questions):
    later = NOW + timedelta(days=30)
    moves = (aliased(THEIRS, "champion", 40),)
    before.write(
        [
            Renamed(NodeKind.MODEL_VERSION, OLD.key, THEIRS.key, later, moves),
            THEIRS,
            registered(THEIRS, later),
        ]
    )
    assert known(questions) == {
        OLD.key: ({"champion"}, ["registered", aliased(OLD, "champion").record]),
        THEIRS.key: ({"champion"}, ["registered", moves[0].record]),
    }


def test_moves_that_were_mixed_in_do_not_say_where_a_version_is(before, questions):
    before.write([aliased(OLD, "shadow", 2)])  # of another store's version of this number
    moves = (aliased(NEW, "champion", 9),)
    before.write([Renamed(NodeKind.MODEL_VERSION, OLD.key, NEW.key, NOW, moves), NEW, registered(NEW)])
    assert known(questions) == {NEW.key: ({"champion"}, ["registered", aliased(OLD, "champion").record])}


def test_a_version_that_was_there_twice_is_there_once(before, questions):
    digest = ModelVersion("mlflow", "churn", "abc", run="mlflow:a", identity="abc", numbered=False)
    before.write([digest, aliased(digest, "best", 3)])
    assert len(known(questions)) == 2
    numbered = replace(digest, version="1", numbered=True)
    before.write([Renamed(NodeKind.MODEL_VERSION, OLD.key, digest.key), numbered])
    assert known(questions) == {
        digest.key: (
            {"champion", "best"},
            ["registered", aliased(OLD, "champion").record, aliased(digest, "best", 3).record],
        )
    }
    assert questions.resolve("models:/churn/1").node.key == digest.key


def test_data_and_runs_that_a_tool_names_itself_are_renamed_before_they_are_spoken_of(database, questions):
    old = [Digest("delta", f"table@{number}") for number in range(2)]
    new = [Digest("delta", f"table@{number}~{number}") for number in range(2)]

    def facts(digests):
        return [
            *(Artifact((digest,), "prices") for digest in digests),
            *(Seen(digest, "delta", "prices", str(number)) for number, digest in enumerate(digests)),
            Revised(*digests, "prices"),
            Run(str(digests[1]), "WRITE prices", source="delta"),
            CodeOf(str(digests[1]), "c" * 40),
        ]

    database.write(facts(old))
    nodes = [questions.resolve(str(digest)).node.id for digest in old]
    counts = questions.counts()
    renamed = [
        Renamed(kind, str(one), str(other))
        for one, other in zip(old, new, strict=True)
        for kind in (NodeKind.ARTIFACT, NodeKind.RUN)
    ]
    for _ in range(2):
        database.write([*renamed, *facts(new)])
        assert [questions.resolve(str(digest)).node.id for digest in new] == nodes
        assert [questions.resolve(f"prices@{number}").node.id for number in range(2)] == nodes
        assert questions.counts() == counts
    assert questions.run(str(new[1])).code == ("c" * 40,)
