"""As it was: moments, what was known and held then, what differs; on records and on real repositories."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.answers import Change
from forebear.lineage.chronology import _in_order
from forebear.lineage.database import Database
from forebear.lineage.errors import AmbiguousReferenceError, UnknownReferenceError, UsageError
from forebear.lineage.facts import CameFrom, CodeOf, Generated, Held, RanIn, Slot, Used
from forebear.lineage.moments import Moments
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import ProcessEnd, Rebuild
from forebear.lineage.words import (
    Artifact,
    Commit,
    Digest,
    Environment,
    Image,
    ModelVersion,
    Move,
    NodeKind,
    Origin,
    Person,
    Ref,
    RefKind,
    Run,
    Transition,
)
from forebear.sources.importing import import_project

ADA = Person("Ada", "ada@example.org")
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def sha(number):
    return f"{number:040x}"


def digest(name):
    return Digest("md5", hashlib.md5(name.encode()).hexdigest())  # noqa: S324


def commit(number, *parents, days=None, when=None):
    when = when or DAY + timedelta(days=number if days is None else days)
    return Commit(sha(number), tuple(map(sha, parents)), ADA, when, ADA, when, f"step {number}")


def keys_of(questions, ids):
    return {node.key for node in questions.nodes(ids)}


def known_at(questions, text):
    """The keys of all nodes that were known, and of all others."""
    everything = range(1, sum(questions.counts().values()) + 1)
    with questions.look() as look:
        moments = Moments(look)
        known = moments.known(moments.moment(text))
    there = [node for node in everything if node in known]
    return keys_of(questions, there), keys_of(questions, set(everything) - set(there))


# what a text names


def test_a_moment_is_any_revision_or_a_date(told, story):
    c0, c1, c2 = story.commits
    with told.look() as look:
        moments = Moments(look)
        for text, expected in (
            ("HEAD", c2),
            ("main", c2),
            ("main~1", c1),
            ("v1", c1),
            (f" {c0[:8]} ", c0),
            ("slow-fox", story.side),
        ):
            moment = moments.moment(text)
            assert (moment.text, moment.commit) == (text.strip(), expected)
        assert moments.moment("v1").when == datetime(2026, 3, 1, 1, tzinfo=UTC)
        date = moments.moment("2026-03-01T01:30Z")
        assert date.commit is None
        assert date.when == datetime(2026, 3, 1, 1, 30, 59, 999999, tzinfo=UTC)
        assert abs(moments.moment("3 months ago").when - datetime.now(UTC)) > timedelta(days=88)


@pytest.mark.parametrize(
    ("text", "error", "advice"),
    [
        ("mian", UnknownReferenceError, "Did you mean main"),
        ("next tuesday", UnknownReferenceError, "2026-06-01"),
        ("", UnknownReferenceError, "2026-06-01"),
        ("main~40", UnknownReferenceError, ""),
        ("2026-02-30", UsageError, "2026-06-01"),
    ],
)
def test_what_names_no_moment_says_what_does(told, text, error, advice):
    with told.look() as look, pytest.raises(error) as raised:
        Moments(look).moment(text)
    assert advice in raised.value.todo


def test_a_year_is_a_year_and_a_beginning_of_two_commits_is_ambiguous(database):
    shas = ["2026" + "a" * 36, "2026" + "b" * 36]
    database.write([Commit(each, (), ADA, DAY, ADA, DAY, "x") for each in shas])
    with Questions(database).look() as look:
        moments = Moments(look)
        assert moments.moment("2026").commit is None
        assert moments.moment("2026a").commit == shas[0]
    database.write([Ref("2026", RefKind.TAG, shas[1]), Ref("main", RefKind.BRANCH, shas[0])])
    with Questions(database).look() as look:
        assert Moments(look).moment("2026").commit == shas[1]
    database.write([Commit("2026a" + "c" * 35, (), ADA, DAY, ADA, DAY, "x")])
    with Questions(database).look() as look, pytest.raises(AmbiguousReferenceError):
        Moments(look).moment("2026a")


# what was known


def test_what_was_known_at_a_commit_came_with_it_or_its_ancestors(told, story):
    c0, c1, c2 = story.commits
    known, unknown = known_at(told, c0)
    first = {str(story.raw), str(story.data), str(story.models[0]), str(story.metrics[0])}
    assert first | {c0, story.prepare, story.trains[0]} <= known
    assert {c1, c2, story.side, story.trains[1], str(story.models[1])} <= unknown
    known, unknown = known_at(told, "slow-fox")
    assert story.side in known
    assert {c1, story.trains[1]} <= unknown
    assert known_at(told, "HEAD")[1] == set()


def test_what_was_known_at_a_date_came_until_then_on_any_branch(told, story):
    c0, c1, c2 = story.commits
    known, unknown = known_at(told, "2026-03-01T02:30Z")
    assert {c0, c1, story.side, str(story.models[1])} <= known
    assert unknown == {c2}
    known, unknown = known_at(told, "2026-02")
    # What was fetched from elsewhere has no date of its own, but came with the data that has.
    assert known == set()


def test_what_no_record_dates_was_always_known(database):
    lonely, run = digest("lonely"), Run("a" * 64, "by hand")
    made = digest("made")
    facts = [commit(0), Artifact((lonely,), "lonely.csv"), run, Generated(run.key, made, "made.csv")]
    database.write(facts)
    known, unknown = known_at(Questions(database), "2020")
    assert known == {str(lonely), run.key, str(made)}
    assert unknown == {sha(0)}


def test_a_run_with_a_time_is_known_from_then_on(database):
    run, data, made = "a" * 64, digest("data"), digest("made")
    image = Environment(Image("python:3.11"))
    database.write(
        [
            commit(0),
            commit(1, 0),
            commit(9, 0),
            Ref("main", RefKind.BRANCH, sha(1)),
            Run(run, "train", origin=Origin.RECORDED, started_at=DAY + timedelta(hours=12)),
            CodeOf(run, sha(0)),
            Used(run, data, "data.csv"),
            Generated(run, made, "model.pkl"),
            RanIn(run, image),
        ]
    )
    questions = Questions(database)
    mine = {run, str(data), str(made)}
    assert mine <= known_at(questions, "2026-03-02T00:00Z")[0]
    assert mine <= known_at(questions, "2026-03-01T23:00Z")[1]
    assert mine <= known_at(questions, sha(0))[1]
    assert mine <= known_at(questions, "main")[0]
    environment = questions.environments()[0].node.key
    assert environment in known_at(questions, "main")[0]
    assert environment in known_at(questions, sha(0))[1]


def test_a_run_on_a_branch_is_not_known_beside_it(database):
    run, other = "a" * 64, "b" * 64
    database.write(
        [
            commit(0),
            commit(1, 0),
            commit(2, 0),
            Run(run, "train", started_at=DAY + timedelta(days=1, hours=1)),
            CodeOf(run, sha(1)),
            Run(other, "elsewhere", started_at=DAY + timedelta(days=1)),
        ]
    )
    questions = Questions(database)
    known, unknown = known_at(questions, sha(2))
    assert run in unknown
    assert other in known
    assert run in known_at(questions, "2026-03-04")[0]


def test_a_run_that_a_commit_holds_is_known_there_whatever_its_clock_says(database):
    run = "a" * 64
    database.write(
        [
            commit(0),
            Run(run, "train", started_at=DAY + timedelta(days=50)),
            CodeOf(run, sha(0)),
            Held(sha(0), Slot.RUN, "train", run),
        ]
    )
    assert run in known_at(Questions(database), sha(0))[0]


def test_rebuilds_are_known_by_their_time(told, story, database):
    def rebuild(id_, when):
        run = story.trains[0]
        database.record_rebuild(
            Rebuild(id_, run, ProcessEnd.COMPLETED, None, (), None, "local", when, 1.0, "Ada"), [], None
        )

    rebuild("early", DAY + timedelta(days=1))
    rebuild("late", DAY + timedelta(days=30))
    assert "early" in known_at(told, "2026-03-10")[0]
    assert "late" in known_at(told, "2026-03-10")[1]
    assert {"early", "late"} <= known_at(told, "2026-06")[0]
    assert {"early", "late"} <= known_at(told, "main")[1]


def test_what_came_from_elsewhere_is_known_with_what_came_of_it(database):
    data = digest("data")
    database.write(
        [
            commit(0),
            commit(5, 0),
            Artifact((data,), "data.csv"),
            CameFrom(data, "https://example.org/registry", "data.csv", "d" * 40),
            Held(sha(5), Slot.DATA, "data.csv", data),
        ]
    )
    known, unknown = known_at(Questions(database), sha(0))
    assert known == {sha(0)}
    assert len(unknown) == 3
    assert len(known_at(Questions(database), sha(5))[0]) == 4


def test_another_project_counts_by_its_time(database):
    database.write(
        [commit(0), commit(4, 0), commit(100, days=1), commit(101, 100, days=3), commit(102, 101, days=9)]
    )
    known, unknown = known_at(Questions(database), sha(4))
    assert {sha(100), sha(101)} <= known
    assert unknown == {sha(102)}


def test_a_model_version_is_known_from_its_registration_on(database):
    model = digest("model")
    version = ModelVersion("gto", "churn", "v1.0.0", sha(1), "model.pkl", model)
    silent = ModelVersion("mlflow", "churn", "2", artifact=model)
    database.write(
        [
            commit(0),
            commit(1, 0),
            commit(9, 1),
            Artifact((model,), "model.pkl"),
            Held(sha(1), Slot.DATA, "model.pkl", model),
            version,
            silent,
            Transition(version.key, Move.REGISTERED, "churn@v1.0.0", when=DAY + timedelta(days=3)),
            Transition(version.key, Move.ASSIGNED, "churn#prod", "prod", when=DAY + timedelta(days=5)),
        ]
    )
    questions = Questions(database)
    assert {version.key, silent.key} <= known_at(questions, sha(0))[1]
    known, unknown = known_at(questions, sha(1))
    assert {str(model), silent.key} <= known  # without a time of its own, with what it is a version of
    assert version.key in unknown
    assert version.key in known_at(questions, sha(9))[0]
    assert version.key in known_at(questions, "2026-03-03")[1]
    assert version.key in known_at(questions, "2026-03-05")[0]


# clocks


def test_a_child_that_is_older_than_its_parent_comes_after_it(database):
    database.write([commit(0), commit(5, 0), commit(6, 5, days=2), commit(7, 6)])
    questions = Questions(database)
    assert {sha(5), sha(6)} <= known_at(questions, "2026-03-04")[1]
    assert {sha(5), sha(6)} <= known_at(questions, "2026-03-06")[0]
    with questions.look() as look:
        moments = Moments(look)
        assert [stop.commit for stop in moments.stops()] == [sha(0), sha(5), sha(6), sha(7)]
        assert moments.moment(sha(6)).when == DAY + timedelta(days=5)


def test_a_clock_that_is_ahead_of_now_says_nothing(database):
    future = datetime.now(UTC) + timedelta(days=4000)
    database.write([commit(0), commit(1, 0, when=future), commit(2, 1)])
    questions = Questions(database)
    assert sha(2) in known_at(questions, "2026-03-03")[0]
    with questions.look() as look:
        moments = Moments(look)
        assert moments.moment(sha(1)).when == DAY
        assert [stop.commit for stop in moments.stops()] == [sha(0), sha(1), sha(2)]


def test_a_commit_without_a_record_was_there_before_its_children(database):
    """As at the end of a shallow clone."""
    database.write([commit(1, 0), Held(sha(0), Slot.DATA, "data.csv", digest("data"))])
    questions = Questions(database)
    assert known_at(questions, "2020")[0] == {sha(0), str(digest("data"))}
    with questions.look() as look:
        moments = Moments(look)
        assert moments.moment(sha(0)).when == DAY + timedelta(days=1)
        assert [(stop.commit, stop.when is None) for stop in moments.stops()] == [
            (sha(0), True),
            (sha(1), False),
        ]


@given(
    st.integers(1, 30).flatmap(
        lambda count: st.tuples(
            st.tuples(
                *(
                    st.frozensets(st.integers(0, each - 1), max_size=3) if each else st.just(frozenset())
                    for each in range(count)
                )
            ),
            st.lists(st.integers(-50, 50), min_size=count, max_size=count),
            st.permutations(range(count)),
        )
    )
)
def test_parents_always_come_first_and_clocks_that_agree_are_kept(case):
    parents_of, own, names = case
    parents = [()] * len(own)
    times = [0] * len(own)
    for each, some in enumerate(parents_of):
        parents[names[each]] = tuple(names[parent] for parent in sorted(some))
        times[names[each]] = own[each]
    order, since = _in_order(parents, times)
    place = {each: rank for rank, each in enumerate(order)}
    assert sorted(order) == list(range(len(own)))
    assert [since[each] for each in order] == sorted(since)
    for child, some in enumerate(parents):
        assert since[child] == max([times[child], *(since[parent] for parent in some)])
        assert all(place[parent] < place[child] for parent in some)


# what a version held, and what differs


def test_what_was_held_is_exactly_the_version(told, story):
    with told.look() as look:
        moments = Moments(look)
        held = {
            text: moments.held(moments.moment(text))
            for text in (*story.commits, "v1", "2026-03-01T01:30Z", "2020")
        }
        assert (
            moments.commit_at(moments.moment("2026-03-01T02:30Z")) == story.commits[1]
        )  # not the side branch
    for text in story.commits:
        expected = {(item.slot, item.path): item.node.id for item in told.held(text)}
        assert held[text] == expected
        assert expected
    assert held["v1"] == held["2026-03-01T01:30Z"] == held[story.commits[1]]
    assert held["2020"] == {}


def test_several_projects_are_each_as_they_were(database):
    one, two, other = digest("one"), digest("two"), digest("other")
    database.write(
        [
            commit(0),
            commit(4, 0),
            commit(2),
            Ref("HEAD", RefKind.HEAD, sha(4), repository="/a/shop"),
            Ref("HEAD", RefKind.HEAD, sha(2), repository="/a/registry"),
            Held(sha(0), Slot.DATA, "data.csv", one),
            Held(sha(4), Slot.DATA, "data.csv", two),
            Held(sha(2), Slot.DATA, "data.csv", other),
            Held(sha(2), Slot.DATA, "more.csv", two),
        ]
    )
    for home, text, expected in (
        ("/a/shop", "2026-03-04", {"data.csv": str(one), "more.csv": str(two)}),
        ("/a/registry", "2026-03-04", {"data.csv": str(other), "more.csv": str(two)}),
        ("/a/shop", "2026-03-02", {"data.csv": str(one)}),
        ("/a/registry", "2026-03-02", {"data.csv": str(one)}),
        ("/a/shop", "HEAD", {"data.csv": str(two)}),
        ("/a/registry", "HEAD", {"data.csv": str(other), "more.csv": str(two)}),
    ):
        questions = Questions(database, home=home)
        with questions.look() as look:
            moments = Moments(look)
            held = moments.held(moments.moment(text))
        names = {node.id: node.key for node in questions.nodes(held.values())}
        assert {path: names[node] for (_, path), node in held.items()} == expected


def test_the_difference_of_two_versions(told, story):
    def difference(before, after):
        with told.look() as look:
            moments = Moments(look)
            found = moments.difference(moments.moment(before), moments.moment(after))
        return {told.nodes([node])[0].key: change for node, change in found.items()}

    c0, c1, c2 = story.commits
    changed = {story.trains[0], story.trains[1], *map(str, (*story.models, *story.metrics))}
    expected = dict.fromkeys(changed, Change.CHANGED) | dict.fromkeys(
        (story.prepare, str(story.raw), str(story.data)), Change.SAME
    )
    assert difference(c0, c1) == difference(c1, c0) == expected
    assert set(difference(c0, c0).values()) == {Change.SAME}
    assert set(difference("2020", c0).values()) == {Change.ADDED}
    assert set(difference(c0, "2020").values()) == {Change.REMOVED}
    # Data that is no longer tracked was still used by a run that the commit holds.
    assert difference(c1, c2)[str(story.raw)] == Change.SAME


def test_what_only_moved_is_the_same(database):
    one, two, gone = digest("one"), digest("two"), digest("gone")
    database.write(
        [
            commit(0),
            commit(1, 0),
            Held(sha(0), Slot.DATA, "a", one),
            Held(sha(0), Slot.DATA, "b", two),
            Held(sha(0), Slot.DATA, "c", gone),
            Held(sha(1), Slot.DATA, "a", None),
            Held(sha(1), Slot.DATA, "other/a", one),
            Held(sha(1), Slot.DATA, "copy", two),
            Held(sha(1), Slot.DATA, "c", None),
        ]
    )
    questions = Questions(database)
    with questions.look() as look:
        moments = Moments(look)
        found = moments.difference(moments.moment(sha(0)), moments.moment(sha(1)))
    assert {questions.nodes([node])[0].key: change for node, change in found.items()} == {
        str(one): Change.SAME,
        str(two): Change.SAME,
        str(gone): Change.REMOVED,
    }


def test_the_stops_of_a_slider(told, story, database):
    database.write(
        [Run("d" * 64, "by hand", origin=Origin.RECORDED, started_at=DAY - timedelta(hours=10, minutes=30))]
    )
    with told.look() as look:
        stops = Moments(look).stops()
        assert Moments(look).moment(stops[2].text).when >= stops[2].when
    c0, c1, c2 = story.commits
    assert [stop.commit or stop.summary for stop in stops] == [c0, c1, "by hand", story.side, c2]
    assert stops[1].labels == ("v1",)
    assert (stops[1].tags, stops[4].labels, stops[4].tags) == (1, ("main",), 0)
    assert [stop.changes for stop in stops] == [6, 3, 0, 0, 1]
    assert stops[0].summary == "step 0"


# real repositories


@pytest.fixture(scope="module")
def grown(tmp_path_factory, tool):
    """A repository of Git and DVC: a branch that was merged, and a clock that once went back."""
    root = tmp_path_factory.mktemp("grown") / "project"
    root.mkdir()

    def run(*words, when="2026-01-01T00:00:00Z"):
        environment = {
            **os.environ,
            "DVC_NO_ANALYTICS": "1",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
            "PATH": f"{tool('dvc').parent}{os.pathsep}{os.environ['PATH']}",
        }
        done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr or done.stdout

    def version(path, text, when, *tag):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
        run("dvc", "add", "--quiet", path)
        run("git", "add", ".")
        run("git", "commit", "--quiet", "-m", f"{path}: {text}", when=when)
        if tag:
            run("git", "tag", *tag)

    run("git", "init", "--quiet")
    run("dvc", "init", "--quiet")
    version("data.csv", "one", "2026-01-10T12:00:00Z", "v1")
    version("data.csv", "two", "2026-02-10T12:00:00Z")
    run("git", "switch", "--quiet", "-c", "side", "v1")
    version("side/side.csv", "beside", "2026-02-20T12:00:00Z")
    run("git", "switch", "--quiet", "main")
    version("model.pkl", "m1", "2026-03-10T12:00:00Z", "v2")
    run("git", "merge", "--quiet", "--no-edit", "side", when="2026-04-10T12:00:00Z")
    version("model.pkl", "m2", "2026-03-20T12:00:00Z")  # the clock went back
    version("data.csv", "three", "2026-05-10T12:00:00Z", "v3")
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    import_project(project, database, Silent())
    database.close()
    return root


@pytest.fixture
def asked(grown):
    database = Database.open(Project.at(grown).database_url, read_only=True)
    yield Questions(database)
    database.close()


def git(root: Path, *words: str) -> list[str]:
    return subprocess.run(
        ["git", *words], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()


def commits_known(questions, text):
    return {key for key in known_at(questions, text)[0] if len(key) == 40}


def test_known_commits_are_those_of_git(grown, asked):
    for revision in ("v1", "side", "v2", "main~1", "main~2^2", "main"):
        assert commits_known(asked, revision) == set(git(grown, "rev-list", revision, "--"))
    for date in ("2026-01-20", "2026-02-15", "2026-02-25", "2026-03-15", "2026-06-01"):
        assert commits_known(asked, date) == set(git(grown, "rev-list", "--all", f"--until={date}T23:59:59"))
    # Git stops looking at the first clock that went back; parents come first here.
    after = set(git(grown, "rev-list", "main", "--not", "v2", "side", "--"))
    assert len(after) == 3
    assert commits_known(asked, "2026-03-25").isdisjoint(after)


def test_at_every_commit_the_data_that_git_shows(grown, asked):
    """`known` is all that any ancestor held, `held` is what the commit itself has."""
    for each in git(grown, "rev-list", "--all"):
        ancestors = git(grown, "rev-list", each)
        ever = {item.node.key for sha in ancestors for item in asked.held(sha)}
        known, _ = known_at(asked, each)
        assert ever == {key for key in known if len(key) != 40}
        with asked.look() as look:
            moments = Moments(look)
            held = moments.held(moments.moment(each))
        assert held == {(item.slot, item.path): item.node.id for item in asked.held(each)}
        files = git(grown, "ls-tree", "-r", "--name-only", each)
        tracked = {name.removesuffix(".dvc") for name in files if name.endswith((".csv.dvc", ".pkl.dvc"))}
        assert {path for _, path in held} == tracked


def test_a_date_shows_what_main_held_then(grown, asked):
    with asked.look() as look:
        moments = Moments(look)
        for date, revision in (
            ("2026-01-20", "v1"),
            ("2026-02-25", "v2~1"),
            ("2026-03-25", "v2"),  # the commit of that day came after the merge, whatever its clock says
            ("2026-04-20", "v3~1"),
            ("2026-06", "v3"),
        ):
            assert moments.commit_at(moments.moment(date)) == git(grown, "rev-parse", revision)[0]
            assert moments.held(moments.moment(date)) == moments.held(moments.moment(revision))
        assert moments.commit_at(moments.moment("2025")) is None


def test_a_pipeline_of_dvc_as_it_was(churn_project, tmp_path):
    """What was made by then: a version of the model for each of the first three commits."""
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    import_project(Project.at(churn_project), database, Silent())
    questions = Questions(database)
    shas = git(churn_project, "rev-list", "--reverse", "main")
    models = []
    for each in shas:
        known, _ = known_at(questions, each)
        models.append(sum(node.name == "model.json" for node in questions.artifacts() if node.key in known))
        graph = questions.at_commit(each)
        assert {node.key for node in graph.nodes} <= known
    assert models == [1, 2, 3, 3]
    with questions.look() as look:
        moments = Moments(look)
        found = moments.difference(moments.moment("v1.0"), moments.moment("v1.1"))
        changed = {node.name for node in questions.nodes(found) if found[node.id] is Change.CHANGED}
        same = {node.name for node in questions.nodes(found) if found[node.id] is Change.SAME}
    assert {"train", "model.json", "metrics.json", "params.yaml"} <= changed
    assert {"customers.csv", "prepare", "train.py", "train.csv"} <= same
    assert set(found.values()) == {Change.CHANGED, Change.SAME}
    assert questions.counts()[NodeKind.COMMIT] == 4
    database.close()
