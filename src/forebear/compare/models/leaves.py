"""The values of a model that was loaded inside its image: what the program there wrote, as hostile input.

One line of JSON a leaf, and behind an array's line its bytes (see `rebuild/inside/program/writing.py`).
Whatever is loaded can write there what it likes: every line is bounded and checked, and none is a path here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from forebear.compare.models.contents import (
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    file_range,
    tensor_part,
)
from forebear.compare.models.volatile import reason
from forebear.compare.models.weights import width

ARRAY, LEAF, VOLATILE = "array", "leaf", "volatile"
"""Kinds of parts: numbers, everything else, and what is known to differ without another model."""

_LINE = 1 << 16  # bytes of one line
_SHORT, _LONG = 500, 4000  # characters that are shown, and of a name
_FEW = 3  # values of an array that are shown
_UNKNOWN = ("opaque", "cut")
_NUMBERS = re.compile(r"[<>|]?([fiu][1248]|b1)|bf16")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that was loaded: by what, which libraries were there, which classes were not."""

    contents: ModelContents
    how: str
    versions: Mapping[str, str]
    missing: tuple[str, ...]


class LoadFailedError(UnreadableModelError):
    """The model could not be loaded. `versions` are those of the libraries that were there."""

    def __init__(self, why: str, versions: Mapping[str, str]) -> None:
        super().__init__(why)
        self.versions = versions


def read_leaves(path: Path) -> Loaded:
    """Read what was written; raises UnreadableModelError, LoadFailedError where it says why it failed."""
    try:
        with path.open("rb") as stream:
            return _Reading(path, stream).read()
    except (ValueError, LookupError, RecursionError, TypeError, OverflowError, OSError) as error:
        raise UnreadableModelError("what it answered cannot be read") from error


class _Reading:
    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self._path, self._stream = path, stream
        self._size = path.stat().st_size
        self._parts: dict[tuple[str, str], Part] = {}
        self._names: dict[str, int] = {}
        self._said: dict[str, Any] = {}

    def read(self) -> Loaded:
        lines = 0
        while line := self._stream.readline(_LINE):
            lines += 1
            if lines > MOST_PARTS:
                raise UnreadableModelError("what it answered has too many parts")
            document = json.loads(line)
            if not line.endswith(b"\n") or not isinstance(document, dict):
                raise UnreadableModelError("what it answered cannot be read")
            if "leaf" in document:
                self._leaf(document)
            else:
                self._said |= {str(name): value for name, value in document.items()}
        if self._said.get("forebear") != 1:
            raise UnreadableModelError("it ended without an answer")
        versions = _texts(self._said.get("versions"))
        if "failed" in self._said:
            raise LoadFailedError(text(self._said["failed"], _LONG), versions)
        if "end" not in self._said:
            raise UnreadableModelError("it ended before all of its values were written")
        self._rest()
        missing = self._said.get("missing")
        names = tuple(text(each) for each in missing[:100]) if isinstance(missing, list) else ()
        contents = ModelContents("loaded", self._size, self._parts)
        return Loaded(contents, text(self._said.get("loaded", "")), versions, names)

    def _leaf(self, document: Mapping[str, Any]) -> None:
        kind = text(document.get("kind"))
        name = self._once(text(document["leaf"], _LONG) or ".")
        known = reason(name, kind)
        part = self._array(document, known) if kind == "array" else _plain(document, kind, known)
        slot = VOLATILE if known else ARRAY if kind == "array" else LEAF
        self._parts[slot, name] = part

    def _array(self, document: Mapping[str, Any], known: str) -> Part:
        dtype, named = text(document["dtype"]), text(document["shown"])
        shape = tuple(_whole(each) for each in document["shape"][:64])
        digest = f" {text(document['sha256'])}"
        nbytes = _whole(document["bytes"]) if "bytes" in document else 0
        offset = self._stream.tell()
        if nbytes > self._size - offset:
            raise UnreadableModelError("it ended before all of its values were written")
        self._stream.seek(nbytes, 1)
        tensor = Tensor(dtype, shape, nbytes, file_range(self._path, offset, nbytes))
        if not _NUMBERS.fullmatch(dtype) or math.prod(shape) * width(tensor) != nbytes:
            tensor = Tensor("", shape, nbytes, tensor.chunks)
        part = tensor_part(tensor, named)
        held = tensor if "bytes" in document else None
        shown = f"{named}: {few}" if held and (few := _few(held)) else part.shown
        return Part(shown, part.key + digest, held, reason=known)

    def _rest(self) -> None:
        if "rest" in self._said:
            shown = f"{_whole(self._said['rest']):,} more"
            digest = text(self._said["sha256"])
            self._parts[LEAF, "…"] = Part(shown, f"{shown} {digest}")

    def _once(self, name: str) -> str:
        times = self._names[name] = self._names.get(name, 0) + 1
        return name if times == 1 else f"{name} ({times})"


def _plain(document: Mapping[str, Any], kind: str, known: str) -> Part:
    shown, key = text(document["shown"]), text(document["key"], _LONG)
    key = f"{kind} {key}"
    if kind == "float" and document["key"]:
        return Part(shown, key, _number(bytes.fromhex(document["key"])), reason=known)
    said = f"{kind} {shown}" if kind in ("object", "opaque", "function", "code") else shown
    return Part(repr(shown) if kind == "str" else said, key, reason=known, opaque=kind in _UNKNOWN)


def _few(tensor: Tensor) -> str:
    """Return the values of a tensor that has only a few, "" for any other."""
    if tensor.dtype in ("", "bf16") or not 1 <= math.prod(tensor.shape) <= _FEW:
        return ""
    import numpy as np

    values = np.frombuffer(b"".join(tensor.chunks(1 << 10)), tensor.dtype).tolist()
    return ", ".join(f"{value:.6g}" if isinstance(value, float) else str(value) for value in values)


def _number(content: bytes) -> Tensor:
    def chunks(_size: int) -> Iterator[bytes]:
        yield content

    if len(content) != 8:
        raise UnreadableModelError("what it answered cannot be read")
    return Tensor(">f8", (), 8, chunks)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 62:
        raise UnreadableModelError("what it answered cannot be read")
    return value


def text(value: object, longest: int = _SHORT) -> str:
    """Return a text of the answer, bounded, with no half of a character in it."""
    return str(value if value is not None else "")[:longest].encode("utf-8", "backslashreplace").decode()


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {text(name, 100): text(each, 100) for name, each in list(value.items())[:50]}
