"""What a slice chooses, on SQLite and on PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.lineage.answers import Node, Ready
from forebear.lineage.database import Database
from forebear.lineage.facts import CodeOf, Fact, Generated, Held, RanIn, Slot, Used
from forebear.lineage.measuring import Measured
from forebear.lineage.questions import Questions
from forebear.lineage.readiness import write_readiness
from forebear.lineage.rebuilds import (
    OutputVerdict,
    ProcessEnd,
    Rebuild,
    Verdict,
)
from forebear.lineage.slicing.choosing import Sliced, Slices
from forebear.lineage.slicing.values import MetricNamed
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
    Readiness,
    Run,
    Transition,
)

if TYPE_CHECKING:
    from tests.lineage.conftest import Story

Ask = Callable[[str], set[str]]
BOB = Person("Bob Bauer", "bob@example.org")


def sliced(questions: Questions, text: str, me: str | None = None) -> Sliced:
    with questions.look() as look:
        return Slices(look, me=me).choose(text)


def said(node: Node) -> str:
    """A word for a node of the story: its name, with the place of its version where there are several."""
    return f"{node.kind.value}:{node.name}"


@pytest.fixture
def larger(database: Database, story: Story) -> Questions:
    """The story with images, packages, rebuilds, a registry, and a later commit by somebody else."""
    later, day = "e" * 40, datetime(2026, 4, 2, 12, tzinfo=UTC)
    old = Environment(
        Image("python:3.11", digest="sha256:" + "1" * 64), "linux", {"numpy": "1.26.4", "scikit_learn": "1.4"}
    )
    new = Environment(Image("python:3.12", digest="sha256:" + "2" * 64), "linux", {"NumPy": "2.1.0"})
    extra = Digest("md5", "9" * 32)
    facts: list[Fact] = [
        *story.facts,
        Commit(later, (story.commits[2],), BOB, day, BOB, day, "fix: a new plot"),
        Run("c" * 64, "plot all", ("python plot.py --data data.csv",), source="forebear",
            origin=Origin.RECORDED, started_at=day + timedelta(hours=1), by=str(BOB)),
        CodeOf("c" * 64, later),
        Artifact((extra,), "été_100%.png", ArtifactType.PLOT, 3_000_000_000),
        Used("c" * 64, story.data, "data/data.csv"),
        Generated("c" * 64, extra, "plots/été_100%.png"),
        Held(later, Slot.PLOT, "plots/été_100%.png", extra),
        RanIn(story.trains[0], old),
        RanIn(story.trains[1], new),
        RanIn(story.prepare, old, Origin.ASSUMED, "Carol"),
        ModelVersion("gto", "churn", "v1.0.0", story.commits[0], "model@best.pkl"),
        ModelVersion("gto", "churn", "v2.0.0", story.commits[1], "model@best.pkl"),
        *(
            Transition(f"gto:churn/v{n}.0.0", move, f"{move.value}#{n}", stage, day + timedelta(days=n), BOB)
            for n in (1, 2)
            for move, stage in ((Move.REGISTERED, ""), (Move.ASSIGNED, "prod" if n == 2 else "staging"))
        ),
    ]  # fmt: skip
    database.write(facts)
    for number, verdict in enumerate((Verdict.DIFFERENT, Verdict.SAME_VALUES)):
        database.record_rebuild(
            Rebuild(
                f"r{number}", story.trains[1], ProcessEnd.COMPLETED, verdict,
                (OutputVerdict("scores.json", None, None, Verdict.IDENTICAL),), Image("python:3.12"), "local",
                day + timedelta(days=number), 2.0, "Carol",
            ),
            (),
            None,
        )  # fmt: skip
    questions = Questions(database)
    states = {story.prepare: Readiness.INPUTS_MISSING, story.trains[0]: Readiness.UPSTREAM}
    with database.writing() as connection:
        found = {questions.node(NodeKind.RUN, key).id: Ready(state, (), day) for key, state in states.items()}
        write_readiness(connection, found)
    return questions


@pytest.fixture
def ask(larger: Questions) -> Ask:
    """A function that gives kind and name of what a slice chooses."""

    def names(text: str) -> set[str]:
        found = sliced(larger, text, me="Ada <ada@example.org>")
        assert found.problems == ()
        return {said(node) for node in larger.nodes(found.ids)}

    return names


MODEL, SCORES, PLOT = "artifact:model@best.pkl", "artifact:scores.json", "artifact:été_100%.png"
OLD, NEW = "environment:python:3.11", "environment:python:3.12"


CHOSEN: tuple[tuple[str, set[str]], ...] = (
    ("model@best.pkl", {MODEL}),
    ("MODEL", {MODEL}),
    ("data/data.csv", {"artifact:data.csv"}),
    ("data/*.csv", {"artifact:data.csv"}),
    ("data/*", {"artifact:data.csv", "artifact:raw"}),
    ("raw", {"artifact:raw"}),
    ("été_100%.png", {PLOT}),
    ('"été_1%"', set()),
    ("plot.py", set()),  # a command is no name
    ("name:data", {"artifact:data.csv"}),
    ("path:model@best.pkl", {MODEL}),
    ("path:data.csv", {"artifact:data.csv"}),
    ("path:prepare", set()),
    ("prepare", {"run:prepare"}),
    ("run:plot", {"run:plot all"}),
    ('run:"plot all"', {"run:plot all"}),
    ("run:cccc", {"run:plot all"}),
    ("v1", {"commit:step 1"}),
    ("main", {"commit:step 3"}),
    ("HEAD", {"commit:step 3"}),
    ("eeeeeee", {"commit:fix: a new plot"}),
    ("scores.json@v1", {SCORES}),
    ("kind:plot", {PLOT}),
    ("kind:Model-Version", {"model version:churn v1.0.0", "model version:churn v2.0.0"}),
    ("kind:model*", {MODEL, "model version:churn v1.0.0", "model version:churn v2.0.0"}),
    ("stage:prod", {MODEL, "model version:churn v2.0.0"}),
    ("stage:none", set()),
    ("author:bob", {"commit:fix: a new plot", "run:plot all", PLOT}),
    ("author:bob kind:run", {"run:plot all"}),
    ("author:me kind:commit", {"commit:step 0", "commit:step 1", "commit:step 2", "commit:step 3"}),
    ("by:bob", {"run:plot all", "model version:churn v1.0.0", "model version:churn v2.0.0"}),
    ("by:carol kind:run", {"run:prepare"}),
    ("by:carol kind:rebuild", {"rebuild:train"}),
    ("after:2026-04-02 kind:artifact", {PLOT}),
    ("after:2026-04-02T12:30Z before:2026-04-03T12:00Z", {"run:plot all"}),
    ("before:2026-03-01T01:00Z kind:artifact", {"artifact:raw", "artifact:data.csv", MODEL, SCORES}),
    ("before:2026", set()),
    ('after:"1 hour ago"', set()),
    ("at:v1 kind:artifact", {"artifact:raw", "artifact:data.csv", MODEL, SCORES}),
    ("at:main raw", {"artifact:raw"}),  # no longer held, but what its runs used
    ("tag:v* -kind:artifact -kind:r*", {"commit:step 1", NEW, "model version:churn v2.0.0"}),
    ("tag:v1 kind:artifact", {MODEL, SCORES}),
    ("branch:main kind:commit", {f"commit:step {n}" for n in range(4)}),
    ("branch:slow-fox kind:commit", {"commit:step 0", "commit:step 2"}),
    ("branch:origin/* kind:commit", {"commit:step 0", "commit:step 1"}),
    ("image:python:3.11", {OLD, "run:train", "run:prepare"}),
    ("image:python", {OLD, NEW, "run:train", "run:prepare", "rebuild:train"}),
    ("image:sha256:2222", {NEW, "run:train"}),
    ("package:numpy==1.26.4 kind:environment", {OLD}),
    ("package:numpy==1.26.* kind:environment", {OLD}),
    ("package:numpy==1.26 kind:environment", set()),
    ("package:numpy>=1.9 kind:environment", {OLD, NEW}),
    ('package:"numpy >= 2" kind:environment', {NEW}),
    ("package:Scikit-Learn", {OLD, "run:train", "run:prepare"}),
    ("package:numpy!=2.1 kind:environment", {OLD}),
    ("origin:recorded kind:run", {"run:plot all"}),
    ("verdict:same-values", {"rebuild:train", "run:train", MODEL}),
    ("verdict:identical", {SCORES}),
    ("verdict:different", {"rebuild:train"}),
    ("verdict:* kind:rebuild", {"rebuild:train"}),
    ("ready:inputs-missing kind:run", {"run:prepare"}),
    ("ready:Upstream_First", {"run:train", MODEL, SCORES}),
    ("ready:*missing kind:run", {"run:prepare"}),
    ("ready:rebuildable", set()),
    ("metric.auc>0.85", {"run:train", MODEL, SCORES}),
    ("metric.auc>=0.9 kind:model", {MODEL}),
    ("metric.auc", {"run:train", MODEL, SCORES}),
    ("metric.auc=0.81", set()),
    ("param.train.depth=4", {"run:train", MODEL}),
    ("param.train.depth>=3.0 kind:run", {"run:train"}),
    ("param.train.depth=deep", set()),
    ("size>1MB", {"artifact:raw", PLOT}),
    ("size>2MiB", {PLOT}),
    ("size=1000", {"artifact:data.csv"}),
    ("size<=1kB kind:dataset", {"artifact:data.csv"}),
    ("1+prepare", {"run:prepare", "artifact:raw", "commit:step 0", OLD}),
    ("prepare+1", {"run:prepare", "artifact:data.csv"}),
    ("+data.csv raw+", {"artifact:raw", "run:prepare", "artifact:data.csv"}),
    ("+raw +commit", set()),
    ("kind:plot | kind:dataset", {PLOT, "artifact:raw", "artifact:data.csv"}),
    ("kind:artifact -kind:dataset not (scores.json | kind:model | raw)", {PLOT}),
    ("-kind:artifact -kind:run -kind:commit -kind:environment -kind:model-version", {"rebuild:train"}),
)  # fmt: skip


def test_what_is_chosen(ask: Ask) -> None:
    wrong = {text: found for text, expected in CHOSEN if (found := ask(text)) != expected}

    assert wrong == {}


def test_one_version_of_many(larger: Questions, story: Story) -> None:
    def digests(text: str) -> set[str]:
        return {node.key for node in larger.nodes(sliced(larger, text).ids)}

    assert digests(f"{story.models[0]}") == {str(story.models[0])}
    assert digests(f"md5:{story.models[0].value[:8]}") == {str(story.models[0])}
    assert digests("kind:model stage:prod after:2026-03 metric.auc>0.8") == {str(story.models[1])}
    assert digests("model@best.pkl@v1") == {str(story.models[1])}
    assert digests("kind:model metric.auc<0.85") == {str(story.models[0])}
    assert digests("kind:model param.train.depth=3") == {str(story.models[0])}


UNKNOWN = (
    ("kind:modle", "modle", "Did you mean model"),
    ("after:someday", "someday", "Dates are"),
    ("kind:model after:2026-13", "2026-13", "Dates are"),
    ("before:2026-02-30", "2026-02-30", "Dates are"),
    ("at:v9", "v9", "Write a tag"),
    ("tag:v9", "v9", "There is v1."),
    ("branch:mian", "mian", "Did you mean main?"),
    ("verdict:identicall", "identicall", "Did you mean identical?"),
    ("ready:inputs-mising", "inputs-mising", "Did you mean inputs-missing?"),
    ("origin:made-up", "made-up", "Write one of recorded"),
    ("size>big", "big", "Write 300"),
    ("metric.aucc>0.9", "aucc", "Did you mean auc?"),
    ("param.depth=3", "depth", "Did you mean train.depth?"),
    ("metric.auc>high", "high", "Write metric.auc>0.9"),
    ("param.train.depth>deep", "deep", "Only numbers"),
    ("package:==1", "==1", "Write numpy"),
    ("model.pkl@v9", "model.pkl@v9", ""),
    ("md5:12", "md5:12", "at least 4"),
    ("run:prepare models:/churn/9", "models:/churn/9", ""),
)


def test_what_is_unknown_is_pointed_at(larger: Questions) -> None:
    for text, wrong, advice in UNKNOWN:
        found = sliced(larger, text)

        assert [text[each.start : each.end] for each in found.problems] == [wrong], text
        assert advice in found.problems[0].todo, text
        assert not found.ids


def test_all_wrong_words_at_once(larger: Questions) -> None:
    text = "kind:modle (foo:1 | after:never -metric.aucc)"
    assert [text[each.start : each.end] for each in sliced(larger, text).problems] == [
        "modle", "foo", "never", "aucc",
    ]  # fmt: skip


def test_nobody_is_me_where_that_is_not_known(larger: Questions) -> None:
    (problem,) = sliced(larger, "author:me").problems

    assert problem.message == "It is not known who you are."


def test_what_matches_nothing_says_which_word(larger: Questions) -> None:
    assert sliced(larger, "kind:model nosuch.pkl").reason == "nosuch.pkl matches nothing."
    assert sliced(larger, "kind:run kind:commit").reason == "Nothing is all of this at once."
    assert sliced(larger, "kind:run -nosuch.pkl").reason == ""


def test_nothing_is_chosen_of_nothing(database: Database) -> None:
    found = sliced(Questions(database), "kind:run | +a after:2026 -b")

    assert found == Sliced(frozenset(), (), "Nothing is recorded yet.", 0)


def test_an_empty_slice_is_everything(larger: Questions) -> None:
    found = sliced(larger, "  ")

    assert len(found.ids) == found.total == sum(larger.counts().values())


def test_a_node_has_the_time_and_commit_that_its_card_shows(larger: Questions) -> None:
    everything = larger.nodes(sliced(larger, "").ids)
    dated = [node for node in everything if node.when is not None]

    assert len(dated) > 10
    for node in dated:
        assert node.when is not None
        moment = node.when.isoformat()
        later = (node.when + timedelta(seconds=1)).isoformat()
        assert node.id in sliced(larger, f'after:"{moment}"').ids
        assert node.id not in sliced(larger, f'after:"{later}"').ids
    for node in everything:
        if node.commit is not None and node.kind is not NodeKind.ENVIRONMENT:
            (commit,) = sliced(larger, node.commit).ids
            author = next(each for each in larger.commits() if each.sha == node.commit).author
            assert node.id in sliced(larger, f'author:"{author.email}"').ids, commit


pieces = st.sampled_from(
    ["kind:model", "kind:run", "after:2026-03", "before:2026-04", "author:ada", "train", "data*", "v1",
     "metric.auc>0.8", "+model@best.pkl", "raw+", "1+train+1", "-kind:commit", "stage:prod", "nothing-at-all",
     "(train | raw)"]
)  # fmt: skip


@given(st.lists(pieces, min_size=1, max_size=3), st.lists(pieces, min_size=1, max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_together_choose_what_each_chooses(larger: Questions, one: list[str], other: list[str]) -> None:
    left, right = (sliced(larger, " ".join(each)).ids for each in (one, other))

    assert sliced(larger, f"({' '.join(one)}) {' '.join(other)}").ids == left & right
    assert sliced(larger, f"{' '.join(one)} | {' '.join(other)}").ids == left | right
    assert sliced(larger, f"-({' '.join(one)})").ids == sliced(larger, "").ids - left
    assert sliced(larger, f"+({' '.join(one)})").ids >= left


@given(
    st.one_of(st.text(max_size=300), st.text(alphabet='ab1 ()|+-*":<>=.\\@/\u202e🧬\x00\ud800', max_size=80))
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_raises(larger: Questions, text: str) -> None:
    for each in (
        text,
        f"run:{text}",
        f"image:{text}",
        f"at:{text}",
        f"after:{text}",
        f"package:{text}",
        f"metric.{text}",
    ):
        found = sliced(larger, each)
        assert all(0 <= problem.start <= problem.end <= len(each) for problem in found.problems)


def test_the_longest_texts_take_a_moment(larger: Questions) -> None:
    sliced(larger, "+model author:a metric.auc")  # what is read once
    for piece in ("a ", "+a ", "(", "train | ", "🧬", "\u202eb ", "*a", "kind:run ", "image:a "):
        start = time.process_time()

        sliced(larger, (piece * 10_000)[:10_000])

        assert time.process_time() - start < 2, piece


def test_a_metric_is_the_one_that_cards_show(larger: Questions) -> None:
    everything = sliced(larger, "").ids
    with larger.look() as look:
        expected = Measured(look.connection).values("auc", everything)
        found = look.keep(MetricNamed("auc"))

    assert dict(zip(found.nodes.tolist(), found.values.tolist(), strict=True)) == expected
    assert len(expected) == 6
