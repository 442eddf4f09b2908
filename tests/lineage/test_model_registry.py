"""All registries in one: versions in their order, who holds a stage, and what is not recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forebear.lineage.database import Database
from forebear.lineage.facts import Approval, Fact
from forebear.lineage.model_registry import model_registry
from forebear.lineage.questions import Questions
from forebear.lineage.words import (
    Artifact,
    Digest,
    Model,
    ModelVersion,
    Move,
    NodeKind,
    Person,
    Run,
    Transition,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Person("Ann", "ann@example.org")
MODEL = Digest("sha256", "a" * 64)


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def facts() -> list[Fact]:
    versions = [
        ModelVersion("mlflow", "churn", str(number), run=f"mlflow:{number}") for number in range(1, 12)
    ]
    other = ModelVersion("gto", "churn", "v1.0.0", artifact=MODEL)
    found: list[Fact] = [
        Model("mlflow", "churn", "who leaves"),
        Model("mlflow", "empty"),
        Artifact((MODEL,), "model.bin"),
        *versions,
        other,
        Transition(other.key, Move.REGISTERED, "churn@v1.0.0", "", NOW, ANN, "the first"),
        Transition(versions[1].key, Move.ALIASED, "champion", "champion", seen=after(20)),
        Approval(NodeKind.MODEL_VERSION, other.key, "1", "review", "approved"),
    ]
    for number, version in enumerate(versions):
        found.append(Run(f"mlflow:{number + 1}", f"train-{number + 1}", source="mlflow"))
        found.append(Transition(version.key, Move.REGISTERED, "creation", "", after(1)))
    return found


@pytest.fixture
def models(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    database.write(facts())
    with Questions(database).look() as look:
        found = model_registry(look)
    database.close()
    return {(each.model.registry, each.model.name): each for each in found}


def test_every_model_is_there_with_its_versions_newest_first(models):
    assert list(models) == [("gto", "churn"), ("mlflow", "churn"), ("mlflow", "empty")]
    versions = models["mlflow", "churn"].versions
    assert [each.registered.version.version for each in versions] == [
        str(number) for number in range(11, 0, -1)
    ]
    assert models["mlflow", "churn"].model.description == "who leaves"
    assert models["mlflow", "empty"].versions == ()


def test_what_was_registered_is_the_artifact_else_the_run(models):
    (version,) = models["gto", "churn"].versions
    assert version.subject is not None
    assert version.subject.digests == (MODEL,)
    assert version.approvals == 1
    newest = models["mlflow", "churn"].versions[0]
    assert newest.subject is not None
    assert (newest.subject.kind, newest.subject.name) == (NodeKind.RUN, "train-11")


def test_what_is_not_recorded_is_counted(models):
    gaps = models["mlflow", "churn"].gaps
    assert (gaps.moves, gaps.undated, gaps.unsigned, gaps.unexplained) == (12, 1, 12, 12)
    assert (gaps.begins, gaps.watched) == (after(1), after(20))
    gaps = models["gto", "churn"].gaps
    assert (gaps.moves, gaps.undated, gaps.unsigned, gaps.unexplained, gaps.watched) == (1, 0, 0, 0, None)
    assert models["mlflow", "empty"].gaps.begins is None


def test_who_holds_what_now(models):
    assert models["mlflow", "churn"].holders() == {"champion": ["2"]}
    newest = models["mlflow", "churn"].moves[0]
    assert (newest[0].registered.version.version, newest[1].move) == ("2", Move.ALIASED)
