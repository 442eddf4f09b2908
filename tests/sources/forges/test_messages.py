"""Merge requests out of a history alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forebear.lineage.facts import Approval, Checkpoint
from forebear.lineage.progress import Silent
from forebear.lineage.words import Commit, NodeKind, Person
from forebear.sources.forges.messages import merge_request_of
from forebear.sources.forges.projects import ForgeProject, project_at, projects_of
from forebear.sources.forges.source import MessagesSource
from forebear.sources.forges.tool import ForgesTool
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.tool import Context

ADA = Person("Ada", "ada@example.org")
WHEN = datetime(2026, 1, 2, tzinfo=UTC)


def commit(message, parents=("a" * 40,)):
    return Commit("c" * 40, parents, ADA, WHEN, ADA, WHEN, message)


MERGE = ("a" * 40, "b" * 40)


@pytest.mark.parametrize(
    ("message", "parents", "forge", "number", "project"),
    [
        ("Merge pull request #12 from ada/fix\n\nTrain longer", MERGE, "github", 12, ""),
        ("Merge pull request #12 from ada/fix", MERGE, "", 12, ""),
        ("Train longer (#345)\n\n* one\n* two", ("a" * 40,), "github", 345, ""),
        ("Merge branch 'fix'\n\nTrain\n\nSee merge request a/churn!7", MERGE, "gitlab", 7, "a/churn"),
        ("Merge branch 'fix'\n\nSee merge request !7", MERGE, "gitlab", 7, ""),
        ("Train longer\n\nSee merge request group/sub/churn!19", ("a" * 40,), "", 19, "group/sub/churn"),
    ],
)  # fmt: skip
def test_what_a_forge_writes_is_understood(message, parents, forge, number, project):
    named = merge_request_of(commit(message, parents), forge)
    assert named is not None
    assert (named.number, named.project, named.merge) == (number, project, len(parents) > 1)
    assert named.said in message


@pytest.mark.parametrize(
    ("message", "forge"),
    [
        ("Train longer (#345)", "gitlab"),
        ("Train longer (#345)", ""),
        ("Fix #12", "github"),
        ("Train (#3) longer", "github"),
        ("Train longer\n\n(#345)", "github"),
        ("Merge branch 'fix'", "github"),
        ("This reverts: Merge pull request #12 from ada/fix", "github"),
        ("See merge request a/b!7 for more", "gitlab"),
        ("Merge pull request #99999999999999999999 from a/b", "github"),
    ],
)
def test_what_only_looks_like_it_is_not(message, forge):
    assert merge_request_of(commit(message), forge) is None


@pytest.mark.parametrize(
    ("url", "kind", "web", "path"),
    [
        ("git@github.com:acme/churn.git", "github", "https://github.com", "acme/churn"),
        ("https://ada:secret@github.com/acme/churn", "github", "https://github.com", "acme/churn"),
        ("ssh://git@github.acme.org:2222/ml/churn.git", "github", "https://github.acme.org", "ml/churn"),
        ("https://github.acme.org:8443/ml/churn", "github", "https://github.acme.org:8443", "ml/churn"),
        ("https://github.com/acme/churn/pull/12", "github", "https://github.com", "acme/churn"),
        ("git@gitlab.com:a/b/c/churn.git", "gitlab", "https://gitlab.com", "a/b/c/churn"),
        (
            "https://gitlab.acme.org/a/churn/-/merge_requests/3",
            "gitlab",
            "https://gitlab.acme.org",
            "a/churn",
        ),
    ],
)
def test_where_a_project_lives(url, kind, web, path):
    assert project_at(url) == ForgeProject(kind, web, path)


@pytest.mark.parametrize(
    "url",
    ["/srv/git/churn.git", "file:///srv/github/churn.git", "../churn", "https://github.com/acme",
     "https://example.org/a/b", "https://github.com/acme/../x", "", "C:\\github\\a\\b"],
)  # fmt: skip
def test_what_is_no_project_of_a_forge(url):
    assert project_at(url) is None


@pytest.fixture
def merged(work):
    """A history with a merge by GitHub's words and a squashed one."""
    work.git("remote", "add", "fork", "git@github.com:ada/churn.git")
    work.git("remote", "add", "origin", "https://ada:planted-1@github.com/acme/churn.git")
    work.file("a.txt", "a")
    work.commit("begin")
    work.git("switch", "--quiet", "--create", "fix")
    work.file("b.txt", "b")
    work.commit("a fix, see #3")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--no-ff", "--message", "Merge pull request #4 from ada/fix\n\nA fix", "fix")
    return work


def read(root, since=None):
    with GitRepository(root) as repository:
        return list(MessagesSource(repository).facts(since, Silent()))


def test_merges_of_a_history_are_approvals_that_say_they_are_inferred(merged):
    merge = merged.git("rev-parse", "HEAD")
    facts = read(merged.root)
    (approval,) = [fact for fact in facts if isinstance(fact, Approval)]
    assert (approval.kind, approval.subject) == (NodeKind.COMMIT, merge)
    assert (approval.what, approval.state, approval.url) == (
        "merge request",
        "merged",
        "https://github.com/acme/churn/pull/4",
    )
    assert approval.by == Person("Ada Example", "ada@example.org")
    assert approval.why == "inferred from the message: Merge pull request #4 from ada/fix"
    assert "planted" not in repr(facts)
    (checkpoint,) = [fact for fact in facts if isinstance(fact, Checkpoint)]
    assert read(merged.root, checkpoint.state) == []
    squash = merged.file("c.txt", "c") and merged.commit("Another fix (#5)")
    second = [fact for fact in read(merged.root, checkpoint.state) if isinstance(fact, Approval)]
    assert [(each.subject, each.by, each.url) for each in second] == [
        (squash, None, "https://github.com/acme/churn/pull/5")
    ]


def test_a_new_remote_makes_the_history_be_read_again(merged):
    (checkpoint,) = [fact for fact in read(merged.root) if isinstance(fact, Checkpoint)]
    merged.git("remote", "add", "upstream", "git@github.com:main-acme/churn.git")
    urls = [fact.url for fact in read(merged.root, checkpoint.state) if isinstance(fact, Approval)]
    assert urls == ["https://github.com/main-acme/churn/pull/4"]


def test_servers_of_remotes_are_offered_and_not_asked(merged):
    place = GitPlace.find(merged.root)
    assert place is not None
    assert [project.url for project in projects_of(place)] == [
        "https://github.com/acme/churn",
        "https://github.com/ada/churn",
    ]
    found = list(ForgesTool().discover(Context(merged.root, place)))
    assert [(each.location, each.inside) for each in found] == [
        (str(merged.root), True),
        ("https://github.com/acme/churn", False),
        ("https://github.com/ada/churn", False),
    ]
    assert {each.said for each in found[1:]} == {("needs a token",)}
