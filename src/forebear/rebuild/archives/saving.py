"""Takes an image out of an engine and keeps it, in one pass and in little memory."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO, TYPE_CHECKING, cast

from forebear.lineage.progress import Progress
from forebear.rebuild.archives.held import held_images, pick
from forebear.rebuild.archives.keeping import Incoming, KeptImage, KeptImages
from forebear.rebuild.archives.loading import patient
from forebear.rebuild.archives.opened import ArchiveError, broken
from forebear.rebuild.archives.passing import Sums
from forebear.sources.docker.identity import identity_on_engine
from forebear.sources.hashing import BLOCK
from forebear.sources.images.layers import LayerError, SafeEntry
from forebear.sources.images.library import Chunks
from forebear.sources.images.manifests import BLOBS, LARGEST_JSON, link_target

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.images import Image as EngineImage


def keep_from_engine(
    client: DockerClient, found: EngineImage, kept: KeptImages, reference: str, progress: Progress
) -> KeptImage:
    """Keep an image that the engine has. Raises ArchiveError where it cannot be kept, CancelledError."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    identity = identity_on_engine(found)
    size = int(found.attrs.get("Size") or 0)
    with kept.incoming(size) as incoming:
        gathered = Gathered(f"the engine's {reference or found.id}", incoming)
        try:
            with patient(client):
                gathered.gather(client.api.get_image(str(found.id), BLOCK), size, progress)
        except (DockerException, RequestException) as error:
            raise ArchiveError(
                f"The engine does not give the image: {getattr(error, 'explanation', None) or error}.",
                where=reference or str(found.id),
                todo="`docker info` shows its state; try again.",
            ) from error
        held = pick(held_images(gathered), identity, reference)
        layers = {path: gathered.sums(path) for path in held.packed.layers}
        return kept.settle(incoming, held, layers, reference, identity.digests)


class Gathered:
    """An archive that came as a stream: documents in memory, contents in an incoming folder."""

    def __init__(self, where: str, incoming: Incoming) -> None:
        self.where = where
        self._documents: dict[str, bytes] = {}
        self.documents: Mapping[str, bytes] = self._documents
        self._incoming = incoming
        self._sums: dict[str, Sums] = {}
        self._links: dict[str, str] = {}

    def gather(self, chunks: Iterator[bytes], size: int, progress: Progress) -> None:
        """Take a tar as it comes, about `size` bytes; raises ArchiveError where it breaks off."""
        passed = 0

        def counted() -> Iterator[bytes]:
            nonlocal passed
            for chunk in chunks:
                passed += len(chunk)
                progress.step("image", passed, max(size, passed), "Keeping the image")
                yield chunk

        stream = cast("IO[bytes]", Chunks(counted()))
        try:
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=SafeEntry, bufsize=BLOCK) as archive:
                while (member := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined]  # tarfile would keep them all
                    self._take(archive, member)
        except (tarfile.TarError, EOFError, LayerError) as error:
            raise broken(self.where, str(error)) from error

    def _take(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        path = member.name.removeprefix("./")
        if member.issym() or member.islnk():
            self._links[path] = link_target(path, member)
        content = archive.extractfile(member) if member.isreg() else None
        if content is None:
            return
        if member.size <= LARGEST_JSON and not path.endswith(".tar"):
            document = content.read()
            if document[:1] in (b"{", b"["):
                self._documents[path] = document
            content = cast("IO[bytes]", BytesIO(document))
        if path.startswith(BLOBS) or path.endswith(".tar"):
            self._sums[path] = self._incoming.take(iter(lambda: content.read(BLOCK), b""))

    def _real(self, path: str) -> str:
        return self._links.get(path, path)  # `docker save` links straight to the layer that is shared

    def sums(self, path: str) -> Sums:
        """Return the digests of a content."""
        return self._sums[self._real(path)]

    def has(self, path: str) -> bool:
        """Whether this content came."""
        return path in self.documents or self._real(path) in self._sums

    def size(self, path: str) -> int:
        """Return a content's bytes."""
        return self.sums(path).size

    def position(self, path: str) -> int:
        """Return 0: contents lie apart."""
        del path
        return 0

    def open(self, path: str) -> IO[bytes]:
        """Open a content."""
        return self._incoming.path(self.sums(path).digest).open("rb")
