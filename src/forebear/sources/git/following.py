"""The history of files that are chosen by their names: what each commit changed of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, ArtifactType, Digest
from forebear.sources.git.repository import REGULAR, GitRepository
from forebear.sources.git.source import known_tips

PATTERNS = (
    *("*equirements*", "*onstraints*", "*freeze*", "*ockerfile*", "*ontainerfile*"),
    *("*.lock", "*.toml", "*.yaml", "*.yml"),
)
"""The files that are followed, as Git's pathspecs: all that may say what something runs with, or where.

Few and plain, for Git tries each on every path that changed; which of them count is said later.
"""

_TOGETHER = 32  # blobs that are in memory at once


@dataclass(frozen=True, slots=True)
class Followed:
    """A file that a commit changed against its first parent; `blob` is "" where it is gone (or is a link).

    `content` is None where the blob was given before, is not in this clone, or is too large: see `absent`.
    """

    commit: str
    path: str
    blob: str = ""
    content: bytes | None = None
    absent: bool = False

    @property
    def artifact(self) -> Artifact:
        """The file as an artifact, with all digests that can be told of it."""
        digests = [Digest("git", self.blob)]
        if self.content is not None:
            digests = [
                Digest("md5", hashlib.md5(self.content).hexdigest()),  # noqa: S324  (as DVC and others name it)
                Digest("sha256", hashlib.sha256(self.content).hexdigest()),
                *digests,
            ]
        size = None if self.content is None else len(self.content)
        return Artifact(tuple(digests), PurePosixPath(self.path).name, ArtifactType.CONFIG, size)


class FollowedFiles:
    """What the commits of a repository changed of the files that are followed; Git is asked once for all."""

    def __init__(self, repository: GitRepository) -> None:
        self.repository = repository
        self._walked: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}

    def since(
        self,
        state: Mapping[str, object] | None,
        counts: Callable[[str], bool],
        progress: Progress,
        *,
        largest: int,
    ) -> Iterator[Followed]:
        """Yield what commits that are new since a state changed of the files that count, parents first.

        `counts` says of a path that PATTERNS fit whether it is meant. Each content of at most `largest` bytes
        comes once, with the first commit that has it. Raises ActionableError where Git cannot read.
        """
        found = [each for each in self._changes(state, progress) if counts(each[1])]
        given: set[tuple[str, str]] = set()
        for start in range(0, len(found), _TOGETHER):
            progress.step("documents", start, len(found))
            part = found[start : start + _TOGETHER]
            wanted = {blob for _, path, blob in part if blob and (path, blob) not in given}
            contents = dict(self.repository.blobs(sorted(wanted), largest=largest, block=_TOGETHER))
            for commit, path, blob in part:
                new = bool(blob) and (path, blob) not in given
                given.add((path, blob))
                content = contents.get(blob) if new else None
                yield Followed(commit, path, blob, content, absent=new and content is None)
        progress.step("documents", len(found), len(found))

    def _changes(self, state: Mapping[str, object] | None, progress: Progress) -> list[tuple[str, str, str]]:
        """Return commit, path and blob ("" = gone, or a link) of each change."""
        known = tuple(sorted(known_tips(self.repository, state)))
        if known not in self._walked:
            progress.step("documents", message="reading the history")
            tips = self.repository.commit_tips().values()
            self._walked[known] = [
                (change.sha, path, entry[1] if entry is not None and entry[0] in REGULAR else "")
                for change in self.repository.changes(tips, known, PATTERNS, every=False)
                for path, entry in change.files.items()
            ]
        return self._walked[known]
