"""GGUF, llama.cpp's format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"""

from __future__ import annotations

import hashlib
import math
import struct
from itertools import pairwise
from pathlib import Path
from typing import IO

from forebear.compare.models.contents import (
    LARGEST_TEXT,
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    file_range,
    setting,
    tensor_part,
)

_VALUES = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_PLAIN = {0: ("F32", "<f4"), 1: ("F16", "<f2"), 24: ("I8", "i1"), 25: ("I16", "<i2"), 26: ("I32", "<i4")}
_PLAIN |= {27: ("I64", "<i8"), 28: ("F64", "<f8"), 30: ("BF16", "bf16")}
_SHOWN = 8  # values of a list that are shown


def read_gguf(path: Path) -> ModelContents:
    """Read settings and tensors; quantised ones are compared by their bytes. Raises UnreadableModelError."""
    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            return _Reader(path, stream, size).read()
    except (struct.error, UnicodeDecodeError) as error:
        raise UnreadableModelError("its header ends before it is complete") from error


class _Reader:
    def __init__(self, path: Path, stream: IO[bytes], size: int) -> None:
        self._path, self._stream, self._size = path, stream, size
        self._taken = 0

    def read(self) -> ModelContents:
        self._stream.read(4)
        version, tensors, settings = struct.unpack("<IQQ", self._bytes(20))
        if not 2 <= version <= 3 or tensors > MOST_PARTS or settings > MOST_PARTS:
            raise UnreadableModelError(f"its header says version {version} and {tensors:,} tensors")
        parts: dict[tuple[str, str], Part] = {("setting", "version"): setting(version)}
        alignment = 32
        for _ in range(settings):
            name = self._text()
            part, value = self._value(self._one("<I"), 0)
            parts["setting", name] = part
            if name == "general.alignment" and isinstance(value, int) and value > 0:
                alignment = value
        entries = []
        for _ in range(tensors):
            name, dimensions = self._text(), self._one("<I")
            if dimensions > 8:
                raise UnreadableModelError(f"the tensor {name} says that it has {dimensions} dimensions")
            shape = tuple(self._one("<Q") for _ in range(dimensions))
            entries.append((name, shape, self._one("<I"), self._one("<Q")))
        start = -(-self._stream.tell() // alignment) * alignment
        ends = sorted({offset for *_, offset in entries} | {self._size - start})
        following = dict(pairwise(ends))
        for name, shape, kind, offset in entries:
            label, dtype = _PLAIN.get(kind, (f"quantised, type {kind}", ""))
            width = {"bf16": 2}.get(dtype) or (int(dtype[-1]) if dtype else 0)
            nbytes = math.prod(shape) * width if dtype else following.get(offset, offset) - offset
            if nbytes < 0 or start + offset + nbytes > self._size:
                raise UnreadableModelError(f"the values of {name} are not where its header says")
            tensor = Tensor(dtype, shape, nbytes, file_range(self._path, start + offset, nbytes))
            parts["tensor", name] = tensor_part(tensor, label)
        return ModelContents("GGUF", self._size, parts)

    def _bytes(self, count: int) -> bytes:
        self._taken += count
        if count > self._size or self._taken > LARGEST_TEXT * 4:
            raise UnreadableModelError("its header says lengths that the file does not have")
        content = self._stream.read(count)
        if len(content) < count:
            raise UnreadableModelError("its header ends before it is complete")
        return content

    def _one(self, form: str) -> int:
        return struct.unpack(form, self._bytes(struct.calcsize(form)))[0]  # type: ignore[no-any-return]

    def _text(self) -> str:
        return self._bytes(self._one("<Q")).decode()

    def _value(self, kind: int, depth: int) -> tuple[Part, object]:
        if kind == 8:
            text = self._text()
            return setting(text), text
        if kind in _VALUES:
            number = self._one(_VALUES[kind])
            return setting(number), number
        if kind != 9 or depth > 4:
            raise UnreadableModelError(f"a setting has the unknown type {kind}")
        inner, count = self._one("<I"), self._one("<Q")
        digest, first = hashlib.sha256(), []
        for place in range(count):
            part, value = self._value(inner, depth + 1)
            digest.update(f"{len(part.key)} {part.key}".encode("utf-8", "surrogatepass"))
            if place < _SHOWN:
                first.append(str(value))
        more = ", …" if count > _SHOWN else ""
        return Part(f"{count:,} values: {', '.join(first)}{more}", digest.hexdigest()), None
