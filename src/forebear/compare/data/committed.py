"""Data that a tool records with a digest of its own and Git keeps: found in the version's own commit.

What the commit holds counts only where its bytes are those of the digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.compare.data.findings import Obtainable
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry, matches
from forebear.sources.git.lfs import Pointer, read_pointer
from forebear.sources.git.repository import REGULAR, GitRepository

if TYPE_CHECKING:
    from forebear.compare.data.opening import Objects

_MOST_FILES = 20_000  # of a directory that is read from a commit


class CommittedData:
    """Objects that are also looked for at `path` in the `commits` of their digests."""

    def __init__(
        self, objects: Objects, repository: GitRepository, path: str, commits: Mapping[Digest, str]
    ) -> None:
        self._objects, self._repository = objects, repository
        self._path, self._commits = path, commits
        self._listings: dict[Digest, tuple[DirectoryEntry, ...] | None] = {}

    def file(self, digest: Digest, scratch: Path) -> Path | None:
        """Return a file with the content, None where it is not here."""
        found = self._objects.file(digest, scratch)
        if found is not None or digest not in self._commits:
            return found
        try:
            content = self._repository.read(self._commits[digest], self._path)
        except ActionableError:
            return None
        if content is None:
            return None
        if pointer := read_pointer(content):
            return self._large(pointer, digest, scratch)
        if not matches(digest, content):
            return None
        scratch.write_bytes(content)
        return scratch

    def _large(self, pointer: Pointer, digest: Digest, scratch: Path) -> Path | None:
        """Return what Git LFS has for the path, where it is what the digest says."""
        found = self._objects.file(pointer.digest, scratch)
        if found is None or digest.algorithm != "md5":
            return None
        with found.open("rb") as file:
            md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
        return found if md5.hexdigest() == digest.value else None

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a directory, None where it is not here."""
        found = self._objects.listing(digest)
        if found is not None or digest not in self._commits or digest.algorithm != "md5":
            return found
        if digest not in self._listings:
            try:
                self._listings[digest] = self._committed(digest)
            except ActionableError:
                self._listings[digest] = None
        return self._listings[digest]

    def table(self, digest: Digest) -> Path | None:
        """Return the folder of a Delta table, None where it is not here."""
        return self._objects.table(digest)

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        """Return where it could be fetched from."""
        return self._objects.obtainable(digest)

    def _committed(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """List what the commit holds, where DVC's digest of that, the md5 of its listing, is this one."""
        tree = self._repository.tree(self._commits[digest], self._path)
        if not tree or len(tree) > _MOST_FILES or any(entry.mode not in REGULAR for entry in tree.values()):
            return None
        lines, entries = [], []
        for path, entry in tree.items():
            inner = path.removeprefix(f"{self._path}/")
            md5 = hashlib.md5(self._repository.blob(entry.sha), usedforsecurity=False).hexdigest()
            lines.append({"md5": md5, "relpath": inner})
            entries.append(DirectoryEntry(inner, Digest("git", entry.sha)))
        lines.sort(key=lambda line: line["relpath"])
        text = json.dumps(lines, sort_keys=True).encode()
        right = hashlib.md5(text, usedforsecurity=False).hexdigest() + ".dir" == digest.value
        return tuple(entries) if right else None
