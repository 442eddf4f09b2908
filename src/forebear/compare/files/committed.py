"""Content that DVC records and Git keeps: outputs with `cache: false` are in no cache, but in the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from forebear.compare.data.findings import Obtainable
from forebear.compare.data.opening import Objects
from forebear.compare.files.findings import FileRow
from forebear.compare.plots.findings import PlotRow
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry, matches
from forebear.sources.git.repository import GitRepository

Where = Mapping[Digest, tuple[str, str]]
"""The commit and the path where a content may be, by its digest."""


class CommittedObjects:
    """Objects that are also looked for in a commit; there they count only where the digest agrees."""

    def __init__(self, objects: Objects, repository: GitRepository | None, where: Where) -> None:
        self._objects, self._repository, self._where = objects, repository, where

    def file(self, digest: Digest, scratch: Path) -> Path | None:
        """Return a file with the content, None where it is not here."""
        found = self._objects.file(digest, scratch)
        if found is not None or digest not in self._where or self._repository is None:
            return found
        try:
            content = self._repository.read(*self._where[digest])
        except ActionableError:
            return None
        if content is None or not matches(digest, content):
            return None
        scratch.write_bytes(content)
        return scratch

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a directory, None where its listing is not here."""
        return self._objects.listing(digest)

    def table(self, digest: Digest) -> Path | None:
        """Return the folder of a Delta table, None where it is not here."""
        return self._objects.table(digest)

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        """Return where it could be fetched from."""
        return self._objects.obtainable(digest)


def where_committed(
    commits: Sequence[str | None], files: Iterable[FileRow], plots: Iterable[PlotRow]
) -> dict[Digest, tuple[str, str]]:
    """Return where the contents of files and plots may be; `commits` are the versions'."""
    found: dict[Digest, tuple[str, str]] = {}
    for place, commit in enumerate(commits):
        if commit is None:
            continue
        held = [(row.path, row.sources[place]) for row in files]
        held += [pair for plot in plots for pair in plot.digests[place].items()]
        for path, digest in held:
            if digest is not None and digest.algorithm.startswith("md5") and not digest.is_directory:
                found.setdefault(digest, (commit, path))
    return found
