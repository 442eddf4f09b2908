"""The Git source: commits and references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.values import as_mapping
from forebear.sources.git.repository import GitRepository

_LOST = (
    "What this reference leads to is not in this clone. `git fetch` may bring it, else clone again; then "
    "import again."
)


class GitSource:
    """The commits and references of one repository."""

    kind = "git"

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self.location = str(repository.place.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield commits that are new since the tips of `since`, then all references as they stand.

        History that was rewritten is read like any other: what the old references led to stays known, what
        the new ones lead to is new.
        """
        tips = self._repository.tips()
        if (
            since is not None
            and since.get("tips") == tips
            and since.get("shallow") == self._repository.place.cut()
        ):
            return
        commits, present = self._repository.commit_tips(tips), self._repository.present(tips)
        before = as_mapping((since or {}).get("tips"))
        for name in tips:
            if name not in present:
                yield Problem("git", name, _LOST)
            elif name not in commits or (since is not None and name not in before):
                yield Solved("git", name)
        yield Solved("git", "HEAD")
        yield Solved("git", "shallow")
        if "HEAD" not in tips:
            yield Problem(
                "git",
                "HEAD",
                "This branch has no commit yet. Commit something, then import again."
                if not commits
                else "HEAD is on a branch that has no commit yet; the other branches and tags were read.",
            )
        if self._repository.place.shallow():
            yield Problem(
                "git",
                "shallow",
                "This is a shallow clone, so older commits are not here. "
                "`git fetch --unshallow` brings them; then import again.",
            )
        known = known_tips(self._repository, since)
        cut = frozenset(self._repository.place.shallow().split())
        done = 0
        for commit in self._repository.commits(commits.values(), known):
            done += 1
            if done % 256 == 0:
                progress.step("commits", done)
            yield replace(commit, cut=True) if commit.sha in cut else commit
        progress.step("commits", done, done)
        yield from self._repository.refs()
        yield Checkpoint("git", self.location, checkpoint_state(self._repository, tips))


def checkpoint_state(repository: GitRepository, tips: Mapping[str, str]) -> dict[str, object]:
    """Return what a later import needs to read only what is new.

    A reference that leads to nothing here is as if it were not: it is looked at again each time.
    """
    return {"tips": repository.present(tips), "shallow": repository.place.cut()}


def known_tips(repository: GitRepository, since: Mapping[str, object] | None) -> list[str]:
    """Return the commits up to which an earlier import has read, as far as they still exist.

    None when the history was deepened or other parents were given to commits since: then what lies before is
    new.
    """
    if since is None or since.get("shallow", "") != repository.place.cut():
        return []
    tips = since.get("tips")
    named = {str(name): str(sha) for name, sha in tips.items()} if isinstance(tips, Mapping) else {}
    return list(dict.fromkeys(repository.commit_tips(named).values()))
