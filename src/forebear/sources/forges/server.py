"""What the server of a forge says of a repository's commits, with a token: evidence of approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Approval, Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.values import as_list
from forebear.sources.forges import github, gitlab
from forebear.sources.forges.asking import LimitedError, Questions
from forebear.sources.forges.projects import GITHUB, ForgeProject
from forebear.sources.forges.source import KIND
from forebear.sources.git.repository import GitRepository
from forebear.sources.web.gateway import Web

_CHECKED = 500
"""Commits whose checks are asked for in one import: what references lead to, and what was merged."""


class ServerSource:
    """One project of GitHub or GitLab. Only commits that the repository holds are spoken of."""

    def __init__(self, project: ForgeProject, repository: GitRepository, web: Web) -> None:
        self.kind = KIND
        self.location = project.url
        self._forge = github if project.kind == GITHUB else gitlab
        self._repository = repository
        self._asked = Questions(web)
        self._commits = repository.commit_tips()
        self._holds: dict[str, bool] = {}

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what changed there since `since`; at its limit the rest is left to the next import."""
        state = dict(since or {})
        try:
            yield from self._changed(state, progress)
        except LimitedError as error:
            yield Problem(
                self.kind,
                self.location,
                f"Not all was read: {error}. Import again later; the rest is read then.",
            )
        except ActionableError as error:
            yield Problem(self.kind, self.location, str(error))
            return
        else:
            yield Solved(self.kind, self.location)
        if state != since:
            yield Checkpoint(self.kind, self.location, state)

    def _changed(self, state: dict[str, object], progress: Progress) -> Iterator[Fact]:
        """Yield the facts, and note in `state` what need not be asked for again."""
        merged: list[str] = []
        since = str(state.get("merged") or "")
        for done, (updated, approvals) in enumerate(self._forge.merge_requests(self._asked, since), 1):
            progress.step("merge requests", done)
            held = [each for each in approvals if self._held(each.subject)]
            merged += [each.subject for each in held[:1]]
            yield from held
            state["merged"] = updated
        since, waits = str(state.get("deployed") or ""), False
        for done, (updated, deployment) in enumerate(self._forge.deployments(self._asked, since), 1):
            progress.step("deployments", done)
            if self._held(deployment.subject):
                yield deployment
            # From the first one on that is not at its end all are asked for again.
            waits = waits or deployment.state not in _FINAL
            if not waits:
                state["deployed"] = updated
        for tag, release in self._forge.releases(self._asked):
            commit = self._commits.get(f"refs/tags/{tag}", release.subject)
            if self._held(commit):
                yield replace(release, subject=commit)
        yield from self._checks(state, merged, progress)

    def _checks(self, state: dict[str, object], merged: list[str], progress: Progress) -> Iterator[Approval]:
        """Yield the checks of commits that count; those that ended are not asked for again."""
        ended = {str(sha) for sha in as_list(state.get("checked"))}
        wanted = [sha for sha in dict.fromkeys([*self._commits.values(), *merged]) if sha not in ended]
        for done, sha in enumerate(wanted[:_CHECKED], 1):
            progress.step("checks", done, len(wanted))
            found = list(self._forge.checks(self._asked, [sha]))
            yield from found
            if found and all(each.state in _FINAL for each in found):
                ended.add(sha)
        state["checked"] = sorted(ended)

    def _held(self, sha: str) -> bool:
        if sha not in self._holds:
            self._holds[sha] = bool(sha) and self._repository.rev_parse(sha) == sha
        return self._holds[sha]


_FINAL = frozenset(
    {
        *("success", "failure", "error", "inactive", "neutral", "cancelled", "skipped", "timed_out", "stale"),
        *("failed", "canceled"),
    }
)
