"""The project's files as they are now: what Git tracks or would, copied without touching them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from forebear.rebuild.workspace import copy
from forebear.sources.git.repository import GitRepository
from forebear.sources.hashing import is_inside, measure

_PRIVATE = ".forebear/"


class WorkTree:
    """The work tree of a repository, only read; nothing of the repository's runs."""

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._root = repository.place.root

    def files(self) -> tuple[str, ...]:
        """Return the paths that Git tracks or would track (ignored ones are left out)."""
        where = ("-C", str(self._root), "--work-tree", str(self._root))
        listing = self._repository.place.ask(
            *where, "ls-files", "-z", "--cached", "--others", "--exclude-standard"
        )
        paths = dict.fromkeys(path for path in listing.split("\0") if path)
        return tuple(path for path in paths if is_inside(path) and not path.startswith(_PRIVATE))

    def copy_to(self, tree: Path, left_out: Collection[str], pulse: Callable[[], None]) -> None:
        """Copy the files to `tree`, without `left_out`; links only where they stay inside."""
        tree.mkdir(parents=True, exist_ok=True)
        for path in self.files():
            pulse()
            if any(path == each or path.startswith(f"{each}/") for each in left_out):
                continue
            source, target = self._root / path, tree / path
            mode = _mode(source)
            if stat.S_ISREG(mode):
                target.parent.mkdir(parents=True, exist_ok=True)
                copy(source, target)
                target.chmod(0o755 if mode & stat.S_IXUSR else 0o644)
            elif stat.S_ISLNK(mode) and source.resolve().is_relative_to(self._root.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(source.readlink())

    def uncommitted(self, commit: str, left_out: Collection[str]) -> tuple[str, ...]:
        """Return the paths that `commit` ("" = none) does not hold as they are now."""
        return tuple(sorted(set(self._uncommitted(commit, left_out))))

    def _uncommitted(self, commit: str, left_out: Collection[str]) -> Iterator[str]:
        entries = dict(self._repository.tree(commit)) if commit else {}
        for path in {*self.files(), *entries}:
            if any(path == each or path.startswith(f"{each}/") for each in left_out):
                continue
            entry = entries.get(path)
            mode = _mode(self._root / path)
            if entry is None or not mode:
                yield path
            elif stat.S_ISLNK(mode):
                if os.fsencode((self._root / path).readlink()) != self._repository.blob(entry.sha):
                    yield path
            elif stat.S_ISREG(mode) and not self._is_same(path, entry.sha):
                yield path

    def _is_same(self, path: str, sha: str) -> bool:
        file = self._root / path
        if len(sha) == 40:
            return measure(file, ["git"]).digests["git"].value == sha
        return file.read_bytes() == self._repository.blob(sha)  # a repository with SHA-256


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
