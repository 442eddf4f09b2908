"""What a run made: as an artifact, and kept where it can be found again."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

from forebear.lineage.words import Artifact, ArtifactType, Digest
from forebear.rebuild.stores import KeptStore
from forebear.rebuild.workspace import everything
from forebear.sources.hashing import Measured

_SPECIAL = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX


def artifact_of(path: str, measured: Measured, type_: ArtifactType) -> Artifact:
    """Return what was made at a path as an artifact."""
    digests = tuple(measured.digests.values())
    return Artifact(digests, PurePosixPath(path).name, type_, measured.size, measured.files)


def keep_output(kept: KeptStore, source: Path, target: Path, measured: Measured) -> None:
    """Move an output to `target`, and make it findable by its digest (it is not copied)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    _take_over(target)
    digest: Digest = measured.digests["md5"]
    if digest.is_directory:
        kept.keep(target, digest, measured.entries)
    else:
        kept.keep(target, digest)


def _take_over(path: Path) -> None:
    """Make what a container's user wrote the user's own again, and nothing that runs as somebody else.

    It holds files and folders alone: nothing else was measured.
    """
    below = (Path(entry.path) for entry in everything(path)) if path.is_dir() else ()
    for each in (path, *below):
        mode = each.lstat().st_mode
        if mode & _SPECIAL:
            each.chmod(stat.S_IMODE(mode) & ~_SPECIAL)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            os.chown(each, 0, 0, follow_symlinks=False)
