"""What a run made: as an artifact, and kept where it can be found again."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from forebear.lineage.words import Artifact, ArtifactType, Digest
from forebear.rebuild.hashing import Measured
from forebear.rebuild.stores import KeptStore


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
    """Make what a container's user wrote the user's own again."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        for each in (path, *path.rglob("*")) if path.is_dir() else (path,):
            os.chown(each, 0, 0, follow_symlinks=False)
