"""The lineage files of a history by their blob: each read once and parsed once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from forebear.sources.dvc.lock_text import LockEntry, LockReader
from forebear.sources.dvc.values import read_values
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.git.lfs import LfsStorage, Pointer, read_pointer
from forebear.sources.git.place import FETCH
from forebear.sources.git.repository import LARGEST, GitRepository

SAMPLE = 8  # of blobs that are missing: where one of them has come, the others may have too
T = TypeVar("T")


class Documents:
    """Parsed lineage files of one repository. Every method may raise UnreadableError, again each time."""

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._contents: dict[str, bytes | None] = {}
        self._parsed: dict[tuple[str, str], object] = {}
        self._locks = LockReader()
        self._lfs: LfsStorage | None = None

    def fetch(self, shas: Iterable[str]) -> None:
        """Read blobs in one go, so that the other methods need not ask for each."""
        missing = dict.fromkeys(sha for sha in shas if sha not in self._contents)
        self._contents.update(self._repository.blobs(missing))

    def lacking(self) -> list[str]:
        """Return some of the blobs that were asked for and are not in this clone."""
        unread = [sha for sha, content in self._contents.items() if content is None][:SAMPLE]
        return [sha for sha in unread if not self._repository.place.holds(sha)]

    def content(self, sha: str) -> bytes:
        """Return a blob's bytes."""
        if sha not in self._contents:
            self.fetch([sha])
        content = self._contents[sha]
        if content is None:
            raise UnreadableError(
                f"its blob {sha[:12]} is not in this clone, or is too large to be such a file; {FETCH}"
            )
        return content

    def passing(self, sha: str) -> bytes:
        """Return a blob's bytes without keeping them, of a pointer of Git LFS those that it stands for."""
        content = self._contents.get(sha) or next(iter(self._repository.blobs([sha])))[1]
        if content is None:
            raise UnreadableError(f"its blob {sha[:12]} is not in this clone, or is too large; {FETCH}")
        pointer = read_pointer(content)
        return content if pointer is None else self._large(pointer)

    def _large(self, pointer: Pointer) -> bytes:
        if self._lfs is None:
            self._lfs = LfsStorage.of(self._repository.place)
        path = self._lfs.path(pointer.digest.value)
        if path.is_symlink() or not path.is_file() or pointer.size > LARGEST:
            raise UnreadableError(
                "Git LFS has its content, which is not here; `git lfs fetch --all` brings it"
            )
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != pointer.digest.value:
            raise UnreadableError(f"its object of Git LFS, {path}, is damaged; `git lfs fsck` says so too")
        return content

    def yaml(self, sha: str) -> object:
        """Return a YAML blob's document."""
        return self._once("yaml", sha, lambda: load_yaml(decoded(self.content(sha))))

    def values(self, sha: str, path: str) -> object:
        """Return what a blob holds that is a file of metrics or parameters at `path`."""
        kind = path.rpartition(".")[2]
        return self._once(kind, sha, lambda: read_values(path, self.passing(sha)))

    def uses_templates(self, sha: str) -> bool:
        """Whether a blob of `dvc.yaml` may hold templates."""
        return b"${" in self.content(sha)

    def lock(self, sha: str) -> tuple[LockEntry, ...]:
        """Return the entries of a blob of `dvc.lock`."""
        return self._once("lock", sha, lambda: self._locks.read(decoded(self.content(sha))))

    def _once(self, kind: str, sha: str, read: Callable[[], T]) -> T:
        key = (kind, sha)
        if key not in self._parsed:
            try:
                self._parsed[key] = read()
            except UnreadableError as error:
                self._parsed[key] = error
        found = self._parsed[key]
        if isinstance(found, UnreadableError):
            raise found
        return cast("T", found)
