"""The bytes behind a digest, as far as this machine has them; nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from forebear.compare.data import LARGEST_TABLE
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DvcStorage
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.repository import GitRepository


class LocalObjects:
    """Reads small objects from DVC's caches and the Git repository of a project (None = it has none)."""

    def __init__(self, root: Path, repository: GitRepository | None) -> None:
        self._storage = DvcStorage(root)
        self._repository = repository

    def read(self, digest: Digest) -> bytes | None:
        """Return the bytes that `digest` names; None where they are not here, too many or others."""
        try:
            if digest.algorithm == "git":
                return self._repository.blob(digest.value) if self._repository else None
            return self._storage.read(digest, LARGEST_TABLE)
        except (ActionableError, UnreadableError):
            return None
