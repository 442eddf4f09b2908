"""The walk through a repository's history for pointers: which come, which go, commit by commit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from forebear.lineage.progress import Progress
from forebear.sources.dvc.documents import Documents
from forebear.sources.dvc.units import Units, unit_of
from forebear.sources.git.lfs import LARGEST_POINTER, Pointer, read_pointer
from forebear.sources.git.repository import REGULAR, Change, GitRepository

_AT_ONCE = 2_000  # commits whose blobs are asked for together
_DVC_SIZE = re.compile(rb"size: (\d{1,19})")
SAMPLE = 8  # of blobs that are not in this clone: where one of them has come, the others may have too


@dataclass(frozen=True, slots=True)
class Moved:
    """A commit at which `path` holds another pointer than in the first parent, None where it holds none."""

    commit: str
    path: str
    pointer: Pointer | None


class PointerHistory:
    """Finds the pointers of commits, by the blobs alone: nothing that attributes say is trusted.

    Attributes: `sizes` are those that DVC's records in the same commits name, `lacking` some of the blobs
    that are not in this clone.
    """

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._pointers: dict[str, Pointer] = {}
        self.sizes: set[int] = set()
        self.lacking: list[str] = []

    def moves(self, tips: Sequence[str], known: Sequence[str], progress: Progress) -> Iterator[Moved]:
        """Yield what changes in the commits reachable from `tips` and not from `known`, parents first."""
        changes = self._repository.changes(tips, known, every=False)
        done = 0
        while chunk := list(islice(changes, _AT_ONCE)):
            self._read(chunk, since=bool(known))
            for change in chunk:
                yield from self._of(change)
            done += len(chunk)
            progress.step("pointers", done)
        progress.step("pointers", done, done)

    def _of(self, change: Change) -> Iterator[Moved]:
        gone = []
        for path, entry in change.files.items():
            now = self._pointers.get(entry[1]) if entry and entry[0] in REGULAR else None
            before = self._pointers.get(change.before[path])
            if now is not None and now != before:
                yield Moved(change.sha, path, now)
            elif now is None and before is not None:
                gone.append(path)
        if gone:
            taken = self._kept_by_dvc(change)
            yield from (Moved(change.sha, path, None) for path in gone if path not in taken)

    def _kept_by_dvc(self, change: Change) -> set[str]:
        """Return what DVC keeps from this commit on, as far as its records changed with it: what goes from
        Git LFS to DVC is still there."""
        names = {name for path, entry in change.files.items() if entry and (name := unit_of(path))}
        if not names:
            return set()
        units = Units(Documents(self._repository))
        files = {entry.path: entry.sha for entry in self._repository.tree(change.sha).values()}
        read = (units.read(name, files) for name in names)
        return {path for unit in read if unit is not None for path in unit.data}

    def _read(self, changes: Iterable[Change], *, since: bool) -> None:
        """Learn which blobs are pointers. Old ones have come in an earlier commit, if all are walked."""
        asked: dict[str, None] = {}
        before: dict[str, None] = {}
        records: dict[str, None] = {}
        for change in changes:
            for path, entry in change.files.items():
                if entry is not None and entry[0] in REGULAR:
                    asked[entry[1]] = None
                    if path.endswith((".dvc", "dvc.lock")):
                        records[entry[1]] = None
                if since and (old := change.before[path]).strip("0"):
                    before[old] = None
        wanted = [sha for sha in (*asked, *before) if sha not in self._pointers]
        sizes = self._repository.differences.sizes(wanted)
        missing = [sha for sha in asked if sha not in sizes and sha not in self._pointers]
        self.lacking += missing[: SAMPLE - len(self.lacking)]
        small = [sha for sha, size in sizes.items() if size <= LARGEST_POINTER]
        for sha, content in self._repository.blobs(small):
            pointer = read_pointer(content or b"")
            if pointer is not None:
                self._pointers[sha] = pointer
        for _, content in self._repository.blobs(records):
            self.sizes.update(int(size) for size in _DVC_SIZE.findall(content or b""))
