"""What images in archives hold: of `docker save`, old and new, and OCI layouts as a tar or a folder.

A tar is read once, forwards, as it comes from the engine; each layer is read while it passes.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.images.contents import ImageContents, cuda_facts, image_settings
from forebear.sources.images.layers import Layer, LayerError, SafeEntry, flattened, read_layer
from forebear.sources.images.manifests import BLOBS, LARGEST_JSON, link_target, packed_images
from forebear.sources.packages.installed import installed, release

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
                    parts.links[path] = link_target(path, member)
                elif member.isreg() and (content := archive.extractfile(member)) is not None:
                    _take(parts, path, member.size, content)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise LayerError(f"it is no archive that can be read ({error})") from error
    return _image(parts, wanted)


def read_layout(folder: Path, wanted: str = "", tick: Tick = lambda _count: None) -> ImageContents:
    """Read an image from a folder in OCI's layout, of its layers only its own; raises LayerError."""
    parts = _Parts()
    blobs = folder / "blobs" / "sha256"
    try:
        names = [path.relative_to(folder).as_posix() for path in sorted(blobs.iterdir())]
        for name in ("index.json", "manifest.json", *names):
            _take_file(parts, folder, name, tick, LARGEST_JSON)
        for name in _wanted_layers(parts, wanted):
            if name not in parts.layers:
                _take_file(parts, folder, name, tick)
    except OSError as error:
        raise LayerError(f"it is no image layout that can be read ({error})") from error
    return _image(parts, wanted)


def _take_file(parts: _Parts, folder: Path, name: str, tick: Tick, largest: int | None = None) -> None:
    """Take a file of a layout, unless it is a link, or larger than `largest` bytes."""
    path = folder / name
    if ".." in name or path.is_symlink() or not path.is_file():
        return
    size = path.stat().st_size
    if largest is None or size <= largest:
        with path.open("rb") as content:
            _take(parts, name, size, cast("IO[bytes]", _Counted(content, tick)))


def _wanted_layers(parts: _Parts, wanted: str) -> Iterator[str]:
    for packed in packed_images(parts.documents):
        if not wanted or wanted in (_id_of(parts, packed.config), *packed.names):
            yield from packed.layers


def _id_of(parts: _Parts, config: str) -> str:
    return f"sha256:{hashlib.sha256(parts.documents.get(config, b'')).hexdigest()}"


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
        if size <= LARGEST_JSON:
            parts.documents[path] = content.read(size)
        return
    if not (path.endswith(("/layer.tar", ".tar.gz")) or path.startswith(BLOBS)):
        return
    first = content.read(min(size, 512))
    if first.lstrip()[:1] == b"{" and size <= LARGEST_JSON:
        parts.documents[path] = first + content.read(size)
    elif first.startswith(_ZSTD):
        parts.layers[path] = "it is compressed with zstd, which is not read here"
    elif first:
        try:
            parts.layers[path] = read_layer(cast("IO[bytes]", _Counted(content, lambda _count: None, first)))
        except LayerError as error:
            parts.layers[path] = str(error)


def _image(parts: _Parts, wanted: str) -> ImageContents:
    found = packed_images(parts.documents)
    if not found:
        raise LayerError("it holds no image")
    for packed in found:
        id_ = _id_of(parts, packed.config)
        if not wanted or wanted in (id_, *packed.names):
            return _contents(parts, id_, parts.documents.get(packed.config, b""), packed.layers)
    raise LayerError(f"it holds another image than {wanted}")


def _contents(parts: _Parts, id_: str, content: bytes, paths: Sequence[str]) -> ImageContents:
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
