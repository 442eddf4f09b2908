"""What a REF names."""

from __future__ import annotations

import pytest

from forebear.lineage.errors import AmbiguousReferenceError, UnknownReferenceError
from forebear.lineage.facts import Generated, Held, Slot
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, Digest, NodeKind, Ref, RefKind, Run


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("refs/heads/main", 2), ("v1^0", 1), ("@~1", 1), ("main^1~1", 0),
        ("main", 2), ("HEAD", 2), ("@", 2), ("v1", 1), ("origin/main", 1), ("heads/main", 2),
        ("tags/v1", 1), ("refs/tags/v1", 1), ("refs/remotes/origin/main", 1), ("HEAD~", 1), ("HEAD~2", 0),
        ("main^", 1), ("main~0", 2), ("v1^{}", 1), ("v1^{commit}", 1),
    ],
)  # fmt: skip
def test_revisions(told, story, text, number):
    resolved = told.resolve(text)
    assert (resolved.node.kind, resolved.node.key) == (NodeKind.COMMIT, story.commits[number])
    assert (resolved.text, resolved.commit, resolved.path) == (text, story.commits[number], None)


def test_the_second_parent_and_experiments(told, story):
    for text in ("main^2", "slow-fox", "refs/exps/ab/" + "c" * 38 + "/slow-fox"):
        assert told.resolve(text).commit == story.side


@pytest.mark.parametrize("length", [4, 7, 40])
def test_shas_and_their_beginnings(told, story, length):
    assert told.resolve(story.side[:length]).commit == story.side
    assert told.resolve(story.side[:length].upper()).commit == story.side


@pytest.mark.parametrize("text", ["HEAD~3", "main^3", "v1^2", "nothing", "", "HEAD~x", "0" * 40])
def test_no_revisions(told, text):
    with pytest.raises(UnknownReferenceError):
        told.resolve(text)


def test_a_tag_comes_before_a_branch_of_the_same_name(database, told, story):
    database.write([
        Ref("v1", RefKind.BRANCH, story.commits[2]), Ref("v1", RefKind.TAG, story.commits[0]),
    ])  # fmt: skip
    assert told.resolve("v1").commit == story.commits[0]
    assert told.resolve("heads/v1").commit == story.commits[2]


@pytest.mark.parametrize(
    "text", ["model@best.pkl@v1", "./model@best.pkl@main~1", "model@best.pkl@HEAD", "model@best.pkl"]
)
def test_a_path_at_a_revision(told, story, text):
    resolved = told.resolve(text.format("model@best.pkl"))
    assert resolved.node.digests == (story.models[1],)
    assert resolved.path == "model@best.pkl"
    assert resolved.commit in story.commits


def test_what_is_at_a_path(told, story):
    assert told.resolve("model@best.pkl@main~2").node.digests == (story.models[0],)
    assert told.resolve("scores.json@v1").node.digests == (story.metrics[1],)
    assert told.resolve("data/raw/@v1").node.digests == (story.raw,)
    # Not held any more, but an input of a run that is.
    assert told.resolve("data/raw@main").node.digests == (story.raw,)
    assert told.resolve("train@v1").node.key == story.trains[1]


def test_what_is_not_at_a_path(told):
    with pytest.raises(UnknownReferenceError, match=r"v1 holds nothing at score\.json") as caught:
        told.resolve("score.json@v1")
    assert "scores.json@v1" in caught.value.todo
    with pytest.raises(UnknownReferenceError) as caught:
        told.resolve("data/raw/part-1@v1")
    assert "data/raw@v1" in caught.value.todo
    with pytest.raises(UnknownReferenceError) as caught:
        told.resolve("mian")
    assert "main" in caught.value.todo


def test_runs(told, story):
    for length in (4, 12, 64):
        assert told.resolve(f"run:{story.prepare[:length]}").node.key == story.prepare
    with pytest.raises(UnknownReferenceError, match="no run aaa") as caught:
        told.resolve("run:aaa")
    assert "at least 4" in caught.value.todo
    with pytest.raises(UnknownReferenceError):
        told.resolve("run:train")
    with pytest.raises(UnknownReferenceError):
        told.resolve("run:%%%%")


def test_every_candidate_of_an_ambiguous_reference_resolves(database, told):
    database.write([
        Run("cafe1" + "0" * 59, "x"), Run("cafe2" + "0" * 59, "x"),
        Artifact((Digest("md5", "cafe1" + "0" * 27),), "x"),
        Artifact((Digest("md5-dos2unix", "cafe2" + "0" * 27),), "x"),
        Ref("HEAD", RefKind.HEAD, "cafe1" + "0" * 35),
        Ref("1/slow-fox", RefKind.EXPERIMENT, "cafe1" + "0" * 35),
        Ref("2/slow-fox", RefKind.EXPERIMENT, "cafe2" + "0" * 35),
        Held("cafe1" + "0" * 35, Slot.DATA, "x", Digest("md5", "cafe1" + "0" * 27)),
        Held("cafe2" + "0" * 35, Slot.DATA, "x", None),
    ])  # fmt: skip
    for text in ("run:cafe", "md5:cafe", "cafe", "slow-fox", "x@cafe"):
        with pytest.raises(AmbiguousReferenceError) as caught:
            told.resolve(text)
        assert len(caught.value.candidates) == 2
        assert len({told.resolve(candidate).node.id for candidate in caught.value.candidates}) == 2


def test_digests(database, told, story):
    database.write([
        Artifact((Digest("md5-dos2unix", "beef" + "0" * 28),), "old.csv"),
        Artifact((Digest("md5", "1234" + "0" * 28),), "a"),
        Artifact((Digest("md5", "1234" + "0" * 28 + ".dir"),), "b"),
    ])  # fmt: skip
    assert told.resolve(str(story.raw)).node.digests == (story.raw,)
    assert told.resolve(str(story.raw)[:10]).node.digests == (story.raw,)
    assert told.resolve("md5:beef").node.name == "old.csv"
    assert told.resolve("md5-dos2unix:beef").node.name == "old.csv"
    assert told.resolve("md5:1234" + "0" * 28).node.name == "a"  # the whole digest of one begins another's
    for text in ("md5:", "md5:123", "sha256:beef", "md5:____"):
        with pytest.raises(UnknownReferenceError):
            told.resolve(text)


def test_every_node_is_named_by_its_own_reference(told):
    for node in (*told.artifacts(), *(row.node for row in told.runs())):
        assert told.resolve(node.ref).node == node
    for commit in told.commits():
        assert told.resolve(commit.sha).node.key == commit.sha


@pytest.mark.parametrize("text", ["models:/name/1", "models:/name@champion"])
def test_models_of_a_registry_that_was_not_read(told, text):
    with pytest.raises(UnknownReferenceError, match="registry") as caught:
        told.resolve(text)
    assert "forebear list models" in caught.value.todo


def test_git_is_asked_last(database, story):
    database.write(story.facts)
    asked = []

    def rev_parse(text):
        asked.append(text)
        return {"main@{yesterday}": story.commits[0], "newest": "9" * 40}.get(text)

    questions = Questions(database, rev_parse)
    assert questions.resolve("v1").commit == story.commits[1]
    assert asked == []
    assert questions.resolve("main@{yesterday}").commit == story.commits[0]
    assert questions.resolve("scores.json@main@{yesterday}").node.digests == (story.metrics[0],)
    with pytest.raises(UnknownReferenceError, match="Git knows the commit 999999999999") as caught:
        questions.resolve("newest")
    assert "import" in caught.value.todo


def test_an_output_that_no_tool_tracks_is_found_by_its_run(database, told, story):
    report = Digest("git", "c" * 40)
    database.write([Generated(story.trains[1], report, "report.html")])
    assert told.resolve("report.html@v1").node.digests == (report,)
