"""NumPy's npy and npz, with `allow_pickle` off: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html"""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from forebear.compare.models.contents import (
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    pieces,
    tensor_part,
)

OBJECTS = "It holds Python objects, which are not loaded here."
_HEADER = 64 << 10  # bytes; NumPy's own limit is less


def read_npy(path: Path) -> ModelContents:
    """Read one array; raises UnreadableModelError."""
    size = path.stat().st_size
    part, inside = _array(lambda: path.open("rb"), size, path.stem)
    return ModelContents("npy", size, {("tensor", "array"): part}, inside, _notes(inside))


def read_npz(path: Path) -> ModelContents:
    """Read the arrays of an archive, compressed or not; raises UnreadableModelError."""
    parts: dict[tuple[str, str], Part] = {}
    objects = False
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableModelError(f"it is no zip archive ({error})") from error
    if len(entries) > MOST_PARTS:
        raise UnreadableModelError("it has too many entries")
    for entry in entries:
        name = entry.filename.removesuffix(".npy")
        if not entry.filename.endswith(".npy"):
            parts["file", name] = Part(f"{entry.file_size:,} bytes", f"{entry.file_size} {entry.CRC}")
            continue
        part, inside = _array(lambda entry=entry: _Member(path, entry), entry.file_size, name)
        parts["tensor", name] = part
        objects = objects or inside
    return ModelContents("npz", path.stat().st_size, parts, objects, _notes(objects))


def _notes(objects: bool) -> tuple[str, ...]:
    return (OBJECTS,) if objects else ()


def _array(opened: Any, size: int, name: str) -> tuple[Part, bool]:
    """Return an array as a part, and whether it holds Python objects."""
    from numpy.lib import format as npy

    try:
        with opened() as stream:
            version = npy.read_magic(stream)
            read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, fortran, dtype = read(stream, max_header_size=_HEADER)
            start = stream.tell()
    except (
        ValueError,
        OSError,
        EOFError,
        TypeError,
        zipfile.BadZipFile,
        zlib.error,
        RecursionError,
    ) as error:
        raise UnreadableModelError(f"the array {name} cannot be read ({error})") from error
    order = ", by columns" if fortran else ""
    if dtype.hasobject:
        opaque = Tensor("", shape, size, lambda step: _stream(opened, 0, size, step))
        return tensor_part(opaque, "Python objects", order), True
    nbytes = math.prod(shape) * dtype.itemsize
    if nbytes != size - start:
        raise UnreadableModelError(f"the array {name} says {nbytes:,} bytes and has {size - start:,}")
    plain = dtype.str if dtype.fields is None and dtype.kind in "fiub" else ""
    tensor = Tensor(plain, shape, nbytes, lambda step: _stream(opened, start, nbytes, step))
    return tensor_part(tensor, str(dtype), order), False


def _stream(opened: Any, start: int, length: int, step: int) -> Iterator[bytes]:
    try:
        with opened() as stream:
            for _ in pieces(stream, start, 1 << 20):
                continue
            yield from pieces(stream, length, step)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise UnreadableModelError(f"its values cannot be read ({error})") from error


class _Member:
    """A member of a zip archive, with the archive closed behind it; never gives more than it says it has."""

    def __init__(self, path: Path, entry: zipfile.ZipInfo) -> None:
        self._archive = zipfile.ZipFile(path)
        try:
            self._stream: IO[bytes] = self._archive.open(entry)
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:  # encrypted, or another way
            self._archive.close()
            raise OSError(str(error)) from error

    def __enter__(self) -> IO[bytes]:
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._archive.close()
