"""Which images an archive holds: what `docker save` writes, old and new, and layouts in OCI's form.

https://github.com/moby/docker-image-spec/blob/main/v1.2.md and
https://github.com/opencontainers/image-spec/blob/main/image-layout.md.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass

from forebear.sources.dvc.values import as_list, as_mapping

LARGEST_JSON = 4 << 20
"""Bytes of a manifest or a configuration."""

BLOBS = "blobs/sha256/"
"""Where a layout keeps contents, under their digests."""

_MANIFESTS = 1_000


@dataclass(frozen=True, slots=True)
class PackedImage:
    """An image in an archive: where its configuration and its layers (the lowest first) are in it.

    `names` are all that lead to it: tags, annotations, and digests of the manifest and of indexes above it;
    `digests` are the latter alone. `manifest` is the path of its manifest in OCI's form, "" where there is
    only Docker's list.
    """

    config: str
    layers: tuple[str, ...]
    names: tuple[str, ...]
    manifest: str = ""
    digests: tuple[str, ...] = ()


def packed_images(documents: Mapping[str, bytes]) -> list[PackedImage]:
    """Return the images that an archive's documents (by their paths in it) describe."""
    return [*_docker_images(documents), *_oci_images(documents)]


def link_target(path: str, member: tarfile.TarInfo) -> str:
    """Return the path in the archive that a link at `path` leads to; what leads out ends at the top."""
    if member.islnk():
        return member.linkname.removeprefix("./")
    above = path.split("/")[:-1]
    for part in member.linkname.split("/"):
        if part == "..":
            above = above[:-1]
        elif part not in ("", "."):
            above.append(part)
    return "/".join(above)


def _docker_images(documents: Mapping[str, bytes]) -> list[PackedImage]:
    images = []
    for entry in as_list(_json(documents, "manifest.json"))[:_MANIFESTS]:
        table = as_mapping(entry)
        if isinstance(table.get("Config"), str):
            names = tuple(map(str, as_list(table.get("RepoTags"))))
            layers = tuple(str(each) for each in as_list(table.get("Layers")))
            images.append(PackedImage(str(table["Config"]), layers, names))
    return images


def _oci_images(documents: Mapping[str, bytes]) -> list[PackedImage]:
    """Follow index.json to the manifests, through indexes of several platforms."""
    images: list[PackedImage] = []
    waiting: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [("index.json", (), ())]
    seen: set[str] = set()
    while waiting and len(seen) < _MANIFESTS:
        path, above, digests = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        document = as_mapping(_json(documents, path))
        for entry in as_list(document.get("manifests")):
            table = as_mapping(entry)
            names = tuple(map(str, as_mapping(table.get("annotations")).values()))
            digest = str(table.get("digest"))
            waiting.append((_blob(table), (*above, digest, *names), (*digests, digest)))
        config = as_mapping(document.get("config"))
        if config and "config" in str(config.get("mediaType", "config")):
            layers = tuple(_blob(as_mapping(layer)) for layer in as_list(document.get("layers")))
            images.append(PackedImage(_blob(config), layers, above, path, digests))
    return images


def _blob(descriptor: Mapping[str, object]) -> str:
    return BLOBS + str(descriptor.get("digest", "")).removeprefix("sha256:")


def _json(documents: Mapping[str, bytes], path: str) -> object:
    try:
        return json.loads(documents.get(path, b"null"))
    except (ValueError, RecursionError):
        return None
