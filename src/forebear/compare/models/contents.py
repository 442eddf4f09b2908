"""The contents of a model file as plain values: tensors, trees, layers and settings by name."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

MOST_PARTS = 200_000
"""Parts of one model; a header that names more is not read."""

LARGEST_TEXT = 64 << 20
"""Bytes of what is read whole (JSON, text, XML, headers)."""


class UnreadableModelError(Exception):
    """A model file that cannot be read; the message is the reason, for people."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Numbers that can be read in order. `dtype` is a NumPy type (`<f4`), `bf16`, or "" where the bytes are
    only compared; `nbytes` is their length, `chunks` yields them in pieces of at most the given size."""

    dtype: str
    shape: tuple[int, ...]
    nbytes: int
    chunks: Callable[[int], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a model. `shown` describes it in a few words; `key` is what is compared, beside the tensor's
    own bytes. `reason` says why it may differ between equal models, `opaque` that it cannot be compared."""

    shown: str
    key: str
    tensor: Tensor | None = None
    reason: str = ""
    opaque: bool = False


Parts = Mapping[tuple[str, str], Part]
"""(kind, name) -> part; kinds are tensor, tree, layer, node, class, setting …"""


@dataclass(frozen=True, slots=True)
class ModelContents:
    """A model file. `values_inside` says that its values can only be compared where it is loaded: inside the
    recorded image, because loading runs code. `notes` are sentences."""

    format: str
    size: int
    parts: Parts = field(default_factory=dict)
    values_inside: bool = False
    notes: tuple[str, ...] = ()


def file_range(path: Path, offset: int, length: int) -> Callable[[int], Iterator[bytes]]:
    """Return what reads a part of a file in pieces."""

    def chunks(size: int) -> Iterator[bytes]:
        with path.open("rb") as stream:
            stream.seek(offset)
            yield from pieces(stream, length, size)

    return chunks


def pieces(stream: IO[bytes], length: int, size: int) -> Iterator[bytes]:
    """Yield `length` bytes of a stream in pieces of `size`; an earlier end raises UnreadableModelError."""
    left = length
    while left > 0:
        held = b""
        wanted = min(size, left)
        while len(held) < wanted:  # a decompressing stream may give less than asked
            content = stream.read(wanted - len(held))
            if not content:
                raise UnreadableModelError("it ends before its values do")
            held += content
        left -= len(held)
        yield held


def setting(value: object) -> Part:
    """Return a value that is compared as it is, its type included."""
    if isinstance(value, float) and not math.isfinite(value):
        text = str(value)
    elif isinstance(value, str):
        text = value
    else:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return Part(text, f"{type(value).__name__} {value!r}")


def tensor_part(tensor: Tensor, named: str, extra: str = "") -> Part:
    """Return a tensor as a part: its type and its shape in words."""
    shape = " \N{MULTIPLICATION SIGN} ".join(map(str, tensor.shape)) or "one value"
    return Part(f"{named}, {shape}{extra}", f"{named} {tensor.shape}{extra}", tensor)


def settings_below(value: object, name: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Yield (dotted name, leaf) of nested mappings and lists (`[index]`); empty ones are leaves."""
    if depth > 100:
        raise UnreadableModelError("it is nested too deep")
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from settings_below(item, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            yield from settings_below(item, f"{name}[{place}]", depth + 1)
    else:
        yield name, value
