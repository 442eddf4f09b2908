"""The files that commits hold in Git, and those that DVC keeps, by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forebear.compare.version import Contents, DataHeld, preferred
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry
from forebear.sources.git.repository import REGULAR, GitRepository

ListFolder = Callable[[Digest], tuple[DirectoryEntry, ...] | None]
"""Returns the files of a directory, None where its listing is not here."""


def source_of(held: DataHeld | None, blob: str | None) -> Digest | None:
    """Return the digest by which content is looked for: Git's where the commit holds it, for Git is at hand.

    `blob` is what the commit has at the path. A content may have been given Git's digest without Git having
    it: a recorded run counts that of all its files.
    """
    if held is None:
        return None
    known = held.artifact.digests
    own = next((digest for digest in known if digest.algorithm == "git"), None)
    if own is not None and own.value == blob:
        return own
    return preferred(digest for digest in known if digest != own) or own


class Trees:
    """The trees of commits of one repository (None = there is none), each read once."""

    def __init__(self, repository: GitRepository | None) -> None:
        self._repository = repository
        self._trees: dict[str, Mapping[str, str]] = {}

    def files(self, commit: str | None) -> Mapping[str, str]:
        """Return the blob ids of a commit's files by path; none where the commit is not here."""
        if commit is None or self._repository is None:
            return {}
        if commit not in self._trees:
            try:
                entries = self._repository.tree(commit).values()
                self._trees[commit] = {entry.path: entry.sha for entry in entries if entry.mode in REGULAR}
            except ActionableError:  # the comparison of the code says why
                self._trees[commit] = {}
        return self._trees[commit]

    def digest(self, commit: str | None, path: str) -> Digest | None:
        """Return the digest of a file at a commit, None where it is not there."""
        sha = self.files(commit).get(path)
        return Digest("git", sha) if sha else None

    def read(self, sha: str) -> bytes | None:
        """Return the bytes of a blob, None where it is not here."""
        if self._repository is None:
            return None
        try:
            return self._repository.blob(sha)
        except ActionableError:
            return None


@dataclass
class Places:
    """The files of one version by path: what its record names, what is inside of directories that DVC keeps
    (as far as their listings are here), and what its commit holds."""

    contents: Contents
    trees: Trees
    list_folder: ListFolder
    _inside: dict[str, Mapping[str, Digest] | None] = field(default_factory=dict)

    def digest(self, path: str) -> Digest | None:
        """Return the digest at a path, that of the directory where it is in one whose listing is not here."""
        own = self._named(path)
        if own is not None:
            return own
        for folder in self._folders():
            if path.startswith(f"{folder}/"):
                listed = self._listing(folder)
                found = self._named(folder) if listed is None else listed.get(path)
                if found is not None:
                    return found
        return self.trees.digest(self.contents.version.commit, path)

    def names(self, path: str) -> bool:
        """Whether the version's own record names a path, or a directory that holds it."""
        return self._named(path) is not None or any(path.startswith(f"{each}/") for each in self._folders())

    def below(self, path: str) -> list[str]:
        """Return the files below a directory, sorted."""
        inside = f"{path}/" if path != "." else ""
        found = {place for place in self._all() if place.startswith(inside)}
        for folder in self._folders():
            if folder == path or folder.startswith(inside) or path.startswith(f"{folder}/"):
                found.discard(folder)
                found.update(place for place in self._listing(folder) or () if place.startswith(inside))
        return sorted(found)

    def _all(self) -> set[str]:
        return {*self.contents.data, *self.contents.reports, *self.trees.files(self.contents.version.commit)}

    def _named(self, path: str) -> Digest | None:
        held = self.contents.data.get(path)
        if held is None and path in self.contents.reports:
            held = self.contents.reports[path][1]
        return source_of(held, self.trees.files(self.contents.version.commit).get(path))

    def _folders(self) -> list[str]:
        """Return the directories that DVC keeps, the innermost first."""
        held = (*self.contents.data, *self.contents.reports)
        found = [path for path in held if (digest := self._named(path)) and digest.is_directory]
        return sorted(dict.fromkeys(found), key=len, reverse=True)

    def _listing(self, folder: str) -> Mapping[str, Digest] | None:
        if folder not in self._inside:
            digest = self._named(folder)
            entries = self.list_folder(digest) if digest else None
            self._inside[folder] = (
                None if entries is None else {f"{folder}/{entry.path}": entry.digest for entry in entries}
            )
        return self._inside[folder]
