"""What GitLab knows of a project's commits: approvals of merge requests, pipelines, releases, deployments.

REST, version 4: https://docs.gitlab.com/api/rest/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.lineage.facts import Approval
from forebear.lineage.words import NodeKind
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.forges.asking import Questions, person, text
from forebear.sources.forges.source import MERGE_REQUEST, record_of
from forebear.sources.kubernetes.objects import moment

_MERGED = ("merge_commit_sha", "squash_commit_sha", "sha")
"""What a merged request's commit is called, by how it was merged."""


def merge_requests(asked: Questions, since: str) -> Iterator[tuple[str, list[Approval]]]:
    """Yield merged requests with who approved them, each with when it was last changed, in that order."""
    changed = {"state": "merged", "order_by": "updated_at", "sort": "asc", "updated_after": since or None}
    for merge in asked.all("merge_requests", changed):
        number = merge.get("iid")
        sha = next(filter(None, (text(merge, name) for name in _MERGED)), "")
        if not sha or not isinstance(number, int):
            continue
        url = text(merge, "web_url")
        merged = Approval(
            NodeKind.COMMIT,
            sha,
            record_of(url, number),
            MERGE_REQUEST,
            "merged",
            person(merge.get("merge_user") or merge.get("merged_by"), "username"),
            moment(merge.get("merged_at")),
            url,
            text(merge, "title"),
        )
        approved = []
        for each in map(
            as_mapping, as_list(asked.one(f"merge_requests/{number}/approvals").get("approved_by"))
        ):
            who = person(each.get("user"), "username")
            when = moment(each.get("approved_at"))
            record = f"{url}#approval-{who.name if who else ''}"
            approved.append(Approval(NodeKind.COMMIT, sha, record, "review", "approved", who, when, url))
        yield text(merge, "updated_at"), [merged, *approved]


def checks(asked: Questions, commits: Sequence[str]) -> Iterator[Approval]:
    """Yield how the pipelines of commits ended."""
    for sha in commits:
        for pipeline in asked.all("pipelines", {"sha": sha}):
            url = text(pipeline, "web_url")
            yield Approval(
                NodeKind.COMMIT,
                sha,
                url or f"pipeline {text(pipeline, 'id')}",
                "check",
                text(pipeline, "status"),
                None,
                moment(pipeline.get("updated_at")),
                url,
                f"pipeline on {text(pipeline, 'ref')}",
            )


def releases(asked: Questions) -> Iterator[tuple[str, Approval]]:
    """Yield the releases, each with its tag."""
    for release in asked.all("releases"):
        tag = text(release, "tag_name")
        url = text(as_mapping(release.get("_links")), "self")
        state = "upcoming" if release.get("upcoming_release") else "published"
        yield (
            tag,
            Approval(
                NodeKind.COMMIT,
                text(as_mapping(release.get("commit")), "id"),
                url or f"release {tag}",
                "release",
                state,
                person(release.get("author"), "username"),
                moment(release.get("released_at")),
                url,
                text(release, "name") or tag,
            ),
        )


def deployments(asked: Questions, since: str) -> Iterator[tuple[str, Approval]]:
    """Yield the deployments that changed after `since`, each with when it last did."""
    changed = {"order_by": "updated_at", "sort": "asc", "updated_after": since or None}
    for deployment in asked.all("deployments", changed):
        job = as_mapping(deployment.get("deployable"))
        environment = as_mapping(deployment.get("environment"))
        yield (
            text(deployment, "updated_at"),
            Approval(
                NodeKind.COMMIT,
                text(deployment, "sha"),
                f"deployment {text(deployment, 'id')}",
                "deployment",
                text(deployment, "status"),
                person(deployment.get("user"), "username"),
                moment(job.get("finished_at")) or moment(deployment.get("updated_at")),
                text(job, "web_url") or text(environment, "external_url"),
                text(environment, "name"),
            ),
        )
