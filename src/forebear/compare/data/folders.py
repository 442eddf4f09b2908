"""Directories as DVC lists them: files added, removed, changed and renamed; nothing is hashed again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from forebear.compare.data.findings import FileChange, FolderChanges
from forebear.lineage.words import Digest

_SHOWN = 200  # files of each status


def compare_folders(before: Mapping[str, Digest], after: Mapping[str, Digest]) -> FolderChanges | None:
    """Compare two listings by path; None where their digests say nothing about each other.

    A file is renamed where one that is gone has the digest of one that is new; each counts once.
    """
    algorithms = {digest.algorithm for listing in (before, after) for digest in listing.values()}
    if len(algorithms) > 1:
        return None
    gone = sorted(before.keys() - after.keys())
    new = sorted(after.keys() - before.keys())
    common = before.keys() & after.keys()
    changed = sorted(path for path in common if before[path] != after[path])
    by_digest: dict[Digest, list[str]] = {}
    for path in reversed(gone):
        by_digest.setdefault(before[path], []).append(path)
    renamed: dict[str, str] = {}
    for path in new:
        if waiting := by_digest.get(after[path]):
            renamed[path] = waiting.pop()
    moved = set(renamed.values())
    files = [
        *(FileChange(path, "changed") for path in islice(changed, _SHOWN)),
        *(FileChange(path, "renamed", earlier) for path, earlier in islice(renamed.items(), _SHOWN)),
        *(FileChange(path, "added") for path in islice((p for p in new if p not in renamed), _SHOWN)),
        *(FileChange(path, "removed") for path in islice((p for p in gone if p not in moved), _SHOWN)),
    ]
    return FolderChanges(
        added=len(new) - len(renamed),
        removed=len(gone) - len(renamed),
        changed=len(changed),
        renamed=len(renamed),
        same=len(common) - len(changed),
        files=tuple(files),
    )
