"""What cards show beside their nodes: asked for many at once, checked against what is asked one by one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from forebear.lineage.answers import CardFacts, Group, GroupKind, Node, WhyNot
from forebear.lineage.cards import LONGEST_TREND, Cards
from forebear.lineage.database import Database
from forebear.lineage.facts import CodeOf, Fact, Generated, Held, Metric, RanIn, Slot
from forebear.lineage.places import Commits, Places, _walk
from forebear.lineage.project import Project
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
    ModelVersion,
    Move,
    NodeKind,
    Origin,
    Person,
    Run,
    Transition,
)

DAY = datetime(2026, 6, 1, tzinfo=UTC)


def facts_of(questions: Questions, nodes: tuple[Node, ...], groups: dict[int, Group] | None = None):
    """The facts of nodes, in their order; those of groups last."""
    ids = [*(node.id for node in nodes), *(groups or {})]
    with questions.look() as look:
        found = Cards(look).facts(ids, groups)
    return [found.get(id_, CardFacts()) for id_ in ids]


def trained(number: int, auc: float) -> tuple[Fact, ...]:
    """A run that no commit holds, with a model and a metric of its own."""
    key, model = f"{number:064x}", Digest("md5", f"{number:032x}")
    return (
        Run(key, "fit", ("python fit.py",), source="forebear", started_at=DAY + timedelta(hours=number)),
        Artifact((model,), "fit.pkl", ArtifactType.MODEL, 10),
        Generated(key, model, "out/fit.pkl"),
        *(Metric(key, name, auc, step) for name in ("auc", "zeta") for step in range(3)),
    )


def a_rebuild(
    run: str, number: int, end: ProcessEnd, verdict: Verdict | None, *outputs: OutputVerdict
) -> Rebuild:
    when = DAY + timedelta(days=number)
    return Rebuild(f"{number:032x}", run, end, verdict, outputs, None, "local", when, 1.0, "Ada")


# the story, on both databases


def test_versions_tags_and_metrics_of_what_commits_hold(told, story):
    models = told.artifacts(ArtifactType.MODEL)[::-1]
    scores = told.artifacts(ArtifactType.METRICS)[::-1]
    first, second = facts_of(told, models)
    assert (first.version, first.place) == ("", (1, 2))  # v1 holds the second
    assert (second.version, second.place) == ("v1", (2, 2))
    assert second.metric is not None
    assert (second.metric.source, second.metric.name) == ("scores.json", "auc")
    assert second.metric.value == pytest.approx(0.9)
    assert second.trend == pytest.approx((0.8, 0.9))
    assert first.trend == ()
    assert [fact.trend for fact in facts_of(told, scores)] == [(), pytest.approx((0.8, 0.9))]


def test_a_tag_holds_what_was_there_before_it(told, story):
    prepare = told.node(NodeKind.RUN, story.prepare)
    raw = next(node for node in told.artifacts(ArtifactType.DATASET) if node.name == "raw")
    assert [fact.version for fact in facts_of(told, (prepare, raw))] == ["v1", "v1"]


def test_the_tag_of_a_commit_is_its_own(told, story):
    commits = tuple(told.node(NodeKind.COMMIT, sha) for sha in story.commits)
    assert [fact.version for fact in facts_of(told, commits)] == ["", "v1", ""]


def test_the_newest_rebuild_speaks_for_the_run_and_for_each_output(told, story, database):
    run = told.node(NodeKind.RUN, story.trains[1])
    model, scores = told.artifacts(ArtifactType.MODEL)[0], told.artifacts(ArtifactType.METRICS)[0]
    first = OutputVerdict("model@best.pkl", story.models[1], story.models[1], Verdict.IDENTICAL)
    second = OutputVerdict("scores.json", story.metrics[1], None, Verdict.MISSING)
    database.record_rebuild(a_rebuild(run.key, 1, ProcessEnd.FAILED, None), [], None)
    assert [fact.verdict for fact in facts_of(told, (run, model))] == ["failed", "failed"]
    database.record_rebuild(
        a_rebuild(run.key, 2, ProcessEnd.COMPLETED, Verdict.MISSING, first, second), [], None
    )
    assert [fact.verdict for fact in facts_of(told, (run, model, scores))] == [
        "missing",
        "identical",
        "missing",
    ]
    database.record_rebuild(a_rebuild(run.key, 3, ProcessEnd.BLOCKED, None), [], None)
    again = tuple(told.node(NodeKind.REBUILD, f"{number:032x}") for number in (1, 2, 3))
    assert [fact.verdict for fact in facts_of(told, (*again, model))] == [
        "failed",
        "missing",
        "blocked",
        "blocked",
    ]


@pytest.mark.parametrize(
    ("image", "why_not"),
    [
        (None, WhyNot.NO_IMAGE),
        (Image("python:3.11"), WhyNot.TAG_ONLY),
        (Image("python:3.11", "sha256:1"), ""),
        (Image("python:3.11", "", "sha256:2"), ""),
    ],
)
def test_whether_it_can_be_rebuilt_and_why_not(told, story, database, image, why_not):
    if image is not None:
        database.write([RanIn(story.trains[0], Environment(image), Origin.IMPORTED)])
    run, model = told.node(NodeKind.RUN, story.trains[0]), told.artifacts(ArtifactType.MODEL)[1]
    raw = next(node for node in told.artifacts(ArtifactType.DATASET) if node.name == "raw")
    for fact in facts_of(told, (run, model)):
        assert (fact.rebuildable, fact.why_not) == (not why_not, why_not)
    assert facts_of(told, (raw,))[0].rebuildable is None  # nothing is known to have made it


def test_without_a_command_or_its_code_nothing_can_be_rebuilt(questions, database):
    known = Commit("a" * 40, (), Person("Ada"), DAY, Person("Ada"), DAY, "one")
    environment = Environment(Image("python:3.11", "sha256:1"))
    runs = Run("1" * 64, "silent", source="x"), Run("2" * 64, "lost", ("make",), source="x")
    database.write([known, *runs, CodeOf(runs[0].key, known.sha), CodeOf(runs[1].key, "b" * 40)])
    database.write([RanIn(run.key, environment, Origin.IMPORTED) for run in runs])
    nodes = tuple(questions.node(NodeKind.RUN, run.key) for run in runs)
    assert [fact.why_not for fact in facts_of(questions, nodes)] == [WhyNot.NO_COMMAND, WhyNot.NO_COMMIT]


def test_runs_that_no_commit_holds_are_versions_of_their_name(questions, database):
    database.write([fact for number in range(1, 31) for fact in trained(number, number / 100)])
    runs = tuple(questions.node(NodeKind.RUN, f"{number:064x}") for number in (1, 30))
    models = {node.digests[0].value: node for node in questions.artifacts(ArtifactType.MODEL)}
    last = models[f"{30:032x}"]
    one, thirty, model = facts_of(questions, (*runs, last))
    assert (one.place, thirty.place, model.place) == ((1, 30), (30, 30), (30, 30))
    assert model.metric == thirty.metric
    assert thirty.trend == model.trend == pytest.approx([n / 100 for n in range(7, 31)])
    assert len(thirty.trend) == LONGEST_TREND


def test_a_group_has_the_metric_of_its_newest_and_the_trend_of_all(told, story):
    runs = [told.node(NodeKind.RUN, key) for key in story.trains[::-1]]
    group = Group("stage:train", GroupKind.STAGE, tuple(run.id for run in runs))
    (fact,) = facts_of(told, (), {-1: group})
    assert fact.metric is not None
    assert fact.metric.value == pytest.approx(0.9)
    assert fact.trend == pytest.approx((0.8, 0.9))


def test_nothing_is_said_of_what_is_not_known(questions):
    with questions.look() as look:
        assert Cards(look).facts([]) == {}
        assert Cards(look).facts([1, 2, 99]) == {}


def test_as_many_questions_for_one_as_for_all(told, database):
    """No query for each node, whatever the number of nodes."""
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *words: asked.append(words[2]))
    with told.look() as look:
        ids = [node.id for node in (*told.artifacts(), *(row.node for row in told.runs()))]
        cards = Cards(look)
        cards.facts(ids)
        del asked[:]
        cards.facts([node for node in ids if node == ids[0]])
        few = len(asked)
        del asked[:]
        cards.facts(ids)
        assert len(asked) <= few + 8  # questions about kinds that were not asked for before
        assert len(asked) < 30


def test_the_stage_of_a_model_is_that_of_its_registered_version(told, story, database):
    first, second = (
        ModelVersion("gto", "churn", number, sha, "model@best.pkl")
        for number, sha in (("v1", story.commits[0]), ("v2", story.commits[1]))
    )
    database.write(
        [
            first,
            second,
            Transition(first.key, Move.ASSIGNED, "one", "prod", DAY),
            Transition(second.key, Move.ASSIGNED, "two", "prod", DAY + timedelta(days=1)),
            Transition(first.key, Move.ASSIGNED, "three", "dev", DAY + timedelta(days=2)),
        ]
    )
    versions = tuple(told.node(NodeKind.MODEL_VERSION, version.key) for version in (first, second))
    models = told.artifacts(ArtifactType.MODEL)[::-1]
    assert [fact.stage for fact in facts_of(told, (*versions, *models))] == ["dev", "prod", "dev", "prod"]


# a project made by the real tools


@pytest.fixture(scope="module")
def churn(
    churn_project: Path, tmp_path_factory: pytest.TempPathFactory, forebear: Callable[..., object]
) -> Iterator[Questions]:
    root = tmp_path_factory.mktemp("cards") / "churn"
    shutil.copytree(churn_project, root)
    subprocess.run(["git", "checkout", "--quiet", "-b", "aside", "v1.0"], cwd=root, check=True)
    (root / "NOTES.md").write_text("aside\n")
    subprocess.run(["git", "add", "NOTES.md"], cwd=root, check=True)
    subprocess.run(["git", "commit", "--quiet", "-m", "Aside"], cwd=root, check=True)
    subprocess.run(["git", "tag", "z-aside"], cwd=root, check=True)
    subprocess.run(["git", "checkout", "--quiet", "main"], cwd=root, check=True)
    forebear("import", root)
    database = Database.open(Project.at(root).database_url)
    yield Questions(database)
    database.close()


def test_the_models_of_a_real_project(churn):
    models = churn.artifacts(ArtifactType.MODEL)[::-1]
    found = facts_of(churn, models)
    assert [fact.place for fact in found] == [(1, 3), (2, 3), (3, 3)]
    # A tag beside main, younger than v1.0, holds the first model still.
    assert [fact.version for fact in found] == ["z-aside", "v1.1", ""]
    values = [fact.metric.value for fact in found]
    assert [fact.metric.name for fact in found] == ["auc"] * 3
    assert found[2].trend == pytest.approx(tuple(values))
    assert found[1].trend == pytest.approx(tuple(values[:2]))
    assert {(fact.rebuildable, fact.why_not) for fact in found} == {(False, WhyNot.NO_IMAGE)}


def test_the_metric_is_the_one_of_the_history(churn):
    rows = churn.runs()
    found = facts_of(churn, tuple(row.node for row in rows))
    for row, fact in zip(rows, found, strict=True):
        first = next((metric for metric in row.metrics if metric.value is not None), None)
        assert (fact.metric and (fact.metric.source, fact.metric.name, fact.metric.value)) == (
            first and (first.source, first.name, first.value)
        )


def test_what_tags_hold_is_what_the_history_says(churn):
    tags = [ref for ref in churn.refs() if ref.kind == "tag"]
    held = {ref.name: {holding.node.id for holding in churn.held(ref.commit)} for ref in tags}
    nodes = (*churn.artifacts(), *(row.node for row in churn.runs()))
    for node, fact in zip(nodes, facts_of(churn, nodes), strict=True):
        holding = [name for name, ids in held.items() if node.id in ids]
        assert (fact.version in holding) if holding else fact.version == "", node


# any history


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[int, int | None], list[tuple[int, str, str, int | None]]]:
    """First parents of commits, and what commits changed at a few paths."""
    count = draw(st.integers(1, 14))
    parent = {commit: draw(st.sampled_from([None, *range(commit)])) for commit in range(count)}
    changes = draw(
        st.dictionaries(
            st.tuples(st.integers(0, count - 1), st.sampled_from("ab")),
            st.one_of(st.none(), st.integers(100, 104)),
            max_size=20,
        )
    )
    return parent, [(commit, "data", path, node) for (commit, path), node in changes.items()]


@given(histories(), st.data())
def test_a_tag_holds_what_its_nearest_ancestor_put_there(history, data):
    parent, rows = history
    tags = data.draw(st.lists(st.sampled_from(sorted(parent)), max_size=5, unique=True))
    named = tuple((commit, f"t{commit}") for commit in tags)  # newest first
    places = Places(rows, Commits(_walk(parent), dict.fromkeys(parent, 0), named))
    changed = {(commit, path): node for commit, _, path, node in rows}

    def nearest(commit: int | None, path: str) -> int | None:
        while commit is not None:
            if (commit, path) in changed:
                return changed[commit, path]
            commit = parent[commit]
        return None

    for node in range(100, 105):
        expected = next(
            (name for commit, name in named if node in (nearest(commit, "a"), nearest(commit, "b"))), ""
        )
        assert places.newest_tag(node, places.of([node]).get(node, [])) == expected


def test_places_follow_a_change_of_the_database(told, story, database):
    model = told.artifacts(ArtifactType.MODEL)[0]
    assert facts_of(told, (model,))[0].place == (2, 2)
    third = Digest("md5", "3" * 32)
    database.write(
        [
            Artifact((third,), "m", ArtifactType.MODEL, 1),
            Held(story.commits[2], Slot.DATA, "model@best.pkl", third),
        ]
    )
    assert facts_of(told, (model,))[0].place == (2, 3)
