"""Gives an image of an archive to an engine: written anew from checked contents, never as it came."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from forebear.lineage.progress import Progress
from forebear.rebuild.archives.held import HeldImage, digest_of
from forebear.rebuild.archives.opened import ArchiveError
from forebear.rebuild.archives.passing import passing
from forebear.rebuild.troubles import load_refused
from forebear.sources.images.manifests import BLOBS

if TYPE_CHECKING:
    from docker import DockerClient

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
LAYOUT = b'{"imageLayoutVersion":"1.0.0"}'


def load(client: DockerClient, held: HeldImage, progress: Progress) -> tuple[str, ...]:
    """Load an image; return the names that the engine says it has loaded.

    Every byte is checked as it passes: a wrong one ends the tar before its end, and the engine takes nothing.
    Raises ArchiveError and EngineError.
    """
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    loaded: list[str] = []
    refusal: list[ArchiveError] = []
    try:
        with patient(client):
            for said in cast("Any", client.api).load_image(_kept_refusal(held, progress, refusal)):
                progress.step("image", message="The engine unpacks the image")
                if "errorDetail" in said:
                    raise load_refused(said["errorDetail"].get("message", ""), held.archive.where)
                kind, _, name = str(said.get("stream", "")).strip().partition(": ")
                if kind in ("Loaded image ID", "Loaded image"):
                    loaded.append(name)
    except (DockerException, RequestException) as error:
        if refusal:
            raise refusal[0] from error
        said_by = str(getattr(error, "explanation", None) or error)
        raise load_refused(said_by, held.archive.where) from error
    return tuple(loaded)


@contextmanager
def patient(client: DockerClient) -> Iterator[None]:
    """Let requests take as long as an image takes; a client gives up after a minute otherwise."""
    api = cast("Any", client.api)
    before, api.timeout = api.timeout, None
    try:
        yield
    finally:
        api.timeout = before


def _kept_refusal(held: HeldImage, progress: Progress, refusal: list[ArchiveError]) -> Iterator[bytes]:
    """Yield the tar; what is wrong with it is kept, for the HTTP library may wrap what is raised."""
    try:
        yield from docker_tar(held, progress)
    except ArchiveError as error:
        refusal.append(error)
        raise


def docker_tar(held: HeldImage, progress: Progress) -> Iterator[bytes]:
    """Yield an image as a tar that `docker load` of any age takes: a layout of OCI with Docker's list.

    Layers come in the order in which they lie in the archive, so that a compressed one is read forwards.
    """
    config = BLOBS + held.id.removeprefix("sha256:")
    names = {path: _name(held, number) for number, path in enumerate(held.packed.layers)}
    layers = [names[path] for path in held.packed.layers]
    yield from _document("oci-layout", LAYOUT)
    yield from _document(config, held.config)
    if held.packed.manifest:
        manifest = held.manifest
        yield from _document(BLOBS + digest_of(manifest).removeprefix("sha256:"), manifest)
        index = {
            "schemaVersion": 2,
            "mediaType": INDEX_TYPE,
            "manifests": [
                {"mediaType": _type(manifest), "digest": digest_of(manifest), "size": len(manifest)}
            ],
        }
        yield from _document("index.json", json.dumps(index).encode())
    listed = [{"Config": config, "RepoTags": None, "Layers": layers}]
    yield from _document("manifest.json", json.dumps(listed).encode())
    yield from _layers(held, names, progress)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _layers(held: HeldImage, names: dict[str, str], progress: Progress) -> Iterator[bytes]:
    passed = 0

    def pulse(count: int) -> None:
        nonlocal passed
        passed += count
        progress.step("image", passed, held.size, "Loading the image")

    archive = held.archive
    numbers: dict[str, int] = {}
    for number, path in enumerate(held.packed.layers):
        numbers.setdefault(names[path], number)
    for number in sorted(numbers.values(), key=lambda number: archive.position(held.packed.layers[number])):
        path = held.packed.layers[number]
        size = archive.size(path)
        yield _header(names[path], size)
        with archive.open(path) as stream:
            yield from passing(
                stream,
                archive.where,
                f"layer {number + 1} of {len(held.packed.layers)}",
                digest=held.digest_of_layer(path),
                diff_id=held.identity.diff_ids[number],
                size=size,
                pulse=pulse,
            )
        yield _padding(size)


def _name(held: HeldImage, number: int) -> str:
    """Return the path of a layer in the new tar: its digest where it has one, else that of the bare tar."""
    digest = held.digest_of_layer(held.packed.layers[number]) or held.identity.diff_ids[number]
    return BLOBS + digest.removeprefix("sha256:")


def _type(manifest: bytes) -> str:
    return str(json.loads(manifest).get("mediaType") or MANIFEST_TYPE)


def _document(path: str, content: bytes) -> Iterator[bytes]:
    yield _header(path, len(content))
    yield content
    yield _padding(len(content))


def _header(path: str, size: int) -> bytes:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode = size, 0o644
    return entry.tobuf(tarfile.GNU_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)
