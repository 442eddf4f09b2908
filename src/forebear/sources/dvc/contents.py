"""What files of metrics and parameters say, wherever their bytes are: in Git, or in DVC's storage."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence

from forebear.lineage.facts import Fact, Metric, Parameter, Slot
from forebear.lineage.words import Artifact, ArtifactType, Digest
from forebear.sources.dvc.digests import LEGACY
from forebear.sources.dvc.documents import Documents
from forebear.sources.dvc.storage import DvcStorage
from forebear.sources.dvc.values import flattened, metric_values, read_values
from forebear.sources.dvc.yaml_text import UnreadableError


class UnavailableError(UnreadableError):
    """The bytes of a digest are nowhere on this machine."""

    def __init__(self) -> None:
        super().__init__("its content is not available: neither in Git nor in a DVC cache on this machine")


class Contents:
    """Reads files of metrics and parameters by digest; raises UnreadableError with the reason."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._storages: Sequence[DvcStorage] = ()
        self._directories: dict[Digest, Mapping[str, Digest] | None] = {}

    def look_in(self, storages: Sequence[DvcStorage]) -> None:
        """Look for contents in these storages from now on."""
        self._storages = storages

    def facts(self, slot: Slot, digest: Digest, path: str) -> Iterator[Fact]:
        """Yield what the file says, and for one in Git the other digests by which it is known."""
        if digest.algorithm == "git":
            value = self._documents.values(digest.value, path)
            yield _identity(slot, digest, path, self._documents.passing(digest.value))
        else:
            value = read_values(path, self._stored(digest))
        if slot is Slot.METRICS:
            for name, (number, text) in metric_values(
                value, posixpath.splitext(posixpath.basename(path))[0]
            ).items():
                yield Metric(digest, name, number, None, text)
        else:
            for name, scalar in flattened(value).items():
                yield Parameter(digest, name, scalar)

    def files(self, directory: Digest) -> Mapping[str, Digest] | None:
        """Return a directory's files (relative path to digest), None where its listing is not here."""
        if directory not in self._directories:
            self._directories[directory] = None
            for storage in self._storages:
                entries = storage.directory(directory)
                if entries is not None:
                    self._directories[directory] = {entry.path: entry.digest for entry in entries}
                    break
        return self._directories[directory]

    def raw(self, digest: Digest) -> bytes:
        """Return a file's bytes, which are not kept for a second time."""
        return self._documents.passing(digest.value) if digest.algorithm == "git" else self._stored(digest)

    def _stored(self, digest: Digest) -> bytes:
        if not digest.is_directory:
            for storage in self._storages:
                content = storage.read(digest)
                if content is not None:
                    return content
        raise UnavailableError


def _identity(slot: Slot, digest: Digest, path: str, content: bytes) -> Artifact:
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    digests = [digest, Digest("md5", md5)]
    if b"\r\n" not in content:  # then DVC 2 computed the same
        digests.append(Digest(LEGACY, md5))
    type_ = ArtifactType.METRICS if slot is Slot.METRICS else ArtifactType.CONFIG
    return Artifact(tuple(digests), posixpath.basename(path), type_, len(content))
