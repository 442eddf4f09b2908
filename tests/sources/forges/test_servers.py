"""Reviews, checks, releases and deployments, from answers of the forms that GitHub and GitLab publish.

https://docs.github.com/en/rest and https://docs.gitlab.com/api/. The services themselves were not asked.
"""

from __future__ import annotations

import sqlite3

import pytest

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Approval, Checkpoint
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.words import Problem
from forebear.sources.catalogue import Catalogue
from forebear.sources.forges.tool import ForgesTool
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import GitSource
from forebear.sources.reading import Reader
from forebear.sources.remembered import Choices
from forebear.sources.secrets import Secret
from forebear.sources.tool import Context

TOKEN = "planted-token-0123456789"


def context_of(work, token=TOKEN):
    return Context(
        work.root,
        GitPlace.find(work.root),
        secrets=lambda _where, _kind: Secret(token=token) if token else None,
    )


def read(work, location, since=None, token=TOKEN):
    context = context_of(work, token)
    try:
        return list(ForgesTool().open(location, context).facts(since, Silent()))
    finally:
        context.close()


def told(facts):
    return {
        (each.subject, each.what, each.state, str(each.by or ""), each.why)
        for each in facts
        if isinstance(each, Approval)
    }


def state(facts):
    (checkpoint,) = [fact for fact in facts if isinstance(fact, Checkpoint)]
    return checkpoint.state


def pull(number, sha, updated, **more):
    return {
        "number": number,
        "title": f"Change {number}",
        "html_url": f"https://github.example/acme/churn/pull/{number}",
        "state": "closed",
        "merged_at": "2026-02-03T10:00:00Z",
        "merge_commit_sha": sha,
        "updated_at": updated,
        **more,
    }


@pytest.fixture
def history(work):
    """Three commits, the second of them tagged."""
    shas = []
    for number in range(3):
        work.file("a.txt", str(number))
        shas.append(work.commit(f"change {number}"))
        if number == 1:
            work.git("tag", "v1.0")
    return work, shas


@pytest.fixture
def github(history, forge):
    """A server as GitHub Enterprise is, that knows of the history and of more."""
    _, (one, two, three) = history
    base = "/api/v3/repos/acme/churn"
    forge.documents = {
        "/api/v3/meta": {"verifiable_password_authentication": True, "installed_version": "3.14.0"},
        f"{base}/pulls": [
            pull(1, one, "2026-02-03T10:00:00Z"),
            pull(2, two, "2026-02-04T10:00:00Z"),
            pull(3, "f" * 40, "2026-02-05T10:00:00Z"),
            pull(4, three, "2026-02-06T10:00:00Z", merged_at=None),
        ],
        f"{base}/pulls/1": {**pull(1, one, ""), "merged_by": {"login": "grace"}},
        f"{base}/pulls/2": {**pull(2, two, ""), "merged_by": None},
        f"{base}/pulls/3": pull(3, "f" * 40, ""),
        f"{base}/pulls/1/reviews": [
            {"id": 9, "user": {"login": "alan"}, "state": "APPROVED", "body": "Fine.", "html_url": "u",
             "submitted_at": "2026-02-03T09:00:00Z"},
            {"id": 8, "user": None, "state": "CHANGES_REQUESTED", "body": None, "html_url": "v",
             "submitted_at": "2026-02-02T09:00:00Z"},
        ],
        f"{base}/pulls/2/reviews": [],
        f"{base}/pulls/3/reviews": [],
        f"{base}/commits/{two}/check-runs": {
            "total_count": 1,
            "check_runs": [
                {"id": 5, "name": "test", "status": "completed", "conclusion": "success", "html_url": "c",
                 "started_at": "2026-02-03T10:01:00Z", "completed_at": "2026-02-03T10:05:00Z",
                 "app": {"slug": "github-actions"}}
            ],
        },
        f"{base}/releases": [
            {"tag_name": "v1.0", "name": "First", "draft": False, "prerelease": True, "html_url": "r",
             "author": {"login": "grace"}, "published_at": "2026-02-04T12:00:00Z"},
            {"tag_name": "v9", "name": "Elsewhere", "draft": False, "prerelease": False, "html_url": "s",
             "author": {"login": "grace"}, "published_at": "2026-02-04T12:00:00Z"},
        ],
        f"{base}/deployments": [
            {"id": 71, "sha": three, "environment": "production", "description": "go",
             "creator": {"login": "ci"}, "created_at": "2026-02-07T10:00:00Z"},
            {"id": 70, "sha": two, "environment": "staging", "description": None, "creator": {"login": "ci"},
             "created_at": "2026-02-05T10:00:00Z"},
        ],
        f"{base}/deployments/70/statuses": [
            {"state": "success", "created_at": "2026-02-05T10:05:00Z", "log_url": "l"}
        ],
        f"{base}/deployments/71/statuses": [],
    }  # fmt: skip
    return forge


def test_all_that_github_knows_of_the_commits_that_are_here(history, github):
    work, (one, two, three) = history
    context = context_of(work)
    found = ForgesTool().at(f"{github.url}/acme/churn", context)
    context.close()
    assert found is not None
    assert (found.location, found.inside, found.said) == (
        f"{github.url}/acme/churn",
        False,
        ("a token is known",),
    )
    facts = read(work, found.location)
    assert told(facts) == {
        (one, "merge request", "merged", "grace", "Change 1"),
        (one, "review", "approved", "alan", "Fine."),
        (one, "review", "changes requested", "", ""),
        (two, "merge request", "merged", "", "Change 2"),
        (two, "check", "success", "github-actions", "test"),
        (two, "release", "prerelease", "grace", "First"),
        (two, "deployment", "success", "ci", "staging"),
        (three, "deployment", "requested", "ci", "production: go"),
    }
    assert not [fact for fact in facts if isinstance(fact, Problem)]


def test_what_ended_is_not_asked_for_again(history, github):
    work, (_, two, three) = history
    location = f"{github.url}/acme/churn"
    first = read(work, location)
    github.asked.clear()
    base = "/api/v3/repos/acme/churn"
    github.documents[f"{base}/deployments/71/statuses"] = [
        {"state": "failure", "created_at": "2026-02-07T11:00:00Z", "log_url": "l"}
    ]
    second = read(work, location, state(first))
    assert (three, "deployment", "failure", "ci", "production: go") in told(second)
    assert not github.counted("/pulls/1/")
    assert not github.counted("/pulls/2/")
    assert not github.counted(f"/commits/{two}/")
    assert github.counted("/deployments/71/statuses") == 1


def test_all_pages_are_asked_for(history, github):
    work, _ = history
    github.page = 1
    assert len(told(read(work, f"{github.url}/acme/churn"))) == 8


def test_at_its_limit_what_was_read_stays_and_the_rest_comes_later(history, github):
    work, (one, *_) = history
    location = f"{github.url}/acme/churn"
    whole = told(read(work, location))
    github.left = 5  # to see what is there, and of one pull request
    first = read(work, location)
    (problem,) = [fact for fact in first if isinstance(fact, Problem)]
    assert problem.where == location
    assert "answers no more questions before" in problem.what
    assert told(first) < whole
    assert any(each[0] == one for each in told(first))
    github.left = 10_000
    second = read(work, location, state(first))
    assert told(first) | told(second) == whole


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_the_right_token_it_is_one_problem(history, github, token):
    work, _ = history
    if token:
        facts = read(work, f"{github.url}/acme/churn", token=token)
        (problem,) = facts
        assert isinstance(problem, Problem)
        assert problem.where == f"{github.url}/acme/churn"
    else:
        with pytest.raises(ActionableError):
            read(work, "https://example.invalid/acme/churn", token=token)


@pytest.fixture
def gitlab(history, forge):
    """A server as a GitLab of one's own is."""
    _, (one, two, three) = history
    base = "/api/v4/projects/ml/sub/churn"
    merge = {
        "iid": 7,
        "title": "Train longer",
        "web_url": "m7",
        "merged_at": "2026-02-03T10:00:00Z",
        "updated_at": "2026-02-03T10:00:00Z",
        "merge_user": {"username": "grace"},
    }
    merges = [
        {**merge, "merge_commit_sha": one, "squash_commit_sha": None, "sha": "e" * 40},
        {**merge, "iid": 8, "web_url": "m8", "merge_commit_sha": None, "squash_commit_sha": two,
         "sha": "d" * 40, "updated_at": "2026-02-05T10:00:00Z", "merge_user": None,
         "merged_by": {"username": "old"}},
    ]  # fmt: skip
    forge.documents = {
        "/api/v4/version": {"version": "17.5.0", "revision": "abc"},
        f"{base}/merge_requests": lambda query: [
            each for each in merges if each["updated_at"] >= query.get("updated_after", "")
        ],
        f"{base}/merge_requests/7/approvals": {
            "approved_by": [{"user": {"username": "alan"}, "approved_at": "2026-02-03T09:00:00Z"}]
        },
        f"{base}/merge_requests/8/approvals": {"approved_by": []},
        f"{base}/pipelines": lambda query: [
            {"id": 1, "sha": three, "ref": "main", "status": "failed", "web_url": "p1",
             "updated_at": "2026-02-03T09:00:00Z"}
        ] if query.get("sha") == three else [],
        f"{base}/releases": [
            {"tag_name": "v1.0", "name": "First", "commit": {"id": two}, "author": {"username": "grace"},
             "released_at": "2026-02-04T12:00:00.123Z", "_links": {"self": "r"}}
        ],
        f"{base}/deployments": [
            {"id": 3, "sha": three, "status": "success", "environment": {"name": "production"},
             "user": {"username": "ci"}, "updated_at": "2026-02-07T10:00:00Z",
             "deployable": {"finished_at": "2026-02-07T10:00:00Z", "web_url": "j"}}
        ],
    }  # fmt: skip
    return forge


def test_all_that_gitlab_knows_of_the_commits_that_are_here(history, gitlab):
    work, (one, two, three) = history
    location = f"{gitlab.url}/ml/sub/churn"
    facts = read(work, location)
    assert told(facts) == {
        (one, "merge request", "merged", "grace", "Train longer"),
        (one, "review", "approved", "alan", ""),
        (two, "merge request", "merged", "old", "Train longer"),
        (two, "release", "published", "grace", "First"),
        (three, "check", "failed", "", "pipeline on main"),
        (three, "deployment", "success", "ci", "production"),
    }
    gitlab.asked.clear()
    read(work, location, state(facts))
    assert not gitlab.counted("/merge_requests/7/")
    assert not gitlab.counted(f"sha={three}")


def test_the_token_is_kept_from_the_database_and_a_lost_server_is_one_problem(history, github):
    work, _ = history
    location = f"{github.url}/acme/churn"
    project = Project.at(work.root)
    project.prepare()
    database = Database.open(project.database_url)
    with GitRepository(work.root) as repository:
        database.write(GitSource(repository).facts(None, Silent()))
    reader = Reader(context_of(work), Catalogue([ForgesTool()]), Choices(added=(("forges", location),)))
    readings = {each.found.location: each.facts for each in reader.read(database, Silent())}
    assert readings[location] > 0
    assert {each.found.location: each.facts for each in reader.read(database, Silent())}[location] == 0
    github.documents.clear()
    github.left = 0
    reader.read(database, Silent())
    reader.context.close()
    database.close()
    connection = sqlite3.connect(work.root / ".forebear" / "lineage.db")
    count, problems = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  (our own names)
        for table in ("approval", "problem")
    )
    assert (count, problems) == (8, 1)
    connection.execute("VACUUM")
    connection.close()
    assert TOKEN.encode() not in (work.root / ".forebear" / "lineage.db").read_bytes()
