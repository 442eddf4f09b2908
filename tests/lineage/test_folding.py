"""Folding: every node is somewhere exactly once, and every edge is the image of a real one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.answers import Graph, GroupKind
from forebear.lineage.database import Database
from forebear.lineage.facts import CodeOf, Fact, Generated, Held, Slot, Used
from forebear.lineage.folding import GROUP_KEYS, Folded, Folding, group_id
from forebear.lineage.questions import Questions
from forebear.lineage.siblings import Trait, alike
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Commit,
    Digest,
    NodeKind,
    Person,
    Ref,
    RefKind,
    Role,
    Run,
)

ADA = Person("Ada", "ada@example.org")
DAY = datetime(2024, 3, 1, tzinfo=UTC)


def digest(*words: object) -> Digest:
    return Digest("md5", hashlib.md5(repr(words).encode()).hexdigest())  # noqa: S324


def sha(*words: object) -> str:
    return hashlib.sha1(repr(words).encode()).hexdigest()  # noqa: S324


def training(count: int, apart: timedelta = timedelta(hours=1), side: int = 0) -> list[Fact]:
    """So many runs of one stage on one dataset, each with a commit, a model and metrics of its own."""
    data = digest("data")
    facts: list[Fact] = [Artifact((data,), "data.csv", ArtifactType.DATASET)]
    for n in range(count):
        on_side = n < side
        parents = (sha(n - 1),) if n and n != side else ()
        facts += [
            Commit(sha(n), parents, ADA, DAY + n * apart, ADA, DAY + n * apart, f"step {n}"),
            Run(sha("run", n), "train@svm" if n % 2 else "train@rf", ("python train.py",)),
            CodeOf(sha("run", n), sha(n)),
            Used(sha("run", n), data, "data/data.csv"),
            Artifact((digest("model", n),), "model.pkl", ArtifactType.MODEL),
            Artifact((digest("scores", n),), "scores.json", ArtifactType.METRICS),
            Generated(sha("run", n), digest("model", n), "model.pkl"),
            Generated(sha("run", n), digest("scores", n), "scores.json", Role.METRICS),
            Held(sha(n), Slot.DATA, "model.pkl", digest("model", n)),
        ]
        if on_side and n == side - 1:
            facts.append(Ref("side", RefKind.BRANCH, sha(n)))
    return [*facts, Ref("main", RefKind.BRANCH, sha(count - 1)), Ref("HEAD", RefKind.HEAD, sha(count - 1))]


@pytest.fixture
def trained(database: Database) -> Questions:
    database.write(training(12, side=4))
    return Questions(database)


def folded(questions: Questions, unfolded: Collection[str] = (), single: Collection[int] = ()) -> Folded:
    with questions.look() as look:
        return Folding(look).project(unfolded, single=single)


def places(graph: Graph) -> dict[int, int]:
    """Where each node of the lineage is drawn; fails for one that is drawn twice."""
    found = {node.id: node.id for node in graph.nodes if node.id > 0}
    for id_, group in graph.groups.items():
        for member in group.members:
            assert member not in found
            found[member] = id_
    return found


def everything(questions: Questions) -> tuple[set[int], set[tuple[int, int, str]]]:
    with questions.look() as look:
        nodes = set(look.connection.execute(select(schema.node.c.id)).scalars())
        edge = schema.edge
        edges = {
            tuple(row) for row in look.connection.execute(select(edge.c.source, edge.c.target, edge.c.role))
        }
    return nodes, edges


def assert_is_image(questions: Questions, graph: Graph) -> None:
    nodes, edges = everything(questions)
    place = places(graph)
    assert set(place) == nodes
    assert {node.id for node in graph.nodes} == set(place.values())
    images = {(place[a], place[b], role) for a, b, role in edges if place[a] != place[b] or place[a] > 0}
    assert {(edge.source, edge.target, edge.role.value) for edge in graph.edges} == images


def test_the_project_is_its_stages_and_datasets_with_counts(trained: Questions) -> None:
    graph = folded(trained).graph
    by_key = {group.key: len(group.members) for group in graph.groups.values()}
    assert by_key == {"stage:train": 12, "path:model.pkl": 12, "path:scores.json": 12, "commits": 12}
    assert {node.name for node in graph.nodes} == {"train", "model.pkl", "scores.json", "commits", "data.csv"}
    model = next(node for node in graph.nodes if node.key == "path:model.pkl")
    assert (model.kind, model.type, model.id) == (NodeKind.ARTIFACT, ArtifactType.MODEL, group_id(model.key))
    assert_is_image(trained, graph)


def test_unfolding_goes_step_by_step_to_the_members(trained: Questions) -> None:
    stage = folded(trained, {"stage:train"})
    keys = {group.key for group in stage.graph.groups.values()}
    assert {"stage:train/train@rf", "stage:train/train@svm"} <= keys
    assert stage.inside[group_id("stage:train/train@rf")] == "stage:train"
    runs = folded(trained, {"stage:train", "stage:train/train@rf"})
    single = [node for node in runs.graph.nodes if node.kind is NodeKind.RUN and node.id > 0]
    assert len(single) == 6
    assert {runs.inside[node.id] for node in single} == {"stage:train/train@rf"}
    assert_is_image(trained, runs.graph)
    assert folded(trained) == folded(trained, {"no such group"})


def test_commits_unfold_by_branch(trained: Questions) -> None:
    graph = folded(trained, {"commits"}).graph
    branches = {
        group.key: (group.kind, len(group.members))
        for group in graph.groups.values()
        if group.key.startswith("commits")
    }
    assert branches == {
        "commits/main": (GroupKind.BRANCH, 8),
        "commits/side": (GroupKind.BRANCH, 4),
    }


def test_many_members_unfold_by_year_then_month(database: Database) -> None:
    database.write(training(60, apart=timedelta(days=15)))
    questions = Questions(database)
    by_year = folded(questions, {"path:model.pkl"})
    years = {
        group.key: group.kind
        for group in by_year.graph.groups.values()
        if group.key.startswith("path:model.pkl")
    }
    assert years == {f"path:model.pkl/{year}": GroupKind.YEAR for year in (2024, 2025, 2026)}
    assert "2025 model.pkl" in {node.name for node in by_year.graph.nodes}
    assert_is_image(questions, by_year.graph)


def test_many_members_of_one_year_unfold_by_month(database: Database) -> None:
    database.write(training(60, apart=timedelta(days=3)))
    questions = Questions(database)
    graph = folded(questions, {"path:model.pkl"}).graph
    months = {group.key for group in graph.groups.values() if group.key.startswith("path:model.pkl/")}
    assert months == {f"path:model.pkl/2024-{month:02}" for month in range(3, 9)}


def test_members_that_nothing_tells_apart_unfold_in_equal_parts(database: Database) -> None:
    facts: list[Fact] = [Run(sha("run", n), "train", ("true",)) for n in range(500)]
    database.write(facts)
    questions = Questions(database)
    parts = folded(questions, {"stage:train"}).graph
    assert {len(group.members) for group in parts.groups.values()} <= {38, 39}
    one = next(iter(parts.groups.values())).key
    assert sum(node.id > 0 for node in folded(questions, {"stage:train", one}).graph.nodes) >= 38


def test_a_node_that_is_to_be_single_is_not_in_its_group(trained: Questions) -> None:
    stage = next(g for g in folded(trained).graph.groups.values() if g.key == "stage:train")
    graph = folded(trained, single=[stage.members[0]]).graph
    assert stage.members[0] in {node.id for node in graph.nodes}
    assert_is_image(trained, graph)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_unfolding_is_a_partition_and_folds_back_to_the_same(
    trained: Questions, data: st.DataObject
) -> None:
    unfolded: set[str] = set()
    for _ in range(data.draw(st.integers(0, 4))):
        keys = sorted(group.key for group in folded(trained, unfolded).graph.groups.values())
        if keys:
            unfolded.add(data.draw(st.sampled_from(keys)))
    found = folded(trained, unfolded)
    assert_is_image(trained, found.graph)
    assert set(found.unfolded) == unfolded
    for key in unfolded:
        again = folded(trained, unfolded - {key})
        assert folded(trained, (unfolded - {key}) | {key}) == found
        assert_is_image(trained, again.graph)
    assert all(group.key.startswith(GROUP_KEYS) for group in found.graph.groups.values())


def test_only_some_nodes_are_folded_and_the_rest_is_counted(trained: Questions) -> None:
    with trained.look() as look:
        runs = [node.id for node in folded(trained).graph.nodes if node.id > 0]
        stage = next(g for g in folded(trained).graph.groups.values() if g.key == "stage:train")
        graph = Folding(look).project(among=[*stage.members[:3], *runs]).graph
    assert graph.more[group_id("stage:train")] == (3, 6)  # three commits; three models, three metrics
    assert graph.more[runs[0]] == (0, 9)


def test_like_siblings_are_one_with_their_own_leaves(trained: Questions) -> None:
    with trained.look() as look:
        data = next(node.id for node in folded(trained).graph.nodes if node.name == "data.csv")
        near = look.adjacency.downstream([data], 2)
        graph = Folding(look).neighbours(near, single=[data]).graph
        kinds = sorted((g.kind, len(g.members)) for g in graph.groups.values())
        assert kinds == [(GroupKind.SIBLINGS, 6)] * 6  # two stages of the matrix: runs, models, metrics
        assert len(graph.nodes) == 7
        run = next(g for g in graph.groups.values() if g.key.startswith("siblings:run"))
        apart = Folding(look).neighbours(near, single=[data, run.members[2]]).graph
        assert run.members[2] in {node.id for node in apart.nodes}
        assert len(apart.groups[group_id(run.key)].members) == 5
        opened = Folding(look).neighbours(near, {run.key}, [data])
        assert set(run.members) <= {node.id for node in opened.graph.nodes}
        assert opened.unfolded in ({run.key: "train@rf"}, {run.key: "train@svm"})


NAMES = st.sampled_from(["a", "b"])
KINDS = st.sampled_from([NodeKind.RUN, NodeKind.ARTIFACT])


@given(
    st.dictionaries(st.integers(1, 40), st.tuples(KINDS, NAMES), max_size=40),
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=80),
    st.sets(st.integers(1, 40), max_size=4),
)
def test_clusters_never_overlap_and_hold_one_kind(
    kinds: dict[int, tuple[NodeKind, str]], edges: list[tuple[int, int]], single: set[int]
) -> None:
    traits = {id_: Trait(kind, "", name, f"k{id_}") for id_, (kind, name) in kinds.items()}
    clusters = alike(traits, edges, single)
    members = [id_ for cluster in clusters for id_ in cluster.members]
    assert len(members) == len(set(members))
    assert not single & set(members)
    assert len({cluster.key for cluster in clusters}) == len(clusters)
    for cluster in clusters:
        assert {traits[id_].kind for id_ in cluster.members} == {cluster.kind}
        assert len(cluster.members) > 1


def test_forty_thousand_nodes_are_five_when_folded(database: Database) -> None:
    database.write(training(10_000))
    with Questions(database).look() as look:
        assert len(Folding(look).project().graph.nodes) == 5
