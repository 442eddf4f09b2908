"""What tools note beside the graph: in any order, twice without a change, and joined with the rest."""

from __future__ import annotations

import math
from array import array
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.facts import (
    Approval,
    BuiltFrom,
    CodeOf,
    Fact,
    Held,
    Mentioned,
    Metric,
    MetricSeries,
    Nested,
    RanIn,
    Seen,
    Slot,
    Tag,
    Used,
)
from forebear.lineage.mentions import path_in_repository, resolve_mentions
from forebear.lineage.questions import Questions
from forebear.lineage.same_images import join_images
from forebear.lineage.words import (
    Artifact,
    Commit,
    Digest,
    Environment,
    Image,
    Known,
    Model,
    ModelVersion,
    Move,
    NodeKind,
    Person,
    Role,
    Run,
    Transition,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ANN = Person("Ann", "ann@example.org")
COMMIT = Commit("a" * 40, (), ANN, NOW, ANN, NOW, "first")
DATA = Digest("md5", "d" * 32)


@pytest.fixture
def database(tmp_path: Path):
    opened = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    yield opened
    opened.close()


def rows(database: Database, table, *columns: str):
    with database.reading() as connection:
        found = connection.execute(select(*(table.c[name] for name in columns)) if columns else select(table))
        return {tuple(row) for row in found}


def everything() -> list[Fact]:
    environment = Environment(Image("app:1", id="sha256:" + "1" * 64))
    version = ModelVersion("mlflow", "churn", "1", run="mlflow:r1", description="the first")
    return [
        Tag(NodeKind.MODEL_VERSION, version.key, "kind", "boosted"),
        Tag(NodeKind.RUN, "mlflow:r1", "experiment", "churn"),
        Tag(NodeKind.COMMIT, COMMIT.sha, "note", "x"),
        Tag(NodeKind.ARTIFACT, DATA, "schema", "{}"),
        Approval(NodeKind.COMMIT, COMMIT.sha, "review:1", "review", "approved", ANN, NOW, "https://x/1"),
        Approval(NodeKind.MODEL_VERSION, version.key, "d:1", "deployment", "success"),
        Nested("mlflow:r2", "mlflow:r1"),
        Mentioned("mlflow:r1", "data/train.csv", evidence="dataset train"),
        Mentioned("mlflow:r2", "s3://b/other.csv"),
        Seen(DATA, "dvc", "s3://b/train.csv", "v1", NOW),
        BuiltFrom(environment, COMMIT.sha, "label org.opencontainers.image.revision"),
        environment,
        MetricSeries(
            "mlflow:r1", "loss", array("q", [0, 1, 2]), array("d", [3.0, float("nan"), 1.0]), array("q")
        ),
        CodeOf("mlflow:r1", COMMIT.sha, Known.NAMED, "tag mlflow.source.git.commit"),
        Used("mlflow:r1", DATA, "data/copy.csv", Role.INPUT, Known.SAME_DIGEST, "md5"),
        version,
        Model("mlflow", "churn", "who leaves", {"team": "x"}),
        Transition(version.key, Move.ALIASED, "alias:champion", "champion", seen=NOW),
        Run("mlflow:r1", "brave-fish", source="mlflow", started_at=NOW),
        Run("mlflow:r2", "calm-owl", source="mlflow"),
        Artifact((DATA,), "train.csv"),
        COMMIT,
    ]


def test_all_is_there_and_writing_it_again_changes_nothing(database):
    assert database.write(everything()).facts > 0
    assert database.write(everything()).facts == 0
    assert database.write(list(reversed(everything()))).facts == 0
    assert {(name, value) for _, name, value in rows(database, schema.tag)} == {
        ("kind", "boosted"), ("experiment", "churn"), ("note", "x"), ("schema", "{}"),
    }  # fmt: skip
    assert rows(database, schema.approval, "what", "state", "by_name") == {
        ("review", "approved", "Ann"),
        ("deployment", "success", None),
    }
    assert rows(database, schema.evidence, "role", "path", "known", "said") == {
        ("code", "", "named", "tag mlflow.source.git.commit"),
        ("code", "", "named", "label org.opencontainers.image.revision"),
        ("input", "data/copy.csv", "same digest", "md5"),
    }
    assert rows(database, schema.model) == {("mlflow", "churn", "who leaves", '{"team": "x"}')}


def test_a_tag_is_taken_back(database):
    database.write(everything())
    assert database.write([Tag(NodeKind.RUN, "mlflow:r1", "experiment", None)]).facts == 1
    assert "experiment" not in {name for _, name, _ in rows(database, schema.tag)}


def test_a_series_is_all_its_steps_and_its_last_value_is_the_metric(database):
    database.write(everything())
    questions = Questions(database)
    run = questions.node(NodeKind.RUN, "mlflow:r1")
    steps = questions.metric_steps(run.id, "loss")
    assert [step for step, _ in steps] == [0, 1, 2]
    assert [value for _, value in steps][::2] == [3.0, 1.0]
    assert steps[1][1] != steps[1][1]
    (metric,) = questions.metrics([run.id])[run.id]
    assert (metric.value, metric.steps) == (1.0, 3)
    longer = MetricSeries("mlflow:r1", "loss", array("q", [0, 1, 2, 3]), array("d", [3, 2, 1, 0]), array("q"))
    assert database.write([longer]).facts > 0
    (metric,) = Questions(database).metrics([run.id])[run.id]
    assert (metric.value, metric.steps) == (0.0, 4)


def test_of_steps_the_last_counts_and_a_value_without_a_step_comes_before_all(database):
    run = Run("mlflow:r9", "odd-crow", source="mlflow", started_at=NOW)
    told = [
        ("plain", 0.5, None), ("stepped", 3.0, 0), ("stepped", 1.0, 2), ("both", 9.0, None), ("both", 2.0, 0),
        ("both", 4.0, -5), ("nothing", math.nan, None),
    ]  # fmt: skip
    database.write([run, *(Metric(run.key, name, value, step) for name, value, step in told)])
    questions = Questions(database)
    node = questions.node(NodeKind.RUN, run.key)
    metrics = {each.name: each for each in questions.metrics([node.id])[node.id]}
    assert {name: each.steps for name, each in metrics.items()} == {
        "plain": 1, "stepped": 2, "both": 3, "nothing": 1,
    }  # fmt: skip
    assert [metrics[name].value for name in ("plain", "stepped", "both")] == [0.5, 1.0, 2.0]
    assert math.isnan(metrics["nothing"].value)
    last = questions.last_values([node.id])[node.id]
    assert {name: each[2] for name, each in last.items()} == {
        name: each.steps for name, each in metrics.items()
    }
    assert last["both"] == (2.0, "", 3)


def test_settled_questions_are_answered_from_one_state(database):
    database.write(everything())
    questions = Questions(database)
    with questions.settled():
        before = questions.counts()
        database.write([Run("mlflow:r9", "odd-crow", source="mlflow", started_at=NOW)])
        assert questions.counts() == before
        with questions.settled():
            assert questions.counts() == before
        assert questions.counts() == before
    assert questions.counts()[NodeKind.RUN] == before[NodeKind.RUN] + 1


def test_aliases_are_exclusive_and_stages_of_a_version_are_its_own(database):
    one, two = (ModelVersion("mlflow", "churn", str(number)) for number in (1, 2))
    later = NOW.replace(hour=13)
    database.write(
        [
            one,
            two,
            Transition(one.key, Move.STAGED, "s1", "Production", NOW),
            Transition(two.key, Move.STAGED, "s2", "Production", later),
            Transition(one.key, Move.ALIASED, "a1", "champion", NOW),
            Transition(two.key, Move.ALIASED, "a2", "champion", seen=later),
        ]
    )
    stages = {each.version.version: each.stages for each in Questions(database).registered().values()}
    assert stages == {"1": ("Production",), "2": ("Production", "champion")}


def test_a_mention_means_what_the_commit_holds(database):
    database.write(
        [
            *everything(),
            Held(COMMIT.sha, Slot.DATA, "data", Digest("md5", "e" * 32 + ".dir")),
        ]
    )
    assert resolve_mentions(database) == 2
    assert resolve_mentions(database) == 0
    said = {
        row
        for row in rows(database, schema.evidence, "path", "known", "said")
        if row[0].startswith(("data/t", "s3"))
    }
    assert said == {
        ("data/train.csv", "named", "named by dataset train: data/train.csv at aaaaaaaaaa, which is in data"),
        ("s3://b/other.csv", "named", ""),
    }
    exact = Held(COMMIT.sha, Slot.DATA, "data/train.csv", DATA)
    database.write([exact])
    assert resolve_mentions(database) == 0, "what was found once stays"


def test_a_mention_that_meant_nothing_means_something_later(database):
    database.write(everything())
    resolve_mentions(database)
    other = Artifact((Digest("sha256", "f" * 64),), "other.csv")
    database.write([other, Seen(other.digests[0], "s3", "s3://b/other.csv", "v7", NOW)])
    assert resolve_mentions(database) == 1
    edges = rows(database, schema.edge, "path", "source")
    with database.reading() as connection:
        node = connection.execute(
            select(schema.digest.c.node).where(schema.digest.c.key == str(other.digests[0]))
        ).scalar()
    assert {source for path, source in edges if path == "s3://b/other.csv"} == {node}
    assert (
        "s3://b/other.csv",
        "named",
        "named by its record: seen at s3://b/other.csv (version v7)",
    ) in rows(database, schema.evidence, "path", "known", "said")


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("data/a.csv", "data/a.csv"),
        ("./data/a.csv", "data/a.csv"),
        ("/work/p/data/a.csv", "data/a.csv"),
        ("file:///work/p/data/a%20b.csv", "data/a b.csv"),
        ("/elsewhere/a.csv", None),
        ("../a.csv", None),
        ("s3://b/a.csv", None),
        ("C:\\data\\a.csv", None),
        ("", None),
    ],
)
def test_paths_in_the_repository(place, path):
    assert path_in_repository(place, [Path("/work/p")]) == path


def test_images_are_the_same_by_id_digest_or_layers_and_never_by_their_tag(database):
    layers = ("sha256:" + "5" * 64, "sha256:" + "6" * 64)
    images = {
        "id": Image("app:1", id="sha256:" + "1" * 64),
        "digest": Image("app:2", digest="sha256:" + "2" * 64),
        "layers": Image("app:3", id="sha256:" + "3" * 64, diff_ids=layers),
        "tag": Image("app:4", id="sha256:" + "4" * 64),
    }
    ran = {
        "id": Image("other:1", id="sha256:" + "1" * 64),
        "digest": Image("other:2", digest="sha256:" + "2" * 64),
        "layers": Image("other:3", id="sha256:" + "7" * 64, diff_ids=layers),
        "tag": Image("app:4"),
    }
    database.write([Environment(image, packages={"numpy": "2"}) for image in images.values()])
    database.write([RanIn(f"mlflow:{name}", Environment(image)) for name, image in ran.items()])
    assert join_images(database) == 3
    assert join_images(database) == 0
    said = {row[1] for row in rows(database, schema.evidence, "role", "said") if row[0] == "image"}
    assert said == {
        "image id sha256:" + "1" * 64,
        "manifest digest sha256:" + "2" * 64,
        f"the same 2 layers, the last {layers[1]}",
    }
    database.write([RanIn("mlflow:late", Environment(images["id"], packages={"numpy": "2"}))])
    assert join_images(database) == 0
    left = {row[1] for row in rows(database, schema.evidence, "role", "said") if row[0] == "image"}
    assert len(left) == 2, "an image that a run is known of stands for itself"
