"""Files that commits have in Git itself, by their bytes: what runs mean that name them."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Artifact, Digest
from forebear.sources.dvc.digests import type_of
from forebear.sources.git.lfs import read_pointer
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import REGULAR, GitRepository
from forebear.sources.git.trees import TreeReader

_LARGEST = 128 << 20  # bytes; of a larger file Git's own digest is all that is told


class CommittedFiles:
    """Looks up files of commits in some repositories; a content that many runs name is read once.

    Use it as a context manager: Git is started where something is asked.
    """

    def __init__(self, places: Sequence[GitPlace]) -> None:
        self._places = places
        self._opened: list[tuple[GitRepository, TreeReader]] | None = None
        self._told: dict[tuple[str, str], Artifact] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for repository, _ in self._opened or ():
            repository.close()

    def at(self, commit: str, path: str) -> Artifact | None:
        """Return the file that a commit has at a path with all digests of its bytes, or what it points at.

        None where that is no file, or where no clone has the commit or what leads to the file.
        """
        for repository, trees in self._repositories():
            try:
                entry = trees.entry(commit, path)
            except ActionableError:
                continue  # a partial clone, which is told as a problem of its own
            if entry is not None and entry.mode in REGULAR:
                name = posixpath.basename(path)
                if (entry.sha, name) not in self._told:
                    self._told[entry.sha, name] = _artifact(repository, entry.sha, name)
                return self._told[entry.sha, name]
        return None

    def _repositories(self) -> Sequence[tuple[GitRepository, TreeReader]]:
        if self._opened is None:
            opened = [GitRepository(place.root) for place in self._places]
            self._opened = [(repository, TreeReader(repository)) for repository in opened]
        return self._opened


def _artifact(repository: GitRepository, blob: str, name: str) -> Artifact:
    content = next(iter(repository.blobs([blob], largest=_LARGEST)))[1]
    type_, own = type_of(name, data=False), Digest("git", blob)
    if content is None:
        return Artifact((own,), name, type_)
    pointer = read_pointer(content)
    if pointer is not None:
        return Artifact((pointer.digest,), name, type_of(name, data=True), pointer.size)
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    digests = (Digest("md5", md5), Digest("sha256", hashlib.sha256(content).hexdigest()), own)
    return Artifact(digests, name, type_, len(content))
