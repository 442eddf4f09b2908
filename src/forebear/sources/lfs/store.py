"""The contents of Git LFS that are on this machine, and what else they are known by."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from forebear.lineage.words import Digest
from forebear.sources.git.lfs import LfsStorage, object_path

LARGEST = 256 << 20
"""Bytes of an object that is read to learn its md5."""
MOST = 4 << 30
"""Bytes that one import reads for that."""


class DamagedError(Exception):
    """An object of the store holds other bytes than its name says."""


class LfsStore:
    """The objects in a repository's own store; never written, and links in it are not followed."""

    def __init__(self, storage: LfsStorage, root: Path) -> None:
        self._folder = storage.folder
        self._root = root
        self._left = MOST

    def find(self, oid: str) -> Path | None:
        """Return where a content is, None where it is not here."""
        path = self._folder / object_path(oid)
        try:
            return path if stat.S_ISREG(path.lstat().st_mode) else None
        except OSError:
            return None

    def place(self, oid: str) -> str:
        """Return the path of a content: below the repository's root, else absolute."""
        path = self._folder / object_path(oid)
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else str(path)

    def md5(self, oid: str, size: int) -> Digest | None:
        """Return the md5 of a content that is here; None where it is not, or reading it would take long.

        Raises DamagedError.
        """
        path = self.find(oid)
        if path is None or size > min(LARGEST, self._left):
            return None
        self._left -= size
        md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        try:
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    md5.update(block)
                    sha256.update(block)
        except OSError:
            return None
        if sha256.hexdigest() != oid:
            raise DamagedError(str(path))
        return Digest("md5", md5.hexdigest())
