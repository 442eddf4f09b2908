"""Models that are documents: JSON of any shape, and PMML."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from forebear.compare.models.contents import (
    LARGEST_TEXT,
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    setting,
    settings_below,
    tensor_part,
)
from forebear.compare.models.trees import xgboost_parts

_VECTOR = 4  # a list of as many numbers is compared as one tensor


def read_json_model(path: Path) -> ModelContents:
    """Read a JSON document: lists of numbers are tensors, all else settings by their dotted names."""
    size = path.stat().st_size
    if size > LARGEST_TEXT:
        raise UnreadableModelError(f"it is {size:,} bytes of JSON, which is too much to read whole")
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableModelError(f"it is no JSON ({error})") from error
    if (parts := xgboost_parts(document)) is not None:
        return ModelContents("XGBoost JSON", size, parts)
    found: dict[tuple[str, str], Part] = {}
    for name, value in settings_below(_with_tensors(document, 0)):
        if len(found) > MOST_PARTS:
            raise UnreadableModelError("it has too many values")
        if isinstance(value, _Vector):
            found["tensor", name or "values"] = value.part()
        else:
            found["setting", name or "value"] = setting(value)
    return ModelContents("JSON", size, found)


class _Vector:
    """A list of numbers, or a rectangular list of such lists."""

    def __init__(self, values: list[float], shape: tuple[int, ...], whole: bool) -> None:
        self.values, self.shape, self.whole = values, shape, whole

    def part(self) -> Part:
        content = struct.pack(f"<{len(self.values)}d", *self.values)

        def chunks(size: int) -> Iterator[bytes]:
            for place in range(0, len(content), size):
                yield content[place : place + size]

        tensor = Tensor("<f8", self.shape, len(content), chunks)
        # 1 and 1.0 are not the same text; nor are two integers that one float stands for.
        return tensor_part(tensor, "whole numbers" if self.whole else "numbers")


def _with_tensors(value: object, depth: int) -> object:
    if depth > 100:
        raise UnreadableModelError("it is nested too deep")
    if isinstance(value, dict):
        return {key: _with_tensors(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list) and value:
        return _vector(value) or [_with_tensors(item, depth + 1) for item in value]
    return value


def _vector(value: list[object]) -> _Vector | None:
    rows = value if isinstance(value[0], list) else [value]
    width = len(rows[0]) if isinstance(rows[0], list) else 0
    numbers: list[float] = []
    kinds = set()
    for row in rows:
        if not isinstance(row, list) or len(row) != width:
            return None
        for number in row:
            if type(number) not in (int, float) or (type(number) is int and abs(number) > 1 << 53):
                return None
            kinds.add(type(number))
            numbers.append(float(number))
    if len(numbers) < _VECTOR or len(kinds) != 1:
        return None
    shape = (len(rows), width) if rows is value else (width,)
    return _Vector(numbers, shape, kinds == {int})


def read_pmml(path: Path) -> ModelContents:
    """Read PMML (https://dmg.org/pmml/): every attribute and text by its path. Entities are refused."""
    size = path.stat().st_size
    if size > LARGEST_TEXT:
        raise UnreadableModelError(f"it is {size:,} bytes of XML, which is too much to read whole")
    reader = _Pmml()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        raise UnreadableModelError(f"it is no XML ({error})") from error
    if reader.root != "PMML":
        raise UnreadableModelError("it is no PMML")
    return ModelContents("PMML", size, reader.parts)


class _Pmml:
    """Collects attributes and texts while the parser goes through the document."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, str], Part] = {}
        self.root = ""
        self._path: list[str] = []
        self._counts: list[dict[str, int]] = [{}]
        self._texts: list[str] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        if len(self._path) > 200 or len(self.parts) > MOST_PARTS:
            raise UnreadableModelError("it has too many elements, or they are nested too deep")
        count = self._counts[-1][tag] = self._counts[-1].get(tag, 0) + 1
        named = attributes.get("name") or attributes.get("id") or ""
        self._path.append(f"{tag}[{named or count}]" if named or count > 1 else tag)
        self._counts.append({})
        self._texts.append("")
        for name, value in attributes.items():
            self._put(f"{'/'.join(self._path)}@{name}", value)

    def text(self, text: str) -> None:
        if self._texts:
            self._texts[-1] += text

    def end(self, _tag: str) -> None:
        text = self._texts.pop().strip()
        if text:
            self._put("/".join(self._path), text)
        self._path.pop()
        self._counts.pop()

    def refuse(self, *_: object) -> None:
        raise UnreadableModelError("it declares a document type, which is not read")

    def _put(self, name: str, value: str) -> None:
        slot, number = ("setting", name), 1
        while slot in self.parts:
            number += 1
            slot = ("setting", f"{name} ({number})")
        self.parts[slot] = setting(value)
