"""Facts become one lineage: in any order, any number of times, on both databases."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.lineage import chunks
from forebear.lineage.errors import CancelledError
from forebear.lineage.facts import (
    CameFrom,
    Checkpoint,
    CodeOf,
    Generated,
    Held,
    Metric,
    Parameter,
    RanIn,
    Slot,
    Used,
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
    Problem,
    Ref,
    RefKind,
    Run,
)

KEY = "e" * 64


def md5(letter):
    return Digest("md5", letter * 32)


def only(questions, kind=ArtifactType.FILE):
    (node,) = questions.artifacts()
    return questions.artifact(node.id)


def test_an_import_says_what_was_new(database, story):
    counts = database.write(story.facts)
    assert (counts.commits, counts.runs, counts.artifacts) == (4, 3, 7)  # with the other repository's data
    assert counts.facts > len(story.facts)


def test_writing_the_same_facts_again_changes_nothing(database, story, snapshot):
    database.write(story.facts)
    before = snapshot(database)
    counts = database.write(story.facts)
    assert (counts.facts, counts.commits, counts.runs, counts.artifacts) == (0, 0, 0, 0)
    assert snapshot(database) == before


def test_nothing_new_does_not_wait_for_the_lock(database):
    with database.writing():
        assert database.write([]).facts == 0


def test_what_a_source_yields_before_it_fails_is_not_kept(database, story, snapshot):
    before = snapshot(database)

    def failing():
        yield from story.facts
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="the disk is gone"):
        database.write(failing())
    assert snapshot(database) == before


def test_cancelling_keeps_nothing(database, story, snapshot):
    class Stop:
        def step(self, *_words, **_more):
            raise CancelledError("Cancelled.")

        def log(self, line):
            raise AssertionError(line)

    before = snapshot(database)
    with pytest.raises(CancelledError):
        database.write(story.facts, Stop())
    assert snapshot(database) == before


def test_two_artifacts_that_share_a_digest_become_one(database, questions):
    run = Run(KEY, "train")
    database.write([
        run,
        Artifact((md5("a"),), "model.pkl"),
        Artifact((Digest("git", "b" * 40),), "copy.pkl", ArtifactType.MODEL, 10),
        Used(KEY, md5("a"), "in.pkl"),
        Generated(KEY, Digest("git", "b" * 40), "out.pkl"),
        Metric(md5("a"), "auc", 0.5),
        Metric(Digest("git", "b" * 40), "auc", 0.5),
        Metric(Digest("git", "b" * 40), "loss", 0.1),
        Held("f" * 40, Slot.DATA, "out.pkl", Digest("git", "b" * 40)),
    ])  # fmt: skip
    assert len(questions.artifacts()) == 2
    database.write([Artifact((md5("a"), Digest("git", "b" * 40)), "model.pkl")])
    record = only(questions)
    assert record.artifact == Artifact(
        (md5("a"), Digest("git", "b" * 40)), "model.pkl", ArtifactType.MODEL, 10
    )
    assert [metric.name for metric in record.metrics] == ["auc", "loss"]
    assert [node.key for node in record.producers] == [node.key for node in record.consumers] == [KEY]
    assert [each.path for each in record.sightings] == ["out.pkl"]


def test_an_artifact_that_is_joined_in_the_same_import_counts_once(database, questions):
    counts = database.write([
        Artifact((md5("a"),), "x"), Artifact((md5("b"),), "x"), Artifact((md5("c"),), "x"),
        Artifact((md5("a"), md5("b"), md5("c")), "x"),
    ])  # fmt: skip
    assert counts.artifacts == 1
    assert only(questions).artifact.digests == (md5("a"), md5("b"), md5("c"))


def test_md5_of_folded_lines_is_another_digest(database, questions):
    database.write([
        Artifact((Digest("md5", "a" * 32),), "x"), Artifact((Digest("md5-dos2unix", "a" * 32),), "x"),
    ])  # fmt: skip
    assert len(questions.artifacts()) == 2


@pytest.mark.parametrize("algorithm", ["etag", "checksum"])
def test_opaque_digests_join_only_what_has_the_same_name(database, questions, algorithm):
    opaque = Digest(algorithm, "1234")
    database.write([
        Artifact((opaque,), "a.csv"), Artifact((opaque,), "b.csv"),
        Run(KEY, "train"), Used(KEY, opaque, "data/a.csv"),
    ])  # fmt: skip
    assert len(questions.artifacts()) == 2
    (link,) = questions.run(KEY).inputs
    assert link.artifact.name == "a.csv"
    assert link.artifact.digests == (opaque,)
    database.write([Artifact((opaque,), "a.csv"), Metric(opaque, "rows", 1.0)])
    assert len(questions.artifacts()) == 2


def test_a_closer_type_stays(database, questions):
    for type_ in (ArtifactType.FILE, ArtifactType.MODEL, ArtifactType.FILE):
        database.write([Artifact((md5("a"),), "model.pkl", type_)])
    assert only(questions).artifact.type is ArtifactType.MODEL


def test_what_was_recorded_survives_any_import(database, questions, snapshot):
    started = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
    recorded = Run(
        KEY, "train", ("python train.py",), origin=Origin.RECORDED, source="forebear", status="completed",
        started_at=started, ended_at=started + timedelta(seconds=3), by="Ada",
    )  # fmt: skip
    environment = Environment(Image("python:3.11", "sha256:1"), packages={"numpy": "2.0"})
    database.write([
        recorded, RanIn(KEY, environment), Parameter(KEY, "depth", 3), Metric(KEY, "auc", 0.5),
        Artifact((md5("a"),), "m"), Generated(KEY, md5("a"), "m"),
    ])  # fmt: skip
    database.write([RanIn(KEY, Environment(Image("other")), Origin.ASSUMED, "Grace")])
    before = questions.run(KEY)
    database.write([
        Run(KEY, "other", ("rm",), source="dvc"), Parameter(KEY, "depth", 4), Metric(KEY, "auc", 0.9),
    ])  # fmt: skip
    assert questions.run(KEY) == before
    assert before.run == recorded
    assert [(each.origin, each.by) for each in before.environments] == [
        (Origin.RECORDED, ""),
        (Origin.ASSUMED, "Grace"),
    ]
    assert [each.node.origin for each in before.environments] == [Origin.RECORDED, Origin.ASSUMED]
    assert before.outputs[0].artifact.origin is Origin.RECORDED


def test_a_record_takes_the_place_of_an_import(database, questions):
    database.write([Run(KEY, "train", source="dvc")])
    database.write([Run(KEY, "train", source="forebear", origin=Origin.RECORDED)])
    assert questions.run(KEY).run.origin is Origin.RECORDED
    assert questions.run(KEY).run.source == "forebear"


def test_an_imported_run_is_read_again(database, questions):
    database.write([Run(KEY, "train", ("old",))])
    database.write([Run(KEY, "train", ("new",))])
    assert questions.run(KEY).run.command == ("new",)


def test_references_to_what_comes_later_or_never(database, questions):
    database.write([
        Used(KEY, md5("a"), "data/in.csv"), CodeOf(KEY, "f" * 40), Held("f" * 40, Slot.RUN, "train", KEY),
    ])  # fmt: skip
    assert questions.run(KEY).inputs[0].artifact.name == "in.csv"
    assert questions.run(KEY).code == ("f" * 40,)
    database.write([Run(KEY, "train"), Artifact((md5("a"),), "real.csv", size=1)])
    record = questions.run(KEY)
    assert (record.run.name, record.inputs[0].artifact.name) == ("train", "real.csv")
    ada, when = Person("Ada"), datetime(2026, 1, 1, tzinfo=UTC)
    counts = database.write([Commit("f" * 40, (), ada, when, ada, when, "first")])
    assert counts.commits == 1
    assert questions.node(NodeKind.COMMIT, "f" * 40).name == "first"
    assert questions.run(KEY).node.when == when


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 0.1, 1e308, 5e-324, 3])
def test_every_number_survives(database, questions, value):
    database.write([Metric(KEY, "loss", value), Metric(KEY, "curve", value, 3), Parameter(KEY, "p", value)])
    metrics = {metric.name: metric for metric in questions.run(KEY).metrics}
    assert repr(metrics["loss"].value) == repr(float(value))
    assert repr(questions.metric_steps(questions.node(NodeKind.RUN, KEY).id, "curve")) == repr(
        ((3, float(value)),)
    )
    (parameter,) = questions.run(KEY).parameters
    assert repr(parameter.value) == repr(value)


def test_a_metric_can_be_text(database, questions):
    database.write([Metric(KEY, "verdict", None, text="nan")])
    (metric,) = questions.run(KEY).metrics
    assert (metric.value, metric.text) == (None, "nan")


def test_the_last_step_counts(database, questions):
    database.write([Metric(KEY, "loss", float(10 - step), step) for step in range(5)])
    (metric,) = questions.run(KEY).metrics
    assert (metric.value, metric.steps) == (6.0, 5)


@pytest.mark.parametrize("value", [True, False, None, 1, 1.0, "1", "ä", "[1, 2]", ""])
def test_parameters_keep_their_kind(database, questions, value):
    database.write([Parameter(KEY, "p", value, "params.yaml")])
    (parameter,) = questions.run(KEY).parameters
    assert (parameter.value, type(parameter.value)) == (value, type(value))


def test_names_that_are_no_utf8_are_kept_readable(database, questions):
    path = b"data/caf\xe9.csv".decode("utf-8", "surrogateescape")
    facts = [
        Artifact((md5("a"),), path), Run(KEY, "nul\0", ("\ud800",)), Used(KEY, md5("a"), path),
        Held("f" * 40, Slot.DATA, path, md5("a")),
    ]  # fmt: skip
    database.write(facts)
    assert questions.run(KEY).inputs[0].path == r"data/caf\xe9.csv"
    assert questions.held("f" * 40)[0].path == r"data/caf\xe9.csv"
    assert database.write(facts).facts == 0


def test_names_of_any_length(database, questions):
    long = [letter * 5000 + end for letter in ("a", "데") for end in ("1", "2")]
    facts = [
        *(Metric(KEY, name, 1.0) for name in long),
        *(Parameter(KEY, name, name, name) for name in long),
        *(Used(KEY, md5("a"), name) for name in long),
        *(Held("f" * 40, Slot.DATA, name, md5("a")) for name in long),
        *(Used(KEY, Digest("etag", "1"), f"d/{name}") for name in long),
        *(CameFrom(md5("a"), "https://example.org", name) for name in long),
        *(Problem("dvc", name, name) for name in long),
    ]
    database.write(facts)
    record = questions.run(KEY)
    assert (len(record.metrics), len(record.parameters), len(record.inputs)) == (4, 4, 8)
    assert {parameter.value for parameter in record.parameters} == set(long)
    assert {problem.what for problem in questions.problems()} == set(long)
    assert database.write(facts).facts == 0


def test_references_are_as_the_last_import_says(database, questions):
    database.write([Ref("main", RefKind.BRANCH, "1" * 40), Ref("old", RefKind.BRANCH, "1" * 40)])
    database.write([Ref("main", RefKind.BRANCH, "2" * 40)])
    assert questions.refs() == (Ref("main", RefKind.BRANCH, "2" * 40),)
    database.write([Artifact((md5("a"),), "x")])
    assert questions.refs() == (Ref("main", RefKind.BRANCH, "2" * 40),)


def test_a_checkpoint_is_given_back(database):
    assert database.checkpoint("git", "/x") is None
    database.write([Checkpoint("git", "/x", {"tips": {"main": "1"}})])
    database.write([Checkpoint("git", "/x", {"tips": {"main": "2"}}), Checkpoint("dvc", "/x", {})])
    assert database.checkpoint("git", "/x") == {"tips": {"main": "2"}}
    assert database.checkpoint("dvc", "/x") == {}


# Any facts about few things, so that they meet; what a thing is depends on the thing alone, as in real life.

ALGORITHMS = ("md5", "sha256", "git")
CONTENTS, RUNS, COMMITS = range(4), range(3), range(4)


def content(number, algorithm):
    return Digest(algorithm, f"{number}{algorithm}")


contents = st.builds(content, st.sampled_from(CONTENTS), st.sampled_from(ALGORITHMS))
runs = st.sampled_from([f"run{number}" for number in RUNS])
shas = st.sampled_from([f"{number}" * 40 for number in COMMITS])
paths = st.sampled_from(["a", "b/c", "d e"])


@st.composite
def artifacts(draw):
    number = draw(st.sampled_from(CONTENTS))
    algorithms = draw(st.sets(st.sampled_from(ALGORITHMS), min_size=1))
    digests = tuple(content(number, algorithm) for algorithm in sorted(algorithms))
    return Artifact(
        digests, f"name{number}", draw(st.sampled_from(ArtifactType)), draw(st.sampled_from([None, number]))
    )


def commit_of(sha):
    ada, when = Person("Ada"), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=int(sha[0]))
    return Commit(sha, (), ada, when, ada, when, f"commit {sha[0]}")


def held_of(sha, slot, path):
    number = (int(sha[0]) + len(path) + len(slot.value)) % len(CONTENTS)
    return Held(sha, slot, path, content(number, "md5"))


def metric_of(digest):
    return Metric(digest, "m", float(digest.value[0]))


facts = st.lists(
    st.one_of(
        artifacts(),
        st.builds(lambda key: Run(key, f"name of {key}", (key,)), runs),
        st.builds(commit_of, shas),
        st.builds(Used, runs, contents, paths),
        st.builds(Generated, runs, contents, paths),
        st.builds(CodeOf, runs, shas),
        st.builds(held_of, shas, st.sampled_from([Slot.DATA, Slot.METRICS]), paths),
        st.builds(metric_of, contents),
        st.builds(lambda key: Parameter(key, "p", key), runs),
        st.builds(lambda key, image: RanIn(key, Environment(Image(image))), runs, paths),
    ),
    max_size=30,
).map(
    # Every content is described, so that its name does not depend on the path that was seen first.
    lambda some: [*some, *(Artifact((content(n, a),), f"name{n}") for n in CONTENTS for a in ALGORITHMS)]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=facts, order=st.randoms(use_true_random=False), size=st.integers(1, 40), parts=st.integers(1, 4))
def test_order_repetition_and_division_do_not_matter(fresh, snapshot, some, order, size, parts):  # noqa: PLR0917
    once = fresh()
    once.write(some)
    shuffled = list(some)
    order.shuffle(shuffled)
    other = fresh()
    with mock.patch.object(chunks, "_CHUNK", size):
        for part in range(parts):
            other.write(shuffled[part::parts])
        other.write(shuffled)
    assert snapshot(other) == snapshot(once)
    for database in (once, other):
        database.close()
