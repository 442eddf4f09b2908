"""Merge requests out of the history alone: no server is asked, and it is said that they are inferred."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forebear.lineage.facts import Approval, Checkpoint, Fact
from forebear.lineage.progress import Progress
from forebear.lineage.words import Commit, NodeKind
from forebear.sources.forges.messages import SAID, merge_request_of
from forebear.sources.forges.projects import ForgeProject, projects_of
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import checkpoint_state, known_tips

KIND = "forges"
"""The name of the sources."""

MERGE_REQUEST = "merge request"
"""What an approval is of: pull requests of GitHub go by the same name."""


class MessagesSource:
    """The merge requests that the messages of one repository's commits name."""

    kind = KIND

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self.location = str(repository.place.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield those of commits that are new since the tips of `since`; of all where a remote has come."""
        tips = self._repository.tips()
        projects = projects_of(self._repository.place)
        urls = [project.url for project in projects]
        same = since if since is not None and since.get("projects") == urls else None
        known = known_tips(self._repository, same)
        home = projects[0] if projects else None
        found = bool(since and since.get("found"))
        commits = self._repository.commits(self._repository.commit_tips(tips).values(), known, SAID)
        for done, commit in enumerate(commits, 1):
            if done % 256 == 0:
                progress.step("commits", done)
            approval = _approval(commit, home)
            if approval is not None:
                found = True
                yield approval
        state = {**checkpoint_state(self._repository, tips), "projects": urls, "found": found}
        if state != since:
            yield Checkpoint(self.kind, self.location, state)


def _approval(commit: Commit, home: ForgeProject | None) -> Approval | None:
    named = merge_request_of(commit, home.kind if home else "")
    if named is None:
        return None
    where = home if home is None or not named.project else ForgeProject(home.kind, home.web, named.project)
    url = where.merge_request(named.number) if where else ""
    return Approval(
        NodeKind.COMMIT,
        commit.sha,
        record_of(url, named.number),
        MERGE_REQUEST,
        "merged",
        # Only a merge is made by who merged; what GitHub squashes has the author of the changes.
        commit.author if named.merge else None,
        commit.committed_at,
        url,
        f"inferred from the message: {named.said}",
    )


def record_of(url: str, number: int) -> str:
    """Return what a merge request is known by, whoever tells of it: its address."""
    return url or f"{MERGE_REQUEST} {number}"
