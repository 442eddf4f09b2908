"""The content behind a digest, as far as this machine has it; nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path

from forebear.compare.data.findings import Obtainable
from forebear.compare.tables import LARGEST_TABLE
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry, DvcStorage, object_name
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.urls import without_secrets

_POINTER = re.compile(
    rb"\Aversion https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:(?P<oid>[0-9a-f]{64})\n"
)


class LocalObjects:
    """Finds content in DVC's caches, what Forebear kept, Git LFS's store and the Git repository of a project
    (None = it has none)."""

    def __init__(self, root: Path, repository: GitRepository | None) -> None:
        self._root = root
        self._storage = DvcStorage(root)
        # What was kept of recorded runs and rebuilds is laid out alike.
        self._storage.caches += (root / ".forebear" / "objects",)
        self._repository = repository

    def read(self, digest: Digest) -> bytes | None:
        """Return the bytes that `digest` names; None where they are not here, too many or others."""
        try:
            if digest.algorithm == "git":
                return self._repository.blob(digest.value) if self._repository else None
            return self._storage.read(digest, LARGEST_TABLE)
        except (ActionableError, UnreadableError):
            return None

    def file(self, digest: Digest, scratch: Path) -> Path | None:
        """Return a file with the content that `digest` names, None where it is not here.

        It is the cache's own where there is one, and must not be written to; what Git holds is put at
        `scratch`.
        """
        if digest.algorithm != "git":
            return self._storage.find(digest)
        content = self.read(digest)
        if content is None:
            return None
        if pointer := _POINTER.match(content):
            stored = self._lfs(pointer["oid"].decode())
            return stored if stored is not None and stored.is_file() and not stored.is_symlink() else None
        scratch.write_bytes(content)
        return scratch

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a directory that DVC keeps; None where its listing is not here, or damaged."""
        try:
            return self._storage.directory(digest)
        except UnreadableError:
            return None

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        """Return where content could be fetched from, the default remote first; nothing is asked of it."""
        name = object_name(digest)
        if name is not None:
            return tuple(
                Obtainable("dvc", remote.name, without_secrets(remote.url), name)
                for remote in self._storage.remotes
            )
        if digest.algorithm != "git":
            return ()
        pointer = _POINTER.match(self.read(digest) or b"")
        place = GitPlace.find(self._root) if pointer else None
        if pointer is None or place is None:
            return ()
        listed = place.ask("config", "--get-regexp", r"^remote\..*\.url$", fails=True)
        found = []
        for line in listed.splitlines():
            key, _, url = line.partition(" ")
            remote = key.removeprefix("remote.").removesuffix(".url")
            found.append(Obtainable("lfs", remote, without_secrets(url), pointer["oid"].decode()))
        return tuple(sorted(found, key=lambda at: at.name != "origin"))

    def _lfs(self, oid: str) -> Path | None:
        place = GitPlace.find(self._root)
        if place is None:
            return None
        common = place.ask("rev-parse", "--git-common-dir").strip()
        return (self._root / common) / "lfs" / "objects" / oid[:2] / oid[2:4] / oid


class Nowhere:
    """Objects of which none is here."""

    def read(self, _digest: Digest) -> bytes | None:
        """Return None."""
        return None

    def file(self, _digest: Digest, _scratch: Path) -> Path | None:
        """Return None."""
        return None

    def listing(self, _digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return None."""
        return None
