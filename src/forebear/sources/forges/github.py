"""What GitHub knows of a project's commits: reviews, checks, releases, deployments.

REST: https://docs.github.com/en/rest (version 2022-11-28); GitHub Enterprise Server answers the same below
`/api/v3`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from forebear.lineage.facts import Approval
from forebear.lineage.words import NodeKind
from forebear.sources.forges.asking import Questions, Table, person, text
from forebear.sources.forges.source import MERGE_REQUEST, record_of
from forebear.sources.kubernetes.objects import moment

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
"""What is sent with each question."""


def merge_requests(asked: Questions, since: str) -> Iterator[tuple[str, list[Approval]]]:
    """Yield merged pull requests with their reviews, each with when it was last changed, in that order.

    Those that were last changed before `since` (as GitHub writes times) are not asked for again.
    """
    for pull in asked.all("pulls", {"state": "closed", "sort": "updated", "direction": "asc"}):
        updated, sha, number = text(pull, "updated_at"), text(pull, "merge_commit_sha"), pull.get("number")
        if updated < since or not pull.get("merged_at") or not sha or not isinstance(number, int):
            continue
        whole = asked.one(f"pulls/{number}")
        url = text(pull, "html_url")
        merged = Approval(
            NodeKind.COMMIT,
            sha,
            record_of(url, number),
            MERGE_REQUEST,
            "merged",
            person(whole.get("merged_by")),
            moment(pull.get("merged_at")),
            url,
            text(pull, "title"),
        )
        reviews = [
            Approval(
                NodeKind.COMMIT,
                sha,
                f"{url}#pullrequestreview-{text(review, 'id')}",
                "review",
                text(review, "state").lower().replace("_", " "),
                person(review.get("user")),
                moment(review.get("submitted_at")),
                text(review, "html_url"),
                text(review, "body")[:1_000],
            )
            for review in asked.all(f"pulls/{number}/reviews")
        ]
        yield updated, [merged, *reviews]


def checks(asked: Questions, commits: Sequence[str]) -> Iterator[Approval]:
    """Yield the results of the checks of commits."""
    for sha in commits:
        for check in asked.all(f"commits/{sha}/check-runs", inside="check_runs"):
            url = text(check, "html_url")
            yield Approval(
                NodeKind.COMMIT,
                sha,
                url or f"check run {text(check, 'id')}",
                "check",
                text(check, "conclusion") or text(check, "status"),
                person(check.get("app"), "slug"),
                moment(check.get("completed_at")) or moment(check.get("started_at")),
                url,
                text(check, "name"),
            )


def releases(asked: Questions) -> Iterator[tuple[str, Approval]]:
    """Yield the releases, each with its tag: which commit that is, the repository knows."""
    for release in asked.all("releases"):
        state = next((word for word in ("draft", "prerelease") if release.get(word)), "published")
        tag, url = text(release, "tag_name"), text(release, "html_url")
        yield (
            tag,
            Approval(
                NodeKind.COMMIT,
                "",
                url or f"release {tag}",
                "release",
                state,
                person(release.get("author")),
                moment(release.get("published_at")) or moment(release.get("created_at")),
                url,
                text(release, "name") or tag,
            ),
        )


def deployments(asked: Questions, since: str) -> Iterator[tuple[str, Approval]]:
    """Yield the deployments that were made since `since`, each with when it was, in that order.

    A deployment stands as its last status says.
    """
    new = takewhile(lambda each: text(each, "created_at") >= since, asked.all("deployments"))
    for deployment in reversed(list(new)):
        created = text(deployment, "created_at")
        number = text(deployment, "id")
        status: Table = next(iter(asked.all(f"deployments/{number}/statuses", {"per_page": 1})), {})
        url = text(status, "log_url") or text(status, "target_url")
        yield (
            created,
            Approval(
                NodeKind.COMMIT,
                text(deployment, "sha"),
                f"deployment {number}",
                "deployment",
                text(status, "state") or "requested",
                person(deployment.get("creator")),
                moment(status.get("created_at")) or moment(created),
                url,
                f"{text(deployment, 'environment')}: {text(deployment, 'description')}".strip(": "),
            ),
        )
