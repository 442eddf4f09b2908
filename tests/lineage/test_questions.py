"""What the lineage answers about a small project, on both databases."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forebear.lineage.answers import Provenance
from forebear.lineage.errors import ActionableError, UnknownReferenceError
from forebear.lineage.facts import Held, RanIn, Slot, Used
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import (
    OutputVerdict,
    ProcessEnd,
    Rebuild,
    Verdict,
)
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Commit,
    Digest,
    Environment,
    Image,
    NodeKind,
    Origin,
    Person,
    Ref,
    RefKind,
    Role,
)

OTHER = Digest("md5", "f" * 32)
SCORES = [("scores.json", "auc"), ("scores.json", "loss")]


def rebuild_of(story, number=1, **changes):
    facts = {
        "id": f"{number:032x}",
        "run": story.trains[1],
        "ended": ProcessEnd.COMPLETED,
        "verdict": Verdict.WITHIN_TOLERANCE,
        "outputs": (
            OutputVerdict("model@best.pkl", story.models[1], story.models[1], Verdict.IDENTICAL),
            OutputVerdict(
                "scores.json", story.metrics[1], Digest("md5", "f" * 32), Verdict.WITHIN_TOLERANCE, "auc"
            ),
            OutputVerdict("extra.txt", None, Digest("md5", "e" * 32), Verdict.EXTRA),
        ),
        "image": Image("python:3.11", "sha256:1", "", ("sha256:2",)),
        "how": "local",
        "started_at": datetime(2026, 6, number, 8, tzinfo=UTC),
        "seconds": 1.5,
        "by": "Ada",
        "explanation": "a metric moved",
        "missing": (),
        "steps": ("workspace", "container"),
        "log": "/logs/1",
        "profile": {"network": False, "memory": None, "cpus": 1.5},
    }
    return Rebuild(**{**facts, **changes})


def test_how_many_there_are(told):
    assert told.counts() == {NodeKind.COMMIT: 4, NodeKind.ARTIFACT: 7, NodeKind.RUN: 3}


def test_commits_of_one_second_keep_their_order(database, questions):
    ada, when = Person("Ada"), datetime(2026, 5, 4, tzinfo=UTC)
    shas = [f"{number:040x}" for number in (7, 3, 9, 1)]
    for sha, parent in zip(shas, [None, *shas], strict=False):
        parents = (parent,) if parent else ()
        database.write([Commit(sha, parents, ada, when, ada, when, "at once")])
    assert [commit.sha for commit in questions.commits()] == shas[::-1]


def test_commits_come_newest_first(told, story):
    commits = told.commits()
    assert [commit.sha for commit in commits] == [story.commits[2], story.side, *reversed(story.commits[:2])]
    assert commits[0].parents == (story.commits[1], story.side)
    assert commits[0] == story.facts[3] == told.commit(story.commits[2])
    assert told.commits(limit=1) == commits[:1]


def test_references_come_as_they_were_read(told, story):
    assert set(told.refs()) == {fact for fact in story.facts if isinstance(fact, Ref)}


def test_problems_and_sources(told, story):
    (problem,) = told.problems()
    assert problem.what == "This is no YAML."
    assert told.sources() == (("git", "/project"),)


def test_the_history_table(told, story):
    rows = told.runs()
    assert [row.node.key for row in rows[:1]] == [story.trains[1]]
    assert {row.node.key for row in rows} == {*story.trains, story.prepare}
    row = rows[0]
    assert (row.commit, row.when, row.refs) == (
        story.commits[1],
        datetime(2026, 3, 1, 1, tzinfo=UTC),
        ("v1",),
    )
    assert [(metric.source, metric.name) for metric in row.metrics] == [
        ("scores.json", "auc"),
        ("scores.json", "loss"),
    ]
    assert row.metrics[0].value == pytest.approx(0.9)
    assert math.isnan(row.metrics[1].value)
    assert [(value.source, value.name, value.value) for value in row.parameters] == [
        ("params.yaml", "train.depth", 4)
    ]
    assert row.run.command == ("python train.py", "echo done")


def test_artifacts_come_newest_first(told, story):
    models = told.artifacts(ArtifactType.MODEL)
    assert [node.digests for node in models] == [(story.models[1],), (story.models[0],)]
    assert [node.commit for node in models] == [story.commits[1], story.commits[0]]
    assert models[0].detail == "11 B"
    assert len(told.artifacts()) == 7
    rows = told.artifact_rows(ArtifactType.DATASET)
    assert {(row.node.name, row.size, row.files, row.paths) for row in rows} == {
        ("raw", 2_000_000, 12, ("data/raw",)),
        ("data.csv", 1000, None, ("data/data.csv",)),
    }


def test_all_of_a_run(told, story):
    record = told.run(story.trains[0])
    assert [(link.path, link.role, link.artifact.digests[0]) for link in record.inputs] == [
        ("data/data.csv", Role.INPUT, story.data)
    ]
    assert [(link.path, link.role, link.artifact.digests[0]) for link in record.outputs] == [
        ("model@best.pkl", Role.OUTPUT, story.models[0]),
        ("scores.json", Role.METRICS, story.metrics[0]),
    ]
    assert record.code == (story.commits[0],)
    assert record.environments == ()


def test_all_of_an_artifact(told, story):
    record = told.artifact(told.resolve(str(story.data)).node.id)
    assert [node.key for node in record.producers] == [story.prepare]
    assert {node.key for node in record.consumers} == set(story.trains)
    assert [(seen.path, seen.commit, seen.slot) for seen in record.sightings] == [
        ("data/data.csv", story.commits[0], Slot.DATA)
    ]
    raw = told.artifact(told.resolve(str(story.raw)).node.id)
    assert raw.came_from == (Provenance("https://example.org/registry", "data/raw", "d" * 40),)
    assert (raw.artifact.size, raw.artifact.files) == (2_000_000, 12)
    scores = told.artifact(told.resolve(str(story.metrics[1])).node.id)
    assert [(metric.source, metric.name) for metric in scores.metrics] == [
        ("scores.json", "auc"),
        ("scores.json", "loss"),
    ]


def test_where_an_imported_artifact_came_from_is_upstream_of_it(told, story):
    raw = told.resolve(str(story.raw)).node
    graph = told.upstream([raw.id], 1)
    (edge,) = graph.edges
    there = next(node for node in graph.nodes if node.id == edge.source)
    assert (edge.role, there.key) == (Role.IMPORT, "https://example.org/registry#data/raw@" + "d" * 40)
    assert told.resolve(there.ref).node == there


def test_a_commit_holds_what_its_first_parents_held(told, story):
    c0, c1, c2 = story.commits
    held = {(each.slot, each.path): each.node.key for each in told.held(c0)}
    assert held == {
        (Slot.DATA, "data/data.csv"): str(story.data),
        (Slot.DATA, "data/raw"): str(story.raw),
        (Slot.DATA, "model@best.pkl"): str(story.models[0]),
        (Slot.METRICS, "scores.json"): str(story.metrics[0]),
        (Slot.RUN, "prepare"): story.prepare,
        (Slot.RUN, "train"): story.trains[0],
    }
    later = {(each.slot, each.path): each.node.key for each in told.held(c1)}
    assert later == {
        **held,
        (Slot.DATA, "model@best.pkl"): str(story.models[1]),
        (Slot.METRICS, "scores.json"): str(story.metrics[1]),
        (Slot.RUN, "train"): story.trains[1],
    }
    assert (Slot.DATA, "data/raw") not in {(each.slot, each.path) for each in told.held(c2)}
    assert {(each.slot, each.path): each.node.key for each in told.held(story.side)} == held
    assert told.held("0" * 40) == ()


def test_names_that_are_tracked_in_a_parameters_file(database, questions):
    digest = Digest("git", "a" * 40)
    database.write([Held("1" * 40, Slot.PARAMETERS, "params.yaml", digest, ("train", "seed"))])
    (held,) = questions.held("1" * 40)
    assert held.names == ("train", "seed")


def test_the_graph_of_a_commit(told, story):
    graph = told.at_commit(story.commits[2])
    names = {node.id: node.key for node in graph.nodes}
    assert set(names.values()) == {
        story.prepare,
        story.trains[1],
        *map(str, (story.raw, story.data, story.models[1], story.metrics[1])),  # raw: what prepare used
    }
    assert {(names[edge.source], names[edge.target]) for edge in graph.edges} == {
        (str(story.raw), story.prepare),
        (story.prepare, str(story.data)),
        (str(story.data), story.trains[1]),
        (story.trains[1], str(story.models[1])),
        (story.trains[1], str(story.metrics[1])),
    }


def test_upstream_downstream_and_the_way_between(told, story):
    raw, model = (told.resolve(str(digest)).node for digest in (story.raw, story.models[1]))
    up = {node.key for node in told.upstream([model.id]).nodes}
    assert {str(story.raw), str(story.data), story.prepare, story.trains[1], *story.commits[:2]} < up
    assert str(story.models[0]) not in up
    down = {node.key for node in told.downstream([raw.id]).nodes}
    assert down == {
        story.prepare,
        *story.trains,
        *map(str, (story.raw, story.data, *story.models, *story.metrics)),
    }
    way = told.path(raw.id, model.id)
    assert [node.key for node in way.nodes] == [
        str(story.raw), story.prepare, str(story.data), story.trains[1], str(story.models[1]),
    ]  # fmt: skip
    assert len(way.edges) == 4
    near = told.neighbourhood([model.id], 1, 1)
    assert [node.key for node in near.nodes] == [str(story.models[1]), story.trains[1]]
    (more,) = near.more.values()
    assert more == (2, 1)  # data and code; metrics


def test_what_is_kept_in_memory_follows_the_database(database, told, story):
    model = told.resolve(str(story.models[1])).node
    assert len(told.downstream([model.id]).nodes) == 1
    database.write([Used(story.prepare, story.models[1], "old.pkl")])
    assert len(told.downstream([model.id]).nodes) > 1
    database.write([Held(story.commits[2], Slot.DATA, "new", story.models[1])])
    assert "new" in {each.path for each in told.held(story.commits[2])}


def test_environments_say_how_they_are_known(database, told, story):
    recorded = Environment(
        Image("a:1", "sha256:1"), "linux/amd64", {"numpy": "2"}, {"SEED": "1"}, {"cpu": "x"}
    )
    assumed = Environment(Image("b:1"))
    database.write([RanIn(story.trains[0], assumed, Origin.ASSUMED, "Ada")])
    database.write([RanIn(story.trains[0], recorded), RanIn(story.trains[1], recorded)])
    answers = told.run(story.trains[0]).environments
    assert [(each.environment, each.origin, each.by) for each in answers] == [
        (recorded, Origin.RECORDED, ""),
        (assumed, Origin.ASSUMED, "Ada"),
    ]
    assert [each.node.name for each in told.environments()] == ["a:1", "b:1"]
    images = {row.node.key: row.image for row in told.runs()}
    assert images == {story.trains[0]: "a:1", story.trains[1]: "a:1", story.prepare: ""}


def test_a_rebuild_is_given_back_as_it_was_written(database, told, story):
    image = Environment(Image("python:3.11", "sha256:1"))
    made = [
        ("model@best.pkl", Artifact((story.models[1], Digest("sha256", "1" * 64)), "model@best.pkl")),
        ("scores.json", Artifact((Digest("md5", "f" * 32),), "scores.json", ArtifactType.METRICS, 20)),
    ]
    first, second = (
        rebuild_of(story),
        rebuild_of(story, 2, verdict=None, ended=ProcessEnd.BLOCKED, image=None),
    )
    database.record_rebuild(first, made, image)
    database.record_rebuild(second, [], None)
    assert told.rebuilds() == (second, first)
    assert told.rebuilds(story.trains[1]) == (second, first)
    assert told.rebuilds(story.trains[0]) == ()
    node = told.node(NodeKind.REBUILD, first.id)
    assert (node.name, node.origin, node.commit, node.detail) == (
        "train", Origin.RECORDED, story.commits[1], "within tolerance",
    )  # fmt: skip
    model = told.artifact(told.resolve(str(story.models[1])).node.id)
    assert [maker.kind for maker in model.producers] == [NodeKind.RUN, NodeKind.REBUILD]
    assert Digest("sha256", "1" * 64) in model.artifact.digests
    assert model.node.origin is Origin.IMPORTED
    assert told.resolve("md5:" + "f" * 32).node.origin is Origin.RECORDED
    roles = {edge.role for edge in told.neighbourhood([node.id], 1, 1).edges}
    assert {Role.REBUILD, Role.REBUILT, Role.INPUT, Role.ENVIRONMENT} <= roles


def test_a_clock_that_is_set_back_changes_no_order(database, told, story):
    first = rebuild_of(story)
    second = replace(rebuild_of(story, 2), started_at=first.started_at - timedelta(days=365))
    database.record_rebuild(first, [], None)
    database.record_rebuild(second, [], None)
    assert told.rebuilds() == (second, first)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rebuild SET verdict = 'identical'",
        "DELETE FROM rebuild",
        "UPDATE rebuild_output SET verdict = 'identical'",
        "DELETE FROM rebuild_output",
    ],
)
def test_what_was_witnessed_is_never_changed(database, told, story, statement):
    rebuild = rebuild_of(story)
    database.record_rebuild(rebuild, [], None)
    with pytest.raises(ActionableError, match="never changed"), database.writing() as connection:
        connection.exec_driver_sql(statement)
    with pytest.raises(ActionableError, match="never changed"):
        database.record_rebuild(rebuild_of(story, by="Mallory"), [], None)
    database.write(story.facts)
    assert told.rebuilds() == (rebuild,)


def test_a_rebuild_of_a_run_that_is_not_known(database, story):
    with pytest.raises(ActionableError, match="not in the lineage"):
        database.record_rebuild(rebuild_of(story), [], None)


def test_what_is_not_there_is_said(told):
    for ask in (
        lambda: told.run("0" * 64),
        lambda: told.commit("0" * 40),
        lambda: told.artifact(10**9),
        lambda: told.node(NodeKind.ARTIFACT, "md5:0"),
    ):
        with pytest.raises(UnknownReferenceError):
            ask()
    assert told.nodes([10**9]) == ()


def test_an_empty_lineage_answers_everything(database):
    questions = Questions(database)
    assert questions.counts() == {}
    for ask in (
        questions.commits,
        questions.refs,
        questions.runs,
        questions.artifacts,
        questions.environments,
    ):
        assert ask() == ()
    assert questions.problems() == questions.rebuilds() == questions.sources() == ()
    assert questions.held("0" * 40) == ()
    assert questions.at_commit("0" * 40).nodes == ()
    assert questions.metrics([1]) == questions.parameters([1]) == {}


def test_an_experiment_goes_by_its_own_name(told, story):
    (experiment,) = [ref for ref in told.refs() if ref.kind is RefKind.EXPERIMENT]
    assert experiment.title == "slow-fox"
    assert told.resolve(experiment.title).commit == told.resolve(experiment.name).commit == story.side
