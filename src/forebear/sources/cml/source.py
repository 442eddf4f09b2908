"""The CML source: reports and the pictures in them, at every commit that holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from forebear.lineage.facts import Checkpoint, Fact, Held, Slot
from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, ArtifactType, Digest
from forebear.sources.cml.reports import pictures_of
from forebear.sources.git.repository import REGULAR, GitRepository
from forebear.sources.git.source import checkpoint_state, known_tips
from forebear.sources.git.trees import TreeReader


class CmlSource:
    """The reports (paths below the repository's root) of one repository, held by commits like plots."""

    kind = "cml"

    def __init__(self, repository: GitRepository, reports: Sequence[str]) -> None:
        self._repository = repository
        self._reports = tuple(reports)
        self._trees = TreeReader(repository)
        self._shown: dict[str, tuple[str, ...]] = {}
        self.location = str(repository.place.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what the commits hold that are new since the tips of `since`."""
        tips = self._repository.tips()
        state = {**checkpoint_state(self._repository, tips), "reports": list(self._reports)}
        if since == state:
            return
        same = since is not None and since.get("reports") == state["reports"]
        known = known_tips(self._repository, since) if same else []
        shas = list(self._repository.commit_tips(tips).values())
        told: set[str] = set()
        wanted = self._paths(shas, known)
        changes = self._repository.changes(shas, known, wanted, every=False, literal=True)
        for number, change in enumerate(changes):
            progress.step("reports", number)
            anew = any(report in change.files for report in self._reports)
            for path in self._held(change.sha, wanted):
                entry = self._trees.entry(change.sha, path)
                sha = entry.sha if entry is not None and entry.mode in REGULAR else None
                before = self._trees.entry(change.parents[0], path) if change.parents else None
                if sha is not None and sha not in told:
                    told.add(sha)
                    yield self._artifact(path, sha)
                if anew or (before and before.sha) != sha:
                    yield Held(change.sha, Slot.PLOT, path, None if sha is None else Digest("git", sha))
        yield Checkpoint(self.kind, self.location, state)

    def _paths(self, tips: Sequence[str], known: Sequence[str]) -> list[str]:
        """Return the reports and all pictures that any of them shows."""
        paths = dict.fromkeys(self._reports)
        for change in self._repository.changes(tips, known, self._reports, every=False, literal=True):
            paths |= dict.fromkeys(self._pictures(change.sha))
        for sha in known:
            paths |= dict.fromkeys(self._pictures(sha))
        return list(paths)

    def _held(self, commit: str, wanted: Sequence[str]) -> Iterator[str]:
        """Yield what is to be said of a commit: its reports and their pictures, and what is gone."""
        shown = {*self._reports, *self._pictures(commit)}
        yield from (path for path in wanted if path in shown or self._trees.entry(commit, path) is None)

    def _pictures(self, commit: str) -> Iterator[str]:
        for report in self._reports:
            entry = self._trees.entry(commit, report)
            if entry is None or entry.mode not in REGULAR:
                continue
            if entry.sha not in self._shown:
                content = next(iter(self._repository.blobs([entry.sha])))[1]
                self._shown[entry.sha] = tuple(pictures_of(content or b"", report))
            yield from self._shown[entry.sha]

    def _artifact(self, path: str, sha: str) -> Artifact:
        content = next(iter(self._repository.blobs([sha])))[1]
        digests = [Digest("git", sha)]
        if content is not None:
            digests.append(Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest()))
        type_ = ArtifactType.FILE if path in self._reports else ArtifactType.PLOT
        return Artifact(
            tuple(digests), path.rpartition("/")[2], type_, None if content is None else len(content)
        )
