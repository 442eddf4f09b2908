"""The DVC source."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from forebear.lineage.facts import Checkpoint, Fact
from forebear.lineage.progress import Progress
from forebear.sources.dvc.contents import Contents
from forebear.sources.dvc.documents import Documents
from forebear.sources.dvc.history import History
from forebear.sources.dvc.storage import DvcStorage
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import checkpoint_state, known_tips


class DvcSource:
    """The DVC records in the history of one repository: pipelines, data files, metrics, parameters, plots."""

    kind = "dvc"

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self.location = str(repository.place.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what the commits hold that are new since the tips of `since`."""
        tips = self._repository.tips()
        if since is not None and since.get("tips") == tips:
            return
        documents = Documents(self._repository)
        contents = Contents(documents, storages(self._repository))
        history = History(self._repository, documents, contents)
        commits = self._repository.commit_tips(tips)
        known = known_tips(self._repository, since)
        yield from history.facts(commits.values(), known, progress)
        yield Checkpoint("dvc", self.location, checkpoint_state(self._repository, tips))


def storages(repository: GitRepository) -> list[DvcStorage]:
    """Return the storage of each DVC project in the work tree; a bare repository has none."""
    return [] if repository.place.bare else [DvcStorage(top) for top in project_tops(repository.place.root)]


def project_tops(root: Path) -> list[Path]:
    """Return the folders below `root` that hold a `.dvc/`, `root` first; links are not followed."""
    found = []
    for folder, names, _ in os.walk(root):
        if ".dvc" in names:
            found.append(Path(folder))
        names[:] = sorted(name for name in names if not name.startswith("."))
    return found
