"""ONNX, walked field by field without its library: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3

Every byte of the file is in some part, what is not known here by its digest: no change goes unseen.
"""

from __future__ import annotations

import hashlib
import math
import mmap
from pathlib import Path

from forebear.compare.models.contents import (
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    file_range,
    tensor_part,
)
from forebear.compare.models.protobuf import Field, fields, varint

_TYPES = {
    1: ("FLOAT", "<f4"),
    2: ("UINT8", "u1"),
    3: ("INT8", "i1"),
    4: ("UINT16", "<u2"),
    5: ("INT16", "<i2"),
    6: ("INT32", "<i4"),
    7: ("INT64", "<i8"),
    9: ("BOOL", "?"),
    10: ("FLOAT16", "<f2"),
    11: ("DOUBLE", "<f8"),
    12: ("UINT32", "<u4"),
    13: ("UINT64", "<u8"),
    16: ("BFLOAT16", "bf16"),
}
_MODEL = {2: "producer", 3: "producer version", 4: "domain", 6: "description"}
_NUMBERS = {1: "IR version", 5: "model version"}
_PACKED = {4: 1, 10: 11}  # float_data and double_data are the plain bytes of these types


def read_onnx(path: Path) -> ModelContents:
    """Read graph, initialisers and settings; raises UnreadableModelError where it is no ONNX model."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        try:
            buffer = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise UnreadableModelError("it is empty") from error
        with buffer:
            reader = _Reader(path, buffer)
            reader.model(size)
    if not reader.has_graph:
        raise UnreadableModelError("it holds no graph")
    return ModelContents("ONNX", size, reader.parts, notes=tuple(sorted(reader.notes)))


class _Reader:
    """Collects the parts of one file."""

    def __init__(self, path: Path, buffer: mmap.mmap) -> None:
        self._path, self._buffer = path, buffer
        self.parts: dict[tuple[str, str], Part] = {}
        self.notes: set[str] = set()
        self.has_graph = False

    def model(self, size: int) -> None:
        for field in fields(self._buffer, 0, size):
            if field.number == 7 and field.wire == 2:
                self.has_graph = True
                self._graph(field)
            elif field.number in _MODEL and field.wire == 2:
                self._add("setting", _MODEL[field.number], self._text(field))
            elif field.number in _NUMBERS and field.wire == 0:
                self._add("setting", _NUMBERS[field.number], str(field.value))
            elif field.number == 8 and field.wire == 2:
                domain, version = "", 0
                for inner in fields(self._buffer, field.start, field.end):
                    domain = self._text(inner) if inner.number == 1 else domain
                    version = inner.value if inner.number == 2 else version
                self._add("setting", f"operators {domain or 'ai.onnx'}", str(version), self._digest(field))
            elif field.number == 14 and field.wire == 2:
                pair = {
                    inner.number: self._text(inner) for inner in fields(self._buffer, field.start, field.end)
                }
                self._add("setting", f"metadata {pair.get(1, '')}", pair.get(2, ""), self._digest(field))
            else:
                self._other("the model", field)

    def _graph(self, graph: Field) -> None:
        named = {2: "name", 10: "description"}
        sides = {11: "input", 12: "output", 13: "value"}
        for field in fields(self._buffer, graph.start, graph.end):
            if field.wire != 2:
                self._other("the graph", field)
            elif field.number == 1:
                self._node(field)
            elif field.number == 5:
                self._initialiser(field)
            elif field.number in named:
                self._add("setting", f"graph {named[field.number]}", self._text(field))
            elif field.number in sides:
                inner = list(fields(self._buffer, field.start, field.end))
                name = next((self._text(each) for each in inner if each.number == 1), "")
                digest = self._digest(field)
                self._add(sides[field.number], name, f"type {digest[:12]}", digest)
            else:
                self._other("the graph", field)

    def _node(self, node: Field) -> None:
        inputs, outputs, name, kind, attributes = [], [], "", "", 0
        for field in fields(self._buffer, node.start, node.end):
            match field.number:
                case 1:
                    inputs.append(self._text(field))
                case 2:
                    outputs.append(self._text(field))
                case 3:
                    name = self._text(field)
                case 4:
                    kind = self._text(field)
                case 5:
                    attributes += 1
                case _:
                    pass
        digest = self._digest(node)
        shown = f"{kind}({', '.join(inputs)})"
        shown += f", {attributes} attributes ({digest[:8]})" if attributes else ""
        self._add("node", name or next(iter(outputs), kind), shown, digest)

    def _initialiser(self, found: Field) -> None:
        dims: list[int] = []
        kind, name, raw, elsewhere = 0, "", None, False
        for field in fields(self._buffer, found.start, found.end):
            match field.number, field.wire:
                case 1, 0:
                    dims.append(field.value)
                case 1, 2:
                    place = field.start
                    while place < field.end:
                        value, place = varint(self._buffer, place, field.end)
                        dims.append(value)
                case 2, 0:
                    kind = field.value
                case 8, 2:
                    name = self._text(field)
                case 9, 2:
                    raw = field
                case 14, 0:
                    elsewhere = elsewhere or field.value == 1
                case number, 2 if number in _PACKED:
                    raw = field
                case _:
                    pass
        label, dtype = _TYPES.get(kind, (f"type {kind}", ""))
        shape = tuple(dims)
        if elsewhere:
            self.notes.add("Some of its values are in other files, which are not compared.")
        whole = found if raw is None else raw
        nbytes = whole.end - whole.start
        width = {"bf16": 2, "?": 1}.get(dtype) or (int(dtype[-1]) if dtype else 0)
        if raw is None or nbytes != math.prod(shape) * width:
            dtype = ""
        rest = self._rest(found, raw)
        tensor = Tensor(dtype, shape, nbytes, file_range(self._path, whole.start, nbytes))
        part = tensor_part(tensor, label)
        self._put("tensor", name, Part(part.shown, f"{part.key} {rest}", tensor))

    def _rest(self, found: Field, raw: Field | None) -> str:
        """Return a digest of all of an initialiser but its values, which are compared for themselves."""
        digest = hashlib.sha256()
        if raw is not None:
            for start, end in ((found.start, raw.start), (raw.end, found.end)):
                digest.update(self._buffer[start:end])
        return digest.hexdigest()

    def _add(self, kind: str, name: str, shown: str, digest: str = "") -> None:
        self._put(kind, name, Part(shown, f"{shown} {digest}"))

    def _put(self, kind: str, name: str, part: Part) -> None:
        if len(self.parts) > MOST_PARTS:
            raise UnreadableModelError("it has too many parts")
        number = 1
        slot = (kind, name)
        while slot in self.parts:  # names need not be unique
            number += 1
            slot = (kind, f"{name} ({number})")
        self.parts[slot] = part

    def _other(self, where: str, field: Field) -> None:
        digest = self._digest(field)
        shown = f"{field.end - field.start:,} bytes ({digest[:8]})"
        self._add("setting", f"field {field.number} of {where}", shown, digest)

    def _text(self, field: Field) -> str:
        return self._buffer[field.start : min(field.end, field.start + 4096)].decode("utf-8", "replace")

    def _digest(self, field: Field) -> str:
        digest = hashlib.sha256()
        for place in range(field.start, field.end, 1 << 20):
            digest.update(self._buffer[place : min(field.end, place + (1 << 20))])
        return digest.hexdigest()
