"""Images in archives: what `docker save` writes, old and new, and OCI layouts as a tar or a folder.

https://github.com/moby/docker-image-spec/blob/main/v1.2.md and
https://github.com/opencontainers/image-spec/blob/main/image-layout.md. A tar is read once, forwards, as it
comes from the engine; each layer is read while it passes.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from forebear.compare.images.contents import ImageContents, cuda_facts, image_settings
from forebear.compare.images.layers import Layer, LayerError, SafeEntry, flattened, read_layer
from forebear.compare.packages.installed import installed, release
from forebear.sources.dvc.values import as_list, as_mapping

_LARGEST_JSON = 4 << 20  # bytes of a manifest or a configuration
_MANIFESTS = 1_000
_BLOBS = "blobs/sha256/"
_ZSTD = b"\x28\xb5\x2f\xfd"

Tick = Callable[[int], None]
"""Is called with the number of bytes that passed; may raise to stop."""


@dataclass(slots=True)
class _Parts:
    """The pieces of an archive by their paths in it."""

    documents: dict[str, bytes] = field(default_factory=dict)
    layers: dict[str, Layer | str] = field(default_factory=dict)  # text: why it could not be read
    links: dict[str, str] = field(default_factory=dict)

    def layer(self, path: str) -> Layer | str:
        for _ in range(10):  # `docker save` writes a layer that images share once, and links to it
            if path not in self.links:
                break
            path = self.links[path]
        return self.layers.get(path, "it is not in the archive")


def read_archive(stream: IO[bytes], wanted: str = "", tick: Tick = lambda _count: None) -> ImageContents:
    """Read an image from a tar that comes as a stream; `wanted` is its id or a name, where there are several.

    Raises LayerError where it is no image, or holds another than the wanted one.
    """
    parts = _Parts()
    try:
        with tarfile.open(
            fileobj=cast("IO[bytes]", _Counted(stream, tick)), mode="r|*", tarinfo=SafeEntry
        ) as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # tarfile would keep them all
                path = member.name.removeprefix("./")
                if member.issym() or member.islnk():
                    parts.links[path] = _target(path, member)
                elif member.isreg() and (content := archive.extractfile(member)) is not None:
                    _take(parts, path, member.size, content)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise LayerError(f"it is no archive that can be read ({error})") from error
    return _image(parts, wanted)


def read_layout(folder: Path, wanted: str = "", tick: Tick = lambda _count: None) -> ImageContents:
    """Read an image from a folder in OCI's layout; raises LayerError."""
    parts = _Parts()
    blobs = folder / "blobs" / "sha256"
    try:
        for path in (folder / "index.json", folder / "manifest.json", *sorted(blobs.iterdir())):
            if path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as content:
                _take(
                    parts,
                    path.relative_to(folder).as_posix(),
                    path.stat().st_size,
                    cast("IO[bytes]", _Counted(content, tick)),
                )
    except OSError as error:
        raise LayerError(f"it is no image layout that can be read ({error})") from error
    return _image(parts, wanted)


class _Counted:
    """A stream that tells how much passed, and gives back the first bytes that were looked at."""

    def __init__(self, stream: IO[bytes], tick: Tick, first: bytes = b"") -> None:
        self._stream, self._tick, self._first = stream, tick, first

    def read(self, size: int) -> bytes:
        if self._first:
            taken, self._first = self._first[:size], self._first[size:]
            return taken
        content = self._stream.read(size)
        self._tick(len(content))
        return content


def _take(parts: _Parts, path: str, size: int, content: IO[bytes]) -> None:
    if path.endswith((".json", "/json", "VERSION", "oci-layout", "repositories")):
        if size <= _LARGEST_JSON:
            parts.documents[path] = content.read(size)
        return
    if not (path.endswith(("/layer.tar", ".tar.gz")) or path.startswith(_BLOBS)):
        return
    first = content.read(min(size, 512))
    if first.lstrip()[:1] == b"{" and size <= _LARGEST_JSON:
        parts.documents[path] = first + content.read(size)
    elif first.startswith(_ZSTD):
        parts.layers[path] = "it is compressed with zstd, which is not read here"
    elif first:
        try:
            parts.layers[path] = read_layer(cast("IO[bytes]", _Counted(content, lambda _count: None, first)))
        except LayerError as error:
            parts.layers[path] = str(error)


def _target(path: str, member: tarfile.TarInfo) -> str:
    if member.islnk():
        return member.linkname.removeprefix("./")
    above = path.split("/")[:-1]
    for part in member.linkname.split("/"):
        if part == "..":
            above = above[:-1]
        elif part not in ("", "."):
            above.append(part)
    return "/".join(above)


def _image(parts: _Parts, wanted: str) -> ImageContents:
    found = [*_docker_images(parts), *_oci_images(parts)]
    if not found:
        raise LayerError("it holds no image")
    for config, layers, names in found:
        content = parts.documents.get(config, b"")
        id_ = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if not wanted or wanted in (id_, *names):
            return _contents(parts, id_, content, layers)
    raise LayerError(f"it holds another image than {wanted}")


def _docker_images(parts: _Parts) -> list[tuple[str, list[str], tuple[str, ...]]]:
    images = []
    for entry in as_list(_json(parts, "manifest.json"))[:_MANIFESTS]:
        table = as_mapping(entry)
        if isinstance(table.get("Config"), str):
            names = tuple(map(str, as_list(table.get("RepoTags"))))
            images.append((str(table["Config"]), [str(each) for each in as_list(table.get("Layers"))], names))
    return images


def _oci_images(parts: _Parts) -> list[tuple[str, list[str], tuple[str, ...]]]:
    """Follow index.json to the manifests, through indexes of several platforms."""
    images: list[tuple[str, list[str], tuple[str, ...]]] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [("index.json", ())]
    seen: set[str] = set()
    while waiting and len(seen) < _MANIFESTS:
        path, above = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        document = as_mapping(_json(parts, path))
        for entry in as_list(document.get("manifests")):
            table = as_mapping(entry)
            names = tuple(map(str, as_mapping(table.get("annotations")).values()))
            waiting.append((_blob(table), (*above, str(table.get("digest")), *names)))
        config = as_mapping(document.get("config"))
        if config and "config" in str(config.get("mediaType", "config")):
            layers = [_blob(as_mapping(layer)) for layer in as_list(document.get("layers"))]
            images.append((_blob(config), layers, above))
    return images


def _blob(descriptor: Mapping[str, object]) -> str:
    return _BLOBS + str(descriptor.get("digest", "")).removeprefix("sha256:")


def _json(parts: _Parts, path: str) -> object:
    try:
        return json.loads(parts.documents.get(path, b"null"))
    except (ValueError, RecursionError):
        return None


def _contents(parts: _Parts, id_: str, content: bytes, paths: list[str]) -> ImageContents:
    try:
        config = as_mapping(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise LayerError("the image's configuration cannot be read") from error
    layers: list[Layer] = []
    problems: list[str] = []
    for number, path in enumerate(paths, 1):
        layer = parts.layer(path)
        if isinstance(layer, str):
            problems.append(f"layer {number} of {len(paths)}: {layer}")
        else:
            layers.append(layer)
            if layer.skipped:
                problems.append(
                    f"layer {number} of {len(paths)}: {layer.skipped} files are too large to read"
                )
    files = flattened(layers)
    settings = image_settings(as_mapping(config.get("config")))
    platform = "/".join(str(config[key]) for key in ("os", "architecture", "variant") if config.get(key))
    return ImageContents(
        id_,
        platform,
        tuple(map(str, as_list(as_mapping(config.get("rootfs")).get("diff_ids")))),
        installed(files),
        release(files),
        cuda_facts(files, settings),
        settings,
        tuple(problems),
    )
