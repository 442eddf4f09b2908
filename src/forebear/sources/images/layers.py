"""One layer of an image, and a file system of several: only the few files that say what is installed.

Layers are tar streams (https://github.com/opencontainers/image-spec/blob/main/layer.md); a `.wh.name` takes a
lower layer's file or folder away, `.wh..wh..opq` all that lower layers have in its folder. Streams are read
once, forwards; nothing is written to disk, and paths only name entries of a dictionary, so that no entry can
lead anywhere.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO

from forebear.sources.packages.installed import is_record

_LARGEST = {True: 64 << 20, False: 8 << 20}  # bytes of a database of rpm, of any other file
_KEPT = 256 << 20  # bytes of files of one layer
_NAMES = 2_000_000  # entries of one layer
LONGEST_LAYER = 64 << 30
"""Bytes of one layer, uncompressed."""

_HEADER = 1 << 20  # bytes of an extended header, which tarfile would take into memory whole
_MARK, _OPAQUE = ".wh.", ".wh..wh..opq"
_CUDA = ("version.json", "version.txt")

_PLAIN = (*tarfile.REGULAR_TYPES, tarfile.GNUTYPE_SPARSE, *(b"1", b"2", b"3", b"4", b"5", b"6"))

Wanted = Callable[[str], bool]


class LayerError(Exception):
    """A layer that cannot be read; the message is the reason, for people."""


class SafeEntry(tarfile.TarInfo):
    """An entry of a tar whose extended headers are no larger than such headers are."""

    def _proc_member(self, tarfile: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type not in _PLAIN and self.size > _HEADER:
            raise LayerError("one of its headers is far too large")
        return super()._proc_member(tarfile)  # type: ignore[misc, no-any-return]


@dataclass(slots=True)
class Layer:
    """What a layer has of the wanted files, and what it takes away from those below it."""

    files: dict[str, bytes] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)
    entries: int = 0
    skipped: int = 0


def is_wanted(path: str) -> bool:
    """Say whether a file says what an image holds: package databases, the release, CUDA's version."""
    if path in ("etc/os-release", "usr/lib/os-release"):
        return True
    if path.startswith("usr/local/cuda") and path.rpartition("/")[2] in _CUDA and path.count("/") == 3:
        return True
    return is_record(path)


def read_layer(stream: IO[bytes], wanted: Wanted = is_wanted) -> Layer:
    """Read a layer's tar, plain or compressed with gzip, bzip2 or xz; raises LayerError.

    Memory is bounded by what is wanted, whatever the headers say.
    """
    layer = Layer()
    kept = length = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|*", tarinfo=SafeEntry) as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # tarfile would keep them all
                layer.entries += 1
                length += member.size
                if layer.entries > _NAMES or length > LONGEST_LAYER:
                    raise LayerError("it has too many entries, or is too large")
                path = _clean(member.name)
                if not path or _takes_away(layer, path) or member.isdir():
                    continue
                if not wanted(path):
                    if _hides_folder(path):
                        layer.removed.add(path)
                elif member.issym():
                    layer.links.add(path)
                elif member.islnk():
                    layer.files[path] = layer.files.get(_clean(member.linkname), b"")
                elif member.isreg():
                    kept += _keep(layer, archive, member, path, _KEPT - kept)
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as error:
        raise LayerError(f"it is no layer that can be read ({error})") from error
    return layer


def _takes_away(layer: Layer, path: str) -> bool:
    """Note what a whiteout takes from the layers below; say whether it is one."""
    folder, _, name = path.rpartition("/")
    if name == _OPAQUE:
        layer.opaque.add(folder)
    elif name.startswith(_MARK):
        layer.removed.add(f"{folder}/{name[len(_MARK) :]}".lstrip("/"))
    return name.startswith(_MARK)


def _keep(layer: Layer, archive: tarfile.TarFile, member: tarfile.TarInfo, path: str, room: int) -> int:
    """Keep a file's bytes, where it is not too large; return how many they are."""
    size = _LARGEST[path.endswith(".sqlite")]
    taken = archive.extractfile(member) if member.size <= min(size, room) else None
    if taken is None:
        layer.skipped += 1
        return 0
    layer.files[path] = content = taken.read(size)
    return len(content)


def flattened(layers: Iterable[Layer]) -> Mapping[str, bytes]:
    """Return the files that can be seen when the layers lie on one another, the lowest first."""
    seen: dict[str, bytes] = {}
    for layer in layers:
        gone = layer.removed | layer.links
        for path in list(seen):
            above = _above(path)
            if path in gone or not gone.isdisjoint(above) or not layer.opaque.isdisjoint(above):
                del seen[path]
        seen.update(layer.files)
    return seen


def _above(path: str) -> list[str]:
    """Return the folders above a path, the root ("") included."""
    parts = path.split("/")[:-1]
    return ["", *("/".join(parts[: end + 1]) for end in range(len(parts)))]


def _hides_folder(path: str) -> bool:
    """Say whether a plain entry could stand where a lower layer has a folder of wanted files.

    That is rare, and remembering every path of a layer would cost memory; so only the likely ones count.
    """
    name = path.rpartition("/")[2]
    return name.endswith((".dist-info", ".egg-info")) or name in (
        "site-packages",
        "dist-packages",
        "conda-meta",
        "dpkg",
        "status.d",
        "lib",
        "var",
        "usr",
        "opt",
    )


def _clean(name: str) -> str:
    """Return an entry's path without `/`, `.` and `..`, which lead nowhere here; "" for the root."""
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
