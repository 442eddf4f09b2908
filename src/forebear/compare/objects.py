"""The content behind a digest, as far as this machine has it; nothing is fetched."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from forebear.compare.data.findings import Obtainable
from forebear.compare.seen_files import SeenFiles
from forebear.compare.tables import LARGEST_TABLE
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.delta.tool import LOG
from forebear.sources.dvc.storage import DirectoryEntry, DvcStorage, kept_sha256, object_name
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.lfs import LfsStorage, object_path, read_pointer
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.urls import without_secrets

_OID = re.compile(r"sha256:[0-9a-f]{64}")


class LocalObjects:
    """Finds content in DVC's caches, what Forebear kept, Git LFS's store and the Git repository of a project
    (None = it has none), and where other tools saw it (None = nobody knows)."""

    def __init__(self, root: Path, repository: GitRepository | None, seen: SeenFiles | None = None) -> None:
        self._root = root
        self._seen = seen
        self._storage = DvcStorage(root)
        # What was kept of recorded runs and rebuilds is laid out alike.
        self._storage.caches += (root / ".forebear" / "objects",)
        self._repository = repository

    def read(self, digest: Digest) -> bytes | None:
        """Return the bytes that `digest` names; None where they are not here, too many or others."""
        try:
            if digest.algorithm == "git":
                return self._repository.blob(digest.value) if self._repository else None
            found = self._storage.read(digest, LARGEST_TABLE)
            found = _checked(self._file_elsewhere(digest), digest) if found is None else found
            return self._seen.text(digest) if found is None and self._seen else found
        except (ActionableError, UnreadableError, OSError):
            return None

    def file(self, digest: Digest, scratch: Path) -> Path | None:
        """Return a file with the content that `digest` names, None where it is not here.

        It is the cache's own where there is one, and must not be written to; what Git holds is put at
        `scratch`.
        """
        if digest.algorithm != "git":
            return self._storage.find(digest) or self._file_elsewhere(digest)
        content = self.read(digest)
        if content is None:
            return None
        if pointer := read_pointer(content):
            return self._lfs(pointer.digest)
        scratch.write_bytes(content)
        return scratch

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a directory that DVC keeps, or that lies where another tool saw it.

        None where its listing is not here, or damaged.
        """
        try:
            found = self._storage.directory(digest)
        except UnreadableError:
            found = None
        return self._seen.listing(digest) if found is None and self._seen else found

    def table(self, digest: Digest) -> Path | None:
        """Return the folder of the Delta table that a `delta` digest names, None where it is not here."""
        for place in self._seen.places(digest) if self._seen else ():
            path = self._root / place
            if "://" not in place and (path / LOG).is_dir():
                return path
        return None

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        """Return where content could be fetched from, the default remote first; nothing is asked of it."""
        name = object_name(digest)
        if name is not None:
            return tuple(
                Obtainable("dvc", remote.name, without_secrets(remote.url), name)
                for remote in self._storage.remotes
            )
        if digest.algorithm == "git" and (pointer := read_pointer(self.read(digest) or b"")):
            digest = pointer.digest
        place = GitPlace.find(self._root) if _OID.fullmatch(str(digest)) else None
        if place is None:
            return ()
        return tuple(
            Obtainable("lfs", remote.name, without_secrets(remote.url), digest.value)
            for remote in LfsStorage.of(place).remotes
        )

    def _file_elsewhere(self, digest: Digest) -> Path | None:
        """Return a file of Git LFS's store, else one where another tool saw these bytes."""
        found = self._lfs(digest) if digest.algorithm == "sha256" else None
        return found or (self._seen.find(digest) if self._seen else None)

    def _lfs(self, digest: Digest) -> Path | None:
        """Return what Git LFS has on this machine, or what was fetched of it."""
        place = GitPlace.find(self._root) if _OID.fullmatch(str(digest)) else None
        if place is None:
            return None
        storage, oid = LfsStorage.of(place), digest.value
        beside = [remote.folder for remote in storage.remotes if remote.folder is not None]
        found = [folder / object_path(oid) for folder in (storage.folder, *beside)]
        found.append(self._root / ".forebear" / "objects" / kept_sha256(oid))
        return next((path for path in found if path.is_file() and not path.is_symlink()), None)


def _checked(path: Path | None, digest: Digest) -> bytes | None:
    """Return the bytes of a file, None where there is none, they are too many, or others than the digest
    says."""
    if path is None or path.stat().st_size > LARGEST_TABLE:
        return None
    content = path.read_bytes()
    found = hashlib.new(digest.algorithm, content, usedforsecurity=False).hexdigest()
    return content if found == digest.value else None


class Nowhere:
    """Objects of which none is here."""

    def read(self, _digest: Digest) -> bytes | None:
        """Return None."""
        return None

    def table(self, _digest: Digest) -> Path | None:
        """Return None."""
        return None

    def file(self, _digest: Digest, _scratch: Path) -> Path | None:
        """Return None."""
        return None

    def listing(self, _digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return None."""
        return None
